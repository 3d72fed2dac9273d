package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"atonce/internal/casework"
	"atonce/internal/text"
)

func toySet(t testing.TB) *Set {
	t.Helper()
	set, ps := Load(sound(t))
	if set == nil {
		t.Fatal(ps)
	}
	return set
}

func libraryCard(t testing.TB) *Service {
	s, ok := toySet(t).Service("library-card")
	if !ok {
		t.Fatal("no library card")
	}
	return s
}

// The digest is the SHA-256 of the snapshot's bytes, whose form anyone can rebuild.
func TestDigestVector(t *testing.T) {
	b := snapshot("a/b", []file{{"_law/x/country.yaml", []byte("one\n")}, {"a/b/pack.yaml", []byte("")}, {"a/b/text/zh.yaml", []byte("name: 证\n")}})
	want := "atonce-pack 1\x00a/b\x00" + "_law/x/country.yaml\x004\x00one\n" + "a/b/pack.yaml\x000\x00" + "a/b/text/zh.yaml\x0010\x00name: 证\n"
	if string(b) != want {
		t.Errorf("snapshot is %q", b)
	}
	sum := sha256.Sum256([]byte(want))
	const vector = "13dc57aa079cc0a2b36464e4929bad9cd11f2a9cdc5a359e2ec77a142be0de8f"
	if got := digest(b); got != vector || hex.EncodeToString(sum[:]) != vector {
		t.Errorf("digest is %s", got)
	}
}

// A kept snapshot gives the same service again; one with a single other byte is refused.
func TestSnapshotRoundTrip(t *testing.T) {
	s := libraryCard(t)
	for _, want := range []*Service{s, s.For("330106"), s.For("330100")} {
		back, err := LoadSnapshot(want.Snapshot(), want.Digest())
		if err != nil {
			t.Fatal(err)
		}
		if back.Digest() != want.Digest() || len(Diff(want, back)) != 0 || back.Procedure().Digest != want.Digest() {
			t.Errorf("%s came back other: %v", want.Digest(), Diff(want, back))
		}
	}
	b := s.Snapshot()
	b[len(b)/2] ^= 1
	if _, err := LoadSnapshot(b, s.Digest()); err == nil {
		t.Error("a damaged snapshot was taken")
	}
	if _, err := LoadSnapshot(b, digest(b)); err == nil {
		t.Log("the damage did no harm to the reading; its digest is another, so no case is pinned to it")
	}
	if _, err := LoadSnapshot(nil, digest(nil)); err == nil {
		t.Error("an empty snapshot was taken")
	}
	if _, err := LoadSnapshot(s.Snapshot(), s.Digest()+"@110000"); err == nil {
		t.Error("an overlay that was never declared was found")
	}
}

// A younger program may know checks that an old declaration does not pass; its cases
// fold all the same.
func TestSnapshotIsNotJudgedAnew(t *testing.T) {
	files := sound(t)
	name := "_toy/library-card/item.yaml"
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), "faqs: 1", "faqs: 0", 1))}
	if set, _ := Load(files); set != nil {
		t.Fatal("the fault was not seen")
	}
	var kept []file
	for p, f := range files {
		if strings.HasPrefix(p, "_law/cn/") || strings.HasPrefix(p, "_toy/library-card/") {
			kept = append(kept, file{p, f.Data})
		}
	}
	slices.SortFunc(kept, func(a, b file) int { return strings.Compare(a.path, b.path) })
	b := snapshot("_toy/library-card", kept)
	s, err := LoadSnapshot(b, digest(b))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Procedure().Main(); !ok {
		t.Error("the procedure is not there")
	}
}

// What a door gets cannot change what the next one gets.
func TestSealed(t *testing.T) {
	s := libraryCard(t)
	i := s.Item()
	i.Materials[0].ID, i.Channels[0], i.Fee.Items[0].Amount, i.Synonyms[text.EN][0] = "x", "x", 0, "x"
	s.Texts(text.EN)["name"] = "x"
	s.Owners()[0] = "x"
	s.Stories()[0].File = "x"
	j := s.Item()
	if j.Materials[0].ID != "photo" || j.Channels[0] != "online" || j.Fee.Items[0].Amount != 1000 || j.Synonyms[text.EN][0] == "x" ||
		s.Text(text.EN, "name") != "Library card" || s.Owners()[0] != "library" || s.Stories()[0].File == "x" {
		t.Error("the sealed service was changed from outside")
	}
}

// An overlay betters the terms of the areas above it; where none is declared, the
// terms above hold.
func TestOverlays(t *testing.T) {
	s := libraryCard(t)
	for _, c := range []struct {
		area, promised string
		fee            int64
		materials      int
		overlaid       string
	}{
		{"", "5wd", 1000, 2, ""}, {"110101", "5wd", 1000, 2, ""}, {"330000", "5wd", 1000, 2, ""}, {"330100", "3wd", 500, 2, "330100"},
		{"330102", "3wd", 500, 2, "330100"}, {"330102001000", "3wd", 500, 2, "330100"}, {"330106", "2wd", 0, 1, "330106"},
		{"330106003", "5wd", 1000, 2, ""}, {"330106003007", "2wd", 0, 1, "330106"}, {"330200", "5wd", 1000, 2, ""},
	} {
		o := s.For(c.area)
		promised, statutory, _ := o.Main()
		if promised.String() != c.promised || statutory.String() != "15wd" || o.Item().Fee.Items[0].Amount != c.fee ||
			len(o.Item().Materials) != c.materials || o.Overlaid() != c.overlaid {
			t.Errorf("%q: promised %s, fee %d, %d materials, terms of %q", c.area, promised, o.Item().Fee.Items[0].Amount, len(o.Item().Materials), o.Overlaid())
		}
	}
	if promised, _, _ := s.Main(); promised.String() != "5wd" {
		t.Error("an overlay changed the service itself")
	}
}

// The difference names every changed field and nothing else.
func TestDiff(t *testing.T) {
	files := sound(t)
	edit := func(name, old, new string) {
		name = "_toy/library-card/" + name
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), old, new, 1))}
	}
	before := libraryCard(t)
	edit("procedure.yaml", "promised: 5wd", "promised: 4wd")
	edit("item.yaml", "amount: 1000", "amount: 900")
	edit("text/zh.yaml", "name: 借书证", "name: 图书证")
	edit("decide/loan-period.yaml", `["28"]`, `["30"]`)
	set, ps := Load(files)
	if set == nil {
		t.Fatal(ps)
	}
	after, _ := set.Service("library-card")
	var got []string
	for _, c := range Diff(before, after) {
		if !strings.HasPrefix(c.Field, "decision.") {
			got = append(got, c.Field+": "+c.Before+" → "+c.After)
		} else {
			got = append(got, c.Field)
		}
	}
	want := []string{"clock.decision.promised: 5wd → 4wd", "decision.loan-period",
		"fee.card: 1000 CNY; administrative-licensing 59 → 900 CNY; administrative-licensing 59", "text.zh.name: 借书证 → 图书证"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if before.Digest() == after.Digest() {
		t.Error("two versions have one digest")
	}
	if all := Diff(nil, after); len(all) < 100 || all[0].Before != "" {
		t.Errorf("%d fields of a new service", len(all))
	}
}

// A condition that lacks an answer is undecided: nobody is let through by null.
func TestConditionUndecided(t *testing.T) {
	p := libraryCard(t).Procedure()
	stage, _ := p.Stage("renewal")
	for _, c := range []struct {
		loans string
		want  bool
		fails bool
	}{{"5", true, false}, {"6", false, false}, {"4.5", true, false}, {"", false, true}, {"many", false, true}} {
		got, err := stage.May[0].When.Holds(casework.Facts{Answers: map[string]string{"loans": c.loans}})
		if got != c.want || (err != nil) != c.fails {
			t.Errorf("loans %q: %v, %v", c.loans, got, err)
		}
	}
}

// Any file of any pack may be damaged in any way: Load answers problems, or a set,
// and never panics.
func FuzzLoad(f *testing.F) {
	base := sound(f)
	var names []string
	for n := range base {
		if strings.HasPrefix(n, "_toy/") {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	for i := range 20 {
		f.Add(uint64(i), uint16(i*7), []byte("  - {id: x, verb: [y"))
	}
	f.Fuzz(func(t *testing.T, seed uint64, where uint16, insert []byte) {
		damage(t, base, names, seed, where, insert)
	})
}

func damage(t *testing.T, base fstest.MapFS, names []string, seed uint64, where uint16, insert []byte) {
	r := rand.New(rand.NewPCG(seed, uint64(where)))
	files := fstest.MapFS{}
	for k, v := range base {
		files[k] = v
	}
	for range 1 + r.IntN(3) {
		name := names[r.IntN(len(names))]
		if files[name] == nil {
			continue // deleted a moment ago
		}
		old := files[name].Data
		a, b := r.IntN(len(old)+1), r.IntN(len(old)+1)
		a, b = min(a, b), max(a, b)
		var body []byte
		switch r.IntN(5) {
		case 0:
			body = append(append(slices.Clone(old[:a]), insert...), old[a:]...)
		case 1:
			body = append(slices.Clone(old[:a]), old[b:]...)
		case 2: // a line twice, elsewhere
			lines := strings.SplitAfter(string(old), "\n")
			i, j := r.IntN(len(lines)), r.IntN(len(lines))
			lines = slices.Insert(lines, i, lines[j])
			body = []byte(strings.Join(lines, ""))
		case 3: // a word for another
			words := strings.Fields(string(old))
			if len(words) == 0 {
				continue
			}
			body = []byte(strings.Replace(string(old), words[r.IntN(len(words))], words[r.IntN(len(words))], 1))
		default:
			delete(files, name)
			continue
		}
		files[name] = &fstest.MapFile{Data: body}
	}
	set, ps := Load(files)
	if (set == nil) != (len(ps) > 0) {
		t.Errorf("a set and %d problems", len(ps))
	}
	for _, p := range ps {
		if p.File == "" || !text.Has(text.EN, p.Key) {
			t.Errorf("problem without a place or words: %#v", p)
		}
	}
}

// The packs of the repository are proved.
func TestRepositoryPacks(t *testing.T) {
	set, ps := Load(os.DirFS("../../packs"))
	for _, p := range ps {
		t.Error(p)
	}
	if set != nil {
		t.Logf("%d services, set digest %.12s", len(set.Services()), set.Digest())
	}
}
