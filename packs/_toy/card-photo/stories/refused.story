story: The camera is broken: a refusal needs its reason.
2026-08-03 09:10 applicant submit
> no: reader: Please fill this in.
2026-08-03 09:10 applicant submit reader="林晓"
> received; stage waiting; photo due 2026-08-04 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:20 clerk decide not-taken
> no: Something is missing for decide. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-03 09:21 clerk decide not-taken reason="The camera is broken until Friday."
> decided: not-taken; stage done; photo stopped in time; applicant told
