package desk

import (
	"context"
	"crypto/rand"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Purposes of a look, as text keys.
const (
	PurposeHandle   = "desk.purpose.handle"
	PurposeShow     = "desk.purpose.show"     // a masked field was shown
	PurposeWorklist = "desk.purpose.worklist" // whose cases wait
	PurposeDecide   = purposeKey + "decide"
)

// purposeKey begins the text keys of purposes.
const purposeKey = "desk.purpose."

// reading is how personal data is served. What serve reads, it reads in the transaction
// that writes the looks it answers: nothing is served that is not recorded, and nothing
// recorded that was not served. What a refusal wrote is undone with it; if it carries a
// look, that is recorded as refused before it is answered.
func (d *Desk) reading(ctx context.Context, serve func(*store.Tx) ([]share.Look, error)) error {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		looks, err := serve(tx)
		if err != nil {
			return err
		}
		return recordLooks(tx, looks...)
	})
	r, ok := err.(*refusal)
	if !ok {
		return err
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return recordLooks(tx, r.look) }); err != nil {
		return err
	}
	return r.error
}

// refusal is a look that was refused: it is recorded although nothing is served.
type refusal struct {
	error
	look share.Look
}

func refuseLook(err error, l share.Look) error {
	l.Refused = fail.As(err).Key
	return &refusal{err, l}
}

// recordLooks writes looks, and the entry of each in the log.
func recordLooks(tx *store.Tx, looks ...share.Look) error {
	if len(looks) == 0 {
		return nil
	}
	kept, entries := make([]share.Kept, len(looks)), make([]merkle.Entry, len(looks))
	for i, l := range looks {
		salt := make([]byte, merkle.MinSalt)
		rand.Read(salt) // never fails since Go 1.24: it ends the program instead
		var err error
		if kept[i], entries[i], err = share.Prepare(l, moment(tx.Now()), salt); err != nil {
			return err
		}
	}
	leaf, err := ledger.Append(tx, entries...)
	if err != nil {
		return err
	}
	for i, k := range kept {
		k.Leaf = leaf + int64(i)
		if err := share.Add(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// lookAt is an official's look at a case: who, where, for which case, on which article.
func lookAt(by people.Person, f *filed, purpose string, fields []string) share.Look {
	if by.Acting != nil {
		// Who acts for another looks too, and is named.
		who := actor(by, f.was.Office, f.was.Applicant)
		return share.Look{Subject: f.was.Applicant, By: who.ID, Name: who.Name, Reader: share.ByPerson, Number: f.was.Number, Service: f.header.Service,
			Purpose: PurposeActing, Basis: basisOf(f.service), Fields: fields}
	}
	return share.Look{Subject: f.was.Applicant, By: by.ID, Name: by.In("zh"), Reader: share.ByPerson, Office: officeIn(by, f), Number: f.was.Number, Service: f.header.Service,
		Purpose: purpose, Basis: basisOf(f.service), Fields: fields}
}

// officeIn is the office in which an official looks at a case: the case's own if they
// have a post there, else the first of theirs that the case was at.
func officeIn(by people.Person, f *filed) string {
	for _, o := range by.Offices() {
		if o == f.was.Office {
			return o
		}
	}
	for _, o := range by.Offices() {
		if touched(f.was, o) {
			return o
		}
	}
	return f.was.Office
}

// basisOf is the article a service rests on first.
func basisOf(s *pack.Service) law.Citation {
	if b := s.Item().Basis; len(b) > 0 {
		return b[0]
	}
	return law.Citation{}
}

// mostLooks bounds one page of looks.
const mostLooks = 200

// Looks lists who looked at the person's own data, the newest first, at most 200; a
// filter narrows the list.
func (d *Desk) Looks(ctx context.Context, by people.Person, filter ...share.Filter) (out []share.Look, err error) {
	f := share.Filter{}
	if len(filter) > 0 {
		f = filter[0]
	}
	f.Most = mostLooks
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if f.Known, err = d.knownIn(tx, by); err != nil {
			return err
		}
		out, err = share.Looks(tx, by.ID, f)
		return err
	})
	return out, err
}

// knownIn are the registers kept here that know a person, and since when: what rules
// read of everybody in them they read of this person too.
func (d *Desk) knownIn(tx *store.Tx, p people.Person) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	if p.Identity == "" || d.Packs() == nil {
		return out, nil
	}
	for _, r := range d.Packs().Registers() {
		since, ok, err := register.Since(tx, r, p.Identity)
		if err != nil {
			return nil, err
		}
		if ok {
			out[r.ID()] = since
		}
	}
	return out, nil
}

// ownLook is one look at a person's data, among whomever else's.
func (d *Desk) ownLook(tx *store.Tx, p people.Person, id int64) (share.Look, error) {
	known, err := d.knownIn(tx, p)
	if err != nil {
		return share.Look{}, err
	}
	return share.Find(tx, p.ID, id, known)
}

// lookWalk reads the looks beside the log, some at a time, in the order of their places.
type lookWalk struct {
	tx   *store.Tx
	next int64
	some []share.Kept
	over bool
}

// at is the next look that stands before or at a place; ok is false where there is none.
func (w *lookWalk) at(place int64) (k share.Kept, ok bool, err error) {
	if len(w.some) == 0 && !w.over {
		err = share.EachLogged(w.tx, w.next, stretch, func(k share.Kept) error { w.some = append(w.some, k); return nil })
		w.over = len(w.some) < stretch
		if n := len(w.some); n > 0 {
			w.next = w.some[n-1].Leaf + 1
		}
	}
	if err != nil || len(w.some) == 0 || w.some[0].Leaf > place {
		return k, false, err
	}
	k, w.some = w.some[0], w.some[1:]
	return k, true, nil
}

// meet holds the look at a place to its entry, and finds looks that were added or
// changed behind the program's back.
func (w *lookWalk) meet(e merkle.Entry, place int64) error {
	k, ok, err := w.at(place)
	switch {
	case err != nil:
		return err
	case !ok && e.Kind == share.LogKind:
		return bad("desk.verify-dropped", place)
	case !ok:
		return nil
	case k.Leaf != place || e.Kind != share.LogKind:
		return bad("desk.verify-added", k.Leaf, "case", k.Number)
	}
	if !k.Same() {
		return bad("desk.verify-edited", place, "case", k.Number)
	}
	return fits(e, place, k.Salt, k.Body)
}

// rest is the error of a look beyond the end of the log.
func (w *lookWalk) rest() error {
	k, ok, err := w.at(1<<62 - 1)
	if err == nil && ok {
		return bad("desk.verify-added", k.Leaf, "case", k.Number)
	}
	return err
}

// OwnLook is one look at the person's own data.
func (d *Desk) OwnLook(ctx context.Context, by people.Person, id int64) (l share.Look, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		l, err = d.ownLook(tx, by, id)
		return err
	})
	return l, err
}
