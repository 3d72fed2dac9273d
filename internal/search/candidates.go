package search

import "slices"

// sum is what a phrase shares with a question, by kind of gram.
type sum [5]float32

// The kinds of gram that are summed.
const (
	atWritten = iota
	atSpoken
	atLetters
	atInitials
	atSense
)

// summed is where a kind of gram is summed.
var summed = [...]uint8{ofCharacters: atWritten, ofWord: atWritten, ofSyllables: atSpoken, ofLetters: atLetters, ofInitials: atInitials, ofSenses: atSense}

// sums are kept between questions: a table of all phrases is too much to make anew.
type sums struct {
	by      []sum
	touched []int32
	rough   []int16 // by touched
}

// candidates is how many phrases are compared in full: the rest share too little.
const candidates = 250

// steps is how finely candidates are told apart.
const steps = 1024

// candidates calls f for the phrases that share most with the question.
func (x *Index) candidates(q *question, literal bool, f func(int32, sum)) {
	t := x.sums.Get().(*sums)
	defer x.sums.Put(t)
	x.count(q, literal, t)
	var many [steps + 1]int32
	t.rough = t.rough[:0]
	for _, id := range t.touched {
		v := t.by[id].rough(q, &x.wholes[id])
		t.rough = append(t.rough, v)
		many[v]++
	}
	least, n := steps, int32(0)
	for ; least > 0; least-- {
		if n += many[least]; n >= candidates {
			break
		}
	}
	left := candidates * 2 // phrases that are the same in many documents all come in one step
	for i, id := range t.touched {
		if left > 0 && int(t.rough[i]) >= least {
			left--
			f(id, t.by[id])
		}
		t.by[id] = sum{}
	}
	t.touched = t.touched[:0]
}

// count adds up what each phrase shares with the question.
func (x *Index) count(q *question, literal bool, t *sums) {
	q.written = x.add(t, atWritten, written(q.words))
	if literal {
		return
	}
	q.senses = x.countSenses(t, q.meant)
	q.spoken = x.add(t, atSpoken, spoken(q.spelt))
	q.threes = x.add(t, atLetters, threes(ofLetters, q.sound))
	if len(q.letters) >= 3 && len(q.letters) <= 16 {
		q.threeInits = x.add(t, atInitials, threes(ofInitials, q.letters))
	}
}

// add counts grams of one kind and says what they tell together. A gram that no phrase
// holds counts as one that tells most: the question means something that is not here.
func (x *Index) add(t *sums, at int, grams []gram) (all float32) {
	slices.Sort(grams)
	for _, g := range slices.Compact(grams) {
		id, w, held := x.tellsOf(g)
		if !held && g.paired() {
			w *= unpaired
		}
		all += w
		if held {
			x.share(t, at, id, w)
		}
	}
	return all
}

// part is what a is of b, from 0 to 1.
func part(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return min(1, a/b)
}

// words is how well the phrase answers as written: most by how much of the question it
// holds, a little by how much of it the question holds.
func (s *sum) words(q *question, whole *sum) float32 {
	return 0.74*part(s[atWritten], q.written) + 0.08*part(s[atWritten], whole[atWritten])
}

// aloud is the same by sound.
func (s *sum) aloud(q *question, whole *sum) float32 {
	return 0.68*part(s[atSpoken], q.spoken) + 0.08*part(s[atSpoken], whole[atSpoken])
}

// nears is how much of the letters of the question the phrase holds in threes.
func (s *sum) nears(q *question) float32 { return part(s[atLetters], q.threes) }

// rough is a score without comparing letters, in steps.
func (s *sum) rough(q *question, whole *sum) int16 {
	v := max(s.words(q, whole), s.aloud(q, whole), s.sense(q, whole), 0.66*s.nears(q)+0.08*part(s[atLetters], whole[atLetters]))
	if s[atInitials] > 0 {
		v = max(v, 0.4*part(s[atInitials], q.threeInits)+0.4*part(s[atInitials], whole[atInitials]))
	}
	return int16(min(1, v) * steps)
}
