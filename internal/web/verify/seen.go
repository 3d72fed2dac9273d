package verify

import (
	"atonce/internal/fail"
	"atonce/internal/web/door"
)

// mostID is how long the number of a code may be.
const mostID = 64

// seen takes note that a code was checked in a browser: only its number is sent. It
// answers when it was checked before, if it was.
func (f face) seen(r *door.Request) error {
	id := r.FormValue("id")
	if id == "" || len(id) > mostID {
		return fail.New(fail.NotFound, "verify.no-code")
	}
	again, told, err := f.desk.SeenCode(r.Context(), r.Person, id)
	if err != nil {
		return err
	}
	if !told {
		return fail.New(fail.NotFound, "verify.no-code")
	}
	answer := map[string]int64{}
	if !again.IsZero() {
		answer["again"] = again.Unix()
	}
	return r.JSON(200, answer)
}
