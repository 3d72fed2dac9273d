story: The reader never answers; the day named in the notice passes, and the application counts as withdrawn.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk ask-correction photo_file:"Too dark. Send one in daylight." until=2026-08-14
> correction asked: photo_file, until 2026-08-14; stage correcting; intake stopped in time; correcting due 2026-08-14 17:30; applicant told
2026-08-14 17:30 clock passes
> nothing happens
2026-08-17 09:00 applicant supplement photo_file=f2
> by silence of correcting (zhejiang-visit-at-most-once 11.3): withdrawn; stage closed; correcting ran out; applicant told
> no: supplement is not possible at the stage closed. Allowed here: rate.
