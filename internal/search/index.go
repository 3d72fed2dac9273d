package search

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// Doc is something to be found.
type Doc struct {
	ID      string
	Phrases []string // names and other words for it, in any language; the first is its title
	Weight  float64  // among equals the heavier comes first; 1 is usual, 0 counts as 1
}

// Index is a set of documents made ready. It is never changed and safe for many
// goroutines.
type Index struct {
	docs    []Doc
	phrases []phrase
	ids     map[gram]int32
	tells   []float32 // by gram: how much it tells; one that every phrase holds tells little
	start   []int32   // by gram: where its phrases begin in held
	held    []int32
	wholes  []sum // by phrase: what all its grams tell together
	spoken  map[rune][]string
	stems   map[string]bool
	words   Vocabulary
	senses  senses
	titles  titles
	sums    *sync.Pool
}

// phrase is one name of a document, made ready.
type phrase struct {
	doc    int32
	first  bool
	bag    bool   // all phrases of its document together: compared by what it holds only
	as     string // as it was given
	text   string // folded
	length int32  // of text, in characters
	sound  string
	inits  string
	grams  []int32
	rest   []int32 // grams that no group of words for the same thing knows
}

// New builds an index of what is asked for in the words of a vocabulary. Of documents
// with the same ID the last counts.
func New(docs []Doc, words Vocabulary) *Index {
	x := &Index{ids: map[gram]int32{}, spoken: map[rune][]string{}, stems: map[string]bool{}, words: words}
	x.senses = x.makeSenses(&words)
	x.titles = makeTitles(&words, len(x.senses.counts)-len(words.Called))
	return x.with(docs, nil)
}

// With is an index with docs added or put in the place of those of the same ID, and
// those named in gone left out. What has not changed is not read again.
func (x *Index) With(docs []Doc, gone ...string) *Index {
	y := &Index{ids: maps.Clone(x.ids), spoken: maps.Clone(x.spoken), stems: maps.Clone(x.stems), words: x.words, senses: x.senses, titles: x.titles}
	out := map[string]bool{}
	for _, id := range gone {
		out[id] = true
	}
	for _, d := range docs {
		out[d.ID] = true
	}
	moved := make([]int32, len(x.docs))
	for i, d := range x.docs {
		moved[i] = -1
		if !out[d.ID] {
			moved[i] = int32(len(y.docs))
			y.docs = append(y.docs, d)
		}
	}
	kept := make([]phrase, 0, len(x.phrases))
	for _, p := range x.phrases {
		if p.doc = moved[p.doc]; p.doc >= 0 {
			kept = append(kept, p)
		}
	}
	return y.with(docs, kept)
}

// with adds docs to the phrases that are ready and makes the tables.
func (x *Index) with(docs []Doc, ready []phrase) *Index {
	x.phrases = ready
	last := map[string]int{}
	for i, d := range docs {
		last[d.ID] = i
	}
	for i, d := range docs {
		if last[d.ID] != i {
			continue
		}
		phrases, marks := d.Phrases, []gram(nil)
		if len(phrases) > 0 {
			phrases = slices.Clone(phrases)
			for _, i := range x.titles.of(phrases[0]) {
				phrases = append(phrases, x.titles.called[i].As...)
				marks = append(marks, sense(x.titles.first+int32(i)))
			}
		}
		for n, t := range phrases {
			if p := x.prepare(t, false, marks); p.text != "" {
				p.doc, p.first = int32(len(x.docs)), n == 0
				x.phrases = append(x.phrases, p)
			}
		}
		if len(phrases) > 1 {
			// Two words of a question may stand in two phrases.
			if p := x.prepare(strings.Join(phrases, " "), true, marks); p.text != "" {
				p.doc, p.as = int32(len(x.docs)), d.Phrases[0]
				x.phrases = append(x.phrases, p)
			}
		}
		x.docs = append(x.docs, d)
	}
	x.tabulate()
	n := len(x.phrases)
	x.sums = &sync.Pool{New: func() any { return &sums{by: make([]sum, n)} }}
	return x
}

// prepare reads one phrase. It runs while the index is made and may add to its tables.
func (x *Index) prepare(t string, bag bool, marks []gram) phrase {
	p := phrase{as: t, text: fold(t), bag: bag}
	p.length = int32(runes(p.text))
	for _, r := range p.text {
		if _, ok := x.spoken[r]; !ok && r >= firstHan {
			x.spoken[r] = readings(r)
		}
	}
	us := x.units(p.text, false)
	all := slices.Concat(written(us), marks)
	if !bag {
		p.sound, p.inits = sounds(us)
		all = slices.Concat(all, x.senses.speaksOf(us), spoken(us), threes(ofLetters, p.sound), threes(ofInitials, p.inits))
	}
	if bag {
		all = append(all, x.senses.speaksOf(us)...)
	}
	for _, u := range us {
		if u.word != "" {
			x.stems[u.word] = true
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	p.grams = x.known(all)
	if !bag {
		p.rest = x.known(x.mean(us).rest)
	}
	return p
}

// known are the numbers of grams, new ones for those that are new.
func (x *Index) known(grams []gram) []int32 {
	out := make([]int32, len(grams))
	for i, g := range grams {
		id, ok := x.ids[g]
		if !ok {
			id = int32(len(x.ids))
			x.ids[g] = id
		}
		out[i] = id
	}
	return out
}

// tabulate makes the list of phrases of each gram, by counting first.
func (x *Index) tabulate() {
	x.start = make([]int32, len(x.ids)+1)
	documents, last := make([]int32, len(x.ids)), make([]int32, len(x.ids)) // that hold a gram, in one phrase or in many
	for _, p := range x.phrases {
		for _, g := range p.grams {
			x.start[g+1]++
			if last[g] != p.doc+1 {
				last[g] = p.doc + 1
				documents[g]++
			}
		}
	}
	x.tells = make([]float32, len(x.ids))
	for g := range x.tells {
		if n := documents[g]; n > 0 {
			x.tells[g] = x.tell(int(n))
		}
		x.start[g+1] += x.start[g]
	}
	kinds, counts := make([]uint8, len(x.ids)), make([]float32, len(x.ids))
	for g, id := range x.ids {
		kinds[id], counts[id] = summed[g.kind()], 1
		if g.kind() == ofSenses {
			counts[id] = tellsBy[x.senses.counts[g&(1<<kindAt-1)]]
		}
	}
	x.held = make([]int32, x.start[len(x.ids)])
	next := slices.Clone(x.start)
	x.wholes = make([]sum, len(x.phrases))
	for i := range x.phrases {
		for _, g := range x.phrases[i].grams {
			x.held[next[g]] = int32(i)
			next[g]++
			x.wholes[i][kinds[g]] += x.tells[g] * counts[g]
		}
		for _, g := range x.phrases[i].rest {
			x.wholes[i][atSense] += restTells * x.tells[g]
		}
	}
}

// tell is how much a gram tells that so many documents hold: the less, the more do.
func (x *Index) tell(documents int) float32 {
	return float32(math.Log(1 + float64(len(x.docs))/float64(max(1, documents))))
}

// Size is the number of documents.
func (x *Index) Size() int { return len(x.docs) }
