package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"atonce/internal/archive"
	"atonce/internal/casework"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
	"atonce/internal/text"
)

// RoleArchivist is the post of those who hand ended cases of their office over to the
// archives (Archives Law, articles 9 and 14).
const RoleArchivist = "archivist"

// PurposeArchive is the purpose of a look at a case that is packed.
const PurposeArchive = "desk.purpose.archive"

// Telling puts what stands in the acts of a case into words: the doors have them.
type Telling struct {
	Act  func(l text.Lang, s *pack.Service, a casework.Act) (title string, detail []string)
	Role func(l text.Lang, s *pack.Service, r casework.Role) string
	Verb func(l text.Lang, v casework.Verb) string
}

// Archive packs an ended case for the archives. All its acts must be under a signed
// head: until then it is a Conflict. The look is recorded with it.
// keep says how long it is to be kept and who set that; nil where nobody has.
func (d *Desk) Archive(ctx context.Context, by people.Person, number string, keep *archive.Retention, tell Telling) ([]byte, error) {
	if problems := keep.Check(); len(problems) > 0 {
		return nil, fail.New(fail.Invalid, "archive.bad.retention").WithFields(problems...)
	}
	f, err := d.mayArchive(ctx, by, number)
	if err != nil {
		return nil, err
	}
	var c archive.Content
	err = d.reading(ctx, func(tx *store.Tx) (_ []share.Look, err error) {
		if c, err = d.archiveIn(tx, f, tell); err != nil || f.was.Applicant == "" {
			return nil, err
		}
		// The record of a package says whose case it is, and a licence in it names its holder.
		fields := append(answered(f), "applicant")
		if slices.ContainsFunc(c.Pieces, func(x archive.Piece) bool { return x.Kind == archive.KindLicence }) {
			fields = append(fields, "licence")
		}
		return []share.Look{lookAt(by, f, PurposeArchive, fields)}, nil
	})
	if err != nil {
		return nil, err
	}
	c.Record.Retention = keep
	c.Packed.At, c.Packed.By = d.Now(), archive.Party{ID: by.ID, Name: words(by.Name)}
	return archive.Make(c, archive.Sign(d.Keys().Receipt))
}

// mayArchive reads a case for somebody who may pack it.
func (d *Desk) mayArchive(ctx context.Context, by people.Person, number string) (*filed, error) {
	f, err := d.read(ctx, number)
	if err != nil {
		return nil, err
	}
	if err := mayKnow(by, f); err != nil {
		return nil, err
	}
	if !slices.Contains(by.Roles(f.was.Office), RoleArchivist) {
		return nil, fail.New(fail.Forbidden, "desk.archivists")
	}
	if f.was.Applicant != "" && f.was.Applicant == by.ID {
		return nil, fail.New(fail.Forbidden, "desk.archive-own")
	}
	if f.was.Ended.IsZero() {
		return nil, fail.New(fail.Conflict, "desk.archive-open", "number", number)
	}
	return f, nil
}

// MayPack refuses whom it is not open to pack a case, with the reason.
func (d *Desk) MayPack(ctx context.Context, by people.Person, number string) error {
	_, err := d.mayArchive(ctx, by, number)
	return err
}

// MayArchive says whether somebody may pack a case that they see.
func MayArchive(by people.Person, v View) bool {
	return !v.Own && !v.Case.Ended.IsZero() && slices.Contains(by.Roles(v.Case.Office), RoleArchivist)
}

// answered are the fields that have an answer.
func answered(f *filed) (out []string) {
	for _, fl := range f.service.Form().Fields() {
		if _, ok := f.was.Answers[fl.ID]; ok {
			out = append(out, fl.ID)
		}
	}
	from := len(out)
	for _, a := range f.was.Acts {
		for _, x := range a.Sources {
			for field := range x.Values {
				out = append(out, x.Register+"."+field)
			}
		}
	}
	slices.Sort(out[from:])
	return out
}

func words(w law.Words) archive.Words {
	out := archive.Words{}
	for l, s := range w {
		out[string(l)] = s
	}
	return out
}

// said is a text of the service in every language.
func said(s *pack.Service, key string) archive.Words {
	out := archive.Words{}
	for _, l := range text.Langs {
		out[string(l)] = s.Text(l, key)
	}
	return out
}

func (d *Desk) archiveIn(tx *store.Tx, f *filed, tell Telling) (c archive.Content, err error) {
	c.Keys = d.TrustedKeys()
	if c.Proof, err = d.proveAll(tx, f.was.Number); err != nil {
		return c, err
	}
	c.Packed.Log, _, _ = strings.Cut(c.Proof.Key, "+") // a key begins with the name of its log
	zone := f.was.Procedure.Calendar.Zone()
	names, err := namesOf(tx, f.was.Acts)
	if err != nil {
		return c, err
	}
	for _, a := range f.was.Acts {
		told := archive.Act{Seq: a.Seq, At: a.At.In(zone), By: a.By, Title: archive.Words{}, Who: archive.Words{}, Detail: map[string][]string{}}
		for _, l := range text.Langs {
			told.Title[string(l)], told.Detail[string(l)] = tell.Act(l, f.service, a)
			told.Who[string(l)] = tell.Role(l, f.service, a.Role)
			if a.Role != casework.RoleSystem {
				told.Who[string(l)] += " " + cmp.Or(names[a.By].In(l), a.Name)
			}
		}
		c.Acts = append(c.Acts, told)
	}
	first, _ := pack.SplitDigest(f.was.Acts[0].Digest)
	if c.Rules, err = edition.Files(tx, first); err != nil {
		return c, err
	}
	c.Meaning = meaningOf(f.service, tell)
	if err := d.pieces(tx, f, &c, zone); err != nil {
		return c, err
	}
	c.Record, err = recordOf(tx, f, names, zone)
	c.Record.Item.Digest = first
	for _, p := range c.Pieces {
		if p.Kind == archive.KindLicence && !slices.Contains(c.Record.Licences, p.Name) {
			c.Record.Licences = append(c.Record.Licences, p.Name)
		}
	}
	return c, err
}

// proveAll is the receipt of every act of a case, for the record and not for the
// applicant: internal notes are in it.
func (d *Desk) proveAll(tx *store.Tx, number string) (r merkle.Receipt, err error) {
	keys := d.logKeys()
	size, signed, err := ledger.Published(tx, keys.Quorum)
	waiting := fail.New(fail.Conflict, "desk.archive-waiting", "number", number)
	if fail.KindOf(err) == fail.NotFound {
		return r, waiting
	}
	if err != nil {
		return r, err
	}
	r = merkle.Receipt{Format: merkle.ReceiptFormat, Case: number, Checkpoint: string(signed)}
	if r.Key, _, err = keys.signedBy(signed); err != nil {
		return r, err
	}
	rows, err := journal.StoredOf(tx, number)
	if err != nil {
		return r, err
	}
	for _, s := range rows {
		if s.Leaf >= size {
			return r, waiting
		}
		a, err := prove(tx, size, s)
		if err != nil {
			return r, err
		}
		r.Acts = append(r.Acts, a)
	}
	return r, nil
}

func recordOf(tx *store.Tx, f *filed, names map[string]law.Words, zone *time.Location) (archive.Record, error) {
	c, item := f.was, f.service.Item()
	r := archive.Record{Number: c.Number, Subject: c.Subject, Received: c.Received.In(zone), Ended: c.Ended.In(zone), Acts: len(c.Acts),
		Item:     archive.Item{ID: c.Service, Basic: item.Basic, Business: item.Business, Name: said(f.service, "name"), Version: c.Version},
		Office:   archive.Party{ID: f.office.ID, Name: words(f.office.Name), Area: f.header.Area},
		Handlers: []archive.Party{}, Parent: c.Parent, Security: archive.Internal}
	if c.Applicant != "" {
		p, _, err := people.Find(tx, c.Applicant)
		if err != nil {
			return r, err
		}
		r.Applicant = archive.Party{ID: c.Applicant, Name: words(p.Name)}
	}
	for _, a := range c.Acts {
		known := slices.ContainsFunc(r.Handlers, func(h archive.Party) bool { return h.ID == a.By })
		if !known && a.Role != casework.RoleSystem && a.Role != casework.RoleApplicant {
			r.Handlers = append(r.Handlers, archive.Party{ID: a.By, Name: words(names[a.By])})
		}
	}
	if a, ok := c.Last(casework.Decide); ok {
		r.Decided = a.At.In(zone)
		if a.Outcome != "" {
			r.Outcome = archive.Coded{ID: a.Outcome, Name: said(f.service, "outcome."+a.Outcome)}
		}
	}
	for _, ch := range c.Children {
		r.Children = append(r.Children, ch.Case)
	}
	return r, nil
}

// meaningOf are the words for every name that acts of a service can hold.
func meaningOf(s *pack.Service, tell Telling) archive.Meaning {
	m := archive.Meaning{Fields: []archive.Field{}, Stages: map[string]archive.Words{}, Outcomes: map[string]archive.Words{},
		Roles: map[string]archive.Words{}, Verbs: map[string]archive.Words{}}
	for _, x := range s.Form().Fields() {
		fl := archive.Field{ID: x.ID, Kind: string(x.Kind), Name: said(s, "field."+x.ID)}
		for _, o := range x.Options {
			if fl.Options == nil {
				fl.Options = map[string]archive.Words{}
			}
			fl.Options[o] = said(s, "option."+x.ID+"."+o)
		}
		m.Fields = append(m.Fields, fl)
	}
	for _, st := range s.Procedure().Stages {
		m.Stages[st.ID] = said(s, "stage."+st.ID)
	}
	for _, o := range s.Procedure().Outcomes {
		m.Outcomes[o.ID] = said(s, "outcome."+o.ID)
	}
	for _, v := range casework.Verbs {
		m.Verbs[string(v)] = archive.Words{}
		for _, l := range text.Langs {
			m.Verbs[string(v)][string(l)] = tell.Verb(l, v)
		}
	}
	roles := map[casework.Role]bool{casework.RoleApplicant: true, casework.RoleSystem: true}
	for _, st := range s.Procedure().Stages {
		for _, p := range st.May {
			for _, r := range p.By {
				roles[r] = true
			}
		}
	}
	for r := range roles {
		m.Roles[string(r)] = archive.Words{}
		for _, l := range text.Langs {
			m.Roles[string(r)][string(l)] = tell.Role(l, s, r)
		}
	}
	return m
}
