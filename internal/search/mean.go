package search

import (
	"cmp"
	"slices"
)

// meant is a question read for its sense: which groups of words it speaks of, and what is
// left of it that no group knows.
type meant struct {
	words [][]int32 // by word, the groups it stands in
	rest  []gram    // characters and words that no group knows
	text  string    // the question without what only asks
	heard bool      // a word stands there only as it sounds
	away  bool      // it speaks of something that no document is about
}

// restTells is how much a character of the rest counts beside a word of a group. Whole
// sentences hold much that belongs to no service; names of things hold what does.
const restTells = 0.3

// mean reads units from the left, the longest word first. What only asks is passed over.
func (x *Index) mean(us []unit) meant {
	var m meant
	var said []unit
	for i := 0; i < len(us); {
		ids, n, sure := x.senses.longest(us[i:])
		switch f := asks(us[i:]); {
		case f > 0 && f >= n:
			i += f
		case n > 0:
			m.words = append(m.words, ids)
			m.heard = m.heard || !sure
			m.away = m.away || x.senses.away(ids)
			said = append(said, us[i:i+n]...)
			i += n
		default:
			said = append(said, us[i])
			if us[i].han != 0 {
				m.rest = append(m.rest, characters(us[i].han, 0))
			} else if us[i].word != "" {
				m.rest = append(m.rest, stemmed(us[i].word))
			}
			i++
		}
	}
	m.text = replaced(said, 0, 0, "")
	return m
}

// longest is the longest word of a group that begins the units: the groups it stands in
// and how many units it takes, and whether it is as written. As written goes before only as sounded.
func (s *senses) longest(us []unit) (groups []int32, n int, sure bool) {
	for _, k := range begins(us[0]) {
		for _, id := range s.by[k] {
			t := &s.terms[id]
			exact, ok := t.stands(us)
			// Of two characters one that only sounds alike makes another word.
			ok = ok && (exact || s.counts[t.group] != elsewhere && (len(t.units) > 2 || us[0].han == 0))
			switch long := len(t.units); {
			case !ok || long < n || long == n && sure && !exact:
				continue
			case long > n || exact && !sure:
				groups, n, sure = groups[:0:0], long, exact
			}
			if !slices.Contains(groups, t.group) {
				groups = append(groups, t.group)
			}
		}
	}
	slices.Sort(groups)
	return groups, n, sure
}

// speaksOf are the groups of which a word stands in a phrase, as written. A word of one
// character is looked for in questions only: in a name it is a part of another word.
func (s *senses) speaksOf(us []unit) []gram {
	var out []gram
	for i := range us {
		for _, id := range s.as[us[i].written()] {
			t := &s.terms[id]
			if t.long > 1 && s.counts[t.group] != elsewhere && t.writtenAt(us[i:]) {
				out = append(out, sense(t.group))
			}
		}
	}
	return out
}

func sense(group int32) gram { return ofSenses<<kindAt | gram(group) }

// tellsOf is how much a gram tells; one that no phrase holds tells most.
func (x *Index) tellsOf(g gram) (id int32, w float32, held bool) {
	id, ok := x.ids[g]
	if !ok || x.tells[id] == 0 {
		return 0, x.tell(1), false
	}
	return id, x.tells[id], true
}

// countSenses adds up what each phrase shares with the sense of the question.
func (x *Index) countSenses(t *sums, m meant) (all float32) {
	if len(m.words) == 0 {
		return 0
	}
	for i, groups := range m.words {
		if slices.ContainsFunc(m.words[:i], func(said []int32) bool { return slices.Equal(said, groups) }) {
			continue // the same in other words
		}
		all += x.shareWord(t, groups)
	}
	slices.Sort(m.rest)
	for _, g := range slices.Compact(m.rest) {
		id, w, held := x.tellsOf(g)
		all += w * restTells
		if held {
			x.share(t, atSense, id, w*restTells)
		}
	}
	return all
}

// shareWord counts a word for every phrase that speaks of one of its groups, once, and
// says how much it tells: the less, the more documents speak of the rarest of them. Whoever
// speaks of another gets less.
func (x *Index) shareWord(t *sums, groups []int32) (most float32) {
	type share struct {
		phrase int32
		w      float32
	}
	var in []share
	for _, g := range groups {
		id, w, held := x.tellsOf(sense(g))
		if x.senses.counts[g] == beside {
			w *= besideTells
		}
		most = max(most, w)
		if held {
			for _, p := range x.held[x.start[id]:x.start[id+1]] {
				in = append(in, share{p, w})
			}
		}
	}
	slices.SortFunc(in, func(a, b share) int { return cmp.Or(cmp.Compare(a.phrase, b.phrase), cmp.Compare(b.w, a.w)) })
	for i, s := range in {
		if i == 0 || in[i-1].phrase != s.phrase {
			t.add(s.phrase, atSense, commoner*most+(1-commoner)*s.w)
		}
	}
	return most
}

// commoner is how much of what the rarest group of a word tells another group of it tells too.
const commoner = 0.6

// away says whether a word of these groups is for something that no document is about.
func (s *senses) away(groups []int32) bool {
	return !slices.ContainsFunc(groups, func(g int32) bool { return s.counts[g] != elsewhere })
}

// share counts a gram for every phrase that holds it.
func (x *Index) share(t *sums, at int, id int32, w float32) {
	for _, p := range x.held[x.start[id]:x.start[id+1]] {
		t.add(p, at, w)
	}
}

func (t *sums) add(phrase int32, at int, w float32) {
	s := &t.by[phrase]
	if *s == (sum{}) {
		t.touched = append(t.touched, phrase)
	}
	s[at] += w
}

// sense is how well the phrase answers what the question speaks of: most by how much of
// the question it knows, a little by how little else it speaks of.
func (s *sum) sense(q *question, whole *sum) float32 {
	return 0.72*part(s[atSense], q.senses) + 0.16*part(s[atSense], whole[atSense]) + 0.04*part(s[atWritten], whole[atWritten])
}
