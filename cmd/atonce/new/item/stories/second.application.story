story: Something is missing, it is supplied, and the head refuses with reasons.
2026-08-03 09:10 applicant submit subject="A matter" details="What it is about"
2026-08-03 10:00 clerk ask-correction details:"Say since when." until=2026-08-10
2026-08-04 08:00 applicant supplement details="Since May"
2026-08-04 09:00 clerk accept
2026-08-05 10:00 examiner propose refused reason="The conditions are not met."
2026-08-06 09:00 head decide refused
2026-08-06 09:01 head decide refused reason="The conditions are not met."
