package journal

import (
	"encoding/hex"
	"errors"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/search"
	"atonce/internal/store"
)

// mostFound bounds the cases one search looks through, the newest first: words that
// fit more cases tell them not apart.
const mostFound = 5000

// Index makes a case findable by words, in the transaction that changed them, and
// forgets what it was found by before. A case is found by its number too.
func Index(tx *store.Tx, number, office string, w search.Terms) error {
	id, err := findKey(tx, number)
	if err != nil {
		return err
	}
	// The number stands first, so that no phrase reaches from another text into it.
	n := search.TermsOf(number)
	_, err = tx.Exec(`INSERT OR REPLACE INTO case_find (rowid, office, written, spoken, initials) VALUES (?,?,?,?,?)`,
		id, officeWord(office), n.Written+" "+w.Written, w.Spoken, w.Initials)
	return fail.Wrap(err, "journal: index case")
}

func findKey(tx *store.Tx, number string) (id int64, err error) {
	err = tx.QueryRow(`SELECT id FROM case_find_key WHERE number = ?`, number).Scan(&id)
	if errors.Is(err, store.ErrNoRows) {
		err = tx.QueryRow(`INSERT INTO case_find_key (number) VALUES (?) RETURNING id`, number).Scan(&id)
	}
	return id, fail.Wrap(err, "journal: index case")
}

// forget takes a case out of the index: nothing may find what was erased.
func forget(tx *store.Tx, number string) error {
	_, err := tx.Exec(`DELETE FROM case_find WHERE rowid = (SELECT id FROM case_find_key WHERE number = ?)`, number)
	if err == nil {
		_, err = tx.Exec(`DELETE FROM case_find_key WHERE number = ?`, number)
	}
	return fail.Wrap(err, "journal: forget case")
}

// Unindexed lists cases that no search can find yet: those of a database that is
// older than the index.
func Unindexed(tx *store.Tx, most int) ([]string, error) {
	return numbers(tx, `SELECT number FROM casefile WHERE number NOT IN (SELECT number FROM case_find_key) AND number NOT IN (SELECT number FROM erasure WHERE approved_by <> '')
 ORDER BY number LIMIT ?`, most)
}

func numbers(tx *store.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "journal: numbers")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, fail.Wrap(err, "journal: numbers")
		}
		out = append(out, n)
	}
	return out, fail.Wrap(rows.Err(), "journal: numbers")
}

// officeWord is an office's id as one word that no text holds.
func officeWord(office string) string { return "o" + hex.EncodeToString([]byte(office)) }

// noCase matches no case: every office has a word, and this is of none.
const noCase = `office : "none"`

// match is what is asked for, as the index takes it; empty where nothing is asked.
func match(offices []string, asked []search.Asked) string {
	var all []string
	for _, a := range asked {
		var ways []string
		if a.Whole {
			ways = append(ways, `written : "`+strings.Join(a.Written, " ")+`"`)
		} else {
			ways = append(ways, `written : "`+strings.Join(a.Written, " ")+`" *`)
		}
		if len(a.Spoken) > 0 {
			ways = append(ways, `spoken : ("`+strings.Join(a.Spoken, " ")+`" OR "`+a.Together+`" *)`)
		}
		if len(a.Initials) > 0 {
			ways = append(ways, `initials : "`+strings.Join(a.Initials, " ")+`"`)
		}
		for _, two := range a.Parted {
			ways = append(ways, `(written : "`+strings.Join(two[0], " ")+`" AND written : "`+strings.Join(two[1], " ")+`")`)
		}
		for _, c := range a.Near {
			ways = append(ways, nearly(c))
		}
		all = append(all, "("+strings.Join(ways, " OR ")+")")
	}
	if len(all) == 0 {
		return ""
	}
	if len(offices) > 0 {
		var any []string
		for _, o := range offices {
			any = append(any, "office : "+officeWord(o))
		}
		all = append(all, "("+strings.Join(any, " OR ")+")")
	}
	return strings.Join(all, " AND ")
}

// nearly is one way in which a part with an error in it is there.
func nearly(c search.Near) string {
	var all []string
	for _, words := range c.Written {
		all = append(all, `written : "`+strings.Join(words, " ")+`"`)
	}
	for _, word := range c.Begun {
		all = append(all, `written : "`+word+`" *`)
	}
	if len(c.Spoken) > 0 {
		all = append(all, `spoken : ("`+strings.Join(c.Spoken, " ")+`" OR "`+c.Together+`" *)`)
	}
	if len(c.Initials) > 0 {
		all = append(all, `initials : "`+strings.Join(c.Initials, " ")+`"`)
	}
	return "(" + strings.Join(all, " AND ") + ")"
}

// found is the condition that a case is found by text, among offices.
func (f Filter) found() (cond string, args []any) {
	if m := match(f.Offices, search.AskedOf(f.Text)); m != "" {
		loosely, loosest := match(f.Offices, search.LooselyOf(f.Text)), match(f.Offices, search.LoosestOf(f.Text))
		if loosest == "" {
			loosest = noCase // nothing but courtesy
		}
		// What is looser is looked for only where nothing is found as typed, and what is loosest
		// only where that finds nothing. The index is asked for nothing else: a condition beside
		// the match would still read all that is loose.
		return `number IN (SELECT k.number FROM case_find_key k WHERE k.id IN (
			SELECT rowid FROM (SELECT rowid FROM case_find WHERE case_find MATCH ? ORDER BY rowid DESC LIMIT ?)
			UNION ALL
			SELECT rowid FROM (SELECT rowid FROM case_find WHERE case_find MATCH (SELECT CASE WHEN EXISTS (SELECT 1 FROM case_find WHERE case_find MATCH ?) THEN ?
				WHEN EXISTS (SELECT 1 FROM case_find WHERE case_find MATCH ?) THEN ? ELSE ? END) ORDER BY rowid DESC LIMIT ?)))`,
			[]any{m, mostFound, m, noCase, loosely, loosely, loosest, mostFound}
	}
	return `1 = 0`, nil // signs alone name no case
}
