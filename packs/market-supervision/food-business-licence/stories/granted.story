story: Two inspectors see the kitchen before the licence is granted.
area: 330199
office: xiaoxi-market-supervision
wallet: business-licence BL-XSMA-2026-000001

2026-08-10 09:00 applicant submit operator="林𠮷宁" identity=330199199205171140 phone=13800000101 trade_name="晓溪县𠮷安面包坊" business_licence=BL-XSMA-2026-000001 area=330199 premises="晓溪县溪前路 88 号" kinds=bread,cakes floor_plan=plan.jpg health_cards=2
> received; stage intake; intake due 2026-08-11 17:30 (law 2026-08-17 17:30); applicant told
2026-08-10 10:00 clerk accept
> accepted; stage examine; intake stopped in time; decision due 2026-08-20 17:30 (law 2026-09-07 17:30); applicant told
2026-08-11 14:00 inspector/zheng record site-check site_found="操作间有独立水池，通风良好"
> recorded: site-check; site-seen is set
2026-08-11 14:10 inspector/zheng record second-signature
> no: Four eyes: whoever did record may not record. Ask a colleague.
2026-08-11 14:15 examiner propose granted
> no: propose is possible only after this is recorded: two-signed.
2026-08-11 14:20 inspector/sun record second-signature
> recorded: second-signature; two-signed is set
2026-08-12 09:00 examiner propose granted
> proposed: granted; stage decision
2026-08-12 15:00 head decide granted
> decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-13 17:30 (law 2026-08-26 17:30); licence food-licence issued; applicant told
2026-08-13 09:00 clerk deliver
> delivered; stage closed; delivery stopped in time; applicant told
