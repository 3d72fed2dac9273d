package pack

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

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
	files := fstest.MapFS{}
	for name, f := range sound(t) {
		if strings.HasPrefix(name, "_law/") {
			files[name] = f
		}
	}
	files["_data/book/register.yaml"] = &fstest.MapFile{Data: []byte(text)}
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
