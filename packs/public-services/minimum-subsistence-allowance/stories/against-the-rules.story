story: The rules have no answer at first, and then would refuse because of a car; the township proposes otherwise and says why.
area: 330199101000
office: qiaoxia-township

2026-08-03 09:00 applicant submit applicant="周一" identity=330199198807013567 phone=13800000105 area=330199101000 address="晓溪县桥下镇柳巷 7 号" helped=no members=2 names="周一，本人；周小满，儿子，肢体残疾" income=800 has_wages=no car=yes homes=1 consent=yes
> received; stage intake; whole due 2026-09-02 17:30 (law 2026-09-07 17:30); investigation due 2026-08-19 17:30 (law 2026-08-24 17:30); applicant told
2026-08-03 10:00 township-clerk accept
> accepted; stage investigation; applicant told
2026-08-05 15:00 township-clerk record home-visit home_visit="两人同住，儿子坐轮椅，车用来送他上学" amount=1600
> recorded: home-visit; visited is set
2026-08-05 16:00 township-clerk record registers-checked property_within=no
> recorded: registers-checked; checked is set
# The income was not entered: the rules have no answer, and that is not passed over.
2026-08-05 16:10 township-clerk propose granted
> no: Something is missing for propose. See the marked fields. reason: The rules could not be applied to this case. Complete what is missing, or give the reason for going on without them.
2026-08-06 09:00 township-clerk record registers-checked checked_income=800
> recorded: registers-checked
2026-08-06 09:10 township-clerk propose granted
> no: Something is missing for propose. See the marked fields. reason: The rules propose refused. Give the reason for another.
2026-08-06 09:20 township-clerk propose granted reason="The car carries a disabled child to school; the county's rules on property leave such cars out."
> proposed: granted; rules of allowance propose refused (entitled 4); stage publicity; investigation stopped in time
2026-08-06 09:30 applicant withdraw
> withdrawn; stage closed; whole stopped in time; office told
