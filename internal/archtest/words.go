package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// PackIDs are the names of the folders under packs that hold a service. Folders
// that begin with _ are a country's law, the toy of the kernel's tests and samples.
func PackIDs(tree fs.FS) ([]string, error) {
	var ids []string
	err := fs.WalkDir(tree, "packs", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == "packs":
			return fs.SkipDir // there are none
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "_"):
			return fs.SkipDir
		case d.Name() == "pack.yaml":
			ids = append(ids, path.Base(path.Dir(name)))
		}
		return nil
	})
	return ids, err
}

// shortestID is the length below which an id is too like plain words to look for.
const shortestID = 6

// NoPackNames finds files under internal that know a pack by name. An id of one
// plain word is looked for only as a quoted string or a part of a path.
func NoPackNames(tree fs.FS) ([]string, error) {
	ids, err := PackIDs(tree)
	if err != nil {
		return nil, err
	}
	looks := map[string]*regexp.Regexp{}
	for _, id := range ids {
		if len(id) < shortestID {
			continue
		}
		if strings.Contains(id, "-") {
			looks[id] = regexp.MustCompile(`(^|[^a-z0-9-])` + regexp.QuoteMeta(id) + `($|[^a-z0-9-])`)
		} else {
			looks[id] = regexp.MustCompile(`["/]` + regexp.QuoteMeta(id) + `["/]`)
		}
	}
	var found []string
	err = fs.WalkDir(tree, internalDir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		b, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(b[:min(len(b), 8000)], 0) >= 0 {
			return nil // a font or a picture holds no words
		}
		for id, look := range looks {
			if bytes.Contains(b, []byte(id)) && look.Match(b) {
				found = append(found, fmt.Sprintf("%s contains %q: nothing under internal knows a pack by name", name, id))
			}
		}
		return nil
	})
	slices.Sort(found)
	return found, err
}

// selfEvident are methods whose meaning the standard library's interfaces give.
var selfEvident = []string{"String", "Error", "Unwrap", "Is", "As", "MarshalText", "UnmarshalText", "MarshalJSON", "UnmarshalJSON"}

// Comments finds exported names that no comment explains, packages without a
// sentence, and work put off in a comment.
func Comments(files []File) []string {
	var found []string
	explained := map[string]bool{}
	for _, f := range files {
		if f.AST.Doc.Text() != "" {
			explained[f.Dir] = true
		}
	}
	for _, f := range files {
		if f.Generated {
			continue
		}
		for _, g := range f.AST.Comments {
			if later.MatchString(g.Text()) {
				found = append(found, fmt.Sprintf("%s: work put off in a comment; make it an issue", f.Set.Position(g.Pos())))
			}
		}
		if strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		if !explained[f.Dir] {
			found = append(found, fmt.Sprintf("%s: no sentence says what the package is", f.Dir))
			explained[f.Dir] = true
		}
		for _, d := range f.AST.Decls {
			for _, n := range unexplained(d) {
				found = append(found, fmt.Sprintf("%s: %s has no comment", f.Set.Position(n.Pos()), n.Name))
			}
		}
	}
	return found
}

var later = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func unexplained(d ast.Decl) []*ast.Ident {
	var ids []*ast.Ident
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc.Text() == "" && !(d.Recv != nil && (!receiverExported(d.Recv) || slices.Contains(selfEvident, d.Name.Name))) {
			ids = append(ids, d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc.Text()+s.Doc.Text() == "" {
					ids = append(ids, s.Name)
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() && d.Doc.Text()+s.Doc.Text()+s.Comment.Text() == "" {
						ids = append(ids, n)
					}
				}
			}
		}
	}
	return ids
}

func receiverExported(r *ast.FieldList) bool {
	t := r.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if g, ok := t.(*ast.IndexExpr); ok {
		t = g.X
	}
	id, ok := t.(*ast.Ident)
	return ok && id.IsExported()
}

// Term is one row of GLOSSARY.md.
type Term struct{ English, Chinese, Sentence string }

var termRow = regexp.MustCompile(`^\| ([A-Z][A-Za-z]*) \| ([^|]*\p{Han}[^|]*) \| ([^|]+) \|$`)

// Terms reads the table of GLOSSARY.md.
func Terms(tree fs.FS) ([]Term, error) {
	b, err := fs.ReadFile(tree, "GLOSSARY.md")
	if err != nil {
		return nil, err
	}
	var terms []Term
	for _, line := range strings.Split(string(b), "\n") {
		if m := termRow.FindStringSubmatch(line); m != nil && m[1] != "English" {
			terms = append(terms, Term{m[1], m[2], strings.TrimSpace(m[3])})
		}
	}
	if len(terms) == 0 {
		return nil, fmt.Errorf("GLOSSARY.md has no table of terms")
	}
	return terms, nil
}

var han = regexp.MustCompile(`\p{Han}`)

// glossaryRooms are the rooms whose types are words of the field.
var glossaryRooms = []string{"casework", "clock", "law", "licence", "pack"}

// Glossary compares the terms with the code: a type of the field's rooms that
// brings a Chinese term has its row, and every row's name is a name in the code.
func Glossary(terms []Term, files []File) []string {
	var found []string
	rows := map[string]bool{}
	for _, t := range terms {
		if rows[t.English] {
			found = append(found, fmt.Sprintf("GLOSSARY.md lists %s twice", t.English))
		}
		rows[t.English] = true
	}
	names := map[string]bool{}
	for _, f := range files {
		if f.Test {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				names[strings.ToLower(id.Name)] = true
			}
			return true
		})
		if !slices.Contains(glossaryRooms, strings.TrimPrefix(f.Dir, internalDir+"/")) {
			continue
		}
		for _, d := range f.AST.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				t, ok := s.(*ast.TypeSpec)
				if ok && t.Name.IsExported() && han.MatchString(g.Doc.Text()+t.Doc.Text()) && !rows[t.Name.Name] {
					found = append(found, fmt.Sprintf("%s: %s brings a Chinese term but has no row in GLOSSARY.md", f.Set.Position(t.Pos()), t.Name.Name))
				}
			}
		}
	}
	for _, t := range terms {
		if !names[strings.ToLower(t.English)] {
			found = append(found, fmt.Sprintf("GLOSSARY.md: %s is no name in the code", t.English))
		}
	}
	return found
}
