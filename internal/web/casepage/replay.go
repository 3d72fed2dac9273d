package casepage

import (
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// FlipWords say where the two versions differ on the way of a flip, and which rules
// counted then and would count now, with their articles.
func FlipWords(l text.Lang, s *pack.Service, f desk.Flip) []string {
	var out []string
	for _, c := range f.Causes {
		name := c.Label.In(l)
		if name == "" {
			name = c.Element
		}
		key, args := "casepage.flip-formula", []string{"name", name, "was", orDash(c.Was), "now", orDash(c.Now)}
		if c.Rule > 0 {
			key = "casepage.flip-cell"
			args = append(args, "rule", strconv.Itoa(c.Rule), "column", c.Column.In(l))
		}
		out = append(out, text.S(l, key, args...))
	}
	for _, r := range f.Rules {
		name := r.Label.In(l)
		if name == "" {
			name = r.Table
		}
		out = append(out, text.S(l, "casepage.flip-rules", "name", name, "was", numbers(l, r.Was), "under", citations(l, s, r.Under), "now", numbers(l, r.Now), "over", citations(l, s, r.Over)))
	}
	if len(out) == 0 {
		out = append(out, text.S(l, "casepage.flip-none"))
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func numbers(l text.Lang, ns []int) string {
	if len(ns) == 0 {
		return text.S(l, "casepage.nothing")
	}
	var out []string
	for _, n := range ns {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, text.S(l, "casepage.comma"))
}

func citations(l text.Lang, s *pack.Service, cs []law.Citation) string {
	if len(cs) == 0 {
		return text.S(l, "casepage.nothing")
	}
	var out []string
	for _, c := range cs {
		out = append(out, s.Book().SayCitation(l, c))
	}
	return strings.Join(out, text.S(l, "casepage.comma"))
}
