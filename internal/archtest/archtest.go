// Package archtest keeps ARCHITECTURE.md and GLOSSARY.md true: it reads their
// tables and compares them with the code. Every check takes a file tree and
// answers its findings, one sentence each, so that the checks are tested too.
package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Module is the module's path, which every import of our own begins with.
const Module = "atonce"

const internalDir = "internal"

// Room is one row of the table of rooms. Order is its place in the table.
type Room struct {
	Ring, Order int
	Path        string // below internal/
}

var roomRow = regexp.MustCompile("^\\| (\\d+) \\| `([a-z/]+)` \\|")

// Rooms reads the table of rooms from ARCHITECTURE.md.
func Rooms(tree fs.FS) ([]Room, error) {
	b, err := fs.ReadFile(tree, "ARCHITECTURE.md")
	if err != nil {
		return nil, err
	}
	var rooms []Room
	for _, line := range strings.Split(string(b), "\n") {
		m := roomRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		ring, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, fmt.Errorf("ring of %s: %w", m[2], err)
		}
		if slices.ContainsFunc(rooms, func(r Room) bool { return r.Path == m[2] }) {
			return nil, fmt.Errorf("ARCHITECTURE.md lists %s twice", m[2])
		}
		rooms = append(rooms, Room{Ring: ring, Order: len(rooms), Path: m[2]})
	}
	if len(rooms) == 0 {
		return nil, fmt.Errorf("ARCHITECTURE.md has no table of rooms")
	}
	return rooms, nil
}

// roomOf is the room that the package at dir (below internal/) belongs to: its
// own row, else the nearest one above it.
func roomOf(rooms []Room, dir string) (Room, bool) {
	for d := dir; d != "."; d = path.Dir(d) {
		if i := slices.IndexFunc(rooms, func(r Room) bool { return r.Path == d }); i >= 0 {
			return rooms[i], true
		}
	}
	return Room{}, false
}

// File is one parsed Go file of ours.
type File struct {
	Name      string // from the root
	Dir       string // of the package, from the root
	Lines     int
	Test      bool // a test, or of a package that exists for tests
	Generated bool
	AST       *ast.File
	Set       *token.FileSet
}

// GoFiles parses every Go file under internal and cmd.
func GoFiles(tree fs.FS) ([]File, error) {
	var files []File
	for _, root := range []string{internalDir, "cmd"} {
		err := fs.WalkDir(tree, root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && name == root:
				return fs.SkipDir // a tree without this part
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata"):
				return fs.SkipDir
			case d.IsDir() || path.Ext(name) != ".go":
				return nil
			}
			b, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			set := token.NewFileSet()
			a, err := parser.ParseFile(set, name, b, parser.ParseComments)
			if err != nil {
				return err
			}
			dir := path.Dir(name)
			files = append(files, File{
				Name: name, Dir: dir, Lines: bytes.Count(b, []byte("\n")), AST: a, Set: set,
				Test:      strings.HasSuffix(name, "_test.go") || strings.HasSuffix(dir, "test"),
				Generated: ast.IsGenerated(a),
			})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func imports(f File) []string {
	var all []string
	for _, i := range f.AST.Imports {
		// The parser has made sure that it is a quoted string.
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			all = append(all, p)
		}
	}
	return all
}

// Directions finds imports that do not point to a lower ring, and packages that
// no row speaks of.
func Directions(rooms []Room, files []File) []string {
	var found []string
	for _, f := range files {
		dir, inside := strings.CutPrefix(f.Dir, internalDir+"/")
		if !inside || strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		from, ok := roomOf(rooms, dir)
		if !ok {
			found = append(found, fmt.Sprintf("%s: the package has no row in ARCHITECTURE.md", f.Dir))
			continue
		}
		for _, p := range imports(f) {
			to, ours := strings.CutPrefix(p, Module+"/"+internalDir+"/")
			if !ours {
				continue
			}
			room, ok := roomOf(rooms, to)
			switch {
			case !ok:
				found = append(found, fmt.Sprintf("%s imports %s, which has no row in ARCHITECTURE.md", f.Name, p))
			case room == from, room.Ring < from.Ring, room.Ring == 0 && from.Ring == 0 && room.Order < from.Order:
			default:
				found = append(found, fmt.Sprintf("%s (ring %d) imports %s (ring %d): imports point only to a lower ring", f.Name, from.Ring, p, room.Ring))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// pureRings is the last ring whose rooms touch neither the world nor the time.
const pureRings = 4

// Purity finds what the pure rings may not do: import net, os or database/sql,
// call time.Now.
func Purity(rooms []Room, files []File) []string {
	var found []string
	for _, f := range files {
		dir, inside := strings.CutPrefix(f.Dir, internalDir+"/")
		room, ok := roomOf(rooms, dir)
		if !inside || !ok || f.Test || room.Ring > pureRings {
			continue
		}
		for _, p := range imports(f) {
			for _, banned := range []string{"net", "os", "database/sql"} {
				if p == banned || strings.HasPrefix(p, banned+"/") {
					found = append(found, fmt.Sprintf("%s imports %s: ring %d is pure", f.Name, p, room.Ring))
				}
			}
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Now" {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
					found = append(found, fmt.Sprintf("%s: time.Now in ring %d: time enters as a value", f.Set.Position(s.Pos()), room.Ring))
				}
			}
			return true
		})
	}
	return found
}

// doorRing is the first ring of doors.
const doorRing = 9

// Doors finds doors that reach past the desk to the database.
func Doors(rooms []Room, files []File) []string {
	var found []string
	for _, f := range files {
		dir, inside := strings.CutPrefix(f.Dir, internalDir+"/")
		room, ok := roomOf(rooms, dir)
		if !inside || !ok || f.Test || room.Ring < doorRing || room.Ring > doorRing+1 {
			continue
		}
		for _, p := range imports(f) {
			if p == Module+"/internal/store" || strings.HasPrefix(p, Module+"/internal/store/") {
				found = append(found, fmt.Sprintf("%s imports %s: doors call the desk", f.Name, p))
			}
		}
	}
	return found
}

var bannedNames = []string{
	"util", "utils", "utility", "common", "commons", "helper", "helpers", "manager", "managers",
	"model", "models", "service", "services", "misc", "shared", "lib", "types",
}

const (
	maxFileLines   = 400
	maxKernelLines = 1500
	kernel         = "internal/casework"
)

// Sizes finds packages with names that say nothing, files too long to read at a
// sitting, and a kernel that has outgrown being one.
func Sizes(files []File) []string {
	var found []string
	inKernel := 0
	for _, f := range files {
		if slices.Contains(bannedNames, f.AST.Name.Name) || slices.Contains(bannedNames, path.Base(f.Dir)) {
			found = append(found, fmt.Sprintf("%s: a package called %s says nothing about what is in it", f.Name, f.AST.Name.Name))
		}
		if f.Test || f.Generated {
			continue
		}
		if f.Lines > maxFileLines {
			found = append(found, fmt.Sprintf("%s has %d lines, at most %d", f.Name, f.Lines, maxFileLines))
		}
		if f.Dir == kernel {
			inKernel += f.Lines
		}
	}
	if inKernel >= maxKernelLines {
		found = append(found, fmt.Sprintf("%s has %d lines, fewer than %d are allowed", kernel, inKernel, maxKernelLines))
	}
	return found
}
