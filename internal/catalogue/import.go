package catalogue

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Problem is one thing wrong in one line of an imported file. The line is kept.
type Problem struct {
	Line int
	Code string
	Key  string
	Args fail.Args
	said error // of a code: the code room says what is wrong
}

// Text is the problem as a person reads it.
func (p Problem) Text(l text.Lang) string {
	if p.said != nil {
		return code.Reason(l, p.said)
	}
	return text.T(l, p.Key, p.Args)
}

// Report is what an import did. Read = Good + Malformed + Duplicates + Unreadable.
type Report struct {
	Read       int // lines with data
	Good       int // with a code that stands all checks
	Malformed  int // listed with the code as found and a flag
	Duplicates int // the same code again; listed under a number of its own
	Unreadable int // not even a row: reported, nothing listed
	Written    int // entries added or changed
	Unchanged  int
	Problems   []Problem
}

var columns = []string{"department", "main_item", "name", "item_code", "area_code", "task_type", "dept_code"}

// batch is how many lines are written in one transaction.
const batch = 200

// Import reads items from a CSV file into the power list. Every line is reported
// or listed; running it again changes nothing that is as it was.
func Import(ctx context.Context, st *store.Store, r io.Reader, by string) (Report, error) {
	var rep Report
	rows := csv.NewReader(bufio.NewReader(skipMark(r)))
	rows.FieldsPerRecord = -1
	rows.LazyQuotes = true
	head, err := rows.Read()
	if err != nil {
		return rep, fail.New(fail.Invalid, "catalogue.import-empty").Because(err)
	}
	at, err := header(head)
	if err != nil {
		return rep, err
	}
	seen := map[string]int{}
	var pending []Entry
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := rows.FieldPos(0)
		rep.Read++
		if err != nil {
			rep.Unreadable++
			rep.Problems = append(rep.Problems, Problem{Line: line, Key: "catalogue.import-row", Args: fail.Pairs("cause", err.Error())})
			var torn *csv.ParseError
			if !errors.As(err, &torn) {
				return rep, fail.Wrap(err, "catalogue: read file")
			}
			continue
		}
		if e, ok := rep.entry(row, at, line, seen); ok {
			pending = append(pending, e)
		}
		if len(pending) >= batch {
			if err := rep.write(ctx, st, pending, by); err != nil {
				return rep, err
			}
			pending = pending[:0]
		}
	}
	return rep, rep.write(ctx, st, pending, by)
}

// skipMark drops the byte order mark that spreadsheets put before the first name.
func skipMark(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if m, err := b.Peek(3); err == nil && bytes.Equal(m, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3) // three bytes were peeked and are there
	}
	return b
}

func header(head []string) (map[string]int, error) {
	at := map[string]int{}
	for i, h := range head {
		at[strings.TrimSpace(h)] = i
	}
	for _, c := range columns {
		if _, ok := at[c]; !ok {
			return nil, fail.New(fail.Invalid, "catalogue.import-column", "column", c, "columns", strings.Join(columns, ","))
		}
	}
	return at, nil
}

// entry makes a list entry of a row. A bad code is kept as it was found: a list
// that loses what it cannot read would be no list of what there is.
func (rep *Report) entry(row []string, at map[string]int, line int, seen map[string]int) (Entry, bool) {
	get := func(c string) string {
		if i := at[c]; i < len(row) {
			return strings.TrimSpace(strings.ToValidUTF8(row[i], "\ufffd"))
		}
		return ""
	}
	raw, name := get("item_code"), get("name")
	bad := func(key string, args ...string) {
		rep.Problems = append(rep.Problems, Problem{Line: line, Code: raw, Key: key, Args: fail.Pairs(args...)})
	}
	if name == "" || raw == "" {
		rep.Unreadable++
		bad("catalogue.import-incomplete")
		return Entry{}, false
	}
	if !utf8.ValidString(strings.Join(row, "")) {
		bad("catalogue.import-bytes")
	}
	e := Entry{List: Powers, Code: raw, Name: law.Words{text.ZH: name, text.EN: name}, Agency: get("department"), Area: get("area_code"),
		Type: twoDigits(get("task_type")), Flags: []string{BasisMissing}, Details: map[string]string{}}
	for _, d := range []string{"main_item", "dept_code"} {
		if v := get(d); v != "" {
			e.Details[d] = v
		}
	}
	if _, err := code.ParseDashed(raw); err != nil {
		e.Raw, e.Flags = raw, append(e.Flags, CodeMalformed)
		rep.Problems = append(rep.Problems, Problem{Line: line, Code: raw, said: err})
	}
	seen[raw]++
	if n := seen[raw]; n > 1 {
		rep.Duplicates++
		e.Code = raw + "#" + strconv.Itoa(n)
		bad("catalogue.import-duplicate", "listed", e.Code)
	} else if e.Raw != "" {
		rep.Malformed++
	} else {
		rep.Good++
	}
	return e, true
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func (rep *Report) write(ctx context.Context, st *store.Store, es []Entry, by string) error {
	written, unchanged := 0, 0
	err := st.Write(ctx, func(tx *store.Tx) error {
		written, unchanged = 0, 0
		for _, e := range es {
			changed, err := Put(tx, e, Made{By: by, Reason: "import"})
			if err != nil {
				return err
			}
			if changed {
				written++
			} else {
				unchanged++
			}
		}
		return nil
	})
	rep.Written, rep.Unchanged = rep.Written+written, rep.Unchanged+unchanged
	return err
}
