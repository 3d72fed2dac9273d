package register

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"atonce/internal/fail"
)

// lineReader reads one JSON object on each line.
type lineReader struct {
	lines  *lines
	places map[string]int
	number int
}

func (l *lineReader) next(r *raw) error {
	for {
		line, ok, err := l.lines.next()
		if err != nil {
			return err
		}
		if ok && strings.TrimSpace(line) == "" {
			continue
		}
		l.number++
		r.clear()
		r.number, r.end = l.number, l.lines.at
		if !ok {
			r.refuse("register.row-long", "most", strconv.Itoa(longestLine))
			return nil
		}
		readObject([]byte(line), l.places, r)
		return nil
	}
}

// arrayReader reads one JSON array of objects. It finds where each object ends by its
// brackets and strings, so that one that is wrong spoils itself only.
type arrayReader struct {
	lines  *lines
	places map[string]int
	number int
	inside bool // the opening bracket is read
	ended  bool
	buf    bytes.Buffer
}

func (a *arrayReader) next(r *raw) error {
	for !a.ended {
		c, err := a.byte()
		switch {
		case errors.Is(err, io.EOF):
			// The array was not closed: rows may be missing.
			return fail.New(fail.Invalid, "register.file-cut", "row", strconv.Itoa(a.number))
		case err != nil:
			return fail.Wrap(err, "register: read file")
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case !a.inside && c == '[':
			a.inside = true
		case a.inside && c == ',':
		case a.inside && c == ']':
			a.ended = true
		case a.inside && c == '{':
			return a.object(r)
		default:
			return fail.New(fail.Invalid, "register.file-array", "row", strconv.Itoa(a.number+1))
		}
	}
	return io.EOF
}

func (a *arrayReader) byte() (byte, error) {
	c, err := a.lines.in.ReadByte()
	if err == nil {
		a.lines.at++
	}
	return c, err
}

func (a *arrayReader) object(r *raw) error {
	a.number++
	r.clear()
	r.number = a.number
	a.buf.Reset()
	a.buf.WriteByte('{')
	depth, text, escaped := 1, false, false
	long := false
	for depth > 0 {
		c, err := a.byte()
		if errors.Is(err, io.EOF) {
			return fail.New(fail.Invalid, "register.file-cut", "row", strconv.Itoa(a.number))
		}
		if err != nil {
			return fail.Wrap(err, "register: read file")
		}
		if a.buf.Len() < longestLine {
			a.buf.WriteByte(c)
		} else {
			long = true
		}
		switch {
		case escaped:
			escaped = false
		case text:
			escaped, text = c == '\\', c != '"'
		case c == '"':
			text = true
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	r.end = a.lines.at
	if long {
		r.refuse("register.row-long", "most", strconv.Itoa(longestLine))
		return nil
	}
	readObject(a.buf.Bytes(), a.places, r)
	return nil
}

// readObject reads one flat object into r. A number is taken as it is written.
func readObject(b []byte, places map[string]int, r *raw) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		r.refuse("register.row-object")
		return
	}
	seen := make(map[string]bool, len(places))
	for d.More() {
		t, err := d.Token()
		if err != nil {
			r.refuse("register.row-object")
			return
		}
		name, _ := t.(string)
		v, err := d.Token()
		if err != nil {
			r.refuse("register.row-object")
			return
		}
		place, known := places[name]
		switch {
		case !known:
			r.bad = append(r.bad, fail.Field{Path: clip(name), Key: "register.column-unknown"})
		case seen[name]:
			r.bad = append(r.bad, fail.Field{Path: name, Key: "register.column-twice"})
		}
		seen[name] = true
		value := ""
		switch v := v.(type) {
		case nil:
		case string:
			value = v
		case json.Number:
			value = v.String()
		case bool:
			value = strconv.FormatBool(v)
		default: // a list or an object within
			r.bad = append(r.bad, fail.Field{Path: clip(name), Key: "register.cell-nested"})
			return
		}
		if known {
			r.set(place, value)
		}
	}
	if _, err := d.Token(); err != nil {
		r.refuse("register.row-object")
		return
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		r.refuse("register.row-object")
	}
}

// clip keeps a foreign name short enough to be shown.
func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
