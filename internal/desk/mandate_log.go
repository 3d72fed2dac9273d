package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/mandate"
	"atonce/internal/merkle"
	"atonce/internal/people"
	"atonce/internal/store"
)

// mandateDid writes a deed, and its entry in the log.
func mandateDid(tx *store.Tx, by people.Person, did mandate.Deed) error {
	did.By, did.Name, did.At = by.ID, by.In("zh"), moment(tx.Now())
	salt := make([]byte, merkle.MinSalt)
	rand.Read(salt) // never fails since Go 1.24: it ends the program instead
	body, entry, err := did.Entry(salt)
	if err != nil {
		return err
	}
	leaf, err := ledger.Append(tx, entry)
	if err != nil {
		return err
	}
	return mandate.Keep(tx, leaf, salt, body)
}

// verifyMandates holds every mandate to the last deed that the log records of it, and
// every scan to its digest.
func verifyMandates(tx *store.Tx) error {
	last := map[int64]mandate.Mandate{}
	err := mandate.Each(tx, func(_ int64, _, body []byte) error {
		var did mandate.Deed
		if err := json.Unmarshal(body, &did); err != nil {
			return fail.Wrap(err, "desk: mandate record")
		}
		last[did.Mandate.ID] = did.Mandate
		return nil
	})
	if err != nil {
		return err
	}
	all, err := mandate.All(tx)
	if err != nil {
		return err
	}
	for _, m := range all {
		scan, err := mandate.Scan(tx, m.ID)
		if err != nil {
			return err
		}
		fits, err := mandate.Fits(tx, m)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(scan)
		row, errRow := json.Marshal(m)
		logged, errLogged := json.Marshal(last[m.ID])
		if !fits || errRow != nil || errLogged != nil || string(row) != string(logged) || !slices.Equal(sum[:], m.SHA256) {
			return fail.New(fail.Conflict, "desk.verify-mandate", "mandate", m.Number())
		}
		delete(last, m.ID)
	}
	for _, m := range last {
		return fail.New(fail.Conflict, "desk.verify-mandate", "mandate", m.Number())
	}
	return nil
}
