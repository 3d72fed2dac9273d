package governance

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/measure"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// periods are the choices of a period, by when a case came in.
var periods = []string{"month", "30-days", "year", "all"}

// scope is what an address asks for: a period, and how far down one has gone. There
// is one way down, so that no two ways can be compared to find a hidden number.
type scope struct {
	period                string
	duty, office, service string
	from                  time.Time
}

// scopeOf reads the address. A period is counted from the request's own time in the
// calendar's zone.
func scopeOf(q url.Values, now time.Time) (scope, error) {
	s := scope{period: q.Get("period"), duty: q.Get("duty"), office: q.Get("office"), service: q.Get("service")}
	if s.period == "" {
		s.period = "month"
	}
	y, m, d := now.Date()
	switch s.period {
	case "month":
		s.from = time.Date(y, m, 1, 0, 0, 0, 0, now.Location())
	case "30-days":
		s.from = time.Date(y, m, d-29, 0, 0, 0, 0, now.Location())
	case "year":
		s.from = time.Date(y, 1, 1, 0, 0, 0, 0, now.Location())
	case "all":
	default:
		return s, fail.New(fail.Invalid, "governance.no-period", "period", s.period, "periods", strings.Join(periods, ", "))
	}
	if s.office != "" && s.duty == "" || s.service != "" && s.office == "" {
		return s, fail.New(fail.Invalid, "governance.no-way")
	}
	return s, nil
}

// by is what the parts of the scope are: the next step down.
func (s scope) by() measure.By {
	switch {
	case s.duty == "":
		return measure.ByDuty
	case s.office == "":
		return measure.ByOffice
	}
	return measure.ByService
}

// into is the scope one step down, at the part with this id.
func (s scope) into(id string) scope {
	switch s.by() {
	case measure.ByDuty:
		s.duty = id
	case measure.ByOffice:
		s.office = id
	default:
		s.service = id
	}
	return s
}

// way is the scopes from the whole down to s, s last.
func (s scope) way() []scope {
	top := s
	top.duty, top.office, top.service = "", "", ""
	out := []scope{top}
	for _, id := range []string{s.duty, s.office, s.service} {
		if id == "" {
			break
		}
		out = append(out, out[len(out)-1].into(id))
	}
	return out
}

// last is the id of the part that s is of the scope above it.
func (s scope) last() string {
	switch {
	case s.service != "":
		return s.service
	case s.office != "":
		return s.office
	}
	return s.duty
}

// asked is the scope for the measure room; of this moment, it has no period.
func (s scope) asked(now bool) measure.Scope {
	m := measure.Scope{Duty: s.duty, Office: s.office, Service: s.service, From: s.from}
	if now {
		m.From = time.Time{}
	}
	return m
}

// href is the address of path with the scope in its query.
func (s scope) href(path string, more ...string) string {
	v := url.Values{"period": {s.period}}
	for _, e := range [][2]string{{"duty", s.duty}, {"office", s.office}, {"service", s.service}} {
		if e[1] != "" {
			v.Set(e[0], e[1])
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			v.Set(more[i], more[i+1])
		}
	}
	return path + "?" + v.Encode()
}

// part is one part of a scope: its figures of the period and those of this moment.
type part struct {
	id             string
	period, moment measure.Figures
	hidden         map[figure]hiding
}

// of are the figures x is taken from.
func (p part) of(x figure) measure.Figures {
	if x.now() {
		return p.moment
	}
	return p.period
}

// counted is a scope, its parts and their sum.
type counted struct {
	scope scope
	parts []part
	whole part
}

// count counts a scope for who asks. The whole is the sum of its parts, so that the
// numbers of a page always add up.
func (f face) count(r *door.Request, s scope) (counted, error) {
	open := r.Signed && door.Is(r.Person, door.Leaders)
	hidden := map[figure]hiding{}
	var c counted
	for i, at := range s.way() {
		if i > 0 {
			n := slices.IndexFunc(c.parts, func(p part) bool { return p.id == at.last() })
			if n < 0 {
				return c, fail.New(fail.NotFound, "governance.no-group", "group", at.last())
			}
			for x, h := range c.parts[n].hidden {
				hidden[x] = h
			}
		}
		parts, err := f.parts(r.Context(), at)
		if err != nil {
			return c, err
		}
		c = counted{scope: at, parts: parts, whole: part{hidden: map[figure]hiding{}}}
		for _, p := range parts {
			c.whole.period, c.whole.moment = c.whole.period.Plus(p.period), c.whole.moment.Plus(p.moment)
		}
		if !open {
			hide(&c, hidden)
		}
	}
	return c, nil
}

// parts counts a scope by its next step down.
func (f face) parts(ctx context.Context, s scope) ([]part, error) {
	var out []part
	for _, now := range []bool{false, true} {
		fs, err := f.desk.Figures(ctx, s.asked(now), s.by())
		if err != nil {
			return nil, err
		}
		for _, x := range fs {
			i := slices.IndexFunc(out, func(p part) bool { return p.id == x.Group })
			if i < 0 {
				i = len(out)
				out = append(out, part{id: x.Group, hidden: map[figure]hiding{}})
			}
			if now {
				out[i].moment = x
			} else {
				out[i].period = x
			}
		}
	}
	slices.SortFunc(out, func(a, b part) int { return strings.Compare(a.id, b.id) })
	return out, nil
}

// named is what a part of a scope is called.
func (f face) named(l text.Lang, by measure.By, id string) string {
	switch by {
	case measure.ByDuty:
		if slices.Contains(pack.Areas, id) {
			return text.S(l, "governance.duty."+strings.TrimPrefix(id, "_"))
		}
	case measure.ByOffice:
		if o, ok := f.desk.Office(id); ok {
			return o.Name.In(l)
		}
	case measure.ByService:
		if s, err := f.desk.Service(id); err == nil {
			return s.Text(l, "name")
		}
	}
	return id
}
