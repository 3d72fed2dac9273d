package governance

import (
	"slices"

	"atonce/internal/text"
)

// few is the size below which a group of cases could tell of a person.
const few = 5

// hiding says why a figure is not shown to the public.
type hiding string

const (
	shown hiding = ""
	small hiding = "few"  // fewer than five cases
	guard hiding = "kept" // kept back, because with it a small one could be worked out
)

// hide marks what the public does not see of c. above are figures that were hidden
// on the way down: all below them is hidden as well.
//
// One small group alone could be worked out as the whole less the others. So the
// next smallest is kept back with it, until what is hidden is two groups at least
// and together no longer small.
func hide(c *counted, above map[figure]hiding) {
	for _, x := range figures {
		if h := above[x]; h != shown {
			c.whole.hidden[x] = h
			for _, p := range c.parts {
				p.hidden[x] = h
			}
			continue
		}
		if n := x.base(c.whole.of(x)); n > 0 && n < few {
			c.whole.hidden[x] = small
		}
		hideParts(c.parts, x)
	}
}

func hideParts(parts []part, x figure) {
	order := slices.Clone(parts)
	size := func(p part) int { return x.base(p.of(x)) }
	order = slices.DeleteFunc(order, func(p part) bool { return size(p) == 0 })
	slices.SortStableFunc(order, func(a, b part) int { return size(a) - size(b) })
	groups, cases := 0, 0
	for _, p := range order {
		switch {
		case size(p) < few:
			p.hidden[x] = small
		case groups == 1 || groups > 0 && cases < few:
			p.hidden[x] = guard
		default:
			return
		}
		groups, cases = groups+1, cases+size(p)
	}
}

// shows is the figure as who asks may see it.
func (p part) shows(l text.Lang, x figure) string {
	if h := p.hidden[x]; h != shown {
		return text.S(l, "governance."+string(h))
	}
	return x.say(l, p.of(x))
}

// note is what the figure was counted from, as who asks may see it.
func (p part) note(l text.Lang, x figure) string {
	if p.hidden[x] != shown || x.base(p.of(x)) == 0 {
		return ""
	}
	return x.note(l, p.of(x))
}
