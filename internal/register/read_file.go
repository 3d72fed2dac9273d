package register

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
)

// Columns that every file may have beside the register's own fields.
const (
	ValidFrom = "valid_from" // the first day the row holds
	Gone      = "gone"       // true: the subject is not in the register from that day
)

// places of a column that are no field's.
const (
	atSubject = -1 - iota
	atValidFrom
	atGone
)

// raw is one row as the file has it.
type raw struct {
	number     int // from 1, the header not counted
	subject    string
	from, gone string
	cells      []string // one for each field
	bad        []fail.Field
	end        int64 // the row ends before this byte
}

func (r *raw) clear() {
	r.subject, r.from, r.gone, r.bad = "", "", "", nil
	clear(r.cells)
}

func (r *raw) set(place int, value string) {
	switch place {
	case atSubject:
		r.subject = value
	case atValidFrom:
		r.from = value
	case atGone:
		r.gone = value
	default:
		r.cells[place] = value
	}
}

func (r *raw) refuse(key string, args ...string) {
	r.bad = append(r.bad, fail.Field{Path: "", Key: key, Args: fail.Pairs(args...)})
}

// reader gives the rows of a file, one at a time, into r; io.EOF at the end. Any other
// error ends the reading: what came before it stands.
type reader interface {
	next(r *raw) error
}

// columnPlaces are the places of the columns a file of this register may have.
func (p *Parser) columnPlaces() map[string]int {
	out := map[string]int{p.key.ID: atSubject, ValidFrom: atValidFrom, Gone: atGone}
	for id, i := range p.place {
		out[id] = i
	}
	return out
}

// openFile looks at how a file begins and gives the reader for its form: CSV with a
// header, JSON lines, or one JSON array of objects. at is where to go on, and number
// the rows read before, for a file that was begun earlier.
func openFile(f io.ReadSeeker, p *Parser, at int64, number int) (reader, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fail.Wrap(err, "register: read file")
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}), bytes.HasPrefix(head, []byte("PK")):
		return nil, fail.New(fail.Invalid, "register.file-packed")
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return nil, fail.New(fail.Invalid, "register.file-utf16")
	}
	mark := int64(0)
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		mark = 3
	}
	begin := bytes.TrimLeft(head[mark:], " \t\r\n")
	if len(begin) == 0 {
		return nil, fail.New(fail.Invalid, "register.file-empty")
	}
	seek := func(to int64) (*lines, error) {
		_, err := f.Seek(to, io.SeekStart)
		return &lines{in: bufio.NewReaderSize(f, 1<<18), at: to}, fail.Wrap(err, "register: read file")
	}
	if begin[0] == '[' || begin[0] == '{' {
		l, err := seek(max(at, mark))
		if begin[0] == '[' {
			return &arrayReader{lines: l, places: p.columnPlaces(), number: number, inside: at > 0}, err
		}
		return &lineReader{lines: l, places: p.columnPlaces(), number: number}, err
	}
	l, err := seek(mark)
	if err != nil {
		return nil, err
	}
	c := &csvReader{lines: l, number: number}
	if err := c.header(p); err != nil {
		return nil, err
	}
	if at > 0 {
		c.lines, err = seek(at)
	}
	return c, err
}

// longestLine is how long one row may be.
const longestLine = 1 << 20

// lines gives lines without their ends. A row is one line: a broken quotation spoils
// the row it stands in and no other.
type lines struct {
	in   *bufio.Reader
	at   int64
	long []byte
}

// next is the next line; ok is false where it was too long, and then it is empty.
func (l *lines) next() (line string, ok bool, err error) {
	part, err := l.in.ReadSlice('\n')
	l.at += int64(len(part))
	if err == nil {
		return string(trimEnd(part)), true, nil
	}
	l.long = append(l.long[:0], part...)
	ok = true
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = l.in.ReadSlice('\n')
		l.at += int64(len(part))
		if len(l.long)+len(part) > longestLine {
			ok = false
			l.long = l.long[:0]
		}
		if ok {
			l.long = append(l.long, part...)
		}
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", false, fail.Wrap(err, "register: read file")
	case !ok:
		return "", false, nil
	case err != nil && len(l.long) == 0:
		return "", false, io.EOF
	}
	return string(trimEnd(l.long)), true, nil
}

func trimEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// csvReader reads comma-separated values (RFC 4180, a row on one line).
type csvReader struct {
	lines  *lines
	places []int
	number int
	parts  []string
}

func (c *csvReader) header(p *Parser) error {
	line, ok, err := c.lines.next()
	if err != nil {
		return err
	}
	if !ok || !utf8.ValidString(line) {
		return fail.New(fail.Invalid, "register.file-not-utf8")
	}
	parts, key := splitCSV(line, nil)
	if key != "" {
		return fail.New(fail.Invalid, key)
	}
	known, seen := p.columnPlaces(), map[string]bool{}
	var bad []fail.Field
	for _, name := range parts {
		place, ok := known[name]
		switch {
		case !ok:
			bad = append(bad, fail.Field{Path: name, Key: "register.column-unknown"})
		case seen[name]:
			bad = append(bad, fail.Field{Path: name, Key: "register.column-twice"})
		}
		seen[name] = true
		c.places = append(c.places, place)
	}
	if !seen[p.key.ID] {
		bad = append(bad, fail.Field{Path: p.key.ID, Key: "register.column-missing"})
	}
	for _, f := range p.fields {
		if f.Required && !seen[f.ID] {
			bad = append(bad, fail.Field{Path: f.ID, Key: "register.column-missing"})
		}
	}
	if len(bad) > 0 {
		return fail.New(fail.Invalid, "register.file-columns").WithFields(bad...)
	}
	return nil
}

func (c *csvReader) next(r *raw) error {
	for {
		line, ok, err := c.lines.next()
		if err != nil {
			return err
		}
		if ok && line == "" {
			continue
		}
		c.number++
		r.clear()
		r.number, r.end = c.number, c.lines.at
		if !ok {
			r.refuse("register.row-long", "most", strconv.Itoa(longestLine))
			return nil
		}
		var key string
		if c.parts, key = splitCSV(line, c.parts[:0]); key != "" {
			r.refuse(key)
			return nil
		}
		if len(c.parts) != len(c.places) {
			r.refuse("register.row-columns", "want", strconv.Itoa(len(c.places)), "got", strconv.Itoa(len(c.parts)))
			return nil
		}
		for i, s := range c.parts {
			r.set(c.places[i], s)
		}
		return nil
	}
}

// splitCSV appends the cells of a line to cells; key names what is wrong with it.
func splitCSV(line string, cells []string) (_ []string, key string) {
	for {
		if !strings.HasPrefix(line, `"`) {
			end := strings.IndexByte(line, ',')
			cell := line
			if end >= 0 {
				cell = line[:end]
			}
			if strings.IndexByte(cell, '"') >= 0 {
				return cells, "register.row-quote"
			}
			cells = append(cells, cell)
			if end < 0 {
				return cells, ""
			}
			line = line[end+1:]
			continue
		}
		from, doubled := 1, false
		for {
			end := strings.IndexByte(line[from:], '"')
			if end < 0 {
				return cells, "register.row-quote"
			}
			from += end + 1
			if !strings.HasPrefix(line[from:], `"`) {
				break
			}
			from++
			doubled = true
		}
		cell := line[1 : from-1]
		if doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		cells = append(cells, cell)
		switch {
		case from == len(line):
			return cells, ""
		case line[from] != ',':
			return cells, "register.row-quote"
		}
		line = line[from+1:]
	}
}
