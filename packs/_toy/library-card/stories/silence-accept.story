story: The desk says nothing for five working days, so the application counts as accepted on the day it came; over the Spring Festival.
2026-02-12 16:00 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-02-13 17:30 (law 2026-02-26 17:30); applicant told
2026-02-26 17:30 clock passes
> nothing happens
2026-02-26 17:31 clock passes
> by silence of intake (administrative-licensing 32.1.4): accepted; stage review; intake ran out; decision due 2026-02-26 17:30 (law 2026-03-11 17:30); applicant told
2026-02-27 09:00 clerk refuse-intake reason="Too late to say so"
> no: refuse-intake is not possible at the stage review. Allowed here: record notice.
