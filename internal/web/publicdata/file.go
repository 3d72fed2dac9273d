package publicdata

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/web/door"
)

// stamp is a moment as addresses write it, to the microsecond that registers keep.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// mostDownload is how long one download may take.
const mostDownload = 2 * time.Hour

// file sends open data, or the checksum of it. An address without a moment leads to
// the one of now, so that a file and its checksum are of the same moment.
func (f face) file(r *door.Request, id, kind string) error {
	kind, sum := strings.CutSuffix(kind, ".sha256")
	if kind != "csv" && kind != "json" {
		return fail.New(fail.NotFound, "publicdata.no-kind", "kind", kind)
	}
	q := r.URL.Query()
	bom := kind == "csv" && q.Get("bom") != "no"
	var at time.Time
	if v := q.Get("at"); v != "" {
		var err error
		if at, err = time.Parse(time.RFC3339Nano, v); err != nil {
			return fail.New(fail.Invalid, "publicdata.bad-time", "at", v)
		}
	}
	open, err := f.desk.Open(r.Context(), id, at)
	if err != nil {
		return err
	}
	if at.IsZero() {
		q.Set("at", stamp(open.At))
		return r.Redirect((&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String())
	}
	h := r.W.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Link", "<"+open.Record.Terms+`>; rel="license"`)
	// Not all connections can be given more time; those keep the usual bound.
	_ = http.NewResponseController(r.W).SetWriteDeadline(time.Now().Add(mostDownload))
	name := id + "." + kind
	if sum {
		digest := sha256.New()
		if err := write(r, digest, open, kind, bom); err != nil {
			return err
		}
		h.Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(r.W, hex.EncodeToString(digest.Sum(nil))+"  "+name+"\n") // the reader may be gone: nobody is left to tell
		return nil
	}
	h.Set("Content-Type", map[string]string{"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}[kind])
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if err := write(r, r.W, open, kind, bom); err != nil {
		// What was sent cannot be called back: the connection ends before its end, and the
		// reader sees that the file is not whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

func write(r *door.Request, to io.Writer, open *desk.OpenData, kind string, bom bool) error {
	w := bufio.NewWriterSize(to, 64<<10)
	var err error
	if kind == "csv" {
		err = writeCSV(r, w, open, bom)
	} else {
		err = writeJSON(r, w, open)
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// writeCSV is RFC 4180 in UTF-8. It begins with a byte order mark, without which the
// spreadsheet most offices use takes Chinese for something else; ?bom=no leaves it out.
func writeCSV(r *door.Request, w *bufio.Writer, open *desk.OpenData, bom bool) error {
	if bom {
		_, _ = w.WriteString("\ufeff") // a bufio.Writer keeps its error for Flush
	}
	for i, c := range open.Columns {
		cell(w, i, c.ID)
	}
	_, _ = w.WriteString("\r\n")
	return open.Each(r.Context(), func(line []string) error {
		for i, v := range line {
			if open.Columns[i].Text || open.Columns[i].Mask != "" {
				v = export.Cell(v)
			}
			cell(w, i, v)
		}
		_, err := w.WriteString("\r\n")
		return err
	})
}

func cell(w *bufio.Writer, i int, s string) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
	if strings.ContainsAny(s, "\",\r\n") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	_, _ = w.WriteString(s)
}

// writeJSON writes what it is and under which terms before the lines.
func writeJSON(r *door.Request, w *bufio.Writer, open *desk.OpenData) error {
	fields := make([]string, len(open.Columns))
	for i, c := range open.Columns {
		fields[i] = c.ID
	}
	head, err := json.Marshal(struct {
		Dataset string    `json:"dataset"`
		Title   law.Words `json:"title"`
		At      string    `json:"at"`
		Terms   string    `json:"license"`
		Fields  []string  `json:"fields"`
	}{open.Record.ID, open.Record.Name, stamp(open.At), open.Record.Terms, fields})
	if err != nil {
		return fail.Wrap(err, "publicdata: head")
	}
	_, _ = w.Write(head[:len(head)-1])
	_, _ = w.WriteString(",\"rows\":[\n")
	first := true
	err = open.Each(r.Context(), func(line []string) error {
		b, err := json.Marshal(line)
		if err != nil {
			return fail.Wrap(err, "publicdata: line")
		}
		if !first {
			_, _ = w.WriteString(",\n")
		}
		first = false
		_, err = w.Write(b)
		return err
	})
	_, _ = w.WriteString("\n]}\n")
	return err
}
