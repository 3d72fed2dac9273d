story: Everything is there, so an online shop is registered on the spot; the paper licence goes by post.
area: 330199

2026-08-06 14:00 applicant submit operator="李小禾" identity=330199199603082258 phone=13800000102 residence="晓溪县桥下镇柳巷 3 号" trade_name="晓溪县木子手作" scope="在网上卖自己做的木勺" start_date=2026-08-10 area=330199 premises="示例商城，店铺 10086 号" held=online platform_file=certificate.pdf delivery=post
> received; stage intake; intake due 2026-08-07 17:30 (law 2026-08-13 17:30); registration due 2026-08-07 17:30 (law 2026-08-11 17:30); applicant told
2026-08-06 14:20 examiner decide registered
> decided: registered; stage delivery; on-the-spot is set; intake stopped in time; registration stopped in time; delivery due 2026-08-07 17:30 (law 2026-08-20 17:30); licence business-licence issued; applicant told
2026-08-07 09:00 clerk deliver note="Parcel 0001"
> delivered; stage closed; delivery stopped in time; applicant told
