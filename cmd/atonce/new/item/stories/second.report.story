story: Sent to the wrong office, sent back, and handled again after the call.
2026-08-03 09:10 operator report applicant=applicant subject="A lamp is dark" details="The third on Willow Lane"
2026-08-03 09:30 operator accept
2026-08-03 11:00 handler refer roads reason="The lamps are theirs."
2026-08-03 11:30 operator accept
2026-08-04 10:00 handler decide solved
2026-08-04 15:00 operator reopen reason="It is still dark."
2026-08-05 10:00 handler decide not-solved
2026-08-05 10:01 handler decide not-solved reason="The lamp belongs to a private house."
2026-08-05 15:00 operator deliver
