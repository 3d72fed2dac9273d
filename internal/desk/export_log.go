package desk

import (
	"crypto/rand"
	"encoding/json"

	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/people"
	"atonce/internal/store"
)

// recordExport puts a deed about an export into the log.
func recordExport(tx *store.Tx, by people.Person, did export.Deed) error {
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
	return export.Record(tx, leaf, salt, body)
}

// verifyExports holds every export to the last deed that the log records of it.
func verifyExports(tx *store.Tx) error {
	last := map[int64]export.Export{}
	err := export.Each(tx, func(_ int64, _, body []byte) error {
		var did export.Deed
		if err := json.Unmarshal(body, &did); err != nil {
			return fail.Wrap(err, "desk: export record")
		}
		if did.Export.ID != 0 {
			last[did.Export.ID] = did.Export
		}
		return nil
	})
	if err != nil {
		return err
	}
	all, err := export.All(tx)
	if err != nil {
		return err
	}
	for _, e := range all {
		row, errRow := json.Marshal(e)
		logged, errLogged := json.Marshal(last[e.ID])
		if errRow != nil || errLogged != nil || string(row) != string(logged) {
			return fail.New(fail.Conflict, "desk.verify-export", "register", e.Register)
		}
		delete(last, e.ID)
	}
	if len(last) > 0 {
		return fail.New(fail.Conflict, "desk.verify-export", "register", "-")
	}
	return nil
}
