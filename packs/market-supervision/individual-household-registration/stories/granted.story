story: A baker with a rare character in her name is asked once for a clearer photo, and gets her licence.
area: 330199

2026-08-03 09:10 applicant submit operator="林𠮷宁" identity=330199199205171140 phone=13800000101 residence="晓溪县桥下镇柳巷 12 号" trade_name="晓溪县𠮷安面包坊" scope="烤面包、做蛋糕，在店里卖" start_date=2026-08-20 area=330199 premises="晓溪县溪前路 88 号" held=rent premises_file=lease.jpg delivery=electronic
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); registration due 2026-08-04 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 10:40 clerk ask-correction premises_file:"The second page of the lease cannot be read. Please take a new photo." until=2026-08-10
> correction asked: premises_file, until 2026-08-10; stage correcting; intake stopped in time; registration stopped in time; correcting due 2026-08-10 17:30; applicant told
2026-08-04 08:50 applicant supplement premises_file=lease-2.jpg
> supplemented; stage intake; correcting stopped in time; intake due 2026-08-05 17:30 (law 2026-08-11 17:30); registration due 2026-08-05 17:30 (law 2026-08-07 17:30); office told
2026-08-04 09:10 clerk ask-correction phone:"Which of your two numbers shall we call?" until=2026-08-10
> no: ask-correction can be done only once, and it has been done.
2026-08-04 09:30 clerk accept
> accepted; stage examine; intake stopped in time; applicant told
2026-08-04 11:00 clerk propose registered
> no: propose is for examiner. Allowed to you here: -.
2026-08-04 15:20 examiner propose registered
> proposed: registered; stage decision
2026-08-04 15:30 examiner decide registered
> no: decide is for head. Allowed to you here: -.
2026-08-05 09:05 head decide registered
> decided: registered; stage delivery; registration stopped in time; delivery due 2026-08-06 17:30 (law 2026-08-19 17:30); licence business-licence issued; applicant told
> by itself: delivered; stage closed; delivery stopped in time; applicant told
2026-08-05 09:20 applicant rate 5 note="Quick and friendly"
> rated ★★★★★; office told
