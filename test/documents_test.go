package test

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/archtest"
)

var (
	mdLink   = regexp.MustCompile(`\[[^\]\n]*\]\(([^)\s]+)\)`)
	fenced   = regexp.MustCompile("(?ms)^```.*?^```")
	heading  = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	libRow   = regexp.MustCompile("(?m)^\\| ((?:`[^`]+`[, ]*)+)(?:\\([a-z]+\\) )?\\|")
	required = regexp.MustCompile(`(?m)^\s+(\S+\.\S+/?\S*) v\S+`)
)

func markdown(t *testing.T, tree fs.FS) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "tmp" || d.Name() == "testdata" || d.Name() == ".git"):
			return fs.SkipDir
		case !d.IsDir() && path.Ext(name) == ".md":
			b, err := fs.ReadFile(tree, name)
			out[name] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// anchors are the names that a page's headings can be linked by.
func anchors(doc string) []string {
	var out []string
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(doc, ""), -1) {
		a := strings.ToLower(strings.Map(func(r rune) rune {
			if strings.ContainsRune("`.,:;?!()'\"“”/", r) {
				return -1
			}
			return r
		}, m[1]))
		out = append(out, strings.ReplaceAll(a, " ", "-"))
	}
	return out
}

// Every link from one document to another place of the project leads there.
func TestLinksOfDocuments(t *testing.T) {
	tree := os.DirFS("..")
	docs := markdown(t, tree)
	links := 0
	for name, doc := range docs {
		for _, m := range mdLink.FindAllStringSubmatch(fenced.ReplaceAllString(doc, ""), -1) {
			u, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %s: %v", name, m[1], err)
				continue
			}
			if u.Scheme != "" {
				continue
			}
			links++
			to := path.Clean(path.Join(path.Dir(name), u.Path))
			if u.Path == "" {
				to = name
			}
			if _, err := fs.Stat(tree, to); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			} else if u.Fragment != "" && !slices.Contains(anchors(docs[to]), u.Fragment) {
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links were found: the test looks in the wrong place", links)
	}
}

// docs/dependencies.md has a row for every library that our code imports and every
// tool that the checks run, and no row for anything else that go.mod requires.
func TestDependenciesAreExplained(t *testing.T) {
	tree := os.DirFS("..")
	read := func(name string) string {
		b, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var modules []string
	for _, m := range required.FindAllStringSubmatch(read("go.mod"), -1) {
		modules = append(modules, m[1])
	}
	files, err := archtest.GoFiles(tree)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, f := range files {
		for _, i := range f.AST.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range modules {
				if p == m || strings.HasPrefix(p, m+"/") {
					used[m] = true
				}
			}
		}
	}
	rows := map[string]bool{}
	for _, m := range libRow.FindAllStringSubmatch(read("docs/dependencies.md"), -1) {
		for _, l := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(m[1], -1) {
			rows[l[1]] = true
		}
	}
	if len(used) < 5 || len(rows) < 5 {
		t.Fatalf("%d libraries used, %d rows: the test looks in the wrong place", len(used), len(rows))
	}
	for _, m := range modules {
		switch {
		case used[m] && !rows[m]:
			t.Errorf("%s is imported and has no row in docs/dependencies.md", m)
		case !used[m] && rows[m]:
			t.Errorf("docs/dependencies.md explains %s, which nothing imports", m)
		}
	}
	tools, _, _ := strings.Cut(read("tools/go.mod"), "\nrequire")
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+)$`).FindAllStringSubmatch(tools, -1) {
		if !rows[path.Base(m[1])] {
			t.Errorf("the tool %s has no row in docs/dependencies.md", m[1])
		}
	}
	for _, lock := range []string{"internal/browser/package.json", "internal/web/ui/look/package.json"} {
		for _, m := range regexp.MustCompile(`"([a-z-]+)": "\d+\.\d+\.\d+"`).FindAllStringSubmatch(read(lock), -1) {
			if m[1] != "version" && !rows[m[1]] {
				t.Errorf("%s of %s has no row in docs/dependencies.md", m[1], lock)
			}
		}
	}
}
