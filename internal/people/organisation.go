package people

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Organisation 机构名册 is the offices of a government and who holds which post there, as
// a file of its personnel office says. Who is not in it has left.
type Organisation struct {
	Offices []Office
	People  []Person
	silent  []string // optional columns that the file does not have
}

// OfficeOver is an office of the file where was is there already: what the file has no
// column for stays as it was.
func (o Organisation) OfficeOver(was, is Office) Office {
	if slices.Contains(o.silent, "parent") {
		is.Parent = was.Parent
	}
	is.Name = o.nameOver("name_en", was.Name, is.Name)
	return is
}

// PersonOver is a person of the file where was is there already: what the file has no
// column for stays as it was, and so does an identity that it leaves empty.
func (o Organisation) PersonOver(was, is Person) Person {
	is.Name, is.Note, is.Sample = o.nameOver("person_name_en", was.Name, is.Name), was.Note, was.Sample
	if is.Identity == "" {
		is.Identity = was.Identity
	}
	return is
}

// nameOver keeps an English name that the file is silent about, unless the name itself is
// another now.
func (o Organisation) nameOver(column string, was, is law.Words) law.Words {
	if slices.Contains(o.silent, column) && was[text.ZH] == is[text.ZH] && was[text.EN] != "" {
		return was
	}
	return is
}

// organisationColumns are the columns of the file, in any order. A row without a person
// is an office; a row with one is a post of theirs.
var organisationColumns = []string{"office", "name", "name_en", "kind", "area", "letters", "parent", "person", "person_name", "person_name_en", "identity", "role"}

// MostOrganisation bounds the file of an organisation, in bytes.
const MostOrganisation = 8 << 20

// ReadOrganisation reads the file: CSV in UTF-8 with a line of the columns first. Every
// problem is answered at once, its Path the line; nothing is read of a file with one.
// known says whether there is an office with an id already.
func ReadOrganisation(file []byte, known func(office string) bool) (Organisation, []fail.Field) {
	r := organisationReader{known: known, offices: map[string]Office{}, people: map[string]*Person{}, line: 1}
	if len(file) > MostOrganisation {
		r.add("people.organisation-large", "most", strconv.Itoa(MostOrganisation>>20))
		return Organisation{}, r.problems
	}
	if !utf8.Valid(file) {
		r.add("people.organisation-utf8")
		return Organisation{}, r.problems
	}
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\ufeff")))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		r.add("people.organisation-head", "columns", strings.Join(organisationColumns, ","))
		return Organisation{}, r.problems
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(name)] = i
	}
	for _, name := range []string{"office", "name", "kind", "area", "letters", "person", "person_name", "role"} {
		if _, ok := at[name]; !ok {
			r.add("people.organisation-column", "column", name)
		}
	}
	for name := range at {
		if !slices.Contains(organisationColumns, name) {
			r.add("people.organisation-unknown", "column", name)
		}
	}
	if len(r.problems) > 0 {
		return Organisation{}, sortedProblems(r.problems)
	}
	var posts []organisationPost
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				r.line = p.Line
			}
			r.add("people.organisation-csv")
			break
		}
		r.line, _ = in.FieldPos(0)
		value := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if len(row) > len(head) {
			r.add("people.organisation-wide")
			continue
		}
		if value("person") == "" {
			r.office(value)
		} else if p, ok := r.post(value); ok {
			posts = append(posts, p)
		}
	}
	r.settle(posts)
	if len(r.problems) > 0 {
		return Organisation{}, sortedProblems(r.problems)
	}
	var out Organisation
	for _, name := range organisationColumns {
		if _, ok := at[name]; !ok {
			out.silent = append(out.silent, name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.offices)) {
		out.Offices = append(out.Offices, r.offices[id])
	}
	for _, id := range slices.Sorted(maps.Keys(r.people)) {
		p := *r.people[id]
		if p.Name[text.EN] == "" {
			p.Name[text.EN] = p.Name[text.ZH]
		}
		out.People = append(out.People, p)
	}
	return out, nil
}

type organisationReader struct {
	known    func(string) bool
	offices  map[string]Office
	lines    map[string]int
	people   map[string]*Person
	problems []fail.Field
	line     int
}

// organisationPost is a row that names a post, with its line: its office may stand
// further down.
type organisationPost struct {
	line         int
	person, name string
	post         Post
}

func (r *organisationReader) add(key string, args ...string) {
	r.problems = append(r.problems, fail.Field{Path: "line " + strconv.Itoa(r.line), Key: key, Args: fail.Pairs(args...)})
}

func (r *organisationReader) office(value func(string) string) {
	id := value("office")
	o := Office{ID: id, Kind: value("kind"), Name: law.Words{text.ZH: value("name"), text.EN: value("name_en")}, Area: value("area"), Letters: value("letters"), Parent: value("parent")}
	if o.Name[text.EN] == "" {
		o.Name[text.EN] = o.Name[text.ZH]
	}
	if !goodID(id) {
		r.add("people.organisation-id", "column", "office", "value", id)
	}
	if _, twice := r.offices[id]; twice {
		r.add("people.organisation-twice", "office", id)
	}
	for _, name := range []string{"name", "kind", "letters"} {
		if value(name) == "" {
			r.add("people.organisation-missing", "column", name)
		}
	}
	if n := len(o.Area); n < 6 || n > 12 || strings.Trim(o.Area, "0123456789") != "" {
		r.add("people.organisation-area", "value", o.Area)
	}
	for other, x := range r.offices {
		if x.Letters == o.Letters && o.Letters != "" && other != id {
			r.add("people.organisation-letters", "letters", o.Letters, "office", other)
		}
	}
	r.offices[id] = o
	if r.lines == nil {
		r.lines = map[string]int{}
	}
	r.lines[id] = r.line
}

func (r *organisationReader) post(value func(string) string) (organisationPost, bool) {
	p := organisationPost{line: r.line, person: value("person"), name: value("person_name"), post: Post{value("office"), value("role")}}
	before := len(r.problems)
	if !goodID(p.person) {
		r.add("people.organisation-id", "column", "person", "value", p.person)
	}
	if p.name == "" {
		r.add("people.organisation-missing", "column", "person_name")
	}
	if p.post.Role == "" {
		r.add("people.organisation-missing", "column", "role")
	}
	x, known := r.people[p.person]
	if !known {
		x = &Person{ID: p.person, Kind: Official, Name: law.Words{text.ZH: p.name}}
		r.people[p.person] = x
	} else if x.Name[text.ZH] != p.name {
		r.add("people.organisation-name", "person", p.person, "name", x.Name[text.ZH])
	}
	// Each row of a person may say who they are; two may not say it differently.
	if en := value("person_name_en"); x.Name[text.EN] == "" {
		x.Name[text.EN] = en
	} else if en != "" && en != x.Name[text.EN] {
		r.add("people.organisation-name", "person", p.person, "name", x.Name[text.EN])
	}
	if identity := value("identity"); x.Identity == "" {
		x.Identity = identity
	} else if identity != "" && identity != x.Identity {
		r.add("people.organisation-identity", "person", p.person)
	}
	if slices.Contains(x.Posts, p.post) {
		r.add("people.organisation-post-twice", "person", p.person)
	}
	x.Posts = append(x.Posts, p.post)
	return p, len(r.problems) == before
}

// settle asks what only the whole file can answer.
func (r *organisationReader) settle(posts []organisationPost) {
	there := func(id string) bool {
		_, ok := r.offices[id]
		return ok || r.known(id)
	}
	for _, p := range posts {
		if r.line = p.line; !there(p.post.Office) {
			r.add("people.no-office", "office", p.post.Office)
		}
		if TwoKeepers(r.people[p.person].Posts) && slices.Contains(Keepers, p.post.Role) {
			r.add("people.two-keepers", "person", p.person)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.offices)) {
		r.line = r.lines[id]
		o := r.offices[id]
		if o.Parent != "" && !there(o.Parent) {
			r.add("people.no-office", "office", o.Parent)
		}
		for at, steps := o.Parent, 0; at != ""; at = r.offices[at].Parent {
			if steps++; at == id || steps > len(r.offices) {
				r.add("people.organisation-loop", "office", id)
				break
			}
		}
	}
}

// goodID takes small letters, digits and hyphens, at most sixty.
func goodID(s string) bool {
	return s != "" && len(s) <= 60 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// sortedProblems are problems in the order of their lines.
func sortedProblems(ps []fail.Field) []fail.Field {
	line := func(p fail.Field) int {
		n, err := strconv.Atoi(strings.TrimPrefix(p.Path, "line "))
		if err != nil {
			return 0
		}
		return n
	}
	slices.SortStableFunc(ps, func(a, b fail.Field) int { return line(a) - line(b) })
	return ps
}
