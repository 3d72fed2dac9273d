package search

import (
	"slices"
	"strings"
	"testing"
)

// work is how many entries of the tables one wording of a question reads.
func (x *Index) work(text string) int {
	q := x.asked(cut(fold(text), longest))
	grams := slices.Concat(written(q.words), spoken(q.spelt), threes(ofLetters, q.sound), threes(ofInitials, q.letters), q.meant.rest)
	for _, groups := range q.meant.words {
		for _, g := range groups {
			grams = append(grams, sense(g))
		}
	}
	n := 0
	for _, g := range grams {
		if id, ok := x.ids[g]; ok {
			n += int(x.start[id+1] - x.start[id])
		}
	}
	return n
}

// However long the question, what is read for it stays a small multiple of what is there: it is
// counted, not timed, so that it holds on any machine.
func TestWorkOfAQuestion(t *testing.T) {
	x := New(append(services(t), realItems(t)...), words(t))
	if x.Size() < 500 {
		t.Fatalf("%d documents say little", x.Size())
	}
	most, asked := 0, ""
	for _, q := range []string{"营业执照", "开店", "申请补贴", "shenqing", "证明", "我妈今年八十了想问下有没有补贴可以领要带什么材料去哪里办", "apply for a business licence and a food licence for my new restaurant",
		strings.Repeat("办理企业登记申请补贴证明", 20), strings.Repeat("dengji ", 30)} {
		if n := x.work(q); n > most {
			most, asked = n, q
		}
		if n := x.work(q); n > 20*len(x.phrases) {
			t.Errorf("%.60q reads %d entries of %d phrases", q, n, len(x.phrases))
		}
	}
	t.Logf("%d documents, %d phrases; most is read for %.60q: %d entries", x.Size(), len(x.phrases), asked, most)
}
