// Package search finds documents by what people mean: by their words, by other
// words for the same, by pinyin, initials, homophones and typing errors, in Chinese
// and English. An index is built once and then only read; it knows nothing of what
// the documents are.
package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Doc is something to be found.
type Doc struct {
	ID      string
	Phrases []string // names and other words for it, in any language; the first is its title
	Weight  float64  // among equals the heavier comes first; 1 is usual, 0 counts as 1
}

// Hit is a document found.
type Hit struct {
	ID    string
	Score float64 // 1 is the very words
	By    string  // the phrase that matched
	Exact bool    // matched as written; else by sound, initials or a typing error
}

// Index is a set of documents made ready. It is safe for many goroutines.
type Index struct {
	docs    []Doc
	phrases []phrase
	grams   map[string][]int32 // gram → phrases that hold it
	inits   map[string][]int32 // initials → phrases that begin with them
	groups  []Group
}

// Group is a set of words that mean the same (同义词).
type Group []string

type phrase struct {
	doc    int32
	first  bool
	text   string // folded
	sound  string // pinyin and latin letters, with what accents confuse made equal
	inits  string
	tokens []string // English words, stemmed
	grams  []string
	weight float64 // of all its grams together
}

// New builds an index. Groups are words for the same thing: a query in one is also
// tried in the others.
func New(docs []Doc, groups []Group) *Index {
	x := &Index{docs: docs, grams: map[string][]int32{}, inits: map[string][]int32{}}
	for _, g := range groups {
		var folded Group
		for _, w := range g {
			folded = append(folded, fold(w))
		}
		x.groups = append(x.groups, folded)
	}
	for d, doc := range docs {
		for i, t := range doc.Phrases {
			x.add(int32(d), i == 0, t)
		}
	}
	for i := range x.phrases {
		p := &x.phrases[i]
		for _, g := range p.grams {
			p.weight += x.idf(g)
		}
	}
	return x
}

func (x *Index) add(doc int32, first bool, t string) {
	p := phrase{doc: doc, first: first, text: fold(t)}
	if p.text == "" {
		return
	}
	p.sound, p.inits = sound(p.text)
	p.tokens = words(p.text)
	p.grams = grams(p.text, p.sound, p.tokens)
	id := int32(len(x.phrases))
	x.phrases = append(x.phrases, p)
	for _, g := range p.grams {
		x.grams[g] = append(x.grams[g], id)
	}
	for n := 2; n <= min(len(p.inits), 6); n++ {
		x.inits[p.inits[:n]] = append(x.inits[p.inits[:n]], id)
	}
}

// idf is how much a gram tells: a gram that every phrase holds tells nothing.
func (x *Index) idf(g string) float64 {
	n := len(x.grams[g])
	if n == 0 {
		return 0
	}
	return math.Log(1 + float64(len(x.phrases))/float64(n))
}

// Size is the number of documents.
func (x *Index) Size() int { return len(x.docs) }

// floor is the least score that counts as found.
const floor = 0.42

// Find lists the best documents for a query, at most most. literal keeps to the
// words as written. What falls below the floor is not found.
func (x *Index) Find(query string, literal bool, most int) []Hit {
	return cut(x.rank(query, literal), floor, most)
}

// Nearest lists the documents least far from a query that found nothing.
func (x *Index) Nearest(query string, most int) []Hit { return cut(x.rank(query, false), 0.05, most) }

func cut(hits []Hit, least float64, most int) []Hit {
	for i, h := range hits {
		if h.Score < least || i == most {
			return hits[:i]
		}
	}
	return hits
}

// candidates is how many phrases are compared in full: the rest share too little.
const candidates = 300

func (x *Index) rank(query string, literal bool) []Hit {
	q := asked(query)
	if q.text == "" {
		return nil
	}
	best := map[int32]Hit{}
	x.compare(q, literal, 1, best)
	if !literal {
		for _, other := range x.otherWords(q.text) {
			x.compare(asked(other), false, 0.92, best)
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

type question struct {
	text, sound string
	tokens      []string
	grams       []string
	latin       bool // typed in letters only: it may be pinyin or initials
	letters     string
}

func asked(query string) question {
	q := question{text: fold(query)}
	q.sound, _ = sound(q.text)
	q.tokens = words(q.text)
	q.grams = grams(q.text, q.sound, q.tokens)
	q.letters = strings.ReplaceAll(q.text, " ", "")
	q.latin = q.letters != "" && !strings.ContainsFunc(q.letters, func(r rune) bool { return r >= 0x80 })
	return q
}

func (x *Index) compare(q question, literal bool, trust float64, best map[int32]Hit) {
	for _, id := range x.candidates(q) {
		p := &x.phrases[id]
		s, exact := x.score(q, p, literal)
		if s *= trust; s <= 0 {
			continue
		}
		d := x.docs[p.doc]
		if !p.first {
			s *= 0.98
		}
		if d.Weight > 0 {
			s *= d.Weight
		}
		if h, ok := best[p.doc]; !ok || s > h.Score {
			best[p.doc] = Hit{Score: s, By: p.text, Exact: exact && trust == 1}
		}
	}
}

// candidates are the phrases that share the most telling grams with the question,
// and those whose initials it may be.
func (x *Index) candidates(q question) []int32 {
	sum := map[int32]float64{}
	for _, g := range q.grams {
		w := x.idf(g)
		for _, id := range x.grams[g] {
			sum[id] += w
		}
	}
	if q.latin && len(q.letters) >= 3 {
		for _, id := range x.inits[q.letters[:min(len(q.letters), 6)]] {
			sum[id] += 100
		}
	}
	ids := make([]int32, 0, len(sum))
	for id := range sum {
		// A phrase that is short and shares all of itself must not lose to a long one
		// that shares as much by chance.
		sum[id] /= math.Sqrt(1 + x.phrases[id].weight)
		ids = append(ids, id)
	}
	if len(ids) > candidates {
		slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(sum[b], sum[a]), cmp.Compare(a, b)) })
		ids = ids[:candidates]
	}
	return ids
}

// score says how well a phrase answers a question, and whether as written.
func (x *Index) score(q question, p *phrase, literal bool) (float64, bool) {
	lq, lp := runes(q.text), runes(p.text)
	switch {
	case q.text == p.text:
		return 1, true
	case strings.Contains(p.text, q.text) && lq > 1:
		return 0.86 + 0.1*float64(lq)/float64(lp), true
	case strings.Contains(q.text, p.text) && lp > 1:
		return 0.78 + 0.15*float64(lp)/float64(lq), true
	}
	shared := x.shared(q, p)
	if literal {
		return 0.8 * shared, true
	}
	best, exact := 0.8*shared, true
	if q.latin && len(q.letters) >= 3 && strings.HasPrefix(p.inits, q.letters) {
		best, exact = max(best, 0.7+0.1*float64(len(q.letters))/float64(len(p.inits))), false
	}
	if n := len(q.sound); n >= 4 && (!q.latin || len(q.tokens) < 3) {
		far := float64(within(q.sound, p.sound)) / float64(n)
		cover := math.Min(1, float64(n)/float64(max(1, len(p.sound))))
		if s := 0.72 + 0.2*cover - far*1.6; far <= 0.3 && s > best {
			best, exact = s, false
		}
	}
	return best, exact
}

// shared is the part of the question's telling grams that the phrase holds.
func (x *Index) shared(q question, p *phrase) float64 {
	var have, all float64
	for _, g := range q.grams {
		if g[0] == soundMark {
			continue
		}
		w := x.idf(g)
		if w == 0 {
			w = math.Log(1 + float64(len(x.phrases)))
		}
		all += w
		if slices.Contains(p.grams, g) {
			have += w
		}
	}
	if all == 0 {
		return 0
	}
	return have / all
}

// otherWords are the question with a word of a group replaced by each other word.
func (x *Index) otherWords(q string) []string {
	var out []string
	for _, g := range x.groups {
		for _, w := range g {
			if !strings.Contains(q, w) {
				continue
			}
			for _, o := range g {
				if o != w {
					out = append(out, strings.Replace(q, w, o, 1))
				}
			}
			break
		}
	}
	return out
}
