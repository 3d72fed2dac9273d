// Package setting keeps what people set for themselves, such as lists they saved and
// keys they changed. No case and no right depends on a setting.
package setting

import (
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Kind says what a setting is about.
type Kind string

// The kinds there are.
const (
	View  Kind = "view"  // a saved list: its name, and the query of its address
	Keys  Kind = "keys"  // a command of the keyboard: its name, and its key
	Quiet Kind = "quiet" // the hours in which nothing is told: from and until
)

// Setting 个人设置 is one thing a person set.
type Setting struct{ Name, Value string }

// most is how many settings of one kind a person keeps: more could not be found again.
const most = 50

// longest is the most characters of a name or value.
const longest = 500

// Put sets one thing. fail.Invalid names what is wrong with it.
func Put(tx *store.Tx, person string, kind Kind, s Setting) error {
	if s.Name == "" || len([]rune(s.Name)) > longest || len([]rune(s.Value)) > longest {
		return fail.New(fail.Invalid, "setting.form").WithFields(fail.Field{Path: "name", Key: "setting.name", Args: fail.Pairs("most", strconv.Itoa(longest))})
	}
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM setting WHERE person = ? AND kind = ? AND name <> ?`, person, string(kind), s.Name).Scan(&n)
	if err != nil {
		return fail.Wrap(err, "setting: count")
	}
	if n >= most {
		return fail.New(fail.Conflict, "setting.most", "most", strconv.Itoa(most))
	}
	_, err = tx.Exec(`INSERT INTO setting (person, kind, name, value) VALUES (?,?,?,?) ON CONFLICT (person, kind, name) DO UPDATE SET value = excluded.value`,
		person, string(kind), s.Name, s.Value)
	return fail.Wrap(err, "setting: put")
}

// Drop forgets one thing.
func Drop(tx *store.Tx, person string, kind Kind, name string) error {
	_, err := tx.Exec(`DELETE FROM setting WHERE person = ? AND kind = ? AND name = ?`, person, string(kind), name)
	return fail.Wrap(err, "setting: drop")
}

// Of lists what a person set of a kind, by name.
func Of(tx *store.Tx, person string, kind Kind) ([]Setting, error) {
	rows, err := tx.Query(`SELECT name, value FROM setting WHERE person = ? AND kind = ? ORDER BY name`, person, string(kind))
	if err != nil {
		return nil, fail.Wrap(err, "setting: list")
	}
	defer rows.Close()
	var out []Setting
	for rows.Next() {
		var s Setting
		if err := rows.Scan(&s.Name, &s.Value); err != nil {
			return nil, fail.Wrap(err, "setting: list")
		}
		out = append(out, s)
	}
	return out, fail.Wrap(rows.Err(), "setting: list")
}
