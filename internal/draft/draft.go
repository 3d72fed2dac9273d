// Package draft keeps what people have typed and the files they have sent, before
// and after a case has a number, so that nothing is typed or sent twice. It checks
// no answer: the form does.
package draft

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/record"
	"atonce/internal/store"
)

// Kept is how long a draft is kept after it was last saved.
const Kept = 30 * 24 * time.Hour

// Draft 草稿 is one person's unfinished application for one service.
type Draft struct {
	Person     string
	Service    string
	Digest     string // of the form it was begun with
	Answers    map[string]string
	Sources    map[string]record.Source // of answers that were fetched
	Page       string                   // where they were
	Submission string                   // the id the submission will carry
	Changed    []string                 // questions asked otherwise by now, and not answered anew
	Replaces   string                   // the case whose place it will take; empty for none
	Began      time.Time
	Saved      time.Time
	Expires    time.Time
}

// Names says whether a file was sent for the draft.
func (d Draft) Names(file string) bool {
	for _, a := range d.Answers {
		if slices.Contains(strings.Split(a, ","), file) {
			return true
		}
	}
	for _, x := range d.Sources {
		if slices.Contains(x.Files, file) {
			return true
		}
	}
	return false
}

// Save writes d as it now is.
func Save(tx *store.Tx, d Draft) error {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return fail.Wrap(err, "draft: write answers")
	}
	sources, err := json.Marshal(d.Sources)
	if err != nil {
		return fail.Wrap(err, "draft: write sources")
	}
	now := tx.Now()
	_, err = tx.Exec(`INSERT INTO draft (person, service, digest, answers, page, submission, began, saved, expires, sources, changed, replaces) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (person, service) DO UPDATE SET digest = excluded.digest, answers = excluded.answers, page = excluded.page,
 saved = excluded.saved, expires = excluded.expires, sources = excluded.sources, changed = excluded.changed, replaces = excluded.replaces`,
		d.Person, d.Service, d.Digest, answers, d.Page, d.Submission, now.UnixMicro(), now.UnixMicro(), now.Add(Kept).UnixMicro(), sources, strings.Join(d.Changed, " "), d.Replaces)
	return fail.Wrap(err, "draft: save")
}

// Find is person's live draft for service, if there is one.
func Find(tx *store.Tx, person, service string, now time.Time) (Draft, bool, error) {
	ds, err := drafts(tx, `WHERE person = ? AND service = ? AND expires > ?`, person, service, now.UnixMicro())
	if err != nil || len(ds) == 0 {
		return Draft{}, false, err
	}
	return ds[0], true, nil
}

// Of lists person's live drafts, the last saved first.
func Of(tx *store.Tx, person string, now time.Time) ([]Draft, error) {
	return drafts(tx, `WHERE person = ? AND expires > ? ORDER BY saved DESC`, person, now.UnixMicro())
}

// Delete removes a draft; removing one that is gone is no error.
func Delete(tx *store.Tx, person, service string) error {
	_, err := tx.Exec(`DELETE FROM draft WHERE person = ? AND service = ?`, person, service)
	return fail.Wrap(err, "draft: delete")
}

// Sweep removes drafts whose time is over, with the files that no case took over.
func Sweep(tx *store.Tx, now time.Time) error {
	if _, err := tx.Exec(`DELETE FROM draft WHERE expires <= ?`, now.UnixMicro()); err != nil {
		return fail.Wrap(err, "draft: sweep")
	}
	if _, err := tx.Exec(`DELETE FROM act_draft WHERE saved <= ?`, now.Add(-Kept).UnixMicro()); err != nil {
		return fail.Wrap(err, "draft: sweep acts")
	}
	if _, err := tx.Exec(`DELETE FROM file WHERE casefile = '' AND added <= ?`, now.Add(-Kept).UnixMicro()); err != nil {
		return fail.Wrap(err, "draft: sweep files")
	}
	return sweepUploads(tx, now)
}

func drafts(tx *store.Tx, where string, args ...any) ([]Draft, error) {
	rows, err := tx.Query(`SELECT person, service, digest, answers, page, submission, began, saved, expires, sources, changed, replaces FROM draft `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "draft: read")
	}
	defer rows.Close()
	var out []Draft
	for rows.Next() {
		var d Draft
		var answers, sources []byte
		var changed string
		var began, saved, expires int64
		if err := rows.Scan(&d.Person, &d.Service, &d.Digest, &answers, &d.Page, &d.Submission, &began, &saved, &expires, &sources, &changed, &d.Replaces); err != nil {
			return nil, fail.Wrap(err, "draft: read one")
		}
		if err := json.Unmarshal(answers, &d.Answers); err != nil {
			return nil, fail.Wrap(err, "draft: answers")
		}
		if err := json.Unmarshal(sources, &d.Sources); err != nil || d.Sources == nil {
			d.Sources = map[string]record.Source{}
		}
		d.Changed = strings.Fields(changed)
		d.Began, d.Saved, d.Expires = time.UnixMicro(began).UTC(), time.UnixMicro(saved).UTC(), time.UnixMicro(expires).UTC()
		out = append(out, d)
	}
	return out, fail.Wrap(rows.Err(), "draft: read")
}

// File 材料文件 is one file somebody sent.
type File struct {
	ID      string
	Owner   string
	Case    string // empty while it belongs to a draft
	Name    string
	Kind    string // media type found in the content
	Size    int
	SHA256  []byte
	Added   time.Time
	Scanned string // what a virus scanner said; empty where none is asked
}

// AddFile keeps a file of a draft. Sniff has judged it.
func AddFile(tx *store.Tx, f File, body []byte) error {
	_, err := tx.Exec(`INSERT INTO file (id, owner, casefile, name, kind, size, sha256, added, body, scanned) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		f.ID, f.Owner, f.Case, f.Name, f.Kind, f.Size, f.SHA256, tx.Now().UnixMicro(), body, f.Scanned)
	return fail.Wrap(err, "draft: add file")
}

// GiveFile makes a draft's file part of a case. Only its owner's file moves, and
// only once.
func GiveFile(tx *store.Tx, id, owner, number string) error {
	n, err := tx.Exec(`UPDATE file SET casefile = ? WHERE id = ? AND owner = ? AND casefile IN ('', ?)`, number, id, owner, number)
	if err == nil && n != 1 {
		return fail.New(fail.Invalid, "draft.no-file", "file", id)
	}
	return fail.Wrap(err, "draft: give file")
}

// FindFile is a file's record, if there is one.
func FindFile(tx *store.Tx, id string) (File, bool, error) {
	fs, err := files(tx, `WHERE id = ?`, id)
	if err != nil || len(fs) == 0 {
		return File{}, false, err
	}
	return fs[0], true, nil
}

// FilesOf lists the files of a case.
func FilesOf(tx *store.Tx, number string) ([]File, error) {
	return files(tx, `WHERE casefile = ? ORDER BY added, rowid`, number)
}

// Body is a file's content.
func Body(tx *store.Tx, id string) ([]byte, error) {
	var b []byte
	err := tx.QueryRow(`SELECT body FROM file WHERE id = ?`, id).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fail.New(fail.NotFound, "draft.no-file", "file", id)
	}
	return b, fail.Wrap(err, "draft: read file")
}

func files(tx *store.Tx, where string, args ...any) ([]File, error) {
	rows, err := tx.Query(`SELECT id, owner, casefile, name, kind, size, sha256, added, scanned FROM file `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "draft: list files")
	}
	defer rows.Close()
	var out []File
	for rows.Next() {
		var f File
		var added int64
		if err := rows.Scan(&f.ID, &f.Owner, &f.Case, &f.Name, &f.Kind, &f.Size, &f.SHA256, &added, &f.Scanned); err != nil {
			return nil, fail.Wrap(err, "draft: list file")
		}
		f.Added = time.UnixMicro(added).UTC()
		out = append(out, f)
	}
	return out, fail.Wrap(rows.Err(), "draft: list files")
}

// EraseFiles takes away the files of a case.
func EraseFiles(tx *store.Tx, number string) error {
	_, err := tx.Exec(`DELETE FROM file WHERE casefile = ?`, number)
	return fail.Wrap(err, "draft: erase files")
}

// EachCase calls f for the number of every case that has files, in order.
func EachCase(tx *store.Tx, f func(number string) error) error {
	rows, err := tx.Query(`SELECT DISTINCT casefile FROM file WHERE casefile <> '' ORDER BY casefile`)
	if err != nil {
		return fail.Wrap(err, "draft: cases with files")
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			return fail.Wrap(err, "draft: case with files")
		}
		if err := f(number); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "draft: cases with files")
}
