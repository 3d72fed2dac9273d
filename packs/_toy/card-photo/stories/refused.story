story: The camera is broken: a refusal needs its reason.
2026-08-03 09:10 applicant submit
2026-08-03 09:10 applicant submit reader="林晓"
2026-08-03 09:20 clerk decide not-taken
2026-08-03 09:21 clerk decide not-taken reason="The camera is broken until Friday."
