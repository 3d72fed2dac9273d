story: Twelve street lights are to be on by the end of the month; the unit says so, and the secretary goes and counts.
area: 330199
office: xiaoxi-government-office

2026-08-03 09:00 leader open title="柳巷十二处路灯月底前全亮" origin=visit details="走访时群众反映柳巷路灯坏了一半" measure="十二处路灯全亮" wanted_by=2026-08-31 urgent=no
> opened; stage recorded; whole due 2026-08-31 17:30 (law 2026-09-14 17:30); passing-on due 2026-08-04 17:30
2026-08-03 11:00 secretary refer xiaoxi-urban-management
> referred to xiaoxi-urban-management; stage arrived; passing-on stopped in time
> by itself: accepted; stage working; first-report due 2026-08-06 17:30; work due 2026-08-17 17:30
2026-08-03 14:00 unit-head assign xie-feng
> assigned to xie-feng
2026-08-05 10:00 handler record progress progress="已查出七处损坏，灯头已订货"
> recorded: progress; reported is set; first-report stopped in time
2026-08-12 16:00 unit-head extend work reason="The lamps arrive next week."
> extended; work due 2026-08-31 17:30
2026-08-19 09:00 handler propose done
> no: propose does not fit what was answered in this case.
2026-08-19 09:30 handler record progress result="七处全部更换，十二处全亮" evidence=photo-1.jpg,photo-2.jpg
> recorded: progress
2026-08-19 10:00 handler propose done
> proposed: done; stage unit-review; work stopped in time
2026-08-19 11:00 unit-head refer xiaoxi-government-office
> referred to xiaoxi-government-office; stage checking
2026-08-20 09:00 leader decide done
> no: decide is possible only after this is recorded: looked.
2026-08-20 20:30 secretary record looked note="Counted eleven; the one at No. 40 is dark"
> recorded: looked; looked is set
2026-08-20 20:40 secretary refer xiaoxi-urban-management reason="The light at No. 40 is dark."
> referred to xiaoxi-urban-management; stage arrived; looked is cleared; reported is cleared
> by itself: accepted; stage working; first-report due 2026-08-25 17:30; work due 2026-09-03 17:30
2026-08-21 10:00 handler record progress progress="40 号门口线路接触不良，已修好" result="十二处全亮"
> recorded: progress; reported is set; first-report stopped in time
2026-08-21 10:10 handler propose done
> proposed: done; stage unit-review; work stopped in time
2026-08-21 10:30 unit-head refer xiaoxi-government-office
> referred to xiaoxi-government-office; stage checking
2026-08-21 20:30 secretary record looked
> recorded: looked; looked is set
2026-08-24 09:00 leader decide done
> decided: done; stage closed; whole stopped in time
