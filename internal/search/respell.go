package search

import "slices"

// respelt is the question with each word in letters that stands nowhere replaced by
// the word that differs least from it, if one differs little enough.
func (x *Index) respelt(us []unit) (string, bool) {
	changed := false
	for i, u := range us {
		if u.word == "" || x.stems[u.word] || x.senses.by[stemmed(u.word)] != nil {
			continue
		}
		if w := x.likest(u.word); w != "" {
			if !changed {
				us, changed = slices.Clone(us), true
			}
			us[i].raw = w
		}
	}
	if !changed {
		return "", false
	}
	return replaced(us, 0, 0, ""), true
}

// likest is the stem with the fewest letters other than in w: one may differ in a word
// of four letters, two in one of eight. Shorter words are alike by chance.
func (x *Index) likest(w string) string {
	if len(w) < 4 {
		return ""
	}
	best, least := "", 1+len(w)/8
	for s := range x.stems {
		d := len(s) - len(w)
		if d > least || -d > least || s[0] != w[0] && len(w) < 6 {
			continue
		}
		if n := apart(s, w); n < least || n == least && (best == "" || s < best) {
			best, least = s, n
		}
	}
	return best
}

// apart is the fewest letters to add, drop, change or swap with the next to make b of a.
func apart(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	before, prev, cur := rows[0], rows[1], rows[2]
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		cur[0] = i + 1
		for j := range len(b) {
			c := prev[j]
			if a[i] != b[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cur[j+1] = min(cur[j+1], before[j-1]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
