package licence

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Verb is what is done to a licence.
type Verb string

// The verbs. The first deed of every licence issues it.
const (
	Issue   Verb = "issue"   // by the decision of a case
	Change  Verb = "change"  // what it says; makes a new version
	Suspend Verb = "suspend" // until it is resumed
	Resume  Verb = "resume"
	Revoke  Verb = "revoke" // for good
	Check   Verb = "check"  // the yearly check was passed
	Bind    Verb = "bind"   // the holder's own key, by the holder

	Propose Verb = "propose" // a deed that another person is to decide
	Decline Verb = "decline" // of what was proposed: by who decides, or taken back by who proposed
)

// HolderName stands for the holder's name among the words of a change; no field of a
// licence may have this name.
const HolderName = "holder"

// Lets says whether a licence in this state takes a verb: what is suspended is not
// suspended again, and only that is resumed.
func (s State) Lets(v Verb) bool {
	switch {
	case s == TakenAway:
		return false
	case v == Suspend:
		return s == InForce
	case v == Resume:
		return s == OnHold
	}
	return true
}

// Deed 证照变动 is one thing done to a licence, word for word as the log commits to it, with
// the licence as it stood afterwards.
type Deed struct {
	Number  string
	Seq     int
	Verb    Verb
	At      time.Time
	By      string // person; empty where the decision of a case did it
	Of      Verb   `json:",omitempty"` // what Propose and Decline are about
	Asked   string `json:",omitempty"` // who had proposed it, where it takes two people
	Case    string // whose decision issued it
	Law     string // ground: statute and article
	Article string
	Words   string // the reason given
	After   Licence
}

// Do is the licence after a deed, and the deed with its number, or why it may not be
// done now. change carries the new words for Change, key the holder's for Bind.
func (l Licence) Do(d Deed, change map[string]string, key string) (Deed, error) {
	refuse := func() (Deed, error) {
		return d, fail.New(fail.Conflict, "licence.not-now", "number", l.Number)
	}
	if l.Seq == 0 && d.Verb != Issue || l.Seq > 0 && d.Verb == Issue || l.Seq > 0 && !l.State.Lets(d.Verb) {
		return refuse()
	}
	next := l
	switch d.Verb {
	case Issue:
		next.Version, next.State = 1, InForce
	case Change:
		next.Fields = maps.Clone(l.Fields)
		maps.Copy(next.Fields, change)
		if name, ok := next.Fields[HolderName]; ok {
			next.Name = name
			delete(next.Fields, HolderName)
		}
		if maps.Equal(next.Fields, l.Fields) {
			return d, fail.New(fail.Invalid, "licence.no-change", "number", l.Number)
		}
		next.Version++
	case Suspend:
		next.State = OnHold
	case Resume:
		next.State = InForce
	case Revoke:
		next.State = TakenAway
	case Check:
		next.Checked = d.At
	case Propose:
		if _, err := l.Do(Deed{Verb: d.Of}, nil, ""); err != nil || d.Of != Suspend && d.Of != Revoke {
			return refuse()
		}
	case Decline: // the licence stays as it is
	case Bind:
		next.Bound = key
		next.Version++
	default:
		return refuse()
	}
	next.Seq++
	d.Number, d.Seq, d.After = next.Number, next.Seq, next
	return d, nil
}

// Waiting is the deed that was proposed last and is neither decided nor declined. What the holder did meanwhile does not
// settle it.
func Waiting(deeds []Deed) (Deed, bool) {
	for i := len(deeds) - 1; i >= 0; i-- {
		switch deeds[i].Verb {
		case Bind:
		case Propose:
			return deeds[i], true
		default:
			return Deed{}, false
		}
	}
	return Deed{}, false
}

// Bytes is the deed as the log commits to it.
func (d Deed) Bytes() ([]byte, error) {
	b, err := json.Marshal(d)
	return b, fail.Wrap(err, "licence: deed as JSON")
}

// ParseDeed reads what Bytes wrote.
func ParseDeed(b []byte) (d Deed, err error) {
	err = json.Unmarshal(b, &d)
	return d, fail.Wrap(err, "licence: read deed")
}

// Same says whether two licences say the same, to the microsecond that is kept.
func (l Licence) Same(m Licence) bool {
	a, err := json.Marshal(l.kept())
	b, err2 := json.Marshal(m.kept())
	return err == nil && err2 == nil && bytes.Equal(a, b)
}

func (l Licence) kept() Licence {
	for _, t := range []*time.Time{&l.Issued, &l.Expires, &l.Checked} {
		if !t.IsZero() {
			*t = t.UTC().Truncate(time.Microsecond)
		}
	}
	return l
}

// Keep writes a deed under its leaf, and the licence as it stands after it. If somebody
// else did something in between it refuses.
func Keep(tx *store.Tx, d Deed, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO licence_deed (number, seq, leaf, salt, body) VALUES (?,?,?,?,?)`, d.Number, d.Seq, leaf, salt, body)
	if store.IsUnique(err) {
		return fail.New(fail.Conflict, "licence.changed-meanwhile", "number", d.Number).Because(err)
	}
	if err != nil {
		return fail.Wrap(err, "licence: keep deed")
	}
	return put(tx, d.After)
}

// Deeds are all deeds of a licence, the oldest first.
func Deeds(tx *store.Tx, number string) (out []Deed, err error) {
	rows, err := tx.Query(`SELECT body FROM licence_deed WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return nil, fail.Wrap(err, "licence: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fail.Wrap(err, "licence: read deed")
		}
		d, err := ParseDeed(b)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, fail.Wrap(rows.Err(), "licence: read deeds")
}

// Record is a deed as it is stored, with the leaf that commits to it.
type Record struct {
	Number     string
	Seq        int
	Leaf       int64
	Salt, Body []byte
}

// EachRecord calls f for every deed in the order of the log.
func EachRecord(tx *store.Tx, f func(Record) error) error {
	rows, err := tx.Query(`SELECT number, seq, leaf, salt, body FROM licence_deed ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "licence: read records")
	}
	defer rows.Close()
	for rows.Next() {
		var r Record
		if err := rows.Scan(&r.Number, &r.Seq, &r.Leaf, &r.Salt, &r.Body); err != nil {
			return fail.Wrap(err, "licence: read record")
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "licence: read records")
}

// Last is the latest deed of a licence, if it has one.
func Last(tx *store.Tx, number string) (Deed, bool, error) {
	var b []byte
	err := tx.QueryRow(`SELECT body FROM licence_deed WHERE number = ? ORDER BY seq DESC LIMIT 1`, number).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		return Deed{}, false, nil
	}
	if err != nil {
		return Deed{}, false, fail.Wrap(err, "licence: last deed")
	}
	d, err := ParseDeed(b)
	return d, err == nil, err
}

// Orphan is the number of a deed whose licence is gone, if there is one.
func Orphan(tx *store.Tx) (number string, ok bool, err error) {
	err = tx.QueryRow(`SELECT number FROM licence_deed WHERE number NOT IN (SELECT number FROM licence) LIMIT 1`).Scan(&number)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return number, err == nil, fail.Wrap(err, "licence: find orphan")
}
