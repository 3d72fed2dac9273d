story: A hearing pauses the clock by its article; the head extends it once, with reasons; a week at the door only has to pass.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
2026-08-03 10:30 examiner resume
> no: Nothing is paused; there is nothing to resume.
2026-08-04 08:30 examiner pause testing
> no: Something is missing for pause. See the marked fields. ground: “testing” is no ground in law for a pause here. Grounds: hearing, expert-review.
2026-08-04 08:30 examiner pause hearing until=2026-08-01
> no: Something is missing for pause. See the marked fields. until: Name a day that is still to come.
2026-08-04 08:30 examiner pause hearing until=2026-08-12
> paused for hearing (administrative-licensing 45) until 2026-08-12; decision stands still; applicant told
2026-08-04 08:31 examiner pause expert-review
> no: No time limit that runs now can be paused on this ground.
2026-08-12 16:00 examiner resume
> resumed; decision due 2026-08-18 17:30 (law 2026-09-01 17:30); applicant told
2026-08-13 09:00 examiner pause expert-review
> paused for expert-review (administrative-licensing 45); decision stands still; applicant told
2026-08-14 09:00 examiner resume
> resumed; decision due 2026-08-19 17:30 (law 2026-09-02 17:30); applicant told
2026-08-17 09:00 examiner extend decision reason="The expert asked for more."
> no: extend is for head. Allowed to you here: refer, consult, record visit, record objection, pause.
2026-08-17 09:00 head extend decision
> no: An extension needs its reason in writing. The applicant is told it.
2026-08-17 09:00 head extend decision reason="The expert asked for more."
> extended; decision due 2026-09-02 17:30 (law 2026-09-16 17:30); applicant told
2026-08-18 09:00 head extend decision reason="Once more."
> no: This time limit has been extended once; it cannot be extended again.
2026-08-18 09:10 clerk record notice
> recorded: notice; announced is set; notice due 2026-08-25 17:30
2026-08-18 09:20 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-18 09:30 examiner propose granted
> no: propose is not possible any more, because this is recorded: announced.
2026-08-25 17:31 clock passes
> by silence of notice (illustrative): recorded: notice-over; noticed is set; announced is cleared; notice ran out
2026-08-26 09:00 examiner record objection
> recorded: objection; objected is set
2026-08-26 09:10 examiner propose granted
> no: propose is not possible any more, because this is recorded: objected.
2026-08-26 09:20 head record settled
> recorded: settled; objected is cleared
2026-08-26 09:30 examiner record settled
> no: record settled is for head. Allowed to you here: refer, consult, record visit, record objection, pause, propose.
2026-08-26 09:40 examiner propose granted
> proposed: granted; stage deciding
