package text

import (
	"regexp"
	"sort"
	"strings"
	"testing"

	"atonce/internal/fail"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Every language says everything, with the same gaps to fill.
func TestEveryKeyInEveryLanguage(t *testing.T) {
	for _, l := range Langs {
		for _, other := range Langs {
			for _, k := range Keys(l) {
				if !Has(other, k) {
					t.Errorf("%s has %q, %s has not", l, k, other)
					continue
				}
				a, b := placeholder.FindAllString(messages[l][k], -1), placeholder.FindAllString(messages[other][k], -1)
				sort.Strings(a)
				sort.Strings(b)
				if strings.Join(a, "") != strings.Join(b, "") {
					t.Errorf("%q: %s fills %v, %s fills %v", k, l, a, other, b)
				}
				if strings.TrimSpace(messages[l][k]) == "" {
					t.Errorf("%q is empty in %s", k, l)
				}
			}
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"}, {"due {day}", "due 1 May"}, {"{gone}", "{gone}"}, {"open { only", "open { only"}, {"{day}{day}", "1 May1 May"},
	} {
		if got := Fill(c.in, fail.Args{"day": "1 May"}); got != c.want {
			t.Errorf("Fill(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
