// Package search finds documents by what people mean: by their words, by other
// words for the same, by pinyin, initials, homophones and typing errors, in Chinese
// and English. An index is built once and then only read; it knows nothing of what
// the documents are.
package search

import (
	"cmp"
	"slices"
	"strings"
)

// Hit is a document found.
type Hit struct {
	ID    string
	Score float64 // 1 is the very words
	By    string  // the phrase that matched, as it was given
	Exact bool    // matched as written; else in other words, by sound, initials or a typing error
	Way   Way     // how it matched
}

// Way is how a query matched a phrase.
type Way string

// The ways, from the surest to the boldest.
const (
	Words    Way = "words"    // as written
	Meaning  Way = "meaning"  // in other words for the same 同义词
	Sound    Way = "sound"    // by pinyin or homophone 拼音、同音
	Initials Way = "initials" // by the first letters of the syllables 首字母
	Typo     Way = "typo"     // with a typing error
)

// floor is the least score that counts as found.
const floor = 0.42

// Find lists the best documents for a query, at most most. literal keeps to the
// words as written. What falls below the floor is not found.
func (x *Index) Find(query string, literal bool, most int) []Hit {
	hits := x.rank(query, literal)
	for i, h := range hits {
		if h.Score < floor || i == most {
			return hits[:i]
		}
	}
	return hits
}

// Nearest lists the documents least far from a query that found nothing. Where too few
// are near at all it goes on with the heaviest, so that the page is never bare.
func (x *Index) Nearest(query string, most int) []Hit {
	hits := x.rank(query, false)
	hits = hits[:min(most, len(hits))]
	if len(hits) == most {
		return hits
	}
	for _, d := range slices.SortedStableFunc(slices.Values(x.docs), func(a, b Doc) int { return cmp.Compare(b.weight(), a.weight()) }) {
		if len(hits) >= most {
			break
		}
		if len(d.Phrases) > 0 && !slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == d.ID }) {
			hits = append(hits, Hit{ID: d.ID, By: d.Phrases[0]})
		}
	}
	return hits
}

func (d Doc) weight() float64 {
	if d.Weight > 0 {
		return d.Weight
	}
	return 1
}

// question is a query made ready.
type question struct {
	text    string
	length  int
	words   []unit // letters read as words
	spelt   []unit // letters read as pinyin
	sound   string
	letters string // typed in letters only: it may be initials
	han     bool   // typed in characters only
	// What all its grams of a kind tell together.
	written, spoken, senses, threes, threeInits float32
	meant                                       meant
}

func (x *Index) asked(text string) question {
	q := question{text: text, length: runes(text), words: x.units(text, false), spelt: x.units(text, true)}
	if q.meant = x.mean(x.units(staged(text), false)); len(q.meant.words) == 0 {
		q.meant = x.mean(q.spelt)
	}
	q.sound, _ = sounds(q.spelt)
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		q.letters = strings.ReplaceAll(text, " ", "")
	}
	q.han = !strings.ContainsFunc(text, func(r rune) bool { return r < firstHan })
	return q
}

// errors is which part of the letters may be wrong: none of a short word, which another
// word is by one letter, and few where the letters are the sound of characters.
func (q *question) errors() float64 {
	switch {
	case len(q.sound) < 6, q.han && len(q.sound) < 12:
		return 0
	case q.han:
		return 0.1
	}
	return 0.3
}

func (x *Index) rank(query string, literal bool) []Hit {
	text := cut(fold(query), longest)
	if text == "" || len(x.phrases) == 0 {
		return nil
	}
	best := map[int32]Hit{}
	q := x.asked(text)
	x.compare(q, literal, 1, "", best)
	if !literal {
		bare := q.meant.text
		c := core(text)
		if c != text {
			q = x.asked(c)
			x.compare(q, false, 0.97, "", best)
		}
		if runes(bare) > 1 && bare != text && bare != c {
			q = x.asked(bare)
			x.compare(q, false, 0.95, "", best)
		}
		if c, ok := x.respelt(q.words); ok {
			q = x.asked(c)
			x.compare(q, false, 0.92, Typo, best)
		}
	}
	hits := make([]Hit, 0, len(best))
	for d, h := range best {
		h.ID = x.docs[d].ID
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.By), len(b.By)), cmp.Compare(a.ID, b.ID))
	})
	return hits
}

// compare adds what a wording of the question finds. It is trusted less the further it
// is from what was typed; by, where it is set, says how it came about.
func (x *Index) compare(q question, literal bool, trust float64, by Way, best map[int32]Hit) {
	x.candidates(&q, literal, func(id int32, s sum) {
		p := &x.phrases[id]
		score, way := q.score(p, s, &x.wholes[id], literal)
		if by != "" {
			way = by
		}
		score *= trust * x.docs[p.doc].weight()
		if !p.first {
			score *= 0.98
		}
		if h, ok := best[p.doc]; score > 0 && (!ok || score > h.Score) {
			best[p.doc] = Hit{Score: score, By: p.as, Exact: way == Words, Way: way}
		}
	})
}

// score says how well a phrase answers a question, and how it matched. A question that
// speaks of what no document is about is hardly answered by what else it says.
func (q *question) score(p *phrase, s sum, whole *sum, literal bool) (float64, Way) {
	v, way := q.match(p, s, whole, literal)
	if q.meant.away && !strings.Contains(p.text, q.text) {
		v *= astray
	}
	return v, way
}

// astray is what remains of the score of a question that speaks of something else too.
const astray = 0.5

// match is the score by what both hold alone.
func (q *question) match(p *phrase, s sum, whole *sum, literal bool) (float64, Way) {
	lq, lp := q.length, int(p.length)
	if p.bag {
		// Less than in one phrase, or scattered syllables would pass for a name.
		if literal {
			return 0.85 * float64(s.words(q, whole)), Words
		}
		return max(0.85*float64(s.words(q, whole)), 0.9*float64(s.sense(q, whole))), Meaning
	}
	best, way := float64(s.words(q, whole)), Words
	switch {
	case q.text == p.text:
		return 1, Words
	case lq > 1 && strings.Contains(p.text, q.text):
		return 0.86 + 0.1*float64(lq)/float64(lp), Words
	case lp > 1 && strings.Contains(q.text, p.text):
		// A small word of a long question says little of what it is about, a long one more.
		least := 0.45 + 0.04*float64(min(4, lp-2))
		best = max(best, least+(0.93-least)*float64(part(s[atWritten], q.written)))
	}
	if literal {
		return best, way
	}
	if v := float64(s.sense(q, whole)); v > best {
		best, way = v, Meaning
	}
	if q.han && s[atWritten] == 0 {
		// Whoever writes characters gets one of a word wrong, not all.
		return best, way
	}
	if v := float64(s.aloud(q, whole)); v > best+0.04 {
		best, way = v, Sound
	}
	if n := len(q.letters); n >= 3 && s[atInitials] > 0 {
		v := 0.0
		if strings.HasPrefix(p.inits, q.letters) {
			v = 0.7 + 0.1*float64(n)/float64(len(p.inits))
		} else if shortened(q.letters, p.inits) {
			v = 0.66 + 0.05*float64(n)/float64(len(p.inits))
		} else if n >= 4 && strings.Contains(p.inits, q.letters) {
			v = 0.6 + 0.1*float64(n)/float64(len(p.inits))
		} else if n >= 5 {
			if far := within(q.letters, p.inits); far*4 <= n {
				v = 0.7 - 0.1*float64(far) + 0.05*min(1, float64(n)/float64(len(p.inits)))
			}
		}
		if v > best {
			best, way = v, Initials
		}
	}
	if n := len(q.sound); n >= 4 && s.nears(q) > 0.3 {
		far := float64(within(q.sound, p.sound)) / float64(n)
		cover := min(1, float64(n)/float64(max(1, len(p.sound))))
		if v := 0.72 + 0.2*cover - far*1.6; far == 0 && q.meant.heard && way == Meaning {
			best, way = max(best, v), Sound // the very words, misspelt
		} else if far <= q.errors() && v > best+0.04 {
			way = Typo
			if far == 0 {
				way = Sound
			}
			best = v
		}
	}
	return best, way
}

// shortened says whether letters are the first and the last initials of a name whose middle
// was left out, two of each at least, as long names are shortened.
func shortened(letters, initials string) bool {
	if len(letters) >= len(initials) {
		return false
	}
	for i := 2; i+2 <= len(letters); i++ {
		if strings.HasPrefix(initials, letters[:i]) && strings.HasSuffix(initials, letters[i:]) {
			return true
		}
	}
	return false
}
