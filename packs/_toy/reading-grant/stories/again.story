story: The rules granted at once; the reader asks that a person look again, in one step and without a reason, and only once.
2026-08-03 09:10 applicant submit reader="林晓" born=2012-05-01 resident=yes
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
> by itself: decided: granted; rules of grant propose granted (outcome 1); stage closed; grant stopped in time; applicant told
2026-08-03 10:00 applicant reopen
> reopened; stage again; asked-again is set; again due 2026-08-06 17:30 (law 2026-08-10 17:30); office told
2026-08-04 09:00 clerk decide granted
> decided: granted; rules of grant propose granted (outcome 1); stage closed; again stopped in time; applicant told
2026-08-04 10:00 applicant reopen
> no: reopen is not possible any more, because this is recorded: asked-again.
