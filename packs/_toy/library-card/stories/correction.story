story: What is missing is asked for once and completely; the second time needs a higher hand and a reason.
2026-02-10 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-02-11 17:30 (law 2026-02-24 17:30); applicant told
2026-02-10 09:20 applicant/wang withdraw
> no: withdraw is for applicant. Allowed to you here: -.
2026-02-10 09:30 examiner accept
> no: accept is for clerk. Allowed to you here: -.
2026-02-10 10:00 clerk ask-correction
> no: Something is missing for ask-correction. See the marked fields. gaps: Name what is missing or wrong, all of it at once. until: Name a day that is still to come.
2026-02-10 10:00 clerk ask-correction photo_file:"" until=2026-02-01
> no: Something is missing for ask-correction. See the marked fields. gaps: Say for photo_file what is wrong and how to mend it. until: Name a day that is still to come.
2026-02-10 10:00 clerk ask-correction photo_file:"Too dark" photo_file:"Too small" until=2026-02-27
> no: Something is missing for ask-correction. See the marked fields. gaps: photo_file is named twice. Put it into one line.
2026-02-10 10:00 clerk ask-correction photo_file:"The face is not to be seen. Send one in daylight." until=2026-02-27
> correction asked: photo_file, until 2026-02-27; stage correcting; intake stopped in time; correcting due 2026-02-27 17:30; applicant told
2026-02-10 10:05 clerk accept
> no: accept is not possible at the stage correcting. Allowed here: -.
2026-02-11 20:00 applicant record nudge
> recorded: nudge; office told
2026-02-11 20:01 applicant supplement
> no: Something is missing for supplement. See the marked fields. photo_file: This was asked for and is still missing: The face is not to be seen. Send one in daylight.
2026-02-24 09:00 applicant supplement photo_file=f2
> supplemented; stage intake; correcting stopped in time; intake due 2026-02-25 17:30 (law 2026-03-02 17:30); office told
2026-02-24 09:30 clerk ask-correction loans:"Write a number." until=2026-03-02
> no: ask-correction can be done only once, and it has been done.
2026-02-24 09:40 head ask-correction photo_file:"Still too dark." until=2026-03-02
> no: Something is missing for ask-correction. See the marked fields. reason: Give the reason. The applicant will read it. reason: photo_file was asked for before. A second notice needs its reason.
2026-02-24 09:41 head ask-correction photo_file:"Still too dark." until=2026-03-02 reason="The second picture is worse than the first."
> correction asked: photo_file, until 2026-03-02; stage correcting; intake stopped in time; correcting due 2026-03-02 17:30; applicant told
2026-02-25 08:00 applicant supplement photo_file=f3
> supplemented; stage intake; correcting stopped in time; intake due 2026-02-26 17:30 (law 2026-03-03 17:30); office told
2026-02-25 09:00 clerk accept photo_file:"" until=2026-03-10
> no: Something is missing for accept. See the marked fields. gaps: Say for photo_file what is wrong and how to mend it.
2026-02-25 09:00 clerk accept photo_file:"A brighter one may follow." until=2026-03-10
> accepted though these may follow: photo_file; stage review; intake stopped in time; decision due 2026-03-03 17:30 (law 2026-03-17 17:30); applicant told
2026-02-25 09:30 clerk record note note="Knows the reader"
> recorded: note
2026-02-25 09:31 applicant record note
> no: record note is not possible at the stage review. Allowed here: withdraw.
