package pack

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/feel"
	"atonce/internal/law"
	"atonce/internal/record"
)

const soundRegister = `format: 1
country: cn
from: 2026-01-01
names: {zh: 账, en: book}
about: {zh: 账, en: book}
owner: some-office
subject: person
cycle: day
system: {zh: 系统, en: system}
source: stored
illustrative: true
share: {type: conditional, reason: sensitive, says: {zh: 需要时, en: when needed}}
open: {type: none, reason: law, says: {zh: 不, en: no}}
key: {id: code, type: "code:identity", sensitivity: 3, names: {zh: 码, en: code}}
fields:
  - {id: name, type: text, sensitivity: 2, names: {zh: 名, en: name}, options: {a: {zh: 甲, en: a}}}
  - {id: pay, type: "money:CNY", sensitivity: 4, names: {zh: 钱, en: pay}}
`

func loadRegister(t *testing.T, text string) (*Set, []Problem) {
	return loadFiles(t, map[string]string{"register.yaml": text})
}

func loadFiles(t *testing.T, texts map[string]string) (*Set, []Problem) {
	t.Helper()
	files := fstest.MapFS{}
	for name, f := range sound(t) {
		if strings.HasPrefix(name, "_law/") {
			files[name] = f
		}
	}
	for name, text := range texts {
		files["_data/book/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(files)
}

func TestRegister(t *testing.T) {
	set, ps := loadRegister(t, soundRegister)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	r, ok := set.Register("book")
	if !ok || len(set.Registers()) != 1 || r.Key().Type.System != "identity" || len(r.Layout()) != 2 || r.Layout()[1].Type.Kind != record.Money {
		t.Fatalf("sealed as %+v", r)
	}
	pay, _ := r.Field("pay")
	if pay.Share.Type != Conditional || pay.Open.Type != Withheld || !r.Personal() {
		t.Errorf("a field without access of its own: %+v", pay)
	}
	other, _ := loadRegister(t, strings.Replace(soundRegister, "en: pay", "en: wages", 1))
	if other.Digest() == set.Digest() {
		t.Error("another declaration has the same digest")
	}
}

const soundQuality = `format: 1
limit: data-quality-answer
rules:
  - {id: paid, dimension: complete, holds: 'pay != null', says: {zh: 缺, en: missing}}
  - {id: since, dimension: timely, holds: 'since <= today', says: {zh: 晚, en: late}}
`

const soundConnector = `connector:
  kind: postgresql
  address: BOOK_ADDRESS
  query: select n, p from t where c = $1
  fields: {name: n, pay: p}
  timeout: 2s
  failures: 3
  rest: 30s
`

func TestQuality(t *testing.T) {
	set, ps := loadFiles(t, map[string]string{"register.yaml": soundRegister, "quality.yaml": soundQuality})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	r, _ := set.Register("book")
	if q := r.Quality(); len(q.Rules) != 2 || q.Limit != "data-quality-answer" {
		t.Fatalf("%+v", q)
	}
	m, today := feel.NewMachine(feel.Limits{}), law.Date{Year: 2026, Month: 10, Day: 12}
	pay, err := r.Fields()[1].Type.Parse("1")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		pay   record.Value
		since law.Date
		want  [2]Judgement
	}{{pay, today, [2]Judgement{Sound, Sound}}, {record.Value{}, today.AddDays(1), [2]Judgement{Broken, Broken}}} {
		facts := r.Facts(nil, "x", []record.Value{{}, c.pay}, today, c.since)
		for n, q := range r.Quality().Rules {
			if got := q.Judge(m, facts); got != c.want[n] {
				t.Errorf("%d, %s: %v, want %v", i, q.ID, got, c.want[n])
			}
		}
	}
	for _, f := range []struct{ key, old, new string }{
		{"pack.quality-limit", "data-quality-answer", "no-limit"}, {"pack.quality-limit", "data-quality-answer", "network-log"},
		{"pack.not-one-of", "complete", "pretty"}, {"pack.id-twice", "id: since", "id: paid"}, {"pack.condition-type", "pay != null", "pay + 1"},
		{"feel.", "pay != null", "pay !="}, {"pack.register-words", "en: late", "en: ' '"}, {"pack.register-format", "format: 1", "format: 2"},
	} {
		_, ps := loadFiles(t, map[string]string{"register.yaml": soundRegister, "quality.yaml": strings.Replace(soundQuality, f.old, f.new, 1)})
		if !slices.ContainsFunc(ps, func(p Problem) bool {
			return strings.HasPrefix(p.Key, f.key) && p.File == "_data/book/quality.yaml" && p.Line > 0
		}) {
			t.Errorf("no %s; got %v", f.key, ps)
		}
	}
}

func TestConnector(t *testing.T) {
	connected := strings.Replace(soundRegister, "source: stored", "source: connector", 1)
	set, ps := loadRegister(t, connected+soundConnector)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	if r, _ := set.Register("book"); r.Connector().Fields["pay"] != "p" || r.Connector().Timeout != 2*time.Second {
		t.Errorf("%+v", r.Connector())
	}
	for _, f := range []struct{ key, old, new string }{
		{"pack.connector-source", soundConnector, ""}, {"pack.connector-source", "source: connector", "source: stored"},
		{"pack.not-one-of", "kind: postgresql", "kind: oracle"}, {"pack.connector-variable", "BOOK_ADDRESS", "postgres://a:b@c/d"},
		{"pack.connector-query", "= $1", "= $1 and d = $2"}, {"pack.connector-query", "= $1", "= 1"}, {"pack.connector-query", "select n", "delete from t; select n"},
		{"pack.connector-query", "kind: postgresql", "kind: mysql"}, {"pack.connector-path", "kind: postgresql", "kind: rest"},
		{"pack.connector-timeout", "timeout: 2s", "timeout: 2m"}, {"pack.connector-span", "timeout: 2s", "timeout: soon"}, {"pack.connector-rest", "rest: 30s", "rest: 0s"},
		{"pack.connector-cache", "rest: 30s", "rest: 30s\n  cache: 48h"}, {"pack.connector-field", "{name: n", "{names: n"}, {"pack.connector-unmapped", ", pay: p}", "}"},
		{"pack.connector-column", "pay: p}", "pay: n}"}, {"pack.connector-lookup", "{id: name,", "{id: name, lookup: true,"},
	} {
		changed := strings.Replace(connected+soundConnector, f.old, f.new, 1)
		_, ps := loadRegister(t, changed)
		if changed == connected+soundConnector || !slices.ContainsFunc(ps, func(p Problem) bool { return p.Key == f.key && p.Line > 0 }) {
			t.Errorf("no %s; got %v", f.key, ps)
		}
	}
}

// Every fault of a register is found at its line, all at once.
func TestFaultyRegisters(t *testing.T) {
	for _, f := range []struct{ key, old, new string }{
		{"declare.unknown", "cycle: day", "cycle: day\nmore: 1"},
		{"record.type", `type: "money:CNY"`, `type: coins`},
		{"pack.country-unknown", "country: cn", "country: xx"},
		{"pack.not-one-of", "subject: person", "subject: ghost"},
		{"pack.not-one-of", "cycle: day", "cycle: sometimes"},
		{"pack.not-one-of", "source: stored", "source: hearsay"},
		{"pack.register-basis", "illustrative: true\n", ""},
		{"pack.statute-unknown", "illustrative: true", "illustrative: true\nbasis: [{law: no-law, article: \"1\"}]"},
		{"pack.article-missing", "illustrative: true", "illustrative: true\nbasis: [{law: personal-information}]"},
		{"pack.register-key-type", `"code:identity"`, "date"},
		{"pack.register-field", "id: name", "id: full-name"},
		{"pack.id-twice", "id: pay", "id: name"},
		{"pack.register-sensitivity", "sensitivity: 2", "sensitivity: 5"},
		{"pack.register-never-open", "sensitivity: 4,", "sensitivity: 4, open: {type: conditional, reason: law, says: {zh: 有, en: x}},"},
		{"pack.register-open", "sensitivity: 2,", "sensitivity: 2, open: {type: unconditional},"},
		{"pack.register-lookup", "sensitivity: 4,", "sensitivity: 4, lookup: true,"},
		{"pack.register-options", "sensitivity: 4,", "sensitivity: 4, options: {a: {zh: 甲, en: a}},"},
		{"pack.register-reason", "reason: sensitive, ", ""},
		{"pack.register-reason-idle", "type: none, ", "type: unconditional, "},
		{"pack.register-words", "en: pay", "en: ' '"},
		{"pack.list-empty", soundRegister[strings.Index(soundRegister, "fields:"):], "fields: []\n"},
	} {
		changed := strings.Replace(soundRegister, f.old, f.new, 1)
		if changed == soundRegister {
			t.Errorf("%s: nothing was changed", f.key)
		}
		set, ps := loadRegister(t, changed)
		found := false
		for _, p := range ps {
			found = found || strings.HasPrefix(p.Key, f.key) && p.Line > 0 && p.File == "_data/book/register.yaml"
		}
		if !found || set != nil {
			t.Errorf("no %s; got %v", f.key, ps)
		}
	}
	_, ps := loadRegister(t, strings.NewReplacer("cycle: day", "cycle: x", "sensitivity: 2", "sensitivity: 9").Replace(soundRegister))
	if len(ps) != 2 {
		t.Errorf("two faults gave %v", ps)
	}
}

// The registers that come with the program are sound, and their money and codes typed.
func TestSampleRegisters(t *testing.T) {
	set, ps := Load(os.DirFS("../../packs"))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	for _, r := range set.Registers() {
		if !r.Illustrative() {
			t.Errorf("%s does not say that it is made up", r.ID())
		}
	}
	if len(set.Registers()) == 0 {
		t.Error("there are no registers")
	}
}
