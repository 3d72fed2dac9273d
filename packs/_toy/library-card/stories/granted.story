story: A reader applies with an own photograph, is seen at the desk, and gets the card.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
2026-08-04 10:00 clerk accept
2026-08-04 10:05 examiner propose granted
2026-08-05 14:00 @print clerk decide taken
2026-08-05 15:00 head assign li
2026-08-05 15:10 examiner record visit
2026-08-05 15:20 examiner propose granted
2026-08-05 15:21 examiner decide granted
2026-08-06 09:00 head decide granted
2026-08-06 16:00 clerk deliver
2026-08-06 16:30 applicant rate 5
2026-08-06 16:31 applicant rate 4
