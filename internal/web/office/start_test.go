package office_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/form"
)

// Every service that an official may open is offered to them and its form draws;
// what nobody of their post opens is neither offered nor drawn.
func TestStartOffersWhatThePostOpens(t *testing.T) {
	w := newWorld(t)
	opened := 0
	for id, p := range w.who {
		if len(p.Posts) == 0 {
			continue
		}
		list := w.sees(id, "/office/start")
		for _, s := range w.desk.Services() {
			path := "/office/start/" + s.ID()
			if list.Has(`a[href="` + path + `"]`) {
				opened++
				w.sees(id, path)
			} else if got := w.get(id, path); got.status != http.StatusForbidden {
				t.Errorf("%s at %s: %d", id, path, got.status)
			}
		}
	}
	if opened == 0 {
		t.Fatal("nobody opens anything: no pack has an opening by an office role")
	}
}

// inspection is a service that an official opens, and who may open it.
func (w *world) inspection() (person, service string) {
	w.t.Helper()
	for _, s := range w.desk.Services() {
		if s.Procedure().Shape != casework.Inquiry {
			continue
		}
		for id, p := range w.who {
			for _, post := range p.Posts {
				if o, _ := w.desk.Office(post.Office); o.Kind == s.Item().Agency && slices.Contains(s.Procedure().Opens.By, casework.Role(post.Role)) {
					return id, s.ID()
				}
			}
		}
	}
	w.t.Fatal("nobody opens an inspection")
	return "", ""
}

// An official's opening keeps what was typed when something is missing, and sent
// twice is one case that has no applicant.
func TestOpenOnce(t *testing.T) {
	w := newWorld(t)
	person, service := w.inspection()
	path := "/office/start/" + service
	empty := w.sees(person, path).form(path, nil)
	p := w.ask(person, "POST", path, empty)
	if p.status != http.StatusUnprocessableEntity || !p.Has(".govuk-error-summary a") {
		t.Fatalf("empty: %d %s", p.status, p.One("main").Text())
	}
	s, err := w.desk.Service(service)
	w.must(err)
	fill := url.Values{}
	for _, x := range s.Form().Fields() {
		if x.Office {
			continue
		}
		for k, v := range sample(x) {
			fill[k] = v
		}
	}
	form := p.form(path, nil)
	for k, v := range fill {
		form[k] = v
	}
	sent := w.ask(person, "POST", path, form)
	for i := 0; sent.status == http.StatusUnprocessableEntity && i < 2; i++ {
		// What an answer has opened comes with the next sending.
		form = sent.form(path, fill)
		sent = w.ask(person, "POST", path, form)
	}
	if sent.status != http.StatusSeeOther || !strings.HasPrefix(sent.to, "/office/cases/") {
		t.Fatalf("%d %s", sent.status, sent.One("main").Text())
	}
	again := w.ask(person, "POST", path, form)
	if again.to != sent.to {
		t.Errorf("sent twice leads to %q and %q", sent.to, again.to)
	}
	number := strings.TrimPrefix(strings.SplitN(sent.to, "?", 2)[0], "/office/cases/")
	v, err := w.desk.Case(t.Context(), w.who[person], number)
	w.must(err)
	if v.Case.Applicant != "" || v.Own {
		t.Errorf("the case belongs to %q", v.Case.Applicant)
	}
	w.sees(person, sent.to)
}

// sample is an answer that fits a question.
func sample(x form.Field) url.Values {
	switch x.Kind {
	case form.OneOf:
		return url.Values{x.ID: {x.Options[0]}}
	case form.SomeOf:
		return url.Values{x.ID: x.Options[:1]}
	case form.YesNo:
		return url.Values{x.ID: {"yes"}}
	case form.Date:
		return url.Values{x.ID + "-year": {"2026"}, x.ID + "-month": {"9"}, x.ID + "-day": {"1"}}
	case form.Number, form.Money:
		return url.Values{x.ID: {"1"}}
	case form.PersonID:
		return url.Values{x.ID: {"330199199205171124"}}
	case form.CreditCode:
		return url.Values{x.ID: {"91330199A00000011C"}}
	case form.Phone:
		return url.Values{x.ID: {"13800000000"}}
	case form.Area:
		return url.Values{x.ID: {"330199"}}
	case form.File:
		return nil
	}
	return url.Values{x.ID: {"晓溪县溪前路 100 号林家面包坊"}}
}
