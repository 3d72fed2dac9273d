package law

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"atonce/internal/declare"
	"atonce/internal/text"
)

func cn(t *testing.T) *Book {
	t.Helper()
	b, ps := Load(os.DirFS("../../packs/_law/cn"))
	if len(ps) > 0 {
		t.Fatal(declare.Texts(text.EN, ps))
	}
	return b
}

// China's own pack loads whole, and every number in it leads to a text.
func TestLoadChina(t *testing.T) {
	b := cn(t)
	for _, id := range b.Limits() {
		p, _ := b.Limit(id)
		if s, ok := b.Cite(p.Basis); !ok || p.Basis.Article == "" && s.Rank != Practice {
			t.Errorf("%s rests on nothing: %v", id, p.Basis)
		}
	}
	p, ok := b.Limit("licence-decision")
	if !ok || p.Silence.Act != "" || b.SayCitation(text.EN, p.Basis) != "Administrative Licensing Law, art. 42.1" {
		t.Errorf("licence-decision: %+v", p)
	}
	if _, ok := p.On(Date{2004, 6, 30}); ok {
		t.Error("a limit was in force before its law")
	}
	if terms, ok := p.On(Date{2004, 7, 1}); !ok || terms.Limit.String() != "20wd" || terms.Extension.String() != "10wd" {
		t.Errorf("licence-decision on its first day: %v", terms)
	}
	if own := b.RemediesAgainst("petitions"); len(own) != 2 || own[0].Kind != "review" {
		t.Errorf("against a petition's answer: %v", own)
	}
	if general := b.RemediesAgainst("administrative-licensing"); len(general) != 3 || general[0].Limit.String() != "60d" {
		t.Errorf("against a licence decision: %v", general)
	}
	if len(b.Remedies()) < 3 || b.Digest == "" || len(b.Codes) != 5 || b.Calendar.Zone().String() != "UTC+08:00" {
		t.Errorf("book is not whole: %v %v", b.Remedies(), b.Codes)
	}
}

// A second, invented country stands up without a change of code: a Friday and
// Saturday weekend, another hour and zone, no moving of last days.
func TestLoadAnotherCountry(t *testing.T) {
	b, ps := Load(os.DirFS("testdata/islands"))
	if len(ps) > 0 {
		t.Fatal(declare.Texts(text.EN, ps))
	}
	if w, _ := b.Calendar.IsWorkday(Date{2026, 3, 15}); !w {
		t.Error("Sunday is a working day there")
	}
	if w, _ := b.Calendar.IsWorkday(Date{2026, 3, 20}); w {
		t.Error("Friday is none")
	}
	if got := b.Calendar.CloseOf(Date{2026, 3, 15}).UTC().String(); got != "2026-03-15 19:30:00 +0000 UTC" {
		t.Errorf("close of business: %s", got)
	}
	p, _ := b.Limit("fishing-permit")
	if v, ok := p.On(Date{2023, 1, 1}); !ok || v.Limit.N != 9 {
		t.Errorf("first value: %v", v)
	}
	if v, ok := p.On(Date{2025, 7, 1}); !ok || v.Limit.N != 6 {
		t.Errorf("second value: %v", v)
	}
	if _, ok := p.On(Date{2030, 1, 1}); ok {
		t.Error("a repealed limit is still in force")
	}
}

func files(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	fs := fstest.MapFS{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		fs[e.Name()] = &fstest.MapFile{Data: data}
	}
	return fs
}

// Each fault sown into a good pack is found, at its own line.
func TestLoadFindsSownFaults(t *testing.T) {
	for _, c := range []struct{ name, file, from, to, want string }{
		{"unknown statute", "limits.yaml", "basis: fishing-act 4", "basis: hunting-act 4", "limits.yaml:4 law.unknown_statute"},
		{"no article", "limits.yaml", "basis: fishing-act 4", "basis: fishing-act", "limits.yaml:4 law.article_missing"},
		{"bad citation", "limits.yaml", "basis: fishing-act 4", "basis: fishing-act four", "limits.yaml:4 law.citation"},
		{"unknown ground", "limits.yaml", "pauses: [storm]", "pauses: [calm]", "limits.yaml:10 law.unknown_ground"},
		{"bad unit", "limits.yaml", "limit: 9wd", "limit: 9days", "limits.yaml:7 law.limit_unit"},
		{"before the law", "limits.yaml", "from: 2020-01-01, limit: 9wd", "from: 2019-12-31, limit: 9wd", "limits.yaml:7 law.from_early"},
		{"twice from one day", "limits.yaml", "from: 2025-07-01", "from: 2020-01-01", "limits.yaml:3 law.from_twice"},
		{"extension without basis", "limits.yaml", "limit: 6wd", "limit: 6wd, extension: 2wd", "limits.yaml:3 law.extension_basis"},
		{"practice as law", "limits.yaml", "illustrative: true", "note: {en: harbour custom}", "limits.yaml:13 law.illustrative"},
		{"language", "limits.yaml", "title: {en: permit to fish}", "title: {zh: 捕鱼许可}", "limits.yaml:3 law.language_extra"},
		{"yearly without day", "limits.yaml", "    day: 02-01\n", "", "limits.yaml:18 law.yearly"},
		{"holiday that is none", "days.csv", "2026-03-16,holiday", "2026-03-20,holiday", "days.csv:2 law.calendar_idle"},
		{"day outside", "days.csv", "2026-03-16", "2027-03-15", "days.csv:2 law.calendar_outside"},
		{"impossible day", "days.csv", "2026-03-16", "2026-02-30", "days.csv:2 law.date"},
		{"day twice", "days.csv", "2026-03-16", "2026-12-07", "days.csv:3 law.csv_twice"},
		{"kind of day", "days.csv", "holiday,Lantern", "feast,Lantern", "days.csv:2 law.csv_kind"},
		{"columns", "days.csv", "2026-03-16,holiday,", "2026-03-16,", "days.csv:2 law.csv"},
		{"zone", "country.yaml", "-01:00", "Atlantic/Azores", "country.yaml:6 law.zone"},
		{"early close", "country.yaml", "18:30", "08:30", "country.yaml:6 law.calendar_close"},
		{"format", "country.yaml", "format: 1", "format: 2", "country.yaml:1 law.format"},
		{"missing file", "country.yaml", "days.csv", "gone.csv", "gone.csv:0 law.file_missing"},
		{"up the tree", "country.yaml", "days.csv", "../days.csv", "country.yaml:9 law.file_missing"},
		{"rank", "statutes.yaml", "rank: act", "rank: custom", "statutes.yaml:4 law.rank"},
	} {
		fs := files(t, "testdata/islands")
		old := string(fs[c.file].Data)
		if !strings.Contains(old, c.from) {
			t.Errorf("%s: nothing to spoil: %q", c.name, c.from)
			continue
		}
		fs[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(old, c.from, c.to, 1))}
		b, ps := Load(fs)
		var got []string
		found := false
		for _, p := range ps {
			line := declare.Pos{File: p.File, Line: p.Line}.String() + " " + p.Key
			found = found || line == c.want
			got = append(got, line+" "+p.Text(text.EN))
		}
		if b != nil || !found {
			t.Errorf("%s: want %s, got %s", c.name, c.want, strings.Join(got, "\n"))
		}
	}
}

// A reader of an invented country's book.
func ExampleLoad() {
	book, problems := Load(os.DirFS("testdata/islands"))
	if len(problems) > 0 {
		fmt.Print(declare.Texts(text.EN, problems))
		return
	}
	period, _ := book.Limit("fishing-permit")
	terms, _ := period.On(Date{2026, 3, 1})
	fmt.Println(terms.Limit.Say(text.EN)+",", book.SayCitation(text.EN, period.Basis))
	// Output: 6 working days, Fishing Act, art. 4
}
