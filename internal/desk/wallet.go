package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/share"
	"atonce/internal/store"
)

// PurposeWallet is why an office is shown a licence: its holder's case rests on it.
const PurposeWallet = "desk.purpose.wallet"

// taken is one licence that an answer names, as it stood when it was looked at.
type taken struct {
	material pack.Material
	licence  licence.Licence
	source   record.Source
}

// digestAsIssued is the SHA-256 of a licence's credential with every disclosure; empty
// where licences are not signed here, or this one cannot be.
func (d *Desk) digestAsIssued(tx *store.Tx, i Issued) (string, error) {
	k, err := d.licenceKeys()
	if err != nil {
		return "", nil
	}
	c, err := credentialOf(tx, k, i)
	if key := fail.As(err).Key; err != nil && key == "desk.licence-unsigned" {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(c))
	return hex.EncodeToString(sum[:]), nil
}

// take looks at the licences that answers of a service name, of those that holder has.
// Somebody else's, or one that does not hold at this moment, is a problem of its field.
func (d *Desk) take(tx *store.Tx, holder string, s *pack.Service, answers map[string]string) ([]taken, error) {
	var held []pack.Held
	found := map[string]Issued{}
	now := moment(tx.Now())
	for _, number := range s.LicencesNamed(answers) {
		l, ok, err := licence.Find(tx, number)
		if err != nil {
			return nil, err
		}
		if !ok || holder == "" || l.Holder != holder {
			continue
		}
		i, err := d.issued(tx, l)
		if err != nil {
			return nil, err
		}
		h := pack.Held{Number: l.Number, Kind: l.Kind, Version: l.Version, Status: string(l.StatusAt(now)), Expires: l.Expires}
		if h.Digest, err = d.digestAsIssued(tx, i); err != nil {
			return nil, err
		}
		held, found[number] = append(held, h), i
	}
	sources, problems := s.Take(answers, held, now)
	if len(problems) > 0 {
		return nil, fail.New(fail.Invalid, "desk.form").WithFields(problems...)
	}
	var out []taken
	for _, m := range s.WalletMaterials() {
		if x, ok := sources[m.Field]; ok {
			i := found[x.Licence]
			out = append(out, taken{m, i.Licence, x})
		}
	}
	return out, nil
}

// takeNow is take in a transaction of its own, before the case is judged.
func (d *Desk) takeNow(ctx context.Context, by people.Person, holder string, s *pack.Service, answers map[string]string) (out []taken, err error) {
	named := s.LicencesNamed(answers)
	if len(named) > 0 {
		if err := reachesLicences(by); err != nil {
			return nil, err
		}
	}
	if len(named) == 0 && !slices.ContainsFunc(s.WalletMaterials(), func(m pack.Material) bool { return answers[m.Field] == form.OnPaper }) {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = d.take(tx, holder, s, answers)
		return err
	})
	return out, err
}

// withTaken is sources with those of the licences that were taken.
func withTaken(sources map[string]record.Source, ts []taken) map[string]record.Source {
	for _, t := range ts {
		if sources == nil {
			sources = map[string]record.Source{}
		}
		sources[t.material.Field] = t.source
	}
	return sources
}

// keepTaken records in the transaction that writes the case that its office was shown the
// licences, and refuses where one of them no longer stands as it was looked at: nothing
// rests on a licence that was taken away in between.
func (d *Desk) keepTaken(tx *store.Tx, f *filed) error {
	if len(f.taken) == 0 {
		return nil
	}
	act := f.acts[0]
	var looks []share.Look
	for _, t := range f.taken {
		l, ok, err := licence.Find(tx, t.licence.Number)
		if err != nil {
			return err
		}
		if !ok || l.Seq != t.licence.Seq || l.StatusAt(tx.Now()) != licence.Valid {
			return fail.New(fail.Conflict, "licence.changed-meanwhile", "number", t.licence.Number)
		}
		reader := share.ByPerson
		switch {
		case act.Role == casework.RoleSystem:
			reader = share.ByRule
		case act.By == l.Holder:
			reader = share.BySelf
		}
		looks = append(looks, share.Look{Subject: l.Holder, By: act.By, Name: act.Name, Reader: reader, Office: f.now.Office, Number: f.header.Number,
			Service: f.header.Service, Purpose: PurposeWallet, Basis: t.material.Basis, Fields: []string{"licence", t.material.Field}})
	}
	return recordLooks(tx, looks...)
}

// offer chooses for a case that the kernel opens the newest valid licence of each kind
// that its service takes and nobody chose: what was issued a moment ago is not asked for.
func (d *Desk) offer(tx *store.Tx, holder string, s *pack.Service, answers map[string]string) ([]taken, map[string]string, error) {
	ms := s.WalletMaterials()
	if len(ms) == 0 || holder == "" {
		return nil, answers, nil
	}
	all, err := licence.OfHolder(tx, holder)
	if err != nil {
		return nil, answers, err
	}
	answers = merged(answers, nil)
	for _, m := range ms {
		i := slices.IndexFunc(all, func(l licence.Licence) bool { return l.Kind == m.Licence && l.StatusAt(tx.Now()) == licence.Valid })
		if i >= 0 && answers[m.Field] == "" {
			answers[m.Field] = all[i].Number
		}
	}
	out, err := d.take(tx, holder, s, answers)
	return out, answers, err
}

// Offered is what a question for a licence offers: those of the holder's that may be
// chosen, and those of the kind that may not, with how they stand.
type Offered struct {
	Material pack.Material
	Valid    []Issued
	Other    []Issued
	Issuers  []*pack.Service // who issues the kind, for whoever has none
}

// Offers are the licences that by may choose for the questions of a service, by question.
func (d *Desk) Offers(ctx context.Context, by people.Person, s *pack.Service) (map[string]Offered, error) {
	out := map[string]Offered{}
	ms := s.WalletMaterials()
	if len(ms) == 0 {
		return out, nil
	}
	var all []Issued
	if reachesLicences(by) == nil {
		var err error
		if all, err = d.Wallet(ctx, by); err != nil {
			return nil, err
		}
	}
	for _, m := range ms {
		o := Offered{Material: m, Issuers: pack.Issuers(d.Services(), m.Licence)}
		for _, i := range all {
			switch {
			case i.Licence.Kind != m.Licence:
			case i.Licence.StatusAt(d.Now()) == licence.Valid:
				o.Valid = append(o.Valid, i)
			default:
				o.Other = append(o.Other, i)
			}
		}
		out[m.Field] = o
	}
	return out, nil
}

// Shown 所示证照 is a licence that stands behind an answer of a case: what it said when it
// was shown, how it stood then, and how it stands now.
type Shown struct {
	Field  string
	Source record.Source
	As     Issued         // as it was shown
	Now    licence.Status // at the time of viewing
	Since  licence.Deed   // the last thing done to it
}

// Fallen says that the licence held when it was shown and holds no more.
func (s Shown) Fallen() bool { return s.Now != licence.Valid }

// Changed says that the licence has said something else since.
func (s Shown) Changed() bool { return s.Since.After.Version != s.Source.Version }

// shownIn are the licences behind the answers of a case, in the order of the materials.
func (d *Desk) shownIn(tx *store.Tx, s *pack.Service, c casework.Case, now time.Time) (out []Shown, err error) {
	for _, m := range s.WalletMaterials() {
		x, ok := SourceOf(c, m.Field)
		if !ok || !x.Shown() {
			continue
		}
		deeds, err := licence.Deeds(tx, x.Licence)
		if err != nil {
			return nil, err
		}
		v := Shown{Field: m.Field, Source: x}
		for _, deed := range deeds {
			v.Since = deed
			if deed.After.Version == x.Version {
				v.As.Licence = deed.After
			}
		}
		if len(deeds) == 0 {
			return nil, fail.New(fail.Internal, "desk.no-licence", "number", x.Licence)
		}
		v.Now = v.Since.After.StatusAt(now)
		if v.As, err = d.issued(tx, v.As.Licence); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// shownNow is shownIn in a transaction of its own.
func (d *Desk) shownNow(ctx context.Context, f *filed) (out []Shown, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = d.shownIn(tx, f.service, f.was, d.Now())
		return err
	})
	return out, err
}

// SourceOf is where the answer of a case that counts comes from, if it was not typed.
func SourceOf(c casework.Case, question string) (record.Source, bool) {
	for _, a := range slices.Backward(c.Acts) {
		if _, answered := a.Answers[question]; answered {
			x, ok := a.Sources[question]
			return x, ok
		}
	}
	return record.Source{}, false
}
