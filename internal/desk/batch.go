package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// MostBatch is how many cases one batch takes: more are not looked through by anybody.
const MostBatch = 200

// BatchVerbs are the acts that may be done to many cases at once. Everything else
// needs words of its own for each applicant.
var BatchVerbs = []casework.Verb{casework.Assign, casework.Decide}

// Batch 批量办理 is one act on many cases.
type Batch struct {
	Numbers []string
	Verb    casework.Verb
	Handler string // for Assign
	// Submission makes the whole batch idempotent: each case's act has an id made of
	// it and the case's number.
	Submission string
}

// BatchItem is what the batch does, or did, to one case.
type BatchItem struct {
	Number string
	Row    journal.Row
	Act    casework.Act
	After  casework.Case // as it would be, or is
	Before string        // who handled it before, for undoing an assignment
	// Refused says why this case is left out. The others are done all the same.
	Refused error
}

// PreviewBatch says of each case what would follow, with nothing written.
func (d *Desk) PreviewBatch(ctx context.Context, by people.Person, in Batch) ([]BatchItem, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	mustOpen := d.sample(by, in)
	out := make([]BatchItem, len(in.Numbers))
	for i, n := range in.Numbers {
		out[i] = d.batchItem(ctx, by, in, n, slices.Contains(mustOpen, n))
	}
	return out, nil
}

// RunBatch does it, case by case, each in a transaction of its own: one that is
// refused stops no other. Sent twice, it tells again what was done the first time.
func (d *Desk) RunBatch(ctx context.Context, by people.Person, in Batch) ([]BatchItem, error) {
	if in.Submission == "" {
		return nil, fail.New(fail.Invalid, "desk.no-submission")
	}
	out, err := d.PreviewBatch(ctx, by, in)
	if err != nil {
		return nil, err
	}
	for i := range out {
		x := &out[i]
		_, before, err := d.Answered(ctx, by, in.each(x.Number))
		switch {
		case err != nil:
			return nil, err
		case before:
			x.Refused = nil
		case x.Refused == nil:
			_, x.Refused = d.Act(ctx, by, Doing{Number: x.Number, Act: x.Act, Submission: in.each(x.Number)})
		}
	}
	return out, nil
}

func (in Batch) check() error {
	e := fail.New(fail.Invalid, "desk.form")
	if len(in.Numbers) == 0 {
		e.Fields = append(e.Fields, fail.Field{Path: "case", Key: "desk.batch-none"})
	}
	if len(in.Numbers) > MostBatch {
		return fail.New(fail.Invalid, "desk.batch-most", "most", strconv.Itoa(MostBatch))
	}
	if !slices.Contains(BatchVerbs, in.Verb) {
		e.Fields = append(e.Fields, fail.Field{Path: "verb", Key: "desk.batch-verb"})
	}
	if in.Verb == casework.Assign && in.Handler == "" {
		e.Fields = append(e.Fields, fail.Field{Path: "handler", Key: "casework.handler-missing"})
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// each is the id of the batch's act on one case.
func (in Batch) each(number string) string {
	h := sha256.Sum256([]byte(in.Submission + "\x00" + number))
	return hex.EncodeToString(h[:16])
}

func (d *Desk) batchItem(ctx context.Context, by people.Person, in Batch, number string, mustOpen bool) BatchItem {
	out := BatchItem{Number: number, Act: casework.Act{Verb: in.Verb, Handler: in.Handler}}
	f, err := d.readFor(ctx, by, number)
	if err != nil {
		out.Refused = err
		return out
	}
	out.Row, out.Before = journal.Project(f.header, f.was), f.was.Handler
	if in.Verb == casework.Decide {
		if out.Act.Outcome, out.Refused = d.approvable(ctx, f); out.Refused != nil {
			return out
		}
		if mustOpen {
			if out.Refused = d.opened(ctx, by, f); out.Refused != nil {
				return out
			}
		}
	} else if out.Refused = d.mayHandle(ctx, in.Handler, f.was.Office); out.Refused != nil {
		return out
	}
	if out.Refused = d.judge(ctx, f, by, out.Act); out.Refused == nil {
		out.After = f.now
	}
	return out
}

// approvable gives the outcome that a batch may decide: the one proposed, which
// favours the applicant, where every automatic check passed. Anything else is decided
// by somebody who looks at it.
func (d *Desk) approvable(ctx context.Context, f *filed) (outcome string, err error) {
	o, ok := f.was.Procedure.Outcome(f.was.Proposed)
	if !ok || !o.Favours {
		return "", fail.New(fail.Conflict, "desk.batch-outcome")
	}
	form := f.service.Form()
	if _, wrong := form.Check(form.AsTyped(f.was.Answers)); len(wrong) > 0 || len(f.was.Gaps) > 0 {
		return "", fail.New(fail.Conflict, "desk.batch-checks")
	}
	for _, m := range f.service.Item().Materials {
		if !m.Fetched() && m.Field != "" && !f.service.Given(m, f.was.Answers) {
			return "", fail.New(fail.Conflict, "desk.batch-checks")
		}
	}
	shown, err := d.shownNow(ctx, f)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(shown, Shown.Fallen) {
		return "", fail.New(fail.Conflict, "desk.batch-licence")
	}
	if slices.ContainsFunc(findings(f, d.Now()), func(x pack.Finding) bool { return !x.Answered() || x.Outcome != "" && x.Outcome != o.ID }) {
		return "", fail.New(fail.Conflict, "desk.batch-rules")
	}
	return o.ID, nil
}

// sampleOf is how many cases of a batch of approvals there are to one that the
// official must have opened, so that nobody approves what nobody looked at.
const sampleOf = 5

// sample draws the cases that must have been opened: at least one. The draw follows
// from the day and who asks, so that asking again draws the same.
func (d *Desk) sample(by people.Person, in Batch) []string {
	if in.Verb != casework.Decide || len(in.Numbers) == 0 {
		return nil
	}
	day := d.Now().Format("2006-01-02")
	place := func(n string) string {
		h := sha256.Sum256([]byte(day + "\x00" + by.ID + "\x00" + n))
		return string(h[:])
	}
	drawn := slices.Clone(in.Numbers)
	slices.SortFunc(drawn, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return drawn[:(len(drawn)+sampleOf-1)/sampleOf]
}

// opened refuses a case that the official has not opened since it last changed.
func (d *Desk) opened(ctx context.Context, by people.Person, f *filed) error {
	return d.store.Read(ctx, func(tx *store.Tx) error {
		ok, err := share.Looked(tx, f.was.Applicant, by.ID, f.header.Number, f.was.Acts[len(f.was.Acts)-1].At)
		if err != nil || ok || f.was.Applicant == "" {
			return err
		}
		return fail.New(fail.Conflict, "desk.batch-sample", "of", strconv.Itoa(sampleOf))
	})
}

// UndoAssign gives a case back to who had it before this official's assignment, if
// nothing was done to it since.
func (d *Desk) UndoAssign(ctx context.Context, by people.Person, number, before, submission string) error {
	f, err := d.read(ctx, number)
	if err != nil {
		return err
	}
	if err := mayKnow(by, f); err != nil {
		return err
	}
	last := f.was.Acts[len(f.was.Acts)-1]
	if last.Verb != casework.Assign || last.By != by.ID {
		return fail.New(fail.Conflict, "journal.changed-meanwhile", "number", number)
	}
	_, err = d.Act(ctx, by, Doing{Number: number, Act: casework.Act{Verb: casework.Assign, Handler: before}, Expect: len(f.was.Acts), Submission: submission})
	return err
}
