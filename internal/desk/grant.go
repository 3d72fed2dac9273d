package desk

import (
	"crypto/rand"
	"encoding/json"
	"slices"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/store"
)

// putGrants makes the grants that owners declare for a service that comes into force.
// One that was declared otherwise before is replaced; one that its owner cut stays cut.
func putGrants(tx *store.Tx, set *pack.Set, s *pack.Service, by string) error {
	for _, r := range set.Registers() {
		for _, g := range r.Grants() {
			if g.Service == s.ID() || g.Office != "" && g.Office == s.Item().Agency {
				if err := putGrant(tx, g, by); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// putPolicyGrants does the same for a policy, which nobody brings into force: it is
// asked.
func putPolicyGrants(tx *store.Tx, r *pack.Register, b *pack.Benefit, by string) error {
	for _, g := range r.Grants() {
		if g.Service == b.ID() || g.Office != "" && g.Office == b.Owner() {
			if err := putGrant(tx, g, by); err != nil {
				return err
			}
		}
	}
	return nil
}

func putGrant(tx *store.Tx, g pack.Grant, by string) error {
	want := grant.Grant{Register: g.Register, Declared: g.ID, Service: g.Service, Office: g.Office, Purpose: g.Purpose, Fields: g.Fields, Basis: g.Basis,
		From: g.From, Until: g.Until, By: by}
	was, ok, err := grant.Declared(tx, g.Register, g.ID)
	if err != nil || ok && (!was.Cut.IsZero() || sameTerms(was, want)) {
		return err
	}
	if ok {
		if err := cutGrant(tx, was, by, "declared anew"); err != nil {
			return err
		}
	}
	return addGrant(tx, want)
}

// addGrant and cutGrant are the only deeds about a grant: each is kept, and the log
// commits to it in the same transaction.
func addGrant(tx *store.Tx, g grant.Grant) error {
	g, err := grant.Add(tx, g)
	if err != nil {
		return err
	}
	return recordGrant(tx, g)
}

func cutGrant(tx *store.Tx, g grant.Grant, by, why string) error {
	g, err := grant.Cut(tx, g, by, why)
	if err != nil {
		return err
	}
	return recordGrant(tx, g)
}

func sameTerms(a, b grant.Grant) bool {
	return a.Service == b.Service && a.Office == b.Office && a.Purpose == b.Purpose && slices.Equal(a.Fields, b.Fields) && a.Basis == b.Basis &&
		a.From == b.From && a.Until == b.Until
}

// recordGrant puts a grant as it stands after a deed into the log.
func recordGrant(tx *store.Tx, g grant.Grant) error {
	body, err := json.Marshal(g)
	if err != nil {
		return fail.Wrap(err, "desk: grant as JSON")
	}
	salt := make([]byte, merkle.MinSalt)
	rand.Read(salt)
	payload, err := merkle.Commit(salt, body)
	if err != nil {
		return fail.Wrap(err, "desk: entry of a grant")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: grant.LogKind, Payload: payload})
	if err != nil {
		return err
	}
	return grant.Record(tx, leaf, salt, body)
}

// verifyGrants holds every grant to what the log records of it.
func verifyGrants(tx *store.Tx) error {
	last := map[int64][]byte{}
	err := grant.EachAct(tx, func(_ int64, _, body []byte) error {
		var g grant.Grant
		if err := json.Unmarshal(body, &g); err != nil {
			return fail.Wrap(err, "desk: grant record")
		}
		last[g.ID] = body
		return nil
	})
	if err != nil {
		return err
	}
	gs, err := grant.All(tx)
	if err != nil {
		return err
	}
	for _, g := range gs {
		if g.Old && last[g.ID] == nil {
			continue
		}
		if body, err := json.Marshal(g); err != nil || string(body) != string(last[g.ID]) {
			return fail.New(fail.Conflict, "desk.verify-grant", "register", g.Register)
		}
		delete(last, g.ID)
	}
	if len(last) > 0 {
		return fail.New(fail.Conflict, "desk.verify-grant", "register", "-")
	}
	return nil
}
