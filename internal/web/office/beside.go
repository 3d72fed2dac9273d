package office

import (
	"net/url"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// handover is a case that was handed to the reader and waits to be taken or given back.
type handover struct{ who, words, expect, submission, take, back string }

// personName is a person's name, or their id where nobody is known by it.
func (f face) personName(r *door.Request, id string) string { return f.namesOf(r, id)(id) }

// namesOf finds the names of people at once: a list asks for them before it is drawn.
func (f face) namesOf(r *door.Request, ids ...string) func(id string) string {
	ps, err := f.desk.Named(r.Context(), ids)
	return func(id string) string {
		if p, ok := ps[id]; ok && err == nil {
			return p.In(r.Lang)
		}
		return id
	}
}

// saidNames finds what people are called on a page: by the name that the record holds, and
// in another language by the name that they have in it now.
func (f face) saidNames(r *door.Request, ids ...string) func(id, then string) string {
	if r.Lang == text.ZH {
		return func(_, then string) string { return then }
	}
	name := f.namesOf(r, ids...)
	return func(id, then string) string {
		if now := name(id); now != id {
			return now
		}
		return then
	}
}

// beside says who else is at this case: who opened it a moment ago, and who types what.
func (f face) beside(r *door.Request, v desk.View) []string {
	var out []string
	var ids []string
	for _, o := range v.Together.Others {
		ids = append(ids, o.Person)
	}
	said := f.saidNames(r, ids...)
	var others []string
	for _, o := range v.Together.Others {
		others = append(others, r.T("office.beside-one", "person", said(o.Person, o.Name), "time", ui.ShortMoment(r.Lang, inZone(v, o.At))))
	}
	if len(others) > 0 {
		out = append(out, r.T("office.beside", "people", strings.Join(others, r.T("office.comma"))))
	}
	for _, d := range v.Together.Drafts {
		if d.Person == r.Person.ID {
			continue
		}
		verb, step, _ := strings.Cut(d.Act, "/")
		out = append(out, r.T("office.beside-types", "person", f.personName(r, d.Person), "verb", casepage.VerbName(r.Lang, v.Service, casework.Verb(verb), step),
			"time", ui.ShortMoment(r.Lang, inZone(v, d.Saved))))
	}
	return out
}

// deputies says in whose place the reader may act here, and for whom they may not.
func (f face) deputies(r *door.Request, v desk.View) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range v.Together.Instead {
		if !seen[s.For] {
			seen[s.For] = true
			out = append(out, r.T("office.stands-in", "person", f.personName(r, s.For)))
		}
	}
	for _, id := range v.Together.Conflict {
		out = append(out, r.T("office.stands-in-conflict", "person", f.personName(r, id)))
	}
	return out
}

// askedWords says that the applicant was asked for a correction before: a second notice
// is an exception.
func askedWords(r *door.Request, v desk.View) string {
	a, ok := v.Case.Last(casework.AskCorrection)
	if !ok || !v.Case.Ended.IsZero() {
		return ""
	}
	return r.T("office.asked-before", "day", ui.Date(r.Lang, inZone(v, a.At)))
}

func asideLinks(r *door.Request, v desk.View) []ui.Link {
	return []ui.Link{{Text: r.T("office.trace"), Href: casePath(v.Case.Number) + "/trace"}, {Text: r.T("office.print"), Href: casePath(v.Case.Number) + "/print"}}
}

func tracePath(number, show string) string {
	p := casePath(number) + "/trace"
	if show == "" {
		return p
	}
	return p + "?" + url.Values{"show": {show}}.Encode()
}
