// Package benefit keeps what is paid without an application: runs of a policy over a
// register, what each person is due, and every deed from the notice to the payment.
// Who is due what is the policy's to say; who may do a deed is the desk's.
package benefit

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Run 政策批次 is one policy tried over a whole register on one day.
type Run struct {
	ID       int64
	Policy   string
	Digest   string // of the policy
	Office   string
	Day      string // ages are counted to it, such as 2026-11-02
	Recorded time.Time
	Count    int64  // people who are due something
	Total    int64  // minor units
	List     string // digest of who is due what
	Ends     time.Time
	Proposed string // person id
	Approved string // person id; empty until a second person has signed
	Ordered  int    // payment orders so far
}

// State is how one claim stands.
type State string

// The states of a claim.
const (
	Named     State = "named"     // the rules named the person; nothing was answered yet
	Confirmed State = "confirmed" // the person gave the account
	Objected  State = "objected"  // somebody says that it is wrong; a person looks
	Declined  State = "declined"  // the person does not want it
	Excluded  State = "excluded"  // left out, for a reason
	Ordered   State = "ordered"   // in a payment order
	Paid      State = "paid"
	Failed    State = "failed" // the bank could not pay; the account can be given again
	Reclaimed State = "reclaimed"
)

// Deed 操作 is what is done to a run or to one claim.
type Deed string

// The deeds. Those of the desk that pays need an official.
const (
	Try     Deed = "try" // rules looked at the whole register; nothing was kept
	Propose Deed = "propose"
	Approve Deed = "approve"
	Order   Deed = "order"
	Confirm Deed = "confirm"
	Object  Deed = "object"
	Decline Deed = "decline"
	Uphold  Deed = "uphold" // the objection was looked at: the claim stands
	Exclude Deed = "exclude"
	Pay     Deed = "pay"
	Fail    Deed = "fail"
	Audit   Deed = "audit"
	Reclaim Deed = "reclaim" // 追回
)

// from says in which states of a claim a deed can be done, and where it leads.
var from = map[Deed]struct {
	states []State
	to     State
}{
	Confirm: {[]State{Named, Failed, Confirmed}, Confirmed},
	Object:  {[]State{Named, Confirmed}, Objected},
	Decline: {[]State{Named, Confirmed, Objected}, Declined},
	Uphold:  {[]State{Objected}, Named},
	Exclude: {[]State{Named, Confirmed, Objected}, Excluded},
	Order:   {[]State{Confirmed}, Ordered},
	Pay:     {[]State{Ordered}, Paid},
	Fail:    {[]State{Ordered}, Failed},
	Audit:   {[]State{Paid}, Paid},
	Reclaim: {[]State{Paid}, Reclaimed},
}

// Claim 待发待遇 is what one person is due in a run.
type Claim struct {
	Run     int64
	Subject string
	Amount  int64 // minor units
	State   State
	Account string
	Words   string // what the person objected
	Reason  string // of what was decided about it, or why the bank could not pay
	Drawn   bool
}

// May lists the deeds that can be done to the claim now.
func (c Claim) May() []Deed {
	var out []Deed
	for d, f := range from {
		if slices.Contains(f.states, c.State) {
			out = append(out, d)
		}
	}
	slices.Sort(out)
	return out
}

// Body is what the log commits to of a deed.
type Body struct {
	Run     int64     `json:"run"`
	Subject string    `json:"subject,omitempty"`
	Deed    Deed      `json:"deed"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Words   string    `json:"words,omitempty"`
	Policy  string    `json:"policy,omitempty"`
	Digest  string    `json:"digest,omitempty"`
	Day     string    `json:"day,omitempty"`
	Count   int64     `json:"count,omitempty"`
	Total   int64     `json:"total,omitempty"`
	List    string    `json:"list,omitempty"`
	Fields  []string  `json:"fields,omitempty"` // of the register that the rules looked at
}

// Bytes are the body's canonical bytes.
func (b Body) Bytes() ([]byte, error) {
	out, err := json.Marshal(b)
	return out, fail.Wrap(err, "benefit: write deed")
}

// KeepDeed writes a deed whose entry the log has at leaf.
func KeepDeed(tx *store.Tx, b Body, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO benefit_deed (run, subject, deed, by_id, at, leaf, salt, body) VALUES (?,?,?,?,?,?,?,?)`,
		b.Run, b.Subject, string(b.Deed), b.By, b.At.UnixMicro(), leaf, salt, body)
	return fail.Wrap(err, "benefit: keep deed")
}

// EachDeed gives every deed in the order of the log, to who checks it.
func EachDeed(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM benefit_deed ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "benefit: deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "benefit: deeds")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "benefit: deeds")
}

// Deeds are the deeds on a run, or on one claim of it, the oldest first.
func Deeds(tx *store.Tx, run int64, subject string) ([]Body, error) {
	rows, err := tx.Query(`SELECT body FROM benefit_deed WHERE run = ? AND subject = ? ORDER BY id`, run, subject)
	if err != nil {
		return nil, fail.Wrap(err, "benefit: deeds")
	}
	defer rows.Close()
	var out []Body
	for rows.Next() {
		var raw []byte
		var b Body
		if err := rows.Scan(&raw); err != nil {
			return nil, fail.Wrap(err, "benefit: deeds")
		}
		if err := json.Unmarshal(raw, &b); err != nil {
			return nil, fail.Wrap(err, "benefit: deed")
		}
		out = append(out, b)
	}
	return out, fail.Wrap(rows.Err(), "benefit: deeds")
}

// Begin writes a run that was put forward and gives it its number.
func Begin(tx *store.Tx, r Run) (id int64, err error) {
	err = tx.QueryRow(`INSERT INTO benefit_run (policy, digest, office, day, recorded, count, total, list, ends) VALUES (?,?,?,?,?,?,?,?,0) RETURNING id`,
		r.Policy, r.Digest, r.Office, r.Day, r.Recorded.UnixMicro(), r.Count, r.Total, r.List).Scan(&id)
	return id, fail.Wrap(err, "benefit: begin run")
}

// Open sets the end of the time to object, when a second person has signed.
func Open(tx *store.Tx, run int64, ends time.Time) error {
	_, err := tx.Exec(`UPDATE benefit_run SET ends = ? WHERE id = ?`, ends.UnixMicro(), run)
	return fail.Wrap(err, "benefit: open run")
}

const runColumns = `r.id, r.policy, r.digest, r.office, r.day, r.recorded, r.count, r.total, r.list, r.ends,
 COALESCE((SELECT by_id FROM benefit_deed d WHERE d.run = r.id AND d.subject = '' AND d.deed = 'propose' LIMIT 1), ''),
 COALESCE((SELECT by_id FROM benefit_deed d WHERE d.run = r.id AND d.subject = '' AND d.deed = 'approve' LIMIT 1), ''),
 (SELECT COUNT(*) FROM benefit_deed d WHERE d.run = r.id AND d.subject = '' AND d.deed = 'order')`

// FindRun is a run by its number, or fail.NotFound.
func FindRun(tx *store.Tx, id int64) (Run, error) {
	r, err := scanRun(tx.QueryRow(`SELECT `+runColumns+` FROM benefit_run r WHERE r.id = ?`, id))
	if errors.Is(err, store.ErrNoRows) {
		return Run{}, fail.New(fail.NotFound, "benefit.no-run", "run", strconv.FormatInt(id, 10))
	}
	return r, fail.Wrap(err, "benefit: find run")
}

// Runs lists runs of offices, the newest first.
func Runs(tx *store.Tx, offices []string) ([]Run, error) {
	rows, err := tx.Query(`SELECT ` + runColumns + ` FROM benefit_run r ORDER BY r.id DESC LIMIT 200`)
	if err != nil {
		return nil, fail.Wrap(err, "benefit: list runs")
	}
	defer rows.Close()
	var out []Run
	for rows.Next() {
		r, err := scanRun(rows)
		if err != nil {
			return nil, fail.Wrap(err, "benefit: list runs")
		}
		if slices.Contains(offices, r.Office) {
			out = append(out, r)
		}
	}
	return out, fail.Wrap(rows.Err(), "benefit: list runs")
}

func scanRun(s interface{ Scan(...any) error }) (Run, error) {
	var r Run
	var recorded, ends int64
	err := s.Scan(&r.ID, &r.Policy, &r.Digest, &r.Office, &r.Day, &recorded, &r.Count, &r.Total, &r.List, &ends, &r.Proposed, &r.Approved, &r.Ordered)
	r.Recorded = time.UnixMicro(recorded).UTC()
	if ends != 0 {
		r.Ends = time.UnixMicro(ends).UTC()
	}
	return r, err
}
