package ui

import (
	"fmt"
	"strconv"
	"time"

	"atonce/internal/text"
)

// Times are shown in the zone they carry: the caller turns an instant into the
// zone of the country before it draws it.

var weekdaysZH = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Date is a day with its year: "2026 年 11 月 25 日", "25 November 2026".
func Date(l text.Lang, t time.Time) string {
	if l == text.ZH {
		return fmt.Sprintf("%d 年 %d 月 %d 日", t.Year(), int(t.Month()), t.Day())
	}
	return t.Format("2 January 2006")
}

// Moment is a day and a minute: "2026 年 11 月 23 日 09:58", "23 November 2026, 09:58".
func Moment(l text.Lang, t time.Time) string {
	if l == text.ZH {
		return Date(l, t) + " " + t.Format("15:04")
	}
	return t.Format("2 January 2006, 15:04")
}

// ShortMoment is a moment for dense lists, without the year: "11-23 09:58" in
// Chinese, "23 Nov 09:58" in English, where 11-23 would be read as a mistake.
func ShortMoment(l text.Lang, t time.Time) string {
	if l == text.ZH {
		return t.Format("01-02 15:04")
	}
	return t.Format("2 Jan 15:04")
}

// By is a promise: "11 月 25 日（周三）17:30 前", "by 17:30 on Wednesday 25 November
// 2026". Chinese names the year when it is not the year of now.
func By(l text.Lang, t, now time.Time) string {
	if l == text.ZH {
		year := ""
		if t.Year() != now.Year() {
			year = strconv.Itoa(t.Year()) + " 年 "
		}
		return fmt.Sprintf("%s%d 月 %d 日（%s）%s 前", year, int(t.Month()), t.Day(), weekdaysZH[t.Weekday()], t.Format("15:04"))
	}
	return t.Format("by 15:04 on Monday 2 January 2006")
}

// Size is a file's length as people read it: "1.2 MB".
func Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1000*1000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " KB"
	default:
		tenths := (bytes + 50_000) / 100_000
		return fmt.Sprintf("%d.%d MB", tenths/10, tenths%10)
	}
}
