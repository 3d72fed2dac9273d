package signin

import (
	"encoding/json"
	"io"
	"net/http"

	"atonce/internal/fail"
	"atonce/internal/web/door"
)

// passkeyAsk answers what the browser asks its devices, and the step that takes the answer.
func (f face) passkeyAsk(r *door.Request) error {
	step, browser, err := f.desk.AskPasskey(r.Context(), f.site(r))
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]any{"step": step, "ask": json.RawMessage(browser)})
}

// passkey lets in whoever the browser's answer proves, and says where they go on.
func (f face) passkey(r *door.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var sent struct {
		Step   string          `json:"step"`
		To     string          `json:"to"`
		Answer json.RawMessage `json:"answer"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		return fail.New(fail.Invalid, "passkey.refused").Because(err)
	}
	in, err := f.desk.EnterPasskey(r.Context(), f.site(r), sent.Step, sent.Answer, f.knock(r))
	if err != nil {
		return err
	}
	f.keep(r, in)
	return r.JSON(http.StatusOK, map[string]string{"to": first(in.Person, door.LocalPath(sent.To))})
}
