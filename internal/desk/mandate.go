package desk

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/mandate"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// The posts at a counter that signed paper is brought to. Both persons hold the same one
// in the same office.
const (
	RoleMandates = "mandate-clerk"  // lets one person act for another
	RoleOwners   = "firm-registrar" // says who owns a firm
)

// PurposeMandate is why an official looks somebody up who stands on signed paper.
const PurposeMandate = "desk.purpose.mandate"

// mandateVerb begins the verbs of messages about mandates.
const mandateVerb = "mandate-"

const (
	leastMandateWords = 4
	mostMandateWords  = 300
	mostMandates      = 200
)

// NewMandate is what an official records. Giver and Taker are the numbers on the identity
// papers, or of the firm, and not ids.
type NewMandate struct {
	mandate.Terms
	File string // name of the scan
	Body []byte
}

// mandateRole is the post that a kind of mandate takes.
func mandateRole(k mandate.Kind) string {
	if k == mandate.Ownership {
		return RoleOwners
	}
	return RoleMandates
}

// mandateOffice is the office in which by holds the post for a kind.
func mandateOffice(by people.Person, k mandate.Kind) (string, error) {
	i := slices.IndexFunc(by.Posts, func(x people.Post) bool { return x.Role == mandateRole(k) })
	if i < 0 {
		return "", fail.New(fail.Forbidden, "mandate.post")
	}
	return by.Posts[i].Office, nil
}

// RecordMandate records a mandate that somebody signed on paper. It lets nobody act: a
// second official confirms it. Both who are named see that they were looked up. What the
// law asks of a mandate in writing (its names, what it is for, how long, a signature) is
// illustrative here: the law on entrusted agency is not among the laws of this house.
func (d *Desk) RecordMandate(ctx context.Context, by people.Person, in NewMandate) (m mandate.Mandate, err error) {
	office, err := mandateOffice(by, in.Kind)
	if err != nil {
		return m, err
	}
	wrong := d.mandateWrong(&in)
	kind, err := draft.Sniff(in.File, in.Body)
	if err != nil {
		e := fail.As(err)
		if len(in.Body) == 0 {
			e = fail.New(fail.Invalid, "mandate.file")
		}
		wrong = append(wrong, fail.Field{Path: "file", Key: e.Key, Args: e.Args})
	}
	if len(wrong) > 0 {
		return m, fail.New(fail.Invalid, "desk.form").WithFields(wrong...)
	}
	if _, err := d.scan(ctx, in.File, in.Body); err != nil {
		return m, err
	}
	sum := sha256.Sum256(in.Body)
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		giver, taker, err := mandateSides(tx, in.Terms)
		if err != nil {
			return nil, err
		}
		m = mandate.Mandate{Terms: in.Terms, GiverName: giver.In("zh"), TakerName: taker.In("zh"), File: draft.SafeName(in.File), FileKind: kind, SHA256: sum[:],
			Office: office, By: by.ID, Name: by.In("zh"), At: moment(tx.Now()), State: mandate.Recorded}
		m.Giver, m.Taker = giver.ID, taker.ID
		if m.Giver == by.ID || m.Taker == by.ID || by.Identity != "" && (by.Identity == giver.Identity || by.Identity == taker.Identity) {
			return nil, fail.New(fail.Forbidden, "mandate.own")
		}
		if m, err = mandate.Add(tx, m, in.Body); err != nil {
			return nil, err
		}
		if err := mandateDid(tx, by, mandate.Deed{Verb: mandate.Record, Mandate: m}); err != nil {
			return nil, err
		}
		return mandateLooks(by, m), nil
	})
	return m, err
}

// mandateLooks are the looks at both sides of a mandate.
func mandateLooks(by people.Person, m mandate.Mandate) []share.Look {
	look := share.Look{Subject: m.Giver, By: by.ID, Name: by.In("zh"), Reader: share.ByPerson, Office: m.Office, Purpose: PurposeMandate, Fields: []string{"subject", "mandate"}}
	other := look
	other.Subject = m.Taker
	return []share.Look{look, other}
}

// mandateWrong is what is missing, or cannot be so.
func (d *Desk) mandateWrong(in *NewMandate) (out []fail.Field) {
	in.Giver, in.Taker, in.Seen, in.Why = strings.TrimSpace(in.Giver), strings.TrimSpace(in.Taker), strings.TrimSpace(in.Seen), strings.TrimSpace(in.Why)
	wrong := func(path, key string, is bool) {
		if is {
			out = append(out, fail.Field{Path: path, Key: key})
		}
	}
	short := func(s string) bool {
		n := utf8.RuneCountInString(s)
		return n < leastMandateWords || n > mostMandateWords
	}
	wrong("giver", "mandate.giver", in.Giver == "")
	wrong("taker", "mandate.taker", in.Taker == "" || in.Taker == in.Giver)
	wrong("seen", "mandate.seen", short(in.Seen))
	if in.Kind == mandate.Ownership {
		in.Services, in.Licences, in.Until = nil, false, time.Time{}
		wrong("why", "mandate.why", short(in.Why))
		return out
	}
	in.Why = ""
	now := d.Now()
	wrong("until", "desk.acting-until", !in.Until.After(now) || in.Until.After(now.AddDate(0, 0, longestActing)))
	for _, s := range in.Services {
		if _, err := d.Service(s); err != nil {
			wrong("services", "mandate.services", true)
			break
		}
	}
	return out
}

// mandateSides finds who is named on the paper, by the number on what they showed. Who is
// not known here is told as a field, and nothing else is said of anybody.
func mandateSides(tx *store.Tx, t mandate.Terms) (giver, taker people.Person, err error) {
	var wrong []fail.Field
	find := func(path, number string, kind people.Kind) (p people.Person) {
		id, ok, e := people.WithIdentity(tx, number)
		if e == nil && ok {
			p, ok, e = people.Find(tx, id)
		}
		if e != nil {
			err = e
		} else if !ok || p.Kind != kind {
			wrong = append(wrong, fail.Field{Path: path, Key: "mandate.nobody"})
		}
		return p
	}
	of := people.Natural
	if t.Kind == mandate.Ownership {
		of = people.Firm
	}
	giver, taker = find("giver", t.Giver, of), find("taker", t.Taker, people.Natural)
	if err == nil && len(wrong) > 0 {
		err = fail.New(fail.Invalid, "desk.form").WithFields(wrong...)
	}
	return giver, taker, err
}

// AnswerMandate confirms or refuses what a colleague recorded: never the one who recorded
// it, never somebody named in it. A confirmed delegation is offered to who is to act, and
// holds when they accept. A confirmed ownership holds at once, and ends every other right
// to act for the firm.
func (d *Desk) AnswerMandate(ctx context.Context, by people.Person, id int64, confirm bool, why string) error {
	why = strings.TrimSpace(why)
	if n := utf8.RuneCountInString(why); !confirm && n < leastMandateWords || n > mostMandateWords {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "why", Key: "mandate.refusal"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := mandateFor(tx, by, id)
		if err != nil {
			return err
		}
		if err := maySecond(tx, by, m); err != nil {
			return err
		}
		m.State, m.Second, m.SecondName, m.Answered, m.Refusal = mandate.Refused, by.ID, by.In("zh"), moment(tx.Now()), why
		did := mandate.Deed{Verb: mandate.Refuse}
		if confirm {
			did.Verb, m.State, m.Refusal = mandate.Confirm, mandate.Confirmed, ""
			if err := carryOut(tx, by, &m); err != nil {
				return err
			}
		}
		if err := mandate.Save(tx, m); err != nil {
			return err
		}
		did.Mandate = m
		return mandateDid(tx, by, did)
	})
}

// maySecond refuses whoever is not a second person.
func maySecond(tx *store.Tx, by people.Person, m mandate.Mandate) error {
	if m.State != mandate.Recorded {
		return fail.New(fail.Conflict, "mandate.answered")
	}
	for _, id := range []string{m.By, m.Giver, m.Taker} {
		p, _, err := people.Find(tx, id)
		if err != nil {
			return err
		}
		if by.ID == id || by.Identity != "" && by.Identity == p.Identity {
			return fail.New(fail.Forbidden, "mandate.same")
		}
	}
	return nil
}

// carryOut does what a confirmed mandate says, and tells everybody whom it concerns once.
func carryOut(tx *store.Tx, by people.Person, m *mandate.Mandate) (err error) {
	if m.Kind == mandate.Ownership {
		m.Acting, err = resetFirm(tx, m.Giver, m.Taker, by.ID, m.Number())
		return err
	}
	if !m.Until.After(tx.Now()) {
		return fail.New(fail.Conflict, "mandate.over")
	}
	a := people.Acting{Person: m.Taker, For: m.Giver, Role: people.Delegate, Services: m.Services, Licences: m.Licences, Until: m.Until, Mandate: m.Number()}
	if m.Acting, err = a.OfferTo(tx, by.ID); err != nil {
		return err
	}
	return tellMandate(tx, m.Number(), "offered", 1, m.Giver, m.Taker)
}

// mandateFor is a mandate of an office in which by holds the post for it. To everybody
// else it is not there.
func mandateFor(tx *store.Tx, by people.Person, id int64) (mandate.Mandate, error) {
	m, err := mandate.Find(tx, id)
	if err == nil && !slices.Contains(by.Roles(m.Office), mandateRole(m.Kind)) {
		err = fail.New(fail.NotFound, "mandate.unknown")
	}
	return m, err
}
