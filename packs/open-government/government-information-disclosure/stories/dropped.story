story: Who does not answer the clerk's question gives the request up.
area: 330199

2026-08-03 09:00 applicant submit who=person name="李小禾" has_number=yes identity=330199199603082258 phone=13800000102 address="晓溪县桥下镇柳巷 3 号" title="账" information="所有账本" form=paper way=counter help=yes
> received; stage intake; clarification due 2026-08-06 17:30 (law 2026-08-12 17:30); answer due 2026-08-24 17:30 (law 2026-08-31 17:30); applicant told
2026-08-04 09:00 disclosure-clerk ask-correction information:"Whose accounts, and of which years?" until=2026-08-14
> correction asked: information, until 2026-08-14; stage correcting; clarification stopped in time; answer stopped in time; correcting due 2026-08-14 17:30; applicant told
2026-08-17 08:30 clock passes
> by silence of correcting (information-disclosure 30): withdrawn; stage closed; correcting ran out; applicant told
