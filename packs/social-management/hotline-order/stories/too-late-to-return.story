story: A unit sleeps over the 24 hours and keeps the order; the caller asks for it to be done again after it was closed.
area: 330199
office: xiaoxi-hotline

2026-08-03 10:00 applicant report kind=suggestion title="公交站加个座椅" details="溪前路公交站等车的老人多，希望有座椅" somewhere=yes place="溪前路公交站" caller="Anna" phone=13800000106 reply=yes
> reported; stage intake; passing-on due 2026-08-03 12:00 (law 2026-08-03 14:00); applicant told
2026-08-03 10:10 operator refer xiaoxi-urban-management
> referred to xiaoxi-urban-management; stage arrived; passing-on stopped in time; applicant told
> by itself: accepted; stage handling; handling due 2026-08-10 17:30; return due 2026-08-04 10:10; applicant told
2026-08-04 10:30 handler refer xiaoxi-hotline reason="Bus stops belong to the bus company."
> by silence of return (anyang-government-services 50.2): recorded: return-lapsed; return-lapsed is set; return ran out
> no: refer is not possible any more, because this is recorded: return-lapsed.
2026-08-04 11:00 handler record caller-contacted
> recorded: caller-contacted; contacted is set
2026-08-05 09:00 handler propose explained reason="Next year's plan has twenty seats; this stop is on the list." answer="已列入明年计划"
> proposed: explained; stage answered; handling stopped in time
2026-08-05 09:05 handler refer xiaoxi-hotline
> referred to xiaoxi-hotline; stage call-back; applicant told
2026-08-06 09:00 operator record not-reached
> recorded: not-reached; called-back is set
2026-08-06 09:10 operator decide explained reason="Next year's plan has twenty seats; this stop is on the list."
> decided: explained; stage closed; applicant told
2026-08-06 20:00 applicant reopen reason="Last year I heard the same."
> reopened; stage returned; reworked is set; called-back is cleared; contacted is cleared; office told
2026-08-07 09:00 hotline-supervisor refer xiaoxi-urban-management reason="Please answer with a month."
> referred to xiaoxi-urban-management; stage arrived; designated is set; applicant told
> by itself: accepted; stage handling; handling due 2026-08-14 17:30; return due 2026-08-08 09:00; applicant told
