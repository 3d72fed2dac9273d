story: A reader applies with an own photograph, is seen at the desk, and gets the card.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-04 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-11 17:30 (law 2026-08-25 17:30); applicant told
2026-08-04 10:05 examiner propose granted
> no: propose is possible only after this is recorded: visited.
2026-08-05 15:00 head assign li
> assigned to li
2026-08-05 15:10 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-05 15:20 examiner propose granted
> proposed: granted; stage deciding
2026-08-05 15:21 examiner decide granted
> no: decide is for head. Allowed to you here: -.
2026-08-06 09:00 head decide granted
> decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-10 17:30 (law 2026-08-20 17:30); licence library-card issued; applicant told
2026-08-06 16:00 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
2026-08-06 16:30 applicant rate 5
> rated ★★★★★; office told
2026-08-06 16:31 applicant rate 4
> no: This case has been rated; thank you. A rating cannot be given twice.
