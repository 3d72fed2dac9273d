package declare

import (
	"fmt"
	"strings"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// span types itself, as units and codes of other rooms do.
type span struct{ n int }

func (s *span) UnmarshalText(b []byte) error {
	if _, err := fmt.Sscanf(string(b), "%dwd", &s.n); err != nil {
		return fail.New(fail.Invalid, "law.limit_form", "value", string(b))
	}
	return nil
}

type base struct {
	ID Text `yaml:"id,required"`
}

type sample struct {
	Pos Pos
	base
	Title  map[string]string `yaml:"title"`
	Limit  At[span]          `yaml:"limit"`
	Copies int               `yaml:"copies"`
	Online bool              `yaml:"online"`
	Ends   *string           `yaml:"ends"`
	Steps  Map[struct {
		Pos Pos
		By  Text `yaml:"by,required"`
	}] `yaml:"steps"`
	Tags   []Text `yaml:"tags"`
	Schema Tree   `yaml:"schema"`
}

func TestDecodeKeepsValuesAndPlaces(t *testing.T) {
	const in = `id: no
title: {zh: 营业执照, en: 2026-08-01}
limit: 20wd
copies: 3
online: true
ends: null
steps:
  second: {by: head}
  first:
    by: clerk
tags:
- 1_000
- "null"
schema: {type: object, maximum: 10, "enum": ["10", null]}
`
	var s sample
	if ps := Decode("item.yaml", []byte(in), &s); len(ps) > 0 {
		t.Fatal(Texts(text.EN, ps))
	}
	// Words that other YAML readers take for booleans, dates and numbers stay words.
	if s.ID.Value != "no" || s.Title["en"] != "2026-08-01" || s.Tags[0].Value != "1_000" || s.Tags[1].Value != "null" {
		t.Errorf("a text was typed: %+v", s)
	}
	if s.Limit.Value.n != 20 || s.Limit.Line() != 3 || s.Copies != 3 || !s.Online || s.Ends != nil {
		t.Errorf("typed values: %+v", s)
	}
	if s.Steps[0].Key.Value != "second" || s.Steps[0].Key.Line() != 8 || s.Steps[1].Value.By.Line() != 10 {
		t.Errorf("steps lost order or place: %+v", s.Steps)
	}
	enum, _ := s.Schema.Field("enum")
	maximum, _ := s.Schema.Field("maximum")
	if !enum.Items[0].Quoted || maximum.Quoted || !enum.Items[1].Null || maximum.Pos.Line != 14 {
		t.Errorf("tree: %+v", s.Schema)
	}
	if s.Pos.String() != "item.yaml:1" {
		t.Errorf("place of the mapping: %v", s.Pos)
	}
}

// Each fault is found with its line, and all of them in one run.
func TestDecodeReportsEveryProblem(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"unknown key, near", "id: a\nlimti: 5wd", "2 declare.unknown_near"},
		{"unknown key, far", "id: a\ncolour: red", "2 declare.unknown"},
		{"missing key", "copies: 1", "1 declare.missing"},
		{"missing key deeper", "id: a\nsteps:\n  one: {}", "3 declare.missing"},
		{"repeated key", "id: a\ncopies: 1\ncopies: 2", "3 declare.twice"},
		{"repeated free key", "id: a\ntitle:\n  zh: a\n  zh: b", "4 declare.twice"},
		{"anchor and alias", "id: &x a\ntags: [*x]", "1 declare.anchor, 2 declare.alias"},
		{"tag", "id: !!str a\ncopies: !other 1", "1 declare.tag, 2 declare.tag"},
		{"merge key", "id: a\ntitle:\n  <<: {zh: a}", "3 declare.merge"},
		{"key not text", "id: a\n? [x]\n: 1", "2 declare.key_not_text"},
		{"second document", "id: a\n---\nid: b", "2 declare.second_document"},
		{"nothing", "id:\ncopies: 1", "1 declare.nothing"},
		{"null for a text", "id: ~", "1 declare.nothing"},
		{"kinds", "id: [a]\ntags: a\ntitle: a\nsteps: [a]\nlimit: {a: b}",
			"1 declare.want_value, 2 declare.want_list, 3 declare.want_mapping, 4 declare.want_mapping, 5 declare.want_value"},
		{"numbers", "id: a\ncopies: 010", "2 declare.not_whole"},
		{"numbers with a point", "id: a\ncopies: 1.0", "2 declare.not_whole"},
		{"numbers too large", "id: a\ncopies: 99999999999999999999", "2 declare.not_whole"},
		{"bool", "id: a\nonline: yes", "2 declare.not_bool"},
		{"bool in quotes", "id: a\nonline: \"true\"", "2 declare.not_bool"},
		{"own words", "id: a\nlimit: soon", "2 law.limit_form"},
		{"syntax", "id: a\n  b: [", "2 declare.syntax"},
		{"tab", "id: a\ntitle:\n\tzh: a", "3 declare.syntax"},
		{"empty", "", "1 declare.empty"},
		{"comment only", "# nothing", "1 declare.empty"},
		{"not UTF-8", "id: a\ntitle: \xff", "2 declare.not_utf8"},
		{"list at the root", "- a", "1 declare.want_mapping"},
		{"deep", "schema: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), "1 declare.too_deep"},
		{"many at once", "copies: x\nonline: on\nzzzzzzz: 1\nlimit: 5",
			"1 declare.missing, 1 declare.not_whole, 2 declare.not_bool, 3 declare.unknown, 4 law.limit_form"},
	} {
		var s sample
		var got []string
		for _, p := range Decode("x.yaml", []byte(c.in), &s) {
			got = append(got, fmt.Sprint(p.Line, " ", p.Key))
			for _, l := range text.Langs {
				if say := p.Text(l); strings.Contains(say, "[declare.") || strings.Contains(say, "{") && !strings.Contains(c.in, "{") {
					t.Errorf("%s: badly said: %s", c.name, say)
				}
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: got %v, want %s", c.name, got, c.want)
		}
	}
}

// A JSON file is read by the same reader, with what JSON writers really write.
func TestDecodeReadsJSON(t *testing.T) {
	for _, in := range []string{
		"{\n\t\"id\": \"a\\/b\",\n\t\"tags\": [\n\t\t\"x\"\n\t]\n}",
		`{"id":"a/b","tags":["x"],"copies":1,"online":false,"ends":null}`,
		`{"id":"\u0061/b","tags":["\u0078"]}`,
	} {
		var s sample
		if ps := Decode("x.json", []byte(in), &s); len(ps) > 0 {
			t.Errorf("%s: %s", in, Texts(text.EN, ps))
		} else if s.ID.Value != "a/b" || s.Tags[0].Value != "x" {
			t.Errorf("%s: read as %+v", in, s)
		}
	}
	var s sample
	if ps := Decode("x.json", []byte(`{"id":"\ud840\udc00"}`), &s); len(ps) > 0 || s.ID.Value != "𠀀" {
		t.Errorf("a rare character written as JSON's surrogate pair: %q %v", s.ID.Value, ps)
	}
}

// A .json file is JSON: YAML's liberties are refused, and its characters kept.
func TestDecodeHoldsJSONToJSON(t *testing.T) {
	var s sample
	if ps := Decode("x.json", []byte("{\n\"id\": \"a\", # why\n}"), &s); len(ps) != 1 || ps[0].Line != 2 || ps[0].Key != "declare.not_json" {
		t.Errorf("a comment in JSON: %v", ps)
	}
	if ps := Decode("x.json", []byte(`{"id":"a\\/b \"\u2028`+"\u2028\u0085"+`c"}`), &s); len(ps) > 0 || s.ID.Value != "a\\/b \"\u2028\u2028\u0085c" {
		t.Errorf("characters of JSON: %q %v", s.ID.Value, ps)
	}
}

func ExampleDecode() {
	var d struct {
		Name Text `yaml:"name,required"`
	}
	for _, p := range Decode("pack.yaml", []byte("nmae: library card\n"), &d) {
		fmt.Println(p.Text(text.EN))
	}
	// Output:
	// pack.yaml:1: The key "nmae" is not known here. Was "name" meant?
	// pack.yaml:1: The key "name" is missing and must be written.
}

// Whatever the bytes, there is an answer: values, or problems with a line of
// the file. Reading twice says the same.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"id: a", "id: &a b\nx: *a", "{", "a: 'b", "\"\\ud840\"", "? - a\n: b", "%YAML 1.2\n---\na", "- - -", "a: |\n b", "<<: 1", "!!binary x", "a\x00b: 1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var j sample
		Decode("x.json", data, &j)
		var a, b sample
		p, q := Decode("x", data, &a), Decode("x", data, &b)
		if fmt.Sprint(p) != fmt.Sprint(q) {
			t.Fatalf("two readings differ: %v %v", p, q)
		}
		for _, x := range p {
			if x.Line < 1 || x.Line > strings.Count(string(data), "\n")+strings.Count(string(data), "\r")+2 {
				t.Errorf("line %d of %q: %v", x.Line, data, x)
			}
		}
	})
}
