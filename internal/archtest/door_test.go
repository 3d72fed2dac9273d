package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readsRecords are the functions that read what registers say of somebody.
var readsRecords = []string{"Read", "Find", "FindBy", "History", "Scan", "ScanWhile", "ScanPage"}

// mayRead are the only functions that may call them, and why. Whoever serves a person, a
// rule or a system goes through one of them.
var mayRead = map[string]string{
	"stored":       "serves one record for readRecord: under a grant, with its look",
	"caseNeeds":    "asks in that reading's transaction whether the case is about the record; serves nothing",
	"scanBenefits": "asks rules about everybody: under a grant that each page asks again, with a look at the whole register",
	"exportRows":   "gives what two people agreed to take out: under a grant that each page asks again, with a look at everybody in it",
	"Each":         "open data: fields of the lowest grade that its owner published",
}

// mayServe are the functions that may call the one door for one record.
var mayServe = []string{"ReadGranted", "readForSystem", "LookUp"}

// There is one door to what registers hold: no other function of the program calls a
// reading function of the register room, and only those named call the door.
func TestOneDoorToRecords(t *testing.T) {
	root := "../.."
	called := map[string]bool{}
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "/register/") {
				return err
			}
			if strings.HasPrefix(filepath.Base(name), "bench_") {
				return nil // measures what it made itself
			}
			for caller, callees := range calls(t, name) {
				for _, c := range callees {
					switch {
					case strings.HasPrefix(c, "register.") && slices.Contains(readsRecords, strings.TrimPrefix(c, "register.")):
						if called[caller] = true; mayRead[caller] == "" {
							t.Errorf("%s: %s calls %s: what registers hold is served by readRecord", name, caller, c)
						}
					case c == "d.readRecord":
						if called[caller] = true; !slices.Contains(mayServe, caller) {
							t.Errorf("%s: %s calls readRecord and is not one who may", name, caller)
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for f := range mayRead {
		if !called[f] {
			t.Errorf("%s may read records and does not: take it off the list", f)
		}
	}
	for _, f := range mayServe {
		if !called[f] {
			t.Errorf("%s may call readRecord and does not: take it off the list", f)
		}
	}
}

// calls are the calls of each function of a file, written as they stand there.
func calls(t *testing.T, name string) map[string][]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok {
					out[fn.Name.Name] = append(out[fn.Name.Name], x.Name+"."+s.Sel.Name)
				}
			}
			return true
		})
	}
	return out
}
