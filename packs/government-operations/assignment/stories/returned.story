story: It is not the unit's to do, so the head returns it with the reason before any report; then nobody may return it.
area: 330199
office: xiaoxi-government-office

2026-08-03 09:00 secretary open title="清理桥下镇老街占道摊位" origin=letter details="群众来信反映老街摊位占道" measure="老街两侧没有占道摊位" wanted_by=2026-08-21 urgent=yes
> opened; stage recorded; whole due 2026-08-31 17:30 (law 2026-09-14 17:30); passing-on due 2026-08-04 17:30
2026-08-03 09:10 secretary refer xiaoxi-market-supervision
> referred to xiaoxi-market-supervision; stage arrived; passing-on stopped in time
> by itself: accepted; stage working; first-report due 2026-08-06 17:30; work due 2026-08-17 17:30
2026-08-03 15:00 unit-head refer xiaoxi-government-office
> no: Something is missing for refer. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-03 15:01 unit-head refer xiaoxi-government-office reason="Stalls in the street belong to urban management."
> referred to xiaoxi-government-office; stage recorded; first-report stopped in time; work stopped in time
2026-08-03 15:30 secretary refer xiaoxi-urban-management
> referred to xiaoxi-urban-management; stage arrived
> by itself: accepted; stage working; first-report due 2026-08-06 17:30; work due 2026-08-17 17:30
2026-08-04 10:00 handler record progress progress="已逐户告知，周末前搬离"
> recorded: progress; reported is set; first-report stopped in time
2026-08-04 11:00 unit-head refer xiaoxi-government-office reason="The township should do it."
> no: refer is not possible any more, because this is recorded: reported.
2026-08-17 09:00 handler record obstacle progress="两户不肯搬"
> recorded: obstacle
2026-08-17 09:30 handler record progress result="九户已搬离，两户立案"
> recorded: progress
2026-08-17 10:00 handler propose partly-done reason="Two of eleven stalls are still there; cases are open."
> proposed: partly-done; stage unit-review; work stopped in time
2026-08-17 11:00 unit-head refer xiaoxi-government-office
> referred to xiaoxi-government-office; stage checking
2026-08-18 10:00 secretary record looked
> recorded: looked; looked is set
2026-08-18 15:00 leader decide partly-done reason="Nine of eleven are gone; the two go on as cases."
> decided: partly-done; stage closed; whole stopped in time
