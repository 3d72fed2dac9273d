package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/store"
)

func (h *house) imports(t testing.TB, r *pack.Register, file string, opts ImportOptions) (Report, error) {
	t.Helper()
	rep, err := Import(context.Background(), h.Store, r, strings.NewReader(file), opts)
	if rep.Rows != rep.Good()+rep.Rejected {
		t.Errorf("a row went without a word: %+v", rep)
	}
	return rep, err
}

func (h *house) rejects(t testing.TB, source int64) string {
	t.Helper()
	var out []string
	err := h.Read(context.Background(), func(tx *store.Tx) error {
		return Rejects(tx, source, func(x Reject) error {
			out = append(out, fmt.Sprintf("%d %s %s", x.Row, x.Field.Path, x.Field.Key))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

// all is what the register holds, subject by subject, as one text.
func (h *house) all(t testing.TB, r *pack.Register) string {
	t.Helper()
	var b strings.Builder
	if err := Scan(context.Background(), h.Store, r, Span{}, At{}, []string{"name", "home", "pay"}, func(l Line) error {
		fmt.Fprintln(&b, l.Subject, l.Values)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const people = "\ufeffcode,name,home,pay,valid_from\r\n" +
	"p3,丙,h1,3.50,\r\n" +
	"p1,\"甲, \"\"a\"\"\",h1,,2026-01-01\n" +
	"\n" +
	"p2,乙,h2,1,000,\n" + // row 3: a value too many
	"p2,,h2,x,\n" + // row 4: two faults
	"p2,\"乙,h2,1,\n" + // row 5: a quotation that does not end
	"p2,乙,h2,1,2026-13-01\n" + // row 6
	",名,h2,1,\n" + // row 7
	"p3,丙,h1,3.50,\n" + // row 8: the same again
	"p3,丁,h1,3.50,\n" + // row 9: something else of the same subject
	"p2,\xff,h2,1,\n" + // row 10
	"p2,乙,h2,1,"

func TestImport(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	rep, err := h.imports(t, r, people, ImportOptions{Name: "people.csv", By: "me"})
	if err != nil || rep.State != Finished || rep.Rows != 11 || rep.Added != 3 || rep.Unchanged != 1 || rep.Rejected != 7 {
		t.Fatalf("%+v, %v", rep, err)
	}
	want := "3  register.row-columns\n4 name register.required\n4 pay record.money\n5  register.row-quote\n6 valid_from record.date\n7 code register.required\n" +
		"9 code register.row-twice\n10 name record.not-utf8"
	if got := h.rejects(t, rep.Source); got != want {
		t.Errorf("rejected:\n%s\nwant:\n%s", got, want)
	}
	if got, want := h.all(t, r), "p1 [甲, \"a\" h1 ]\np2 [乙 h2 1.00]\np3 [丙 h1 3.50]\n"; got != want {
		t.Errorf("holds\n%s", got)
	}
	h.now = h.now.Add(24 * time.Hour)
	again, err := h.imports(t, r, people, ImportOptions{})
	if err != nil || again.Added != 0 || again.Unchanged != 4 || again.Changed != 1 {
		// Row 9 is no longer contradicted within this file: row 8 made no version.
		t.Errorf("the same file again: %+v, %v", again, err)
	}
}

// The three forms of a file say the same.
func TestFormsOfAFile(t *testing.T) {
	lines := `{"code":"p1","name":"甲","pay":"2.50","home":null}` + "\n\n" + `{"code":"p2","name":"乙","pay":7}` + "\n" +
		`{"code":"p3","name":"丙","more":1}` + "\n" + `{"code":"p4","name":{"a":1}}` + "\n" + `{"code":"p5",` + "\n" + `{"code":"p6","name":"己"} x`
	array := "[" + `{"code":"p1","name":"甲","pay":"2.50","home":null},` + "\n" + `{"code":"p2","name":"乙","pay":7},` +
		`{"code":"p3","name":"丙","more":1},` + `{"code":"p4","name":{"a":1}},` + `{"code":"p5" "}"},` + `{"code":"p6","name":1 2}` + "]\n"
	for form, file := range map[string]string{"lines": lines, "array": array} {
		r, h := testBook(t, declared), openHouse(t)
		rep, err := h.imports(t, r, file, ImportOptions{Batch: 2})
		if err != nil || rep.Rows != 6 || rep.Added != 2 || rep.Rejected != 4 {
			t.Errorf("%s: %+v, %v", form, rep, err)
		}
		if got, want := h.all(t, r), "p1 [甲  2.50]\np2 [乙  7.00]\n"; got != want {
			t.Errorf("%s holds\n%s", form, got)
		}
		if got := h.rejects(t, rep.Source); !strings.HasPrefix(got, "3 more register.column-unknown\n4 name register.cell-nested") {
			t.Errorf("%s rejected:\n%s", form, got)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	for file, key := range map[string]string{
		"": "register.file-empty", " \n ": "register.file-empty", "PK\x03\x04": "register.file-packed", "\xff\xfea": "register.file-utf16",
		"code,home\n": "register.file-columns", "code,name,name\n": "register.file-columns", "code,name,age\n": "register.file-columns",
		"co\xffde,name\n": "register.file-not-utf8", "[1]": "register.file-array", `[{"code":"p1","name":"a"}`: "register.file-cut",
	} {
		rep, err := h.imports(t, r, file, ImportOptions{})
		if err == nil || fail.As(err).Key != key || fail.KindOf(err) != fail.Invalid {
			t.Errorf("%q: %v, want %s", file, err, key)
		}
		if rep.State == Running {
			t.Errorf("%q stays unfinished: %+v", file, rep)
		}
	}
}

// stopping is a file whose reading ends with the context after some bytes.
type stopping struct {
	io.ReadSeeker
	stop func()
	left int
}

func (s *stopping) Read(b []byte) (int, error) {
	n, err := s.ReadSeeker.Read(b[:min(len(b), 512)])
	if s.left -= n; s.left < 0 && s.stop != nil {
		s.stop()
	}
	return n, err
}

// Stopped anywhere and begun again, an import comes to the same as in one run.
func TestImportGoesOn(t *testing.T) {
	for _, form := range []string{"csv", "lines", "array"} {
		var b bytes.Buffer
		begin, end, sep := "code,name,home\n", "", "\n"
		if form == "array" {
			begin, end, sep = "[", "]", ",\n"
		} else if form == "lines" {
			begin = ""
		}
		b.WriteString(begin)
		for i := range 2000 {
			if i > 0 {
				b.WriteString(sep)
			}
			name := fmt.Sprintf("n%d", i)
			if i%10 == 7 {
				name = ""
			}
			if form == "csv" {
				fmt.Fprintf(&b, "p%04d,%s,h%d", i*7919%2000, name, i/3)
			} else {
				fmt.Fprintf(&b, `{"code":"p%04d","name":%q,"home":"h%d"}`, i*7919%2000, name, i/3)
			}
		}
		b.WriteString(end)
		r, whole, parts := testBook(t, declared), openHouse(t), openHouse(t)
		want, err := whole.imports(t, r, b.String(), ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		stops := 0
		var got Report
		for left := 3000; ; left += 5000 {
			ctx, stop := context.WithCancel(context.Background())
			f := &stopping{ReadSeeker: bytes.NewReader(b.Bytes()), stop: stop, left: b.Len() + left}
			got, err = Import(ctx, parts.Store, r, f, ImportOptions{Batch: 50})
			stop()
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(form, err)
			}
			if stops++; got.Rows > 0 {
				_, err := parts.imports(t, r, "code,name\nx,y\n", ImportOptions{})
				if err == nil || fail.As(err).Key != "register.import-unfinished" {
					t.Fatalf("another file in between: %v", err)
				}
			}
			if stops > 200 {
				t.Fatal(form, "never ends")
			}
		}
		if !got.Resumed || stops < 3 || got.Rows != want.Rows || got.Added != want.Added || got.Rejected != want.Rejected || got.Rejected != 200 {
			t.Errorf("%s: %d stops, %+v, want %+v", form, stops, got, want)
		}
		if parts.all(t, r) != whole.all(t, r) || parts.rejects(t, got.Source) != whole.rejects(t, want.Source) {
			t.Errorf("%s: another outcome than in one run", form)
		}
		// Given up, another file may come.
		if _, err := parts.imports(t, r, "code,name\nx,y\n", ImportOptions{Abandon: true}); err != nil {
			t.Error(err)
		}
	}
}

// Of two who read the same file at once one goes on and the other is told; no row is
// counted twice.
func TestTwoImportsOfOneFile(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	var b strings.Builder
	b.WriteString("code,name\n")
	for i := range 100 {
		fmt.Fprintf(&b, "p%03d,n\n", i)
	}
	var second Report
	_, err := h.imports(t, r, b.String(), ImportOptions{Batch: 10, Progress: func(Report) {
		if second.Rows == 0 {
			second, _ = h.imports(t, r, b.String(), ImportOptions{})
		}
	}})
	if err == nil || fail.As(err).Key != "register.import-elsewhere" || fail.KindOf(err) != fail.Conflict {
		t.Errorf("the first: %v", err)
	}
	if second.State != Finished || second.Rows != 100 || second.Added != 100 || second.Unchanged != 0 {
		t.Errorf("the second: %+v", second)
	}
}

func FuzzImportFile(f *testing.F) {
	f.Add([]byte(people))
	f.Add([]byte(`[{"code":"p1","name":"甲"}]`))
	f.Add([]byte(`{"code":"p1","name":"甲"}` + "\n"))
	r := testBook(f, declared)
	f.Fuzz(func(t *testing.T, b []byte) {
		p := NewParser(r)
		in, err := openFile(bytes.NewReader(b), p, 0, 0)
		if err != nil {
			return
		}
		row := raw{cells: make([]string, len(p.fields))}
		last := int64(0)
		for n := 1; ; n++ {
			err := in.next(&row)
			if err != nil {
				if !errors.Is(err, io.EOF) && fail.KindOf(err) != fail.Invalid {
					t.Fatal(err)
				}
				return
			}
			if row.number != n || row.end <= last || row.end > int64(len(b)) {
				t.Fatalf("row %d is numbered %d and ends at %d after %d", n, row.number, row.end, last)
			}
			last = row.end
		}
	})
}
