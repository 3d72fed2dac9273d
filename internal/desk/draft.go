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
	"atonce/internal/merkle"
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
	var ok bool
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if out, ok, err = draft.Find(tx, by.ID, service, d.Now()); err != nil || !ok || out.Digest == s.Digest() {
			return err
		}
		return d.askedOtherwise(tx, &out, s)
	})
	if !ok && err == nil {
		out = draft.Draft{Person: by.ID, Service: service, Digest: s.Digest(), Answers: map[string]string{}, Sources: map[string]record.Source{}, Submission: NewSubmission()}
	}
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
	if err := within(by, service, true); err != nil {
		return draft.Draft{}, err
	}
	out, err := d.Draft(ctx, by, service)
	if err != nil {
		return out, err
	}
	s, err := d.Service(service)
	if err != nil {
		return out, err
	}
	out.Page, out.Digest = page, s.Digest()
	if p, ok := s.Form().Page(page); ok && sent {
		out.Changed = slices.DeleteFunc(out.Changed, func(q string) bool { return slices.Contains(p.Fields, q) })
	}
	for q, v := range answers {
		// Who types something else than a register says disputes it; their word counts.
		if x, ok := out.Sources[q]; ok && x.Given() && strings.TrimSpace(v) != out.Answers[q] {
			x.Own = true
			out.Sources[q] = x
		}
	}
	maps.Copy(out.Answers, answers)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out.Saved, out.Expires = tx.Now(), tx.Now().Add(draft.Kept)
		return draft.Save(tx, out)
	})
	return out, err
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
