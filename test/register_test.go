package test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"atonce/internal/clock"
	"atonce/internal/fail"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

const (
	peopleRegister = "population"
	peopleKeeper   = "cao-jie"
	sampleSubject  = "330199199205171124"
)

func looksAt(t *testing.T, s *scene.Scene, subject string) (out []share.Look) {
	t.Helper()
	if err := s.Store().Read(context.Background(), func(tx *store.Tx) (err error) {
		out, err = share.Looks(tx, subject, share.Filter{Most: 100})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// A file with faults opens one ticket for each rule it breaks, however many records
// do. Only who keeps the register sees it; the limit of the law pack counts working
// days; the answer closes it; the nightly check opens no second one while it is open.
func TestFaultsInAFileBecomeTickets(t *testing.T) {
	s := scene.New(t)
	ctx := t.Context()
	keeper := s.Person(peopleKeeper)
	var file bytes.Buffer
	file.WriteString("identity_number,name,sex,birth_date,area,address\n")
	for _, id := range []string{"330199199603082231", "330199199205171124", "33019919511002334X"} {
		file.WriteString(id + ",样例,male,2001-01-01,330199101000,\n")
	}
	rep, err := s.Desk.ImportRegister(ctx, keeper, peopleRegister, bytes.NewReader(file.Bytes()), register.ImportOptions{Name: "faulty.csv", Batch: 2})
	if err != nil || rep.Changed != 3 {
		t.Fatalf("%+v, %v", rep, err)
	}
	tickets, err := s.Desk.Tickets(ctx, keeper)
	if err != nil {
		t.Fatal(err)
	}
	broken := map[string]int{}
	for _, x := range tickets {
		broken[x.Rule] += x.Broken
		if x.Checked != 3 || len(x.Examples) != 0 {
			t.Errorf("%+v", x)
		}
	}
	if len(tickets) != 3 || broken["birth-in-number"] != 3 || broken["sex-in-number"] != 2 || broken["address-there"] != 3 {
		t.Fatalf("tickets: %v", broken)
	}
	// Opened on Monday 12 October 2026 at nine: the fifth working day after is Monday 19.
	first := tickets[0]
	if want := "2026-10-19"; first.Due.In(scene.Monday.Location()).Format(time.DateOnly) != want {
		t.Errorf("due %v, want %s", first.Due, want)
	}
	book, _ := s.Desk.RegisterOf(peopleRegister)
	period, _ := book.Book().Limit("data-quality-answer")
	rule, _ := clock.FromPeriod(period, book.Book().Calendar.Today(first.Opened))
	if due := (clock.Run{Rule: rule, Started: first.Opened}).Due(book.Book().Calendar).At; !due.Equal(first.Due) {
		t.Errorf("due %v, the law counts %v", first.Due, due)
	}
	for _, other := range []string{"jin-lei", "east-clerk", "lin-jian"} {
		some, err := s.Desk.Tickets(ctx, s.Person(other))
		if err != nil || len(some) != 0 {
			t.Errorf("%s sees %v, %v", other, some, err)
		}
		if _, _, err := s.Desk.Ticket(ctx, s.Person(other), first.ID); fail.KindOf(err) != fail.NotFound {
			t.Errorf("%s opens it: %v", other, err)
		}
		if err := s.Desk.AnswerTicket(ctx, s.Person(other), first.ID, register.Upheld, "x"); fail.KindOf(err) != fail.NotFound {
			t.Errorf("%s answers it: %v", other, err)
		}
	}
	whole, _, err := s.Desk.Ticket(ctx, keeper, first.ID)
	if err != nil || len(whole.Examples) != whole.Broken || whole.Examples[0].Row != 1 {
		t.Errorf("%+v, %v", whole, err)
	}
	if looks := looksAt(t, s, "lin-jian"); len(looks) != 1 || looks[0].By != peopleKeeper {
		t.Errorf("the look at the examples is not recorded: %+v", looks)
	}
	for _, c := range []struct{ answer, words, field string }{{"", "x", "answer"}, {register.Corrected, " ", "words"}, {register.Corrected, strings.Repeat("字", 2000), "words"}} {
		if err := s.Desk.AnswerTicket(ctx, keeper, first.ID, c.answer, c.words); err == nil || fail.As(err).Fields[0].Path != c.field {
			t.Errorf("answer %q: %v", c.answer, err)
		}
	}
	if err := s.Desk.AnswerTicket(ctx, keeper, first.ID, register.Corrected, "下一批数据改正。"); err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.AnswerTicket(ctx, keeper, first.ID, register.Upheld, "再答一次"); fail.KindOf(err) != fail.Conflict {
		t.Errorf("answered twice: %v", err)
	}

	// Each night one check; what is still broken gets one ticket, and new figures after.
	for night, want := range []int{6, 6, 6} {
		s.Pass(24 * time.Hour)
		if n, err := s.Desk.CheckRegisters(ctx); err != nil || n == 0 {
			t.Fatalf("night %d: %d, %v", night, n, err)
		}
		if n, err := s.Desk.CheckRegisters(ctx); err != nil || n != 0 {
			t.Errorf("night %d, again: %d, %v", night, n, err)
		}
		if tickets, err = s.Desk.Tickets(ctx, keeper); err != nil || len(tickets) != want {
			t.Errorf("night %d: %d tickets, %v", night, len(tickets), err)
		}
	}
	s.Pass(10 * 24 * time.Hour)
	qs, err := s.Desk.Qualities(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range qs {
		if q.Register.ID() != peopleRegister {
			continue
		}
		if q.Open != 5 || q.Late != 5 || len(q.Tallies) != 5 {
			t.Errorf("%+v", q)
		}
		for _, x := range q.Tallies {
			if x.Examples != nil || !strings.HasPrefix(x.Batch, "day:") {
				t.Errorf("public figures: %+v", x)
			}
		}
	}
}
