package citizen

import (
	"net/url"
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// licencePage is what the page of one licence draws.
type licencePage struct {
	card   ui.Licence
	soon   string // that it ends soon; empty while it does not
	at     string // when a kept copy was fetched
	honest string // what the electronic licence is worth
	steps  []ui.Step
	number string
	bind   string // where the holder's key is sent; empty where nothing is signed
	bound  string // the holder's key

	problems ui.Problems // why the key that was sent is none
	typed    string
}

// credential sends the signed licence as a file, for the holder to keep and to show.
func (f face) credential(r *door.Request) error {
	number := r.PathValue("number")
	s, err := f.desk.Credential(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	h := r.W.Header()
	h.Set("Content-Type", "application/dc+sd-jwt")
	h.Set("Content-Disposition", "attachment; filename="+number+".sd-jwt")
	h.Set("Content-Length", strconv.Itoa(len(s)))
	_, _ = r.W.Write([]byte(s)) // the reader may be gone: nobody is left to tell
	return nil
}

// bind binds a licence to the holder's own key.
func (f face) bind(r *door.Request) error {
	number := r.PathValue("number")
	if err := f.desk.BindLicence(r.Context(), r.Person, number, []byte(r.PostFormValue("key"))); err != nil {
		e := fail.As(err)
		if e.Kind != fail.Invalid {
			return err
		}
		return f.drawLicence(r, ui.Problems{{Field: "key", Text: text.Error(r.Lang, e)}})
	}
	return r.Redirect("/licences/" + url.PathEscape(number))
}

// licenceSteps are what was done to a licence, the newest first, with the words that
// each version said.
func (f face) licenceSteps(r *door.Request, l desk.Issued, deeds []licence.Deed) []ui.Step {
	var out []ui.Step
	for i := len(deeds) - 1; i >= 0; i-- {
		d := deeds[i]
		s := ui.Step{Title: r.T("citizen.deed." + string(d.Verb)), When: ui.Moment(r.Lang, d.At.In(l.Zone())), State: ui.StepDone, Detail: d.Words}
		if d.Law != "" {
			s.Detail = strings.TrimSpace(l.Service.Book().SayCitation(r.Lang, law.Citation{Law: d.Law, Article: d.Article}) + " " + d.Words)
		}
		if d.Of != "" {
			s.Title = r.T("citizen.deed." + string(d.Verb) + "-" + string(d.Of))
		}
		if d.Verb == licence.Change {
			for _, id := range l.Fields() {
				if was, now := deeds[i-1].After.Fields[id], d.After.Fields[id]; was != now {
					field, _ := l.Service.Form().Field(id)
					said := func(v string) string { return strings.Join(casepage.Shown(r.Lang, l.Service, field, v, nil), " ") }
					s.Detail += " " + r.T("citizen.deed-changed", "field", l.FieldName(r.Lang, id), "was", said(was), "now", said(now))
				}
			}
		}
		out = append(out, s)
	}
	return out
}
