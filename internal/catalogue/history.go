package catalogue

import (
	"encoding/json"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Version is one version of an entry with the change that made it. Entry.To is when
// the next version took its place, or the planned end.
type Version struct {
	Entry
	Change     Change   // without Codes and Entries
	Origins    []string // codes of the entries that a split or a merge made it from
	Successors []string // codes of those that took its place
}

const changeColumns = `c.id, c.verb, c.list, c.by_id, c.at, c.effective, c.why, c.basis`

// Versions lists every version of an entry, the newest first. The error is NotFound
// if it never was listed.
func Versions(tx *store.Tx, list List, code string) ([]Version, error) {
	rows, err := tx.Query(`SELECT v.version, v.from_at, v.body, `+changeColumns+` FROM catalogue_version v
 JOIN catalogue_change c ON c.id = v.change WHERE v.list = ? AND v.code = ? ORDER BY v.version DESC`, list, code)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: versions")
	}
	defer rows.Close()
	var out []Version
	for rows.Next() {
		var v Version
		var version int
		var from time.Time
		var body []byte
		dest, done := v.Change.dest()
		if err := rows.Scan(append([]any{&version, &from, &body}, dest...)...); err != nil {
			return nil, fail.Wrap(err, "catalogue: version")
		}
		if err := json.Unmarshal(body, &v.Entry); err != nil {
			return nil, fail.Wrap(err, "catalogue: read version")
		}
		if err := done(); err != nil {
			return nil, err
		}
		v.Version, v.From = version, from.UTC()
		if len(out) > 0 {
			v.To = out[len(out)-1].From
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fail.Wrap(err, "catalogue: versions")
	}
	if len(out) == 0 {
		return nil, fail.New(fail.NotFound, "catalogue.not-listed", "code", clip(code))
	}
	return out, lineage(tx, list, code, out)
}

// lineage says of each version what it came from and what became of it.
func lineage(tx *store.Tx, list List, code string, versions []Version) error {
	rows, err := tx.Query(`SELECT source, target, change FROM catalogue_link WHERE list = ? AND (source = ? OR target = ?) ORDER BY source, target`, list, code, code)
	if err != nil {
		return fail.Wrap(err, "catalogue: lineage")
	}
	defer rows.Close()
	for rows.Next() {
		var source, target string
		var change int64
		if err := rows.Scan(&source, &target, &change); err != nil {
			return fail.Wrap(err, "catalogue: one of a lineage")
		}
		for i := range versions {
			switch v := &versions[i]; {
			case v.Change.ID != change:
			case source == code:
				v.Successors = append(v.Successors, target)
			default:
				v.Origins = append(v.Origins, source)
			}
		}
	}
	return fail.Wrap(rows.Err(), "catalogue: lineage")
}

// Changes lists the changes of a list, or of all if it is empty, the newest first.
// before is the ID of the last one of the page before, 0 for the first page. Codes
// are the entries each touched; Entries is empty.
func Changes(tx *store.Tx, list List, before int64, size int) ([]Change, error) {
	rows, err := tx.Query(`SELECT `+changeColumns+`, v.code FROM (SELECT * FROM catalogue_change
 WHERE (? = '' OR list = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?) AS c
 JOIN catalogue_version v ON v.change = c.id ORDER BY c.id DESC, v.code`,
		list, list, before, before, min(max(size, 1), 500))
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: changes")
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		var code string
		dest, done := c.dest()
		if err := rows.Scan(append(dest, &code)...); err != nil {
			return nil, fail.Wrap(err, "catalogue: one change")
		}
		if err := done(); err != nil {
			return nil, err
		}
		if n := len(out); n == 0 || out[n-1].ID != c.ID {
			out = append(out, c)
		}
		last := &out[len(out)-1]
		last.Codes = append(last.Codes, code)
	}
	return out, fail.Wrap(rows.Err(), "catalogue: changes")
}

// dest is where the columns of a change go, and what is to be done after the scan.
func (c *Change) dest() ([]any, func() error) {
	basis := new([]byte)
	return []any{&c.ID, &c.Verb, &c.List, &c.By, &c.At, &c.Effective, &c.Why, basis}, func() error {
		c.At, c.Effective = c.At.UTC(), c.Effective.UTC()
		return fail.Wrap(json.Unmarshal(*basis, &c.Basis), "catalogue: read basis")
	}
}
