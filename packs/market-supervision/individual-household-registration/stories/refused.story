story: The head differs from the examiner, must say why, and the applicant learns what can be done against it.
area: 330199

2026-09-07 09:00 applicant submit operator="陈大为" identity=330199197812251450 phone=13800000103 residence="晓溪县桥下镇柳巷 5 号" trade_name="晓溪县大为烟花店" scope="零售烟花爆竹" start_date=2026-10-01 area=330199 premises="晓溪县小学路 2 号" held=own delivery=counter
> received; stage intake; intake due 2026-09-08 17:30 (law 2026-09-14 17:30); registration due 2026-09-08 17:30 (law 2026-09-10 17:30); applicant told
2026-09-07 11:00 clerk accept
> accepted; stage examine; intake stopped in time; applicant told
2026-09-08 10:00 examiner propose registered
> proposed: registered; stage decision
2026-09-08 10:10 head send-back reason="Selling fireworks needs an approval before registration. Is it there?"
> sent back; stage examine
2026-09-08 14:00 examiner propose registered
> proposed: registered; stage decision
2026-09-08 15:00 head extend registration reason="The licensing department is asked whether an approval was given."
> extended; registration due 2026-09-11 17:30 (law 2026-09-15 17:30); applicant told
2026-09-10 09:00 head decide refused
> no: Something is missing for decide. See the marked fields. reason: This differs from what was proposed. Say why.
2026-09-10 09:01 head decide refused reason="Selling fireworks needs an approval before registration; none was given for this address."
> decided: refused; stage delivery; registration stopped in time; delivery due 2026-09-11 17:30 (law 2026-09-23 17:30); applicant told
2026-09-10 10:00 clerk deliver
> delivered; stage closed; delivery stopped in time; applicant told
