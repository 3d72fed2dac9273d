story: The library takes the photograph: a branch with its own clock, and a print that follows it; the decision on the whole comes after both.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=ours
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
> branch photo opened
> @photo received; stage waiting; photo due 2026-08-04 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 10:10 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-03 10:20 examiner propose granted
> proposed: granted; stage deciding
2026-08-03 10:30 head decide granted
> no: Some branches have not ended. The decision on the whole comes after them.
2026-08-04 09:00 @photo clerk decide taken
> @photo decided: taken; stage done; photo stopped in time; applicant told
> branch photo ended: taken
> branch print opened
> @print received; stage waiting; photo due 2026-08-05 17:30 (law 2026-08-07 17:30); applicant told
2026-08-04 09:10 head decide granted
> no: Some branches have not ended. The decision on the whole comes after them.
2026-08-04 10:00 @print clerk decide taken
> @print decided: taken; stage done; photo stopped in time; applicant told
> branch print ended: taken
2026-08-04 10:10 head decide granted
> decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-06 17:30 (law 2026-08-18 17:30); licence library-card issued; applicant told
2026-08-04 10:20 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
