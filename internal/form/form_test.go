package form

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/code"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

// stall is a form with every kind of question and both sorts of condition.
const stall = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["name", "held", "rent", "days", "number", "goods", "helper", "helper_id"],
  "properties": {
    "name": {"type": "string", "x-kind": "text", "minLength": 2, "maxLength": 10, "x-subject": true},
    "held": {"type": "string", "enum": ["rented", "own"], "x-kind": "choice"},
    "rent": {"type": "integer", "minimum": 100, "maximum": 500000, "x-kind": "money", "x-when": "held = \"rented\""},
    "days": {"type": "string", "x-kind": "date", "x-earliest": "2026-01-01", "x-latest": "2026-12-31"},
    "area": {"type": "number", "minimum": 0.5, "maximum": 30, "x-kind": "number"},
    "number": {"type": "string", "x-kind": "person-id", "x-sensitivity": 4},
    "firm": {"type": "string", "x-kind": "credit-code"},
    "phone": {"type": "string", "x-kind": "phone"},
    "place": {"type": "string", "x-kind": "area"},
    "goods": {"type": "array", "items": {"type": "string", "enum": ["fruit", "bread", "books"]}, "x-kind": "choices"},
    "address": {"type": "string", "x-kind": "address"},
    "papers": {"type": "array", "items": {"type": "string"}, "x-kind": "file", "x-material": "lease"},
    "helper": {"type": "boolean", "x-kind": "yesno"},
    "helper_id": {"type": "string", "x-kind": "person-id"},
    "remarks": {"type": "string", "x-kind": "longtext", "pattern": "[^<>]*"}
  },
  "x-pages": [
    {"id": "shop", "fields": ["name", "held", "rent", "days", "area"]},
    {"id": "who", "fields": ["number", "firm", "phone", "place", "goods", "address", "papers", "helper"]},
    {"id": "aid", "fields": ["helper_id"], "when": "helper"},
    {"id": "more", "fields": ["remarks"]}
  ]
}`

func parse(t *testing.T, src string) *Form {
	t.Helper()
	f, problems := Parse("form.schema.json", []byte(src))
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	return f
}

// An identity number and a credit code that are valid and nobody's.
var (
	idNumber = code.SampleIdentity(1990, time.January, 1, 1).String()
	credit   = code.SampleCreditCode('9', 7).String()
)

func TestAnswersAreMadeCanonical(t *testing.T) {
	f := parse(t, stall)
	for _, c := range []struct{ field, typed, kept string }{
		{"name", "  𠮷野家 ", "𠮷野家"},
		{"rent", "１，２００.５０元", "120050"},
		{"rent", "¥ 5,000", "500000"},
		{"rent", "￥1", "100"},
		{"area", "９.５０", "9.5"},
		{"area", "+9", "9"},
		{"area", "007", "7"},
		{"days", "2026-8-3", "2026-08-03"},
		{"days", "２０２６年8月3日", "2026-08-03"},
		{"days", "2026 年 8 月 3 日", "2026-08-03"},
		{"days", "2026　8　3", "2026-08-03"},
		{"days", "2026.08.03", "2026-08-03"},
		{"days", "２０２６０８０３", "2026-08-03"},
		{"phone", "138 0000 0000", "13800000000"},
		{"phone", "（０５７１）８０００００００", "057180000000"},
		{"phone", "0571-80000000", "0571-80000000"},
		{"phone", "+86 13800000000", "+8613800000000"},
		{"place", "３３０１０６", "330106"},
		{"number", " " + idNumber[:6] + " " + idNumber[6:14] + " " + idNumber[14:], idNumber},
		{"firm", strings.ToLower(credit), credit},
		{"goods", "books,fruit,books", "fruit,books"},
		{"papers", "b.pdf, a.jpg", "b.pdf,a.jpg"},
		{"helper", "yes", "yes"},
		{"remarks", "one\r\ntwo", "one\ntwo"},
	} {
		got, problems := f.CheckSome(map[string]string{"held": "rented", c.field: c.typed}, map[string]string{c.field: c.typed})
		if len(problems) > 0 || got[c.field] != c.kept {
			t.Errorf("%s %q: kept %q, want %q; problems %v", c.field, c.typed, got[c.field], c.kept, problems)
		}
		again, problems := f.CheckSome(map[string]string{"held": "rented", c.field: f.Show(c.field, got[c.field])}, map[string]string{c.field: ""})
		if len(problems) > 0 || again[c.field] != c.kept {
			t.Errorf("%s: what is shown, typed again, gives %q, not %q; problems %v", c.field, again[c.field], c.kept, problems)
		}
	}
}

func TestWrongAnswersSayHowToMendThem(t *testing.T) {
	f := parse(t, stall)
	for _, c := range []struct{ field, typed, key string }{
		{"name", "A", "form.too-short"},
		{"name", "more than ten letters", "form.too-long"},
		{"name", "two\nlines", "form.one-line"},
		{"name", "a\x00b", "form.characters"},
		{"name", "a\x1bb", "form.characters"},
		{"name", "\xff\xfe", "form.characters"},
		{"held", "borrowed", "form.not-an-option"},
		{"rent", "ten", "form.number"},
		{"rent", "1,5", "form.number"},
		{"rent", "1.005", "form.money-places"},
		{"rent", "0.5", "form.too-small"},
		{"rent", "5000.01", "form.too-big"},
		{"area", "0.4", "form.too-small"},
		{"area", "30.1", "form.too-big"},
		{"area", "1e9", "form.number"},
		{"area", "NaN", "form.number"},
		{"days", "3rd of August", "form.date"},
		{"days", "2026-02-29", "form.date-impossible"},
		{"days", "2026-13-01", "form.date-impossible"},
		{"days", "2025-12-31", "form.date-early"},
		{"days", "2027-01-01", "form.date-late"},
		{"phone", "call me", "form.phone"},
		{"goods", "fruit,fish", "form.not-an-option"},
		{"papers", "a b.pdf", "form.file"},
		{"papers", strings.Repeat("a,", 20) + "a", "form.files-many"},
		{"helper", "true", "form.not-an-option"},
		{"remarks", "<b>", "form.pattern"},
		{"place", "999999", ""},
		{"number", "330199199001010010", ""},
		{"number", "33019919900101001", ""},
		{"firm", "91330199A0000007X1", ""},
	} {
		_, problems := f.CheckSome(map[string]string{"held": "rented", c.field: c.typed}, map[string]string{c.field: c.typed})
		if len(problems) != 1 || problems[0].Path != c.field || (c.key != "" && problems[0].Key != c.key) {
			t.Errorf("%s %q: %v, want one problem %s", c.field, c.typed, problems, c.key)
			continue
		}
		for _, lang := range text.Langs {
			said := text.T(lang, problems[0].Key, problems[0].Args)
			if strings.ContainsAny(said, "{[") {
				t.Errorf("%s %q says %q", c.field, c.typed, said)
			}
		}
	}
}

func TestWhatIsHiddenIsNotAskedAndNotKept(t *testing.T) {
	f := parse(t, stall)
	answers := map[string]string{"name": "stall", "held": "own", "rent": "nonsense", "days": "2026-08-03", "number": idNumber, "goods": "bread",
		"helper": "no", "helper_id": idNumber}
	got, problems := f.Check(answers)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := map[string]string{"name": "stall", "held": "own", "days": "2026-08-03", "number": idNumber, "goods": "bread", "helper": "no"}
	if !maps.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	if _, problems = f.Check(map[string]string{"held": "rented", "helper": "yes"}); len(problems) != 6 {
		t.Errorf("%v, want the six that are missing", problems)
	}
	for _, p := range problems {
		if !text.Has(text.ZH, p.Key) || !text.Has(text.EN, p.Key) {
			t.Errorf("no text for %s", p.Key)
		}
	}
	if _, problems = f.CheckPage("shop", map[string]string{"held": "own"}); len(problems) != 2 {
		t.Errorf("page shop: %v, want name and days", problems)
	}
}

func TestTheOfficesQuestionsAreTheOfficesOwn(t *testing.T) {
	f := parse(t, strings.Replace(strings.Replace(stall, `{"id": "more", "fields"`, `{"id": "more", "by": "office", "fields"`, 1), `"helper_id"],`, `"helper_id", "remarks"],`, 1))
	answers := map[string]string{"remarks": "granted"}
	if got, problems := f.CheckSome(answers, answers); len(got) > 0 || len(problems) > 0 {
		t.Errorf("the applicant wrote the findings: %v %v", got, problems)
	}
	if got, problems := f.CheckOffice(answers, answers); got["remarks"] != "granted" || len(problems) > 0 {
		t.Errorf("the office could not: %v %v", got, problems)
	}
	for _, p := range f.VisiblePages(nil) {
		if p.ID == "more" {
			t.Error("the applicant is asked what the office answers")
		}
	}
	if ps := f.OfficePages(nil); len(ps) != 1 || ps[0].ID != "more" {
		t.Errorf("the office is asked %v", ps)
	}
	_, problems := f.Check(nil)
	if slices.ContainsFunc(problems, func(p fail.Field) bool { return p.Path == "remarks" }) {
		t.Error("filing demands what the office answers later")
	}
	if _, wrong := Parse("f", []byte(strings.Replace(stall, `{"id": "more", "fields"`, `{"id": "more", "by": "clerk", "fields"`, 1))); len(wrong) != 1 || wrong[0].Key != "form.by" {
		t.Error(wrong)
	}
}

func TestPages(t *testing.T) {
	f := parse(t, stall)
	ids := func(answers map[string]string) string {
		var out []string
		for _, p := range f.VisiblePages(answers) {
			out = append(out, p.ID)
		}
		return strings.Join(out, " ")
	}
	no, yes := map[string]string{"helper": "no"}, map[string]string{"helper": "yes"}
	if got := ids(nil); got != "shop who more" {
		t.Errorf("without answers: %s", got)
	}
	if got := ids(yes); got != "shop who aid more" {
		t.Errorf("with a helper: %s", got)
	}
	if p, ok := f.Next("who", no); !ok || p.ID != "more" {
		t.Errorf("next of who: %v", p)
	}
	if p, ok := f.Next("", yes); !ok || p.ID != "shop" {
		t.Errorf("first: %v", p)
	}
	if _, ok := f.Next("more", yes); ok {
		t.Error("there is a page after the last")
	}
	if p, ok := f.Previous("more", yes); !ok || p.ID != "aid" {
		t.Errorf("before more: %v", p)
	}
	if step, of := f.Progress("aid", yes); step != 3 || of != 4 {
		t.Errorf("aid is %d of %d", step, of)
	}
	if step, _ := f.Progress("aid", no); step != 0 {
		t.Errorf("a hidden page is step %d", step)
	}
}

// A machine that once met a limit must not hide questions from the next person.
func TestAConditionThatIsTooDearHidesOnlyItself(t *testing.T) {
	dear := strings.Replace(stall, `"when": "helper"`, `"when": "if name = \"dear\" then count(for a in 1..400, b in 1..400 return a + b) > 1 else helper"`, 1)
	f := parse(t, dear)
	for range 20 {
		if f.Visible("helper_id", map[string]string{"name": "dear", "helper": "yes"}) {
			t.Fatal("the limit did not bind; choose a dearer condition")
		}
		if !f.Visible("helper_id", map[string]string{"helper": "yes"}) {
			t.Fatal("a page is hidden after another person met the limit")
		}
	}
}

func TestTypedForConditions(t *testing.T) {
	f := parse(t, stall)
	s := feel.NewScope()
	f.Declare(s)
	prog, err := feel.Compile(`rent > 100000 and list contains(goods, "bread") and days >= date("2026-08-01") and helper = false`, s)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{"rent": "100001", "goods": "fruit,bread", "days": "2026-08-03", "helper": "no"}
	vars := make([]feel.Value, s.Len())
	for _, x := range f.Fields() {
		slot, _, _ := s.Slot(x.ID)
		vars[slot] = f.Typed(x.ID, answers[x.ID])
	}
	if v := prog.Eval(feel.NewMachine(feel.Limits{}), vars); !v.IsTrue() {
		t.Errorf("the condition is %v", v)
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for name, c := range map[string]struct{ from, to, key string }{
		"a question on no page":     {`"remarks"]}`, `"name2"]}`, "form.no-field"},
		"a question twice":          {`["remarks"]`, `["remarks", "name"]`, "form.field-twice"},
		"an unknown kind":           {`"x-kind": "phone"`, `"x-kind": "telephone"`, "form.kind"},
		"a type that does not fit":  {`"type": "boolean"`, `"type": "string"`, "form.type"},
		"a condition that looks on": {`"x-when": "held = \"rented\""`, `"x-when": "helper"`, "feel.check.unknown-name"},
		"a condition that is none":  {`"when": "helper"`, `"when": "1 + 1"`, "form.when-type"},
		"a condition not written":   {`"when": "helper"`, `"when": "helper and"`, ""},
		"an option with a comma":    {`["rented", "own"]`, `["rented, let", "own"]`, "form.option"},
		"one option":                {`["rented", "own"]`, `["own"]`, "form.options"},
		"an odd sensitivity":        {`"x-sensitivity": 4`, `"x-sensitivity": 5`, "form.sensitivity"},
		"a bound that is no number": {`"minimum": 0.5`, `"minimum": "half"`, ""},
		"a day that does not exist": {`"2026-01-01"`, `"2026-02-30"`, "form.bounds"},
		"a pattern not closed":      {`[^<>]*`, `[^<>*`, ""},
		"a bound without use":       {`"x-kind": "phone"`, `"x-kind": "phone", "maxLength": 9`, "form.idle"},
		"a key nobody knows":        {`"x-subject"`, `"x-subjekt"`, ""},
		"no pages":                  {`"x-pages"`, `"x-page"`, ""},
		"not a schema":              {`"maxLength": 10`, `"maxLength": -10`, "form.not-schema"},
	} {
		src := strings.Replace(stall, c.from, c.to, 1)
		if src == stall {
			t.Errorf("%s: the fixture does not hold %s", name, c.from)
		}
		f, problems := Parse("form.schema.json", []byte(src))
		if f != nil || len(problems) == 0 {
			t.Errorf("%s: no problem", name)
			continue
		}
		if !slices.ContainsFunc(problems, func(p declare.Problem) bool { return p.Line > 0 && (c.key == "" || p.Key == c.key) }) {
			t.Errorf("%s: want %s, got %s", name, c.key, declare.Texts(text.EN, problems))
		}
		for _, p := range problems {
			for _, lang := range text.Langs {
				if !text.Has(lang, p.Key) && !strings.HasPrefix(p.Key, "feel.") { // the FEEL room holds its own words
					t.Errorf("%s: no text for %s in %s", name, p.Key, lang)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(stall))
	f.Add([]byte(`{"type": "object"}`))
	f.Add([]byte("{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		form, problems := Parse("form.schema.json", data)
		if (form == nil) == (len(problems) == 0) {
			t.Fatal("a form and problems, or neither")
		}
		if form != nil {
			form.Check(map[string]string{"name": "x"})
			form.Schema()
		}
	})
}

// What Check keeps it keeps for ever: canonical answers, judged again, are the same.
func FuzzCheck(f *testing.F) {
	form, problems := Parse("form.schema.json", []byte(stall))
	if len(problems) > 0 {
		f.Fatal(declare.Texts(text.EN, problems))
	}
	for _, x := range form.Fields() {
		f.Add(x.ID, "２０２６年8月3日", "yes")
		f.Add(x.ID, "1,200.50元", "no")
		f.Add(x.ID, idNumber, "maybe")
	}
	f.Fuzz(func(t *testing.T, field, v, helper string) {
		typed := map[string]string{"held": "rented", "helper": helper, field: v}
		kept, problems := form.CheckSome(typed, typed)
		for _, p := range problems {
			if !text.Has(text.ZH, p.Key) || p.Path == "" {
				t.Fatalf("problem %v has no words or no place", p)
			}
		}
		shown := map[string]string{}
		for k, v := range kept {
			shown[k] = form.Show(k, v)
		}
		again, problems := form.CheckSome(shown, shown)
		if len(problems) > 0 || !maps.Equal(kept, again) {
			t.Fatalf("kept %q, judged again %q %v", kept, again, problems)
		}
	})
}
