package dataset

import (
	"slices"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"

	"pgregory.net/rapid"
)

func both(s string) law.Words { return law.Words{text.ZH: s, text.EN: s} }

func sample() Record {
	return Record{ID: "bakeries", Code: "33/0001", Name: both("n"), Summary: both("s"), Provider: "office", System: both("y"), Sources: []string{"bureau"},
		Storage: "table", Channel: "government", Cycle: "day", Scenario: []string{"services"}, Unlinked: "none yet",
		Share: Rule{Way: Unconditional}, Open: Rule{Way: Unconditional}, Terms: "https://example.org/terms",
		Fields: []Field{{ID: "name", Name: both("f"), Type: "text", Sensitivity: 1, Share: Unconditional, Open: Unconditional}}}
}

// What each state allows, and where it leads. Everything else is refused.
func TestEveryStateAndDeed(t *testing.T) {
	type step struct {
		from State
		deed Deed
		to   State
	}
	allowed := []step{
		{Created, Edit, Created}, {Created, AskPublish, PublishPending}, {Created, Delete, Deleted},
		{PublishPending, ApprovePublish, Published}, {PublishPending, RejectPublish, PublishRejected},
		{PublishRejected, Edit, PublishRejected}, {PublishRejected, AskPublish, PublishPending}, {PublishRejected, Delete, Deleted},
		{Published, Edit, Published}, {Published, AskRevoke, RevokePending},
		{RevokePending, ApproveRevoke, Revoked}, {RevokePending, RejectRevoke, RevokeRejected},
		{RevokeRejected, Edit, RevokeRejected}, {RevokeRejected, AskPublish, PublishPending}, {RevokeRejected, AskRevoke, RevokePending},
		{Revoked, Edit, Revoked}, {Revoked, AskPublish, PublishPending}, {Revoked, Delete, Deleted},
	}
	for _, from := range States {
		for _, deed := range Deeds {
			r := sample()
			e := Entry{State: from, Seq: 3, Record: r, Hand: "first", Asked: "first"}
			if from == Published || from == RevokePending || from == RevokeRejected {
				e.Public = &r
			}
			a := Act{Deed: deed, By: "second", Reason: "because"}
			if deed == Make || deed == Edit {
				changed := r
				changed.Name = both("other")
				a.Record = &changed
			}
			next, done, err := e.Judge(a)
			i := slices.IndexFunc(allowed, func(s step) bool { return s.from == from && s.deed == deed })
			switch {
			case i < 0 && err == nil:
				t.Errorf("%s while %s is allowed", deed, from)
			case i < 0 && fail.KindOf(err) != fail.Conflict:
				t.Errorf("%s while %s: %v", deed, from, err)
			case i >= 0 && (err != nil || next.State != allowed[i].to || done.From != from || done.To != allowed[i].to || done.Seq != 4):
				t.Errorf("%s while %s: %s %+v %v", deed, from, next.State, done, err)
			}
		}
	}
}

// A change of what is published stays unseen until a second person agrees, and a
// rejected change leaves the old one public.
func TestAChangeOfWhatIsPublic(t *testing.T) {
	var e Entry
	do := func(by string, deed Deed, r *Record) error {
		next, _, err := e.Judge(Act{Deed: deed, By: by, Record: r, Reason: "because"})
		if err == nil {
			e = next
		}
		return err
	}
	r := sample()
	for _, err := range []error{do("a", Make, &r), do("a", AskPublish, nil)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := do("a", ApprovePublish, nil); fail.KindOf(err) != fail.Forbidden {
		t.Fatal("one person published:", err)
	}
	if err := do("b", ApprovePublish, nil); err != nil || e.Public == nil {
		t.Fatal(err)
	}
	if err := do("a", AskPublish, nil); fail.KindOf(err) != fail.Conflict {
		t.Fatal("nothing was changed, yet it can be published:", err)
	}
	changed := r
	changed.Name = both("other")
	if err := do("b", Edit, &changed); err != nil || e.Public.Name[text.EN] != "n" {
		t.Fatal(err, e.Public)
	}
	if err := do("a", AskPublish, nil); err != nil {
		t.Fatal(err)
	}
	if err := do("b", ApprovePublish, nil); fail.KindOf(err) != fail.Forbidden {
		t.Fatal("whoever changed it published it:", err)
	}
	if err := do("c", RejectPublish, nil); err != nil || e.State != PublishRejected || e.Public.Name[text.EN] != "n" {
		t.Fatal(err, e.State)
	}
	if err := do("a", Delete, nil); fail.KindOf(err) != fail.Conflict {
		t.Fatal("what is public was deleted:", err)
	}
	moved := changed
	moved.Provider = "elsewhere"
	if err := do("a", Edit, &moved); fail.KindOf(err) != fail.Invalid {
		t.Fatal("the provider changed:", err)
	}
	for _, step := range []struct {
		by   string
		deed Deed
	}{{"a", AskPublish}, {"c", ApprovePublish}, {"a", AskRevoke}, {"c", ApproveRevoke}, {"a", Delete}} {
		if err := do(step.by, step.deed, nil); err != nil {
			t.Fatal(step, err)
		}
	}
	if e.State != Deleted || e.Public != nil || len(e.May()) != 0 {
		t.Fatalf("%+v", e)
	}
}

// Whatever people try, one person alone never publishes or revokes, and what is kept
// follows from the acts.
func TestNobodyPublishesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e, again Entry
		hand, asked := "", ""
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			a := Act{Deed: rapid.SampledFrom(Deeds).Draw(t, "deed"), By: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "by"), Reason: "r"}
			if a.Deed == Make || a.Deed == Edit {
				r := sample()
				r.Name = both(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "name"))
				a.Record = &r
			}
			next, done, err := e.Judge(a)
			if err != nil {
				continue
			}
			b, err := ParseAct(done.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			again = again.Fold(b)
			if !again.Same(next) {
				t.Fatalf("kept %+v, folded %+v", next, again)
			}
			switch {
			case done.Record != nil:
				hand = a.By
			case done.Deed == AskPublish || done.Deed == AskRevoke:
				asked = a.By
			case done.Deed.Reviews():
				if a.By == hand || a.By == asked {
					t.Fatalf("%s did both", a.By)
				}
			}
			e = next
		}
	})
}

// Each thing that a record may not say is named at its part.
func TestEachFaultOfARecordIsNamed(t *testing.T) {
	if p := sample().Check(); len(p) > 0 {
		t.Fatal(p)
	}
	for _, c := range []struct {
		path, key string
		break_    func(*Record)
	}{
		{"id", "dataset.bad-id", func(r *Record) { r.ID = "../x" }},
		{"code", "dataset.bad-code", func(r *Record) { r.Code = "33 1" }},
		{"name.en", "dataset.needed", func(r *Record) { r.Name = law.Words{text.ZH: "n"} }},
		{"provider", "dataset.needed", func(r *Record) { r.Provider = "" }},
		{"credit", "code.check", func(r *Record) { r.Credit = "91330199A00000011X" }},
		{"storage", "dataset.not-among", func(r *Record) { r.Storage = "tape" }},
		{"cycle", "dataset.not-among", func(r *Record) { r.Cycle = "often" }},
		{"scenario", "dataset.not-among", func(r *Record) { r.Scenario = []string{"fun"} }},
		{"unlinked", "dataset.unlinked", func(r *Record) { r.Unlinked = "" }},
		{"unlinked", "dataset.linked", func(r *Record) { r.Service = "a-service" }},
		{"items.basic", "code.length", func(r *Record) { r.Unlinked, r.Items.Basic = "", "123" }},
		{"share.condition.zh", "dataset.needed", func(r *Record) {
			r.Share.Way, r.Open = Conditional, Rule{Way: Never, Reason: "law", Because: both("b")}
		}},
		{"open.reason", "dataset.not-among", func(r *Record) { r.Open = Rule{Way: Never, Because: both("b")} }},
		{"open", "dataset.open-wider", func(r *Record) { r.Share = Rule{Way: Never, Reason: "law", Because: both("b")} }},
		{"terms", "dataset.terms", func(r *Record) { r.Terms = "" }},
		{"fields", "dataset.needed", func(r *Record) { r.Fields = nil }},
		{"fields.name", "dataset.twice", func(r *Record) { r.Fields = append(r.Fields, r.Fields[0]) }},
		{"fields.name.open", "dataset.grade-four", func(r *Record) { r.Fields[0].Sensitivity, r.Fields[0].Open = 4, Conditional }},
		{"fields.name.open", "dataset.grade-masked", func(r *Record) { r.Fields[0].Sensitivity = 2 }},
		{"fields.name.reason", "dataset.needed", func(r *Record) { r.Fields[0].Share, r.Fields[0].Open = Never, Never }},
		{"counted", "dataset.counted-register", func(r *Record) { r.Counted = &Counted{By: []string{"name"}} }},
		{"counted", "dataset.counted-field", func(r *Record) { r.Register, r.Counted = "x", &Counted{By: []string{"street"}} }},
	} {
		r := sample()
		c.break_(&r)
		if !slices.ContainsFunc(r.Check(), func(f fail.Field) bool { return f.Path == c.path && f.Key == c.key }) {
			t.Errorf("%s %s: %v", c.path, c.key, r.Check())
		}
	}
}

// What goes out is the stricter of a field's own rule and that of the whole.
func TestWhatGoesOut(t *testing.T) {
	r := sample()
	r.Fields = append(r.Fields, Field{ID: "phone", Sensitivity: 3, Share: Conditional, Open: Conditional}, Field{ID: "account", Sensitivity: 4, Share: Never, Open: Never})
	if got := r.Opened(); len(got) != 1 || got[0].ID != "name" {
		t.Error(got)
	}
	r.Share.Way = Conditional
	if got := r.Shared(); len(got) != 2 || got[0].Share != Conditional || got[1].ID != "phone" {
		t.Error(got)
	}
	r.Open.Way = Conditional
	if got := r.Opened(); len(got) != 0 {
		t.Error(got)
	}
}

func FuzzReadCatalogue(f *testing.F) {
	f.Add([]byte("format: 1\ndatasets:\n  - id: x\n    code: 33/1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		some, problems := Read("catalogue.yaml", b)
		for _, d := range some {
			_ = d.Record.Check()
		}
		_ = problems
	})
}
