package test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"atonce/internal/connect"
	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// asksMeanwhile is a house whose registers are with their owners; while one is asked,
// what meanwhile says is done first.
func asksMeanwhile(t *testing.T) (s *scene.Scene, meanwhile func(func())) {
	t.Helper()
	files, owner := scene.Elsewhere(t)
	var lock sync.Mutex
	var do func()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		f := do
		do = nil
		lock.Unlock()
		if f != nil {
			f()
		}
		owner.ServeHTTP(w, r)
	}))
	t.Cleanup(upstream.Close)
	sources := connect.New(connect.Config{Getenv: func(string) string { return upstream.URL }})
	t.Cleanup(func() { sources.Close() })
	return scene.Over(t, scene.Monday, files, sources), func(f func()) { lock.Lock(); do = f; lock.Unlock() }
}

// What is typed while a register is asked stays, and counts before what it answers; the
// rest of what it answers is filled in.
func TestTypingWhileARegisterIsAsked(t *testing.T) {
	s, meanwhile := asksMeanwhile(t)
	me := s.Person(applicant)
	typed := false
	meanwhile(func() {
		typed = true
		if _, err := s.Desk.SaveDraft(t.Context(), me, registration, "operator", map[string]string{"phone": "13911112222", "residence": "晓溪县新街 9 号"}); err != nil {
			t.Error(err)
		}
	})
	d, err := s.Desk.Prefill(t.Context(), me, registration, []string{"operator", "identity", "residence", "phone"})
	must(t, err)
	kept, err := s.Desk.Draft(t.Context(), me, registration)
	must(t, err)
	if !typed {
		t.Fatal("no register was asked")
	}
	for name, d := range map[string]map[string]string{"answered": d.Answers, "kept": kept.Answers} {
		if d["phone"] != "13911112222" || d["residence"] != "晓溪县新街 9 号" || d["operator"] != me.In("zh") {
			t.Errorf("%s: %v", name, d)
		}
	}
	if x, ok := kept.Sources["residence"]; ok {
		t.Errorf("what was typed is said to come from a register: %+v", x)
	}
	if x := kept.Sources["operator"]; !x.Given() {
		t.Errorf("what a register said: %+v", x)
	}
	// The same of the materials.
	meanwhile(func() {
		if _, err := s.Desk.SaveDraft(t.Context(), me, registration, "business", map[string]string{"trade_name": "晓溪县林家面包坊"}); err != nil {
			t.Error(err)
		}
	})
	_, err = s.Desk.Materials(t.Context(), me, registration)
	must(t, err)
	kept, err = s.Desk.Draft(t.Context(), me, registration)
	must(t, err)
	if kept.Answers["trade_name"] != "晓溪县林家面包坊" || len(kept.Sources) < 2 {
		t.Errorf("after the materials: %v, %v", kept.Answers, kept.Sources)
	}
}

// Many windows save at once, each another question: nothing of any is lost.
func TestManyWindowsOfOneDraft(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	names := []string{"trade_name", "scope", "premises", "phone", "start_date", "held", "delivery", "area"}
	var all sync.WaitGroup
	for i, q := range names {
		all.Go(func() {
			for n := range 5 {
				if _, err := s.Desk.KeepTyped(t.Context(), me, registration, "", map[string]string{q: strconv.Itoa(i) + strconv.Itoa(n)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	d, err := s.Desk.Draft(t.Context(), me, registration)
	must(t, err)
	for i, q := range names {
		if d.Answers[q] != strconv.Itoa(i)+"4" {
			t.Errorf("%s is %q", q, d.Answers[q])
		}
	}
}

// Half a word that a script saved is no dispute: it stands as typed and not as the
// register's, and who ends with what the register says, however written, disputes nothing.
func TestOnlyWhatIsSentDisputes(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	d, err := s.Desk.Prefill(t.Context(), me, grant, []string{"reader", "born", "resident"})
	must(t, err)
	said := d.Answers["born"]
	if !d.Sources["born"].Given() || said != "1992-05-17" {
		t.Fatalf("the register gives %q %+v", said, d.Sources["born"])
	}
	for _, x := range []struct {
		typed string
		own   bool
	}{{"1992-5-", true}, {"1992-5-17", false}, {"", true}, {said, false}} {
		d, err = s.Desk.KeepTyped(t.Context(), me, grant, "who", map[string]string{"born": x.typed})
		must(t, err)
		if d.Sources["born"].Own != x.own || d.Sources["born"].Given() == x.own {
			t.Errorf("typed %q: %+v", x.typed, d.Sources["born"])
		}
	}
	d, err = s.Desk.SaveDraft(t.Context(), me, grant, "who", map[string]string{"born": "1992-5-17", "resident": "yes"})
	must(t, err)
	r, err := s.Desk.Submit(t.Context(), me, desk.Filing{Service: grant, Answers: d.Answers, Submission: d.Submission})
	must(t, err)
	v, err := s.Desk.Case(t.Context(), me, r.Number)
	must(t, err)
	if x := v.Case.Acts[0].Sources["born"]; !x.Given() || x.Said != "" {
		t.Errorf("the act says %+v", x)
	}
	if ms, err := s.Desk.Matters(t.Context(), me); err != nil || len(ms) != 0 {
		t.Errorf("somebody is asked: %+v, %v", ms, err)
	}
}

// A draft that was saved before what a register said was kept beside the answer is
// disputed all the same.
func TestADraftOfBefore(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	d, err := s.Desk.Prefill(t.Context(), me, registration, []string{"residence"})
	must(t, err)
	x := d.Sources["residence"]
	x.Said = ""
	d.Sources["residence"] = x
	must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error { return draft.Save(tx, d) }))
	said := d.Answers["residence"]
	for _, y := range []struct {
		typed string
		own   bool
	}{{said, false}, {"晓溪县新街 9 号", true}, {said, false}} {
		d, err = s.Desk.SaveDraft(t.Context(), me, registration, "operator", map[string]string{"residence": y.typed})
		must(t, err)
		if d.Sources["residence"].Own != y.own {
			t.Errorf("typed %q: %+v", y.typed, d.Sources["residence"])
		}
	}
}
