story: A small renewal is accepted and decided by the program in the same minute.
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=30
> no: loans: This cannot be more than 20.
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=3 colour=red
> no: colour: the form has no such question.
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=3
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
> by itself: accepted; stage renewal; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
> by itself: decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-05 17:30 (law 2026-08-17 17:30); licence library-card issued; applicant told
2026-08-03 11:00 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
2026-08-03 11:30 applicant rate 6
> no: Something is missing for rate. See the marked fields. stars: Give one to five stars.
2026-08-03 11:31 applicant rate 5
> rated ★★★★★; office told
2026-08-03 11:40 applicant record nudge
> no: record nudge is not possible at the stage closed. Allowed here: rate, reopen.
