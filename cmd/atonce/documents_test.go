package main

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```|(?m)^    (.*)$")
	codeSpan  = regexp.MustCompile("`([^`\n]+)`")
	// A setting of the environment stands before a command; $( ) holds a command of its own.
	setting   = regexp.MustCompile(`^([A-Z][A-Z_]*)=(\S*) +`)
	shellWord = regexp.MustCompile(`"([^"]*)"|'([^']*)'|([^\s"']+)`)
	inParens  = regexp.MustCompile(`\$\((atonce [^)]*)\)`)
	goTest    = regexp.MustCompile(`go test ((?:\./\S+ ?)+)(?:.*?-(?:run|fuzz) '?([A-Za-z]\w*)'?)?`)
)

// leftOut stands for words that a line does not repeat.
const leftOut = "…"

// documents are those that say how the program is used.
func documents(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/guide/*.md"} {
		names, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			b, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			out[strings.TrimPrefix(filepath.ToSlash(n), "../../")] = string(b)
		}
	}
	return out
}

// command is a line's call of the program, without what the shell does around it.
func command(line string) (args []string, env map[string]string, ok bool) {
	env = map[string]string{}
	line, _, _ = strings.Cut(line, "  #")
	line = strings.TrimSpace(line)
	for m := setting.FindStringSubmatch(line); m != nil; m = setting.FindStringSubmatch(line) {
		env[m[1]], line = m[2], strings.TrimPrefix(line, m[0])
	}
	for _, start := range []string{"go run ./cmd/atonce", "./atonce", "atonce"} {
		if rest, found := strings.CutPrefix(line, start); found && (rest == "" || rest[0] == ' ') {
			for _, m := range shellWord.FindAllStringSubmatch(rest, -1) {
				word := m[1] + m[2] + m[3]
				if m[3] != "" && strings.ContainsAny(word, "|>&;") {
					break
				}
				if word == "-update" {
					word = "--update"
				}
				if word != leftOut {
					args = append(args, word)
				}
			}
			return args, env, true
		}
	}
	return nil, nil, false
}

// reader is the program's own command line. A folder that a document only names need
// not be there.
func reader(t *testing.T) *kong.Kong {
	t.Helper()
	named := kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		var s string
		if err := ctx.Scan.PopValueInto("path", &s); err != nil {
			return err
		}
		target.SetString(s)
		return nil
	})
	k, err := kong.New(new(root), kong.Name("atonce"), kong.DefaultEnvars("ATONCE"), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}),
		kong.NamedMapper("existingdir", named), kong.NamedMapper("existingfile", named))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Every command that a document shows is one that the program takes, flags and all.
func TestDocumentsShowCommandsThatExist(t *testing.T) {
	shown := 0
	for name, doc := range documents(t) {
		for _, m := range codeBlock.FindAllStringSubmatch(doc, -1) {
			block := strings.ReplaceAll(m[1]+m[2], "\\\n", " ")
			for _, line := range strings.Split(block, "\n") {
				lines := []string{line}
				for _, in := range inParens.FindAllStringSubmatch(line, -1) {
					lines = append(lines, in[1])
				}
				for _, l := range lines {
					args, env, ok := command(l)
					if !ok {
						continue
					}
					shown++
					t.Run(name, func(t *testing.T) {
						for k, v := range env {
							t.Setenv(k, v)
						}
						if strings.Contains(l, leftOut) {
							inASentence(t, name, l)
						} else if _, err := reader(t).Parse(args); err != nil {
							t.Errorf("%s: %q: %v", name, strings.TrimSpace(l), err)
						}
					})
				}
			}
		}
		for _, m := range codeSpan.FindAllStringSubmatch(doc, -1) {
			if _, _, ok := command(m[1]); ok {
				shown++
				inASentence(t, name, m[1])
			}
		}
	}
	if shown < 20 {
		t.Errorf("only %d commands were found in the documents: the test looks in the wrong place", shown)
	}
}

// inASentence checks a command that may leave out what it needs, but may not be
// another one.
func inASentence(t *testing.T, name, line string) {
	t.Helper()
	args, _, _ := command(line)
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return
	}
	ctx, err := kong.Trace(reader(t), args)
	if err == nil {
		err = ctx.Error
	}
	switch {
	case err != nil && !strings.Contains(err.Error(), "expected "):
		t.Errorf("%s: %q: %v", name, line, err)
	case !hasCommand(args[0]):
		t.Errorf("%s: %q: there is no such command", name, line)
	}
}

// hasCommand says whether the program has a command of this name.
func hasCommand(name string) bool {
	k, err := kong.New(new(root))
	if err != nil {
		return false
	}
	for _, n := range k.Model.Children {
		if n.Name == name {
			return true
		}
	}
	return false
}

// Every test that a document names as its proof is there.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	named := 0
	for name, doc := range documents(t) {
		for _, m := range goTest.FindAllStringSubmatch(doc, -1) {
			for _, dir := range strings.Fields(m[1]) {
				dir = strings.Trim(dir, "`.,:;|")
				if strings.HasSuffix(dir, "/...") || strings.Contains(dir, "ROOM") {
					continue
				}
				files, err := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
				if err != nil || len(files) == 0 {
					t.Errorf("%s: %q: no tests in %s", name, m[0], dir)
					continue
				}
				named++
				if m[2] == "" {
					continue
				}
				look := regexp.MustCompile(`(?m)^func (Test|Fuzz)?\w*` + regexp.QuoteMeta(m[2]))
				found := false
				for _, f := range files {
					b, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					found = found || look.Match(b)
				}
				if !found {
					t.Errorf("%s: %q: %s has no such test", name, m[0], dir)
				}
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d tests are named in the documents: the test looks in the wrong place", named)
	}
}

// What the two tests above would refuse.
func TestDocumentsFaultsAreFound(t *testing.T) {
	for line, good := range map[string]bool{
		"atonce dev": true, "go run ./cmd/atonce dev --fresh": true, "atonce serve --data d --packs p": true,
		"atonce check nowhere": true, "atonce test packs -update": true, "atonce activate all --by a --data d --packs p | head": true,
		"atonce devil": false, "atonce serve": false, "atonce dev --wrong": false, "atonce new thing a/b": false,
	} {
		args, _, ok := command(line)
		if !ok {
			t.Fatalf("%q is no command", line)
		}
		if _, err := reader(t).Parse(args); (err == nil) != good {
			t.Errorf("%q: %v", line, err)
		}
	}
	if _, _, ok := command("atonced dev"); ok {
		t.Error("another program is taken for ours")
	}
}
