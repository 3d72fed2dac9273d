story: The business licence comes from the wallet; nobody uploads it.
area: 330199
office: xiaoxi-urban-management
wallet: business-licence BL-XSMA-2026-000001
wallet: business-licence BL-XSMA-2026-000005 suspended

2026-08-10 09:00 applicant submit trade_name="晓溪县𠮷安面包坊" phone=13800000101 business_licence=BL-XSMA-2026-000005 area=330199 premises="晓溪县溪前路 88 号" sign_text="𠮷安面包" sign_width=3.2 sign_drawing=sign.jpg
> no: business_licence: BL-XSMA-2026-000005 is suspended and cannot be used for as long as that lasts.
2026-08-10 09:05 applicant submit trade_name="晓溪县𠮷安面包坊" phone=13800000101 business_licence=BL-XSMA-2026-000001 area=330199 premises="晓溪县溪前路 88 号" sign_text="𠮷安面包" sign_width=3.2 sign_drawing=sign.jpg
> received; stage look; answer due 2026-08-13 17:30 (law 2026-08-17 17:30); applicant told
2026-08-11 15:00 handler propose fits
> proposed: fits; stage decision
2026-08-12 09:00 unit-head decide fits
> decided: fits; stage closed; answer stopped in time; applicant told
