story: The proposal is before the head while an expert still looks at the reader's claim; nobody decides while the clock stands still.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
2026-08-03 10:10 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-03 10:15 examiner pause expert-review
> paused for expert-review (administrative-licensing 45); decision stands still; applicant told
2026-08-03 10:20 examiner propose granted
> proposed: granted; stage deciding
2026-08-03 10:30 head decide granted
> no: The case is paused. Resume it before you decide.
2026-08-03 10:40 head send-back reason="Wait for the expert."
> sent back; stage review
2026-08-04 10:00 examiner resume
> resumed; decision due 2026-08-11 17:30 (law 2026-08-25 17:30); applicant told
2026-08-04 10:10 examiner propose granted
> proposed: granted; stage deciding
2026-08-04 10:30 head decide granted
> decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-06 17:30 (law 2026-08-18 17:30); licence library-card issued; applicant told
