package door

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// yearOfTLS tells browsers to come over TLS only, for a year (RFC 6797).
const yearOfTLS = "max-age=31536000"

// arrive finds out where a request came from and whether over TLS. A proxy before us
// knows both, and is believed if it is one of ours; what anybody else says about
// themselves in a header is taken away, so that nothing behind can believe it.
func (h House) arrive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := new(http.Request)
		*r = *hr
		if h.ours(addressOf(r.RemoteAddr)) {
			if from, ok := h.sender(r.Header.Values("X-Forwarded-For")); ok {
				r.RemoteAddr = netip.AddrPortFrom(from, 0).String()
			}
			if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") == "https" {
				r.TLS = &tls.ConnectionState{}
			}
		}
		if r.TLS != nil {
			w.Header().Set("Strict-Transport-Security", yearOfTLS)
		}
		next.ServeHTTP(w, r)
	})
}

func (h House) ours(a netip.Addr) bool {
	for _, p := range h.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// sender is the last address of the chain that none of our proxies has. Each proxy adds
// at the end; what stands before the first of ours, anybody may have written.
func (h House) sender(chain []string) (netip.Addr, bool) {
	all := strings.Split(strings.Join(chain, ","), ",")
	for i := len(all) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(all[i]))
		if err != nil {
			return a, false
		}
		if a = a.Unmap(); !h.ours(a) {
			return a, true
		}
	}
	return netip.Addr{}, false
}

// addressOf is the address of a host and port; the zero one if it is none.
func addressOf(hostPort string) netip.Addr {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// From is the address the request came from; the zero one if nobody knows.
func (r *Request) From() netip.Addr { return addressOf(r.RemoteAddr) }

// Network is the neighbourhood of an address: one line of a household or an office
// cannot be told from the next. 24 bits of IPv4, 48 of IPv6.
func Network(a netip.Addr) string {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// cookieName is name as it is called over this connection: over TLS a __Host- cookie
// can be set by this host only, for all of it, and never in the clear.
func (r *Request) cookieName(name string) string {
	if r.TLS != nil {
		return "__Host-" + name
	}
	return name
}

// SetCookie sends a cookie that no script reads and no other site sends along with a
// form. life is in seconds; 0 ends it with the browser, less removes it.
func (r *Request) SetCookie(name, value string, life int) {
	http.SetCookie(r.W, &http.Cookie{Name: r.cookieName(name), Value: value, Path: "/", MaxAge: life, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
}

// CookieValue is what the browser sent under name; empty if it sent none.
func (r *Request) CookieValue(name string) string {
	c, err := r.Cookie(r.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// KeepSession sends the cookie of a new session.
func (r *Request) KeepSession(secret string) { r.SetCookie(SessionCookie, secret, 0) }

// DropSession removes the cookie.
func (r *Request) DropSession() { r.SetCookie(SessionCookie, "", -1) }
