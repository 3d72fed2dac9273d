package test

import (
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/tiles"
)

// Two people erase a record on a ground. Nothing of the person is left in the
// database, the log is whole, and whoever asks is told when and why.
func TestErasure(t *testing.T) {
	s := scene.New(t)
	number := s.File(applicant, registration, answers())
	other := s.File(applicant, registration, answers())
	s.SignLog()
	before, err := s.Desk.Evidence(t.Context(), s.Person(applicant), number)
	must(t, err)
	receipt, err := before.File()
	must(t, err)
	refused := func(err error, key string) {
		t.Helper()
		e := fail.As(err)
		if err == nil || e.Key != key || !text.Has(text.EN, key) || !text.Has(text.ZH, key) {
			t.Errorf("got %v, want %s", err, key)
		}
	}
	first, second := s.Person("pack-keeper-1"), s.Person("pack-keeper-2")
	const ground = "中华人民共和国个人信息保护法第四十七条第一款第三项"
	refused(s.Desk.ProposeErasure(t.Context(), first, number, ground), "desk.erase-needed") // not ended
	s.Do(applicant, number, casework.Act{Verb: casework.Withdraw})
	refused(s.Desk.ProposeErasure(t.Context(), s.Person("zhang-min"), number, ground), "desk.records-keepers")
	refused(s.Desk.ProposeErasure(t.Context(), first, number, "  "), "desk.erase-ground")
	refused(s.Desk.ApproveErasure(t.Context(), second, number), "desk.erase-not-proposed")
	must(t, s.Desk.ProposeErasure(t.Context(), first, number, ground))
	refused(s.Desk.ApproveErasure(t.Context(), first, number), "desk.erase-two-people")
	if _, err := s.Desk.Case(t.Context(), s.Person(applicant), number); err != nil {
		t.Errorf("proposed is not done: %v", err)
	}
	must(t, s.Desk.ApproveErasure(t.Context(), second, number))
	refused(s.Desk.ApproveErasure(t.Context(), second, number), "desk.erased")

	_, err = s.Desk.Case(t.Context(), s.Person(applicant), number)
	refused(err, "desk.erased")
	if e := fail.As(err); e.Args["ground"] != ground || e.Args["date"] != "2026-10-12" {
		t.Errorf("it is told: %v", e)
	}
	if _, err := s.Desk.Case(t.Context(), s.Person(applicant), other); err != nil {
		t.Errorf("the other case: %v", err)
	}
	s.SignLog()
	got, err := s.Desk.Verify(t.Context())
	if err != nil || got.Erased != 1 || got.Cases != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.Desk.Rebuild(t.Context())
	must(t, err)
	_, keys, err := merkle.ParseKeys(s.Log.Verifier)
	must(t, err)
	outside, err := tiles.Check(t.Context(), s.Desk, keys, headOf(t, before.Receipt.Checkpoint))
	if err != nil || outside.Each["erasure"] != 1 {
		t.Errorf("from outside: %v, %v", outside.Each, err)
	}
	// Who kept a receipt can still show it.
	if _, err := merkle.CheckReceipt(receipt, s.Log.Verifier); err != nil {
		t.Errorf("the receipt: %v", err)
	}

	db := raw(t, filepath.Join(s.Folder, "atonce.db"))
	var left int
	for _, q := range []string{"SELECT count(*) FROM act WHERE number = ? AND (length(body) > 0 OR length(salt) > 0 OR by_id <> '' OR verb <> '')",
		"SELECT count(*) FROM casefile WHERE number = ? AND (subject <> '' OR applicant <> '')", "SELECT count(*) FROM message WHERE number = ?",
		"SELECT count(*) FROM submission WHERE number = ?"} {
		must(t, db.QueryRow(q, number).Scan(&left))
		if left != 0 {
			t.Errorf("%d rows are left: %s", left, q)
		}
	}
	// The database lets nobody blank an act of which that was not decided, nor write
	// one anew; and who breaks the guard is found out.
	for _, q := range []string{"UPDATE act SET body = x'', salt = x'', by_id = '', verb = '', at = 0 WHERE number = '" + other + "'",
		"UPDATE act SET seq = seq + 1 WHERE number = '" + number + "'",
		"UPDATE act SET body = x'7b7d' WHERE number = '" + number + "'", "DELETE FROM act WHERE number = '" + number + "'"} {
		if _, err := db.Exec(q); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", q, err)
		}
	}
	for _, q := range []string{"DROP TRIGGER act_no_UPDATE", "UPDATE act SET body = x'', salt = x'', by_id = '', verb = '', at = 0 WHERE number = '" + other + "'"} {
		_, err := db.Exec(q)
		must(t, err)
	}
	_, err = s.Desk.Verify(t.Context())
	refused(err, "desk.verify-edited")
	_, err = db.Exec("INSERT INTO erasure SELECT ?, ground, proposed_by, proposed, approved_by, approved, leaf, salt, body FROM erasure", other)
	must(t, err)
	_, err = s.Desk.Verify(t.Context())
	refused(err, "desk.verify-edited")
}

func headOf(t *testing.T, checkpoint string) merkle.Head {
	t.Helper()
	text, _, _ := strings.Cut(checkpoint, "\n\n")
	h, err := merkle.ParseHead(text + "\n")
	must(t, err)
	return h
}
