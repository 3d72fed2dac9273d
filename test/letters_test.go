package test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atonce/internal/carrier"
	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/notify"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// texts is a service that sends text messages, as one that is somebody else's.
type texts struct {
	sync.Mutex
	got  []struct{ ID, To, Text string }
	how  string // "", broken, refuses
	then func() // after it took a letter, before it answers
	web  *httptest.Server
}

func (s *texts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	var l struct{ ID, To, Text string }
	if err := json.NewDecoder(r.Body).Decode(&l); err != nil || s.how == "broken" {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	state := "taken"
	if s.how == "refuses" {
		state = "refused"
		w.WriteHeader(http.StatusUnprocessableEntity)
	} else {
		s.got = append(s.got, l)
	}
	if s.then != nil {
		s.then()
	}
	json.NewEncoder(w).Encode(map[string]string{"id": l.ID, "state": state, "refused": "no such number"})
}

// withTexts is a scene whose applicant confirmed a number.
func withTexts(t *testing.T) (*scene.Scene, *texts) {
	t.Helper()
	s, x := scene.New(t), &texts{}
	x.web = httptest.NewServer(x)
	t.Cleanup(x.web.Close)
	s.Desk.UseCarriers("https://gov.example", map[notify.Channel]carrier.Carrier{notify.Text: carrier.Text{URL: x.web.URL, Secret: "secret"}})
	by := s.Person(applicant)
	must(t, s.Desk.AskAddress(t.Context(), by, notify.Text, "138-0000-0000"))
	code := regexp.MustCompile(`\d{6}`).FindString(x.got[0].Text)
	must(t, s.Desk.ConfirmAddress(t.Context(), by, notify.Text, code))
	x.got = nil
	return s, x
}

func carried(t *testing.T, s *scene.Scene) int {
	t.Helper()
	n, err := s.Desk.CarryLetters(t.Context())
	must(t, err)
	return n
}

func TestLetterForEachChange(t *testing.T) {
	s, x := withTexts(t)
	number := s.File(applicant, registration, answers())
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	inbox, err := s.Desk.Inbox(t.Context(), s.Person(applicant))
	must(t, err)
	if n := carried(t, s); n != len(inbox) || n == 0 || carried(t, s) != 0 {
		t.Fatalf("%d letters for %d messages", n, len(inbox))
	}
	for _, l := range x.got {
		if l.To != "13800000000" || !strings.Contains(l.Text, "https://gov.example/cases/"+number) {
			t.Errorf("%+v", l)
		}
		for _, answer := range answers() {
			if len([]rune(answer)) > 2 && strings.Contains(l.Text, answer) {
				t.Errorf("a letter holds the answer %q: %s", answer, l.Text)
			}
		}
	}
}

// Who is killed after the other side took a letter, and before that is written down,
// sends it again under the same id.
func TestLetterAfterAKill(t *testing.T) {
	s, x := withTexts(t)
	s.File(applicant, registration, answers())
	ctx, kill := context.WithCancel(t.Context())
	x.then = kill
	if n, err := s.Desk.CarryLetters(ctx); n != 0 || err == nil {
		t.Fatalf("%d were marked, %v", n, err)
	}
	x.Lock()
	x.then = nil
	x.Unlock()
	before := len(x.got)
	carried(t, s)
	if before == 0 || len(x.got) <= before || x.got[0].ID != x.got[before].ID {
		t.Errorf("the ids are %+v", x.got)
	}
}

func TestLetterIsTriedForADay(t *testing.T) {
	s, x := withTexts(t)
	must(t, s.Desk.ChooseLetters(t.Context(), s.Person(applicant), notify.Choice{}))
	number := s.File(applicant, registration, answers())
	x.how = "broken"
	begun, tries := s.Now(), 0
	for range 40 {
		carried(t, s)
		var due []notify.Out
		must(t, s.Store().Read(t.Context(), func(tx *store.Tx) (err error) { due, err = notify.OutOf(tx, number); return err }))
		tries = due[0].Tries
		l, err := s.Desk.LettersOf(t.Context(), s.Person(applicant))
		must(t, err)
		if len(l.Lost) > 0 {
			break
		}
		s.Pass(time.Hour)
	}
	l, err := s.Desk.LettersOf(t.Context(), s.Person(applicant))
	must(t, err)
	if spent := s.Now().Sub(begun); !l.Unreached() || spent < 24*time.Hour || spent > 40*time.Hour || tries != 14 {
		t.Errorf("given up after %v and %d tries: %+v", spent, tries, l)
	}
}

func TestDeadAddress(t *testing.T) {
	s, x := withTexts(t)
	x.how = "refuses"
	s.File(applicant, registration, answers())
	carried(t, s)
	l, err := s.Desk.LettersOf(t.Context(), s.Person(applicant))
	must(t, err)
	if len(l.Addresses) != 1 || l.Addresses[0].Good() || !strings.Contains(l.Addresses[0].Dead, "no such number") {
		t.Fatalf("%+v", l.Addresses)
	}
	x.how = ""
	s.File(applicant, registration, answers())
	if carried(t, s) != 0 {
		t.Error("a dead address was written to")
	}
}

// Quiet hours put a letter off until their end, by the clock of the place, also over midnight.
func TestLetterWaitsInQuietHours(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	for name, c := range map[string]struct {
		choice notify.Choice
		at     time.Time
		until  time.Time
	}{
		"by day":              {notify.UsualChoice, time.Date(2026, 11, 8, 20, 59, 0, 0, zone), time.Time{}},
		"from nine":           {notify.UsualChoice, time.Date(2026, 11, 8, 21, 0, 0, 0, zone), time.Date(2026, 11, 9, 8, 0, 0, 0, zone)},
		"at midnight":         {notify.UsualChoice, time.Date(2026, 11, 9, 0, 0, 0, 0, zone), time.Date(2026, 11, 9, 8, 0, 0, 0, zone)},
		"a minute before":     {notify.UsualChoice, time.Date(2026, 11, 9, 7, 59, 0, 0, zone), time.Date(2026, 11, 9, 8, 0, 0, 0, zone)},
		"at eight":            {notify.UsualChoice, time.Date(2026, 11, 9, 8, 0, 0, 0, zone), time.Time{}},
		"the last of a year":  {notify.UsualChoice, time.Date(2026, 12, 31, 23, 0, 0, 0, zone), time.Date(2027, 1, 1, 8, 0, 0, 0, zone)},
		"a quiet noon":        {notify.Choice{From: 12, Until: 14}, time.Date(2026, 11, 8, 13, 0, 0, 0, zone), time.Date(2026, 11, 8, 14, 0, 0, 0, zone)},
		"none":                {notify.Choice{}, time.Date(2026, 11, 9, 0, 0, 0, 0, zone), time.Time{}},
		"not by Greenwich":    {notify.UsualChoice, time.Date(2026, 11, 9, 22, 0, 0, 0, time.UTC), time.Date(2026, 11, 10, 8, 0, 0, 0, zone)},
		"not by Greenwich, 2": {notify.UsualChoice, time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := withTexts(t)
			must(t, s.Desk.ChooseLetters(t.Context(), s.Person(applicant), c.choice))
			s.Set(c.at)
			s.File(applicant, registration, answers())
			if n := carried(t, s); n > 0 != c.until.IsZero() {
				t.Fatalf("%d were carried", n)
			}
			if c.until.IsZero() {
				return
			}
			s.Set(c.until.Add(-time.Second))
			early := carried(t, s)
			s.Set(c.until)
			if late := carried(t, s); early != 0 || late == 0 {
				t.Errorf("%d before the end, %d at it", early, late)
			}
		})
	}
}

func TestTopicsAndStop(t *testing.T) {
	s, x := withTexts(t)
	by := s.Person(applicant)
	must(t, s.Desk.ChooseLetters(t.Context(), by, notify.Choice{Muted: notify.Topics}))
	s.File(applicant, registration, answers())
	if carried(t, s) != 0 {
		t.Error("a topic that is off was written about")
	}
	must(t, s.Desk.ChooseLetters(t.Context(), by, notify.Choice{}))
	s.File(applicant, registration, answers())
	must(t, s.Desk.StopLetters(t.Context(), by, notify.Text))
	if carried(t, s) != 0 || len(x.got) != 0 {
		t.Error("a letter that waited left after the stop")
	}
	if err := s.Desk.ChooseLetters(t.Context(), by, notify.Choice{From: 24}); fail.KindOf(err) != fail.Invalid {
		t.Errorf("an hour that is none: %v", err)
	}
}

func TestAddressIsUsedOnceConfirmed(t *testing.T) {
	s, x := withTexts(t)
	by, ctx := s.Person("li-xiao"), t.Context()
	key := func(err error) string {
		if e := fail.As(err); err != nil && len(e.Fields) == 1 {
			return e.Fields[0].Key
		}
		return ""
	}
	for _, bad := range []string{"", "12", "one", "+1234567890123456"} {
		if got := key(s.Desk.AskAddress(ctx, by, notify.Text, bad)); got != "notify.wrong-text" {
			t.Errorf("%q: %s", bad, got)
		}
	}
	if got := key(s.Desk.AskAddress(ctx, by, notify.Mail, "a@b.example")); got != "notify.wrong-channel" {
		t.Errorf("a channel that nobody carries: %s", got)
	}
	must(t, s.Desk.AskAddress(ctx, by, notify.Text, "13900000000"))
	if got := key(s.Desk.AskAddress(ctx, by, notify.Text, "13900000000")); got != "notify.codes-gap" {
		t.Errorf("a second code at once: %s", got)
	}
	code := regexp.MustCompile(`\d{6}`).FindString(x.got[0].Text)
	for range 5 {
		if got := key(s.Desk.ConfirmAddress(ctx, by, notify.Text, "x")); got != "notify.code-wrong" {
			t.Errorf("a wrong code: %s", got)
		}
	}
	if got := key(s.Desk.ConfirmAddress(ctx, by, notify.Text, code)); got != "notify.code-over" {
		t.Errorf("the right code after five wrong ones: %s", got)
	}
	for range 4 {
		s.Pass(2 * time.Minute)
		must(t, s.Desk.AskAddress(ctx, by, notify.Text, "13900000000"))
	}
	s.Pass(11 * time.Minute)
	last := x.got[len(x.got)-1].Text
	if got := key(s.Desk.ConfirmAddress(ctx, by, notify.Text, regexp.MustCompile(`\d{6}`).FindString(last))); got != "notify.code-over" {
		t.Errorf("a code of eleven minutes ago: %s", got)
	}
	must(t, s.Desk.StopLetters(ctx, by, notify.Text))
	if got := key(s.Desk.AskAddress(ctx, by, notify.Text, "13900000000")); got != "notify.codes-day" {
		t.Errorf("a sixth code in a day: %s", got)
	}
	if slices.ContainsFunc(x.got, func(l struct{ ID, To, Text string }) bool { return strings.Contains(l.Text, "http") }) {
		t.Error("a letter with a code holds a link")
	}
}
