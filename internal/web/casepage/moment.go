package casepage

import (
	"strconv"
	"time"

	"atonce/internal/desk"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Zone is where days begin: of the country whose packs are in force; without any,
// Coordinated Universal Time.
func Zone(d *desk.Desk) *time.Location {
	for _, s := range d.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}

// Age is how long ago something was, in the largest unit that says it well.
func Age(l text.Lang, d time.Duration) string {
	d = max(d, 0)
	say := func(key string, n float64) string { return text.S(l, key, "n", strconv.Itoa(int(n+0.5))) }
	switch {
	case d < 90*time.Second:
		return say("casepage.seconds-ago", d.Seconds())
	case d < 90*time.Minute:
		return say("casepage.minutes-ago", d.Minutes())
	case d < 36*time.Hour:
		return say("casepage.hours-ago", d.Hours())
	}
	return say("casepage.days-ago", d.Hours()/24)
}

// LastDay is the last day of a time that ends at a moment, in the zone of that moment: what
// ends at midnight has the day before as its last. Of any other moment the hour is said too.
func LastDay(l text.Lang, ends time.Time) string {
	if h, m, s := ends.Clock(); h+m+s == 0 {
		return ui.Date(l, ends.AddDate(0, 0, -1))
	}
	return ui.Moment(l, ends)
}
