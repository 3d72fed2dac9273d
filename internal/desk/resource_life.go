package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/resource"
	"atonce/internal/store"
)

// RetireResource says that a resource is to go, and warns the owner of everything that
// rests on it. It stays until each has answered. It answers how many were warned.
func (d *Desk) RetireResource(ctx context.Context, by people.Person, id, reason string) (warned int, err error) {
	if reason, err = reasonOf("reason", reason); err != nil {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := resource.Find(tx, id)
		if err != nil {
			return err
		}
		if err := changeIn(tx, by, r, "retire", reason, resource.Retiring, resource.InUse, resource.Proposed); err != nil {
			return err
		}
		rest, err := resource.Dependents(tx, id)
		if err != nil {
			return err
		}
		for _, x := range rest {
			if err := resource.Warn(tx, id, x); err != nil {
				return err
			}
		}
		warned = len(rest)
		return nil
	})
	return warned, err
}

// AnswerRetirement says what the owner of a dependent does about a retirement.
func (d *Desk) AnswerRetirement(ctx context.Context, by people.Person, id, dependent, answer string) error {
	answer, err := reasonOf("answer", answer)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		x, err := resource.Find(tx, dependent)
		if err != nil {
			return err
		}
		if err := keeperOnly(by, x.Owner); err != nil {
			return err
		}
		r, err := resource.Find(tx, id)
		if err == nil && r.State != resource.Retiring {
			err = fail.New(fail.Conflict, "resource.state", "id", id)
		}
		if err != nil {
			return err
		}
		return resource.AnswerWarning(tx, id, dependent, answer, by.ID)
	})
}

// CompleteRetirement takes a resource out of use, when everybody who depends on it has
// answered. Who came to depend on it since is warned first.
func (d *Desk) CompleteRetirement(ctx context.Context, by people.Person, id string) error {
	open := 0
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := resource.Find(tx, id)
		if err != nil {
			return err
		}
		if err := keeperOnly(by, r.Owner); err != nil {
			return err
		}
		told, err := resource.WarningsOf(tx, id)
		if err != nil {
			return err
		}
		rest, err := resource.Dependents(tx, id)
		if err != nil {
			return err
		}
		for _, x := range rest {
			i := slices.IndexFunc(told, func(w resource.Warning) bool { return w.Dependent == x.ID })
			if i < 0 {
				if err := resource.Warn(tx, id, x); err != nil {
					return err
				}
			}
			if i < 0 || told[i].Answer == "" {
				open++
			}
		}
		if open > 0 {
			return nil // the warnings just written stay
		}
		return changeIn(tx, by, r, "complete", "", resource.Retired, resource.Retiring)
	})
	if err == nil && open > 0 {
		return fail.New(fail.Conflict, "resource.unanswered", "id", id, "n", strconv.Itoa(open))
	}
	return err
}

// KeepResource takes back a retirement.
func (d *Desk) KeepResource(ctx context.Context, by people.Person, id, reason string) error {
	reason, err := reasonOf("reason", reason)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := resource.Find(tx, id)
		if err != nil {
			return err
		}
		if err := changeIn(tx, by, r, "keep", reason, resource.InUse, resource.Retiring); err != nil {
			return err
		}
		return resource.Unwarn(tx, id)
	})
}

// RequestResources asks the owners of several resources to use them, with one purpose.
func (d *Desk) RequestResources(ctx context.Context, by people.Person, office string, ids []string, purpose string) error {
	if err := keeperOnly(by, office); err != nil {
		return err
	}
	purpose, err := reasonOf("purpose", purpose)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fail.New(fail.Invalid, "resource.form").WithFields(fail.Field{Path: "id", Key: "resource.none-chosen"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		due, err := d.answerDue(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := resource.Find(tx, id)
			if err != nil {
				return err
			}
			if r.State != resource.InUse {
				return fail.New(fail.Conflict, "resource.state", "id", id)
			}
			if err := resource.Ask(tx, resource.Request{Resource: id, Owner: r.Owner, Office: office, By: by.ID, Purpose: purpose, Due: due}); err != nil {
				return err
			}
		}
		return nil
	})
}

// answerDue is by when a request made now is to be answered; zero where nobody declared
// a time, or no calendar is in force.
func (d *Desk) answerDue(tx *store.Tx) (time.Time, error) {
	l, err := resource.AnswerWithin(tx)
	if err != nil || l.IsZero() || len(d.Services()) == 0 {
		return time.Time{}, err
	}
	cal := d.Services()[0].Procedure().Calendar
	day, _ := cal.AddWorkdays(cal.Today(tx.Now()), l.N)
	return cal.CloseOf(day), nil
}

// AnswerResourceRequest grants or refuses a request. A refusal needs a reason.
func (d *Desk) AnswerResourceRequest(ctx context.Context, by people.Person, id int64, granted bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if !granted || len([]rune(reason)) > mostWhy {
		var err error
		if reason, err = reasonOf("reason", reason); err != nil {
			return err
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := resource.FindRequest(tx, id)
		if err != nil {
			return err
		}
		if err := keeperOnly(by, r.Owner); err != nil {
			return err
		}
		return resource.AnswerRequest(tx, id, granted, reason, by.ID)
	})
}

// ResourceDesk is what waits for an official in the ledger, and what they asked for.
type ResourceDesk struct {
	Warnings []resource.Warning
	ToAnswer []resource.Request
	Asked    []resource.Request
}

// ResourceWork is what waits for the offices whose resources a person keeps.
func (d *Desk) ResourceWork(ctx context.Context, by people.Person) (out ResourceDesk, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		for _, o := range by.Offices() {
			if !keeps(by, o) {
				continue
			}
			ws, err := resource.WarningsTo(tx, o)
			if err != nil {
				return err
			}
			to, err := resource.RequestsTo(tx, o)
			if err != nil {
				return err
			}
			asked, err := resource.RequestsOf(tx, o)
			if err != nil {
				return err
			}
			out.Warnings, out.ToAnswer, out.Asked = append(out.Warnings, ws...), append(out.ToAnswer, to...), append(out.Asked, asked...)
		}
		return nil
	})
	return out, err
}
