package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Together is what an official sees of the others at one case.
type Together struct {
	Mine     bool     // the viewer handles it
	From     string   // who handed it to the viewer, where it waits to be taken
	Words    string   // what they said with it
	Instead  []Stood  // what the viewer may do in whose place
	Conflict []string // for whom the viewer may not act here, because they had a hand in it
	Others   []Other
	Drafts   []draft.ActDraft // what is being typed, the viewer's own too
}

// Stood is one permit that somebody has in the place of another.
type Stood struct {
	casework.Permit
	For string // the id of who is away
}

// Other is a colleague who has the case open, or was at it a moment ago.
type Other struct {
	Person string // the id
	Name   string // as it was then
	At     time.Time
}

// atOnce is how long ago a colleague's look still means that two are at one case.
const atOnce = 15 * time.Minute

// othersAt are the colleagues who looked at the case a moment ago, and what is being
// typed about it.
func othersAt(tx *store.Tx, by people.Person, f *filed, now time.Time) (others []Other, drafts []draft.ActDraft, err error) {
	looks, err := share.OfCase(tx, f.header.Number, now.Add(-atOnce), 50)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range looks {
		known := slices.ContainsFunc(others, func(o Other) bool { return o.Name == l.Name })
		if l.Reader == share.ByPerson && l.By != by.ID && l.Office != "" && !known {
			others = append(others, Other{Person: l.By, Name: l.Name, At: l.At})
		}
	}
	drafts, err = draft.ActsOf(tx, f.header.Number)
	return others, drafts, err
}

// handed says whether the viewer handles the case, and whether it was handed to them
// and waits to be taken or given back.
func (t *Together) handed(c casework.Case, by people.Person) {
	t.Mine = c.Handler == by.ID && c.Ended.IsZero()
	if a, ok := handing(c); ok && t.Mine {
		t.From, t.Words = a.By, a.Note
	}
}

// handing is the act that handed the case to its handler, where it still waits.
func handing(c casework.Case) (casework.Act, bool) {
	for _, a := range slices.Backward(c.Acts) {
		switch {
		case a.By == c.Handler:
			return a, false // whatever they did since, they have taken it
		case a.Verb == casework.Assign:
			return a, a.Handler == c.Handler
		}
	}
	return casework.Act{}, false
}

func waitsFor(c casework.Case, person string) bool {
	_, ok := handing(c)
	return ok && c.Handler == person
}

// draftName is what the draft of an act is kept under.
func draftName(a casework.Act) string {
	if a.Verb == casework.Record {
		return string(a.Verb) + "/" + a.Step
	}
	return string(a.Verb)
}

// SaveAct keeps what by has typed for an act and not sent, in a case they may know.
func (d *Desk) SaveAct(ctx context.Context, by people.Person, number string, act casework.Act, form string) error {
	if len(form) > mostActDraft {
		return fail.New(fail.TooLarge, "desk.draft-large")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		f, err := d.readIn(tx, number)
		if err != nil {
			return err
		}
		if err := mayKnow(by, f); err != nil {
			return err
		}
		if f.was.Applicant == by.ID {
			return fail.New(fail.Forbidden, "office.own-case", "number", number)
		}
		return draft.SaveAct(tx, draft.ActDraft{Person: by.ID, Number: number, Act: draftName(act), Form: form})
	})
}

// mostActDraft bounds the draft of an act, in bytes: every field of a form at its length.
const mostActDraft = 200 << 10

// FindAct is what by has typed for an act on a case, if it is kept.
func (d *Desk) FindAct(ctx context.Context, by people.Person, number string, act casework.Act) (a draft.ActDraft, ok bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, ok, err = draft.FindAct(tx, by.ID, number, draftName(act))
		return err
	})
	return a, ok, err
}

// DropAct forgets what by has typed for an act on a case.
func (d *Desk) DropAct(ctx context.Context, by people.Person, number string, act casework.Act) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return draft.DropAct(tx, by.ID, number, draftName(act)) })
}

// OwnWork is what an official sees of their own work, and nobody else does: figures of
// the last thirty days, and what they typed and did not send.
func (d *Desk) OwnWork(ctx context.Context, by people.Person) (o journal.Own, drafts []draft.ActDraft, err error) {
	now := d.Now()
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if o, err = journal.OwnFigures(tx, by.ID, now, now.AddDate(0, 0, -30)); err != nil {
			return err
		}
		drafts, err = draft.ActsBy(tx, by.ID)
		return err
	})
	return o, drafts, err
}

// Traces are what happened around a case beside its acts.
type Traces struct {
	View
	Looks    []share.Look
	Messages []notify.Message
}

// mostTraces bounds the looks of one timeline.
const mostTraces = 500

// Trace is everything that happened to a case and around it: acts, files, who looked at
// its data, who was told. Asking is a look of its own.
func (d *Desk) Trace(ctx context.Context, by people.Person, number string) (t Traces, err error) {
	if t.View, err = d.Case(ctx, by, number); err != nil {
		return t, err
	}
	if t.Own {
		return t, fail.New(fail.Forbidden, "office.own-case", "number", number)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if t.Looks, err = share.OfCase(tx, number, time.Time{}, mostTraces); err != nil {
			return err
		}
		t.Messages, err = notify.OfCase(tx, number)
		return err
	})
	return t, err
}

// mention tells the colleagues whose names a note holds behind an @.
func (d *Desk) mention(tx *store.Tx, by people.Person, f *filed, seq int, note string) error {
	if !strings.Contains(note, "@") {
		return nil
	}
	colleagues, err := people.Colleagues(tx, f.now.Office)
	if err != nil {
		return err
	}
	for _, p := range Mentioned(note, colleagues) {
		if p.ID == by.ID {
			continue
		}
		shown, err := d.shownFrom(tx, p.ID, false)
		if err != nil {
			return err
		}
		n := notify.Notice{Person: p.ID, Number: f.header.Number, Kind: notify.Mention, About: int64(seq), Shown: shown}
		if err := n.Tell(tx); err != nil {
			return err
		}
	}
	return nil
}

// Mentioned are those of colleagues whose name, in any language, stands in a note behind
// an @. Of two names of which one begins with the other, the longer counts.
func Mentioned(note string, colleagues []people.Person) []people.Person {
	var out []people.Person
	for _, part := range strings.Split(note, "@")[1:] {
		best, length := people.Person{}, 0
		for _, p := range colleagues {
			for _, name := range p.Name {
				if len(name) > length && strings.HasPrefix(strings.ToLower(part), strings.ToLower(name)) {
					best, length = p, len(name)
				}
			}
		}
		if length > 0 && !slices.ContainsFunc(out, func(p people.Person) bool { return p.ID == best.ID }) {
			out = append(out, best)
		}
	}
	return out
}
