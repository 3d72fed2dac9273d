story: Without a date of birth the rules cannot be applied, and nobody passes that over in silence.
2026-08-03 09:10 applicant submit reader="林晓" resident=yes
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:20 clerk decide granted
> no: Something is missing for decide. See the marked fields. reason: The rules could not be applied to this case. Complete what is missing, or give the reason for going on without them.
2026-08-03 09:21 clerk decide granted reason="The school's letter of 2 August names the age: twelve."
> decided: granted; rules of grant cannot be applied; stage closed; grant stopped in time; applicant told
