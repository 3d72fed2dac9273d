// Package text holds every sentence of the program by key, in every language.
// A key that one language lacks is a failing test. Texts of packs are the
// packs' own and live in the same form in their folders.
package text

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"atonce/internal/fail"

	"go.yaml.in/yaml/v3"
)

// Lang is a language tag as BCP 47 writes it, in the short form the packs use.
type Lang string

// The two languages every page is complete in.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Langs lists the languages in the order they are offered.
var Langs = []Lang{ZH, EN}

// Tag is the value of the HTML lang attribute: browsers choose Han glyphs by it.
func (l Lang) Tag() string {
	if l == ZH {
		return "zh-CN"
	}
	return string(l)
}

// ParseLang reads a language and says whether the program speaks it.
func ParseLang(s string) (Lang, bool) {
	for _, l := range Langs {
		if string(l) == s || l.Tag() == s {
			return l, true
		}
	}
	return ZH, false
}

//go:embed messages
var files embed.FS

var messages = mustLoad(files)

func mustLoad(f fs.FS) map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, l := range Langs {
		all[l] = map[string]string{}
		names, err := fs.Glob(f, path.Join("messages", string(l), "*.yaml"))
		if err != nil {
			panic(err)
		}
		for _, n := range names {
			b, err := fs.ReadFile(f, n)
			if err != nil {
				panic(err)
			}
			var m map[string]string
			if err := yaml.Unmarshal(b, &m); err != nil {
				panic(fmt.Sprintf("%s: %v", n, err))
			}
			room := strings.TrimSuffix(path.Base(n), ".yaml")
			for k, v := range m {
				// Two rooms that write the same key would silently overwrite one another.
				if !strings.HasPrefix(k, room+".") {
					panic(fmt.Sprintf("%s: key %q must begin with %q", n, k, room+"."))
				}
				all[l][k] = v
			}
		}
	}
	return all
}

// T is the sentence under key in lang, with {name} replaced from args.
// A key that is missing is shown as itself in brackets, so that it is seen.
func T(lang Lang, key string, args fail.Args) string {
	s, ok := messages[lang][key]
	if !ok {
		return "[" + key + "]"
	}
	return Fill(s, args)
}

// S is T with its arguments as pairs: name, value, name, value.
func S(lang Lang, key string, args ...string) string { return T(lang, key, fail.Pairs(args...)) }

// Has says whether lang has a sentence under key.
func Has(lang Lang, key string) bool { _, ok := messages[lang][key]; return ok }

// Keys lists every key of lang in order.
func Keys(lang Lang) []string {
	ks := make([]string, 0, len(messages[lang]))
	for k := range messages[lang] {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	return ks
}

// Fill replaces each {name} in s by args[name]. A name that args lacks stays as
// it is: a visible gap is better than a silent one.
func Fill(s string, args fail.Args) string {
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(s[i:], '}')
		if j < 0 {
			break
		}
		b.WriteString(s[:i])
		if v, ok := args[s[i+1:i+j]]; ok {
			b.WriteString(v)
		} else {
			b.WriteString(s[i : i+j+1])
		}
		s = s[i+j+1:]
	}
	b.WriteString(s)
	return b.String()
}

// Error is what a person reads of err: its own sentence, never the cause.
func Error(lang Lang, err error) string {
	e := fail.As(err)
	return T(lang, e.Key, e.Args)
}
