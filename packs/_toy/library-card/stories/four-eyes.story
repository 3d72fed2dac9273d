story: Whoever proposed may not decide, not even the head; a decision other than the one proposed needs its reason; a refusal can be reopened.
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 10:00 clerk/applicant accept
> no: accept is for clerk. Allowed to you here: -.
2026-08-03 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
2026-08-04 09:00 head assign
> no: Something is missing for assign. See the marked fields. handler: Name the person it goes to.
2026-08-04 09:00 head assign li
> assigned to li
2026-08-04 09:10 examiner refer
> no: Something is missing for refer. See the marked fields. office: Name the office it goes to.
2026-08-04 09:10 examiner refer office
> no: Something is missing for refer. See the marked fields. office: The case is with this office already. Name another.
2026-08-04 09:10 examiner refer branch-library
> referred to branch-library; applicant told
2026-08-04 09:20 examiner consult
> opinion asked
2026-08-04 10:00 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-04 10:10 head propose perhaps
> no: Something is missing for propose. See the marked fields. outcome: “perhaps” is not one of the outcomes you may choose: granted, refused.
2026-08-04 10:10 head propose granted
> proposed: granted; stage deciding
2026-08-04 10:20 head decide granted
> no: Four eyes: whoever did propose, decide may not decide. Ask a colleague.
2026-08-04 10:30 head/chen send-back
> no: Something is missing for send-back. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-04 10:30 head/chen send-back reason="The visit is not described."
> sent back; stage review
2026-08-04 11:00 examiner propose granted
> proposed: granted; stage deciding
2026-08-04 11:10 head decide granted
> no: Four eyes: whoever did propose, decide may not decide. Ask a colleague.
2026-08-04 11:20 head/chen decide refused
> no: Something is missing for decide. See the marked fields. reason: This differs from what was proposed. Say why.
2026-08-04 11:20 head/chen decide refused reason="The reader owes forty books."
> decided: refused; stage delivery; decision stopped in time; delivery due 2026-08-06 17:30 (law 2026-08-18 17:30); applicant told
2026-08-05 09:00 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
2026-08-06 09:00 head reopen reason="The books came back on the same day."
> reopened; stage review; visited is cleared; decision due 2026-08-13 17:30 (law 2026-08-27 17:30); applicant told
2026-08-06 09:30 examiner record visit
> recorded: visit; visited is set; counts as a visit
2026-08-06 10:00 examiner propose granted
> proposed: granted; stage deciding
2026-08-06 10:10 head decide granted
> decided: granted; stage delivery; decision stopped in time; delivery due 2026-08-10 17:30 (law 2026-08-20 17:30); licence library-card issued; applicant told
2026-08-07 09:00 clerk deliver
> delivered; stage delivered; delivery stopped in time; counts as a visit; applicant told
> by itself: closed; stage closed; applicant told
