story: x
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=3
