story: Somebody comes for a photograph alone, and the library takes it the same day.
2026-08-03 09:10 applicant submit reader="林晓"
> received; stage waiting; photo due 2026-08-04 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:30 clerk decide taken
> decided: taken; stage done; photo stopped in time; applicant told
2026-08-03 09:31 applicant rate 5
> rated ★★★★★; office told
