story: Two inspectors visit a food shop; no signature stands in for the second, and the result is published before the file is closed.
area: 330199

2026-08-03 09:00 inspection-head open plan="2026 年食品店抽查，第 3 批" list=food-shop draw="批次 2026-3，种子 7f3a，第 12 号" planned_day=2026-08-05 business="晓溪县禾木食品有限公司" credit_code=91330199A00000011C address="晓溪县溪前路 66 号" area=330199
> opened; stage planned; whole due 2026-08-31 17:30 (law 2026-09-14 17:30)
2026-08-03 09:30 inspection-head assign zheng-yi
> assigned to zheng-yi; stage on-site
2026-08-05 10:00 inspector/zheng record checklist-filled licence_shown=yes scope_kept=yes prices_shown=yes goods_in_date=yes
> no: record is possible only after this is recorded: cards-shown.
2026-08-05 10:01 inspector/zheng record cards-shown
> recorded: cards-shown; cards-shown is set
2026-08-05 10:40 inspector/zheng record checklist-filled licence_shown=yes scope_kept=yes prices_shown=yes goods_in_date=yes finding="店面整洁，证照齐全，抽查二十种食品均在保质期内"
> recorded: checklist-filled; checklist-filled is set
2026-08-05 10:45 inspector/zheng record second-signature
> no: Four eyes: whoever did record may not record. Ask a colleague.
2026-08-05 10:46 inspector/zheng propose in-order
> no: propose is possible only after this is recorded: second-signature.
2026-08-05 10:50 inspector/sun record second-signature
> recorded: second-signature; second-signature is set
2026-08-05 11:30 inspector/zheng propose in-order
> proposed: in-order; stage review
2026-08-06 09:00 inspection-head decide in-order
> decided: in-order; stage decided; whole stopped in time; publication due 2026-09-03 17:30
2026-08-06 09:10 inspection-head close
> no: close is possible only after this is recorded: published.
2026-08-06 14:00 inspector/zheng record published
> recorded: published; published is set; publication stopped in time
2026-08-06 14:30 inspection-head close
> closed; stage closed
