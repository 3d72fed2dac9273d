package catalogue

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

// Bounds of one row. A quote that is opened and never closed would otherwise swallow
// the rest of the file, and with it every row in it.
const (
	longestLine = 64 << 10 // bytes
	mostLines   = 32       // lines that one quoted value may run over
)

// record is one row of a file, or why it is none.
type record struct {
	line   int // where it begins, from 1
	fields []string
	bad    *fail.Error
}

// line is one line as it stands in the file.
type line struct {
	number int
	text   string
	long   bool // cut off at longestLine
}

// records reads the rows of a CSV file (RFC 4180) one at a time. A row that cannot be
// read costs that row and no other.
type records struct {
	in     *bufio.Reader
	number int
	ahead  []line // read, and given back
}

func newRecords(r io.Reader) *records {
	return &records{in: bufio.NewReaderSize(r, longestLine)}
}

// next is the next row that is not empty. The error is io.EOF at the end.
func (x *records) next() (record, error) {
	for {
		first, err := x.take()
		if err != nil {
			return record{}, err
		}
		if first.long {
			return record{line: first.number, bad: fail.New(fail.Invalid, "catalogue.row-long", "most", strconv.Itoa(longestLine))}, nil
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		return x.record(first)
	}
}

// record reads the row that begins with first, and goes on over further lines while a
// quote is open.
func (x *records) record(first line) (record, error) {
	rec := record{line: first.number}
	whole := first.text
	var taken []line
	for {
		fields, end := split(whole)
		switch end {
		case closed:
			rec.fields = fields
			return rec, nil
		case afterQuote:
			rec.bad = fail.New(fail.Invalid, "catalogue.row-after-quote")
			x.ahead = append(taken, x.ahead...)
			return rec, nil
		}
		l, err := x.take()
		if err != nil && !errors.Is(err, io.EOF) {
			return rec, err
		}
		if err == nil {
			taken = append(taken, l)
		}
		if err != nil || l.long || len(taken) >= mostLines || len(whole)+len(l.text) > longestLine {
			rec.bad = fail.New(fail.Invalid, "catalogue.row-open-quote")
			x.ahead = append(taken, x.ahead...)
			return rec, nil
		}
		whole += "\n" + l.text
	}
}

// take is the next line, without its end.
func (x *records) take() (line, error) {
	if len(x.ahead) > 0 {
		l := x.ahead[0]
		x.ahead = x.ahead[1:]
		return l, nil
	}
	b, err := x.in.ReadSlice('\n')
	l := line{number: x.number + 1, long: errors.Is(err, bufio.ErrBufferFull)}
	if len(b) == 0 && err != nil {
		return l, err
	}
	l.text = strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	x.number++
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = x.in.ReadSlice('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return l, err
	}
	return l, nil
}

// end says how a row ended.
type end int

const (
	closed     end = iota
	inQuote        // within quotes
	afterQuote     // something stands between a closing quote and the next comma
)

// split cuts a row at its commas. A quote within an unquoted value is part of it.
func split(row string) (fields []string, how end) {
	for {
		if !strings.HasPrefix(row, `"`) {
			value, rest, more := strings.Cut(row, ",")
			fields = append(fields, value)
			if !more {
				return fields, closed
			}
			row = rest
			continue
		}
		var value strings.Builder
		row = row[1:]
		for {
			before, after, found := strings.Cut(row, `"`)
			if !found {
				return nil, inQuote
			}
			value.WriteString(before)
			row = after
			if !strings.HasPrefix(row, `"`) {
				break
			}
			value.WriteByte('"')
			row = row[1:]
		}
		fields = append(fields, value.String())
		if row == "" {
			return fields, closed
		}
		if row[0] != ',' {
			return nil, afterQuote
		}
		row = row[1:]
	}
}

// encoding refuses a file that as a whole is no UTF-8, and takes off the mark at its
// beginning. Rows of wrong characters by the thousand would be of no use to anybody.
func (x *records) encoding() error {
	head, err := x.in.Peek(longestLine)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fail.Wrap(err, "catalogue: read file")
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, err := x.in.Discard(len("\ufeff"))
		return fail.Wrap(err, "catalogue: read file")
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return fail.New(fail.Invalid, "catalogue.not-utf8", "line", "1")
	}
	if cut := bytes.LastIndexByte(head, '\n'); cut >= 0 && len(head) == longestLine {
		head = head[:cut]
	}
	good, bad, first := 0, 0, 0
	number := 0
	for l := range bytes.Lines(head) {
		number++
		switch {
		case !utf8.Valid(l):
			if bad++; bad == 1 {
				first = number
			}
		case len(l) != utf8.RuneCount(l):
			good++
		}
	}
	if bad > 1 && bad > good {
		return fail.New(fail.Invalid, "catalogue.not-utf8", "line", strconv.Itoa(first))
	}
	return nil
}

// legible writes what is no text as \xNN, so that it can be stored and shown and
// nothing of it is lost.
func legible(s string) (out string, ok bool) {
	if utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 0 || r == utf8.RuneError && n == 1 {
			b.WriteString(`\x` + strconv.FormatInt(int64(s[i])+0x100, 16)[1:])
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String(), false
}
