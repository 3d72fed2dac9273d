story: Two units each say it is the other's; the centre decides, the work is done poorly, and done again after the call-back.
area: 330199
office: xiaoxi-hotline

2026-08-10 08:40 applicant report kind=complaint title="工地半夜施工吵得睡不着" details="溪前路工地连续三晚十二点后还在浇筑" somewhere=yes place="溪前路 90 号旁工地" caller="周先生" phone=13800000105 keep_secret=yes reply=yes
> reported; stage intake; passing-on due 2026-08-10 10:40 (law 2026-08-10 12:40); applicant told
2026-08-10 09:00 operator refer xiaoxi-urban-management
> referred to xiaoxi-urban-management; stage arrived; passing-on stopped in time; applicant told
> by itself: accepted; stage handling; handling due 2026-08-17 17:30; return due 2026-08-11 09:00; applicant told
2026-08-10 15:00 handler/xie refer xiaoxi-hotline reason="Night work permits are issued by another bureau."
> referred to xiaoxi-hotline; stage returned; handling stopped in time; return stopped in time; applicant told
2026-08-10 16:00 hotline-supervisor refer xiaoxi-urban-management
> no: Something is missing for refer. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-10 16:05 hotline-supervisor refer xiaoxi-urban-management reason="Noise at night in built-up streets is yours; the permit was never applied for."
> referred to xiaoxi-urban-management; stage arrived; designated is set; applicant told
> by itself: accepted; stage handling; handling due 2026-08-17 17:30; return due 2026-08-11 16:05; applicant told
2026-08-10 17:00 handler/xie refer xiaoxi-hotline reason="Still not ours."
> no: refer is not possible any more, because this is recorded: designated.
2026-08-12 10:00 handler/xie record caller-contacted
> by silence of return (anyang-government-services 50.2): recorded: return-lapsed; return-lapsed is set; return ran out
> recorded: caller-contacted; contacted is set
2026-08-14 09:00 unit-head extend handling reason="The site manager is away until Wednesday."
> extended; handling due 2026-08-24 17:30; applicant told
2026-08-14 10:00 handler/xie propose explained answer="已口头提醒工地"
> no: Something is missing for propose. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-14 10:05 handler/xie propose explained reason="The site was told orally." answer="已口头提醒工地"
> proposed: explained; stage answered; handling stopped in time
2026-08-14 10:10 handler/xie refer xiaoxi-hotline
> referred to xiaoxi-hotline; stage call-back; applicant told
2026-08-17 09:00 operator record not-satisfied note="They worked again last night"
> recorded: not-satisfied; called-back is set; unhappy is set
2026-08-17 09:05 operator decide explained reason="Told."
> no: decide is not possible any more, because this is recorded: unhappy.
2026-08-17 09:10 operator refer xiaoxi-urban-management reason="They worked again on Sunday night; please inspect at night."
> referred to xiaoxi-urban-management; stage arrived; reworked is set; unhappy is cleared; called-back is cleared; contacted is cleared; applicant told
> by itself: accepted; stage handling; handling due 2026-08-24 17:30; return due 2026-08-18 09:10; applicant told
2026-08-18 23:30 handler/xie record site-visit
> by silence of return (anyang-government-services 50.2): recorded: return-lapsed; return ran out
> recorded: site-visit
2026-08-19 09:00 handler/xie record caller-contacted
> recorded: caller-contacted; contacted is set
2026-08-19 10:00 handler/xie propose resolved answer="现场制止并责令停工，夜间不再施工"
> proposed: resolved; stage answered; handling stopped in time
2026-08-19 10:05 handler/xie refer xiaoxi-hotline
> referred to xiaoxi-hotline; stage call-back; applicant told
2026-08-20 09:00 operator record satisfied
> recorded: satisfied; called-back is set
2026-08-20 09:01 operator decide resolved
> decided: resolved; stage closed; applicant told
