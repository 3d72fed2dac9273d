// Package precedent keeps what decisions were made from 决策先例: of every decision that
// a model was asked about, where the log commits to its receipt, what it was told and
// what came of it. A changed rule is tried on these rows before anybody signs it. The
// rows follow from the acts and can be made from them again.
package precedent

import (
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Kind is what many decisions have in common.
type Kind struct {
	Service  string
	Digest   string // of the pack that declares the model
	Model    string
	Verb     string
	Outcome  string // what was decided
	Proposed string // what the model proposed; empty where it answers a plain value
	Rules    string // that counted: table and number, one a line
	Answered bool
}

// Row is one decision.
type Row struct {
	Leaf   int64 // of the receipt's entry in the log
	Number string
	Seq    int
	Kind   Kind
	At     time.Time // when the model was asked
	Stands bool      // the last decision of its case
	Answer string    // as FEEL writes it, where no outcome is proposed
	Amount int64     // what the declared rules pay, in minor units
	Paid   bool      // Amount says something
	Told   []byte    // what a rule could have asked then; see the pack room
}

// Same says whether two rows say the same of a decision.
func (r Row) Same(o Row) bool {
	return r.Leaf == o.Leaf && r.Number == o.Number && r.Seq == o.Seq && r.Kind == o.Kind && r.At.Equal(o.At) && r.Stands == o.Stands &&
		r.Answer == o.Answer && r.Amount == o.Amount && r.Paid == o.Paid && string(r.Told) == string(o.Told)
}

// Decides is the verb of an act that ends a matter; a proposal does not stand.
const Decides = "decide"

// Add writes a decision. Earlier ones of the case stand no longer.
func Add(tx *store.Tx, r Row) error {
	if r.Stands {
		if _, err := tx.Exec(`UPDATE precedent SET stands = 0 WHERE number = ? AND stands = 1`, r.Number); err != nil {
			return fail.Wrap(err, "precedent: let stand no longer")
		}
	}
	kind, err := kindOf(tx, r.Kind)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO precedent (leaf, number, seq, service, kind, at, stands, answer, amount, paid, told) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
		r.Leaf, r.Number, r.Seq, r.Kind.Service, kind, r.At.UnixMicro(), bit(r.Stands), r.Answer, r.Amount, bit(r.Paid), r.Told)
	return fail.Wrap(err, "precedent: add")
}

// Again writes what follows from the acts of a decision anew, under the leaf it has.
func Again(tx *store.Tx, r Row) error {
	kind, err := kindOf(tx, r.Kind)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE precedent SET service = ?, kind = ?, at = ?, stands = ?, answer = ?, amount = ?, paid = ?, told = ? WHERE leaf = ? AND number = ? AND seq = ?`,
		r.Kind.Service, kind, r.At.UnixMicro(), bit(r.Stands), r.Answer, r.Amount, bit(r.Paid), r.Told, r.Leaf, r.Number, r.Seq)
	return fail.Wrap(err, "precedent: make again")
}

func kindOf(tx *store.Tx, k Kind) (id int64, err error) {
	args := []any{k.Service, k.Digest, k.Model, k.Verb, k.Outcome, k.Proposed, k.Rules, bit(k.Answered)}
	const find = `SELECT id FROM precedent_kind WHERE service = ? AND digest = ? AND model = ? AND verb = ? AND outcome = ? AND proposed = ? AND rules = ? AND answered = ?`
	err = tx.QueryRow(find, args...).Scan(&id)
	if !errors.Is(err, store.ErrNoRows) {
		return id, fail.Wrap(err, "precedent: find kind")
	}
	if _, err = tx.Exec(`INSERT INTO precedent_kind (service, digest, model, verb, outcome, proposed, rules, answered) VALUES (?,?,?,?,?,?,?,?)`, args...); err != nil {
		return 0, fail.Wrap(err, "precedent: add kind")
	}
	return id, fail.Wrap(tx.QueryRow(find, args...).Scan(&id), "precedent: find kind")
}

// Kinds are all kinds of the decisions of a service, by the number rows have them under.
func Kinds(tx *store.Tx, service string) (map[int64]Kind, error) {
	rows, err := tx.Query(`SELECT id, service, digest, model, verb, outcome, proposed, rules, answered FROM precedent_kind WHERE service = ?`, service)
	if err != nil {
		return nil, fail.Wrap(err, "precedent: read kinds")
	}
	defer rows.Close()
	out := map[int64]Kind{}
	for rows.Next() {
		var id, answered int64
		var k Kind
		if err := rows.Scan(&id, &k.Service, &k.Digest, &k.Model, &k.Verb, &k.Outcome, &k.Proposed, &k.Rules, &answered); err != nil {
			return nil, fail.Wrap(err, "precedent: read kind")
		}
		k.Answered = answered == 1
		out[id] = k
	}
	return out, fail.Wrap(rows.Err(), "precedent: read kinds")
}

// OfCase are the decisions of a case in order. A row whose case was erased has no kind.
func OfCase(tx *store.Tx, number string) (out []Row, err error) {
	rows, err := tx.Query(`SELECT p.leaf, p.number, p.seq, p.at, p.stands, p.answer, p.amount, p.paid, p.told,
 COALESCE(k.service, ''), COALESCE(k.digest, ''), COALESCE(k.model, ''), COALESCE(k.verb, ''), COALESCE(k.outcome, ''), COALESCE(k.proposed, ''),
 COALESCE(k.rules, ''), COALESCE(k.answered, 0) FROM precedent p LEFT JOIN precedent_kind k ON k.id = p.kind WHERE p.number = ? ORDER BY p.seq`, number)
	if err != nil {
		return nil, fail.Wrap(err, "precedent: read case")
	}
	defer rows.Close()
	for rows.Next() {
		var r Row
		var at, stands, paid, answered int64
		if err := rows.Scan(&r.Leaf, &r.Number, &r.Seq, &at, &stands, &r.Answer, &r.Amount, &paid, &r.Told,
			&r.Kind.Service, &r.Kind.Digest, &r.Kind.Model, &r.Kind.Verb, &r.Kind.Outcome, &r.Kind.Proposed, &r.Kind.Rules, &answered); err != nil {
			return nil, fail.Wrap(err, "precedent: read decision")
		}
		r.At, r.Stands, r.Paid, r.Kind.Answered = time.UnixMicro(at).UTC(), stands == 1, paid == 1, answered == 1
		out = append(out, r)
	}
	return out, fail.Wrap(rows.Err(), "precedent: read case")
}

// Place is where the log commits to a receipt.
type Place struct {
	Leaf   int64
	Number string
	Seq    int
}

// Find is where the log commits to the receipt of an act, if it does.
func Find(tx *store.Tx, number string, seq int) (p Place, ok bool, err error) {
	err = tx.QueryRow(`SELECT leaf, number, seq FROM precedent WHERE number = ? AND seq = ?`, number, seq).Scan(&p.Leaf, &p.Number, &p.Seq)
	if errors.Is(err, store.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, fail.Wrap(err, "precedent: find")
}

// Places are the next places from a leaf on, in the order of the log.
func Places(tx *store.Tx, from int64, most int) (out []Place, err error) {
	rows, err := tx.Query(`SELECT leaf, number, seq FROM precedent WHERE leaf >= ? ORDER BY leaf LIMIT ?`, from, most)
	if err != nil {
		return nil, fail.Wrap(err, "precedent: read places")
	}
	defer rows.Close()
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.Leaf, &p.Number, &p.Seq); err != nil {
			return nil, fail.Wrap(err, "precedent: read place")
		}
		out = append(out, p)
	}
	return out, fail.Wrap(rows.Err(), "precedent: read places")
}

// Erase takes away what the decisions of a case were made from. That the log commits to
// their receipts stays.
func Erase(tx *store.Tx, number string) error {
	_, err := tx.Exec(`UPDATE precedent SET kind = 0, at = 0, stands = 0, answer = '', amount = 0, paid = 0, told = x'' WHERE number = ?`, number)
	return fail.Wrap(err, "precedent: erase")
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
