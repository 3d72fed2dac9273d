// Package catalogue keeps the four lists 四张清单: powers, duties, the negative list
// and special funds. An entry is versioned and rests on law; six verbs change the
// lists, each adding a version. Only what is listed, in force and founded on law can
// be applied for (优化营商环境条例 35, 40).
package catalogue

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// List is one of the four lists.
type List string

// The four lists 四张清单.
const (
	Powers   List = "powers"   // 行政权力清单
	Duties   List = "duties"   // 部门责任清单
	Negative List = "negative" // 企业投资负面清单
	Funds    List = "funds"    // 财政专项资金管理清单
)

// Lists are the four in the order they are shown.
var Lists = []List{Powers, Duties, Negative, Funds}

// Known says whether l is one of the four.
func (l List) Known() bool { return slices.Contains(Lists, l) }

// State is how an entry stands.
type State string

// The states of an entry 事项状态: 在用, 暂停, 取消.
const (
	InForce   State = "in-force"
	Suspended State = "suspended"
	Cancelled State = "cancelled"
)

// Flags of entries that came in from elsewhere and need mending.
const (
	CodeMalformed = "code-malformed"
	BasisMissing  = "basis-missing"
)

// Entry 清单条目 is one line of a list, at one version.
type Entry struct {
	List    List              `json:"list"`
	Code    string            `json:"code"`
	Version int               `json:"version"`
	State   State             `json:"state"`
	Name    law.Words         `json:"name"`
	Agency  string            `json:"agency"`
	Area    string            `json:"area,omitempty"` // administrative division, GB/T 2260
	Level   string            `json:"level,omitempty"`
	Type    string            `json:"type,omitempty"` // 事项类型, two digits
	Basis   []law.Citation    `json:"basis,omitempty"`
	Service string            `json:"service,omitempty"` // the pack's service that handles it
	Raw     string            `json:"raw,omitempty"`     // a malformed code as it was found
	Flags   []string          `json:"flags,omitempty"`
	Details map[string]string `json:"details,omitempty"`
}

// Verb is one of the six ways a list changes (国办函〔2016〕108号).
type Verb string

// The six change verbs.
const (
	Add     Verb = "add"
	Change  Verb = "change"
	Split   Verb = "split"
	Merge   Verb = "merge"
	Suspend Verb = "suspend"
	Cancel  Verb = "cancel"
)

// Made is who changed an entry, when, why, and from or into which others.
type Made struct {
	Verb   Verb         `json:"verb"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
	Reason string       `json:"reason,omitempty"`
	Basis  law.Citation `json:"basis,omitzero"`
	From   []string     `json:"from,omitempty"` // codes it was split or merged from
	Into   []string     `json:"into,omitempty"` // codes it was split or merged into
}

// Version is an entry as it was, and the change that made it so.
type Version struct {
	Entry Entry `json:"entry"`
	Made  Made  `json:"made"`
}

// Find is the entry as it now stands, if it is listed.
func Find(tx *store.Tx, l List, code string) (Entry, bool, error) {
	var body []byte
	err := tx.QueryRow(`SELECT body FROM list_entry WHERE list = ? AND code = ?`, string(l), code).Scan(&body)
	if errors.Is(err, store.NoRows) {
		return Entry{}, false, nil
	}
	var e Entry
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	return e, err == nil, fail.Wrap(err, "catalogue: find entry")
}

// Versions are all versions of an entry, the latest first.
func Versions(tx *store.Tx, l List, code string) ([]Version, error) {
	rows, err := tx.Query(`SELECT body FROM list_version WHERE list = ? AND code = ? ORDER BY version DESC`, string(l), code)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: versions")
	}
	defer rows.Close()
	var out []Version
	for rows.Next() {
		var body []byte
		var v Version
		if err := rows.Scan(&body); err != nil {
			return nil, fail.Wrap(err, "catalogue: version")
		}
		if err := json.Unmarshal(body, &v); err != nil {
			return nil, fail.Wrap(err, "catalogue: version")
		}
		out = append(out, v)
	}
	return out, fail.Wrap(rows.Err(), "catalogue: versions")
}

// MayApply says why an entry cannot be applied for, or nil.
func MayApply(tx *store.Tx, l List, code string) error {
	e, ok, err := Find(tx, l, code)
	if err != nil {
		return err
	}
	if !ok {
		return fail.New(fail.NotFound, "catalogue.not-listed", "code", code)
	}
	if len(e.Basis) == 0 {
		return fail.New(fail.Conflict, "catalogue.no-basis", "code", code)
	}
	if e.State == InForce {
		return nil
	}
	vs, err := Versions(tx, l, code)
	if err != nil {
		return err
	}
	last := vs[0].Made
	key := "catalogue.is-" + string(e.State)
	args := []string{"code", code, "day", last.At.Format("2006-01-02"), "reason", last.Reason}
	if len(last.Into) > 0 {
		key, args = "catalogue.replaced", append(args, "into", join(last.Into))
	}
	return fail.New(fail.Conflict, key, args...)
}

func join(codes []string) string {
	out := ""
	for i, c := range codes {
		if i > 0 {
			out += ", "
		}
		out += c
	}
	return out
}

// write adds a version and makes it the one in force.
func write(tx *store.Tx, v Version) error {
	v.Made.At = tx.Now().UTC()
	whole, err := json.Marshal(v)
	if err != nil {
		return fail.Wrap(err, "catalogue: version as JSON")
	}
	e := v.Entry
	body, err := json.Marshal(e)
	if err != nil {
		return fail.Wrap(err, "catalogue: entry as JSON")
	}
	name := e.Name.In(text.ZH)
	_, err = tx.Exec(`INSERT INTO list_version (agency, list, code, version, verb, state, name, at, by_id, body) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		e.Agency, string(e.List), e.Code, e.Version, string(v.Made.Verb), string(e.State), name, v.Made.At.UnixMicro(), v.Made.By, whole)
	if err != nil {
		return fail.Wrap(err, "catalogue: add version")
	}
	_, err = tx.Exec(`INSERT INTO list_entry (list, code, version, state, agency, area, type, name, service, body) VALUES (?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (list, code) DO UPDATE SET version = excluded.version, state = excluded.state, agency = excluded.agency, area = excluded.area,
 type = excluded.type, name = excluded.name, service = excluded.service, body = excluded.body`,
		string(e.List), e.Code, e.Version, string(e.State), e.Agency, e.Area, e.Type, name, e.Service, body)
	if err != nil {
		return fail.Wrap(err, "catalogue: put in force")
	}
	if _, err := tx.Exec(`DELETE FROM list_basis WHERE list = ? AND code = ?`, string(e.List), e.Code); err != nil {
		return fail.Wrap(err, "catalogue: index by article")
	}
	for _, c := range e.Basis {
		_, err := tx.Exec(`INSERT INTO list_basis (law, article, list, code) VALUES (?,?,?,?) ON CONFLICT DO NOTHING`, c.Law, c.Article, string(e.List), e.Code)
		if err != nil {
			return fail.Wrap(err, "catalogue: index by article")
		}
	}
	return nil
}
