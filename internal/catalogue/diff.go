package catalogue

import (
	"maps"
	"slices"
	"strings"
	"time"

	"atonce/internal/law"
)

// Difference is one field that two versions of an entry do not share. Before or
// After is empty where the value is on one side only.
type Difference struct {
	Field  string // name.zh, agency, basis, details.purpose …
	Before string
	After  string
}

// Label is the text key of the field's name; what follows the dot in Field, such as
// the language, is for the page to show beside it.
func (d Difference) Label() string {
	field, _, _ := strings.Cut(d.Field, ".")
	return "catalogue.field-" + field
}

// Diff lists field by field what changed from a to b. Of the basis and the flags each
// one that came or went is a difference of its own.
func Diff(a, b Entry) []Difference {
	var out []Difference
	one := func(field, before, after string) {
		if before != after {
			out = append(out, Difference{field, before, after})
		}
	}
	one("list", string(a.List), string(b.List))
	one("code", a.Code, b.Code)
	words(one, "name.", a.Name, b.Name)
	one("agency", a.Agency, b.Agency)
	one("area", a.Area, b.Area)
	one("level", a.Level, b.Level)
	one("type", a.Type, b.Type)
	many(one, "basis", a.Basis, b.Basis, law.Citation.String)
	one("state", string(a.State), string(b.State))
	one("from", moment(a.From), moment(b.From))
	one("to", moment(a.To), moment(b.To))
	one("service", a.Service, b.Service)
	one("raw", a.Raw, b.Raw)
	many(one, "flags", a.Flags, b.Flags, func(s string) string { return s })
	words(one, "details.", a.Details, b.Details)
	return out
}

// content is Diff without when: two versions that differ only in that say the same.
func sameContent(a, b Entry) bool {
	a.From, b.From = time.Time{}, time.Time{}
	return len(Diff(a, b)) == 0
}

func words[K ~string](one func(field, before, after string), prefix string, a, b map[K]string) {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		one(prefix+string(k), a[k], b[k])
	}
}

func many[T comparable](one func(field, before, after string), field string, a, b []T, say func(T) string) {
	for _, x := range a {
		if !slices.Contains(b, x) {
			one(field, say(x), "")
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			one(field, "", say(x))
		}
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
