story: A person concerned objects with good reason, so nothing can be proposed but to withhold or to give in part.
area: 330199

2026-09-07 09:00 applicant submit who=organisation name="晓溪县禾木食品有限公司" credit_code=91330199A00000011C phone=0571-00000999 address="晓溪县溪前路 66 号" title="举报信" information="今年 5 月对我公司的举报信原件" form=paper way=post help=no
> received; stage intake; clarification due 2026-09-10 17:30 (law 2026-09-16 17:30); answer due 2026-09-28 17:30 (law 2026-10-10 17:30); applicant told
2026-09-07 10:00 disclosure-clerk accept
> accepted; stage search; clarification stopped in time; applicant told
2026-09-08 09:00 disclosure-clerk record third-party-asked
> recorded: third-party-asked; third-party-asked is set; third-party due 2026-09-29 17:30
2026-09-08 09:05 disclosure-clerk pause third-party-opinion until=2026-09-29
> paused for third-party-opinion (information-disclosure 33.3) until 2026-09-29; answer stands still; applicant told
2026-09-14 09:00 disclosure-clerk record third-party-refused note="By letter"
> recorded: third-party-refused; third-party-against is set; third-party stopped in time
2026-09-14 09:10 disclosure-clerk resume
> resumed; answer due 2026-10-09 17:30 (law 2026-10-15 17:30); applicant told
2026-09-14 10:00 disclosure-clerk propose already-public
> no: propose is not possible any more, because this is recorded: third-party-against.
2026-09-14 10:10 disclosure-clerk propose withheld reason="The letter would show who wrote it." why_withheld=privacy found="举报信一封"
> proposed: withheld; stage decision
2026-09-15 09:00 disclosure-head decide withheld
> no: Something is missing for decide. See the marked fields. reason: Give the reason. The applicant will read it.
2026-09-15 09:05 disclosure-head decide withheld reason="The letter would show who wrote it; the writer does not agree."
> decided: withheld; stage delivery; answer stopped in time; applicant told
2026-09-15 14:00 disclosure-clerk deliver
> delivered; stage closed; applicant told
