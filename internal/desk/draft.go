package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"atonce/internal/draft"
	"atonce/internal/form"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/store"
)

// NewSubmission is a fresh id for a submission.
func NewSubmission() string {
	raw := make([]byte, 18)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Draft is the person's draft for a service, or a new one that is not kept yet.
func (d *Desk) Draft(ctx context.Context, by people.Person, service string) (out draft.Draft, err error) {
	if err := within(by, service, true); err != nil {
		return out, err
	}
	s, err := d.Service(service)
	if err != nil {
		return out, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = d.draftIn(tx, by, s)
		return err
	})
	return out, err
}

func (d *Desk) draftIn(tx *store.Tx, by people.Person, s *pack.Service) (draft.Draft, error) {
	out, ok, err := draft.Find(tx, by.ID, s.ID(), d.Now())
	if err == nil && ok && out.Digest != s.Digest() {
		err = d.askedOtherwise(tx, &out, s)
	}
	if err == nil && !ok {
		out = draft.Draft{Person: by.ID, Service: s.ID(), Digest: s.Digest(), Answers: map[string]string{}, Sources: map[string]record.Source{}, Submission: NewSubmission()}
	}
	return out, err
}

// changeDraft changes a draft as it is at that moment: it is read and saved in one
// transaction, so that what was typed in another window, or while a register was asked,
// is never written over with what was read before.
func (d *Desk) changeDraft(ctx context.Context, by people.Person, service string, change func(*draft.Draft) error) (out draft.Draft, err error) {
	if err := within(by, service, true); err != nil {
		return out, err
	}
	s, err := d.Service(service)
	if err != nil {
		return out, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if out, err = d.draftIn(tx, by, s); err != nil {
			return err
		}
		if err := change(&out); err != nil {
			return err
		}
		out.Saved, out.Expires = tx.Now(), tx.Now().Add(draft.Kept)
		return draft.Save(tx, out)
	})
	return out, err
}

// SaveDraft keeps what was typed on a page, right or wrong: checking comes after
// keeping, so that nothing typed is ever lost to a mistake.
func (d *Desk) SaveDraft(ctx context.Context, by people.Person, service, page string, answers map[string]string) (draft.Draft, error) {
	return d.saveTyped(ctx, by, service, page, answers, true)
}

// KeepTyped is SaveDraft while somebody still types: a question that is asked otherwise
// than before stays marked.
func (d *Desk) KeepTyped(ctx context.Context, by people.Person, service, page string, answers map[string]string) (draft.Draft, error) {
	return d.saveTyped(ctx, by, service, page, answers, false)
}

func (d *Desk) saveTyped(ctx context.Context, by people.Person, service, page string, answers map[string]string, sent bool) (draft.Draft, error) {
	s, err := d.Service(service)
	if err != nil {
		return draft.Draft{}, err
	}
	return d.changeDraft(ctx, by, service, func(out *draft.Draft) error {
		out.Page, out.Digest = page, s.Digest()
		if p, ok := s.Form().Page(page); ok && sent {
			out.Changed = slices.DeleteFunc(out.Changed, func(q string) bool { return slices.Contains(p.Fields, q) })
		}
		for q, v := range answers {
			if x, ok := out.Sources[q]; ok {
				out.Sources[q] = disputed(s.Form(), q, x, out.Answers[q], v)
			}
		}
		maps.Copy(out.Answers, answers)
		return nil
	})
}

// disputed is the source of a question to which somebody types v. Who says something else
// than the register disputes it, and their word counts; who types again what it says does
// not dispute it any more. Its owner is asked when the application is sent, not before.
func disputed(f *form.Form, question string, x record.Source, was, v string) record.Source {
	if x.Said == "" && x.Given() {
		x.Said = was // of a draft that was saved before what a register said was kept
	}
	if x.Said != "" {
		x.Own = !sameAnswer(f, question, x.Said, v)
	}
	return x
}

// sameAnswer says whether two answers are the same as the form keeps them: 2026-3-1 is
// the day 2026-03-01.
func sameAnswer(f *form.Form, question, a, b string) bool {
	if a, b = strings.TrimSpace(a), strings.TrimSpace(b); a == b {
		return true
	}
	x, wrong := f.CheckAlone(map[string]string{question: a})
	y, more := f.CheckAlone(map[string]string{question: b})
	return len(wrong)+len(more) == 0 && x[question] == y[question]
}

// Drafts lists a person's drafts, the last saved first.
func (d *Desk) Drafts(ctx context.Context, by people.Person) (out []draft.Draft, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = draft.Of(tx, by.ID, d.Now())
		out = slices.DeleteFunc(out, func(x draft.Draft) bool { return within(by, x.Service, false) != nil })
		return err
	})
	return out, err
}

// DeleteDraft removes a draft.
func (d *Desk) DeleteDraft(ctx context.Context, by people.Person, service string) error {
	if err := within(by, service, true); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return draft.Delete(tx, by.ID, service) })
}

// AddFile takes one file, judged by its content, and answers its record.
func (d *Desk) AddFile(ctx context.Context, by people.Person, name string, body []byte) (draft.File, error) {
	if err := maySend(by); err != nil {
		return draft.File{}, err
	}
	name = draft.SafeName(name)
	kind, err := draft.Sniff(name, body)
	if err != nil {
		return draft.File{}, err
	}
	scanned, err := d.scan(ctx, name, body)
	if err != nil {
		return draft.File{}, err
	}
	sum := sha256.Sum256(body)
	f := draft.File{Scanned: scanned, ID: merkle.NameFile(body), Owner: by.ID, Name: name, Kind: kind, Size: len(body), SHA256: sum[:]}
	err = d.store.Write(ctx, func(tx *store.Tx) error { return draft.AddFile(tx, f, body) })
	return f, err
}

// Files are the records of a person's own files, by id. One that is gone, or beyond what
// somebody may do for them, is left out.
func (d *Desk) Files(ctx context.Context, by people.Person, ids []string) (map[string]draft.File, error) {
	out := map[string]draft.File{}
	if len(ids) == 0 {
		return out, nil
	}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			f, ok, err := draft.FindFile(tx, id)
			if err != nil {
				return err
			}
			mine := ok && f.Owner == by.ID
			if mine && by.Acting != nil {
				if mine, err = ownFile(tx, by, f); err != nil {
					return err
				}
			}
			if mine {
				out[id] = f
			}
		}
		return nil
	})
	return out, err
}
