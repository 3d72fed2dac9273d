// Package people keeps persons, firms, officials, offices, posts and sessions. It
// knows who somebody is and which posts they hold; what a post may do is the
// procedure's to say.
package people

import (
	"errors"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Kind says what a person in law is here.
type Kind string

// The kinds of person.
const (
	Natural  Kind = "person"   // 自然人
	Firm     Kind = "firm"     // 法人
	Official Kind = "official" // 工作人员
)

// Office 机关 is an agency's desk in one place.
type Office struct {
	ID, Kind string
	Name     law.Words
	Area     string
	Letters  string // begin its case numbers
	Parent   string
}

// Post 岗位 is a role somebody holds in an office.
type Post struct{ Office, Role string }

// Person is somebody known to the system, with the posts they hold.
type Person struct {
	ID       string
	Kind     Kind
	Name     law.Words
	Identity string
	Note     law.Words
	Sample   bool
	Posts    []Post
	// Acting says who acts for this person where they do not act themselves.
	Acting *Acting
}

// In is the person's name in lang, or in Chinese where there is no other.
func (p Person) In(lang text.Lang) string { return p.Name.In(lang) }

// Roles are the roles p holds in office.
func (p Person) Roles(office string) []string {
	var out []string
	for _, x := range p.Posts {
		if x.Office == office {
			out = append(out, x.Role)
		}
	}
	return out
}

// Offices are the offices p holds a post in, each once.
func (p Person) Offices() []string {
	out := []string{}
	seen := map[string]bool{}
	for _, x := range p.Posts {
		if !seen[x.Office] {
			seen[x.Office] = true
			out = append(out, x.Office)
		}
	}
	return out
}

// Holds says whether p holds role anywhere.
func (p Person) Holds(role string) bool {
	for _, x := range p.Posts {
		if x.Role == role {
			return true
		}
	}
	return false
}

// Save writes an office, over what was there under its id.
func (o Office) Save(tx *store.Tx) error {
	_, err := tx.Exec(`INSERT INTO office (id, kind, name_zh, name_en, area, letters, parent) VALUES (?,?,?,?,?,?,?)
 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, area = excluded.area,
 letters = excluded.letters, parent = excluded.parent`,
		o.ID, o.Kind, o.Name[text.ZH], o.Name[text.EN], o.Area, o.Letters, o.Parent)
	return fail.Wrap(err, "people: save office")
}

// Save writes a person and their posts, over what was there under their id.
func (p Person) Save(tx *store.Tx) error {
	if TwoKeepers(p.Posts) {
		return fail.New(fail.Invalid, "people.two-keepers", "person", p.ID)
	}
	sample := 0
	if p.Sample {
		sample = 1
	}
	_, err := tx.Exec(`INSERT INTO person (id, kind, name_zh, name_en, identity, note_zh, note_en, sample) VALUES (?,?,?,?,?,?,?,?)
 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, identity = excluded.identity,
 note_zh = excluded.note_zh, note_en = excluded.note_en, sample = excluded.sample`,
		p.ID, string(p.Kind), p.Name[text.ZH], p.Name[text.EN], p.Identity, p.Note[text.ZH], p.Note[text.EN], sample)
	if err != nil {
		return fail.Wrap(err, "people: save person")
	}
	if _, err := tx.Exec(`DELETE FROM post WHERE person = ?`, p.ID); err != nil {
		return fail.Wrap(err, "people: save posts")
	}
	for _, x := range p.Posts {
		if _, err := tx.Exec(`INSERT INTO post (person, office, role) VALUES (?,?,?)`, p.ID, x.Office, x.Role); err != nil {
			return fail.Wrap(err, "people: save post")
		}
	}
	return nil
}

// Offices lists every office in the order of ids. There are hundreds, not millions.
func Offices(tx *store.Tx) ([]Office, error) {
	rows, err := tx.Query(`SELECT id, kind, name_zh, name_en, area, letters, parent FROM office ORDER BY id`)
	if err != nil {
		return nil, fail.Wrap(err, "people: list offices")
	}
	defer rows.Close()
	var out []Office
	for rows.Next() {
		var o Office
		var zh, en string
		if err := rows.Scan(&o.ID, &o.Kind, &zh, &en, &o.Area, &o.Letters, &o.Parent); err != nil {
			return nil, fail.Wrap(err, "people: list office")
		}
		o.Name = law.Words{text.ZH: zh, text.EN: en}
		out = append(out, o)
	}
	return out, fail.Wrap(rows.Err(), "people: list offices")
}

const personColumns = `p.id, p.kind, p.name_zh, p.name_en, p.identity, p.note_zh, p.note_en, p.sample, COALESCE(x.office, ''), COALESCE(x.role, '')`

// Find is the person with this id, if there is one.
func Find(tx *store.Tx, id string) (Person, bool, error) {
	ps, err := persons(tx, `SELECT `+personColumns+` FROM person p LEFT JOIN post x ON x.person = p.id WHERE p.id = ? ORDER BY p.id, x.office, x.role`, id)
	if err != nil || len(ps) == 0 {
		return Person{}, false, err
	}
	return ps[0], true, nil
}

// Samples lists the development people, officials last.
func Samples(tx *store.Tx) ([]Person, error) {
	return persons(tx, `SELECT `+personColumns+` FROM person p LEFT JOIN post x ON x.person = p.id WHERE p.sample = 1 ORDER BY p.kind DESC, p.id, x.office, x.role`)
}

// Colleagues lists who holds a post in office.
func Colleagues(tx *store.Tx, office string) ([]Person, error) {
	return persons(tx, `SELECT `+personColumns+` FROM post x JOIN person p ON x.person = p.id WHERE x.office = ? ORDER BY p.id, x.role`, office)
}

func persons(tx *store.Tx, query string, args ...any) ([]Person, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "people: read")
	}
	defer rows.Close()
	var out []Person
	for rows.Next() {
		var p Person
		var kind, zh, en, noteZH, noteEN, office, role string
		var sample int
		if err := rows.Scan(&p.ID, &kind, &zh, &en, &p.Identity, &noteZH, &noteEN, &sample, &office, &role); err != nil {
			return nil, fail.Wrap(err, "people: read one")
		}
		if n := len(out); n == 0 || out[n-1].ID != p.ID {
			p.Kind, p.Sample = Kind(kind), sample == 1
			p.Name, p.Note = law.Words{text.ZH: zh, text.EN: en}, law.Words{text.ZH: noteZH, text.EN: noteEN}
			out = append(out, p)
		}
		if office != "" {
			l := &out[len(out)-1]
			l.Posts = append(l.Posts, Post{office, role})
		}
	}
	return out, fail.Wrap(rows.Err(), "people: read")
}

// ByIdentity is the person with this identity number or credit code, samples apart.
func ByIdentity(tx *store.Tx, identity string) (person string, ok bool, err error) {
	err = tx.QueryRow(`SELECT id FROM person WHERE identity = ? AND identity <> '' AND sample = 0 ORDER BY id LIMIT 1`, identity).Scan(&person)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return person, err == nil, fail.Wrap(err, "people: find by identity")
}

// WithIdentity is the id of the person or firm with an identity number or credit code.
func WithIdentity(tx *store.Tx, identity string) (id string, ok bool, err error) {
	err = tx.QueryRow(`SELECT id FROM person WHERE identity = ? ORDER BY id LIMIT 1`, identity).Scan(&id)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return id, err == nil, fail.Wrap(err, "people: find by identity")
}
