package resource

import (
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Save writes r and what it rests on, over what was there under its id, with the deed
// that led to it.
func Save(tx *store.Tx, r Resource, d Deed) error {
	r = r.sorted()
	_, err := tx.Exec(`INSERT INTO resource (id, kind, name_zh, name_en, duty_zh, duty_en, owner, business, level, grade, users, state) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, duty_zh = excluded.duty_zh, duty_en = excluded.duty_en,
 owner = excluded.owner, business = excluded.business, level = excluded.level, grade = excluded.grade, users = excluded.users, state = excluded.state`,
		r.ID, string(r.Kind), r.Name[text.ZH], r.Name[text.EN], r.Duty[text.ZH], r.Duty[text.EN], r.Owner, r.Business, r.Level, r.Grade,
		strings.Join(r.Users, ","), string(r.State))
	if err != nil {
		return fail.Wrap(err, "resource: save")
	}
	if _, err := tx.Exec(`DELETE FROM resource_need WHERE id = ?`, r.ID); err != nil {
		return fail.Wrap(err, "resource: save needs")
	}
	for _, n := range r.Needs {
		if _, err := tx.Exec(`INSERT INTO resource_need (id, need) VALUES (?,?)`, r.ID, n); err != nil {
			return fail.Wrap(err, "resource: save need")
		}
	}
	_, err = tx.Exec(`INSERT INTO resource_deed (resource, seq, verb, by_id, by_name, at, reason)
 SELECT ?, coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ? FROM resource_deed WHERE resource = ?`,
		r.ID, d.Verb, d.By, d.Name, tx.Now().UnixMicro(), d.Reason, r.ID)
	return fail.Wrap(err, "resource: add deed")
}

const columns = `id, kind, name_zh, name_en, duty_zh, duty_en, owner, business, level, grade, users, state`

func read(tx *store.Tx, where string, args ...any) (out []Resource, err error) {
	rows, err := tx.Query(`SELECT `+columns+` FROM resource `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "resource: read")
	}
	defer rows.Close()
	for rows.Next() {
		r := Resource{Name: law.Words{}, Duty: law.Words{}}
		var kind, state, users, nz, ne, dz, de string
		if err := rows.Scan(&r.ID, &kind, &nz, &ne, &dz, &de, &r.Owner, &r.Business, &r.Level, &r.Grade, &users, &state); err != nil {
			return nil, fail.Wrap(err, "resource: read one")
		}
		r.Kind, r.State, r.Users = Kind(kind), State(state), strings.Split(users, ",")
		r.Name[text.ZH], r.Name[text.EN], r.Duty[text.ZH], r.Duty[text.EN] = nz, ne, dz, de
		out = append(out, r)
	}
	return out, fail.Wrap(rows.Err(), "resource: read")
}

// All are all resources with what each rests on, in order.
func All(tx *store.Tx) ([]Resource, error) {
	out, err := read(tx, `ORDER BY id`)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, r := range out {
		at[r.ID] = i
	}
	rows, err := tx.Query(`SELECT id, need FROM resource_need ORDER BY id, need`)
	if err != nil {
		return nil, fail.Wrap(err, "resource: read needs")
	}
	defer rows.Close()
	for rows.Next() {
		var id, need string
		if err := rows.Scan(&id, &need); err != nil {
			return nil, fail.Wrap(err, "resource: read need")
		}
		if i, ok := at[id]; ok {
			out[i].Needs = append(out[i].Needs, need)
		}
	}
	return out, fail.Wrap(rows.Err(), "resource: read needs")
}

// Find is a resource with what it rests on. The error is NotFound where there is none.
func Find(tx *store.Tx, id string) (Resource, error) {
	rs, err := read(tx, `WHERE id = ?`, id)
	if err != nil {
		return Resource{}, err
	}
	if len(rs) == 0 {
		return Resource{}, fail.New(fail.NotFound, "resource.none", "id", id)
	}
	rows, err := tx.Query(`SELECT need FROM resource_need WHERE id = ? ORDER BY need`, id)
	if err != nil {
		return Resource{}, fail.Wrap(err, "resource: read needs")
	}
	defer rows.Close()
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return Resource{}, fail.Wrap(err, "resource: read need")
		}
		rs[0].Needs = append(rs[0].Needs, n)
	}
	return rs[0], fail.Wrap(rows.Err(), "resource: read needs")
}

// Filter bounds a list; empty fields bound nothing.
type Filter struct {
	Kind  Kind
	State State
	Text  string // part of the id, of a name or of a duty
	After string
	Size  int
}

// List lists resources in the order of their ids, one more than asked for where there
// is another page.
func List(tx *store.Tx, f Filter) ([]Resource, error) {
	where, args := `WHERE id > ?`, []any{f.After}
	if f.Kind != "" {
		where, args = where+` AND kind = ?`, append(args, string(f.Kind))
	}
	if f.State != "" {
		where, args = where+` AND state = ?`, append(args, string(f.State))
	}
	if f.Text != "" {
		where += ` AND (instr(id, ?) > 0 OR instr(name_zh, ?) > 0 OR instr(lower(name_en), lower(?)) > 0 OR instr(duty_zh, ?) > 0 OR instr(lower(duty_en), lower(?)) > 0)`
		args = append(args, f.Text, f.Text, f.Text, f.Text, f.Text)
	}
	return read(tx, where+` ORDER BY id LIMIT ?`, append(args, f.Size+1)...)
}

// Needed are the resources that id rests on.
func Needed(tx *store.Tx, id string) ([]Resource, error) {
	return read(tx, `WHERE id IN (SELECT need FROM resource_need WHERE id = ?) ORDER BY id`, id)
}

// Dependents are the resources that rest on id and are not retired.
func Dependents(tx *store.Tx, id string) ([]Resource, error) {
	return read(tx, `WHERE id IN (SELECT id FROM resource_need WHERE need = ?) AND state <> ? ORDER BY id`, id, string(Retired))
}

// Deeds are all that was done to a resource, the oldest first.
func Deeds(tx *store.Tx, id string) (out []Deed, err error) {
	rows, err := tx.Query(`SELECT verb, by_id, by_name, at, reason FROM resource_deed WHERE resource = ? ORDER BY seq`, id)
	if err != nil {
		return nil, fail.Wrap(err, "resource: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var d Deed
		var at int64
		if err := rows.Scan(&d.Verb, &d.By, &d.Name, &at, &d.Reason); err != nil {
			return nil, fail.Wrap(err, "resource: read deed")
		}
		d.At = time.UnixMicro(at).UTC()
		out = append(out, d)
	}
	return out, fail.Wrap(rows.Err(), "resource: read deeds")
}

// Warn tells the owner of a dependent that something it rests on is to go. What they
// answered to an earlier warning counts no more.
func Warn(tx *store.Tx, resource string, dependent Resource) error {
	_, err := tx.Exec(`INSERT INTO resource_warning (resource, dependent, owner, told, answer, by_id, answered) VALUES (?,?,?,?,'','',0)
 ON CONFLICT (resource, dependent) DO UPDATE SET owner = excluded.owner, told = excluded.told, answer = '', by_id = '', answered = 0`,
		resource, dependent.ID, dependent.Owner, tx.Now().UnixMicro())
	return fail.Wrap(err, "resource: warn")
}

// AnswerWarning writes down what the owner of a dependent answered.
func AnswerWarning(tx *store.Tx, resource, dependent, answer, by string) error {
	n, err := tx.Exec(`UPDATE resource_warning SET answer = ?, by_id = ?, answered = ? WHERE resource = ? AND dependent = ?`,
		answer, by, tx.Now().UnixMicro(), resource, dependent)
	if err == nil && n != 1 {
		return fail.New(fail.NotFound, "resource.no-warning")
	}
	return fail.Wrap(err, "resource: answer a warning")
}

// Unwarn takes back the warnings of a retirement that does not happen.
func Unwarn(tx *store.Tx, resource string) error {
	_, err := tx.Exec(`DELETE FROM resource_warning WHERE resource = ?`, resource)
	return fail.Wrap(err, "resource: take back warnings")
}

func warnings(tx *store.Tx, where string, args ...any) (out []Warning, err error) {
	rows, err := tx.Query(`SELECT resource, dependent, owner, told, answer, by_id, answered FROM resource_warning `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "resource: read warnings")
	}
	defer rows.Close()
	for rows.Next() {
		var w Warning
		var told, answered int64
		if err := rows.Scan(&w.Resource, &w.Dependent, &w.Owner, &told, &w.Answer, &w.By, &answered); err != nil {
			return nil, fail.Wrap(err, "resource: read warning")
		}
		w.Told = time.UnixMicro(told).UTC()
		if answered != 0 {
			w.Answered = time.UnixMicro(answered).UTC()
		}
		out = append(out, w)
	}
	return out, fail.Wrap(rows.Err(), "resource: read warnings")
}

// WarningsOf are all warnings about a resource.
func WarningsOf(tx *store.Tx, resource string) ([]Warning, error) {
	return warnings(tx, `WHERE resource = ? ORDER BY dependent`, resource)
}

// WarningsTo are the warnings that an office has not answered.
func WarningsTo(tx *store.Tx, owner string) ([]Warning, error) {
	return warnings(tx, `WHERE owner = ? AND answered = 0 ORDER BY told, resource, dependent LIMIT 200`, owner)
}

// Ask writes a request.
func Ask(tx *store.Tx, r Request) error {
	due := int64(0)
	if !r.Due.IsZero() {
		due = r.Due.UnixMicro()
	}
	_, err := tx.Exec(`INSERT INTO resource_request (resource, owner, office, by_id, purpose, asked, due, granted, reason, answered, answerer) VALUES (?,?,?,?,?,?,?,-1,'',0,'')`,
		r.Resource, r.Owner, r.Office, r.By, r.Purpose, tx.Now().UnixMicro(), due)
	return fail.Wrap(err, "resource: ask")
}

// AnswerRequest grants or refuses a request that waits.
func AnswerRequest(tx *store.Tx, id int64, granted bool, reason, by string) error {
	g := 0
	if granted {
		g = 1
	}
	n, err := tx.Exec(`UPDATE resource_request SET granted = ?, reason = ?, answered = ?, answerer = ? WHERE id = ? AND granted = -1`, g, reason, tx.Now().UnixMicro(), by, id)
	if err == nil && n != 1 {
		return fail.New(fail.Conflict, "resource.request-answered")
	}
	return fail.Wrap(err, "resource: answer a request")
}

func requests(tx *store.Tx, where string, args ...any) (out []Request, err error) {
	rows, err := tx.Query(`SELECT id, resource, owner, office, by_id, purpose, asked, due, granted, reason, answered FROM resource_request `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "resource: read requests")
	}
	defer rows.Close()
	for rows.Next() {
		var r Request
		var asked, due, answered int64
		if err := rows.Scan(&r.ID, &r.Resource, &r.Owner, &r.Office, &r.By, &r.Purpose, &asked, &due, &r.Granted, &r.Reason, &answered); err != nil {
			return nil, fail.Wrap(err, "resource: read request")
		}
		r.Asked = time.UnixMicro(asked).UTC()
		if due != 0 {
			r.Due = time.UnixMicro(due).UTC()
		}
		if answered != 0 {
			r.Answered = time.UnixMicro(answered).UTC()
		}
		out = append(out, r)
	}
	return out, fail.Wrap(rows.Err(), "resource: read requests")
}

// FindRequest is a request. The error is NotFound where there is none.
func FindRequest(tx *store.Tx, id int64) (Request, error) {
	rs, err := requests(tx, `WHERE id = ?`, id)
	if err == nil && len(rs) == 0 {
		err = fail.New(fail.NotFound, "resource.no-request")
	}
	if err != nil {
		return Request{}, err
	}
	return rs[0], nil
}

// RequestsTo are the requests that an office has to answer, the most urgent first.
func RequestsTo(tx *store.Tx, owner string) ([]Request, error) {
	return requests(tx, `WHERE owner = ? AND granted = -1 ORDER BY due, id LIMIT 200`, owner)
}

// RequestsOf are the latest requests that an office made.
func RequestsOf(tx *store.Tx, office string) ([]Request, error) {
	return requests(tx, `WHERE office = ? ORDER BY id DESC LIMIT 50`, office)
}

// SetAnswerWithin declares how soon an owner answers a request.
func SetAnswerWithin(tx *store.Tx, l law.Limit) error {
	_, err := tx.Exec(`INSERT INTO resource_rule (one, answer_within) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET answer_within = excluded.answer_within`, l.String())
	return fail.Wrap(err, "resource: set a rule")
}

// AnswerWithin is how soon an owner answers a request; zero where nobody declared it.
func AnswerWithin(tx *store.Tx) (law.Limit, error) {
	var s string
	err := tx.QueryRow(`SELECT answer_within FROM resource_rule`).Scan(&s)
	if errors.Is(err, store.ErrNoRows) {
		return law.Limit{}, nil
	}
	if err != nil {
		return law.Limit{}, fail.Wrap(err, "resource: read a rule")
	}
	return law.ParseLimit(s)
}
