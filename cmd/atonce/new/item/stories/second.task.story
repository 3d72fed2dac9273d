story: A task is sent back once and then dropped with a reason.
2026-08-03 09:10 head open subject="Count the benches" details="All parks, by Friday"
2026-08-03 10:00 handler accept
2026-08-05 10:00 handler propose fulfilled
2026-08-06 09:00 head send-back reason="One park is missing."
2026-08-07 10:00 handler propose dropped reason="The park is closed until spring."
2026-08-07 11:00 head decide dropped reason="The park is closed until spring."
