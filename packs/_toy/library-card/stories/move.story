story: A case keeps the terms it was received under until an act moves it to better ones.
area: 330102
2026-08-03 09:10 applicant submit reader="林晓" renewal=no loans=8 photo=own photo_file=f1
> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told
2026-08-03 09:30 head move
> no: The version the case should move to was not found.
2026-08-03 09:30 head move area=330102
> no: The case is under this version already.
2026-08-03 09:30 clerk move area=330106
> no: move is for head. Allowed to you here: accept, ask-correction, refuse-intake, refer.
2026-08-03 09:30 head move area=330106
> moved to the terms of 330106
2026-08-03 10:00 clerk accept
> accepted; stage review; intake stopped in time; decision due 2026-08-05 17:30 (law 2026-08-24 17:30); applicant told
2026-08-03 10:50 applicant/zhou withdraw
> no: withdraw is for applicant. Allowed to you here: -.
2026-08-03 11:00 applicant/zhou withdraw on_behalf=applicant
> withdrawn; stage closed; decision stopped in time; office told
