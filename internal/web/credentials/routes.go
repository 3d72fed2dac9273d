// Package credentials serves what a verifier of licences needs who is not signed in:
// the issuer's keys, what became of licences, what a kind of licence is. The lists say
// no licence's number and no holder, so everybody may read them.
package credentials

import (
	"strconv"
	"strings"
	"time"

	"atonce/internal/credential"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the addresses below the issuer's.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(path, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: "GET", Path: path, Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: about, Serve: serve})
	}
	add("/.well-known/jwt-vc-issuer", "the keys that licences are signed with (SD-JWT VC)", f.issuer)
	add("/credentials/keys", "the same keys, one a line, as atonce verify takes them", f.keys)
	add("/credentials/type/{service}/{kind}", "what a kind of licence is (SD-JWT VC type metadata)", f.kind)
	add("/credentials/status/{n}", "what became of licences (Token Status List)", f.status)
	add("/credentials/bitstring/{n}/{purpose}", "the same as a W3C Bitstring Status List", f.bitstring)
	return out
}

// send writes what any site may read, kept for as long as it says.
func send(r *door.Request, kind string, kept time.Duration, b []byte) error {
	h := r.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(kept/time.Second)))
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = r.W.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}

// metadataKept is how long keys and kinds may be kept: a new key signs at once, and who
// has not seen it must find it soon.
const metadataKept = time.Minute

func (f face) issuer(r *door.Request) error {
	b, err := f.desk.IssuerMetadata()
	if err != nil {
		return err
	}
	return send(r, "application/json", metadataKept, b)
}

func (f face) keys(r *door.Request) error {
	var b strings.Builder
	for _, k := range f.desk.Keys().Licence.Trusted {
		b.WriteString(k.Line() + "\n")
	}
	return send(r, "text/plain; charset=utf-8", metadataKept, []byte(b.String()))
}

func (f face) kind(r *door.Request) error {
	b, err := f.desk.TypeMetadata(r.PathValue("service"), r.PathValue("kind"))
	if err != nil {
		return err
	}
	return send(r, "application/json", metadataKept, b)
}

// list is the number of a list in the address.
func list(r *door.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 32)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return 0, fail.New(fail.NotFound, "desk.no-status-list")
	}
	return n, nil
}

func (f face) status(r *door.Request) error {
	n, err := list(r)
	if err != nil {
		return err
	}
	s, kept, err := f.desk.StatusList(r.Context(), n)
	if err != nil {
		return err
	}
	return send(r, "application/statuslist+jwt", kept, []byte(s))
}

func (f face) bitstring(r *door.Request) error {
	n, err := list(r)
	if err != nil {
		return err
	}
	s, kept, err := f.desk.Bitstring(r.Context(), n, credential.Purpose(r.PathValue("purpose")))
	if err != nil {
		return err
	}
	return send(r, "application/vc+jwt", kept, []byte(s))
}
