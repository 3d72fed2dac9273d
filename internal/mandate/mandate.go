// Package mandate keeps mandates that came on signed paper 纸质授权: what one official
// recorded at a counter, the scan of the paper, what a second official answered, and how
// it ended. The log commits to every deed.
package mandate

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// Kind says what the paper is for.
type Kind string

// The kinds.
const (
	Delegation Kind = "delegation" // a person lets another act for them
	Ownership  Kind = "ownership"  // a firm gets another owner, for the one it has does not let go
)

// State is where a mandate stands at the counter. Whether the right to act that came of it
// holds is for the room of people to say.
type State string

// The states.
const (
	Recorded  State = "recorded"
	Confirmed State = "confirmed"
	Refused   State = "refused"
)

// Terms are what stands on the paper, and what the official saw.
type Terms struct {
	Kind     Kind      `json:"kind"`
	Giver    string    `json:"giver"` // id of a person; of the firm, of an ownership
	Taker    string    `json:"taker"`
	Services []string  `json:"services,omitempty"` // empty means all
	Licences bool      `json:"licences,omitempty"`
	Until    time.Time `json:"until,omitzero"` // zero of an ownership
	Came     bool      `json:"came"`           // who gives it came; else the counter went to them
	Seen     string    `json:"seen"`           // which identity paper the official saw, and what of it
	Why      string    `json:"why,omitempty"`  // of an ownership: what the office found
}

// Mandate 纸质授权 is one of them.
type Mandate struct {
	ID int64 `json:"id"`
	Terms
	GiverName  string    `json:"giver_name"` // names as they were then
	TakerName  string    `json:"taker_name"`
	File       string    `json:"file"` // name of the scan
	FileKind   string    `json:"file_kind"`
	SHA256     []byte    `json:"sha256"` // of the scan
	Office     string    `json:"office"`
	By         string    `json:"by"`
	Name       string    `json:"name"`
	At         time.Time `json:"at"`
	State      State     `json:"state"`
	Second     string    `json:"second,omitempty"` // who answered
	SecondName string    `json:"second_name,omitempty"`
	Answered   time.Time `json:"answered,omitzero"`
	Refusal    string    `json:"refusal,omitempty"`
	Acting     string    `json:"acting,omitempty"` // id of the right to act that came of it
}

// Number is what people call it by: it stands in records, messages and lists.
func (m Mandate) Number() string { return "M-" + strconv.FormatInt(m.ID, 10) }

// Verb is what was done.
type Verb string

// The verbs.
const (
	Record  Verb = "record"
	Confirm Verb = "confirm"
	Refuse  Verb = "refuse"
	Accept  Verb = "accept" // by who acts
	End     Verb = "end"    // by either, or by the counter
)

// Deed is one thing that was done, with the mandate as it stood after it.
type Deed struct {
	Verb    Verb      `json:"verb"`
	Mandate Mandate   `json:"mandate"`
	By      string    `json:"by"`
	Name    string    `json:"name"`
	At      time.Time `json:"at"`
	Words   string    `json:"words,omitempty"` // why the counter ended it
}

// LogKind is the kind of a deed's entry in the log.
const LogKind = "mandate"

// Entry is a deed's bytes and its entry in the log.
func (d Deed) Entry(salt []byte) (body []byte, e merkle.Entry, err error) {
	if body, err = json.Marshal(d); err != nil {
		return nil, e, fail.Wrap(err, "mandate: deed as JSON")
	}
	payload, err := merkle.Commit(salt, body)
	return body, merkle.Entry{Kind: LogKind, Payload: payload}, fail.Wrap(err, "mandate: entry of a deed")
}

// Keep keeps the bytes of a deed with its place in the log.
func Keep(tx *store.Tx, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO mandate_act (leaf, salt, body) VALUES (?,?,?)`, leaf, salt, body)
	return fail.Wrap(err, "mandate: keep a deed")
}

// Each calls f for every deed as the log commits to it, in the order of their places.
func Each(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM mandate_act ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "mandate: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "mandate: read deed")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "mandate: read deeds")
}

// Add writes a new mandate with its scan, and gives it its id.
func Add(tx *store.Tx, m Mandate, scan []byte) (Mandate, error) {
	if err := tx.QueryRow(`INSERT INTO mandate (office, state, acting, body, scan) VALUES (?,?,'',x'',?) RETURNING id`, m.Office, string(m.State), scan).Scan(&m.ID); err != nil {
		return m, fail.Wrap(err, "mandate: add")
	}
	return m, Save(tx, m)
}

// Save writes a mandate as it stands.
func Save(tx *store.Tx, m Mandate) error {
	body, err := json.Marshal(m)
	if err == nil {
		_, err = tx.Exec(`UPDATE mandate SET state = ?, acting = ?, body = ? WHERE id = ?`, string(m.State), m.Acting, body, m.ID)
	}
	return fail.Wrap(err, "mandate: save")
}

// Find is a mandate by its id. The error is NotFound where there is none.
func Find(tx *store.Tx, id int64) (Mandate, error) {
	ms, err := list(tx, `WHERE id = ?`, id)
	if err == nil && len(ms) == 0 {
		err = fail.New(fail.NotFound, "mandate.unknown")
	}
	if err != nil {
		return Mandate{}, err
	}
	return ms[0], nil
}

// OfActing is the mandate that a right to act came of, if it came of one.
func OfActing(tx *store.Tx, acting string) (m Mandate, ok bool, err error) {
	ms, err := list(tx, `WHERE acting = ? AND acting <> ''`, acting)
	if err != nil || len(ms) == 0 {
		return m, false, err
	}
	return ms[0], true, nil
}

// OfOffice lists the mandates of an office, the newest first, at most so many.
func OfOffice(tx *store.Tx, office string, most int) ([]Mandate, error) {
	return list(tx, `WHERE office = ? ORDER BY id DESC LIMIT ?`, office, most)
}

// All lists every mandate in the order of ids.
func All(tx *store.Tx) ([]Mandate, error) { return list(tx, `ORDER BY id`) }

// Fits says whether a mandate's row says beside its body what the body says.
func Fits(tx *store.Tx, m Mandate) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM mandate WHERE id = ? AND office = ? AND state = ? AND acting = ?`, m.ID, m.Office, string(m.State), m.Acting).Scan(&n)
	return n == 1, fail.Wrap(err, "mandate: read row")
}

// Scan is the scan of a mandate's paper.
func Scan(tx *store.Tx, id int64) (body []byte, err error) {
	err = tx.QueryRow(`SELECT scan FROM mandate WHERE id = ?`, id).Scan(&body)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fail.New(fail.NotFound, "mandate.unknown")
	}
	return body, fail.Wrap(err, "mandate: read scan")
}

func list(tx *store.Tx, where string, args ...any) (out []Mandate, err error) {
	rows, err := tx.Query(`SELECT body FROM mandate `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "mandate: read")
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		var m Mandate
		if err := rows.Scan(&body); err != nil {
			return nil, fail.Wrap(err, "mandate: read one")
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return nil, fail.Wrap(err, "mandate: read one")
		}
		out = append(out, m)
	}
	return out, fail.Wrap(rows.Err(), "mandate: read")
}
