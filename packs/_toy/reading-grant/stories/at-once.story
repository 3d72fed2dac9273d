story: A pupil of the county gets the grant in the moment of applying; the day before the eighteenth birthday still counts.
2026-08-03 09:10 applicant submit reader="林晓" born=2008-08-04 resident=yes
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
> by itself: decided: granted; rules of grant propose granted (outcome 1); stage closed; grant stopped in time; applicant told
2026-08-03 09:11 applicant rate 5
> rated ★★★★★; office told
