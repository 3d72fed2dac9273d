story: One day later the reader is eighteen: the rules do not grant and a person looks; when the student card is seen, they do.
2026-08-03 09:10 applicant submit reader="周小满" born=2008-08-03 resident=yes
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:20 clerk decide granted
> no: Something is missing for decide. See the marked fields. reason: The rules propose refused. Give the reason for another.
2026-08-03 09:25 clerk record seen
> recorded: seen; student is set
> by itself: decided: granted; rules of grant propose granted (outcome 2); stage closed; grant stopped in time; applicant told
