// Package story runs the stories of packs: files that are a test, a demonstration
// and a reviewer's evidence at once. Plain lines are acts, `>` lines what the kernel
// answered. A story is run against the sealed service and the real kernel; only the
// words are made here.
//
//	2026-08-03 09:10 applicant submit place="12 Willow Lane" area_m2=9
//	> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30)
//	2026-08-07 08:30 examiner pause hearing until=2026-08-12
//	> paused (administrative-licensing 45); decision stands still
//	2026-08-14 15:00 examiner decide granted
//	> no: decide is for head. Allowed to you here: propose, pause.
package story
