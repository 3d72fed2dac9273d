story: What a clerk decided is looked at again by somebody else.
2026-08-03 09:10 applicant submit reader="吴双" born=1990-01-01 resident=no
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:20 clerk decide refused reason="Lives in the next county."
> decided: refused; rules of grant propose refused (outcome 4); stage closed; grant stopped in time; applicant told
2026-08-03 10:00 applicant reopen reason="I moved here in July."
> reopened; stage again; asked-again is set; again due 2026-08-06 17:30 (law 2026-08-10 17:30); office told
2026-08-03 11:00 clerk decide refused reason="Lives in the next county."
> no: Four eyes: whoever did decide may not decide. Ask a colleague.
2026-08-03 14:00 head decide granted reason="The new register entry shows the move."
> decided: granted; rules of grant propose refused (outcome 4); stage closed; again stopped in time; applicant told
