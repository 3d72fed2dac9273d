story: A street light goes to the wrong unit, comes back the same day, is mended, and closed only after the call-back.
area: 330199
office: xiaoxi-hotline

2026-08-03 19:30 applicant report kind=help title="柳巷路灯坏了三天" details="柳巷 12 号门口的路灯不亮，老人晚上看不见路" somewhere=yes place="柳巷 12 号门口" caller="李小禾" phone=13800000102 reply=yes
> reported; stage intake; passing-on due 2026-08-03 21:30 (law 2026-08-03 23:30); applicant told
2026-08-03 19:50 operator refer xiaoxi-market-supervision
> referred to xiaoxi-market-supervision; stage arrived; passing-on stopped in time; applicant told
> by itself: accepted; stage handling; handling due 2026-08-10 17:30; return due 2026-08-04 19:50; applicant told
2026-08-04 09:00 handler refer xiaoxi-hotline
> no: Something is missing for refer. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-04 09:01 handler refer xiaoxi-hotline reason="Street lights belong to urban management."
> referred to xiaoxi-hotline; stage returned; handling stopped in time; return stopped in time; applicant told
2026-08-04 09:20 operator refer xiaoxi-urban-management
> referred to xiaoxi-urban-management; stage arrived; applicant told
> by itself: accepted; stage handling; handling due 2026-08-11 17:30; return due 2026-08-05 09:20; applicant told
2026-08-04 14:00 handler/xie record site-visit
> recorded: site-visit
2026-08-05 16:00 handler/xie propose resolved answer="灯头烧坏，已更换"
> by silence of return (anyang-government-services 50.2): recorded: return-lapsed; return-lapsed is set; return ran out
> no: propose is possible only after this is recorded: contacted.
2026-08-05 16:05 handler/xie record caller-contacted
> recorded: caller-contacted; contacted is set
2026-08-05 16:10 handler/xie propose resolved answer="灯头烧坏，已更换"
> proposed: resolved; stage answered; handling stopped in time
2026-08-05 16:15 handler/xie refer xiaoxi-hotline
> referred to xiaoxi-hotline; stage call-back; applicant told
2026-08-06 09:00 operator decide resolved
> no: decide is possible only after this is recorded: called-back.
2026-08-06 10:00 operator record satisfied
> recorded: satisfied; called-back is set
2026-08-06 10:01 operator decide resolved
> decided: resolved; stage closed; applicant told
2026-08-06 12:00 applicant rate 5
> rated ★★★★★; office told
