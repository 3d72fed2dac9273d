package door

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
)

var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant of the library
	}
	return w
}}

// compress sends pages and JSON gzipped to who takes it. Assets are compressed
// already, and PDFs hold compressed streams.
func (h House) compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || strings.HasPrefix(r.URL.Path, "/assets/") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressing{ResponseWriter: w}
		defer c.close()
		next.ServeHTTP(c, r)
	})
}

type compressing struct {
	http.ResponseWriter
	gz      *gzip.Writer
	decided bool
}

func (c *compressing) WriteHeader(status int) {
	if !c.decided {
		c.decided = true
		h := c.Header()
		kind := h.Get("Content-Type")
		body := status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
		if body && h.Get("Content-Encoding") == "" && (strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "csv")) {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			c.gz = writers.Get().(*gzip.Writer)
			c.gz.Reset(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressing) Write(b []byte) (int, error) {
	if !c.decided {
		if c.Header().Get("Content-Type") == "" {
			c.Header().Set("Content-Type", http.DetectContentType(b))
		}
		c.WriteHeader(http.StatusOK)
	}
	if c.gz != nil {
		return c.gz.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressing) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressing) close() {
	if c.gz != nil {
		_ = c.gz.Close() // the connection is gone when this fails: nobody is left to tell
		writers.Put(c.gz)
	}
}
