story: The holder confirms and catalogues what was asked for, and shares it on the fifteenth working day.
area: 330199
office: xiaoxi-data

2026-09-23 10:00 applicant report title="养老机构床位" holder=xiaoxi-civil-affairs fields="机构名称，空余床位" office=xiaoxi-market-supervision service=food-business-licence basis="食品安全检查需要机构名单" use=prove purpose="确定检查对象" scope="全县养老机构" method=interface until=2026-12-31
> reported; stage check; sharing due 2026-10-21 17:30; applicant told
2026-09-24 09:00 data-reviewer refer xiaoxi-civil-affairs
> no: refer is possible only after this is recorded: passed.
2026-09-24 09:05 data-reviewer record passed
> recorded: passed; passed is set
2026-09-24 09:06 data-reviewer refer xiaoxi-civil-affairs
> referred to xiaoxi-civil-affairs; stage cataloguing; applicant told
2026-09-28 09:00 data-keeper/wei record confirmed
> recorded: confirmed; confirmed is set
2026-10-12 09:00 data-keeper/wei propose granted
> no: propose is possible only after this is recorded: catalogued.
2026-10-13 09:00 data-keeper/wei record catalogued
> no: record does not fit what was answered in this case.
2026-10-13 09:05 data-keeper/wei record catalogued made=care-homes given="name,beds"
> recorded: catalogued; catalogued is set
2026-10-14 09:00 data-keeper/wei propose granted
> proposed: granted; stage approving
2026-10-21 17:30 data-keeper/second decide granted
> decided: granted; stage closed; sharing stopped in time; applicant told
