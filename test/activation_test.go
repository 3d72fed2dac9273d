package test

import (
	"testing"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Nobody brings a pack into force by changing a row behind the program.
func TestChangedActivationsAreFound(t *testing.T) {
	for _, change := range []string{
		`UPDATE activation SET approved_by = 'zhang-min' WHERE service = 'individual-household-registration'`,
		`UPDATE activation SET digest = 'forged' WHERE service = 'individual-household-registration'`,
		`DELETE FROM activation WHERE service = 'individual-household-registration'`,
		`INSERT INTO activation (service, seq, digest, proposed_by, proposed, approved_by, approved) VALUES ('individual-household-registration', 9, 'forged', 'a', 1, 'b', 2)`,
	} {
		w := newWorld(t)
		if _, err := w.desk.Verify(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := w.store.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(change)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.desk.Verify(t.Context())
		w.refused(err, fail.Conflict, "desk.verify-activation")
	}
}
