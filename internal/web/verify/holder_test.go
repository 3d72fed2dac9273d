package verify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/credential"
	"atonce/internal/presentation"
	"atonce/internal/sign"
)

// judge says what the house's own rules say of what a code holds.
func (h *house) judge(t *testing.T, content string) presentation.Finding {
	t.Helper()
	text, err := presentation.TextOf(content)
	must(t, err)
	list, _, err := h.Desk.StatusList(t.Context(), 0)
	must(t, err)
	known := presentation.Known{Issuers: []string{issuer}, Trust: h.trust(), Lists: map[string]*credential.StatusList{}}
	l, err := credential.OpenList(list, h.trust())
	must(t, err)
	known.Lists[l.URI] = l
	return presentation.Judge(text, known, time.Now())
}

// A phone with the holder's key signs what it shows, first with a network and then
// without one; what it signed without one is good all the same.
func TestHolderSignsWithoutNetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	h := open(t, sign.SM2, 1)
	p := browser.Open(t, h.site.URL, 390, true, "zh-CN")
	p.Goto("/as/" + reader + "?lang=zh")
	p.Goto("/verify")
	p.Wait("[data-verify][data-ready]")
	where := "/licences/" + h.numbers[0] + "/show"
	p.Goto("/licences/" + h.numbers[0])
	h.Set(time.Now())
	p.Click(".govuk-details__summary")
	p.Wait("[data-own-key]:not([hidden])")
	look(t, p, "licence-key")
	p.Click("[data-own-key] .govuk-button")
	h.Set(time.Now())
	p.Goto(where)
	p.Wait("[data-code][data-by=holder]")
	content := read(t, p)
	f := h.judge(t, content)
	if f.Verdict != presentation.Valid || !f.Bound || f.Credential.Claims["holder"] != "王𠂇" || f.Credential.Claims["reader"] != nil {
		t.Fatalf("%s, bound %v, %v", f.Verdict, f.Bound, f.Credential.Claims)
	}
	q := p.Another(390, true, "en")
	q.Goto(content)
	q.Wait(`[data-result="valid"]`)
	if said := q.Text("[data-result]"); !strings.Contains(said, "The holder's device signed") || !strings.Contains(said, "The holder will see") {
		t.Errorf("the page says %s", said)
	}
	q.Goto("about:blank")
	q.Goto(content)
	q.Wait(`[data-result="again"]`)
	look(t, p, "show-by-holder")

	p.Offline(true)
	h.site.CloseClientConnections()
	h.site.Close()
	p.Goto(where)
	p.Wait("[data-offline]:not([hidden])")
	p.Wait("[data-code][data-by=holder]")
	again := read(t, p)
	if again == content {
		t.Error("the same code twice")
	}
	if f := h.judge(t, again); f.Verdict != presentation.Valid || !f.Bound || f.Code == "" {
		t.Errorf("without a network: %s, bound %v", f.Verdict, f.Bound)
	}
	look(t, p, "show-by-holder-offline")
}

// What the browser keeps of the wallet goes when its person signs out, and when somebody
// else signs in.
func TestWalletIsForgotten(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	h := open(t, sign.ES256, 1)
	p := browser.Open(t, h.site.URL, 390, true, "zh-CN")
	kept := func() string {
		return p.Ask(`caches.open("wallet").then((c) => c.keys()).then((k) => k.map((r) => new URL(r.url).pathname).sort().join(" "))`)
	}
	p.Goto("/verify")
	p.Wait("[data-verify][data-ready]")
	p.Goto("/as/" + reader + "?lang=zh")
	p.Goto("/licences/" + h.numbers[0])
	if got := strings.Fields(kept()); !slices.Equal(got, []string{"/licences/" + h.numbers[0], "/owner", "/wallet"}) {
		t.Errorf("kept %v", got)
	}
	p.Goto("/as/li-xiao?lang=zh")
	if got := kept(); got != "/owner /wallet" {
		t.Errorf("after somebody else signed in: %s", got)
	}
	p.Ask(`fetch("/sign-out", { method: "POST" }).then(() => "")`)
	if got := kept(); got != "" {
		t.Errorf("after signing out: %s", got)
	}
}
