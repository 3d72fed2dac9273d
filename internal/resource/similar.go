package resource

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"atonce/internal/text"
)

// Similarity is counted in thousandths, in whole numbers, so that every machine comes
// to the same. What two resources can have in common has a share of its own, which is
// named with what was found.
const (
	shareName     = 300
	shareDuty     = 300
	shareData     = 200
	shareBusiness = 120
	shareUsers    = 80
	// Flagged is from how many thousandths on something is so like another that who
	// proposes it must say why it is needed all the same.
	Flagged = 450
	// worthShowing is from when a likeness is shown at all.
	worthShowing = 200
)

// Reason is one thing that two resources have in common.
type Reason struct {
	Key    string   // text key: resource.like.name, duty, data, business, users
	Points int      // thousandths it adds
	Of     int      // thousandths it could have added at most
	Shared []string // what is shared, the rarest first
}

// Match 相似资源 is a resource that is like a proposed one.
type Match struct {
	Resource Resource
	Points   int
	Reasons  []Reason
}

// Flagged says whether the likeness must be answered for.
func (m Match) Flagged() bool { return m.Points >= Flagged }

// Similar finds what is most like r among all that are not retired, at most so many,
// the most alike first. Words that most names have, such as those for system or
// platform, count for little: how much a word counts follows from how few have it.
func Similar(r Resource, all []Resource, most int) []Match {
	corpus := newCorpus(all)
	own := corpus.marks(r)
	var out []Match
	for i, x := range all {
		if x.ID == r.ID || x.Kind != r.Kind || x.State == Retired {
			continue
		}
		m := Match{Resource: x}
		add := func(key string, share, of, whole int, shared []string) {
			if whole > 0 && of > 0 {
				m.Reasons = append(m.Reasons, Reason{"resource.like." + key, share * of / whole, share, shared})
				m.Points += share * of / whole
			}
		}
		theirs := corpus.each[i]
		both, whole, shared := corpus.common(own.name, theirs.name)
		add("name", shareName, both, whole, shared)
		both, whole, shared = corpus.common(own.duty, theirs.duty)
		add("duty", shareDuty, both, whole, shared)
		data := intersection(r.Needs, x.Needs)
		add("data", shareData, len(data), len(r.Needs)+len(x.Needs)-len(data), data)
		if r.Business == x.Business {
			add("business", shareBusiness, 1, 1, []string{x.Business})
		}
		users := intersection(r.Users, x.Users)
		add("users", shareUsers, len(users), len(r.Users)+len(x.Users)-len(users), users)
		if m.Points >= worthShowing {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Match) int {
		if a.Points != b.Points {
			return b.Points - a.Points
		}
		return strings.Compare(a.Resource.ID, b.Resource.ID)
	})
	return out[:min(len(out), most)]
}

func intersection(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// marks are what a resource is compared by: its words, each once, in order.
type marks struct{ name, duty []string }

// corpus knows how many resources have each word.
type corpus struct {
	each []marks
	has  map[string]int
}

func newCorpus(all []Resource) corpus {
	c := corpus{each: make([]marks, len(all)), has: map[string]int{}}
	for i, r := range all {
		c.each[i] = c.marks(r)
		for _, w := range union(c.each[i].name, c.each[i].duty) {
			c.has[w]++
		}
	}
	return c
}

func (c corpus) marks(r Resource) marks {
	var name, duty string
	for _, l := range text.Langs {
		name, duty = name+" "+r.Name[l], duty+" "+r.Duty[l]
	}
	return marks{grams(name), grams(duty)}
}

func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// weight is how much a word says: one more for each halving of how many have it.
func (c corpus) weight(w string) int {
	return 1 + bits.Len(uint(len(c.each)/max(c.has[w], 1)))
}

// common is twice the weight of what both have, and the weight of what each has: their
// ratio is Dice's coefficient. shared are the five words that say most.
func (c corpus) common(a, b []string) (both, whole int, shared []string) {
	i := 0
	for _, w := range a {
		whole += c.weight(w)
		for i < len(b) && b[i] < w {
			i++
		}
		if i < len(b) && b[i] == w {
			both += 2 * c.weight(w)
			shared = append(shared, w)
		}
	}
	for _, w := range b {
		whole += c.weight(w)
	}
	slices.SortStableFunc(shared, func(x, y string) int { return c.weight(y) - c.weight(x) })
	return both, whole, shared[:min(len(shared), 5)]
}

// grams are the words of a text: letters and digits as they stand, Chinese characters
// two by two. Each is there once, in order.
func grams(s string) []string {
	var out []string
	var word, han []rune
	flush := func() {
		if len(word) > 1 {
			out = append(out, string(word))
		}
		if len(han) == 1 {
			out = append(out, string(han))
		}
		for i := 0; i+1 < len(han); i++ {
			out = append(out, string(han[i:i+2]))
		}
		word, han = nil, nil
	}
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.Is(unicode.Han, r):
			if len(word) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(han) > 0 {
				flush()
			}
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	slices.Sort(out)
	return slices.Compact(out)
}
