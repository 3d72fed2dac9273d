story: What is shared without a condition is granted by the check alone.
area: 330199
office: xiaoxi-data

2026-09-23 10:00 applicant report title="法人信息" dataset=legal-entities holder=xiaoxi-market-supervision fields="name,state" share=unconditional published=yes office=xiaoxi-civil-affairs service=minimum-subsistence-allowance basis="社会救助条例规定核对家庭经济状况" use=prove purpose="核对申请人名下的企业" scope="申请人及共同生活的家庭成员" method=interface until=2026-12-31
> reported; stage check; check due 2026-09-28 17:30; applicant told
2026-09-24 09:00 data-reviewer record passed-published
> no: record does not fit what was answered in this case.
2026-09-24 09:05 data-reviewer decide granted
> decided: granted; stage closed; given is set; check stopped in time; applicant told
2026-09-25 09:00 applicant withdraw
> no: withdraw is not possible at the stage closed. Allowed here: -.
