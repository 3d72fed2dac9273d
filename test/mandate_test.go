package test

import (
	"path/filepath"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/mandate"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/scene"
)

// signedPaper is the start of a PDF: a scan is judged by its content.
var signedPaper = []byte("%PDF-1.7 signed by hand")

func onPaper(s *scene.Scene) desk.NewMandate {
	return desk.NewMandate{File: "授权书.pdf", Body: signedPaper, Terms: mandate.Terms{Kind: mandate.Delegation, Giver: s.Person("chen-guilan").Identity, Taker: s.Person("li-xiao").Identity,
		Services: []string{scene.Card}, Until: scene.Monday.AddDate(0, 1, 0), Seen: "身份证原件，照片与本人一致"}}
}

// mandateMessages is how many messages about mandates somebody has.
func mandateMessages(t *testing.T, s *scene.Scene, who string) (n int) {
	t.Helper()
	ms, err := s.Desk.Inbox(t.Context(), s.Person(who))
	must(t, err)
	for _, m := range ms {
		if m.Number == "M-1" {
			n++
		}
	}
	return n
}

// refusedAs demands that an error is of a kind.
func refusedAs(t *testing.T, what string, err error, k fail.Kind) {
	t.Helper()
	if err == nil || fail.KindOf(err) != k {
		t.Errorf("%s: %v", what, err)
	}
}

// A mandate on signed paper takes two officials and who accepts it; each change is told
// to both once; it is over at its date and at once when somebody ends it; the log has it.
func TestMandateOnPaper(t *testing.T) {
	s := scene.New(t)
	clerk, second, taker := s.Person("zhang-min"), s.Person("zhou-hang"), s.Person("li-xiao")
	_, err := s.Desk.RecordMandate(t.Context(), s.Person("wu-fang"), onPaper(s))
	refusedAs(t, "recorded without the post", err, fail.Forbidden)
	_, err = s.Desk.RecordMandate(t.Context(), s.Person("anna-kowalska"), onPaper(s))
	refusedAs(t, "recorded by a citizen", err, fail.Forbidden)
	wrong := onPaper(s)
	wrong.Body, wrong.Seen, wrong.Until = []byte("MZ a program"), "", scene.Monday
	_, err = s.Desk.RecordMandate(t.Context(), clerk, wrong)
	if e := fail.As(err); e == nil || len(e.Fields) != 3 {
		t.Errorf("three things are wrong: %v", err)
	}
	wrong = onPaper(s)
	wrong.Taker = "330199199001010000"
	_, err = s.Desk.RecordMandate(t.Context(), clerk, wrong)
	refusedAs(t, "for nobody", err, fail.Invalid)

	m, err := s.Desk.RecordMandate(t.Context(), clerk, onPaper(s))
	must(t, err)
	if mine, _, err := s.Desk.Actings(t.Context(), taker); err != nil || len(mine) != 0 {
		t.Errorf("one official alone lets somebody act: %v %v", mine, err)
	}
	refusedAs(t, "one official twice", s.Desk.AnswerMandate(t.Context(), clerk, m.ID, true, ""), fail.Forbidden)
	refusedAs(t, "confirmed without the post", s.Desk.AnswerMandate(t.Context(), s.Person("wu-fang"), m.ID, true, ""), fail.NotFound)
	refusedAs(t, "sent back without a reason", s.Desk.AnswerMandate(t.Context(), second, m.ID, false, ""), fail.Invalid)
	must(t, s.Desk.AnswerMandate(t.Context(), second, m.ID, true, ""))
	refusedAs(t, "confirmed twice", s.Desk.AnswerMandate(t.Context(), second, m.ID, true, ""), fail.Conflict)

	mine, _, err := s.Desk.Actings(t.Context(), taker)
	must(t, err)
	if len(mine) != 1 || mine[0].Holds(s.Desk.Now()) || mine[0].Mandate != "M-1" {
		t.Fatalf("it holds before it is accepted, or has no number: %+v", mine)
	}
	refusedAs(t, "accepted by another", s.Desk.AcceptPaper(t.Context(), s.Person("lin-jian"), mine[0].ID), fail.NotFound)
	must(t, s.Desk.AcceptPaper(t.Context(), taker, mine[0].ID))
	refusedAs(t, "accepted twice", s.Desk.AcceptPaper(t.Context(), taker, mine[0].ID), fail.NotFound)
	mine, _, err = s.Desk.Actings(t.Context(), taker)
	must(t, err)
	if a := mine[0]; !a.Holds(s.Desk.Now()) || a.Holds(m.Until) || !a.Reaches(scene.Card, true) || a.Reaches("another", true) {
		t.Errorf("not as the paper says: %+v", a)
	}
	refusedAs(t, "ended without a reason", s.Desk.EndMandate(t.Context(), clerk, m.ID, ""), fail.Invalid)
	must(t, s.Desk.EndMandate(t.Context(), clerk, m.ID, "本人到窗口要求结束"))
	refusedAs(t, "ended twice", s.Desk.EndMandate(t.Context(), clerk, m.ID, "本人到窗口要求结束"), fail.Conflict)
	if mine, _, err = s.Desk.Actings(t.Context(), taker); err != nil || mine[0].Holds(s.Desk.Now()) {
		t.Errorf("it goes on: %v %v", mine, err)
	}
	for _, who := range []string{"chen-guilan", "li-xiao"} {
		if n := mandateMessages(t, s, who); n != 3 {
			t.Errorf("%s was told %d times of three changes", who, n)
		}
	}
	looks, err := s.Desk.Looks(t.Context(), s.Person("chen-guilan"))
	must(t, err)
	seen := false
	for _, l := range looks {
		seen = seen || l.By == "zhang-min" && l.Purpose == desk.PurposeMandate
	}
	if !seen {
		t.Error("who gave it does not see that they were looked up")
	}
	_, err = s.Desk.Verify(t.Context())
	must(t, err)
}

// An offer on paper that nobody accepts in time is lost, and so is one past its day.
func TestMandateOnPaperIsLost(t *testing.T) {
	for name, days := range map[string]int{"after a fortnight": 15, "past its day": 3} {
		t.Run(name, func(t *testing.T) {
			s := scene.New(t)
			in := onPaper(s)
			if days == 3 {
				in.Until = scene.Monday.AddDate(0, 0, 2)
			}
			m, err := s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), in)
			must(t, err)
			must(t, s.Desk.AnswerMandate(t.Context(), s.Person("zhou-hang"), m.ID, true, ""))
			mine, _, err := s.Desk.Actings(t.Context(), s.Person("li-xiao"))
			must(t, err)
			s.Pass(time.Duration(days) * 24 * time.Hour)
			refusedAs(t, "accepted too late", s.Desk.AcceptPaper(t.Context(), s.Person("li-xiao"), mine[0].ID), fail.NotFound)
		})
	}
}

// A firm whose first registrant does not let go gets another owner by two officials;
// everybody who could act for it is told once, and acts no more.
func TestFirmGetsAnotherOwnerAtTheCounter(t *testing.T) {
	s := scene.New(t)
	must(t, s.Desk.ResetFirm(t.Context(), "hemu-foods", "lin-jian", "register office"))
	in := desk.NewMandate{File: "变更.pdf", Body: signedPaper, Terms: mandate.Terms{Kind: mandate.Ownership, Giver: s.Person("hemu-foods").Identity, Taker: s.Person("li-xiao").Identity,
		Came: true, Seen: "身份证原件和营业执照", Why: "登记档案中的法定代表人为李晓"}}
	wrong := in
	wrong.Why = ""
	_, err := s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), wrong)
	refusedAs(t, "without a ground", err, fail.Invalid)
	wrong = in
	wrong.Giver = s.Person("chen-guilan").Identity
	_, err = s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), wrong)
	refusedAs(t, "of a person as if of a firm", err, fail.Invalid)
	m, err := s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), in)
	must(t, err)
	refusedAs(t, "one official twice", s.Desk.AnswerMandate(t.Context(), s.Person("zhang-min"), m.ID, true, ""), fail.Forbidden)
	must(t, s.Desk.AnswerMandate(t.Context(), s.Person("zhou-hang"), m.ID, true, ""))
	holds := func(who string) bool {
		as, _, err := s.Desk.Actings(t.Context(), s.Person(who))
		must(t, err)
		for _, a := range as {
			if a.For == "hemu-foods" && a.Role == people.Owner && a.Holds(s.Desk.Now()) {
				return true
			}
		}
		return false
	}
	if holds("lin-jian") || !holds("li-xiao") {
		t.Error("the first registrant still owns it, or the new owner does not")
	}
	for _, who := range []string{"lin-jian", "li-xiao"} {
		if n := mandateMessages(t, s, who); n != 1 {
			t.Errorf("%s was told %d times", who, n)
		}
	}
	refusedAs(t, "ended by the counter", s.Desk.EndMandate(t.Context(), s.Person("zhang-min"), m.ID, "结束这一授权"), fail.Conflict)
	_, err = s.Desk.Verify(t.Context())
	must(t, err)
}

// A right to act that came of paper is over at the date on it, and not before.
func TestMandateOnPaperEndsAtItsDate(t *testing.T) {
	s := scene.New(t)
	in := onPaper(s)
	in.Until = scene.Monday.AddDate(0, 0, 10)
	m, err := s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), in)
	must(t, err)
	must(t, s.Desk.AnswerMandate(t.Context(), s.Person("zhou-hang"), m.ID, true, ""))
	taker := s.Person("li-xiao")
	mine, _, err := s.Desk.Actings(t.Context(), taker)
	must(t, err)
	must(t, s.Desk.AcceptPaper(t.Context(), taker, mine[0].ID))
	// Each day in a session of its own: one does not last that long.
	actsFor := func() bool {
		secret := s.Session("li-xiao", people.PageSession)
		refused := s.Desk.ActAs(t.Context(), taker, secret, mine[0].ID)
		signed, ok, err := s.Desk.WhoIs(t.Context(), secret, people.PageSession)
		must(t, err)
		if acts := ok && signed.For != nil && signed.For.ID == "chen-guilan"; acts != (refused == nil) {
			t.Errorf("acts: %v, and the choice was answered %v", acts, refused)
		}
		return refused == nil
	}
	s.Pass(9 * 24 * time.Hour)
	if !actsFor() {
		t.Error("it is over before its date")
	}
	s.Pass(24*time.Hour + time.Minute)
	if actsFor() {
		t.Error("it goes on past its date")
	}
}

// What the counter recorded cannot be changed behind the program's back: neither the scan
// of the paper, nor what it is said to say, nor a deed.
func TestVerifyFindsChangedMandates(t *testing.T) {
	s := scene.New(t)
	m, err := s.Desk.RecordMandate(t.Context(), s.Person("zhang-min"), onPaper(s))
	must(t, err)
	must(t, s.Desk.AnswerMandate(t.Context(), s.Person("zhou-hang"), m.ID, true, ""))
	s.SignLog()
	set, problems := pack.Load(s.Packs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	v := vault{file: filepath.Join(t.TempDir(), "vault.db"), set: set, keys: desk.LogKeys{Trusted: []string{s.Log.Verifier}}}
	_, err = raw(t, filepath.Join(s.Folder, "atonce.db")).Exec("VACUUM INTO ?", v.file)
	must(t, err)
	must(t, v.verify(t, v.file))
	for _, attack := range []string{
		"UPDATE mandate SET scan = x'25504446'",
		"UPDATE mandate SET body = CAST(replace(CAST(body AS TEXT), 'li-xiao', 'lin-jian') AS BLOB)",
		"UPDATE mandate SET state = 'recorded'",
		"UPDATE mandate SET acting = 'another'",
		"UPDATE mandate SET office = 'another'",
		"DELETE FROM mandate",
		"INSERT INTO mandate (office, state, acting, body, scan) SELECT office, state, acting, replace(body, '\"id\":1', '\"id\":2'), scan FROM mandate",
		"UPDATE mandate_act SET body = x'7b7d' WHERE leaf = (SELECT MAX(leaf) FROM mandate_act)",
		"DELETE FROM mandate_act WHERE leaf = (SELECT MAX(leaf) FROM mandate_act)",
	} {
		file := v.copy(t)
		db := raw(t, file)
		for _, trigger := range []string{"mandate_act_no_UPDATE", "mandate_act_no_DELETE"} {
			_, err := db.Exec("DROP TRIGGER IF EXISTS " + trigger)
			must(t, err)
		}
		_, err := db.Exec(attack)
		must(t, err)
		must(t, db.Close())
		if err := v.verify(t, file); err == nil {
			t.Errorf("not found: %s", attack)
		}
	}
}
