package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/mandate"
	"atonce/internal/people"
	"atonce/internal/store"
)

// actingFor stands between two names in the record: who acted, for whom.
const actingFor = "（代"

// onPaper is the number of the signed paper that lets somebody act, as a name holds it.
func onPaper(a people.Acting) string {
	if a.Mandate == "" {
		return ""
	}
	return "，" + a.Mandate
}

// ActedFor says whether somebody did an act for another: its name then holds both.
func ActedFor(a casework.Act) bool { return strings.Contains(a.Name, actingFor) }

// PurposeActing is why somebody who acts for another looks at their data.
const PurposeActing = "desk.purpose.acting"

// actorID is who acts: by, or who acts for by.
func actorID(by people.Person) string {
	if by.Acting != nil {
		return by.Acting.Person
	}
	return by.ID
}

// within refuses what is beyond the scope of who acts for by.
func within(by people.Person, service string, change bool) error {
	if by.Acting == nil || by.Acting.Reaches(service, change) {
		return nil
	}
	return fail.New(fail.Forbidden, "desk.acting-scope")
}

// reachesLicences refuses who acts for by and was not let near licences.
func reachesLicences(by people.Person) error {
	if by.Acting == nil || by.Acting.Licences {
		return nil
	}
	return fail.New(fail.Forbidden, "desk.acting-scope")
}

// maySend refuses files of who acts for by and may only look.
func maySend(by people.Person) error {
	if by.Acting == nil || by.Acting.Role != people.Finance {
		return nil
	}
	return fail.New(fail.Forbidden, "desk.acting-scope")
}

// sender is whose a file on its way is: who acts for somebody finds what they began to
// send for them, and nothing else of theirs.
func sender(by people.Person) string {
	if by.Acting != nil {
		return by.ID + " " + by.Acting.Person
	}
	return by.ID
}

// ownFile says whether a file that no case has is by's to open. For who acts for by it
// is, where it was sent for a draft within their scope.
func ownFile(tx *store.Tx, by people.Person, f draft.File) (bool, error) {
	if f.Owner != by.ID || f.Case != "" {
		return false, nil
	}
	if by.Acting == nil {
		return true, nil
	}
	ds, err := draft.Of(tx, by.ID, tx.Now())
	return slices.ContainsFunc(ds, func(x draft.Draft) bool { return within(by, x.Service, false) == nil && x.Names(f.ID) }), err
}

// reached leaves out of a list what is beyond the scope.
func reached(by people.Person, rows []journal.Row) []journal.Row {
	if by.Acting == nil {
		return rows
	}
	return slices.DeleteFunc(rows, func(r journal.Row) bool { return !by.Acting.Reaches(r.Service, false) })
}

// Actings lists for whom by acts, who acts for by, and who acts for the firms that by
// is an owner of.
func (d *Desk) Actings(ctx context.Context, by people.Person) (mine, others []people.Acting, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if mine, err = people.ActingBy(tx, by.ID); err != nil {
			return err
		}
		if others, err = people.ActingFor(tx, by.ID); err != nil {
			return err
		}
		for _, a := range mine {
			if a.Role == people.Owner && a.Holds(d.Now()) {
				more, err := people.ActingFor(tx, a.For)
				if err != nil {
					return err
				}
				others = append(others, more...)
			}
		}
		return nil
	})
	return mine, others, err
}

// mayDirect says whether by may say who acts for principal: themselves, or an owner of
// the firm.
func mayDirect(tx *store.Tx, by people.Person, principal string) error {
	if principal == by.ID {
		return nil
	}
	if owns, err := people.Owns(tx, by.ID, principal, "", tx.Now()); err != nil || owns {
		return err
	}
	return fail.New(fail.Forbidden, "desk.acting-not-yours")
}

// longestActing is the longest that a person may let another act, in days.
const longestActing = 3 * 366

// OfferActing offers somebody to act for by, or for a firm that by owns, and answers the
// code that the other side accepts it with.
func (d *Desk) OfferActing(ctx context.Context, by people.Person, a people.Acting) (code string, err error) {
	var bad []fail.Field
	now := d.Now()
	if a.For == by.ID {
		a.Role = people.Delegate
		if !a.Until.After(now) || a.Until.After(now.AddDate(0, 0, longestActing)) {
			bad = append(bad, fail.Field{Path: "until", Key: "desk.acting-until"})
		}
	} else if !slices.Contains([]people.ActingRole{people.Owner, people.Agent, people.Finance}, a.Role) {
		bad = append(bad, fail.Field{Path: "role", Key: "desk.acting-role"})
	}
	for _, s := range a.Services {
		if _, err := d.Service(s); err != nil {
			bad = append(bad, fail.Field{Path: "services", Key: "desk.no-service", Args: fail.Pairs("service", s)})
		}
	}
	if len(bad) > 0 {
		return "", fail.New(fail.Invalid, "desk.form").WithFields(bad...)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := mayDirect(tx, by, a.For); err != nil {
			return err
		}
		_, code, err = a.Offer(tx, by.ID)
		return err
	})
	return code, err
}

// AcceptActing lets by act as a code offers.
func (d *Desk) AcceptActing(ctx context.Context, by people.Person, code string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		_, err := people.Accept(tx, code, by.ID)
		return err
	})
}

// EndActing ends one at once: by either side, or by an owner of the firm. The last owner
// of a firm stays until there is another: only the office can take them out.
func (d *Desk) EndActing(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, ok, err := people.FindActing(tx, id)
		if err != nil {
			return err
		}
		if !ok {
			return fail.New(fail.NotFound, "people.no-offer")
		}
		if a.Person != by.ID {
			if err := mayDirect(tx, by, a.For); err != nil {
				return err
			}
		}
		if a.Role == people.Owner && a.Holds(tx.Now()) {
			another, err := people.Owns(tx, "", a.For, id, tx.Now())
			if err != nil {
				return err
			}
			if !another {
				return fail.New(fail.Conflict, "desk.acting-last-owner")
			}
		}
		if err := people.EndActing(tx, id, by.ID); err != nil || !a.Ended.IsZero() {
			return err
		}
		return d.mandateMoved(tx, by, id, mandate.End)
	})
}

// ActAs makes a session act for somebody; an empty id makes it act for its holder again.
func (d *Desk) ActAs(ctx context.Context, by people.Person, secret, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if id != "" {
			a, ok, err := people.FindActing(tx, id)
			if err != nil {
				return err
			}
			if !ok || a.Person != by.ID || !a.Holds(tx.Now()) {
				return fail.New(fail.NotFound, "people.no-offer")
			}
		}
		return people.ActAs(tx, secret, id)
	})
}
