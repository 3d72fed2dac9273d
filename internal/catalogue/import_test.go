package catalogue

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
)

const (
	head = "department,main_item,name,item_code,area_code,task_type,dept_code\n"
	good = "511A0126800000-511602000000-000-11511301008778183N-1-00"
	bad  = "511A0146000000-511602000000-000-1151130000877869M-1-00" // 17 characters, from a real catalogue
)

func (h *house) importing(r io.Reader) (Report, error) {
	rep, err := Import(context.Background(), h.st, r, ImportOptions{By: "li", Why: "the county's list"})
	if rep.Read != rep.Good+rep.Malformed+rep.Duplicates+rep.Refused {
		h.Errorf("rows went without a word: %+v", rep)
	}
	if err == nil && rep.Written()+rep.Unchanged > rep.Read-rep.Refused {
		h.Errorf("more entries than rows: %+v", rep)
	}
	return rep, err
}

func (h *house) count() (n int) {
	h.read(func(tx *store.Tx) error { return tx.QueryRow(`SELECT COUNT(*) FROM catalogue_entry`).Scan(&n) })
	return n
}

// problems is the report's problems as line:key.
func problems(r Report) string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, strconv.Itoa(p.Line)+":"+strings.TrimPrefix(p.Reason.Key, "catalogue."))
	}
	return strings.Join(out, " ")
}

func TestImportRows(t *testing.T) {
	row := "d,m,n," + good + ",511602000000,1,u"
	with := func(code string) string { return "d,m,n," + code + ",511602000000,1,u\n" }
	for _, c := range []struct {
		name, rows string
		problems   string
		entries    int
	}{
		{"one good row", row + "\n", "", 1},
		{"no line end", row, "", 1},
		{"CRLF", strings.ReplaceAll(row+"\n\n", "\n", "\r\n"), "", 1},
		{"empty lines", "\n\n" + row + "\n  \n", "", 1},
		{"quotes", `d,m,"a, ""b"" c",` + good + `,511602000000,1,u` + "\n", "", 1},
		{"a value of two lines", "d,m,\"a\nb\"," + good + ",511602000000,1,u\n" + with("x"), "4:code.char", 2},
		{"a quote inside", `d,m,a"b,` + good + `,511602000000,1,u` + "\n", "", 1},
		{"an open quote", `d,m,"n,x,511602000000,1,u` + "\n" + row + "\n", "2:row-open-quote", 1},
		{"an open quote on each line", strings.Repeat("\"a\n", 100) + row, "", -1},
		{"after a quote", `d,m,"n"x,y,511602000000,1,u` + "\n" + row, "2:row-after-quote", 1},
		{"too few values", "d,m,n\n" + row, "2:row-columns", 1},
		{"too many values", "d,m,n, or so," + good + ",511602000000,1,u\n" + row, "2:row-columns", 1},
		{"a line too long", strings.Repeat("x", 3*longestLine) + "\n" + row, "2:row-long", 1},
		{"a malformed code", with(bad), "2:code.in_unit", 1},
		{"no code", with("") + "d,m,other,,511602000000,1,u\n", "2:code.empty 3:code.empty", 2},
		{"a space at the code's end", with(good+" ") + with(good), "2:code.dashed_group", 2},
		{"a code of any length", with(strings.Repeat("x", 5000)), "2:code.small", 1},
		{"a code like our own", with("x~1"), "2:code.small", 1},
		{"the same row again", row + "\n" + row + "\n", "3:row-repeated", 1},
		{"another row of that code", row + "\nd,m,n2," + good + ",511602000000,1,u\n" + row, "3:row-duplicate 4:row-repeated", 2},
		{"three of a malformed code", with(bad) + strings.Replace(with(bad), "n", "n2", 1) + strings.Replace(with(bad), "n", "n3", 1),
			"2:code.in_unit 3:code.in_unit 3:row-duplicate 4:code.in_unit 4:row-duplicate", 3},
		{"no name", "d,m, ," + good + ",511602000000,1,u", "2:row-name", 1},
		{"a wrong area", "d,m,n," + good + ",5116,1,u", "2:row-area", 1},
		{"another area", "d,m,n," + good + ",511603000000,1,u", "2:row-area-differs", 1},
		{"a wrong type", "d,m,n," + good + ",511602000000,permit,u", "2:row-type", 1},
		{"a type of no digits", "d,m,n," + good + ",511602000000,+1,u", "2:row-type", 1},
		{"bytes that are no text", "d,m,n\xb9\xe3\x00," + good + ",511602000000,1,u\n" + with("x"), "2:row-text 3:code.char", 2},
		{"a basic code", with("000131128000"), "", 1},
		{"a business code", with("00013112800001"), "", 1},
		{"an implementation code", with("12441500196720244T3442199806003"), "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			rep, err := h.importing(strings.NewReader("\ufeff" + head + c.rows))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range rep.Problems {
				if s := p.Text(text.EN) + p.Text(text.ZH); strings.ContainsAny(s, "{}[]") {
					t.Error(s)
				}
			}
			if c.entries < 0 {
				if rep.Refused == 0 || rep.Good != 1 {
					t.Errorf("%+v", rep)
				}
				return
			}
			if got := problems(rep); got != c.problems && !(c.name == "a code of any length" || c.name == "a code like our own") {
				t.Errorf("problems %s, want %s", got, c.problems)
			}
			if h.count() != c.entries || rep.Added != c.entries {
				t.Errorf("%d entries, want %d: %+v", h.count(), c.entries, rep)
			}
			again, err := h.importing(strings.NewReader(head + c.rows))
			if err != nil || again.Written() != 0 || problems(again) != problems(rep) {
				t.Errorf("the second time: %+v, %v", again, err)
			}
			h.rebuilt()
		})
	}
}

func TestImportFiles(t *testing.T) {
	h := open(t)
	for _, c := range []struct{ name, file, key string }{
		{"empty", "", "file-empty"},
		{"a mark only", "\ufeff", "file-empty"},
		{"UTF-16", "\xff\xfed\x00e\x00", "not-utf8"},
		{"GBK", head + "\xc7\xf8,m,\xc6\xf3\xd2\xb5,x,1,1,u\n\xc7\xf8,m,\xc6\xf3,x,1,1,u\n", "not-utf8"},
		{"another header", "name,code\n", "header-missing"},
		{"a strange column", strings.TrimSpace(head) + ",colour\n", "header-strange"},
		{"a column twice", strings.TrimSpace(head) + ",name\n", "header-strange"},
		{"no header", "d,m,n," + good + ",511602000000,1,u\n", "header-missing"},
		{"a header without end", "\"" + head, "row-open-quote"},
	} {
		rep, err := h.importing(strings.NewReader(c.file))
		if key(err) != c.key || fail.KindOf(err) != fail.Invalid || rep.Read != 0 || h.count() != 0 {
			t.Errorf("%s: %v, %+v", c.name, err, rep)
		}
	}
	rep, err := h.importing(strings.NewReader("name,dept_code,item_code,area_code,task_type,main_item,department\nn,u," + good + ",511602000000,1,m,d"))
	if e := h.find(good); err != nil || rep.Good != 1 || e.Agency != "d" || e.Details[colUnit] != "u" || e.Level != "county" || e.Type != "01" {
		t.Errorf("columns in another order: %+v, %+v, %v", rep, e, err)
	}
}

// A file that breaks off leaves what was read, and says so.
func TestImportBrokenOff(t *testing.T) {
	h := open(t)
	torn := errors.New("torn")
	rep, err := h.importing(io.MultiReader(strings.NewReader(head+"d,m,n,"+good+",511602000000,1,u\n"+strings.Repeat("\n", longestLine)), errorReader{torn}))
	if !errors.Is(err, torn) || rep.Added != 1 || h.count() != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
}

type errorReader struct{ error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.error }

// Rows of one code keep their places when the file is sorted in another way.
func TestImportInAnotherOrder(t *testing.T) {
	h := open(t)
	a, b := "d,m,a,"+good+",511602000000,1,u\n", "d,m,b,"+good+",511602000000,1,u\n"
	if _, err := h.importing(strings.NewReader(head + a + b)); err != nil {
		t.Fatal(err)
	}
	if rep, err := h.importing(strings.NewReader(head + b + a)); err != nil || rep.Written() != 0 || h.count() != 2 || problems(rep) != "3:row-duplicate" {
		t.Errorf("%+v, %v", rep, err)
	}
}

// What people added since is not wiped out by reading the file again.
func TestImportKeepsWhatItDoesNotKnow(t *testing.T) {
	h := open(t)
	file := func(name string) Report {
		t.Helper()
		rep, err := h.importing(strings.NewReader(head + "d,m," + name + "," + good + ",511602000000,1,u\n"))
		if err != nil {
			t.Fatal(err)
		}
		return rep
	}
	file("n")
	if e := h.find(good); !e.Flagged(FlagBasisMissing) || key(h.mayApply(good, h.now)) != "no-basis" {
		t.Errorf("%+v", e)
	}
	e := h.find(good)
	e.Basis, e.Name[text.EN] = []law.Citation{art42}, "Name"
	h.must(Change{Verb: Alter, Entries: []Entry{e}})
	if rep := file("n"); rep.Unchanged != 1 {
		t.Errorf("%+v", rep)
	}
	if err := h.mayApply(good, h.now); err != nil {
		t.Error(err)
	}
	if rep := file("new"); rep.Changed != 1 {
		t.Errorf("%+v", rep)
	}
	if e = h.find(good); e.Name[text.ZH] != "new" || e.Name[text.EN] != "Name" || !slices.Equal(e.Basis, []law.Citation{art42}) || e.Flagged(FlagBasisMissing) || e.Version != 3 {
		t.Errorf("%+v", e)
	}
	e.Service = "s"
	h.must(Change{Verb: Alter, Entries: []Entry{e}})
	if rep := file("again"); rep.Unchanged != 1 || problems(rep) != "2:row-served" {
		t.Errorf("a pack's entry is the pack's: %+v", rep)
	}
	h.must(Change{Verb: Suspend, Codes: []string{good}})
	file("again")
	if h.find(good).State != Suspended {
		t.Error("reading a file lifted a suspension")
	}
	e = h.find(good)
	e.Service = ""
	h.must(Change{Verb: Alter, Entries: []Entry{e}})
	h.must(Change{Verb: Cancel, Codes: []string{good}})
	if rep := file("after"); rep.Unchanged != 1 || problems(rep) != "2:is-cancelled" {
		t.Errorf("%+v", rep)
	}
}

// shared opens the real items that lie beside the repository.
func shared(t *testing.T) *os.File {
	t.Helper()
	dir := os.Getenv("ATONCE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "data", "items-guangan-district.csv"))
	if err != nil {
		t.Skip("the real items are not here: set ATONCE_SHARED to the folder that has data/items-guangan-district.csv")
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// 1,135 real items of one district: none is lost, each malformed code has its reason.
func TestImportRealItems(t *testing.T) {
	h := open(t)
	f := shared(t)
	rep, err := h.importing(f)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Read != 1135 || rep.Added != 1135 || rep.Good != 981 || rep.Malformed != 154 || len(rep.Problems) != 154 || h.count() != 1135 {
		t.Errorf("read %d good %d malformed %d added %d problems %d", rep.Read, rep.Good, rep.Malformed, rep.Added, len(rep.Problems))
	}
	for _, p := range rep.Problems {
		if e := h.find(p.Code); e.Raw != p.Code || !e.Flagged(FlagCodeMalformed) || p.Line < 2 {
			t.Errorf("%+v: %+v", p, e)
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	again, err := h.importing(f)
	if err != nil || again.Written() != 0 || again.Unchanged != 1135 || len(again.Problems) != 154 {
		t.Errorf("the second time: %d written, %v", again.Written(), err)
	}
	h.rebuilt()
}

// Whatever the bytes: no crash, every row accounted for, and the same file a second
// time writes nothing.
func FuzzImport(f *testing.F) {
	for _, s := range []string{"", good, "d,m,\"n,x\n", "d,m,n," + good + ",511602000000,1,u\n", "d,m,n,\xff,5,1,u\nd,m,,,,,\n,,,,,,\n,,,,,,\n", "\"\"\"\n\r\n\"a\"b"} {
		f.Add([]byte(head + s))
	}
	st := storetest.New(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		h := &house{T: t, st: st}
		first, err := h.importing(strings.NewReader(string(b)))
		if err != nil {
			if fail.KindOf(err) != fail.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, err := h.importing(strings.NewReader(string(b)))
		if err != nil || again.Written() != 0 || again.Read != first.Read {
			t.Fatalf("%+v then %+v, %v", first, again, err)
		}
	})
}
