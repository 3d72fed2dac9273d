story: The office says nothing within five working days, so the application counts as accepted from the day it came in.
area: 330199

2026-09-14 09:00 applicant submit operator="陈桂兰" identity=33019919511002334X phone=13800000104 residence="晓溪县桥下镇柳巷 9 号" trade_name="晓溪县桂兰茶铺" scope="卖茶" start_date=2026-10-08 area=330199101000 premises="晓溪县桥下镇老街 6 号" held=free premises_file=consent.jpg delivery=counter
> received; stage intake; intake due 2026-09-15 17:30 (law 2026-09-20 17:30); registration due 2026-09-15 17:30 (law 2026-09-17 17:30); applicant told
2026-09-22 08:30 clock passes
> by silence of intake (administrative-licensing 32.1.4): accepted; stage examine; intake ran out; applicant told
2026-09-22 09:00 examiner propose registered
> proposed: registered; stage decision
2026-09-22 09:30 head decide registered
> decided: registered; stage delivery; registration stopped late; delivery due 2026-09-23 17:30 (law 2026-10-13 17:30); licence business-licence issued; applicant told
2026-09-22 10:00 clerk deliver
> delivered; stage closed; delivery stopped in time; applicant told
