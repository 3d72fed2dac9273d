package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/licence"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// kindLicence is the kind of entry that says that something was done to a licence.
const kindLicence = "licence"

// PurposeLicence is why an official sees a licence.
const PurposeLicence = "desk.purpose.licence"

func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return hex.EncodeToString(b)
}

// recordDeed does a deed to a licence: the log gets its entry, by salted commitment
// only, and the licence is what it is after it.
func recordDeed(tx *store.Tx, l licence.Licence, d licence.Deed, change map[string]string, key string) (licence.Deed, error) {
	d, err := l.Do(d, change, key)
	if err != nil {
		return d, err
	}
	body, err := d.Bytes()
	if err != nil {
		return d, err
	}
	salt := make([]byte, merkle.MinSalt)
	rand.Read(salt)
	which, err := merkle.Commit(salt, []byte(d.Number))
	if err != nil {
		return d, fail.Wrap(err, "desk: entry of a licence")
	}
	payload, err := merkle.Commit(salt, body)
	if err != nil {
		return d, fail.Wrap(err, "desk: entry of a licence")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: kindLicence, Case: which, Seq: int64(d.Seq), Payload: payload})
	if err != nil {
		return d, err
	}
	return d, licence.Keep(tx, d, leaf, salt, body)
}

// LicenceFile is a licence as the office that issued it sees it.
type LicenceFile struct {
	Issued
	Deeds []licence.Deed
	// Waiting is what was proposed and not yet decided; nil if nothing is.
	Waiting *licence.Deed
	By      people.Person // who proposed it
	May     []LicenceMay  // what this official may do to it now
	Due     time.Time     // first moment at which its check is overdue; zero if none is due
}

// Overdue says whether the check was not passed in time.
func (f LicenceFile) Overdue(now time.Time) bool {
	return !f.Due.IsZero() && f.Licence.State != licence.TakenAway && !now.Before(f.Due)
}

// kindNow is the kind of a licence as the service in force declares it, else as the
// version did under which it was issued: who may take it away is today's rule.
func (d *Desk) kindNow(i Issued) pack.LicenceKind {
	if s, err := d.Service(i.Licence.Service); err == nil {
		if k, ok := s.Licence(i.Licence.Kind); ok {
			return k
		}
	}
	k, _ := i.Service.Licence(i.Licence.Kind)
	return k
}

// fileOf is a licence for an official: whoever holds no post at its office that the
// pack gives a part in a deed is told that there is none.
func (d *Desk) fileOf(tx *store.Tx, by people.Person, number string) (f LicenceFile, err error) {
	l, ok, err := licence.Find(tx, number)
	if err != nil {
		return f, err
	}
	roles := by.Roles(l.Office)
	none := fail.New(fail.NotFound, "desk.no-such-licence", "number", number)
	if !ok || len(roles) == 0 {
		return f, none
	}
	if f.Issued, err = d.issued(tx, l); err != nil {
		return f, err
	}
	kind := d.kindNow(f.Issued)
	if !slices.ContainsFunc(kind.Deeds, func(k pack.LicenceDeed) bool { return holdsOne(roles, k.By) || holdsOne(roles, k.Propose) }) {
		return f, none
	}
	if f.Deeds, err = licence.Deeds(tx, number); err != nil {
		return f, err
	}
	if w, ok := licence.Waiting(f.Deeds); ok {
		f.Waiting = &w
		if f.By, _, err = people.Find(tx, w.By); err != nil {
			return f, err
		}
	}
	f.May = licenceParts(kind, roles, by.ID, f.Waiting)
	f.Due = checkDue(l, kind, f.Service.Procedure().Calendar)
	return f, nil
}

// checkDue is the first moment at which a licence's check is overdue.
func checkDue(l licence.Licence, k pack.LicenceKind, cal law.Calendar) time.Time {
	if k.Check.Every.IsZero() {
		return time.Time{}
	}
	from := l.Issued
	if !l.Checked.IsZero() {
		from = l.Checked
	}
	return expiry(from, k.Check.Every, cal)
}

// LicenceFile shows a licence to an official, and records that they saw it.
func (d *Desk) LicenceFile(ctx context.Context, by people.Person, number string) (f LicenceFile, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if f, err = d.fileOf(tx, by, number); err != nil {
			return err
		}
		return recordLooks(tx, share.Look{Subject: f.Licence.Holder, By: by.ID, Name: by.Name["zh"], Office: f.Licence.Office, Number: f.Licence.Case,
			Purpose: PurposeLicence, Fields: append([]string{"licence"}, f.Fields()...)})
	})
	return f, err
}

// LicencesOf lists the newest licences that a person's offices issued and they may do
// something to, by number and standing, without their holders.
func (d *Desk) LicencesOf(ctx context.Context, by people.Person) (out []LicenceFile, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		seen := map[string]bool{}
		for _, post := range by.Posts {
			if seen[post.Office] {
				continue
			}
			seen[post.Office] = true
			ls, err := licence.OfOffice(tx, post.Office, 200)
			if err != nil {
				return err
			}
			for _, l := range ls {
				f, err := d.fileOf(tx, by, l.Number)
				if fail.KindOf(err) == fail.NotFound {
					continue
				}
				if err != nil {
					return err
				}
				f.Licence.Holder, f.Licence.Name, f.Licence.Fields, f.Deeds = "", "", nil, nil
				out = append(out, f)
			}
		}
		return nil
	})
	return out, err
}

// LicenceVersions are all versions of a licence to its holder, the oldest first, each
// with the deed that made it.
func (d *Desk) LicenceVersions(ctx context.Context, by people.Person, number string) (out []licence.Deed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := d.ownLicence(tx, by, number); err != nil {
			return err
		}
		out, err = licence.Deeds(tx, number)
		return err
	})
	return out, err
}

// ownLicence is a licence of its holder, for them and for whom they let reach licences.
func (d *Desk) ownLicence(tx *store.Tx, by people.Person, number string) (Issued, error) {
	if err := reachesLicences(by); err != nil {
		return Issued{}, err
	}
	l, ok, err := licence.Find(tx, number)
	if err != nil {
		return Issued{}, err
	}
	if !ok || l.Holder != by.ID || l.Holder == "" {
		return Issued{}, fail.New(fail.NotFound, "desk.no-licence", "number", number)
	}
	return d.issued(tx, l)
}
