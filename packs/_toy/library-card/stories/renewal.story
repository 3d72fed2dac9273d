story: A small renewal is accepted and decided by the program in the same minute; a large one waits for the head, and the head's silence grants it.
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=3
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
> by itself: accepted; stage renewal; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
> by itself: decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-05 17:30 (law 2026-08-17 17:30); licence library-card issued; applicant told
2026-08-03 11:00 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
