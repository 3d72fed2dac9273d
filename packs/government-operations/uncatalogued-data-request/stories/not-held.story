story: Nobody holds the data, and the answer says so a day too late.
area: 330199
office: xiaoxi-data

2026-09-23 10:00 applicant report title="养老机构床位" holder=xiaoxi-civil-affairs fields="机构名称，空余床位" office=xiaoxi-market-supervision service=food-business-licence basis="食品安全检查需要机构名单" use=prove purpose="确定检查对象" scope="全县养老机构" method=interface until=2026-12-31
> reported; stage check; sharing due 2026-10-21 17:30; applicant told
2026-09-23 10:05 data-reviewer record passed
> recorded: passed; passed is set
2026-09-23 10:06 data-reviewer refer xiaoxi-civil-affairs
> referred to xiaoxi-civil-affairs; stage cataloguing; applicant told
2026-09-28 09:00 data-keeper/wei propose not-held
> no: Something is missing for propose. See the marked fields. reason: Give the reason. The applicant will read it.
2026-09-28 09:01 data-keeper/wei propose not-held reason="Homes report their beds to no office."
> proposed: not-held; stage approving
2026-10-22 09:00 data-keeper/second decide not-held reason="Homes report their beds to no office."
> decided: not-held; stage closed; sharing stopped late; applicant told
