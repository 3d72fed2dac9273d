story: A licence that was revoked is not taken from the wallet; whoever has the paper only may send a photo.
area: 330199
office: xiaoxi-market-supervision
wallet: business-licence BL-XSMA-2026-000003 revoked
wallet: food-licence FL-XSMA-2026-000004

2026-08-10 09:00 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 trade_name="晓溪县木子茶饮" business_licence=BL-XSMA-2026-000003 area=330199 premises="晓溪县溪前路 92 号" kinds=drinks floor_plan=plan.jpg health_cards=1
> no: business_licence: BL-XSMA-2026-000003 was revoked and cannot be used.
# Another licence will not do, nor somebody else's.
2026-08-10 09:05 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 trade_name="晓溪县木子茶饮" business_licence=FL-XSMA-2026-000004 area=330199 premises="晓溪县溪前路 92 号" kinds=drinks floor_plan=plan.jpg health_cards=1
> no: business_licence: FL-XSMA-2026-000004 is not in your wallet, or it is not the licence that is needed here. Please choose one of those listed.
2026-08-10 09:10 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 trade_name="晓溪县木子茶饮" business_licence=paper area=330199 premises="晓溪县溪前路 92 号" kinds=drinks floor_plan=plan.jpg health_cards=1
> no: business_licence_paper: Please upload a file (a photo, a PDF or an OFD).
2026-08-10 09:15 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 trade_name="晓溪县木子茶饮" business_licence=paper business_licence_paper=licence.jpg area=330199 premises="晓溪县溪前路 92 号" kinds=drinks floor_plan=plan.jpg health_cards=1
> received; stage intake; intake due 2026-08-11 17:30 (law 2026-08-17 17:30); applicant told
