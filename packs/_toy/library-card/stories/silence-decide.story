story: A large renewal waits for the head; the head says nothing, and silence grants it.
2026-08-03 09:10 applicant submit reader="林晓" renewal=yes loans=12
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
> by itself: accepted; stage renewal; intake stopped in time; decision due 2026-08-10 17:30 (law 2026-08-24 17:30); applicant told
> by itself: recorded: large; large is set; renewal due 2026-08-13 17:30
2026-08-13 17:30 clock passes
> nothing happens
2026-08-14 09:00 head decide refused
> by silence of renewal (illustrative): decided: granted; stage delivery; decision stopped late; renewal ran out; delivery due 2026-08-17 17:30 (law 2026-08-27 17:30); licence library-card issued; applicant told
> no: decide is not possible at the stage delivery. Allowed here: -.
