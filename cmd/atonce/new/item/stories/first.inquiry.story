story: An inspection finds everything in order.
2026-08-03 09:10 head open subject="A workshop" details="Planned inspection"
2026-08-03 09:20 head assign li
2026-08-05 10:00 inspector propose in-order
2026-08-05 10:01 inspector record inspection
2026-08-05 10:02 inspector propose in-order
2026-08-06 09:00 head decide in-order
