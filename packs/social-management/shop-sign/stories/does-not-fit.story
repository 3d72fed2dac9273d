story: A sign as wide as the house is refused with the reason.
area: 330199
office: xiaoxi-urban-management

2026-08-10 09:00 applicant submit trade_name="晓溪县大为商店" phone=13800000103 area=330199 premises="晓溪县溪前路 94 号" sign_text="大为商店" sign_width=31 sign_drawing=sign.jpg
> no: sign_width: This cannot be more than 30.
2026-08-10 09:05 applicant submit trade_name="晓溪县大为商店" phone=13800000103 area=330199 premises="晓溪县溪前路 94 号" sign_text="大为商店" sign_width=30 sign_drawing=sign.jpg
> received; stage look; answer due 2026-08-13 17:30 (law 2026-08-17 17:30); applicant told
2026-08-11 10:00 handler propose does-not-fit reason="It covers the neighbour's windows."
> proposed: does-not-fit; stage decision
2026-08-11 15:00 unit-head decide does-not-fit reason="It covers the neighbour's windows."
> decided: does-not-fit; stage closed; answer stopped in time; applicant told
