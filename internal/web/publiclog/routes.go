// Package publiclog serves the evidence log to everybody: C2SP tlog-tiles under
// /log/, and one page for people that says what the log is and who watches it. It
// holds no personal data, so nobody signs in.
package publiclog

import (
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the addresses of the log.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(path, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: "GET", Path: path, Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: about, Serve: serve})
	}
	add("/log", "the evidence log, for people", f.page)
	add("/log/checkpoint", "the signed head of the log (C2SP tlog-checkpoint)", f.checkpoint)
	add("/log/key", "the key that checks it, in a note's form", f.key)
	add("/log/keys", "all keys that ever signed it", f.keys)
	add("/log/tile/{path...}", "tiles and entries of the log (C2SP tlog-tiles)", f.tile)
	return out
}

// send writes bytes that any site may read, kept for as long as cache says.
func send(r *door.Request, kind, cache string, b []byte) error {
	h := r.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = r.W.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}

const (
	plain = "text/plain; charset=utf-8"
	// A tile never changes, not even a partial one: what grows has another address.
	forEver = "public, max-age=31536000, immutable"
	fresh   = "no-cache"
)

// checkpoint sends the newest head that may be published.
func (f face) checkpoint(r *door.Request) error {
	b, err := f.desk.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return send(r, plain, fresh, b)
}

// tile sends a tile or an entry bundle.
func (f face) tile(r *door.Request) error {
	x, err := merkle.ParsePath("tile/" + r.PathValue("path"))
	if err != nil {
		return fail.New(fail.NotFound, "ledger.no-tile", "path", "tile/"+r.PathValue("path")).Because(err)
	}
	b, err := f.desk.Resource(r.Context(), x)
	if err != nil {
		return err
	}
	return send(r, "application/octet-stream", forEver, b)
}

// key sends the key that signs now.
func (f face) key(r *door.Request) error {
	h, err := f.desk.LogHead(r.Context())
	if err != nil {
		return err
	}
	if h.Key == "" {
		return fail.New(fail.NotFound, "ledger.no-head")
	}
	return send(r, plain, fresh, []byte(h.Key+"\n"))
}

// keys sends all keys of the log, so that heads from before a change can be checked.
func (f face) keys(r *door.Request) error {
	return send(r, plain, fresh, []byte(strings.Join(f.desk.TrustedKeys(), "\n")+"\n"))
}

// page says to people what the log is, what its head is now, and who watches it.
func (f face) page(r *door.Request) error {
	h, err := f.desk.LogHead(r.Context())
	if err != nil {
		return err
	}
	frame := r.Frame(r.T("publiclog.title"))
	frame.Wide = true
	rows := []ui.Row{{Key: r.T("publiclog.entries"), Values: []string{strconv.FormatInt(h.Head.Size, 10)}}}
	if h.Checkpoint != "" {
		rows = append(rows, ui.Row{Key: r.T("publiclog.signed"), Values: []string{strconv.FormatInt(h.Published.Size, 10)}},
			ui.Row{Key: r.T("publiclog.origin"), Values: []string{h.Published.Origin}},
			ui.Row{Key: r.T("publiclog.root"), Values: []string{h.Published.Root.String()}},
			ui.Row{Key: r.T("publiclog.key"), Values: []string{h.Key}})
	}
	seen := ui.Row{Key: r.T("publiclog.witnesses")}
	for _, c := range h.Cosigned {
		seen.Values = append(seen.Values, r.T("publiclog.cosigned", "name", c.Witness, "time", ui.Moment(r.Lang, c.At.In(f.zone()))))
	}
	if len(seen.Values) == 0 {
		seen.Values = []string{r.T("publiclog.no-witness")}
	}
	return r.Draw(frame, pageBody(append(rows, seen), h.Checkpoint, r.Site()+"/log"))
}

// zone is where days begin: of the country whose packs are in force.
func (f face) zone() *time.Location {
	for _, s := range f.desk.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}
