package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"atonce/internal/fail"
)

// Formats are the kinds of file, by what they end with.
var Formats = []string{"csv", "json"}

// Column is a field of a file.
type Column struct {
	ID, Name string // JSON goes by ids, CSV by names
	Text     bool   // what stands in it could be taken for a formula
}

// File writes records as they come. It holds one.
type File interface {
	// Row writes the values of one record in the order of the columns.
	Row(values []string) error
	// End closes the file. One that was not ended does not say that it is whole.
	End(rows int64) error
}

// NewFile begins a file of a format. The error is Invalid where there is no such format.
func NewFile(w io.Writer, format string, columns []Column) (File, error) {
	switch format {
	case "csv":
		f := &csvFile{w: csv.NewWriter(w), columns: columns, row: make([]string, len(columns))}
		// Without the mark the usual spreadsheet reads Chinese as Latin letters.
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, fail.Wrap(err, "export: write CSV")
		}
		for i, c := range columns {
			f.row[i] = Cell(c.Name)
		}
		return f, f.write()
	case "json":
		f := &jsonFile{w: bufio.NewWriter(w), columns: columns}
		_, err := f.w.WriteString(`{"records":[`)
		return f, fail.Wrap(err, "export: write JSON")
	}
	return nil, fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "format", Key: "export.format"})
}

type csvFile struct {
	w       *csv.Writer
	columns []Column
	row     []string
}

func (f *csvFile) Row(values []string) error {
	for i, v := range values {
		if f.row[i] = v; f.columns[i].Text {
			f.row[i] = Cell(v) // a number below zero is no formula
		}
	}
	return f.write()
}

func (f *csvFile) write() error { return fail.Wrap(f.w.Write(f.row), "export: write CSV") }

// End says nothing of how many there were: a table has no place for it.
func (f *csvFile) End(int64) error {
	f.w.Flush()
	return fail.Wrap(f.w.Error(), "export: write CSV")
}

type jsonFile struct {
	w       *bufio.Writer
	columns []Column
	begun   bool
}

func (f *jsonFile) Row(values []string) error {
	out := map[string]string{}
	for i, v := range values {
		if v != "" {
			out[f.columns[i].ID] = v
		}
	}
	b, err := json.Marshal(out)
	if err == nil && f.begun {
		err = f.w.WriteByte(',')
	}
	if f.begun = true; err == nil {
		_, err = f.w.Write(append(b, '\n'))
	}
	return fail.Wrap(err, "export: write JSON")
}

func (f *jsonFile) End(rows int64) error {
	_, err := f.w.WriteString(`],"rows":` + strconv.FormatInt(rows, 10) + "}\n")
	if err == nil {
		err = f.w.Flush()
	}
	return fail.Wrap(err, "export: write JSON")
}

// Cell keeps a text from being run as a formula by the program that opens the table. An
// apostrophe before it makes it plain text (OWASP, CSV Injection).
func Cell(s string) string {
	if strings.IndexAny(strings.TrimLeft(s, " \u00a0\u3000"), "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
