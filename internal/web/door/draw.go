package door

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

// Frame is what every page of this request starts from: face, language, who is
// signed in, where the menu leads.
func (r *Request) Frame(title string) ui.Page {
	p := ui.Page{Lang: r.Lang, Face: r.Route.Face, Title: title, URL: r.URL, Nav: r.menu()}
	if r.Method != http.MethodGet {
		// The language switch is a link: it must lead back to where the form stands.
		if u, err := url.Parse(r.Referer()); err == nil && u.Path != "" {
			p.URL = &url.URL{Path: u.Path, RawQuery: u.RawQuery}
		}
	}
	switch r.Route.Face {
	case ui.Office:
		p.Home, p.Wide = "/office", true
	case ui.Governance:
		p.Home, p.Wide = "/governance", true
	}
	if r.Signed {
		p.Person, p.Account = r.Session.Person.In(r.Lang), "/account"
		if r.Session.For != nil {
			p.Acting = &ui.ActingFor{Name: r.Session.For.In(r.Lang), Here: r.Route.ForOthers}
		}
		p.Session = r.sessionEnd()
	} else {
		p.SignIn = "/sign-in?to=" + url.QueryEscape(r.here())
	}
	return p
}

// The posts whose places not every official has: who answers for the registers of an
// office, and who answers people about their data.
const (
	dataKeeper     = "data-keeper"
	dataProtection = "data-protection"
	mandateClerk   = "mandate-clerk"
	firmRegistrar  = "firm-registrar"
	benefitOfficer = "benefit-officer"
	benefitHead    = "benefit-head"
)

// menu is the row of places under the head, by face.
func (r *Request) menu() []ui.Link {
	item := func(key, href string) ui.Link {
		at := r.URL.Path == href || (strings.Count(href, "/") > 1 || href == "/cases") && strings.HasPrefix(r.URL.Path, href+"/")
		return ui.Link{Text: r.T(key), Href: href, Current: at}
	}
	switch r.Route.Face {
	case ui.Office:
		told := item("door.menu.notices", "/office/notices")
		if r.unread > 0 {
			told.Text = r.T("door.menu.notices-n", "n", counted(r.unread))
		}
		menu := []ui.Link{item("door.menu.worklist", "/office"), told, item("door.menu.own", "/office/own"), item("door.menu.tasks", "/office/start"), item("door.menu.replies", "/office/replies"), item("door.menu.licences", "/office/licences"), item("door.menu.papers", "/office/papers"), item("door.menu.resources", "/office/resources"), item("door.menu.data", "/office/datasets"), item("door.menu.packs", "/office/packs")}
		if r.Person.Holds(benefitOfficer) || r.Person.Holds(benefitHead) {
			menu = append(menu, item("door.menu.benefits", "/office/benefits"))
		}
		for role, x := range map[string]ui.Link{people.SystemKeeper: item("door.menu.keep-system", "/office/keepers/system"), people.SecurityKeeper: item("door.menu.keep-security", "/office/keepers/security"),
			people.AuditKeeper: item("door.menu.keep-audit", "/office/keepers/audit")} {
			if r.Person.Holds(role) {
				menu = append(menu, x) // nobody is two of them
			}
		}
		if r.Person.Holds(mandateClerk) || r.Person.Holds(firmRegistrar) {
			menu = append(menu, item("door.menu.mandates", "/office/mandates"))
		}
		if r.Person.Holds(dataKeeper) {
			menu = append(menu, item("door.menu.tickets", "/office/data/tickets"))
		}
		if r.Person.Holds(dataProtection) {
			menu = append(menu, item("door.menu.matters", "/office/matters"), item("door.menu.exports", "/office/exports"))
		}
		return menu
	case ui.Governance:
		return []ui.Link{item("door.menu.overview", "/governance"), item("door.menu.quality", "/governance/quality"), item("door.menu.log", "/governance/log")}
	}
	menu := []ui.Link{item("door.menu.home", "/"), item("door.menu.cases", "/cases"), item("door.menu.wallet", "/wallet")}
	inbox := item("door.menu.inbox", "/inbox")
	if r.unread > 0 {
		inbox.Text = r.T("door.menu.inbox-n", "n", counted(r.unread))
	}
	return append(menu, inbox, item("door.menu.lists", "/lists"))
}

// T is the sentence under key in the request's language; args are pairs.
func (r *Request) T(key string, args ...string) string { return text.S(r.Lang, key, args...) }

// Draw sends a page with status 200.
func (r *Request) Draw(p ui.Page, body templ.Component) error {
	ui.Render(r.W, r.Request, http.StatusOK, p, body)
	return nil
}

// DrawAgain sends a form that has to be mended: status 422, everything typed still in it.
func (r *Request) DrawAgain(p ui.Page, body templ.Component) error {
	p.Failed = true
	ui.Render(r.W, r.Request, http.StatusUnprocessableEntity, p, body)
	return nil
}

// Redirect answers a form that was taken: the browser fetches to, so that reloading
// repeats nothing (RFC 9110 §15.4.4).
func (r *Request) Redirect(to string) error {
	http.Redirect(r.W, r.Request, to, http.StatusSeeOther)
	return nil
}

// JSON sends v with a status.
func (r *Request) JSON(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fail.Wrap(err, "door: write JSON")
	}
	r.W.Header().Set("Content-Type", "application/json")
	r.W.WriteHeader(status)
	_, _ = r.W.Write(append(b, '\n')) // the reader may be gone: nobody is left to tell
	return nil
}

// problem is an error as a program reads it (RFC 9457).
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Key    string         `json:"key"`
	Fields []fieldProblem `json:"fields,omitempty"`
}

type fieldProblem struct {
	Field string `json:"field"`
	Key   string `json:"key"`
	Text  string `json:"text"`
}

// drawError is the one place where an error becomes something a person or a program sees.
func (r *Request) drawError(err error) {
	e := fail.As(err)
	if e.Kind == fail.Unavailable {
		r.W.Header().Set("Retry-After", "5")
	}
	if e.Kind == fail.TooMany {
		r.W.Header().Set("Retry-After", e.Args["after"])
	}
	if r.Route.Who.machine() {
		if e.Kind == fail.Unauthenticated {
			r.W.Header().Set("WWW-Authenticate", "Bearer")
		}
		p := problem{Type: "about:blank", Title: text.Error(r.Lang, e), Status: ui.Status(e.Kind), Key: e.Key}
		for _, f := range e.Fields {
			p.Fields = append(p.Fields, fieldProblem{f.Path, f.Key, text.T(r.Lang, f.Key, f.Args)})
		}
		b, jerr := json.Marshal(p)
		if jerr != nil {
			b = []byte(`{}`)
		}
		r.W.Header().Set("Content-Type", "application/problem+json")
		r.W.WriteHeader(p.Status)
		_, _ = r.W.Write(append(b, '\n')) // the reader may be gone: nobody is left to tell
		return
	}
	if to := r.wayIn(e); to != "" {
		http.Redirect(r.W, r.Request, to, http.StatusSeeOther)
		return
	}
	p := r.Frame("")
	p.Typed = r.typed
	ui.RenderError(r.W, r.Request, p, err)
}

func (r *Request) here() string {
	if r.URL.RawQuery == "" {
		return r.URL.Path
	}
	return r.URL.Path + "?" + r.URL.RawQuery
}

// LocalPath is to when it leads to a page of this site, else "/": an address from
// outside could lead anywhere.
func LocalPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}

// Is says whether somebody may see a page meant for who.
func Is(p people.Person, who Who) bool {
	switch who {
	case Anyone, Visitor, AnyBearer:
		return true
	case Officials:
		return len(p.Posts) > 0
	case Leaders:
		return p.Holds(LeaderRole)
	}
	return p.ID != ""
}

// Site is the address of this site as the sender wrote it: for codes that are read
// by another device.
func (r *Request) Site() string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// counted is a number for a menu, which only says that there are many.
func counted(n int) string {
	if n > 999 {
		return "999+"
	}
	return strconv.Itoa(n)
}
