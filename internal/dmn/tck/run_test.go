package tck

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/dmn"
	"atonce/internal/feel"
)

// shared is the folder of reference material beside the repository, or a skip
// that says where it was looked for.
func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("ATONCE_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(filepath.Dir(dir), "shared")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the test kit is not at %s: set ATONCE_SHARED to the folder that holds it", path)
	}
	return path
}

// The standard's own cases: all of level 2, and at least 99 % of level 3, also
// when only those are counted that expect a value.
func TestKit(t *testing.T) {
	dir := shared(t, "tck")
	var totals Totals
	err := Run(os.DirFS(dir), feel.Limits{}, feel.DateTimeOf(time.Now()), func(r Row) {
		totals.Add(r)
		if r.Outcome == Error {
			t.Logf("%s %s %s: %s", r.Dir, r.File, r.Case, r.Detail)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	two, three := totals.ByDir["compliance-level-2"], totals.ByDir["compliance-level-3"]
	if two[1] == 0 || two[0] != two[1] {
		t.Errorf("level 2: %d of %d", two[0], two[1])
	}
	if three[1] == 0 || 100*three[0] < 99*three[1] {
		t.Errorf("level 3: %d of %d", three[0], three[1])
	}
	if 100*totals.ValuedPassed < 99*totals.Valued {
		t.Errorf("cases that expect a value: %d of %d", totals.ValuedPassed, totals.Valued)
	}
	t.Logf("level 2: %d of %d; level 3: %d of %d; with a value: %d of %d", two[0], two[1], three[0], three[1], totals.ValuedPassed, totals.Valued)
}

// Writing a model and reading it again must not change a single outcome.
func TestKitAfterRoundTrip(t *testing.T) {
	dir := shared(t, "tck")
	written := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, p))
		if err != nil {
			return err
		}
		if strings.HasSuffix(p, ".dmn") {
			defs, err := dmn.Read(data, dmn.ReadLimits{})
			if err != nil {
				t.Errorf("%s: %v", p, err)
				return nil
			}
			data = dmn.Write(defs)
		}
		written[p] = &fstest.MapFile{Data: data}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := func(root fs.FS) map[string]string {
		all := map[string]string{}
		n := 0
		if err := Run(root, feel.Limits{}, feel.DateTimeOf(time.Now()), func(r Row) {
			n++
			all[r.Dir+r.File+r.Case+" "+r.Detail] = r.Outcome
		}); err != nil || n == 0 {
			t.Fatal(n, err)
		}
		return all
	}
	before, after := outcomes(os.DirFS(dir)), outcomes(written)
	for k, v := range before {
		if after[k] != v {
			t.Errorf("%s: %s, after writing and reading %q", k, v, after[k])
		}
	}
}

// The runner itself: what it calls a success must fail when the model is wrong.
func TestRunnerTellsWrongFromRight(t *testing.T) {
	model := `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
	<decision name="two" id="two"><variable name="two"/><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>`
	cases := `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
	<modelName>m.dmn</modelName>
	<testCase id="right"><resultNode name="two"><expected><value xsi:type="xsd:decimal">2</value></expected></resultNode></testCase>
	<testCase id="wrong"><resultNode name="two"><expected><value xsi:type="xsd:decimal">3</value></expected></resultNode></testCase>
	<testCase id="kind"><resultNode name="two"><expected><value xsi:type="xsd:string">2</value></expected></resultNode></testCase>
	<testCase id="null"><resultNode name="two" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
	<testCase id="none"><resultNode name="three"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
	</testCases>`
	got := map[string]string{}
	err := Run(fstest.MapFS{"l/d/m.dmn": {Data: []byte(model)}, "l/d/m-test.xml": {Data: []byte(cases)}}, feel.Limits{}, feel.Null, func(r Row) {
		got[r.Case] = r.Outcome
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"right": Success, "wrong": Error, "kind": Error, "null": Error, "none": Error} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
}
