package account

import (
	"net/http"
	"slices"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// tokensPage is the page of what programs may do.
type tokensPage struct {
	tokens   []tokenRow
	scopes   ui.Choice
	name     string
	days     string
	problems ui.Problems
}

type tokenRow struct {
	id, name string
	rows     []ui.Row
	good     bool
}

// usualDays is the life a token is offered with.
const usualDays = 90

func (f face) tokens(r *door.Request) error {
	return f.drawTokens(r, http.StatusOK, "", strconv.Itoa(usualDays), nil, nil)
}

func (f face) drawTokens(r *door.Request, status int, name, days string, chosen []string, problems ui.Problems) error {
	ts, err := f.desk.Tokens(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := tokensPage{name: name, days: days, problems: problems,
		scopes: ui.Choice{Name: "scope", Label: r.T("account.token-scopes"), Error: problems.Of("scope")}}
	for _, s := range f.desk.ScopesOf(r.Person) {
		p.scopes.Options = append(p.scopes.Options, ui.Option{Value: string(s), Label: r.T("account.scope." + string(s)), Chosen: slices.Contains(chosen, string(s))})
	}
	zone := f.desk.Zone()
	for _, t := range ts {
		row := tokenRow{id: t.ID, name: t.Name, good: t.Good(r.Now)}
		put := func(key, value string) { row.rows = append(row.rows, ui.Row{Key: r.T(key), Values: []string{value}}) }
		scopes, _ := people.ParseScopes(t.Scopes)
		var words []string
		for _, s := range scopes {
			words = append(words, r.T("account.scope."+string(s)))
		}
		row.rows = append(row.rows, ui.Row{Key: r.T("account.token-scopes"), Values: words})
		put("account.token-expires", ui.Moment(r.Lang, t.Expires.In(zone)))
		if !t.Used.IsZero() {
			put("account.used", ui.Moment(r.Lang, t.Used.In(zone)))
		}
		if !t.Revoked.IsZero() {
			put("account.token-revoked", ui.Moment(r.Lang, t.Revoked.In(zone)))
		}
		p.tokens = append(p.tokens, row)
	}
	frame := r.Frame(r.T("account.tokens"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	frame.Failed = len(problems) > 0
	ui.Render(r.W, r.Request, status, frame, tokensBody(p))
	return nil
}

// makeToken shows the secret of a new token, once.
func (f face) makeToken(r *door.Request) error {
	name, days := r.FormValue("name"), r.FormValue("days")
	var scopes people.Scopes
	for _, s := range r.PostForm["scope"] {
		scopes = append(scopes, people.Scope(s))
	}
	n, err := strconv.Atoi(days)
	if err != nil {
		n = 0
	}
	secret, err := f.desk.MakeToken(r.Context(), r.Person, name, scopes, n)
	if err != nil {
		if problems, ok := problemsOf(r, err); ok {
			return f.drawTokens(r, ui.Status(fail.KindOf(err)), name, days, r.PostForm["scope"], problems)
		}
		return err
	}
	return r.Draw(r.Frame(r.T("account.token-made")), tokenBody(name, secret))
}

func (f face) revokeToken(r *door.Request) error {
	if err := f.desk.RevokeToken(r.Context(), r.Person, r.FormValue("id")); err != nil {
		return err
	}
	return r.Redirect("/account/tokens")
}
