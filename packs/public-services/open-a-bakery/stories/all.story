story: One application; registration and sign start together, the food licence follows the registration.
area: 330199
office: xiaoxi-market-supervision

2026-08-03 09:00 applicant submit operator="林𠮷宁" identity=330199199205171140 phone=13800000101 residence="晓溪县桥下镇柳巷 12 号" trade_name="晓溪县𠮷安面包坊" scope="烤面包、做蛋糕，在店里卖" start_date=2026-08-31 area=330199 premises="晓溪县溪前路 88 号" held=rent premises_file=lease.jpg kinds=bread,cakes floor_plan=plan.jpg health_cards=2 sign=yes sign_text="𠮷安面包" sign_width=3.2 sign_drawing=sign.jpg delivery=electronic
> received; stage intake; intake due 2026-08-04 17:30; applicant told
2026-08-03 10:00 clerk accept
> accepted; stage handling; intake stopped in time; together due 2026-08-24 17:30 (law 2026-10-10 17:30); applicant told
> branch registration opened
> @registration received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); registration due 2026-08-04 17:30 (law 2026-08-06 17:30); applicant told
> branch sign opened
> @sign received; stage look; answer due 2026-08-06 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 11:00 @registration examiner decide registered
> @registration decided: registered; stage delivery; on-the-spot is set; intake stopped in time; registration stopped in time; delivery due 2026-08-04 17:30 (law 2026-08-17 17:30); licence business-licence issued; applicant told
> @registration by itself: delivered; stage closed; delivery stopped in time; applicant told
> branch registration ended: registered
> branch food opened
> @food received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 14:00 @sign handler propose fits
> @sign proposed: fits; stage decision
2026-08-03 15:00 @food clerk accept
> @food accepted; stage examine; intake stopped in time; decision due 2026-08-13 17:30 (law 2026-08-31 17:30); applicant told
2026-08-04 09:00 @sign unit-head decide fits
> @sign decided: fits; stage closed; answer stopped in time; applicant told
> branch sign ended: fits
2026-08-04 10:00 clerk decide all-done
> no: Some branches have not ended. The decision on the whole comes after them.
2026-08-05 10:00 @food inspector/zheng record site-check site_found="操作间有独立水池，通风良好"
> @food recorded: site-check; site-seen is set
2026-08-05 10:10 @food inspector/sun record second-signature
> @food recorded: second-signature; two-signed is set
2026-08-05 15:00 @food examiner propose granted
> @food proposed: granted; stage decision
2026-08-06 09:00 @food head decide granted
> @food decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-07 17:30 (law 2026-08-20 17:30); licence food-licence issued; applicant told
2026-08-06 10:00 @food clerk deliver
> @food delivered; stage closed; delivery stopped in time; applicant told
> branch food ended: granted
2026-08-06 10:30 clerk decide all-done
> decided: all-done; stage closed; together stopped in time; applicant told
2026-08-06 12:00 applicant rate 5
> rated ★★★★★; office told
