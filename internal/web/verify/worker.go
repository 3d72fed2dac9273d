package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// offlinePages are the pages that are the same for everybody and are kept at hand.
var offlinePages = []string{"/verify"}

// offlineFiles are what those pages and the wallet are made of.
func offlineFiles() []string {
	return ui.AssetsFor("atonce.css", "icon.svg", "verify.js", "attachment.js", "wallet.js", "show.js", "key.js")
}

// worker sends the service worker: what it keeps, and under a version that changes when
// anything of that does.
func (f face) worker(r *door.Request) error {
	files, err := json.Marshal(offlineFiles())
	if err != nil {
		return fail.Wrap(err, "verify: files of the worker")
	}
	pages, err := json.Marshal(offlinePages)
	if err != nil {
		return fail.Wrap(err, "verify: pages of the worker")
	}
	source := ui.AssetBytes("worker.js")
	sum := sha256.Sum256(append(append(append([]byte{}, source...), files...), pages...))
	out := "const FILES = " + string(files) + ";\nconst PAGES = " + string(pages) + ";\nconst VERSION = \"" + hex.EncodeToString(sum[:8]) + "\";\n" + string(source)
	h := r.W.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Length", strconv.Itoa(len(out)))
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write([]byte(out)) // the reader may be gone: nobody is left to tell
	return nil
}
