story: The drawing is missing its height, is mended once, and the sign fits the street.
area: 330199
office: xiaoxi-urban-management

2026-08-10 09:00 applicant submit trade_name="晓溪县𠮷安面包坊" phone=13800000101 area=330199 premises="晓溪县溪前路 88 号" sign_text="𠮷安面包" sign_width=3.2 sign_drawing=sign.jpg
> received; stage look; answer due 2026-08-13 17:30 (law 2026-08-17 17:30); applicant told
2026-08-10 14:00 handler ask-correction sign_drawing:"Please write the height on the drawing." until=2026-08-17
> correction asked: sign_drawing, until 2026-08-17; stage correcting; answer stopped in time; correcting due 2026-08-17 17:30; applicant told
2026-08-11 09:00 applicant supplement sign_drawing=sign-2.jpg
> supplemented; stage look; correcting stopped in time; answer due 2026-08-14 17:30 (law 2026-08-18 17:30); office told
2026-08-11 15:00 handler propose fits
> proposed: fits; stage decision
2026-08-12 09:00 unit-head decide fits
> decided: fits; stage closed; answer stopped in time; applicant told
