story: What was asked for does not come by the day that was set, so the application counts as withdrawn.
area: 330199

2026-08-17 09:00 applicant submit operator="周一" identity=330199198807013567 phone=13800000105 residence="晓溪县桥下镇柳巷 7 号" trade_name="晓溪县一一花店" scope="卖花" start_date=2026-09-01 area=330199 premises="晓溪县溪前路 90 号" held=rent premises_file=lease.jpg delivery=electronic
> received; stage intake; intake due 2026-08-18 17:30 (law 2026-08-24 17:30); registration due 2026-08-18 17:30 (law 2026-08-20 17:30); applicant told
2026-08-17 11:00 clerk ask-correction premises_file:"The lease ended in July. Please hand in one that is in force." until=2026-08-24
> correction asked: premises_file, until 2026-08-24; stage correcting; intake stopped in time; registration stopped in time; correcting due 2026-08-24 17:30; applicant told
2026-08-25 08:30 clock passes
> by silence of correcting (zhejiang-visit-at-most-once 11.3): withdrawn; stage closed; correcting ran out; applicant told
2026-08-25 09:00 applicant supplement premises_file=lease-2.jpg
> no: supplement is not possible at the stage closed. Allowed here: rate.
