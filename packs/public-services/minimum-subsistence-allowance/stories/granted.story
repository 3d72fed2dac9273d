story: An old woman and her granddaughter apply with the village's help; the township looks, the village reads, the county grants.
area: 330199101000
office: qiaoxia-township

2026-08-03 09:00 applicant submit applicant="陈桂兰" identity=33019919511002334X phone=13800000104 area=330199101000 address="晓溪县桥下镇柳巷 9 号" helped=yes helper="桥下村村委会 王芬" members=2 names="陈桂兰，本人；周小满，孙女" income=1,500元 has_wages=no car=no homes=1 consent=yes
> received; stage intake; whole due 2026-09-02 17:30 (law 2026-09-07 17:30); investigation due 2026-08-19 17:30 (law 2026-08-24 17:30); applicant told
2026-08-03 10:00 township-clerk accept
> accepted; stage investigation; applicant told
2026-08-05 15:00 township-clerk record home-visit home_visit="两间平房，两人同住，孙女上小学，无其他收入来源" note="The roof leaks; told the village"
> recorded: home-visit; visited is set
2026-08-05 16:00 township-clerk record neighbours-asked
> recorded: neighbours-asked
2026-08-06 09:00 township-clerk propose granted
> no: propose is possible only after this is recorded: checked.
2026-08-06 09:30 township-clerk record registers-checked checked_income=1500 property_within=yes
> recorded: registers-checked; checked is set
2026-08-06 09:40 township-clerk propose granted
> no: propose does not fit what was answered in this case.
2026-08-06 10:10 township-clerk record registers-checked amount=900
> recorded: registers-checked
2026-08-06 10:20 township-clerk propose granted
> proposed: granted; rules of allowance propose granted (entitled 1); stage publicity; investigation stopped in time
2026-08-06 14:00 township-clerk record posted
> recorded: posted; posted is set; publicity due 2026-08-13 17:30
2026-08-10 09:00 township-clerk refer xiaoxi-civil-affairs
> no: refer is possible only after this is recorded: publicity-over.
2026-08-14 08:30 clock passes
> by silence of publicity (zhejiang-social-assistance 11.2): recorded: publicity-over; publicity-over is set; publicity ran out
2026-08-14 09:00 township-clerk refer xiaoxi-civil-affairs
> referred to xiaoxi-civil-affairs; stage county-review; approval due 2026-08-19 17:30 (law 2026-08-21 17:30); applicant told
2026-08-14 14:00 county-examiner propose granted
> proposed: granted; rules of allowance propose granted (entitled 1); stage county-decision
2026-08-17 09:00 county-examiner decide granted
> no: decide is for county-head. Allowed to you here: -.
2026-08-17 10:00 county-head decide granted
> decided: granted; rules of allowance propose granted (entitled 1); stage delivery; whole stopped in time; approval stopped in time; applicant told
2026-08-17 10:30 county-examiner deliver
> no: deliver does not fit what was answered in this case.
2026-08-18 09:00 county-examiner record granted-posted
> recorded: granted-posted; granted-posted is set
2026-08-18 09:10 county-examiner deliver
> delivered; stage closed; applicant told
2026-08-18 12:00 applicant rate 5
> rated ★★★★★; office told
