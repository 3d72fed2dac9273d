package pack

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"atonce/internal/text"
)

// soundFinder is a finder over the toy packs, to sow faults in.
const soundFinder = `format: 1
country: cn
from: 2026-01-01
names: {zh: 借书, en: Books}
about: {zh: 想借书, en: To borrow books}
begin: wish
questions:
  - id: wish
    ask: {zh: 您想做什么？, en: "What do you want?"}
    answers:
      - {id: borrow, say: {zh: 借书, en: Borrow}, to: age}
      - {id: buy, say: {zh: 买书, en: Buy}, to: nothing}
  - id: age
    ask: {zh: 满 6 岁了吗？, en: "Are you 6 or older?"}
    illustrative: true
    answers:
      - {id: yes-old, say: {zh: 满了, en: Older}, to: card}
      - {id: too-young, say: {zh: 没有, en: Younger}, to: nothing}
ends:
  - id: card
    fits: [{service: library-card, why: {zh: 您要借书, en: You want to borrow}}]
  - id: nothing
    none: {zh: 请去书店, en: Please ask a bookshop}
    call: [{who: {zh: 热线, en: Hotline}, phone: "12345"}]
`

const finderFile = finderFolder + "/books.yaml"

func withFinder(base fstest.MapFS, body string) fstest.MapFS {
	files := maps.Clone(base)
	files[finderFile] = &fstest.MapFile{Data: []byte(body)}
	return files
}

// Every fault in a finder is refused, with the line it was sown in.
func TestSownFaultsInFinders(t *testing.T) {
	base := sound(t)
	if _, ps := Load(withFinder(base, soundFinder)); len(ps) > 0 {
		t.Fatalf("the sound finder is not sound: %v", ps)
	}
	chain := "begin: q1\nquestions:\n"
	for i := range mostAsked {
		chain += fmt.Sprintf("  - {id: q%d, ask: {zh: 问, en: Ask}, answers: [{id: a, say: {zh: 甲, en: A}, to: nothing}, {id: b, say: {zh: 乙, en: B}, to: %s}]}\n",
			i+1, map[bool]string{true: "wish", false: fmt.Sprintf("q%d", i+2)}[i+1 == mostAsked])
	}
	for _, f := range []struct{ key, old, new, at string }{
		{"pack.find-to", "to: age}", "to: ages}", "to: ages"},
		{"pack.find-to", "begin: wish", "begin: wishes", "begin:"},
		{"pack.find-circle", "to: card}", "to: wish}", "to: wish}"},
		{"pack.find-unreached", "to: age}", "to: nothing}", "id: age"},
		{"pack.find-unreached", "to: card}", "to: nothing}", "id: card"},
		{"pack.find-long", "begin: wish\nquestions:\n", chain, "begin: q1"},
		{"pack.find-answers", "      - {id: buy, say: {zh: 买书, en: Buy}, to: nothing}\n", "", "id: wish"},
		{"pack.find-limit", "    illustrative: true\n", "", "id: age"},
		{"pack.find-end", "    none: {zh: 请去书店, en: Please ask a bookshop}\n", "", "id: nothing"},
		{"pack.find-end", "    fits: [", "    none: {zh: 无, en: None}\n    call: [{who: {zh: 热线, en: Hotline}, phone: \"12345\"}]\n    fits: [", "id: card"},
		{"pack.find-call", "    call: [{who: {zh: 热线, en: Hotline}, phone: \"12345\"}]\n", "", "id: nothing"},
		{"pack.find-phone", `"12345"`, `"00000101"`, "00000101"},
		{"pack.find-fit", "service: library-card, ", "", "fits:"},
		{"pack.find-service", "service: library-card", "service: library-cart", "library-cart"},
		{"pack.find-benefit", "service: library-card", "benefit: library-card", "benefit:"},
		{"pack.id-twice", "- id: age", "- id: wish", "- id: wish\n    ask: {zh: 满"},
		{"pack.id-twice", "id: buy", "id: borrow", "买书"},
		{"pack.id", "id: borrow", "id: To Borrow", "To Borrow"},
		{"pack.register-words", "zh: 买书, en: Buy", "zh: 买书", "买书"},
		{"pack.language-unknown", "zh: 买书, en: Buy", "zh: 买书, en: Buy, xx: Buy", "买书"},
		{"pack.country-unknown", "country: cn", "country: xx", "country:"},
		{"pack.format-newer", "format: 1", "format: 2", "format:"},
		{"pack.statute-unknown", "    illustrative: true\n", "    basis: [{law: library-lore, article: \"1\"}]\n", "library-lore"},
		{"declare.unknown", "begin: wish", "begin: wish\ncolour: red", "colour"},
	} {
		t.Run(f.key+" "+f.at, func(t *testing.T) {
			if !strings.Contains(soundFinder, f.old) {
				t.Fatalf("the finder has no %q", f.old)
			}
			body := strings.Replace(soundFinder, f.old, f.new, 1)
			line := 1 + strings.Count(body[:strings.Index(body, f.at)], "\n")
			set, ps := Load(withFinder(base, body))
			if set != nil {
				t.Fatal("the set was sealed")
			}
			if !slices.ContainsFunc(ps, func(p Problem) bool {
				return strings.HasPrefix(p.Key, f.key) && p.File == finderFile && p.Line == line
			}) {
				t.Errorf("no %s at line %d; got:\n%v", f.key, line, ps)
			}
		})
	}
	// A service that people cannot ask for themselves is no end of a finder.
	closed := withFinder(base, strings.Replace(soundFinder, "service: library-card", "service: card-photo", 1))
	const photo = "_toy/card-photo/procedure.yaml"
	closed[photo] = &fstest.MapFile{Data: bytes.Replace(closed[photo].Data, []byte("by: [applicant, system]"), []byte("by: [system]"), 1)}
	if _, ps := Load(closed); !slices.ContainsFunc(ps, func(p Problem) bool { return p.Key == "pack.find-closed" && p.File == finderFile }) {
		t.Errorf("a service that nobody can ask for is an end: %v", ps)
	}
	for _, stray := range []string{"_find/a.txt", "_find/deep/a.yaml"} {
		files := withFinder(base, soundFinder)
		files[stray] = &fstest.MapFile{Data: []byte("format: 1\n")}
		if _, ps := Load(files); len(ps) != 1 || ps[0].Key != "pack.file-stray" {
			t.Errorf("%s: %v", stray, ps)
		}
	}
}

// everyWay goes every way through a finder.
func everyWay(f *Finder, answers []string, at func(Way)) {
	w := f.Follow(answers)
	if at(w); w.Next == nil {
		return
	}
	for _, a := range w.Next.Answers {
		everyWay(f, append(slices.Clone(answers), a.ID), at)
	}
}

// Every way through every finder of the repository ends within five questions, and every
// service that names a theme under which people look for it, and that they can apply
// for, is at the end of one.
func TestFindersReachEveryService(t *testing.T) {
	set, ps := Load(os.DirFS("../../packs"))
	if set == nil {
		t.Fatal(ps)
	}
	reached, ends := map[string]bool{}, 0
	for _, f := range set.Finders() {
		everyWay(f, nil, func(w Way) {
			if w.End == nil {
				return
			}
			ends++
			if n := len(w.Given); n == 0 || n > 5 {
				t.Errorf("%s: %v asks %d questions", f.ID(), w.Answers(), n)
			}
			if len(w.End.Fits) == 0 && (w.End.None.In(text.ZH) == "" || w.End.None.In(text.EN) == "" || len(w.End.Call) == 0) {
				t.Errorf("%s: %v ends without a service, words or a way out", f.ID(), w.Answers())
			}
			for _, x := range w.End.Fits {
				reached[x.Service+x.Benefit] = true
				if x.Service != "" && !f.LeadsTo(x.Service) {
					t.Errorf("%s does not know that it leads to %s", f.ID(), x.Service)
				}
			}
		})
	}
	if len(set.Finders()) < 3 {
		t.Errorf("%d finders", len(set.Finders()))
	}
	for _, s := range set.Services() {
		i := s.Item()
		if len(i.Themes.Person)+len(i.Themes.Enterprise) == 0 || strings.HasPrefix(s.Area(), "_") || !slices.Contains(s.Procedure().Opens.By, "applicant") {
			continue
		}
		if !reached[s.ID()] {
			t.Errorf("no finder leads to %s", s.ID())
		}
	}
	for _, b := range set.Benefits() {
		if !reached[b.ID()] {
			t.Errorf("no finder leads to %s", b.ID())
		}
	}
	t.Logf("%d ways through %d finders reach %d services and policies", ends, len(set.Finders()), len(reached))
}

// An answer that a question does not have is asked for again, and nothing after it counts.
func TestFollowStopsAtWhatItDoesNotKnow(t *testing.T) {
	set, ps := Load(withFinder(sound(t), soundFinder))
	if set == nil {
		t.Fatal(ps)
	}
	f, _ := set.Finder("books")
	for _, c := range []struct {
		given, counted, at string
	}{{"", "", "wish"}, {"borrow", "borrow", "age"}, {"lend yes-old", "", "wish"}, {"borrow maybe too-young", "borrow", "age"},
		{"borrow yes-old", "borrow yes-old", "card"}, {"buy yes-old yes-old", "buy", "nothing"}} {
		w := f.Follow(strings.Fields(c.given))
		at := ""
		if w.Next != nil {
			at = w.Next.ID
		} else {
			at = w.End.ID
		}
		if got := strings.Join(w.Answers(), " "); got != c.counted || at != c.at {
			t.Errorf("%q: counted %q, at %s", c.given, got, at)
		}
	}
}

// Whatever stands in the file of a finder, Load answers problems with places or a finder
// whose ways all end.
func FuzzFinder(f *testing.F) {
	files, _ := readAll(sound(f))
	known := newLoader(files)
	known.walk()
	for _, d := range known.order {
		d.read()
	}
	if len(known.order) == 0 || len(known.problems) > 0 {
		f.Fatalf("%d services, %v", len(known.order), known.problems)
	}
	f.Add([]byte(soundFinder))
	f.Add([]byte(strings.Replace(soundFinder, "to: card}", "to: wish}", 1)))
	f.Fuzz(func(t *testing.T, body []byte) {
		l := *known // the services are read once: only the finder differs
		l.files, l.problems, l.finders = []file{{finderFile, body}}, nil, nil
		l.finderFiles()
		for _, d := range l.finders {
			d.read()
		}
		for _, p := range l.problems {
			if p.File == "" || !text.Has(text.EN, p.Key) {
				t.Fatalf("problem without a place or words: %#v", p)
			}
		}
		if len(l.problems) == 0 && len(l.finders) == 1 {
			everyWay(l.finders[0].sealed, nil, func(w Way) {
				if (w.Next == nil) == (w.End == nil) || len(w.Given) > mostAsked {
					t.Fatalf("a way that is %+v", w)
				}
			})
		}
	})
}
