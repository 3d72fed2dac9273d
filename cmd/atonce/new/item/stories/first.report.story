story: A report is taken down, handled and called back about.
2026-08-03 09:10 applicant report subject="A lamp is dark" details="The third on Willow Lane"
2026-08-03 09:30 operator accept
2026-08-04 10:00 handler decide solved
2026-08-04 15:00 operator deliver
2026-08-04 20:00 applicant rate 4
