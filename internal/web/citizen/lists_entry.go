package citizen

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// entryPage is what one entry draws: what it is now, why it cannot be applied for if
// it cannot, and how it came to be.
type entryPage struct {
	frame    ui.Page
	title    string
	code     string
	refusal  string
	flags    []string
	rows     []ui.Row
	guide    string
	versions []versionPart
}

type versionPart struct {
	title string
	rows  []ui.Row
}

func (f face) entry(r *door.Request) error {
	l := catalogue.List(r.PathValue("list"))
	vs, err := f.desk.EntryVersions(r.Context(), l, r.PathValue("code"))
	if err != nil {
		return err
	}
	e := vs[0].Entry
	p := entryPage{frame: r.Frame(e.Name.In(r.Lang)), title: e.Name.In(r.Lang), code: e.Code}
	p.frame.Back = ui.Link{Text: r.T("catalogue.list-" + string(l)), Href: listPath(l)}
	refused := f.desk.MayApplyFor(r.Context(), l, e.Code, f.zone())
	switch {
	case refused == nil:
		if _, err := f.desk.Service(e.Service); err == nil {
			p.guide = "/items/" + url.PathEscape(e.Service)
		}
	case fail.KindOf(refused) == fail.Conflict:
		p.refusal = text.Error(r.Lang, refused)
	default:
		return refused
	}
	for _, flag := range e.Flags {
		if flag != catalogue.FlagBasisMissing { // the refusal says it, and what follows from it
			p.flags = append(p.flags, r.T("catalogue.flag-"+flag))
		}
	}
	if p.rows, err = f.entryRows(r, vs); err != nil {
		return err
	}
	for i, v := range vs {
		p.versions = append(p.versions, f.versionOf(r, v, vs[i+1:]))
	}
	return r.Draw(p.frame, entryBody(p))
}

// entryRows are the facts of an entry as it now stands. What it came from and what
// took its place are links: whoever looks for the old one must find the new.
func (f face) entryRows(r *door.Request, vs []catalogue.Version) ([]ui.Row, error) {
	e := vs[0].Entry
	rows := []ui.Row{{Key: r.T("catalogue.field-state"), Values: []string{r.T("catalogue.state-" + string(e.State))}}}
	var origins, successors []string
	for _, v := range vs {
		origins, successors = append(origins, v.Origins...), append(successors, v.Successors...)
	}
	for _, x := range []struct {
		key   string
		codes []string
	}{{"citizen.entry-successors", successors}, {"citizen.entry-origins", origins}} {
		if len(x.codes) == 0 {
			continue
		}
		es, err := f.desk.Entries(r.Context(), e.List, x.codes)
		if err != nil {
			return nil, err
		}
		var links []ui.Link
		for _, o := range es {
			links = append(links, ui.Link{Text: o.Name.In(r.Lang) + " " + o.Code, Href: entryPath(o)})
		}
		rows = append(rows, ui.Row{Key: r.T(x.key), Body: entryLinks(links)})
	}
	fact := func(field, value string) {
		if value != "" {
			rows = append(rows, ui.Row{Key: f.fieldName(r, field), Values: []string{f.fieldWords(r, field, value)}})
		}
	}
	fact("agency", e.Agency)
	fact("type", e.Type)
	fact("level", e.Level)
	fact("area", e.Area)
	if !e.To.IsZero() {
		fact("to", e.To.Format(time.RFC3339))
	}
	for _, c := range e.Basis {
		rows = append(rows, ui.Row{Key: r.T("catalogue.field-basis"), Values: []string{f.cite(r.Lang, c)},
			Action: ui.Link{Text: r.T("citizen.what-rests"), Href: articlePath(c)}})
	}
	return rows, nil
}

func articlePath(c law.Citation) string {
	return "/laws/" + url.PathEscape(c.Law) + "/" + url.PathEscape(c.Article)
}

// versionOf is one version in the history: what it changed against the one before,
// why, and on which article.
func (f face) versionOf(r *door.Request, v catalogue.Version, before []catalogue.Version) versionPart {
	c := v.Change
	part := versionPart{title: r.T("citizen.version", "n", strconv.Itoa(v.Version), "verb", r.T("catalogue.verb-"+string(c.Verb)),
		"day", ui.Date(r.Lang, c.Effective.In(f.zone())))}
	if len(before) > 0 {
		for _, d := range catalogue.Diff(before[0].Entry, v.Entry) {
			if d.Field == "from" || d.Field == "to" { // the heading says when; a version ends where the next begins
				continue
			}
			row := ui.Row{Key: f.fieldName(r, d.Field)}
			if d.Before != "" {
				row.Values = append(row.Values, r.T("citizen.before", "value", f.fieldWords(r, d.Field, d.Before)))
			}
			if d.After != "" {
				row.Values = append(row.Values, r.T("citizen.after", "value", f.fieldWords(r, d.Field, d.After)))
			}
			part.rows = append(part.rows, row)
		}
	}
	row := func(key string, values ...string) {
		if len(values) > 0 {
			part.rows = append(part.rows, ui.Row{Key: r.T(key), Values: values})
		}
	}
	row("citizen.entry-origins", v.Origins...)
	row("citizen.entry-successors", v.Successors...)
	row("citizen.reason", desk.WhyListed(r.Lang, v))
	for _, b := range c.Basis {
		row("citizen.entry-basis", f.cite(r.Lang, b))
	}
	return part
}

// fieldName is what a field of a difference is called.
func (f face) fieldName(r *door.Request, field string) string {
	switch whole, part, _ := strings.Cut(field, "."); {
	case whole == "details" && text.Has(r.Lang, "catalogue.detail-"+part):
		return r.T("catalogue.detail-" + part)
	case whole == "details":
		return part
	case whole == "name":
		return r.T("catalogue.field-name") + " · " + part
	}
	return r.T(catalogue.Difference{Field: field}.Label())
}

// fieldWords is the value of a field as people say it.
func (f face) fieldWords(r *door.Request, field, value string) string {
	keys := map[string]string{"state": "catalogue.state-", "flags": "catalogue.flag-", "level": "catalogue.level-", "type": "citizen.type-", "list": "catalogue.list-"}
	if key := keys[field] + value; keys[field] != "" && text.Has(r.Lang, key) {
		return r.T(key)
	}
	switch field {
	case "agency":
		return f.agencyOf(r.Lang, value)
	case "basis":
		var c law.Citation
		if c.UnmarshalText([]byte(value)) == nil {
			return f.cite(r.Lang, c)
		}
	case "to":
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return ui.Date(r.Lang, t.In(f.zone()))
		}
	}
	return value
}

// laws lists the laws that entries rest on, or the articles of one.
func (f face) laws(r *door.Request) error {
	id := r.PathValue("law")
	used, err := f.desk.ArticlesUsed(r.Context(), id)
	if err != nil {
		return err
	}
	title, back := r.T("citizen.laws"), ui.Link{Text: r.T("door.menu.lists"), Href: "/lists"}
	if id != "" {
		if len(used) == 0 {
			return fail.New(fail.NotFound, "citizen.nothing-rests")
		}
		title, back = f.cite(r.Lang, law.Citation{Law: id}), ui.Link{Text: title, Href: "/laws"}
	}
	t := ui.Table{Caption: title, HideTitle: true, EmptyWords: r.T("citizen.list-empty"), Columns: []ui.Column{
		{Head: r.T("citizen.entry-basis"), Place: ui.PlaceTitle}, {Head: r.T("citizen.entries"), Place: ui.PlaceNum}}}
	for _, a := range used {
		href := articlePath(a.Citation)
		if a.Citation.Article == "" {
			href = "/laws/" + url.PathEscape(a.Law)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: f.cite(r.Lang, a.Citation), Href: href}, {Text: strconv.Itoa(a.Entries)}}})
	}
	frame := r.Frame(title)
	frame.Back = back
	return r.Draw(frame, articleBody(r.T("citizen.laws-what"), title, t))
}

// article shows every entry that rests on an article of a law.
func (f face) article(r *door.Request) error {
	c := law.Citation{Law: r.PathValue("law"), Article: r.PathValue("article")}
	es, err := f.desk.RestingOn(r.Context(), c)
	if err != nil {
		return err
	}
	if len(es) == 0 {
		return fail.New(fail.NotFound, "citizen.nothing-rests")
	}
	title := f.cite(r.Lang, c)
	frame := r.Frame(title)
	frame.Wide = true
	frame.Back = ui.Link{Text: f.cite(r.Lang, law.Citation{Law: c.Law}), Href: "/laws/" + url.PathEscape(c.Law)}
	return r.Draw(frame, articleBody(r.T("citizen.what-rests"), title, f.entryTable(r, es)))
}
