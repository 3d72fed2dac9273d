package draft

import (
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// ActDraft 未提交的办理 is what an official has typed into the form of an act and not
// sent yet: neither a lost session nor somebody else's act takes it away.
type ActDraft struct {
	Person string
	Number string // of the case
	Act    string // the verb, and the step behind a slash
	Form   string // as a browser sends it
	Saved  time.Time
}

// SaveAct writes d over what was kept before.
func SaveAct(tx *store.Tx, d ActDraft) error {
	_, err := tx.Exec(`INSERT INTO act_draft (person, number, act, form, saved) VALUES (?,?,?,?,?)
 ON CONFLICT (person, number, act) DO UPDATE SET form = excluded.form, saved = excluded.saved`, d.Person, d.Number, d.Act, []byte(d.Form), tx.Now().UnixMicro())
	return fail.Wrap(err, "draft: save act")
}

// FindAct is what person typed for an act on a case, if it is kept.
func FindAct(tx *store.Tx, person, number, act string) (d ActDraft, ok bool, err error) {
	d = ActDraft{Person: person, Number: number, Act: act}
	var form []byte
	var saved int64
	err = tx.QueryRow(`SELECT form, saved FROM act_draft WHERE person = ? AND number = ? AND act = ?`, person, number, act).Scan(&form, &saved)
	if errors.Is(err, store.ErrNoRows) {
		return d, false, nil
	}
	d.Form, d.Saved = string(form), time.UnixMicro(saved).UTC()
	return d, err == nil, fail.Wrap(err, "draft: find act")
}

// ActsOf lists what is being typed about a case, by everybody, the latest first, without
// the words.
func ActsOf(tx *store.Tx, number string) ([]ActDraft, error) {
	return actDrafts(tx, `SELECT person, number, act, saved FROM act_draft WHERE number = ? ORDER BY saved DESC`, number)
}

// ActsBy lists what person has not sent yet, the latest first, without the words.
func ActsBy(tx *store.Tx, person string) ([]ActDraft, error) {
	return actDrafts(tx, `SELECT person, number, act, saved FROM act_draft WHERE person = ? ORDER BY saved DESC LIMIT 100`, person)
}

func actDrafts(tx *store.Tx, query string, args ...any) ([]ActDraft, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "draft: list acts")
	}
	defer rows.Close()
	var out []ActDraft
	for rows.Next() {
		var d ActDraft
		var saved int64
		if err := rows.Scan(&d.Person, &d.Number, &d.Act, &saved); err != nil {
			return nil, fail.Wrap(err, "draft: list act")
		}
		d.Saved = time.UnixMicro(saved).UTC()
		out = append(out, d)
	}
	return out, fail.Wrap(rows.Err(), "draft: list acts")
}

// DropAct forgets what person typed for an act; forgetting what is gone is no error.
func DropAct(tx *store.Tx, person, number, act string) error {
	_, err := tx.Exec(`DELETE FROM act_draft WHERE person = ? AND number = ? AND act = ?`, person, number, act)
	return fail.Wrap(err, "draft: drop act")
}

// EraseActs takes away what everybody has typed about a case.
func EraseActs(tx *store.Tx, number string) error {
	_, err := tx.Exec(`DELETE FROM act_draft WHERE number = ?`, number)
	return fail.Wrap(err, "draft: erase acts")
}
