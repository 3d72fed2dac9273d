// Package ui is the look of every page: the frame, the components, the style
// sheet, and the words they bring along. Components take plain typed values and
// know no domain; every one of them works without JavaScript and holds no
// inline script or style, so that the strict policy of Protect can stand.
package ui

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/text"

	"github.com/a-h/templ"
)

// Face is one of the three faces of the program; it decides the name in the head.
type Face string

// The three faces.
const (
	Citizen    Face = "citizen"    // 办事: people and firms
	Office     Face = "office"     // 工作台: officials
	Governance Face = "governance" // 驾驶舱: leaders and the public
)

// Link is a place to go. Current marks where the reader is.
type Link struct {
	Text, Href string
	Current    bool
}

// Footer holds the addresses of the help that stands at the foot of every page.
// An empty address takes the usual one. A complaint and suggestion entry is
// demanded of every government service (国办函〔2026〕12号), so none can be left out.
type Footer struct{ Accessibility, DataUse, Counter, Feedback string }

// Page is what the frame around a page needs to know. Render fills what is left
// empty from the request.
type Page struct {
	Lang   text.Lang
	Face   Face
	Title  string // as the h1 says it
	Failed bool   // something on this page must be mended: the title says so first
	Wide   bool   // lists and numbers of officials; people read one narrow column
	Elder  bool   // 长辈版: bigger letters and targets
	Home   string // address of the face, where the name in the head leads; "/" if empty
	Nav    []Link
	Person string // name of who is signed in
	// Account is where the name leads; SignIn where a stranger signs in; SignOut
	// takes the POST that ends the session. An empty one draws nothing.
	Account, SignIn, SignOut string
	Session                  *SessionEnd // until when who is signed in stays so
	Acting                   *ActingFor  // for whom who is signed in acts
	Back                     Link
	Saved                    string // a line like "saved at 09:42", read out by screen readers
	Footer                   Footer
	Scripts                  []string // names of ES modules among the assets, such as "focus.js"
	Lock                     int      // after how many seconds without a hand on it a page locks, as lock.js reads it; 0 for never
	Keys                     string   // what keys do on this page, as keys.js reads it: "j:down k:up"
	URL                      *url.URL // the address asked for: the language switch keeps it
	Typed                    []string // what was typed into a form that was refused whole: an error shows it, so that it can be copied
}

func (p Page) home() string { return orElse(p.Home, "/") }

func (p Page) footer() Footer {
	f := p.Footer
	f.Accessibility = orElse(f.Accessibility, "/accessibility")
	f.DataUse = orElse(f.DataUse, "/data-use")
	f.Counter = orElse(f.Counter, "/counters")
	f.Feedback = orElse(f.Feedback, "/feedback")
	return f
}

// choose is the address of the same page and query with one choice changed.
func (p Page) choose(name, value string) templ.SafeURL {
	u := url.URL{Path: "/"}
	if p.URL != nil {
		u = *p.URL
		u.Scheme, u.Host, u.User, u.Fragment = "", "", nil, ""
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	if len(u.Path) > 1 && (u.Path[1] == '/' || u.Path[1] == '\\') {
		// "//host/…" would lead to another site.
		u.Path = "/"
	}
	return templ.SafeURL(u.String())
}

// Render draws page around body and sends it with status. It draws into memory
// first: a component that fails gives an honest error instead of half a page.
func Render(w http.ResponseWriter, r *http.Request, status int, page Page, body templ.Component) {
	seen := PreferenceOf(r)
	if page.Lang == "" {
		page.Lang = seen.Lang
	}
	page.Elder = page.Elder || seen.Elder
	if page.URL == nil {
		page.URL = r.URL
	}
	var b bytes.Buffer
	ctx := templ.WithChildren(context.WithValue(WithLang(r.Context(), page.Lang), elderKey{}, page.Elder && page.Face == Citizen), body)
	if page.Elder && page.Face == Citizen {
		page.Scripts = append(page.Scripts, "speak.js")
	}
	if err := Layout(page).Render(ctx, &b); err != nil {
		slog.ErrorContext(r.Context(), "page could not be drawn", "path", r.URL.Path, "error", err)
		http.Error(w, text.S(page.Lang, "fail.internal"), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", page.Lang.Tag())
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// The reader may be gone; there is nobody left to tell.
		_, _ = w.Write(b.Bytes())
	}
}

// RenderError draws err as a page of its own, with the status of its kind.
// The cause stays with the operator.
func RenderError(w http.ResponseWriter, r *http.Request, page Page, err error) {
	e := fail.As(err)
	if page.Lang == "" {
		page.Lang = PreferenceOf(r).Lang
	}
	page.Failed = false
	page.Title = text.S(page.Lang, "ui.error."+e.Kind.String())
	if e.Kind == fail.Internal {
		slog.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "error", err)
	}
	said := []string{text.Error(page.Lang, e)}
	// What is wrong with each field is said here too: this page marks none.
	for _, f := range e.Fields {
		if s := text.T(page.Lang, f.Key, f.Args); !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	Render(w, r, Status(e.Kind), page, ErrorPage(e.Kind, page.Typed, said...))
}

// Status is the HTTP status a kind of trouble is answered with (RFC 9110 §15).
func Status(k fail.Kind) int {
	switch k {
	case fail.Invalid:
		return http.StatusUnprocessableEntity
	case fail.NotFound:
		return http.StatusNotFound
	case fail.Forbidden:
		return http.StatusForbidden
	case fail.Unauthenticated:
		return http.StatusUnauthorized
	case fail.Conflict:
		return http.StatusConflict
	case fail.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fail.Unavailable:
		return http.StatusServiceUnavailable
	case fail.TooMany:
		return http.StatusTooManyRequests
	default:
		return http.StatusInternalServerError
	}
}

type langKey struct{}

type elderKey struct{}

// Elderly says whether components draw few things at a time 长辈版.
func Elderly(ctx context.Context) bool {
	on, _ := ctx.Value(elderKey{}).(bool)
	return on
}

// mostChoices is how many choices a page of the elder mode shows at once, besides the way
// to the others.
const mostChoices = 4

// WithLang says in which language components drawn under ctx speak.
func WithLang(ctx context.Context, l text.Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// LangOf is the language components under ctx speak; Chinese when nobody said.
func LangOf(ctx context.Context) text.Lang {
	if l, ok := ctx.Value(langKey{}).(text.Lang); ok {
		return l
	}
	return text.ZH
}

// T is the sentence under key in the language of ctx, for use in components.
// args are pairs: name, value.
func T(ctx context.Context, key string, args ...string) string {
	return text.S(LangOf(ctx), key, args...)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
