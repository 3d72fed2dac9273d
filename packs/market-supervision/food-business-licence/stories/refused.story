story: Water is tested while the clock stands still; the test fails and the licence is refused.
area: 330199
office: xiaoxi-market-supervision
wallet: business-licence BL-XSMA-2026-000002

2026-08-10 09:00 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 trade_name="晓溪县木子茶饮" business_licence=BL-XSMA-2026-000002 area=330199 premises="晓溪县溪前路 92 号" kinds=drinks floor_plan=plan.jpg health_cards=1
> received; stage intake; intake due 2026-08-11 17:30 (law 2026-08-17 17:30); applicant told
2026-08-10 10:00 clerk accept
> accepted; stage examine; intake stopped in time; decision due 2026-08-20 17:30 (law 2026-09-07 17:30); applicant told
2026-08-11 14:00 inspector/zheng record site-check site_found="用自备井水，需要检测"
> recorded: site-check; site-seen is set
2026-08-11 14:20 inspector/sun record second-signature
> recorded: second-signature; two-signed is set
2026-08-12 09:00 examiner pause testing until=2026-08-19
> paused for testing (administrative-licensing 45) until 2026-08-19; decision stands still; applicant told
2026-08-19 10:00 examiner resume
> resumed; decision due 2026-08-27 17:30 (law 2026-09-14 17:30); applicant told
2026-08-19 10:30 examiner propose refused reason="The well water is not fit for drinks."
> proposed: refused; stage decision
2026-08-20 09:00 head decide refused reason="The well water is not fit for drinks."
> decided: refused; stage delivery; decision stopped in time; delivery due 2026-08-21 17:30 (law 2026-09-03 17:30); applicant told
2026-08-20 15:00 clerk deliver
> delivered; stage closed; delivery stopped in time; applicant told
