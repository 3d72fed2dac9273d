story: Somebody comes for a photograph alone, and the library takes it the same day.
2026-08-03 09:10 applicant submit reader="林晓"
2026-08-03 09:30 clerk decide taken
2026-08-03 09:31 applicant rate 5
