package desk

import (
	"context"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/store"
)

// Scanner looks for what would harm whoever opens a file.
type Scanner interface {
	// Scan answers the name of what was found; empty if it is clean. An error is no verdict.
	Scan(ctx context.Context, body []byte) (found string, err error)
}

// UseScanner says who looks at files that people send, before the first request.
func (d *Desk) UseScanner(s Scanner) { d.scanner = s }

// What a scanner said of a file.
const (
	ScanClean     = "clean"
	ScanUnchecked = "unchecked" // the scanner did not answer: the office sees that
)

// scan asks the scanner of the house, if there is one. What it finds is refused. One that
// does not answer holds nobody up: the file says that it was not checked.
func (d *Desk) scan(ctx context.Context, name string, body []byte) (said string, err error) {
	if d.scanner == nil {
		return "", nil
	}
	found, err := d.scanner.Scan(ctx, body)
	switch {
	case err != nil:
		d.slog.Warn("a file was not scanned", "error", err)
		return ScanUnchecked, nil
	case found != "":
		return "", fail.New(fail.Invalid, "draft.file-virus", "file", name, "found", found)
	}
	return ScanClean, nil
}

// BeginUpload keeps that a person begins to send a file of size bytes.
func (d *Desk) BeginUpload(ctx context.Context, by people.Person, name string, size int) (id string, err error) {
	if err := maySend(by); err != nil {
		return "", err
	}
	id = people.NewID("upload")
	return id, d.store.Write(ctx, func(tx *store.Tx) error {
		return draft.Begin(tx, draft.Upload{ID: id, Owner: sender(by), Name: draft.SafeName(name), Size: size})
	})
}

// UploadAt says how much of a file is here.
func (d *Desk) UploadAt(ctx context.Context, by people.Person, id string) (u draft.Upload, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		u, err = draft.OnTheWay(tx, id, sender(by))
		return err
	})
	return u, err
}

// AppendUpload adds a piece that begins at a place. After the last one the file is judged
// like any other, and its record is answered.
func (d *Desk) AppendUpload(ctx context.Context, by people.Person, id string, at int, piece []byte) (u draft.Upload, f *draft.File, err error) {
	var whole []byte
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if u, err = draft.OnTheWay(tx, id, sender(by)); err != nil {
			return err
		}
		if err := u.Append(tx, at, piece); err != nil || u.Here < u.Size {
			return err
		}
		whole, err = u.Whole(tx)
		return err
	})
	if err != nil || u.Here < u.Size {
		return u, nil, err
	}
	kept, err := d.AddFile(ctx, by, u.Name, whole)
	if k := fail.KindOf(err); err == nil || k == fail.Invalid || k == fail.TooLarge {
		// Judged: it is not sent again in pieces.
		if derr := d.store.Write(ctx, func(tx *store.Tx) error { return u.Done(tx) }); derr != nil {
			return u, nil, derr
		}
	}
	return u, &kept, err
}
