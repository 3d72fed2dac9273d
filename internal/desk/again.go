package desk

import (
	"context"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/people"
	"atonce/internal/store"
)

// lookAgain gives a case that its applicant asked to have looked at again to somebody
// who may decide it now: the kernel lets nobody who decided before. Of several it is who
// has the fewest open cases. Where the procedure lets the program assign nothing, or
// nobody is there, the case waits for whoever takes it.
func (d *Desk) lookAgain(ctx context.Context, f *filed) error {
	last := f.acts[len(f.acts)-1]
	if last.Verb != casework.Reopen || last.Role != casework.RoleApplicant {
		return nil
	}
	var best people.Person
	fewest := -1
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := people.Colleagues(tx, f.now.Office)
		if err != nil {
			return err
		}
		for _, p := range all {
			if !mayJudge(f.now, p) {
				continue
			}
			n, err := journal.Count(tx, journal.Filter{Handler: p.ID, State: journal.OpenOnly})
			if err != nil {
				return err
			}
			if fewest < 0 || n < fewest || n == fewest && p.ID < best.ID {
				best, fewest = p, n
			}
		}
		return nil
	})
	if err != nil || fewest < 0 {
		return err
	}
	acts, effects, err := casework.Apply(f.now, casework.System, casework.Act{Verb: casework.Assign, Handler: best.ID}, last.At)
	if k := fail.KindOf(err); err != nil && (k == fail.Conflict || k == fail.Forbidden) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.add(slices.Concat(f.acts, acts), slices.Concat(f.effects, effects))
}

// mayJudge says whether p may propose or decide the case as it stands.
func mayJudge(c casework.Case, p people.Person) bool {
	if p.ID == c.Applicant {
		return false
	}
	return slices.ContainsFunc(casework.Options(c, actor(p, c.Office, c.Applicant)), func(o casework.Permit) bool {
		return o.Verb == casework.Decide || o.Verb == casework.Propose
	})
}

// freshEyes refuses to give a case whose applicant asked for another look to who decided
// it before: they could only pass it on.
func freshEyes(c casework.Case, handler string) error {
	if !journal.AskedAgain(c) || !slices.ContainsFunc(c.Acts, func(a casework.Act) bool { return a.Verb == casework.Decide && a.By == handler }) {
		return nil
	}
	return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "handler", Key: "desk.handler-decided"})
}
