story: The papers are complete, the examiner proposes, the head decides.
2026-08-03 09:10 applicant submit subject="A matter" details="What it is about"
2026-08-03 10:00 clerk accept
2026-08-05 10:00 examiner propose granted
2026-08-05 10:01 examiner decide granted
2026-08-06 09:00 head decide granted
2026-08-06 20:00 applicant rate 5
