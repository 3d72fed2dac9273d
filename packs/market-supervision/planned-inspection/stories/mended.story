story: Food past its date is found; the business is told what to mend and by when, and is checked again.
area: 330199

2026-08-03 09:00 inspection-head open plan="2026 年食品店抽查，第 3 批" list=food-shop draw="批次 2026-3，种子 7f3a，第 12 号" planned_day=2026-08-05 business="晓溪县禾木食品有限公司" credit_code=91330199A00000011C address="晓溪县溪前路 66 号" area=330199
> opened; stage planned; whole due 2026-08-31 17:30 (law 2026-09-14 17:30)
2026-08-03 09:30 inspection-head assign zheng-yi
> assigned to zheng-yi; stage on-site
2026-08-05 10:00 inspector/zheng record cards-shown
> recorded: cards-shown; cards-shown is set
2026-08-05 10:30 inspector/zheng record checklist-filled licence_shown=yes scope_kept=yes prices_shown=no goods_in_date=no finding="三袋饼干过期两天；冷柜没有价签"
> recorded: checklist-filled; checklist-filled is set
2026-08-05 10:40 inspector/zheng record business-heard business_says="新店员没有按时清柜，马上改"
> recorded: business-heard
2026-08-05 10:50 inspector/sun record second-signature
> recorded: second-signature; second-signature is set
2026-08-05 11:00 inspector/zheng propose mend reason="Food past its date on the shelf; no price tags in the cooler."
> no: propose does not fit what was answered in this case.
2026-08-05 11:10 inspector/sun record business-heard what_to_mend="清出过期食品，补齐价签" mend_by=2026-08-12
> recorded: business-heard
2026-08-05 11:20 inspector/zheng propose mend reason="Food past its date on the shelf; no price tags in the cooler."
> proposed: mend; stage review
2026-08-06 09:00 inspection-head decide mend reason="Food past its date on the shelf; no price tags in the cooler."
> decided: mend; stage mending; whole stopped in time; check-again due 2026-08-27 17:30
2026-08-06 09:05 inspector/zheng deliver
> no: deliver is possible only after this is recorded: checked-again.
2026-08-13 10:00 inspector/zheng record mended note="Seen by both of us"
> recorded: mended; checked-again is set; mended is set
2026-08-13 10:10 inspector/zheng deliver
> delivered; stage decided; check-again stopped in time; publication due 2026-09-10 17:30
2026-08-14 09:00 inspector/sun record published
> recorded: published; published is set; publication stopped in time
2026-08-14 09:10 inspection-head close
> closed; stage closed
