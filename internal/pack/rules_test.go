package pack

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/text"
)

const grantDir = "_toy/reading-grant/"

// sown is the grant with one text changed in one file.
func sown(t *testing.T, file, old, new string) (*Set, []Problem, int) {
	t.Helper()
	files := sound(t)
	body := string(files[grantDir+file].Data)
	i := strings.Index(body, old)
	if i < 0 {
		t.Fatalf("%s has no %q", file, old)
	}
	files[grantDir+file] = &fstest.MapFile{Data: []byte(strings.Replace(body, old, new, 1))}
	set, ps := Load(files)
	return set, ps, 1 + strings.Count(body[:i], "\n")
}

// What a permit asks of a model must be there, of the right type, and an answer that
// the procedure has. The problem stands in procedure.yaml, at the permit.
func TestModelFaults(t *testing.T) {
	const permit = "      - {verb: decide, by: [clerk], to: closed, model: grant}"
	for _, c := range []struct{ key, file, old, new string }{
		{"pack.model-unknown", "procedure.yaml", "by: [clerk], to: closed, model: grant", "by: [clerk], to: closed, model: grunt"},
		{"pack.model-verb", "procedure.yaml", "step: seen}\n", "step: seen, model: grant}\n"},
		{"pack.model-system", "procedure.yaml", "by: [system], only: [granted]", "by: [system, clerk], only: [granted]"},
		{"pack.model-system", "procedure.yaml", "only: [granted]", "only: [granted, refused]"},
		{"pack.system-refuses", "procedure.yaml", "only: [granted]", "only: [refused]"},
		{"pack.model-input", "procedure.yaml", "flags: [asked-again, student]", "flags: [asked-again, pupil]"},
		{"pack.model-type", "decide/grant.yaml", "{name: student, type: boolean", "{name: student, type: string"},
		{"pack.model-outcome", "decide/grant.yaml", `then: ['"refused"']`, `then: ['"granted too"']`},
		{"pack.model-open", "decide/grant.yaml", `then: ['"refused"']`, `then: ['string(age)']`},
		{"pack.model-open", "decide/grant.yaml", "hit: U", "hit: C"},
		{"pack.model-asked", "decide/grant.yaml", "  - id: outcome\n", "  - {id: other, needs: [], value: \"1\"}\n  - id: finding\n"},
		{"pack.model-idle", "procedure.yaml", "by: [clerk], to: closed, model: grant}", "by: [clerk], only: [late], to: closed, model: grant}"},
	} {
		t.Run(c.key+" "+c.new, func(t *testing.T) {
			set, ps, line := sown(t, c.file, c.old, c.new)
			if set != nil {
				t.Fatal("the set was sealed")
			}
			for _, p := range ps {
				// A fault of the model is told where the first permit asks it.
				if p.Key == c.key && p.File == grantDir+"procedure.yaml" && (c.file != "procedure.yaml" || p.Line == line || c.key == "pack.model-input") {
					for _, l := range text.Langs {
						if !text.Has(l, p.Key) {
							t.Errorf("no words in %s", l)
						}
					}
					return
				}
			}
			t.Errorf("no %s at line %d; got %v", c.key, line, ps)
		})
	}
	// A model that does not compile has its own problems: that it is not there would mislead.
	_, ps, _ := sown(t, "decide/grant.yaml", "- {name: student", "- {name: pupil")
	if slices.ContainsFunc(ps, func(p Problem) bool { return p.Key == "pack.model-unknown" }) {
		t.Error(ps)
	}
	files := sound(t)
	files[grantDir+"decide/other.yaml"] = &fstest.MapFile{Data: files[grantDir+"decide/grant.yaml"].Data}
	body := string(files[grantDir+"procedure.yaml"].Data)
	files[grantDir+"procedure.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(body, permit, strings.Replace(permit, "model: grant", "model: other", 1), 1))}
	_, ps = Load(files)
	if !slices.ContainsFunc(ps, func(p Problem) bool { return p.Key == "pack.model-two" }) {
		t.Errorf("two models for one verb: %v", ps)
	}
}

func grant(t *testing.T) *Service {
	t.Helper()
	set, ps := Load(sound(t))
	if set == nil {
		t.Fatal(ps)
	}
	s, _ := set.Service("reading-grant")
	return s
}

var noon = time.Date(2026, 8, 3, 12, 0, 0, 0, time.FixedZone("", 8*3600))

func TestAsk(t *testing.T) {
	s := grant(t)
	for _, c := range []struct {
		name, born, resident string
		student              bool
		outcome, rules       string
		missing              string
	}{
		{"a child", "2012-05-01", "yes", false, "granted", "outcome 1", ""},
		{"the last day of being seventeen", "2008-08-04", "yes", false, "granted", "outcome 1", ""},
		{"the eighteenth birthday", "2008-08-03", "yes", false, "refused", "outcome 3", ""},
		{"a student", "1990-01-01", "yes", true, "granted", "outcome 2", ""},
		{"from elsewhere", "2012-05-01", "no", true, "refused", "outcome 4", ""},
		{"no birthday", "", "yes", false, "", "", "born"},
		{"nothing", "", "", false, "", "", "born,resident"},
		{"no day", "tomorrow", "yes", false, "", "", "born"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, ok := s.Ask("grant", casework.Facts{Answers: map[string]string{"born": c.born, "resident": c.resident},
				Flags: map[string]bool{"student": c.student}, At: noon})
			if !ok || f.Outcome != c.outcome || strings.Join(f.Rules, ",") != c.rules || strings.Join(f.Missing, ",") != c.missing {
				t.Fatalf("%v: %q by %q, missing %q", ok, f.Outcome, f.Rules, f.Missing)
			}
			if f.Answered() != (c.outcome != "") || f.Digest != s.Digest() {
				t.Errorf("answered %v under %s", f.Answered(), f.Digest)
			}
			if again, ok := s.Recall(f.Model); !ok || !slices.Equal(again.Account(text.ZH), f.Account(text.ZH)) {
				t.Error("the record does not give the same account again")
			}
		})
	}
	if _, ok := s.Ask("library", casework.Facts{}); ok {
		t.Error("a model that nobody names was asked")
	}
}

// The account names the rule and the article in both languages.
func TestAccount(t *testing.T) {
	f, _ := grant(t).Ask("grant", casework.Facts{Answers: map[string]string{"born": "2012-05-01", "resident": "yes"}, At: noon})
	for lang, want := range map[text.Lang][]string{
		text.ZH: {"年龄（周岁）：14", "住在本县、14 周岁，未满十八周岁，给予补贴。依据："},
		text.EN: {"age in years: 14", "The reader lives in the county and is 14, under eighteen, so the grant is due, under "},
	} {
		got := f.Account(lang)
		if len(got) != len(want) {
			t.Fatalf("%s: %q", lang, got)
		}
		for i := range want {
			if !strings.HasPrefix(got[i], want[i]) {
				t.Errorf("%s: %q, want %q…", lang, got[i], want[i])
			}
		}
	}
}

// FEEL goes on where a decision on the way has no answer; the case must not be
// refused because of it.
func TestNoAnswerOnTheWayIsNoRefusal(t *testing.T) {
	set, _, _ := sown(t, "decide/grant.yaml", "value: years and months duration(born, today()).years", "value: if resident then 100 / 0 else 1")
	if set != nil {
		t.Fatal("a model that does not know resident was sealed")
	}
	files := sound(t)
	body := string(files[grantDir+"decide/grant.yaml"].Data)
	body = strings.Replace(body, "value: years and months duration(born, today()).years", "value: date(\"no day\").year - born.year", 1)
	body = strings.Replace(body, `["true", "< 18", "-"]`, `["true", "not(>= 18)", "-"]`, 1)
	files[grantDir+"decide/grant.yaml"] = &fstest.MapFile{Data: []byte(body)}
	set, ps := Load(files)
	if set == nil {
		t.Fatal(ps)
	}
	s, _ := set.Service("reading-grant")
	f, _ := s.Ask("grant", casework.Facts{Answers: map[string]string{"born": "2012-05-01", "resident": "no"}, At: noon})
	if f.Answered() || f.Outcome != "" || f.Why() == nil {
		t.Fatalf("answered %q by %v", f.Outcome, f.Rules)
	}
}

// A person who decides otherwise than the rules, or without them, gives the reason;
// the kernel's own decision is the rules'.
func TestHeed(t *testing.T) {
	s := grant(t)
	open := func(born, resident string) (casework.Case, []casework.Act) {
		t.Helper()
		c := casework.Case{Service: s.ID(), Digest: s.Digest(), Procedure: s.Procedure(), Office: "lib", Applicant: "lin"}
		lin := casework.Actor{ID: "lin", Roles: []casework.Role{casework.RoleApplicant}}
		acts, _, err := casework.Apply(c, lin, casework.Act{Verb: casework.Submit, Answers: map[string]string{"born": born, "resident": resident}}, noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Heed(c, acts); err != nil {
			t.Fatal(err)
		}
		if c, err = casework.Fold(c, acts...); err != nil {
			t.Fatal(err)
		}
		return c, acts
	}
	c, acts := open("2012-05-01", "yes")
	if len(acts) != 2 || c.Outcome != "granted" || acts[1].Model == nil || acts[1].Model.Outcome != "granted" || acts[0].Model != nil {
		t.Fatalf("not decided at once by the rules: %+v", acts)
	}
	clerk := casework.Actor{ID: "liu", Roles: []casework.Role{"clerk"}}
	for _, x := range []struct{ born, resident, outcome, reason, key string }{
		{"1990-01-01", "yes", "granted", "", "pack.rules-differ"},
		{"1990-01-01", "yes", "granted", " ", "pack.rules-differ"},
		{"1990-01-01", "yes", "granted", "a student after all", ""},
		{"1990-01-01", "yes", "refused", "over eighteen", ""},
		{"", "yes", "granted", "", "pack.rules-silent"},
		{"", "yes", "granted", "the school says twelve", ""},
	} {
		c, opened := open(x.born, x.resident)
		if len(opened) != 1 {
			t.Fatalf("rules alone did %+v", opened[1:])
		}
		acts, _, err := casework.Apply(c, clerk, casework.Act{Verb: casework.Decide, Outcome: x.outcome, Reason: x.reason}, noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Heed(c, acts)
		if x.key == "" {
			if err != nil || acts[0].Model == nil {
				t.Errorf("%+v: %v", x, err)
			}
			continue
		}
		e := fail.As(err)
		if err == nil || e.Kind != fail.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != "reason" || e.Fields[0].Key != x.key {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Rules alone refuse nobody, unless the article that lets them is cited; then they do.
func TestRulesRefuseOnlyUnderAnArticle(t *testing.T) {
	const grants, refuses = "by: [system], only: [granted], to: closed, model: grant", "by: [system], only: [refused], to: closed, model: grant"
	set, ps, line := sown(t, "procedure.yaml", grants, refuses)
	if set != nil || !slices.ContainsFunc(ps, func(p Problem) bool { return p.Key == "pack.system-refuses" && p.Line == line }) {
		t.Fatalf("without an article: %v", ps)
	}
	set, ps, _ = sown(t, "procedure.yaml", grants, refuses+`, basis: {law: administrative-licensing, article: "12", illustrative: true}`)
	if set == nil {
		t.Fatalf("with its article: %v", ps)
	}
	s, _ := set.Service("reading-grant")
	if c, ok := s.Alone("refused"); !ok || c.String() != "administrative-licensing 12" {
		t.Errorf("cited %v", c)
	}
	// The same set of rules, asked of one who lives elsewhere and of one who does not.
	for resident, want := range map[string]int{"no": 2, "yes": 1} {
		c := casework.Case{Service: s.ID(), Digest: s.Digest(), Procedure: s.Procedure(), Office: "library", Applicant: "reader"}
		acts, _, err := casework.Apply(c, casework.Actor{ID: "reader", Roles: []casework.Role{casework.RoleApplicant}},
			casework.Act{Verb: casework.Submit, Answers: map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": resident}}, noon)
		if err != nil || len(acts) != want || want == 2 && acts[1].Outcome != "refused" {
			t.Errorf("resident %s: %v %v", resident, acts, err)
		}
	}
}
