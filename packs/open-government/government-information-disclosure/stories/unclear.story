story: The request is too vague; the clerk asks within seven working days and the count begins anew with the clarified request.
area: 330199

2026-08-03 09:00 applicant submit who=person name="Anna Kowalska" has_number=no other_paper="passport P0000000" phone=13800000106 address="晓溪县溪前路 20 号" information="Everything about the school" form=electronic way=online help=no
> received; stage intake; clarification due 2026-08-06 17:30 (law 2026-08-12 17:30); answer due 2026-08-24 17:30 (law 2026-08-31 17:30); applicant told
2026-08-06 09:00 disclosure-clerk ask-correction information:"Please say which school, and which years." until=2026-08-20
> correction asked: information, until 2026-08-20; stage correcting; clarification stopped in time; answer stopped in time; correcting due 2026-08-20 17:30; applicant told
2026-08-11 20:00 applicant supplement information="Safety inspection reports of Qiaoxia Primary School, 2023 to 2025"
> supplemented; stage intake; correcting stopped in time; answer due 2026-09-01 17:30 (law 2026-09-08 17:30); office told
2026-08-12 09:00 disclosure-clerk accept
> accepted; stage search; applicant told
2026-08-31 09:00 disclosure-clerk extend answer reason="The reports are in three archives."
> no: extend is for disclosure-head. Allowed to you here: pause, record third-party-asked, record agency-asked, propose.
2026-08-31 09:30 disclosure-head extend answer reason="The reports are in three archives."
> extended; answer due 2026-09-29 17:30 (law 2026-10-12 17:30); applicant told
2026-09-11 10:00 disclosure-clerk propose disclosed found="Three reports"
> proposed: disclosed; stage decision
2026-09-14 09:00 disclosure-clerk decide disclosed
> no: decide is for disclosure-head. Allowed to you here: -.
2026-09-14 09:10 disclosure-head decide disclosed
> decided: disclosed; stage delivery; answer stopped in time; applicant told
> by itself: delivered; stage closed; applicant told
