package test

import (
	"encoding/json"
	"testing"

	"atonce/internal/people"
	"atonce/internal/presentation"
	"atonce/internal/sign"
)

// A code is one look, however often it is sent: by the page that is loaded again, or by the server's own check. A licence that is
// bound to the holder's key still gets codes here.
func TestAShowingIsOneLook(t *testing.T) {
	s, l := granted(t)
	ctx, holder := t.Context(), s.Person(applicant)
	key, err := sign.Generate(sign.Ed25519)
	must(t, err)
	jwk, err := json.Marshal(key.Public())
	must(t, err)
	must(t, s.Desk.BindLicence(ctx, holder, l.Number, jwk))
	looks := func() int {
		t.Helper()
		checks, err := s.Desk.LicenceChecks(ctx, holder, l.Number)
		must(t, err)
		return len(checks)
	}
	for i := range 2 {
		c, err := s.Desk.NewCode(ctx, holder, l.Number, []string{"trade_name"})
		must(t, err)
		if again, told, err := s.Desk.SeenCode(ctx, people.Person{}, c.ID); err != nil || !again.IsZero() || !told {
			t.Fatalf("the first check: %v %t %v", again, told, err)
		}
		for range 3 {
			if again, _, err := s.Desk.SeenCode(ctx, people.Person{}, c.ID); err != nil || again.IsZero() {
				t.Errorf("checked again: %v, %v", again, err)
			}
		}
		got, err := s.Desk.CheckShown(ctx, s.Person("zhang-min"), c.Text)
		if err != nil || got.Finding.Verdict != presentation.Again || got.Told {
			t.Errorf("the server's check of a used code: %+v, %v", got, err)
		}
		if n := looks(); n != i+1 {
			t.Errorf("%d showings, %d looks", i+1, n)
		}
	}
}
