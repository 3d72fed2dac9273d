package people

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

// ActingRole is what somebody may do for another.
type ActingRole string

// The roles. A delegate acts for a person, the others for a firm.
const (
	Delegate ActingRole = "delegate" // 代办人: whatever the scope says
	Owner    ActingRole = "owner"    // 负责人: everything, and who else may
	Agent    ActingRole = "agent"    // 经办人: files and answers
	Finance  ActingRole = "finance"  // 财务: looks, and changes nothing
)

// Acting 代办 is one person's right to act for another: agreed by both, within a scope,
// until a day, and over at once when either ends it.
type Acting struct {
	ID       string
	Person   string // who acts
	Name     law.Words
	For      string
	ForName  law.Words
	Role     ActingRole
	Services []string // empty means all
	Licences bool
	Made     time.Time
	Until    time.Time // zero without end
	Accepted time.Time
	Ended    time.Time
	Mandate  string // number of the signed paper 纸质授权 it came of; empty if it came of none
}

// Holds says whether it is good at now.
func (a Acting) Holds(now time.Time) bool {
	return !a.Accepted.IsZero() && a.Ended.IsZero() && (a.Until.IsZero() || now.Before(a.Until))
}

// Reaches says whether a service is within it; change says that something is to be done
// and not only looked at.
func (a Acting) Reaches(service string, change bool) bool {
	return (len(a.Services) == 0 || slices.Contains(a.Services, service)) && (!change || a.Role != Finance)
}

// offerFor is how long somebody has to accept.
const offerFor = 14 * 24 * time.Hour

// Offer keeps an offer and answers the code with which the other side accepts it.
func (a Acting) Offer(tx *store.Tx, by string) (id, code string, err error) {
	id, code = NewID("acting"), NewSecret()
	_, err = tx.Exec(`INSERT INTO representation (id, principal, agent, role, services, licences, code, made_by, made, until, accepted, ended, ended_by)
 VALUES (?,?,'',?,?,?,?,?,?,?,0,0,'')`, id, a.For, string(a.Role), strings.Join(a.Services, " "), flag(a.Licences), Digest(code), by, tx.Now().UnixMicro(), micro(a.Until))
	return id, code, fail.Wrap(err, "people: offer")
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Accept lets agent act as a code offers. It is good once.
func Accept(tx *store.Tx, code, agent string) (Acting, error) {
	as, err := actings(tx, `r.code = ? AND r.accepted = 0 AND r.ended = 0`, Digest(code))
	if err != nil {
		return Acting{}, err
	}
	if len(as) != 1 || tx.Now().Sub(as[0].Made) > offerFor || as[0].For == agent {
		return Acting{}, fail.New(fail.NotFound, "people.no-offer")
	}
	_, err = tx.Exec(`UPDATE representation SET agent = ?, accepted = ?, code = ? WHERE id = ?`, agent, tx.Now().UnixMicro(), []byte{}, as[0].ID)
	return as[0], fail.Wrap(err, "people: accept")
}

// OfferTo keeps an offer to a.Person, who accepts it without a code: an office knows who
// they are.
func (a Acting) OfferTo(tx *store.Tx, by string) (id string, err error) {
	id = NewID("acting")
	_, err = tx.Exec(`INSERT INTO representation (id, principal, agent, role, services, licences, code, made_by, made, until, accepted, ended, ended_by, mandate)
 VALUES (?,?,?,?,?,?,?,?,?,?,0,0,'',?)`, id, a.For, a.Person, string(a.Role), strings.Join(a.Services, " "), flag(a.Licences), []byte{}, by, tx.Now().UnixMicro(), micro(a.Until), a.Mandate)
	return id, fail.Wrap(err, "people: offer to")
}

// AcceptOffered lets agent act as an office's offer to them says. It is good once.
func AcceptOffered(tx *store.Tx, id, agent string) error {
	as, err := actings(tx, `r.id = ? AND r.agent = ? AND r.accepted = 0 AND r.ended = 0`, id, agent)
	if err != nil {
		return err
	}
	if len(as) != 1 || tx.Now().Sub(as[0].Made) > offerFor || !as[0].Until.IsZero() && !tx.Now().Before(as[0].Until) {
		return fail.New(fail.NotFound, "people.no-offer")
	}
	_, err = tx.Exec(`UPDATE representation SET accepted = ? WHERE id = ?`, tx.Now().UnixMicro(), id)
	return fail.Wrap(err, "people: accept offered")
}

// Appoint lets agent act at once, on the word of an office.
func (a Acting) Appoint(tx *store.Tx, by string) (id string, err error) {
	id = NewID("acting")
	now := tx.Now().UnixMicro()
	_, err = tx.Exec(`INSERT INTO representation (id, principal, agent, role, services, licences, code, made_by, made, until, accepted, ended, ended_by, mandate)
 VALUES (?,?,?,?,'',1,?,?,?,?,?,0,'',?)`, id, a.For, a.Person, string(a.Role), []byte{}, by, now, micro(a.Until), now, a.Mandate)
	return id, fail.Wrap(err, "people: appoint")
}

// EndActing ends one, or an offer nobody accepted yet. by is for the record.
func EndActing(tx *store.Tx, id, by string) error {
	_, err := tx.Exec(`UPDATE representation SET ended = ?, ended_by = ? WHERE id = ? AND ended = 0`, tx.Now().UnixMicro(), by, id)
	return fail.Wrap(err, "people: end acting")
}

const actingColumns = `r.id, r.principal, r.agent, r.role, r.services, r.licences, r.made, r.until, r.accepted, r.ended, r.mandate,
 COALESCE(a.name_zh, ''), COALESCE(a.name_en, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_en, '')`

func actings(tx *store.Tx, where string, args ...any) ([]Acting, error) {
	rows, err := tx.Query(`SELECT `+actingColumns+` FROM representation r LEFT JOIN person a ON a.id = r.agent LEFT JOIN person p ON p.id = r.principal
 WHERE `+where+` ORDER BY r.ended > 0, r.made DESC, r.id LIMIT 200`, args...)
	if err != nil {
		return nil, fail.Wrap(err, "people: list acting")
	}
	defer rows.Close()
	var out []Acting
	for rows.Next() {
		var a Acting
		var role, services, nameZH, nameEN, forZH, forEN string
		var licences int
		var made, until, accepted, ended int64
		if err := rows.Scan(&a.ID, &a.For, &a.Person, &role, &services, &licences, &made, &until, &accepted, &ended, &a.Mandate, &nameZH, &nameEN, &forZH, &forEN); err != nil {
			return nil, fail.Wrap(err, "people: list acting")
		}
		a.Role, a.Services, a.Licences = ActingRole(role), strings.Fields(services), licences == 1
		a.Name, a.ForName = law.Words{"zh": nameZH, "en": nameEN}, law.Words{"zh": forZH, "en": forEN}
		a.Made = time.UnixMicro(made).UTC()
		for _, x := range []struct {
			to *time.Time
			at int64
		}{{&a.Until, until}, {&a.Accepted, accepted}, {&a.Ended, ended}} {
			if x.at != 0 {
				*x.to = time.UnixMicro(x.at).UTC()
			}
		}
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "people: list acting")
}

// ActingBy lists for whom somebody acts, or once did: what holds first, at most 200.
func ActingBy(tx *store.Tx, agent string) ([]Acting, error) { return actings(tx, `r.agent = ?`, agent) }

// ActingFor lists who acts for somebody, or once did, and what was offered: what holds
// first, at most 200.
func ActingFor(tx *store.Tx, principal string) ([]Acting, error) {
	return actings(tx, `r.principal = ?`, principal)
}

// Owns says whether somebody owns a firm at now; an empty person asks for anybody, and
// what is named except is not counted.
func Owns(tx *store.Tx, person, firm, except string, now time.Time) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM representation WHERE principal = ? AND role = ? AND (? = '' OR agent = ?) AND id <> ?
 AND accepted <> 0 AND ended = 0 AND (until = 0 OR until > ?)`, firm, string(Owner), person, person, except, now.UnixMicro()).Scan(&n)
	return n > 0, fail.Wrap(err, "people: owners")
}

// FindActing is one by its id.
func FindActing(tx *store.Tx, id string) (a Acting, ok bool, err error) {
	as, err := actings(tx, `r.id = ?`, id)
	if err != nil || len(as) == 0 {
		return a, false, err
	}
	return as[0], true, nil
}

// ActAs writes into a session for whom its holder acts; an empty id is for themselves.
func ActAs(tx *store.Tx, secret, id string) error {
	_, err := tx.Exec(`UPDATE session SET acting = ? WHERE secret = ?`, id, Digest(secret))
	return fail.Wrap(err, "people: act as")
}

// Represented is the person whom a session acts for at now: it is asked anew at each
// request, so what ends, ends at once. The posts of neither side come along.
func Represented(tx *store.Tx, s Signed, now time.Time) (p Person, ok bool, err error) {
	if s.Acting == "" {
		return p, false, nil
	}
	a, ok, err := FindActing(tx, s.Acting)
	if err != nil || !ok || !a.Holds(now) || a.Person != s.Person.ID {
		return p, false, err
	}
	if p, ok, err = Find(tx, a.For); err != nil || !ok {
		return p, false, err
	}
	p.Posts, p.Acting = nil, &a
	return p, true, nil
}

// ResetFirm lets one person, whom the office has found to stand for a firm in law, be
// its only owner: nobody who was first there can lock the firm out.
func ResetFirm(tx *store.Tx, firm, owner, by, mandate string) (id string, err error) {
	f, ok, err := Find(tx, firm)
	if err != nil {
		return "", err
	}
	if !ok || f.Kind != Firm {
		return "", fail.New(fail.NotFound, "people.no-firm", "firm", firm)
	}
	if _, err := tx.Exec(`UPDATE representation SET ended = ?, ended_by = ? WHERE principal = ? AND ended = 0`, tx.Now().UnixMicro(), by, firm); err != nil {
		return "", fail.Wrap(err, "people: reset firm")
	}
	return Acting{Person: owner, For: firm, Role: Owner, Mandate: mandate}.Appoint(tx, by)
}
