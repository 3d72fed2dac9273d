// Package door is how a request comes in, whichever face it asks for: the table of
// routes with who may use each, the session, the cross-site check, limits, and the
// one place where an error is drawn. It decides nothing about cases: the desk does.
package door

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"atonce/internal/client"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Who says who may use a route. Nothing is open unless its route says so.
type Who string

// The doorkeeper's classes. What an official may do to a case is the kernel's to
// judge; the route only keeps out who has no business on the page at all.
const (
	Anyone    Who = "anyone"     // no sign-in, no personal data
	Visitor   Who = "visitor"    // anyone; the page shows more to its owner who is signed in
	SignedIn  Who = "signed-in"  // any person with a session
	Officials Who = "officials"  // who holds a post
	Leaders   Who = "leaders"    // who holds the post of a leader
	Bearer    Who = "bearer"     // a program with a token
	AnyBearer Who = "any-bearer" // a program, with or without a token
	System    Who = "system"     // a system of another agency, with a token of its own
)

// machine says whether programs alone come this way, so that errors are theirs to read.
func (w Who) machine() bool { return w == Bearer || w == AnyBearer || w == System }

// LeaderRole is the post whose holders see the figures of governance.
const LeaderRole = "leader"

// Data says which personal data a route serves, for the reader of the table and
// for the test that walks it.
type Data string

// The classes of data.
const (
	NoData   Data = "none"
	OwnData  Data = "own"    // the signed-in person's
	CaseData Data = "case"   // of the people in a case; every look is recorded
	Figures  Data = "counts" // numbers only
)

// Route is one line of the table: the program builds its mux from it and a test
// walks it as every role.
type Route struct {
	Method, Path string // as net/http writes patterns
	Face         ui.Face
	Who          Who
	Data         Data
	About        string // one line for the generated table
	// ForOthers says that whoever acts for another does it here in their place. On every
	// other route they are themselves.
	ForOthers bool
	// Scope is what a token must be made for; a route for programs without one takes none.
	Scope people.Scope
	Most  int64 // bytes of body taken; 0 means the usual
	Serve func(*Request) error
}

// Pattern is the route as net/http matches it.
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// usualBody is enough for any form without files.
const usualBody = 256 << 10

// Request is one request on its way to a handler, with who sent it.
type Request struct {
	*http.Request
	W      http.ResponseWriter
	Route  Route
	Person people.Person // zero when nobody is signed in
	Signed bool
	Client client.Client // who asks where the route is a system's
	// Session is how they are signed in; zero when nobody is.
	Session people.Signed
	Secret  string // of the session, to end it
	// Before is the secret of the session that the browser holds, live or ended.
	Before     string
	Lang       text.Lang
	Now        time.Time
	kept       bool // the form that was sent waits until its sender has signed in
	house      http.Handler
	zone       *time.Location
	dev        bool
	unread     int
	actingOver bool     // the session acts for somebody it may act for no more
	typed      []string // what was typed into a form that is refused whole
}

// Keeper knows who holds a session.
type Keeper interface {
	// WhoIs finds the session with this secret; true if it is live.
	WhoIs(ctx context.Context, secret string, kind people.SessionKind) (people.Signed, bool, error)
	// KeepForm keeps what was sent into a session that has ended; true if it did.
	KeepForm(ctx context.Context, secret string, f people.KeptForm) (bool, error)
	// WhichSystem finds the system that holds a live token, and counts the request
	// against its rate.
	WhichSystem(ctx context.Context, token string) (client.Client, bool, error)
	// Unread counts the messages a person has not read.
	Unread(ctx context.Context, person people.Person) (int, error)
	// Now is the time at which the request is judged.
	Now() time.Time
	// Zone is where pages tell the time of.
	Zone() *time.Location
}

// House is the whole site: its routes and who keeps its sessions.
type House struct {
	Keeper Keeper
	Routes []Route
	Dev    bool // draws what only a development system has, such as the sign-in list
	Log    *slog.Logger
	// Proxies are the addresses whose word is taken for where a request came from and
	// whether it came over TLS. Nobody else's is.
	Proxies []netip.Prefix
}

// SessionCookie holds a page session's secret. Over TLS its name begins with __Host-.
const SessionCookie = "session"

// Handler builds the mux from the table.
func (h House) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range h.Routes {
		mux.Handle(r.Pattern(), h.handle(r, mux))
	}
	mux.Handle("GET /assets/", ui.Assets())
	mux.Handle("/", h.handle(Route{Face: ui.Citizen, Who: Anyone, Serve: func(r *Request) error {
		return fail.New(fail.NotFound, "door.no-page")
	}}, mux))
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(h.handle(Route{Face: ui.Citizen, Who: Anyone, Serve: func(r *Request) error {
		return fail.New(fail.Forbidden, "door.cross-site")
	}}, mux))
	return h.arrive(h.compress(ui.Protect(ui.Remember(cross.Handler(mux)))))
}

func (h House) handle(route Route, house http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &Request{Request: hr, W: w, Route: route, Lang: ui.PreferenceOf(hr).Lang, Now: h.Keeper.Now(), house: house, zone: h.Keeper.Zone(), dev: h.Dev}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				h.Log.Error("handler panicked", "path", hr.URL.Path, "panic", p, "stack", string(debug.Stack()))
				r.drawError(fail.New(fail.Internal, "fail.internal"))
			}
		}()
		most := route.Most
		if most == 0 {
			most = usualBody
		}
		hr.Body = http.MaxBytesReader(w, hr.Body, most)
		err := h.admit(r)
		if err == nil {
			err = route.Serve(r)
		}
		if err == nil {
			return
		}
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			err = fail.New(fail.TooLarge, "door.too-large")
		}
		if k := fail.KindOf(err); k == fail.Internal || k == fail.Unavailable {
			h.Log.Error("request failed", "method", hr.Method, "path", hr.URL.Path, "person", r.Person.ID, "error", err)
		}
		h.keepForm(r, err)
		r.drawError(err)
	})
}

// admit finds out who is asking and whether the route is for them.
func (h House) admit(r *Request) error {
	who := r.Route.Who
	if who == System {
		return h.admitSystem(r)
	}
	if who == Bearer || who == AnyBearer {
		secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok && who == AnyBearer {
			return nil
		}
		if !ok {
			return fail.New(fail.Unauthenticated, "door.no-token")
		}
		s, ok, err := h.Keeper.WhoIs(r.Context(), secret, people.APISession)
		if err != nil {
			return err
		}
		if !ok {
			return fail.New(fail.Unauthenticated, "door.bad-token")
		}
		if x := r.Route.Scope; who == Bearer && !s.Scopes.Has(x) {
			return fail.New(fail.Forbidden, "door.scope", "scope", string(x))
		}
		r.Person, r.Signed, r.Session = s.Person, true, s
		return nil
	}
	if err := h.findSession(r); err != nil {
		return err
	}
	if r.Session.Locked && who != Anyone && !slices.Contains([]string{ProvePath, StayPath, SignOutPath}, r.URL.Path) {
		return AskProof("unlock")
	}
	switch who {
	case Anyone, Visitor:
		return nil
	case SignedIn, Officials, Leaders:
		if !r.Signed {
			return fail.New(fail.Unauthenticated, "door.sign-in")
		}
	default:
		return fail.New(fail.Internal, "fail.internal")
	}
	if who == Officials && len(r.Person.Posts) == 0 {
		return fail.New(fail.Forbidden, "door.officials-only")
	}
	if who == Leaders && !r.Person.Holds(LeaderRole) {
		return fail.New(fail.Forbidden, "door.leaders-only")
	}
	if who == Officials || who == Leaders {
		// A password alone opens no desk.
		if err := r.Demand(people.Substantial); err != nil {
			return err
		}
	}
	if r.actingOver {
		r.typed = r.words()
		return fail.New(fail.Conflict, "door.acting-over")
	}
	return r.weigh()
}

func (h House) admitSystem(r *Request) error {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return fail.New(fail.Unauthenticated, "door.no-token")
	}
	c, ok, err := h.Keeper.WhichSystem(r.Context(), token)
	if err == nil && !ok {
		err = fail.New(fail.Unauthenticated, "door.bad-token")
	}
	r.Client = c
	return err
}

func (h House) findSession(r *Request) error {
	c, err := r.Cookie(r.cookieName(SessionCookie))
	if err != nil {
		return nil
	}
	s, ok, err := h.Keeper.WhoIs(r.Context(), c.Value, people.PageSession)
	if err != nil {
		return err
	}
	r.Before = c.Value
	if !ok {
		return nil
	}
	r.Person, r.Signed, r.Session, r.Secret = s.Person, true, s, c.Value
	if s.For != nil && r.Route.ForOthers {
		r.Person = *s.For
	} else if s.Acting != "" && s.For == nil && r.Route.ForOthers && r.Method == http.MethodPost {
		// What was begun for another is never done in one's own name instead.
		r.actingOver = true
	}
	if r.unread, err = h.Keeper.Unread(r.Context(), r.Person); err != nil {
		return err
	}
	r.W.Header().Set("Cache-Control", "no-store")
	return nil
}
