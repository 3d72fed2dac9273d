package pack

import "atonce/internal/law"

// mainLimit is what the list promises: the promise of the main clock, or the law's
// limit where none is promised.
func (d *draft) mainLimit() (clockDecl, law.Limit, bool) {
	for i, c := range d.proc.Clocks {
		if !c.Main || i >= len(d.procedure.Clocks) {
			continue
		}
		sealed := d.procedure.Clocks[i]
		if sealed.Promised.IsZero() {
			return c, sealed.Rule.Limit, true
		}
		return c, sealed.Promised, true
	}
	return clockDecl{}, law.Limit{}, false
}

// Rule 1: what is promised on the spot 即办 is an instant item 即办件, examined and
// decided at once 即审即办.
func lintInstant(l *linter) {
	c, limit, ok := l.mainLimit()
	if !ok || !limit.IsInstant() {
		return
	}
	if l.sealed.Handling != instant {
		l.fires(l.item.Handling.Pos, "clock", c.ID.Value, "what", "handling")
	}
	if l.sealed.Review != instant {
		l.fires(l.item.Review.Pos, "clock", c.ID.Value, "what", "review")
	}
}

// Rule 2: anything else is a promised item 承诺件, examined before it is decided 前审后批.
func lintPromised(l *linter) {
	c, limit, ok := l.mainLimit()
	if !ok || limit.IsInstant() {
		return
	}
	if l.sealed.Handling == instant {
		l.fires(l.item.Handling.Pos, "clock", c.ID.Value, "limit", limit.String(), "what", "handling: promised")
	}
	if l.sealed.Review == instant {
		l.fires(l.item.Review.Pos, "clock", c.ID.Value, "limit", limit.String(), "what", "review: before")
	}
}

// Rule 18: no promise is longer than the statutory limit (浙江省保障“最多跑一次”改革规定 12).
func lintPromise(l *linter) {
	for i, w := range l.proc.Clocks {
		c := l.procedure.Clocks[i]
		if !c.Promised.IsZero() && !c.Rule.Limit.IsZero() && !atMost(c.Promised, c.Rule.Limit) {
			l.fires(w.Promised.Pos, "clock", w.ID.Value, "promised", c.Promised.String(), "statutory", c.Rule.Limit.String())
		}
	}
}
