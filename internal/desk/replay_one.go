package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/precedent"
)

// turn is how a decision came out then and would now, by the rules that counted.
type turn struct {
	kind    int64 // of then
	rules   string
	outcome string // that is proposed now
	class   Class
}

// turned is how often that was, with the first example.
type turned struct {
	n       int
	example precedent.Brief
}

// tally is what one core counted.
type tally struct {
	decisions, agrees, odd, unpriced, gone int
	before, after                          int64
	counts                                 map[Class]int
	turns                                  map[turn]*turned
	lists                                  map[Class][]int64 // the first leaves
}

func newTally() tally {
	return tally{counts: map[Class]int{}, turns: map[turn]*turned{}, lists: map[Class][]int64{}}
}

// add puts another core's tally to this one; most bounds the lists.
func (t *tally) add(o tally, most int) {
	t.decisions, t.agrees, t.odd, t.unpriced, t.gone = t.decisions+o.decisions, t.agrees+o.agrees, t.odd+o.odd, t.unpriced+o.unpriced, t.gone+o.gone
	t.before, t.after = t.before+o.before, t.after+o.after
	for c, n := range o.counts {
		t.counts[c] += n
	}
	for k, x := range o.turns {
		was, ok := t.turns[k]
		switch {
		case !ok:
			t.turns[k] = x
			continue
		case x.example.Leaf < was.example.Leaf:
			was.example = x.example
		}
		was.n += x.n
	}
	for c, ls := range o.lists {
		all := append(t.lists[c], ls...)
		slices.Sort(all)
		t.lists[c] = all[:min(len(all), most)]
	}
}

// replayer is what one core holds: a trial of each model, and what it counted.
type replayer struct {
	run    *replay
	trials map[string]*pack.Trial // nil where the version has no such model
	favour map[int64]bool         // whether the kind's proposal favoured the applicant then
	sum    tally
	rows   []byte
	named  []int64 // leaves of the rows
}

func newReplayer(r *replay) *replayer {
	w := &replayer{run: r, trials: map[string]*pack.Trial{}, favour: map[int64]bool{}, sum: newTally()}
	for id, k := range r.kinds {
		if _, seen := w.trials[k.Model]; !seen {
			w.trials[k.Model], _ = r.in.Service.Trial(k.Model)
		}
		o, ok := r.in.Service.Procedure().Outcome(k.Proposed)
		w.favour[id] = ok && o.Favours
	}
	return w
}

// one tries the changed rules on one decision.
func (w *replayer) one(b *precedent.Brief) error {
	k, ok := w.run.kinds[b.Kind]
	if !ok {
		return fail.New(fail.Conflict, "desk.replay-changed") // a decision of a kind that came after the start
	}
	w.sum.decisions++
	t := w.trials[k.Model]
	var now pack.Tried
	if t == nil {
		w.sum.gone++
	} else {
		now = t.Ask(b.At, b.Told)
	}
	class := w.class(b, k, now)
	w.sum.counts[class]++
	if class == ClassOverridden && now.Outcome == k.Outcome {
		w.sum.agrees++
	}
	if t != nil && t.Pays() {
		w.price(b, k, now, class)
	}
	if !class.Changes() {
		return nil
	}
	key := turn{b.Kind, now.Rules, now.Outcome, class}
	x := w.sum.turns[key]
	if x == nil {
		x = &turned{example: *b}
		x.example.Told = slices.Clone(b.Told)
		w.sum.turns[key] = x
	}
	x.n++
	if ls := w.sum.lists[class]; len(ls) < w.run.in.Most {
		w.sum.lists[class] = append(ls, b.Leaf)
	}
	if w.run.in.Rows != nil {
		w.row(b, k, now, class)
	}
	return nil
}

func (w *replayer) class(b *precedent.Brief, k precedent.Kind, now pack.Tried) Class {
	switch {
	case !k.Answered:
		return ClassUnruled
	case k.Proposed != "" && k.Proposed != k.Outcome:
		return ClassOverridden
	case !now.Answered:
		return ClassSilent
	case k.Proposed == "":
		if now.Value.String() == b.Answer {
			return ClassSame
		}
		return ClassOther
	}
	was := w.favour[b.Kind]
	switch {
	case !was && now.Favours:
		return ClassGranted
	case was && !now.Favours:
		return ClassRefused
	case was && now.Paid && b.Paid == 1 && now.Amount > b.Amount:
		return ClassMore
	case was && now.Paid && b.Paid == 1 && now.Amount < b.Amount:
		return ClassLess
	case now.Outcome != k.Proposed:
		return ClassOther
	}
	return ClassSame
}

// price adds up what is paid, then and now, where the rules decided.
func (w *replayer) price(b *precedent.Brief, k precedent.Kind, now pack.Tried, class Class) {
	if class == ClassOverridden || class == ClassUnruled {
		return
	}
	if was := w.favour[b.Kind] || k.Proposed == ""; was && b.Paid == 1 {
		w.sum.before += b.Amount
	} else if was {
		w.sum.unpriced++
	}
	switch {
	case now.Paid && (now.Favours || now.Outcome == ""):
		w.sum.after += now.Amount
	case now.Odd:
		w.sum.odd++
	}
}

// row writes the CSV row of a decision that changes; its case is named when the stripe
// is handed over.
func (w *replayer) row(b *precedent.Brief, k precedent.Kind, now pack.Tried, class Class) {
	w.named = append(w.named, b.Leaf)
	w.rows = append(w.rows, string(class)...)
	field := func(s string) {
		w.rows = append(w.rows, ',')
		w.rows = strconv.AppendQuote(w.rows, s)
	}
	amount := func(n int64, said bool) {
		w.rows = append(w.rows, ',')
		if said {
			w.rows = strconv.AppendInt(w.rows, n, 10)
		}
	}
	field(time.UnixMicro(b.At).UTC().Format(time.RFC3339))
	field(k.Proposed + b.Answer)
	if now.Answered && now.Outcome == "" {
		field(now.Value.String())
	} else {
		field(now.Outcome)
	}
	amount(b.Amount, b.Paid == 1)
	amount(now.Amount, now.Paid)
	field(k.Rules)
	field(now.Rules)
	w.rows = append(w.rows, '\n')
}

// handOver writes the rows of a stripe when those before it are written.
func (w *replayer) handOver(ctx context.Context, stripe int64) error {
	if w.run.in.Rows == nil {
		return nil
	}
	whole, err := w.run.desk.nameRows(ctx, w.run, w.rows, w.named)
	if err != nil {
		return err
	}
	w.rows, w.named = w.rows[:0], w.named[:0]
	r := w.run
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parts[stripe] = whole
	for {
		b, ok := r.parts[r.wrote]
		if !ok {
			return nil
		}
		delete(r.parts, r.wrote)
		r.wrote++
		if _, err := r.in.Rows.Write(b); err != nil {
			return fail.Wrap(err, "desk: write rows of a replay")
		}
	}
}
