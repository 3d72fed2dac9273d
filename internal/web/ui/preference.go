package ui

import (
	"net/http"
	"net/url"
	"strings"

	"atonce/internal/text"
)

// Preference is how a reader wants to see pages. It is theirs, not their account's:
// it works before sign-in and on every face.
type Preference struct {
	Lang  text.Lang
	Elder bool
}

// The query names that change a preference, and the cookie that keeps it. There
// is no cookie until the reader chooses something, so no banner has to ask.
const (
	langParam        = "lang"
	viewParam        = "view"
	viewElder        = "elder"
	viewStandard     = "standard"
	preferenceCookie = "view"
)

// PreferenceOf reads what the reader chose: in the address, else in the cookie,
// else in the browser's list of languages, else Chinese and the standard view.
func PreferenceOf(r *http.Request) Preference {
	p := Preference{Lang: acceptedLang(r.Header.Get("Accept-Language"))}
	if c, err := r.Cookie(preferenceCookie); err == nil {
		if v, err := url.ParseQuery(c.Value); err == nil {
			p = p.with(v)
		}
	}
	return p.with(r.URL.Query())
}

func (p Preference) with(v url.Values) Preference {
	if l, ok := text.ParseLang(v.Get(langParam)); ok {
		p.Lang = l
	}
	switch v.Get(viewParam) {
	case viewElder:
		p.Elder = true
	case viewStandard:
		p.Elder = false
	}
	return p
}

// acceptedLang is the first language of an Accept-Language header (RFC 9110
// §12.5.4) that the program speaks. Browsers list by preference, so the weights
// need no reading.
func acceptedLang(header string) text.Lang {
	for _, part := range strings.Split(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l, ok := text.ParseLang(primary); ok {
			return l
		}
	}
	return text.ZH
}

// Remember keeps a choice made in the address (?lang=en, ?view=elder) in a cookie,
// so that the next page is drawn the same way.
func Remember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		_, knownLang := text.ParseLang(q.Get(langParam))
		view := q.Get(viewParam)
		if knownLang || view == viewElder || view == viewStandard {
			p := PreferenceOf(r)
			view = viewStandard
			if p.Elder {
				view = viewElder
			}
			v := url.Values{langParam: {string(p.Lang)}, viewParam: {view}}
			http.SetCookie(w, &http.Cookie{
				Name: preferenceCookie, Value: v.Encode(), Path: "/", MaxAge: 365 * 24 * 3600,
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
			})
		}
		next.ServeHTTP(w, r)
	})
}

// Policy is the content security policy every page stands under: everything from
// this site, nothing inline, no frames, no plug-ins.
const Policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Protect sets the headers that keep a page from being framed, sniffed or filled
// with foreign script. A handler may set a narrower one after it.
func Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// Locate lets the scripts of this one page ask the device where it is. The browser asks
// its owner first.
func Locate(w http.ResponseWriter) {
	w.Header().Set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
}
