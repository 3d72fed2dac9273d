// Package test takes the real packs through the real desk: what a service
// declares is proved by its stories, that the house keeps it is proved here.
package test

import (
	"atonce/internal/share"
	"context"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
)

// world is a desk on a real database, with the repository's packs in force and the
// sample people, at a moment that the test moves on.
type world struct {
	t     *testing.T
	desk  *desk.Desk
	store *store.Store
	now   time.Time
	who   map[string]people.Person
	set   *pack.Set
}

const (
	registration = "individual-household-registration"
	applicant    = "lin-jian"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := newWorldBefore(t)
	for _, s := range w.set.Services() {
		_, err := w.desk.ProposePack(t.Context(), w.who["pack-keeper-1"], s.ID())
		w.must(err)
		_, err = w.desk.ApprovePack(t.Context(), w.who["pack-keeper-2"], s.ID())
		w.must(err)
	}
	return w
}

// newWorldBefore is the world before anything came into force.
func newWorldBefore(t *testing.T) *world {
	t.Helper()
	files := os.DirFS("../packs")
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		t.Fatalf("packs do not load: %v", problems)
	}
	w := &world{t: t, now: time.Date(2026, 9, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600)), who: map[string]people.Person{}, set: set}
	st := storetest.New(t, storetest.At(&w.now))
	w.store = st
	w.desk = desk.New(desk.Config{Store: st, Clock: func() time.Time { return w.now }, Slog: slog.New(slog.NewTextHandler(io.Discard, nil))})
	sample, problems := people.LoadSample(files)
	if len(problems) > 0 {
		t.Fatalf("sample people do not load: %v", problems)
	}
	for _, p := range sample.People {
		w.who[p.ID] = p
	}
	w.must(w.desk.Restore(t.Context(), set))
	w.must(w.desk.SavePeople(t.Context(), sample))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func answers() map[string]string {
	return map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000", "residence": "晓溪县溪前路 2 号",
		"trade_name": "晓溪县林家面包坊", "scope": "面包销售", "start_date": "2026-10-08", "area": county, "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "electronic"}
}

// county is the area of the sample offices.
const county = "330199"

func (w *world) submit(person, submission string) (desk.Receipt, error) {
	return w.desk.Submit(context.Background(), w.who[person], desk.Filing{Service: registration, Answers: answers(), Submission: submission})
}

func (w *world) act(person, number string, a casework.Act) (desk.Receipt, error) {
	w.t.Helper()
	return w.desk.Act(context.Background(), w.who[person], desk.Doing{Number: number, Act: a, Submission: desk.NewSubmission()})
}

func (w *world) mustAct(person, number string, a casework.Act) {
	w.t.Helper()
	_, err := w.act(person, number, a)
	w.must(err)
}

// refused demands an error of a kind whose words are there in both languages.
func (w *world) refused(err error, kind fail.Kind, key string) {
	w.t.Helper()
	e := fail.As(err)
	if err == nil || e.Kind != kind || e.Key != key {
		w.t.Fatalf("got %v, want %v %s", err, kind, key)
	}
	for _, l := range text.Langs {
		if !text.Has(l, e.Key) {
			w.t.Errorf("no words for %s in %s", e.Key, l)
		}
	}
}

// registered takes a case from the application to the licence.
func (w *world) registered() string {
	w.t.Helper()
	r, err := w.submit(applicant, "s-1")
	w.must(err)
	w.mustAct("zhang-min", r.Number, casework.Act{Verb: casework.Accept})
	w.mustAct("zhou-hang", r.Number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	w.mustAct("wu-fang", r.Number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	return r.Number
}

func TestFromApplicationToLicence(t *testing.T) {
	w := newWorld(t)
	number := w.registered()
	v, err := w.desk.Case(t.Context(), w.who[applicant], number)
	w.must(err)
	if v.Case.Outcome != "registered" || v.Case.Stage != "closed" || len(v.Licences) != 1 {
		t.Fatalf("outcome %q, stage %q, %d licences", v.Case.Outcome, v.Case.Stage, len(v.Licences))
	}
	issued, ok, err := w.desk.CheckLicence(t.Context(), v.Licences[0].Mark)
	w.must(err)
	if !ok || issued.Licence.StatusAt(w.now) != licence.Valid || issued.Licence.Name != "晓溪县林家面包坊" {
		t.Fatalf("public check: %v %+v", ok, issued.Licence)
	}
	inbox, err := w.desk.Inbox(t.Context(), w.who[applicant])
	w.must(err)
	seen := map[int]bool{}
	for _, m := range inbox {
		if seen[m.Seq] {
			t.Errorf("two messages about act %d", m.Seq)
		}
		seen[m.Seq] = true
	}
	if len(inbox) != 4 { // submitted, accepted, decided, delivered
		t.Errorf("%d messages, want 4: %+v", len(inbox), inbox)
	}
	got, err := w.desk.Verify(t.Context())
	w.must(err)
	if got.Cases != 1 || got.Acts != 5 {
		t.Errorf("verified %+v", got)
	}
}

func TestSentTwiceIsDoneOnce(t *testing.T) {
	w := newWorld(t)
	a, err := w.submit(applicant, "same")
	w.must(err)
	b, err := w.submit(applicant, "same")
	w.must(err)
	if a.Number != b.Number || !b.Repeat {
		t.Fatalf("first %+v, second %+v", a, b)
	}
	_, err = w.desk.Submit(t.Context(), w.who[applicant], desk.Filing{Service: registration, Answers: map[string]string{"operator": "别人"}, Submission: "same"})
	w.refused(err, fail.Conflict, "journal.submission-reused")
}

func TestWhoMayNot(t *testing.T) {
	w := newWorld(t)
	r, err := w.submit(applicant, "s")
	w.must(err)
	_, err = w.act("zhou-hang", r.Number, casework.Act{Verb: casework.Accept})
	w.refused(err, fail.Forbidden, "casework.not-yours")
	_, err = w.act("li-xiao", r.Number, casework.Act{Verb: casework.Withdraw})
	w.refused(err, fail.NotFound, "desk.no-case")
	_, err = w.desk.Case(t.Context(), w.who["shen-lan"], r.Number)
	w.refused(err, fail.NotFound, "desk.no-case")
	_, err = w.act("wu-fang", r.Number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	if fail.KindOf(err) != fail.Forbidden && fail.KindOf(err) != fail.Conflict {
		t.Fatalf("deciding before anything was proposed: %v", err)
	}
}

// Two officials look at the same case and both act: the second is told, and told
// what to do; nothing is done twice.
func TestTwoOfficialsAtOnce(t *testing.T) {
	w := newWorld(t)
	r, err := w.submit(applicant, "s")
	w.must(err)
	clerk := w.who["zhang-min"]
	do := func(a casework.Act) error {
		_, err := w.desk.Act(t.Context(), clerk, desk.Doing{Number: r.Number, Act: a, Expect: 1, Submission: desk.NewSubmission()})
		return err
	}
	w.must(do(casework.Act{Verb: casework.Accept}))
	w.refused(do(casework.Act{Verb: casework.RefuseIntake, Reason: "不属于本机关"}), fail.Conflict, "journal.changed-meanwhile")
}

func TestSilenceActsByItself(t *testing.T) {
	w := newWorld(t)
	r, err := w.submit(applicant, "s")
	w.must(err)
	w.now = w.now.AddDate(0, 0, 30)
	n, err := w.desk.RunDue(t.Context())
	w.must(err)
	v, err := w.desk.Case(t.Context(), w.who[applicant], r.Number)
	w.must(err)
	last := v.Case.Acts[len(v.Case.Acts)-1]
	if n != 1 || last.Verb != casework.Accept || last.Role != casework.RoleSystem {
		t.Fatalf("%d changed; last act %+v", n, last)
	}
}

func TestEveryLookIsSeenByTheApplicant(t *testing.T) {
	w := newWorld(t)
	r, err := w.submit(applicant, "s")
	w.must(err)
	_, err = w.desk.Case(t.Context(), w.who["zhang-min"], r.Number)
	w.must(err)
	looks, err := w.desk.Looks(t.Context(), w.who[applicant], share.Filter{})
	w.must(err)
	if len(looks) != 1 || looks[0].By != "zhang-min" || looks[0].Number != r.Number || len(looks[0].Fields) == 0 {
		t.Fatalf("%+v", looks)
	}
}

func TestPacksTakeTwoPeople(t *testing.T) {
	w := newWorld(t)
	_, err := w.desk.ApprovePack(t.Context(), w.who["pack-keeper-2"], registration)
	w.refused(err, fail.Conflict, "edition.no-proposal")
	_, err = w.desk.ProposePack(t.Context(), w.who["pack-keeper-1"], registration)
	w.must(err)
	_, err = w.desk.ApprovePack(t.Context(), w.who["pack-keeper-1"], registration)
	w.refused(err, fail.Forbidden, "edition.two-people")
	_, err = w.desk.ProposePack(t.Context(), w.who["zhang-min"], registration)
	w.refused(err, fail.Forbidden, "desk.pack-keepers")
}

func TestRowsCanBeThrownAway(t *testing.T) {
	w := newWorld(t)
	w.registered()
	n, err := w.desk.Rebuild(t.Context())
	w.must(err)
	if n != 1 {
		t.Fatalf("%d rows", n)
	}
	_, err = w.desk.Verify(t.Context())
	w.must(err)
}
