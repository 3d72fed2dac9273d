story: A task is given, taken on, done and judged.
2026-08-03 09:10 head open subject="Count the benches" details="All parks, by Friday"
2026-08-03 10:00 handler accept
2026-08-05 10:00 handler propose fulfilled
2026-08-05 10:01 handler decide fulfilled
2026-08-06 09:00 head decide fulfilled
