package door

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/web/ui"
)

// Where somebody goes who has to say who they are: to let a kept form go on, to prove
// it once more, to stay.
const (
	ResumePath = "/sign-in/resume"
	ProvePath  = "/sign-in/again"
	// StayPath is the page that makes a session last longer, in a tab of its own.
	StayPath = "/sign-in/stay"
	// SignOutPath ends a session.
	SignOutPath = "/sign-out"
)

// The keys of errors that a person answers by proving who they are once more.
const (
	proveKey = "door.prove"
	levelKey = "door.level"
)

// Demand refuses a session that is less sure than level, and leads to where it can be
// made surer. What was typed is kept.
func (r *Request) Demand(level people.Level) error {
	if r.Session.Level >= level {
		return nil
	}
	return fail.New(fail.Unauthenticated, levelKey, "level", level.String())
}

// AskProof is the error that leads to a fresh proof, before an act of the table of Weights.
func AskProof(act string) error { return fail.New(fail.Unauthenticated, proveKey, "act", act) }

// keepForm keeps a form that was sent in vain, because the session had ended or a
// proof is wanted first: after it the form goes on as it was sent.
func (h House) keepForm(r *Request, err error) {
	if fail.KindOf(err) != fail.Unauthenticated || r.Method != http.MethodPost || r.Before == "" || r.Route.Who.machine() {
		return
	}
	kind := r.Header.Get("Content-Type")
	body, rerr := r.sent()
	if rerr != nil {
		h.Log.Warn("a form could not be kept", "path", r.URL.Path, "error", rerr)
		return
	}
	f := people.KeptForm{Path: r.here(), Page: r.page(), Kind: kind, Body: body}
	kept, kerr := h.Keeper.KeepForm(r.Context(), r.Before, f)
	if kerr != nil {
		h.Log.Error("a form could not be kept", "path", r.URL.Path, "error", kerr)
	}
	r.kept = kept
}

// sent is the body as it was sent. A form that a handler has read already is written
// again; of one with files only the unread can be kept.
func (r *Request) sent() ([]byte, error) {
	if r.PostForm != nil && r.MultipartForm == nil {
		return []byte(r.PostForm.Encode()), nil
	}
	if r.MultipartForm != nil {
		return nil, fail.New(fail.Internal, "fail.internal")
	}
	return io.ReadAll(r.Body)
}

// code is what a form says by itself: ids of choices and fields, the mark of a form.
var code = regexp.MustCompile(`^[a-z0-9_,-]*[a-z_][a-z0-9_,-]*$`)

// words are what somebody wrote into the form that they sent, in the order of the names of
// its fields: for a page that refuses the form and cannot keep it.
func (r *Request) words() (out []string) {
	// A form that cannot be read has nothing to show; the refusal stands anyway.
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, v := range r.PostForm[name] {
			if v = strings.TrimSpace(v); v != "" && !code.MatchString(v) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// page is the path of the page that the form stood on, if it is of this site.
func (r *Request) page() string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	return LocalPath((&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String())
}

// wayIn is where to send somebody who has to say who they are before they go on;
// empty if e is no such trouble.
func (r *Request) wayIn(e *fail.Error) string {
	if e.Kind != fail.Unauthenticated {
		return ""
	}
	to := r.here()
	if r.Method != http.MethodGet {
		if !r.kept {
			// Nothing waits: the page of the error says so, with the way to sign in.
			if !r.Signed {
				return ""
			}
			to = r.page()
		} else {
			to = ResumePath
		}
	}
	q := url.Values{"to": {to}}
	switch e.Key {
	case levelKey:
		q.Set("level", e.Args["level"])
		return ProvePath + "?" + q.Encode()
	case proveKey:
		return ProvePath + "?" + q.Encode()
	}
	return "/sign-in?" + q.Encode()
}

// Replay lets a kept form go on as if it had been sent now, in the session with this
// secret: the browser hears of a new one only with the answer.
func (r *Request) Replay(f people.KeptForm, secret string) error {
	u, err := url.Parse(f.Path)
	if err != nil {
		return fail.Wrap(err, "door: replay")
	}
	again := r.Clone(r.Context())
	again.Method, again.URL, again.RequestURI = http.MethodPost, u, f.Path
	again.Header.Set("Content-Type", f.Kind)
	again.Header.Set("Referer", f.Page)
	again.Header.Del("Cookie")
	for _, c := range r.Cookies() {
		if c.Name != r.cookieName(SessionCookie) {
			again.AddCookie(c)
		}
	}
	again.AddCookie(&http.Cookie{Name: r.cookieName(SessionCookie), Value: secret})
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(f.Body)), int64(len(f.Body))
	again.Form, again.PostForm, again.MultipartForm = nil, nil, nil
	r.house.ServeHTTP(r.W, again)
	return nil
}

// soon is how long before its end a session says so on top of the page, and how long
// before it a browser with scripts asks: never less than two minutes.
const soon = 10 * time.Minute

// sessionEnd is the line that tells until when the session holds.
func (r *Request) sessionEnd() *ui.SessionEnd {
	s := r.Session
	left := s.Ends.Sub(r.Now)
	return &ui.SessionEnd{Left: left, At: ui.ShortMoment(r.Lang, s.Ends.In(r.zone)), Last: !s.Ends.Before(s.Expires), Soon: left <= soon,
		To: StayPath}
}
