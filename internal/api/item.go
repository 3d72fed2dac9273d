package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/web/door"
)

// pageSize is how much one page of a list holds.
const pageSize = 50

// Items is one page of services, or what a search found, the best first.
type Items struct {
	Items      []Found `json:"items"`
	Nearest    []Found `json:"nearest,omitempty" about:"What comes nearest, where nothing was found."`
	Understood string  `json:"understood,omitempty" about:"The words that were looked for, when they are not those typed."`
	Next       string  `json:"next,omitempty" about:"Send it as after for the next page; absent on the last."`
}

// Found is one service, or an entry of a list that only says where the power lies.
type Found struct {
	Service string `json:"service,omitempty" about:"Absent where nothing can be applied for here."`
	List    string `json:"list"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	Summary string `json:"summary,omitempty"`
	Agency  string `json:"agency"`
}

func (f face) items(r *door.Request) error {
	q, after := strings.TrimSpace(r.URL.Query().Get("q")), r.URL.Query().Get("after")
	var all []Found
	out := Items{Items: []Found{}}
	if q == "" {
		for _, s := range f.desk.Services() {
			all = append(all, f.found(r, s))
		}
		slices.SortFunc(all, func(a, b Found) int { return strings.Compare(a.Service, b.Service) })
		all = slices.DeleteFunc(all, func(x Found) bool { return x.Service <= after })
	} else {
		const most = 500
		hits := f.desk.Search(r.Lang, q, false, most)
		all, out.Nearest, out.Understood = f.foundHits(r, hits.Hits), f.foundHits(r, hits.Nearest), hits.Understood
		if after != "" {
			i := slices.IndexFunc(all, func(x Found) bool { return x.key() == after })
			if i < 0 {
				return invalid(fail.Field{Path: "after", Key: "api.after"})
			}
			all = all[i+1:]
		}
	}
	if len(all) > pageSize {
		all = all[:pageSize]
		out.Next = all[pageSize-1].key()
	}
	out.Items = append(out.Items, all...)
	return r.JSON(http.StatusOK, out)
}

// key names a found thing in an address.
func (x Found) key() string {
	if x.Service != "" {
		return x.Service
	}
	return x.List + "/" + x.Code
}

func (f face) found(r *door.Request, s *pack.Service) Found {
	l, code := f.desk.Listed(s)
	return Found{Service: s.ID(), List: string(l), Code: code, Name: s.Text(r.Lang, "name"), Summary: s.Text(r.Lang, "summary"), Agency: s.Item().Agency}
}

func (f face) foundHits(r *door.Request, hits []desk.Hit) []Found {
	var out []Found
	for _, h := range hits {
		if s, err := f.desk.Service(h.Service); err == nil {
			out = append(out, f.found(r, s))
			continue
		}
		out = append(out, Found{List: h.List, Code: h.Code, Name: h.Title, Agency: h.Agency})
	}
	return out
}

// Item is the guide of a service as data.
type Item struct {
	Service      string          `json:"service"`
	Version      string          `json:"version"`
	Digest       string          `json:"digest" about:"Of the pack: a case received now stays under it."`
	Name         string          `json:"name"`
	Summary      string          `json:"summary"`
	Languages    []string        `json:"languages"`
	Illustrative bool            `json:"illustrative" about:"Made up for teaching; no office handles it."`
	Shape        string          `json:"shape" among:"application inquiry report task"`
	OpenTo       []string        `json:"open_to" about:"Roles that may open a case."`
	List         string          `json:"list"`
	Code         string          `json:"code"`
	Type         string          `json:"type,omitempty" about:"事项类型, two digits."`
	Level        string          `json:"level,omitempty"`
	Agency       string          `json:"agency"`
	Offices      []Named         `json:"offices" about:"Those of the agency here."`
	Promised     Limit           `json:"promised"`
	Statutory    Limit           `json:"statutory"`
	Basis        []Cited         `json:"basis"`
	Visits       int             `json:"visits"`
	Channels     []string        `json:"channels"`
	Fees         []Fee           `json:"fees" about:"Empty where it is free."`
	Conditions   []string        `json:"conditions"`
	Materials    []Material      `json:"materials"`
	Outcomes     []Named         `json:"outcomes"`
	Form         json.RawMessage `json:"form" about:"JSON Schema of the answers."`
}

// Named is an id with what it is called.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Limit is a time limit: 0wd is on the spot, 20wd twenty working days, 3mo three
// months; empty where none is set.
type Limit struct {
	Limit string `json:"limit"`
	Text  string `json:"text"`
	Basis *Cited `json:"basis,omitempty"`
}

// Cited is an article of a law.
type Cited struct {
	Law     string `json:"law"`
	Article string `json:"article"`
	Text    string `json:"text"`
}

// Fee is one charge.
type Fee struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Amount   int64  `json:"amount" about:"In the currency's minor unit."`
	Currency string `json:"currency" about:"ISO 4217."`
	Basis    Cited  `json:"basis"`
}

// Material is one paper or datum the decision needs.
type Material struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	From     string `json:"from" among:"applicant register wallet"`
	Field    string `json:"field,omitempty"`
	Register string `json:"register,omitempty"`
	Licence  string `json:"licence,omitempty" about:"Kind of licence: the answer to the field is the number of one of the applicant's that is valid."`
	Paper    string `json:"paper,omitempty" about:"Field for the paper of who has no other; the answer to field is then the word paper."`
	MayLate  bool   `json:"may_follow" about:"容缺受理: it may follow after acceptance."`
	Basis    Cited  `json:"basis"`
}

func (f face) item(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	l, i, p := r.Lang, s.Item(), s.Procedure()
	cite := func(c law.Citation) Cited { return Cited{c.Law, c.Article, s.Book().SayCitation(l, c)} }
	promised, statutory, basis := s.Main()
	out := Item{Service: s.ID(), Version: s.Version(), Digest: s.Digest(), Name: s.Text(l, "name"), Summary: s.Text(l, "summary"), Languages: []string{},
		Illustrative: s.Illustrative(), Shape: string(p.Shape), OpenTo: []string{}, Type: i.Type, Level: i.Level, Agency: i.Agency, Offices: []Named{},
		Promised: Limit{Limit: promised.String(), Text: promised.Say(l)}, Statutory: Limit{Limit: statutory.String(), Text: statutory.Say(l)}, Basis: []Cited{},
		Visits: i.Visits, Channels: append([]string{}, i.Channels...), Fees: []Fee{}, Conditions: []string{}, Materials: []Material{}, Outcomes: []Named{}, Form: schemaOf(r, s)}
	list, code := f.desk.Listed(s)
	out.List, out.Code = string(list), code
	if !basis.IsZero() {
		c := cite(basis)
		out.Statutory.Basis = &c
	}
	for _, x := range s.Languages() {
		out.Languages = append(out.Languages, string(x))
	}
	for _, x := range p.Opens.By {
		out.OpenTo = append(out.OpenTo, string(x))
	}
	for _, o := range f.desk.Offices() {
		if o.Kind == i.Agency {
			out.Offices = append(out.Offices, Named{o.ID, o.Name.In(l)})
		}
	}
	for _, c := range i.Basis {
		out.Basis = append(out.Basis, cite(c))
	}
	for _, x := range i.Fee.Items {
		out.Fees = append(out.Fees, Fee{x.ID, s.Text(l, "fee."+x.ID), x.Amount, x.Currency, cite(x.Basis)})
	}
	for n := range i.Conditions {
		out.Conditions = append(out.Conditions, s.Text(l, "condition."+strconv.Itoa(n+1)))
	}
	for _, m := range i.Materials {
		out.Materials = append(out.Materials, Material{m.ID, s.Text(l, "material."+m.ID), m.From, m.Field, m.Register, m.Licence, m.Paper, m.Tolerance, cite(m.Basis)})
	}
	for _, o := range p.Outcomes {
		out.Outcomes = append(out.Outcomes, Named{o.ID, s.Text(l, "outcome."+o.ID)})
	}
	return r.JSON(http.StatusOK, out)
}

// schemaOf is the JSON Schema of the answers whoever files gives, as this door takes
// them: money is an integer, everything else a text.
func schemaOf(r *door.Request, s *pack.Service) json.RawMessage {
	var whole struct {
		Type       string            `json:"type"`
		Properties map[string]object `json:"properties"`
		Required   []string          `json:"required,omitempty"`
		More       bool              `json:"additionalProperties"`
	}
	if err := json.Unmarshal(s.Form().Schema(), &whole); err != nil {
		panic("api: schema of a form: " + err.Error()) // the form room wrote it
	}
	for id, p := range whole.Properties {
		x, _ := s.Form().Field(id)
		if x.Office {
			delete(whole.Properties, id)
			continue
		}
		p["title"] = s.Text(r.Lang, "field."+id)
		switch x.Kind {
		case form.Money:
			p["type"], p["description"] = "integer", "minor units"
		case form.Date:
			p["format"] = "date"
		case form.SomeOf:
			// Several are one text with commas between: the options bound each, not the whole.
			p["description"] = strings.Join(x.Options, ", ")
			delete(p, "enum")
		}
	}
	b, err := json.Marshal(whole)
	if err != nil {
		panic("api: schema of a form: " + err.Error())
	}
	return b
}

// Versions are all versions of a service's entry, the latest first.
type Versions struct {
	Service  string    `json:"service"`
	Versions []Version `json:"versions"`
}

// Version is an entry as it was, and the change that made it so.
type Version struct {
	Entry     Entry     `json:"entry"`
	Verb      string    `json:"verb" among:"add change split merge suspend cancel"`
	At        time.Time `json:"at" about:"When it was recorded."`
	Effective time.Time `json:"effective" about:"From when it holds."`
	Reason    string    `json:"reason,omitempty"`
	Basis     []string  `json:"basis,omitempty" about:"Law and article that demand the change."`
	From      []string  `json:"from,omitempty" about:"Codes of the entries it was split or merged from."`
	Into      []string  `json:"into,omitempty" about:"Codes of those that took its place."`
}

func (f face) versions(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	l, code := f.desk.Listed(s)
	vs, err := f.desk.EntryVersions(r.Context(), l, code)
	if err != nil {
		return err
	}
	out := Versions{Service: s.ID(), Versions: []Version{}}
	for _, v := range vs {
		c := v.Change
		x := Version{Entry: entryOf(r, v.Entry), Verb: string(c.Verb), At: c.At, Effective: c.Effective, Reason: c.Why, From: v.Origins, Into: v.Successors}
		for _, b := range c.Basis {
			x.Basis = append(x.Basis, b.String())
		}
		out.Versions = append(out.Versions, x)
	}
	return r.JSON(http.StatusOK, out)
}

// Entries is one page of one of the four lists, by code.
type Entries struct {
	Entries []Entry `json:"entries"`
	Next    string  `json:"next,omitempty" about:"Send it as after for the next page; absent on the last."`
}

// Entry is one line of a list.
type Entry struct {
	List    string            `json:"list"`
	Code    string            `json:"code"`
	Version int               `json:"version"`
	State   string            `json:"state" among:"in-force suspended cancelled"`
	Name    string            `json:"name"`
	Agency  string            `json:"agency"`
	Area    string            `json:"area,omitempty" about:"GB/T 2260."`
	Level   string            `json:"level,omitempty"`
	Type    string            `json:"type,omitempty"`
	Basis   []string          `json:"basis" about:"Law and article."`
	Service string            `json:"service,omitempty"`
	Flags   []string          `json:"flags,omitempty" about:"What has to be mended."`
	Details map[string]string `json:"details,omitempty"`
}

func entryOf(r *door.Request, e catalogue.Entry) Entry {
	out := Entry{string(e.List), e.Code, e.Version, string(e.State), e.Name.In(r.Lang), e.Agency, e.Area, e.Level, e.Type, []string{}, e.Service, e.Flags, e.Details}
	for _, c := range e.Basis {
		out.Basis = append(out.Basis, c.String())
	}
	return out
}

func (f face) entries(r *door.Request) error {
	l := catalogue.List(r.PathValue("list"))
	if !slices.Contains(catalogue.Lists, l) {
		return fail.New(fail.NotFound, "api.no-list", "list", string(l))
	}
	q := r.URL.Query()
	p, err := f.desk.ListPage(r.Context(), catalogue.Filter{List: l, Text: q.Get("q")}, q.Get("after"), pageSize)
	if err != nil {
		return err
	}
	out := Entries{Entries: []Entry{}, Next: p.Next}
	for _, e := range p.Entries {
		out.Entries = append(out.Entries, entryOf(r, e))
	}
	return r.JSON(http.StatusOK, out)
}
