// Package grant keeps what owners of registers let others read 数据授权: which fields, by
// which service or office, for which purpose, from a day to a day, until it is cut. A
// grant is declared with the register, given by hand, or made by the decision on a
// request; however it came to be, a reading asks here, in its own transaction, so that a
// grant that was cut serves nothing more, in whichever process the reading is under way.
package grant

import (
	"errors"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

// Grant is one thing that an owner lets be read. The owner grants and the reader needs:
// neither makes a reading alone.
type Grant struct {
	ID       int64        `json:"id"`
	Register string       `json:"register"`           // empty where the data lies outside of this program
	Declared string       `json:"declared,omitempty"` // id in the register's declaration
	Request  string       `json:"request,omitempty"`  // number of the request that was decided
	Dataset  string       `json:"dataset,omitempty"`  // record of the catalogue that was asked for
	Holder   string       `json:"holder,omitempty"`   // the office that granted a request
	Service  string       `json:"service,omitempty"`  // what it is read for: a service or a policy
	Office   string       `json:"office,omitempty"`   // kind of office that may read, whatever for
	Reader   string       `json:"reader,omitempty"`   // the one office whose systems and officials may read
	Purpose  string       `json:"purpose"`
	Words    string       `json:"words,omitempty"` // the purpose as it was asked for
	Fields   []string     `json:"fields"`
	Basis    law.Citation `json:"basis"`
	From     law.Date     `json:"from"`
	Until    law.Date     `json:"until,omitzero"` // the last day; zero without an end
	Made     time.Time    `json:"made"`
	By       string       `json:"by"`
	Cut      time.Time    `json:"cut,omitzero"` // zero while it stands
	CutBy    string       `json:"cut_by,omitempty"`
	Why      string       `json:"why,omitempty"` // it was cut
	Old      bool         `json:"-"`             // from before such grants were in the log
}

// Stands says whether a grant holds on a day.
func (g Grant) Stands(day law.Date) bool {
	return g.Cut.IsZero() && !day.Before(g.From) && (g.Until.IsZero() || !g.Until.Before(day))
}

// Ask is a reading that somebody wants to do.
type Ask struct {
	Register string
	Service  string // a service or a policy
	Office   string // kind of office that reads
	Reader   string // the office that reads; empty where the program does for the service
	Runs     bool   // the service is one that the office runs
	Purpose  string
	Fields   []string
	Day      law.Date
}

// reaches says whether g is for who asks, whatever they ask for.
func (g Grant) reaches(a Ask) bool {
	switch {
	case g.Service != "" && g.Service != a.Service, g.Office != "" && g.Office != a.Office, g.Reader != "" && g.Reader != a.Reader:
		return false
	case g.Reader == "" && g.Office == "" && a.Reader != "":
		return a.Runs // what is granted to a service is for the offices that run it
	}
	return true
}

// LogKind is the kind of a grant's entries in the log.
const LogKind = "data-grant"

// Find is the grant under which a reading may be done, as it stands in this
// transaction. The error is Forbidden and says what is lacking: none at all, one for
// another purpose, one that was cut or is over, or the fields that none gives.
func Find(tx *store.Tx, a Ask) (Grant, error) {
	gs, err := list(tx, `WHERE register = ? ORDER BY id DESC`, a.Register)
	if err != nil {
		return Grant{}, err
	}
	why := none
	for _, g := range gs {
		if !g.reaches(a) {
			continue
		}
		beyond := slices.ContainsFunc(a.Fields, func(f string) bool { return !slices.Contains(g.Fields, f) })
		stands := g.Stands(a.Day)
		switch {
		case g.Purpose != a.Purpose && stands:
			why = max(why, otherPurpose)
		case g.Purpose != a.Purpose:
		case stands && !beyond:
			return g, nil
		case stands:
			why = max(why, beyondScope)
		case !g.Cut.IsZero():
			why = max(why, wasCut)
		default:
			why = max(why, isOver)
		}
	}
	return Grant{}, fail.New(fail.Forbidden, lacking[why], "register", a.Register, "purpose", a.Purpose, "fields", strings.Join(a.Fields, ", "))
}

// What is lacking, the nearest to a good grant last.
const (
	none = iota
	otherPurpose
	isOver
	wasCut
	beyondScope
)

var lacking = [...]string{"grant.none", "grant.purpose", "grant.over", "grant.cut", "grant.scope"}

// Add writes a grant at tx's time and gives it with its id.
func Add(tx *store.Tx, g Grant) (Grant, error) {
	g.Made = moment(tx)
	err := tx.QueryRow(`INSERT INTO data_grant (register, declared, request, dataset, holder, service, office, reader, purpose, words, fields, law, article, from_day, until, made, made_by,
		cut, cut_by, why) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,'','') RETURNING id`, g.Register, g.Declared, g.Request, g.Dataset, g.Holder, g.Service, g.Office, g.Reader,
		g.Purpose, g.Words, strings.Join(g.Fields, ","), g.Basis.Law, g.Basis.Article, dayText(g.From), dayText(g.Until), g.Made.UnixMicro(), g.By).Scan(&g.ID)
	return g, fail.Wrap(err, "grant: add")
}

// Cut ends a grant at tx's time. The error is Conflict where it was cut before.
func Cut(tx *store.Tx, g Grant, by, why string) (Grant, error) {
	g.Cut, g.CutBy, g.Why = moment(tx), by, why
	n, err := tx.Exec(`UPDATE data_grant SET cut = ?, cut_by = ?, why = ? WHERE id = ? AND cut = 0`, g.Cut.UnixMicro(), by, why, g.ID)
	if err == nil && n == 0 {
		return g, fail.New(fail.Conflict, "grant.cut-before")
	}
	return g, fail.Wrap(err, "grant: cut")
}

// One is a grant by its id. The error is NotFound where there is none.
func One(tx *store.Tx, id int64) (Grant, error) {
	gs, err := list(tx, `WHERE id = ?`, id)
	if err == nil && len(gs) == 0 {
		err = fail.New(fail.NotFound, "grant.unknown")
	}
	if err != nil {
		return Grant{}, err
	}
	return gs[0], nil
}

// Of lists the grants of a register, the newest first.
func Of(tx *store.Tx, register string) ([]Grant, error) {
	return list(tx, `WHERE register = ? ORDER BY id DESC`, register)
}

// ReadBy says whether any of these offices reads under g: itself, by its kind, or for
// the services it runs.
func (g Grant) ReadBy(offices, kinds, services []string) bool {
	if g.Reader != "" {
		return slices.Contains(offices, g.Reader)
	}
	return slices.Contains(kinds, g.Office) || slices.Contains(services, g.Service)
}

// All lists every grant in the order of ids.
func All(tx *store.Tx) ([]Grant, error) { return list(tx, `ORDER BY id`) }

// Declared is the newest grant that a declaration made. ok is false where none did.
func Declared(tx *store.Tx, register, id string) (g Grant, ok bool, err error) {
	gs, err := list(tx, `WHERE register = ? AND declared = ? ORDER BY id DESC LIMIT 1`, register, id)
	if err != nil || len(gs) == 0 {
		return g, false, err
	}
	return gs[0], true, nil
}

// Record keeps the bytes of a deed that the log commits to.
func Record(tx *store.Tx, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO data_grant_act (leaf, salt, body) VALUES (?,?,?)`, leaf, salt, body)
	return fail.Wrap(err, "grant: record")
}

// EachAct walks the deeds in the order of their places in the log.
func EachAct(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM data_grant_act ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "grant: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "grant: read deed")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "grant: read deeds")
}

func list(tx *store.Tx, where string, args ...any) (out []Grant, err error) {
	rows, err := tx.Query(`SELECT id, register, declared, request, dataset, holder, service, office, reader, purpose, words, fields, law, article, from_day, until,
		made, made_by, cut, cut_by, why, old FROM data_grant `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "grant: read")
	}
	defer rows.Close()
	for rows.Next() {
		var g Grant
		var fields, from, until string
		var made, cut int64
		err := rows.Scan(&g.ID, &g.Register, &g.Declared, &g.Request, &g.Dataset, &g.Holder, &g.Service, &g.Office, &g.Reader, &g.Purpose, &g.Words, &fields, &g.Basis.Law, &g.Basis.Article,
			&from, &until, &made, &g.By, &cut, &g.CutBy, &g.Why, &g.Old)
		if err != nil {
			return nil, fail.Wrap(err, "grant: read one")
		}
		g.Fields, g.Made = strings.Split(fields, ","), time.UnixMicro(made).UTC()
		if cut != 0 {
			g.Cut = time.UnixMicro(cut).UTC()
		}
		var errFrom, errUntil error
		g.From, errFrom = law.ParseDate(from)
		if until != "" {
			g.Until, errUntil = law.ParseDate(until)
		}
		if err := errors.Join(errFrom, errUntil); err != nil {
			return nil, fail.Wrap(err, "grant: day")
		}
		out = append(out, g)
	}
	return out, fail.Wrap(rows.Err(), "grant: read")
}

func dayText(d law.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func moment(tx *store.Tx) time.Time { return tx.Now().UTC().Truncate(time.Microsecond) }
