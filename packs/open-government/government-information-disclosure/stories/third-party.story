story: A firm's price list is asked for; the firm says nothing within fifteen working days, so the agency decides.
area: 330199

2026-08-03 09:00 applicant submit who=person name="李小禾" has_number=yes identity=330199199603082258 phone=13800000102 address="晓溪县桥下镇柳巷 3 号" title="垃圾清运合同" information="县里 2025 年垃圾清运合同，包括单价表" form=electronic way=online help=no
> received; stage intake; clarification due 2026-08-06 17:30 (law 2026-08-12 17:30); answer due 2026-08-24 17:30 (law 2026-08-31 17:30); applicant told
2026-08-04 09:00 disclosure-clerk accept
> accepted; stage search; clarification stopped in time; applicant told
2026-08-05 10:00 disclosure-clerk record third-party-asked
> recorded: third-party-asked; third-party-asked is set; third-party due 2026-08-26 17:30
2026-08-05 10:01 disclosure-clerk pause third-party-opinion until=2026-08-26
> paused for third-party-opinion (information-disclosure 33.3) until 2026-08-26; answer stands still; applicant told
2026-08-27 08:30 clock passes
> by silence of third-party (information-disclosure 32): resumed; answer due 2026-09-14 17:30 (law 2026-09-20 17:30); third-party ran out; applicant told
2026-08-27 10:00 disclosure-clerk propose partly found="合同一份；其中两项单价属商业秘密" reason="Two unit prices are trade secrets of the firm."
> proposed: partly; stage decision
2026-08-28 09:00 disclosure-head decide partly reason="Two unit prices are trade secrets of the firm; the rest of the contract is given."
> decided: partly; stage delivery; answer stopped in time; applicant told
> by itself: delivered; stage closed; applicant told
2026-08-28 12:00 applicant rate 4
> rated ★★★★; office told
