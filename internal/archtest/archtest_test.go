package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func root(t *testing.T) fs.FS {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

// findings runs every check over a tree.
func findings(t *testing.T, tree fs.FS) []string {
	t.Helper()
	rooms, err := Rooms(tree)
	if err != nil {
		t.Fatal(err)
	}
	files, err := GoFiles(tree)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := Terms(tree)
	if err != nil {
		t.Fatal(err)
	}
	names, err := NoPackNames(tree)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Tables(tree)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, some := range [][]string{tables, Directions(rooms, files), Purity(rooms, files), Doors(rooms, files), Sizes(files), names, Comments(files), Glossary(terms, files)} {
		all = append(all, some...)
	}
	return all
}

// The code is as ARCHITECTURE.md and GLOSSARY.md say.
func TestThisProgram(t *testing.T) {
	for _, f := range findings(t, root(t)) {
		t.Error(f)
	}
}

func sample() fstest.MapFS {
	return fstest.MapFS{
		"ARCHITECTURE.md": file("| ring | package | one line |\n|---|---|---|\n| 0 | `fail` | error |\n| 0 | `law` | law |\n| 1 | `clock` | time |\n| 1 | `feel` | words |\n" +
			"| 5 | `store` | db |\n| 7 | `desk` | use |\n| 10 | `web/office` | face |\n| 11 | `archtest` | this |\n" +
			"| `store` | `store_clock` | time never runs back |\n"),
		"internal/store/migrations/0001_base.sql": file("-- +goose Up\nCREATE TABLE store_clock (\n);\n-- +goose Down\nDROP TABLE store_clock;\n"),
		"GLOSSARY.md":                            file("| English | 中文 | what |\n|---|---|---|\n| Period | 期限 | A limit. |\n"),
		"internal/fail/fail.go":                  file("// Package fail is errors.\npackage fail\n"),
		"internal/law/law.go":                    file("// Package law is law.\npackage law\n\nimport _ \"atonce/internal/fail\"\n\n// Period is a limit 期限.\ntype Period int\n"),
		"internal/clock/clock.go":                file("// Package clock is time.\npackage clock\n\nimport _ \"atonce/internal/law\"\n"),
		"internal/store/store.go":                file("// Package store is the database.\npackage store\n\nimport _ \"os\"\n"),
		"internal/desk/desk.go":                  file("// Package desk is use.\npackage desk\n\nimport _ \"atonce/internal/store\"\n"),
		"internal/web/office/office.go":          file("// Package office is a face.\npackage office\n\nimport _ \"atonce/internal/desk\"\n"),
		"packs/trade/bakery-licence/pack.yaml":   file("format: 1\n"),
		"packs/trade/hotline/pack.yaml":          file("format: 1\n"),
		"packs/_toy/library-card/pack.yaml":      file("format: 1\n"),
		"internal/clock/testdata/long/broken.go": file("not go"),
	}
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// A clean tree has no finding, and each fault is found.
func TestEachFaultIsFound(t *testing.T) {
	if f := findings(t, sample()); len(f) > 0 {
		t.Fatalf("a clean tree has findings: %v", f)
	}
	long := strings.Repeat("// x\n", 401)
	for _, c := range []struct{ name, content, want string }{
		{"internal/clock/up.go", "package clock\n\nimport _ \"atonce/internal/store\"\n", "imports point only to a lower ring"},
		{"internal/clock/side.go", "package clock\n\nimport _ \"atonce/internal/feel\"\n", "imports point only to a lower ring"},
		{"internal/fail/order.go", "package fail\n\nimport _ \"atonce/internal/law\"\n", "imports point only to a lower ring"},
		{"internal/clock/sub/sub.go", "// Package sub is x.\npackage sub\n\nimport _ \"atonce/internal/desk\"\n", "imports point only to a lower ring"},
		{"internal/other/other.go", "// Package other is x.\npackage other\n", "no row in ARCHITECTURE.md"},
		{"internal/clock/strange.go", "package clock\n\nimport _ \"atonce/internal/nowhere\"\n", "no row in ARCHITECTURE.md"},
		{"internal/clock/net.go", "package clock\n\nimport _ \"net/http\"\n", "ring 1 is pure"},
		{"internal/clock/os.go", "package clock\n\nimport _ \"os\"\n", "ring 1 is pure"},
		{"internal/law/sql.go", "package law\n\nimport _ \"database/sql\"\n", "ring 0 is pure"},
		{"internal/clock/now.go", "package clock\n\nimport \"time\"\n\nvar now = time.Now()\n", "time enters as a value"},
		{"internal/web/office/db.go", "package office\n\nimport _ \"atonce/internal/store\"\n", "doors call the desk"},
		{"internal/desk/util/util.go", "// Package util is x.\npackage util\n", "says nothing"},
		{"internal/desk/long.go", "package desk\n" + long, "402 lines"},
		{"internal/casework/kernel.go", "package casework\n", "no row in ARCHITECTURE.md"},
		{"internal/desk/known.go", "package desk\n\nvar x = \"bakery-licence\"\n", "knows a pack by name"},
		{"internal/desk/known.yaml", "to: packs/trade/hotline/x\n", "knows a pack by name"},
		{"internal/desk/bare.go", "package desk\n\nfunc Bare() {}\n", "Bare has no comment"},
		{"internal/desk/baretype.go", "package desk\n\ntype Bare int\n", "Bare has no comment"},
		{"internal/desk/bareconst.go", "package desk\n\nconst Bare = 1\n", "Bare has no comment"},
		{"internal/feel/feel.go", "package feel\n", "no sentence says what the package is"},
		{"internal/desk/later.go", "package desk\n\n// TO" + "DO: later.\nvar x int\n", "work put off"},
		{"internal/clock/term.go", "package clock\n\n// Pause is 中止.\ntype Pause int\n", "no row in GLOSSARY.md"},
		{"internal/store/migrations/0002_more.sql", "-- +goose Up\nCREATE TABLE act (\n);\n", "the table act 0 times"},
		{"internal/store/migrations/0002_gone.sql", "-- +goose Up\nDROP TABLE store_clock;\n", "the table store_clock, which no migration makes"},
		{"GLOSSARY.md", "| Period | 期限 | A limit. |\n| Ghost | 鬼 | Nothing. |\n", "Ghost is no name in the code"},
		{"GLOSSARY.md", "| Period | 期限 | A limit. |\n| Period | 期限 | Again. |\n", "lists Period twice"},
	} {
		tree := sample()
		tree[c.name] = file(c.content)
		got := strings.Join(findings(t, tree), "\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: want %q, found: %s", c.name, c.want, got)
		}
	}
}

// What is allowed is not found: test files, plain words, another word around an id.
func TestWhatIsAllowed(t *testing.T) {
	for _, c := range []struct{ name, content string }{
		{"internal/clock/clock_test.go", "package clock\n\nimport _ \"os\"\n\nimport _ \"atonce/internal/archtest\"\n"},
		{"internal/desk/word.go", "package desk\n\n// The hotline rings, said the new-bakery-licences.\nvar x int\n"},
		{"internal/desk/toy.go", "package desk\n\nvar x = \"library-card\"\n"},
		{"internal/desk/said.go", "package desk\n\ntype t int\n\nfunc (t) Hidden() {}\n"},
		{"internal/desk/made.go", "// Code generated by x. DO NOT EDIT.\n\npackage desk\n\nfunc Made() {}\n" + strings.Repeat("// x\n", 500)},
	} {
		tree := sample()
		tree[c.name] = file(c.content)
		if f := findings(t, tree); len(f) > 0 {
			t.Errorf("%s: %v", c.name, f)
		}
	}
}

func TestTheKernelStaysSmall(t *testing.T) {
	var files []File
	for range 4 {
		files = append(files, File{Name: "x.go", Dir: kernel, Lines: 390, AST: mustParse(t)})
	}
	if f := strings.Join(Sizes(files), "\n"); !strings.Contains(f, "1560 lines") {
		t.Errorf("a kernel of 1560 lines passes: %s", f)
	}
}

func TestTablesThatAreMissingOrDoubled(t *testing.T) {
	for _, c := range []string{"# nothing\n", "| 0 | `law` | x |\n| 1 | `law` | y |\n"} {
		if _, err := Rooms(fstest.MapFS{"ARCHITECTURE.md": file(c)}); err == nil {
			t.Errorf("%q is no table of rooms", c)
		}
	}
	if _, err := Terms(fstest.MapFS{"GLOSSARY.md": file("# nothing\n")}); err == nil {
		t.Error("a glossary without terms passes")
	}
}

func mustParse(t *testing.T) *ast.File {
	t.Helper()
	a, err := parser.ParseFile(token.NewFileSet(), "x.go", "package casework", 0)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A room whose tables stand in two rows is found: who looks it up reads only the first.
func TestRoomsHaveOneRowOfTables(t *testing.T) {
	tree := sample()
	tree["ARCHITECTURE.md"] = file(string(tree["ARCHITECTURE.md"].Data) + "| `store` | `late` | it came later |\n")
	tree["internal/store/migrations/0002_late.sql"] = file("-- +goose Up\nCREATE TABLE late (\n);\n")
	if got := strings.Join(findings(t, tree), "\n"); !strings.Contains(got, "2 rows for the tables of store") {
		t.Errorf("found: %s", got)
	}
}
