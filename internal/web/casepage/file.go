package casepage

import (
	"net/http"
	"net/url"
)

// SendFile sends a file that somebody uploaded, never to be run by the browser. Its
// error is always nil, so that a handler may end with it.
func SendFile(w http.ResponseWriter, kind, name string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(name))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // the reader may be gone: nobody is left to tell
	return nil
}
