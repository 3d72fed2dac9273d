story: An inspection finds what must be mended; the head says why.
2026-08-03 09:10 head open subject="A workshop" details="Planned inspection"
2026-08-05 10:01 inspector record inspection
2026-08-05 10:02 inspector propose mend reason="The exit is blocked."
2026-08-06 09:00 head send-back reason="Which exit?"
2026-08-06 10:00 inspector propose mend reason="The back exit is blocked."
2026-08-06 11:00 head decide mend reason="The back exit is blocked."
