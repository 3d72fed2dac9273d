story: A conditional, published dataset is checked in two working days and granted by two people of the provider.
area: 330199
office: xiaoxi-data

2026-09-23 10:00 applicant report title="法人信息" dataset=legal-entities holder=xiaoxi-market-supervision fields="name,state" share=conditional published=yes office=xiaoxi-civil-affairs service=minimum-subsistence-allowance basis="社会救助条例规定核对家庭经济状况" use=prove purpose="核对申请人名下的企业" scope="申请人及共同生活的家庭成员" method=interface until=2026-12-31
> reported; stage check; check due 2026-09-28 17:30; applicant told
2026-09-28 17:30 data-reviewer record passed-published
> recorded: passed-published; passed is set; check stopped in time; published due 2026-10-10 17:30
2026-09-28 17:30 data-reviewer refer xiaoxi-market-supervision
> referred to xiaoxi-market-supervision; stage answering; applicant told
2026-09-29 09:00 data-keeper/jin propose granted answer="同意"
> proposed: granted; stage approving
2026-09-29 09:05 data-keeper/jin decide granted
> no: Four eyes: whoever did propose may not decide. Ask a colleague.
2026-10-12 17:31 data-keeper/shao decide granted
> decided: granted; stage closed; given is set; published stopped late; applicant told
