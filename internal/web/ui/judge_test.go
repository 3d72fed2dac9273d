package ui

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"atonce/internal/credential"
	"atonce/internal/presentation"
	"atonce/internal/sign"
)

const (
	issuer  = "https://gov.example"
	listURI = "https://gov.example/credentials/status/0"
)

// judged is one thing that is shown and what both judges must say of it.
type judged struct {
	what, text string
	known      presentation.Known
	js         any // the same for the page
	now        time.Time
	want       presentation.Verdict
}

// The page and the server say the same of the same, whatever is shown.
func TestBothJudgesAgree(t *testing.T) {
	now := time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)
	must := func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	var cases []judged
	for _, suite := range sign.Suites {
		generate := func() *sign.Private {
			k, err := sign.Generate(suite)
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		key, other, holder := generate(), generate(), generate()
		keys := sign.Keys{Trusted: []sign.Key{{Purpose: sign.Licences, Issuer: issuer, Public: key.Public()}}}
		list := credential.NewList(issuer, listURI, now, 10*time.Minute, 24*time.Hour)
		for i, s := range []credential.Status{credential.StatusValid, credential.StatusInvalid, credential.StatusSuspended} {
			if err := list.Set(int64(i), s); err != nil {
				t.Fatal(err)
			}
		}
		token := must(list.Sign(key))
		foreign := must(list.Sign(other))
		known := func(token string) (presentation.Known, any) {
			k := presentation.Known{Issuers: []string{issuer}, Trust: keys.Known, Lists: map[string]*credential.StatusList{}}
			type listed struct {
				URI   string `json:"uri"`
				Token string `json:"token"`
			}
			lists := []listed{}
			if token != "" {
				if l, err := credential.OpenList(token, keys.Known); err == nil {
					k.Lists[l.URI] = l
				}
				lists = append(lists, listed{listURI, token})
			}
			return k, map[string]any{"issuers": []any{map[string]any{"issuer": issuer, "keys": []sign.Public{key.Public()}}}, "lists": lists}
		}
		content := func(index int64) credential.Content {
			return credential.Content{Issuer: issuer, Type: "https://gov.example/credentials/type/shop", Issued: now.Add(-time.Hour), Expires: now.AddDate(5, 0, 0),
				Status: &credential.StatusRef{Index: index, URI: listURI}, Holder: holder.Public(),
				Open: []credential.Field{{Name: "number", Value: "LC1"}}, Hidden: []credential.Field{{Name: "name", Value: "王𠮷"}, {Name: "goods", Value: []string{"bread", "cake"}}}}
		}
		salt := func(name string) []byte { return []byte((name + strings.Repeat(".", 16))[:16]) }
		issue := func(s sign.Signer, c credential.Content) string { return must(credential.Issue(s, c, salt)) }
		add := func(what, text, token string, at time.Time, want presentation.Verdict) {
			k, js := known(token)
			cases = append(cases, judged{string(suite) + " " + what, text, k, js, at, want})
		}
		good := issue(key, content(0))
		jwt, _, _ := strings.Cut(good, "~")
		part := strings.Split(jwt, ".")
		// Still base64url, whatever the signature: else a parser refuses it, not the key.
		bent := []byte(part[2])
		if bent[9]++; !strings.ContainsRune("BCDEFGHIJKLMNOPQRSTUVWXYZbcdefghijklmnopqrstuvwxyz123456789", rune(bent[9])) {
			bent[9] = 'A'
		}
		code := must(presentation.Code(key, keys.Known, good, []string{"name"}, "c-1", now))
		bound := must(credential.Bind(holder, must(credential.Show(good, []string{"name"})), "https://gov.example/verify", "n-1", now))
		stolen := must(credential.Bind(other, must(credential.Show(good, []string{"name"})), "https://gov.example/verify", "n-1", now))
		add("good", good, token, now, presentation.Valid)
		add("with less shown", must(credential.Show(good, []string{"goods"})), token, now, presentation.Valid)
		add("revoked", issue(key, content(1)), token, now, presentation.Revoked)
		add("suspended", issue(key, content(2)), token, now, presentation.Suspended)
		add("expired", good, token, now.AddDate(5, 0, 0), presentation.Expired)
		add("the list of yesterday", good, token, now.Add(20*time.Hour), presentation.AsOf)
		add("no list", good, "", now, presentation.NoStatus)
		add("a list that somebody else signed", good, foreign, now, presentation.NoStatus)
		add("a place that the list has not", issue(key, content(1<<40)), token, now, presentation.NoStatus)
		add("another key", issue(other, content(0)), token, now, presentation.Forged)
		other2 := content(0)
		other2.Issuer = "https://else.example"
		add("another issuer", issue(other, other2), token, now, presentation.Unknown)
		add("a bent signature", part[0]+"."+part[1]+"."+string(bent)+"~", token, now, presentation.Forged)
		add("a foreign disclosure", good+"WyJzIiwibmFtZSIsIngiXQ~", token, now, presentation.Forged)
		add("a disclosure twice", good+strings.Split(good, "~")[1]+"~", token, now, presentation.Forged)
		add("an issue of tomorrow", good, token, now.Add(-3*time.Hour), presentation.Early)
		add("a code", code, token, now, presentation.Valid)
		add("a code at the end of its life", code, token, now.Add(presentation.Life+presentation.Skew), presentation.Valid)
		add("a code replayed", code, token, now.Add(presentation.Life+presentation.Skew+time.Second), presentation.RunOut)
		add("a code from a clock that is ahead", code, token, now.Add(-presentation.Skew), presentation.Valid)
		add("a code from the future", code, token, now.Add(-presentation.Skew-time.Second), presentation.Early)
		add("a code of a revoked one", must(presentation.Code(key, keys.Known, issue(key, content(1)), nil, "c-2", now)), token, now, presentation.Revoked)
		add("signed by the holder", bound, token, now, presentation.Valid)
		add("signed by the holder, replayed", bound, token, now.Add(presentation.Life+presentation.Skew+time.Second), presentation.RunOut)
		add("signed by somebody else", stolen, token, now, presentation.Forged)
		add("signed over less", bound[:strings.Index(bound, "~")+1]+bound[strings.LastIndex(bound, "~")+1:], token, now, presentation.Forged)
		add("nothing", "", token, now, presentation.Unreadable)
		add("a token alone", jwt, token, now, presentation.Unreadable)
		add("words", "hello~", token, now, presentation.Unreadable)
	}
	var calls []call
	for _, c := range cases {
		f := presentation.Judge(c.text, c.known, c.now)
		if f.Verdict != c.want {
			t.Errorf("the server says of %s: %s, want %s", c.what, f.Verdict, c.want)
		}
		js, err := json.Marshal(c.js)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, call{"judge.js", "judge", []any{c.text, json.RawMessage(js), c.now.Unix()}, map[string]any{"verdict": c.want}})
	}
	run(t, calls)
}
