story: Data that is not yet published is refused with a reason; the dispute goes to the mediator once.
area: 330199
office: xiaoxi-data

2026-09-23 10:00 applicant report title="法人信息" dataset=legal-entities holder=xiaoxi-market-supervision fields="name,state" share=conditional published=no office=xiaoxi-civil-affairs service=minimum-subsistence-allowance basis="社会救助条例规定核对家庭经济状况" use=prove purpose="核对申请人名下的企业" scope="申请人及共同生活的家庭成员" method=interface until=2026-12-31
> reported; stage check; check due 2026-09-28 17:30; applicant told
2026-09-24 09:00 data-reviewer decide granted
> no: decide does not fit what was answered in this case.
2026-09-24 09:05 data-reviewer record passed-published
> no: record does not fit what was answered in this case.
2026-09-24 09:06 data-reviewer record passed-unpublished
> recorded: passed-unpublished; passed is set; check stopped in time; unpublished due 2026-10-15 17:30
2026-09-24 09:06 data-reviewer refer xiaoxi-market-supervision
> referred to xiaoxi-market-supervision; stage answering; applicant told
2026-09-25 10:00 data-keeper/jin propose refused
> no: Something is missing for propose. See the marked fields. reason: Give the reason. The applicant will read it.
2026-09-28 10:00 data-keeper/jin propose refused reason="The state of a firm is public already." answer="不同意"
> proposed: refused; stage approving
2026-10-08 10:00 data-keeper/shao decide refused reason="The state of a firm is public already."
> decided: refused; stage closed; unpublished stopped in time; applicant told
2026-10-09 09:00 applicant reopen reason="We need the owner, and that is not public."
> reopened; stage disputed; office told
2026-10-09 09:00 data-mediator refer xiaoxi-data
> referred to xiaoxi-data; stage mediation; applicant told
2026-10-12 09:00 data-mediator decide granted reason="The law lets the office check it."
> no: decide is possible only after this is recorded: heard.
2026-10-12 10:00 data-mediator record heard
> recorded: heard; heard is set
2026-10-12 10:05 data-mediator decide granted reason="The law lets the office check it."
> decided: granted; stage closed; given is set; applicant told
