story: A refusal to take an application in says why; a referral names another library; nothing is possible after the end.
2026-08-03 09:10 clerk submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> no: submit is for applicant; you do not hold that role.
2026-08-03 09:10 applicant accept
> no: A case of this service begins with submit, not with accept.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk refer branch-library reason="The reader lives there."
> referred to branch-library; applicant told
2026-08-03 11:00 clerk refuse-intake
> no: Something is missing for refuse-intake. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-03 11:00 clerk refuse-intake reason="The reader lives in another county."
> intake refused; stage closed; intake stopped in time; applicant told
2026-08-03 12:00 applicant withdraw
> no: withdraw is not possible at the stage closed. Allowed here: rate.
2026-08-03 12:10 clerk accept
> no: accept is not possible at the stage closed. Allowed here: -.
