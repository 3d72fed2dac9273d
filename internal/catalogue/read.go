package catalogue

import (
	"encoding/base64"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

const columns = `version, from_at, body`

// Find is the last version of an entry. The error is NotFound if it is not listed.
func Find(tx *store.Tx, list List, code string) (Entry, error) {
	e, err := scan(tx.QueryRow(`SELECT `+columns+` FROM catalogue_entry WHERE list = ? AND code = ?`, list, code))
	if isNone(err) {
		return e, fail.New(fail.NotFound, "catalogue.not-listed", "code", clip(code))
	}
	return e, fail.Wrap(err, "catalogue: find")
}

// At is the version of an entry that was in effect at a moment. The error is NotFound
// if none was.
func At(tx *store.Tx, list List, code string, at time.Time) (Entry, error) {
	e, err := scan(tx.QueryRow(`SELECT `+columns+` FROM catalogue_version WHERE list = ? AND code = ? AND from_at <= ?
 ORDER BY version DESC LIMIT 1`, list, code, at))
	if isNone(err) {
		return e, fail.New(fail.NotFound, "catalogue.not-listed", "code", clip(code))
	}
	return e, fail.Wrap(err, "catalogue: find as it was")
}

// OfService lists the entries that a pack's service handles.
func OfService(tx *store.Tx, service string) ([]Entry, error) {
	return entries(tx, `SELECT `+columns+` FROM catalogue_entry WHERE service = ? AND service <> '' ORDER BY list, code`, service)
}

// MayApply says whether an entry can be applied for at a moment: nil, or why not.
// Only what is listed, in force and founded in law can. The error is NotFound for
// what never was listed and Conflict for what is not now; days in it are said in the
// zone of at.
func MayApply(tx *store.Tx, list List, code string, at time.Time) error {
	e, err := At(tx, list, code, at)
	if fail.KindOf(err) == fail.NotFound && err != nil {
		if e, ferr := Find(tx, list, code); ferr == nil && e.State == InForce {
			return fail.New(fail.Conflict, "catalogue.from", "code", clip(code), "date", day(e.From, at))
		}
		return err
	}
	switch {
	case err != nil:
		return err
	case e.State == Suspended:
		return fail.New(fail.Conflict, "catalogue.suspended", "code", clip(code), "date", day(e.From, at))
	case e.State == Cancelled:
		return gone(tx, e, at)
	case !e.To.IsZero() && !at.Before(e.To):
		return fail.New(fail.Conflict, "catalogue.ended", "code", clip(code), "date", day(e.To, at))
	case len(e.Basis) == 0:
		return fail.New(fail.Conflict, "catalogue.no-basis", "code", clip(code))
	}
	return nil
}

// gone is the refusal of what is cancelled: it names what took its place.
func gone(tx *store.Tx, e Entry, at time.Time) error {
	links, err := Successors(tx, e.List, e.Code)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return fail.New(fail.Conflict, "catalogue.cancelled", "code", clip(e.Code), "date", day(e.From, at))
	}
	return fail.New(fail.Conflict, "catalogue.replaced", "code", clip(e.Code), "date", day(e.From, at), "codes", strings.Join(links, ", "))
}

func day(t, at time.Time) string { return t.In(at.Location()).Format(time.DateOnly) }

// Successors are the codes of the entries a split or a merge put in an entry's place.
func Successors(tx *store.Tx, list List, code string) ([]string, error) {
	return names(tx, `SELECT target FROM catalogue_link WHERE list = ? AND source = ? ORDER BY target`, list, code)
}

// Origins are the codes of the entries that an entry came from by a split or a merge.
func Origins(tx *store.Tx, list List, code string) ([]string, error) {
	return names(tx, `SELECT source FROM catalogue_link WHERE list = ? AND target = ? ORDER BY source`, list, code)
}

// All goes through the last version of every entry, for building an index: one at a
// time, so that a million do not stand in memory. An error ends it.
func All(tx *store.Tx) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		rows, err := tx.Query(`SELECT ` + columns + ` FROM catalogue_entry ORDER BY list, code`)
		if err != nil {
			yield(Entry{}, fail.Wrap(err, "catalogue: all"))
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scan(rows)
			if !yield(e, fail.Wrap(err, "catalogue: all, one")) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Entry{}, fail.Wrap(err, "catalogue: all"))
		}
	}
}

// Counts are the entries of each list by state.
func Counts(tx *store.Tx) (map[List]map[State]int, error) {
	rows, err := tx.Query(`SELECT list, state, COUNT(*) FROM catalogue_entry GROUP BY list, state`)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: count")
	}
	defer rows.Close()
	out := map[List]map[State]int{}
	for _, l := range Lists {
		out[l] = map[State]int{}
	}
	for rows.Next() {
		var l List
		var s State
		var n int
		if err := rows.Scan(&l, &s, &n); err != nil {
			return nil, fail.Wrap(err, "catalogue: count one")
		}
		out[l][s] = n
	}
	return out, fail.Wrap(rows.Err(), "catalogue: count")
}

// Article is an article of a law with the number of entries that rest on it.
type Article struct {
	law.Citation
	Entries int
}

// Articles lists the articles of a law that entries rest on, in the order of the
// law's text.
func Articles(tx *store.Tx, id string) ([]Article, error) {
	return articles(tx, `SELECT law, article, COUNT(*) FROM catalogue_basis WHERE law = ? GROUP BY law, article`, id)
}

// Laws lists the laws that entries rest on, without articles, with how many entries do.
func Laws(tx *store.Tx) ([]Article, error) {
	return articles(tx, `SELECT law, '', COUNT(*) FROM (SELECT DISTINCT law, list, code FROM catalogue_basis) AS one GROUP BY law`)
}

func articles(tx *store.Tx, query string, args ...any) ([]Article, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: articles")
	}
	defer rows.Close()
	var out []Article
	for rows.Next() {
		var a Article
		if err := rows.Scan(&a.Law, &a.Citation.Article, &a.Entries); err != nil {
			return nil, fail.Wrap(err, "catalogue: article")
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Article) int {
		if c := strings.Compare(a.Law, b.Law); c != 0 {
			return c
		}
		return byNumber(a.Citation.Article, b.Citation.Article)
	})
	return out, fail.Wrap(rows.Err(), "catalogue: articles")
}

// byNumber orders articles as the text numbers them: 9 before 42 before 42.2.
func byNumber(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	return slices.CompareFunc(as, bs, func(x, y string) int {
		if len(x) != len(y) {
			return len(x) - len(y)
		}
		return strings.Compare(x, y)
	})
}

// mostByArticle bounds what one article's page shows.
const mostByArticle = 1000

// ByArticle lists the entries, not cancelled, that rest on an article or a part of
// it: 42 finds what rests on 42 and on 42.2. At most a thousand.
func ByArticle(tx *store.Tx, c law.Citation) ([]Entry, error) {
	return entries(tx, `SELECT `+columns+` FROM catalogue_entry WHERE (list, code) IN
 (SELECT list, code FROM catalogue_basis WHERE law = ? AND (article = ? OR article >= ? AND article < ?))
 ORDER BY list, code LIMIT ?`, c.Law, c.Article, c.Article+".", c.Article+"/", mostByArticle)
}

func scan(s interface{ Scan(...any) error }) (Entry, error) {
	var e Entry
	var version int
	var from time.Time
	var body []byte
	if err := s.Scan(&version, &from, &body); err != nil {
		return e, err
	}
	err := json.Unmarshal(body, &e)
	e.Version, e.From = version, from.UTC()
	return e, err
}

func entries(tx *store.Tx, query string, args ...any) ([]Entry, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: list")
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fail.Wrap(err, "catalogue: list one")
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "catalogue: list")
}

func names(tx *store.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: links")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fail.Wrap(err, "catalogue: link")
		}
		out = append(out, s)
	}
	return slices.Compact(out), fail.Wrap(rows.Err(), "catalogue: links")
}

// Filter says which entries a list shows. Empty fields do not filter.
type Filter struct {
	List   List
	Agency string
	Area   string
	Type   string
	State  State
	Text   string // within the code or the name, in Chinese or English
}

// Page is one page of a list.
type Page struct {
	Entries []Entry
	Next    string // key of the next page; empty on the last
}

// Current lists the last versions by code, a page at a time, one query each. after is
// Next of the page before, empty for the first. The error is Invalid for a key that is
// none.
func Current(tx *store.Tx, f Filter, after string, size int) (Page, error) {
	where, args := f.where()
	if after != "" {
		raw, err := base64.RawURLEncoding.DecodeString(after)
		list, code, ok := strings.Cut(string(raw), " ")
		if err != nil || !ok {
			return Page{}, fail.New(fail.Invalid, "catalogue.page-key")
		}
		where = append(where, `code >= ? AND (code > ? OR list > ?)`)
		args = append(args, code, code, list)
	}
	query := `SELECT ` + columns + ` FROM catalogue_entry`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	size = min(max(size, 1), 500)
	es, err := entries(tx, query+` ORDER BY code, list LIMIT ?`, append(args, size+1)...)
	if err != nil {
		return Page{}, err
	}
	p := Page{Entries: es}
	if len(es) > size {
		p.Entries = es[:size]
		last := es[size-1]
		p.Next = base64.RawURLEncoding.EncodeToString([]byte(string(last.List) + " " + last.Code))
	}
	return p, nil
}

func (f Filter) where() (where []string, args []any) {
	for _, c := range []struct{ column, value string }{
		{"list", string(f.List)}, {"agency", f.Agency}, {"area", f.Area}, {"type", f.Type}, {"state", string(f.State)},
	} {
		if c.value != "" {
			where = append(where, c.column+` = ?`)
			args = append(args, c.value)
		}
	}
	if f.Text != "" {
		typed := []rune(f.Text) // a pattern of many thousands is refused by the database
		like := "%" + plain.Replace(string(typed[:min(len(typed), longestCode)])) + "%"
		where = append(where, `(code LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' OR name_en LIKE ? ESCAPE '!')`)
		args = append(args, like, like, like)
	}
	return where, args
}

// plain takes the meaning from what LIKE reads as wildcards.
var plain = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
