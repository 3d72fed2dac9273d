story: A question is answered at once and passed to nobody.
area: 330199
office: xiaoxi-hotline

2026-08-03 09:00 operator report kind=advice title="办身份证要带什么" details="Caller asks what to bring for a new identity card" somewhere=no caller="陈女士" phone=13800000104 reply=yes
> reported; stage intake; passing-on due 2026-08-03 11:00 (law 2026-08-03 13:00)
2026-08-03 09:02 operator decide answered
> no: decide is possible only after this is recorded: answer-written.
2026-08-03 09:04 operator record answer-written answer="带户口簿到户籍派出所，照相当场拍"
> recorded: answer-written; answer-written is set
2026-08-03 09:05 operator decide answered
> decided: answered; stage closed; passing-on stopped in time
