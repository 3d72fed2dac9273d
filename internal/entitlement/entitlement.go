// Package entitlement keeps what data one office may read of another's, for which
// service, field by field: it is made by the decision on a request and asked at every
// reading, so that cutting it ends the next one.
package entitlement

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

// Entitlement 共享授权 is what one office may read for one service.
type Entitlement struct {
	Number  string // of the request it was granted by
	Dataset string
	Holder  string // the office that grants
	Office  string // the office that needs it
	Service string
	// Register and Fields are what is granted. An empty register means that the data
	// lies elsewhere.
	Register string
	Fields   []string
	Purpose  string
	Until    law.Date // the last day
	Made     time.Time
	Cut      time.Time // zero while it is good
	CutBy    string
	Why      string // of the cut
}

// Grant keeps a new entitlement. One request makes one.
func Grant(tx *store.Tx, e Entitlement) error {
	_, err := tx.Exec(`INSERT INTO entitlement (number, dataset, holder, office, service, register, fields, purpose, until, made, cut, cut_by, why) VALUES (?,?,?,?,?,?,?,?,?,?,0,'','')`,
		e.Number, e.Dataset, e.Holder, e.Office, e.Service, e.Register, strings.Join(e.Fields, ","), e.Purpose, e.Until.String(), tx.Now().UnixMicro())
	return fail.Wrap(err, "entitlement: grant")
}

// Cut 停止共享 ends an entitlement at once.
func Cut(tx *store.Tx, number, by, why string) error {
	n, err := tx.Exec(`UPDATE entitlement SET cut = ?, cut_by = ?, why = ? WHERE number = ? AND cut = 0`, tx.Now().UnixMicro(), by, why, number)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "entitlement.none", "number", number)
	}
	return fail.Wrap(err, "entitlement: cut")
}

const columns = `number, dataset, holder, office, service, register, fields, purpose, until, made, cut, cut_by, why`

// Find is the entitlement that a request made.
func Find(tx *store.Tx, number string) (Entitlement, error) {
	all, err := read(tx, `WHERE number = ?`, number)
	if err == nil && len(all) == 0 {
		err = fail.New(fail.NotFound, "entitlement.none", "number", number)
	}
	if err != nil {
		return Entitlement{}, err
	}
	return all[0], nil
}

// List lists entitlements of one office that needs or that grants, the newest first;
// all where office is empty.
func List(tx *store.Tx, office string, most int) ([]Entitlement, error) {
	if office == "" {
		return read(tx, `ORDER BY made DESC, number DESC LIMIT `+strconv.Itoa(most))
	}
	return read(tx, `WHERE office = ? OR holder = ? ORDER BY made DESC, number DESC LIMIT `+strconv.Itoa(most), office, office)
}

// Allow says whether office may read these fields of a register for a service today,
// and under which entitlement. What is wanted must be within one of them: the error
// is Forbidden and says what is beyond.
func Allow(tx *store.Tx, office, register, service string, fields []string, today law.Date) (Entitlement, error) {
	all, err := read(tx, `WHERE office = ? AND register = ? AND service = ? AND cut = 0 AND until >= ? ORDER BY made DESC, number DESC`, office, register, service, today.String())
	if err != nil {
		return Entitlement{}, err
	}
	if len(all) == 0 {
		return Entitlement{}, fail.New(fail.Forbidden, "entitlement.not-granted", "register", register, "service", service)
	}
	beyond := ""
	for _, e := range all {
		i := slices.IndexFunc(fields, func(f string) bool { return !slices.Contains(e.Fields, f) })
		if i < 0 {
			return e, nil
		}
		beyond = fields[i]
	}
	return Entitlement{}, fail.New(fail.Forbidden, "entitlement.beyond", "field", beyond, "register", register)
}

func read(tx *store.Tx, where string, args ...any) ([]Entitlement, error) {
	rows, err := tx.Query(`SELECT `+columns+` FROM entitlement `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "entitlement: read")
	}
	defer rows.Close()
	var out []Entitlement
	for rows.Next() {
		var e Entitlement
		var fields, until string
		var made, cut int64
		if err := rows.Scan(&e.Number, &e.Dataset, &e.Holder, &e.Office, &e.Service, &e.Register, &fields, &e.Purpose, &until, &made, &cut, &e.CutBy, &e.Why); err != nil {
			return nil, fail.Wrap(err, "entitlement: read")
		}
		var bad error
		if e.Until, bad = law.ParseDate(until); bad != nil {
			return nil, fail.Wrap(bad, "entitlement: read")
		}
		e.Fields, e.Made = strings.Split(fields, ","), time.UnixMicro(made).UTC()
		if cut != 0 {
			e.Cut = time.UnixMicro(cut).UTC()
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "entitlement: read")
}
