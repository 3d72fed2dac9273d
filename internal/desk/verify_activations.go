package desk

import (
	"encoding/json"

	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// verifyActivations holds what is in force to what the log records of it: who put a
// version forward, who approved it, and when. A row that was changed, added or
// removed behind the program's back would bring a pack into force by nobody.
func verifyActivations(tx *store.Tx) error {
	type key struct {
		service string
		seq     int
	}
	recorded := map[key]edition.Activation{}
	err := edition.EachRecord(tx, func(_ int64, _, body []byte) error {
		var a edition.Activation
		if err := json.Unmarshal(body, &a); err != nil {
			return fail.Wrap(err, "desk: activation record")
		}
		recorded[key{a.Service, a.Seq}] = a // the approval comes after the proposal and says both
		return nil
	})
	if err != nil {
		return err
	}
	kept, err := edition.All(tx)
	if err != nil {
		return err
	}
	for _, a := range kept {
		k := key{a.Service, a.Seq}
		if was, ok := recorded[k]; !ok || !was.Same(a) {
			return fail.New(fail.Conflict, "desk.verify-activation", "service", a.Service)
		}
		delete(recorded, k)
	}
	for k := range recorded {
		return fail.New(fail.Conflict, "desk.verify-activation", "service", k.service)
	}
	return nil
}
