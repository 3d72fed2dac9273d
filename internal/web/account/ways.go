package account

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/passcode"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// waysPage is the page of one's ways in.
type waysPage struct {
	rows     []ui.Row
	login    string
	codes    bool
	keep     bool // codes cannot be dropped: an official
	passkeys []keyRow
	links    []linkRow
	others   []ui.Link // providers that are not linked
	problems ui.Problems
}

type keyRow struct{ id, name, when string }

type linkRow struct{ issuer, subject, name string }

func (f face) ways(r *door.Request) error { return f.drawWays(r, http.StatusOK, nil) }

func (f face) drawWays(r *door.Request, status int, problems ui.Problems) error {
	w, err := f.desk.WaysOf(r.Context(), r.Person)
	if err != nil {
		return err
	}
	frame := r.Frame(r.T("account.ways"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	frame.Scripts = append(frame.Scripts, "passkey.js")
	frame.Failed = len(problems) > 0
	ui.Render(r.W, r.Request, status, frame, waysBody(f.waysPage(r, w, problems)))
	return nil
}

func (f face) waysPage(r *door.Request, w desk.Ways, problems ui.Problems) waysPage {
	zone := f.desk.Zone()
	p := waysPage{login: w.Login, codes: w.Codes, keep: len(r.Person.Posts) > 0, problems: problems}
	put := func(key, value string) { p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: []string{value}}) }
	put("account.level-now", r.T("account.level."+r.Session.Level.String()))
	if w.Proofed > 0 {
		put("account.proofed", r.T("account.level."+w.Proofed.String()))
	}
	if w.Codes {
		put("account.recovery-left", strconv.Itoa(w.Recovery))
	}
	for _, k := range w.Passkeys {
		when := r.T("account.passkey-added", "time", ui.Moment(r.Lang, k.Added.In(zone)))
		if !k.Used.IsZero() {
			when = r.T("account.passkey-used", "time", ui.Moment(r.Lang, k.Used.In(zone)))
		}
		p.passkeys = append(p.passkeys, keyRow{base64.RawURLEncoding.EncodeToString(k.ID), k.Name, when})
	}
	linked := map[string]bool{}
	for _, l := range w.Links {
		row := linkRow{l.Issuer, l.Subject, l.Issuer}
		for _, x := range f.set.Providers {
			if x.Issuer == l.Issuer {
				row.name = x.Name.In(r.Lang)
			}
		}
		linked[l.Issuer] = true
		p.links = append(p.links, row)
	}
	for _, x := range f.set.Providers {
		if !linked[x.Issuer] {
			p.others = append(p.others, ui.Link{Text: r.T("account.link", "name", x.Name.In(r.Lang)), Href: "/sign-in/with/" + x.ID + "?link=1&to=" + url.QueryEscape("/account/ways")})
		}
	}
	return p
}

// problemsOf is what of an error the person can mend.
func problemsOf(r *door.Request, err error) (ui.Problems, bool) {
	e := fail.As(err)
	if e.Kind != fail.Invalid && e.Kind != fail.Conflict {
		return nil, false
	}
	var out ui.Problems
	for _, f := range e.Fields {
		out = append(out, ui.Problem{Field: f.Path, Text: text.T(r.Lang, f.Key, f.Args)})
	}
	if len(out) == 0 {
		out = ui.Problems{{Text: text.Error(r.Lang, e)}}
	}
	return out, true
}

// changed answers a change: back to the page, or the page with what is wrong.
func (f face) changed(r *door.Request, err error) error {
	if err == nil {
		return r.Redirect("/account/ways")
	}
	if problems, ok := problemsOf(r, err); ok {
		return f.drawWays(r, ui.Status(fail.KindOf(err)), problems)
	}
	return err
}

func (f face) password(r *door.Request) error {
	return f.changed(r, f.desk.ChangePassword(r.Context(), r.Person, r.Session.ID, r.FormValue("password")))
}

// codes shows the key that an authenticator app takes, as a picture and as text.
func (f face) codes(r *door.Request) error {
	step, key, err := f.desk.BeginCodes(r.Context(), r.Person)
	if err != nil {
		return err
	}
	return r.Draw(r.Frame(r.T("account.codes-new")), codesBody(f.keyShown(r, step, key), nil))
}

type keyShown struct{ step, uri, words string }

func (f face) keyShown(r *door.Request, step string, key []byte) keyShown {
	u, err := url.Parse(f.site(r))
	if err != nil {
		u = &url.URL{Host: r.Host}
	}
	return keyShown{step, passcode.CodeURI(u.Host, r.Person.In(r.Lang), key), passcode.CodeKeyText(key)}
}

func (f face) confirmCodes(r *door.Request) error {
	step := r.FormValue("step")
	recovery, err := f.desk.FinishCodes(r.Context(), r.Person, step, r.FormValue("code"))
	if err == nil {
		return r.Draw(r.Frame(r.T("account.codes-done")), recoveryBody(recovery))
	}
	problems, ok := problemsOf(r, err)
	if !ok {
		return err
	}
	key, kerr := f.desk.CodesKey(r.Context(), r.Person, step)
	if kerr != nil {
		return kerr
	}
	return r.DrawAgain(r.Frame(r.T("account.codes-new")), codesBody(f.keyShown(r, step, key), problems))
}

func (f face) dropCodes(r *door.Request) error {
	return f.changed(r, f.desk.DropCodes(r.Context(), r.Person))
}

func (f face) beginPasskey(r *door.Request) error {
	step, browser, err := f.desk.BeginPasskey(r.Context(), r.Person, f.site(r))
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]any{"step": step, "ask": json.RawMessage(browser)})
}

func (f face) finishPasskey(r *door.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var sent struct {
		Step   string          `json:"step"`
		Name   string          `json:"name"`
		Answer json.RawMessage `json:"answer"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		return fail.New(fail.Invalid, "passkey.refused").Because(err)
	}
	if err := f.desk.FinishPasskey(r.Context(), r.Person, f.site(r), sent.Step, sent.Name, sent.Answer); err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]string{"to": "/account/ways"})
}

func (f face) removePasskey(r *door.Request) error {
	id, err := base64.RawURLEncoding.DecodeString(r.FormValue("id"))
	if err != nil {
		return fail.New(fail.NotFound, "account.no-passkey")
	}
	return f.changed(r, f.desk.RemovePasskey(r.Context(), r.Person, id))
}

func (f face) unlink(r *door.Request) error {
	return f.changed(r, f.desk.Unlink(r.Context(), r.Person, r.FormValue("issuer"), r.FormValue("subject")))
}
