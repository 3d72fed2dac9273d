package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/store"
)

// askedOtherwise marks in a draft that was begun under another version which questions
// this one asks otherwise. They stay marked until their page is sent again.
func (d *Desk) askedOtherwise(tx *store.Tx, out *draft.Draft, s *pack.Service) error {
	old, err := d.pinnedTo(tx, out.Digest)
	if fail.KindOf(err) == fail.NotFound && err != nil {
		return nil // the version is not kept: what changed cannot be told
	}
	if err != nil {
		return err
	}
	for _, q := range changedQuestions(old, s) {
		if !slices.Contains(out.Changed, q) {
			out.Changed = append(out.Changed, q)
		}
	}
	return nil
}

// changedQuestions are the questions that b asks and a did not, or not in this way.
func changedQuestions(a, b *pack.Service) []string {
	var out []string
	add := func(q string) {
		if x, ok := b.Form().Field(q); ok && !x.Office && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, c := range pack.Diff(a, b) {
		parts := strings.Split(c.Field, ".")
		switch {
		case len(parts) == 2 && parts[0] == "question":
			add(parts[1])
		case len(parts) >= 4 && parts[0] == "text" && (parts[2] == "field" || parts[2] == "option"):
			add(parts[3])
		}
	}
	return out
}

// CopyCase begins a new draft with what a person once sent. replace says that the case is
// amended 更改申请: it is withdrawn when the new one is sent, and not before. A draft of the
// same service that somebody is writing is not overwritten: a Conflict says so.
func (d *Desk) CopyCase(ctx context.Context, by people.Person, number string, replace bool) (service string, err error) {
	v, err := d.Case(ctx, by, number)
	if err != nil {
		return "", err
	}
	if !v.Own {
		return "", fail.New(fail.NotFound, "desk.no-case", "number", number)
	}
	service = v.Case.Service
	s, err := d.Service(service)
	if err != nil {
		return "", err
	}
	if replace && !mayWithdraw(v) {
		return "", fail.New(fail.Conflict, "desk.amend-late", "number", number)
	}
	if err := within(by, service, true); err != nil {
		return "", err
	}
	typed := v.Service.Form().AsTyped(v.Case.Answers)
	out := draft.Draft{Person: by.ID, Service: service, Digest: v.Service.Digest(), Answers: map[string]string{}, Sources: map[string]record.Source{}, Submission: NewSubmission()}
	if replace {
		out.Replaces = number
	}
	return service, d.store.Write(ctx, func(tx *store.Tx) error {
		if was, err := d.draftIn(tx, by, s); err != nil {
			return err
		} else if !was.Saved.IsZero() {
			return fail.New(fail.Conflict, "desk.draft-there", "service", s.Text("zh", "name"))
		}
		for _, x := range s.Form().Fields() {
			if x.Office || typed[x.ID] == "" || slices.Contains(fetched(v), x.ID) {
				continue // officials answered it, or a register does again
			}
			out.Answers[x.ID] = typed[x.ID]
			if x.Kind == form.File {
				ids, err := copyFiles(tx, by.ID, typed[x.ID])
				if err != nil {
					return err
				}
				out.Answers[x.ID] = ids
			}
		}
		if out.Digest != s.Digest() {
			out.Changed = changedQuestions(v.Service, s)
		}
		out.Digest = s.Digest()
		return draft.Save(tx, out)
	})
}

// fetched are the questions that registers answered when the case was filed.
func fetched(v View) (out []string) {
	for q, x := range v.Case.Acts[0].Sources {
		if x.Given() && !x.Own {
			out = append(out, q)
		}
	}
	return out
}

func mayWithdraw(v View) bool {
	return slices.ContainsFunc(v.Options, func(p casework.Permit) bool { return p.Verb == casework.Withdraw })
}

// copyFiles gives a person copies of files that belong to a case already.
func copyFiles(tx *store.Tx, owner, ids string) (string, error) {
	var out []string
	for _, id := range strings.Split(ids, ",") {
		f, ok, err := draft.FindFile(tx, id)
		if err != nil || !ok {
			return "", err
		}
		body, err := draft.Body(tx, id)
		if err != nil {
			return "", err
		}
		f.ID, f.Owner, f.Case = merkle.NameFile(body), owner, ""
		if err := draft.AddFile(tx, f, body); err != nil {
			return "", err
		}
		out = append(out, f.ID)
	}
	return strings.Join(out, ","), nil
}

// replace withdraws the case whose place a new one takes, in the same transaction.
func (d *Desk) replace(tx *store.Tx, by people.Person, old, fresh string) error {
	c, err := d.readIn(tx, old)
	if err != nil {
		return err
	}
	if c.header.Applicant != by.ID {
		return fail.New(fail.NotFound, "desk.no-case", "number", old)
	}
	acts, effects, err := casework.Apply(c.was, actor(by, c.was.Office, by.ID), casework.Act{Verb: casework.Withdraw, Reason: fresh}, moment(tx.Now()))
	if err != nil {
		return err
	}
	if err := c.add(acts, effects); err != nil {
		return err
	}
	return d.keepTo(tx, c, generations)
}
