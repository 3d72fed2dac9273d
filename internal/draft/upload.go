package draft

import (
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Upload 分块上传 is a file on its way, piece by piece: a network that is cut goes on where
// it was, as draft-ietf-httpbis-resumable-upload describes.
type Upload struct {
	ID    string
	Owner string
	Name  string
	Size  int // of the whole, in bytes
	Here  int // of it, here already
}

// uploadKept is how long a file may be on its way.
const uploadKept = 24 * time.Hour

// mostUploads is how many files of one person may be on their way at a time.
const mostUploads = 20

// Begin keeps that a file is on its way.
func Begin(tx *store.Tx, u Upload) error {
	if u.Size <= 0 {
		return fail.New(fail.Invalid, "draft.file-empty", "file", u.Name)
	}
	if u.Size > MaxFile {
		return fail.New(fail.TooLarge, "draft.file-large", "file", u.Name, "most", strconv.Itoa(MaxFile>>20))
	}
	var n int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM upload WHERE owner = ? AND began > ?`, u.Owner, tx.Now().Add(-uploadKept).UnixMicro()).Scan(&n); err != nil {
		return fail.Wrap(err, "draft: count uploads")
	}
	if n >= mostUploads {
		return fail.New(fail.TooMany, "draft.uploads", "after", "60")
	}
	_, err := tx.Exec(`INSERT INTO upload (id, owner, name, size, began) VALUES (?,?,?,?,?)`, u.ID, u.Owner, u.Name, u.Size, tx.Now().UnixMicro())
	return fail.Wrap(err, "draft: begin upload")
}

// OnTheWay is a file that its owner is sending.
func OnTheWay(tx *store.Tx, id, owner string) (Upload, error) {
	u := Upload{ID: id, Owner: owner}
	err := tx.QueryRow(`SELECT name, size, (SELECT COALESCE(SUM(LENGTH(body)), 0) FROM upload_piece WHERE upload = id) FROM upload WHERE id = ? AND owner = ?`, id, owner).
		Scan(&u.Name, &u.Size, &u.Here)
	if err == store.ErrNoRows {
		return u, fail.New(fail.NotFound, "draft.no-upload")
	}
	return u, fail.Wrap(err, "draft: find upload")
}

// Append adds a piece. One that begins elsewhere than where the last one ended is a
// Conflict: the sender asks where that is.
func (u *Upload) Append(tx *store.Tx, at int, piece []byte) error {
	if at != u.Here {
		return fail.New(fail.Conflict, "draft.upload-place", "at", strconv.Itoa(u.Here))
	}
	if u.Here+len(piece) > u.Size {
		return fail.New(fail.Invalid, "draft.upload-long", "file", u.Name)
	}
	if len(piece) == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO upload_piece (upload, at, body) VALUES (?,?,?)`, u.ID, at, piece)
	u.Here += len(piece)
	return fail.Wrap(err, "draft: keep piece")
}

// Whole is all of an upload whose pieces are here.
func (u Upload) Whole(tx *store.Tx) ([]byte, error) {
	rows, err := tx.Query(`SELECT body FROM upload_piece WHERE upload = ? ORDER BY at`, u.ID)
	if err != nil {
		return nil, fail.Wrap(err, "draft: read pieces")
	}
	defer rows.Close()
	out := make([]byte, 0, u.Size)
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fail.Wrap(err, "draft: read piece")
		}
		out = append(out, b...)
	}
	return out, fail.Wrap(rows.Err(), "draft: read pieces")
}

// Done forgets an upload and its pieces.
func (u Upload) Done(tx *store.Tx) error {
	if _, err := tx.Exec(`DELETE FROM upload_piece WHERE upload = ?`, u.ID); err != nil {
		return fail.Wrap(err, "draft: drop pieces")
	}
	_, err := tx.Exec(`DELETE FROM upload WHERE id = ?`, u.ID)
	return fail.Wrap(err, "draft: drop upload")
}

// sweepUploads removes what was not sent to its end.
func sweepUploads(tx *store.Tx, now time.Time) error {
	old := now.Add(-uploadKept).UnixMicro()
	if _, err := tx.Exec(`DELETE FROM upload_piece WHERE upload IN (SELECT id FROM upload WHERE began <= ?)`, old); err != nil {
		return fail.Wrap(err, "draft: sweep pieces")
	}
	_, err := tx.Exec(`DELETE FROM upload WHERE began <= ?`, old)
	return fail.Wrap(err, "draft: sweep uploads")
}
