package governance

import (
	"slices"
	"strconv"

	"atonce/internal/journal"
	"atonce/internal/measure"
	"atonce/internal/text"
)

// figure is one of the six, by the name it has in addresses.
type figure string

const (
	received    figure = "received"
	onTime      figure = "on-time"
	meanTime    figure = "mean-time"
	oneVisit    figure = "one-visit"
	overdue     figure = "overdue"
	corrections figure = "corrections"
)

var figures = []figure{received, onTime, meanTime, oneVisit, overdue, corrections}

func (x figure) known() bool { return slices.Contains(figures, x) }

// now says that the figure is of this moment: a case that came in last year and is
// overdue today is overdue, whatever period was chosen.
func (x figure) now() bool { return x == overdue || x == corrections }

// base is how many cases the figure is computed over: below it lies who it tells of.
func (x figure) base(f measure.Figures) int {
	switch x {
	case onTime:
		return f.Counted
	case meanTime:
		return f.Decided
	case oneVisit:
		return f.Ended
	case overdue, corrections:
		return f.Open
	}
	return f.Cases
}

// piles are the lists of cases behind the figure: first all it is computed over.
func (x figure) piles() []journal.State {
	switch x {
	case onTime:
		return []journal.State{journal.Promised, journal.InTime, journal.Late}
	case meanTime:
		return []journal.State{journal.Decided}
	case oneVisit:
		return []journal.State{journal.Concluded, journal.OneVisit, journal.ManyVisits}
	case overdue:
		return []journal.State{journal.Overdue}
	case corrections:
		return []journal.State{journal.Waiting}
	}
	return []journal.State{journal.Any}
}

// inPile is how many cases of f lie in a pile.
func inPile(f measure.Figures, s journal.State) int {
	switch s {
	case journal.Promised:
		return f.Counted
	case journal.InTime:
		return f.InTime
	case journal.Late:
		return f.Counted - f.InTime
	case journal.Decided:
		return f.Decided
	case journal.Concluded:
		return f.Ended
	case journal.OneVisit:
		return f.OneVisit
	case journal.ManyVisits:
		return f.Ended - f.OneVisit
	case journal.Overdue:
		return f.Overdue
	case journal.Waiting:
		return f.Gaps
	}
	return f.Cases
}

func (x figure) name(l text.Lang) string { return text.S(l, "governance."+string(x)) }

// say is the figure as a number with its unit, or a dash where there is nothing yet
// to count it from. No figure is made up where none is.
func (x figure) say(l text.Lang, f measure.Figures) string {
	switch x {
	case onTime:
		return percent(f.InTime, f.Counted)
	case oneVisit:
		return percent(f.OneVisit, f.Ended)
	case meanTime:
		h, ok := f.MeanHours()
		switch {
		case !ok:
			return none
		case h == 0:
			return text.S(l, "governance.under-hour")
		case h < 48:
			return text.S(l, "governance.hours", "n", strconv.FormatInt(h, 10))
		}
		tenths := (h*10 + 12) / 24
		return text.S(l, "governance.days", "n", tenth(int(tenths)))
	case overdue:
		return grouped(f.Overdue)
	case corrections:
		return grouped(f.Gaps)
	}
	return grouped(f.Cases)
}

// note says what the figure was counted from.
func (x figure) note(l text.Lang, f measure.Figures) string {
	n := func(i int) string { return grouped(i) }
	switch x {
	case onTime:
		return text.S(l, "governance.of", "part", n(f.InTime), "whole", n(f.Counted))
	case meanTime:
		return text.S(l, "governance.over", "n", n(f.Decided))
	case oneVisit:
		return text.S(l, "governance.of", "part", n(f.OneVisit), "whole", n(f.Ended))
	case overdue, corrections:
		return text.S(l, "governance.of-open", "n", n(f.Open))
	}
	return text.S(l, "governance.still-open", "n", n(f.Open))
}

const none = "—"

func percent(a, b int) string {
	t, ok := measure.Share(a, b)
	if !ok {
		return none
	}
	return tenth(t) + "%"
}

func tenth(t int) string { return strconv.Itoa(t/10) + "." + strconv.Itoa(t%10) }

// grouped is a whole number with commas between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// band is how a share stands, 4 to 1, and 0 where there is none. The steps are ours
// and are written beside the map.
func band(a, b int) int {
	t, ok := measure.Share(a, b)
	switch {
	case !ok:
		return 0
	case t >= 980:
		return 4
	case t >= 950:
		return 3
	case t >= 900:
		return 2
	}
	return 1
}
