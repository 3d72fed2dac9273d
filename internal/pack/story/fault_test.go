package story

import (
	"os"
	"strings"
	"testing"

	"atonce/internal/pack"
	words "atonce/internal/text"
)

// A wrong answer and every kind of unreadable line fail with file and line.
func TestStoryFaults(t *testing.T) {
	set, ps := pack.Load(os.DirFS("../../../packs"))
	if set == nil {
		t.Fatal(ps)
	}
	s, _ := set.Service("library-card")
	const head = "story: One.\n2026-08-03 09:10 applicant submit reader=\"林晓\" renewal=no loans=8 photo=own photo_file=f1\n"
	const right = "> received; stage intake; intake due 2026-08-04 17:30 (law 2026-08-10 17:30); applicant told\n"
	faults := []struct {
		key, body string
		line      int
	}{
		{"story.differs", head + strings.Replace(right, "04 17:30", "05 17:30", 1), 3},
		{"story.differs", head, 2},
		{"story.differs", head + right + "> and more\n", 4},
		{"story.differs", head + right + "2026-08-03 10:00 clerk accept\n> no: not today\n", 5},
		{"story.answer-first", "story: One.\n> received\n", 2},
		{"story.title", strings.TrimPrefix(head, "story: One.\n"), 1},
		{"story.empty", "story: One.\n# nothing\n", 1},
		{"story.back", head + right + "2026-08-02 10:00 clerk accept\n", 4},
		{"story.quote", head + right + "2026-08-04 10:00 clerk refuse-intake reason=\"open\n", 4},
		{"story.act", head + right + "2026-08-04 10:00 clerk\n", 4},
		{"story.time", head + right + "2026-08-32 10:00 clerk accept\n", 4},
		{"story.time", head + right + "2026-08-04 10:00 clerk ask-correction photo_file:\"Dark\" until=tomorrow\n", 4},
		{"story.clock", head + right + "2026-08-04 10:00 clock strikes\n", 4},
		{"story.branch", head + right + "2026-08-04 10:00 @photo clerk accept\n", 4},
		{"story.verb", head + right + "2026-08-04 10:00 clerk bless\n", 4},
		{"story.role", head + right + "2026-08-04 10:00 bishop accept\n", 4},
		{"story.word", head + right + "2026-08-04 10:00 clerk refuse-intake now\n", 4},
		{"story.word", head + right + "2026-08-04 10:00 applicant rate many\n", 4},
		{"story.not-utf8", "story: \xff\n", 1},
	}
	for _, f := range faults {
		r := Run(set, s, pack.Story{File: "x.story", Data: []byte(f.body)})
		if r.Passed() {
			t.Errorf("%s: passed", f.key)
			continue
		}
		found := false
		for _, p := range r.Problems {
			found = found || p.Key == f.key && p.File == "x.story" && p.Line == f.line && words.Has(words.ZH, p.Key)
		}
		if !found {
			t.Errorf("no %s at line %d: %v", f.key, f.line, r.Problems)
		}
	}
	t.Logf("%d faults in stories refused", len(faults))
	// What a run wrote passes the next time, and is not written again.
	r := Run(set, s, pack.Story{File: "x.story", Data: []byte("# kept\n" + head + "\n2026-08-04 10:00 clerk accept\n> old\n")})
	again := Run(set, s, pack.Story{File: "x.story", Data: r.Updated})
	if !again.Passed() || string(again.Updated) != string(r.Updated) || !strings.HasPrefix(string(r.Updated), "# kept\n") {
		t.Errorf("%v\n%s", again.Problems, again.Updated)
	}
}

// Any bytes are a story that passes or one with problems, never a panic.
func FuzzRun(f *testing.F) {
	set, ps := pack.Load(os.DirFS("../../../packs"))
	if set == nil {
		f.Fatal(ps)
	}
	s, _ := set.Service("library-card")
	for _, st := range s.Stories() {
		f.Add(st.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Run(set, s, pack.Story{File: "x.story", Data: data})
		for _, p := range r.Problems {
			if p.Key == "story.defect" {
				t.Errorf("the kernel could not go on: %v", p)
			}
		}
		if !r.Passed() {
			return
		}
		if again := Run(set, s, pack.Story{File: "x.story", Data: r.Updated}); !again.Passed() {
			t.Errorf("passes once: %v", again.Problems)
		}
	})
}
