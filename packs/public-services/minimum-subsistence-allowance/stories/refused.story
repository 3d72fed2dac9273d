story: A neighbour objects during the seven days; the second home comes to light, and the county refuses with reasons.
area: 330199101000
office: qiaoxia-township

2026-09-01 09:00 applicant submit applicant="周一" identity=330199198807013567 phone=13800000105 area=330199101000 address="晓溪县桥下镇柳巷 7 号" helped=no members=1 names="周一，本人" income=800 has_wages=no car=no homes=0 consent=yes
> received; stage intake; whole due 2026-10-08 17:30 (law 2026-10-12 17:30); investigation due 2026-09-17 17:30 (law 2026-09-21 17:30); applicant told
2026-09-01 09:30 township-clerk ask-correction names:"Your wife is registered in the same household. Please name her." until=2026-09-08
> correction asked: names, until 2026-09-08; stage correcting; whole stopped in time; investigation stopped in time; correcting due 2026-09-08 17:30; applicant told
2026-09-02 09:00 applicant supplement names="周一，本人；吴双，妻子" members=2 amount=999
> supplemented; stage intake; correcting stopped in time; whole due 2026-10-09 17:30 (law 2026-10-13 17:30); investigation due 2026-09-18 17:30 (law 2026-09-22 17:30); office told
2026-09-02 10:00 township-clerk accept
> accepted; stage investigation; applicant told
2026-09-08 10:00 township-clerk record home-visit home_visit="两人同住，丈夫打零工，妻子无业，住房一处"
> recorded: home-visit; visited is set
2026-09-08 16:00 township-clerk record registers-checked checked_income=1600 property_within=yes amount=800
> recorded: registers-checked; checked is set
2026-09-09 09:00 township-clerk propose granted
> proposed: granted; rules of allowance propose granted (entitled 1); stage publicity; investigation stopped in time
2026-09-09 10:00 township-clerk record posted
> recorded: posted; posted is set; publicity due 2026-09-16 17:30
2026-09-11 09:00 township-clerk record objection note="A neighbour says they let a flat in the county town"
> recorded: objection; objected is set
2026-09-17 09:00 township-clerk refer xiaoxi-civil-affairs
> by silence of publicity (zhejiang-social-assistance 11.2): recorded: publicity-over; publicity-over is set; publicity ran out
> no: refer is not possible any more, because this is recorded: objected.
2026-09-17 15:00 township-clerk record objection-settled property_within=no amount=0 note="The flat is registered in the wife's name"
> recorded: objection-settled; objected is cleared
2026-09-17 16:00 township-clerk refer xiaoxi-civil-affairs
> referred to xiaoxi-civil-affairs; stage county-review; approval due 2026-09-21 17:30 (law 2026-09-23 17:30); applicant told
2026-09-18 10:00 county-examiner propose refused
> no: Something is missing for propose. See the marked fields. reason: Give the reason. The applicant will read it.
2026-09-18 10:10 county-examiner propose refused reason="The second home is above what the county's property rules allow."
> proposed: refused; rules of allowance propose refused (entitled 4); stage county-decision
2026-09-21 09:00 county-head decide granted
> no: decide does not fit what was answered in this case.
2026-09-21 09:10 county-head decide refused reason="The second home is above what the county's property rules allow."
> decided: refused; rules of allowance propose refused (entitled 4); stage delivery; whole stopped in time; approval stopped in time; applicant told
2026-09-21 14:00 county-examiner deliver
> delivered; stage closed; applicant told
