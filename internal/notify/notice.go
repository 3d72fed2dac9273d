package notify

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// NoticeKind says what an official is told of.
type NoticeKind string

// The kinds of notice.
const (
	Soon    NoticeKind = "soon"    // a fifth of the time is left: who handles the case hears of it first
	Late    NoticeKind = "late"    // the promise is broken: who hands out cases hears of it too
	Mention NoticeKind = "mention" // a colleague wrote their name in a note
)

// Notice 提醒 is what an official is told beside the acts of their cases.
type Notice struct {
	ID     int64
	Person string
	Number string
	Kind   NoticeKind
	About  int64 // the due time in microseconds, or the number of the act
	Made   time.Time
	Shown  time.Time // from when it is shown: not at night
	Seen   bool
	Reason string // what its reader says to it
}

// Tell writes a notice. A second one about the same to the same person is quietly the
// same notice.
func (n Notice) Tell(tx *store.Tx) error {
	_, err := tx.Exec(`INSERT INTO notice (person, number, kind, about, made, shown, seen, reason) VALUES (?,?,?,?,?,?,0,'') ON CONFLICT (person, number, kind, about) DO NOTHING`,
		n.Person, n.Number, string(n.Kind), n.About, tx.Now().UnixMicro(), n.Shown.UnixMicro())
	return fail.Wrap(err, "notify: tell")
}

const noticeColumns = `id, person, number, kind, about, made, shown, seen, reason`

// Notices lists what person is told by now, the newest first, at most size.
func Notices(tx *store.Tx, person string, now time.Time, size int) ([]Notice, error) {
	return notices(tx, `person = ? AND shown <= ? ORDER BY shown DESC, id DESC LIMIT ?`, person, now.UnixMicro(), size)
}

// NoticesOf lists every notice of one kind about a case, the oldest first.
func NoticesOf(tx *store.Tx, number string, kind NoticeKind) ([]Notice, error) {
	return notices(tx, `number = ? AND kind = ? ORDER BY id`, number, string(kind))
}

// FindNotice is one of person's notices. The error is NotFound where there is none.
func FindNotice(tx *store.Tx, person string, id int64) (Notice, error) {
	ns, err := notices(tx, `id = ? AND person = ?`, id, person)
	if err == nil && len(ns) == 0 {
		return Notice{}, fail.New(fail.NotFound, "notify.no-notice")
	}
	if err != nil {
		return Notice{}, err
	}
	return ns[0], nil
}

func notices(tx *store.Tx, where string, args ...any) ([]Notice, error) {
	rows, err := tx.Query(`SELECT `+noticeColumns+` FROM notice WHERE `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "notify: notices")
	}
	defer rows.Close()
	var out []Notice
	for rows.Next() {
		var n Notice
		var kind string
		var made, shown, seen int64
		if err := rows.Scan(&n.ID, &n.Person, &n.Number, &kind, &n.About, &made, &shown, &seen, &n.Reason); err != nil {
			return nil, fail.Wrap(err, "notify: notices")
		}
		n.Kind, n.Made, n.Shown, n.Seen = NoticeKind(kind), time.UnixMicro(made).UTC(), time.UnixMicro(shown).UTC(), seen != 0
		out = append(out, n)
	}
	return out, fail.Wrap(rows.Err(), "notify: notices")
}

// Answer keeps what person says to a notice.
func Answer(tx *store.Tx, person string, id int64, reason string) error {
	n, err := tx.Exec(`UPDATE notice SET reason = ? WHERE id = ? AND person = ?`, reason, id, person)
	if err == nil && n != 1 {
		return fail.New(fail.NotFound, "notify.no-notice")
	}
	return fail.Wrap(err, "notify: answer")
}

// SeeNotices marks what person was shown by now.
func SeeNotices(tx *store.Tx, person string, now time.Time) error {
	_, err := tx.Exec(`UPDATE notice SET seen = ? WHERE person = ? AND shown <= ? AND seen = 0`, now.UnixMicro(), person, now.UnixMicro())
	return fail.Wrap(err, "notify: see notices")
}
