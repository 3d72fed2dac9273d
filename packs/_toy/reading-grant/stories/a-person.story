story: Rules alone never refuse: they wait for a person, who may follow them, or decide otherwise and say why.
2026-08-03 09:10 applicant submit reader="吴双" born=1990-01-01 resident=no
> received; stage deciding; grant due 2026-08-03 17:30 (law 2026-08-06 17:30); applicant told
2026-08-03 09:20 clerk decide granted
> no: Something is missing for decide. See the marked fields. reason: The rules propose refused. Give the reason for another.
2026-08-03 09:21 clerk decide refused
> no: Something is missing for decide. See the marked fields. reason: Give the reason. The applicant will read it.
2026-08-03 09:22 clerk decide granted reason="Moved here last week; the register is a month behind."
> decided: granted; rules of grant propose refused (outcome 4); stage closed; grant stopped in time; applicant told
