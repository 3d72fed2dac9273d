package declare

import (
	"reflect"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// field is one declared key of a struct.
type field struct {
	name     string
	required bool
	index    []int
}

// fieldsOf lists the keys a struct declares by `yaml:"name"` or
// `yaml:"name,required"`. Embedded structs lend their keys. A field without a
// tag is the room's own and is not read.
func fieldsOf(t reflect.Type) []field {
	var fs []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("yaml")
		if f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct && f.Type != posType {
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				fs = append(fs, inner)
			}
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		if !tagged || name == "-" {
			continue
		}
		if option != "" && option != "required" {
			// A misspelt option would silently make a key optional.
			panic("declare: unknown option " + option + " on " + t.String() + "." + f.Name)
		}
		fs = append(fs, field{name, option == "required", []int{i}})
	}
	return fs
}

func (r *reader) structure(n *yaml.Node, v reflect.Value, path string) {
	for i := range v.NumField() {
		if v.Type().Field(i).Type == posType && v.Type().Field(i).Tag.Get("yaml") == "" && v.Field(i).CanSet() {
			v.Field(i).Set(reflect.ValueOf(r.pos(n)))
		}
	}
	if !r.shape(n, yaml.MappingNode, path) {
		return
	}
	fs := fieldsOf(v.Type())
	known := map[string]field{}
	names := make([]string, 0, len(fs))
	for _, f := range fs {
		known[f.name] = f
		names = append(names, f.name)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		f, ok := known[k.Value]
		if !ok {
			sort.Strings(names)
			if near := nearest(k.Value, names); near != "" {
				r.report(k, "declare.unknown_near", "key", k.Value, "near", near)
			} else {
				r.report(k, "declare.unknown", "key", k.Value, "known", strings.Join(names, ", "))
			}
			continue
		}
		seen[f.name] = true
		r.value(n.Content[i+1], v.FieldByIndex(f.index), join(path, f.name))
	}
	for _, f := range fs {
		if f.required && !seen[f.name] {
			r.report(n, "declare.missing", "key", join(path, f.name))
		}
	}
}

// nearest is the name that differs from word by at most two typing errors, or "".
func nearest(word string, names []string) string {
	best, at := "", 3
	for _, n := range names {
		if d := distance(word, n); d < at && d < len(n) {
			best, at = n, d
		}
	}
	return best
}

// distance counts the letters to insert, drop or change to make b of a
// (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(y)]
}
