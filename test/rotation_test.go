package test

import (
	"crypto/rand"
	"log/slog"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/scene"
	"atonce/internal/tiles"

	"golang.org/x/mod/sumdb/note"
)

// A log changes its key without a stop: the new one announces itself in the log and
// signs from then on; with the list of keys everything signed before stays good.
func TestKeyRotation(t *testing.T) {
	s := scene.New(t)
	number := s.File(applicant, registration, answers())
	s.SignLog()
	old, err := s.Desk.Evidence(t.Context(), s.Person(applicant), number)
	must(t, err)

	skey, _, err := note.GenerateKey(rand.Reader, s.Log.Name())
	must(t, err)
	next, err := merkle.ParseLogKey(skey)
	must(t, err)
	set, problems := pack.Load(s.Packs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	with := func(trusted ...string) *desk.Desk {
		d := desk.New(desk.Config{Store: s.Store(), Clock: s.Now, Slog: slog.New(slog.DiscardHandler), Keys: desk.Keys{Log: desk.LogKeys{Sign: &next, Trusted: trusted}}})
		must(t, d.Restore(t.Context(), set))
		return d
	}
	d := with(s.Log.Verifier, next.Verifier)
	grew, err := d.SignHead(t.Context())
	if err != nil || !grew {
		t.Fatalf("the new key announces itself: %v, %v", grew, err)
	}
	if grew, err = d.SignHead(t.Context()); err != nil || grew {
		t.Errorf("it announces itself once: %v, %v", grew, err)
	}
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	_, err = d.SignHead(t.Context())
	must(t, err)
	_, both, err := merkle.ParseKeys(s.Log.Verifier + "\n" + next.Verifier)
	must(t, err)
	got, err := tiles.Check(t.Context(), d, both)
	must(t, err)
	if got.Key.KeyHash() != next.KeyHash() || got.Each["key"] != 2 {
		t.Errorf("signed by %08x, %v", got.Key.KeyHash(), got.Each)
	}
	_, err = d.Verify(t.Context())
	must(t, err)
	if _, err := with(next.Verifier).Verify(t.Context()); fail.As(err).Key != "ledger.bad-head" {
		t.Errorf("without the old key the old heads cannot be checked: %v", err)
	}
	// A receipt from before and one from after are both good.
	e, err := d.Evidence(t.Context(), s.Person(applicant), number)
	must(t, err)
	for _, e := range []desk.Evidence{old, e} {
		b, err := e.File()
		must(t, err)
		_, err = merkle.CheckReceipt(b, s.Log.Verifier, next.Verifier)
		must(t, err)
	}
}
