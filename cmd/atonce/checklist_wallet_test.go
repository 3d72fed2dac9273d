package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// readingGrant is a toy service whose rules decide by themselves.
const readingGrant = "reading-grant"

// walletAutomatic is C23: a decision by rules alone explains itself, and one press brings
// a person to it.
func walletAutomatic(c *checklist) {
	number := c.File("lin-jian", readingGrant, map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	for _, l := range text.Langs {
		p := c.openAs("lin-jian", "/cases/"+number, phone, false, l)
		p.Click(text.S(l, "citizen.why-link"))
		c.says(p, text.S(l, "casepage.rules-alone"), text.S(l, "casepage.why-rules"), text.S(l, "casepage.why-data"), text.S(l, "casepage.why-versions"), "2012")
		c.clean(p)
		if l != text.Langs[len(text.Langs)-1] {
			continue
		}
		p.Click(text.S(l, "citizen.again"))
		acts := c.acts(number)
		if !casepageAsked(acts) {
			c.Errorf("after one press the case has %+v", acts)
		}
		if !strings.HasSuffix(p.Location(), "/why") || p.Has("form[action$='/again']") {
			c.Errorf("after one press the page at %s says %s", p.Location(), p.Text("main"))
		}
	}
}

// casepageAsked says whether the applicant asked that a person look again.
func casepageAsked(acts []casework.Act) bool {
	for _, a := range acts {
		if a.Verb == casework.Reopen && a.Role == casework.RoleApplicant {
			return true
		}
	}
	return false
}

// walletRefusal is C24: a refusal says why, on which law, what may be done and until
// which day, and gives a draft to begin with.
func walletRefusal(c *checklist) {
	const reason = "没有看到学生证，年满十八周岁"
	number := c.File("li-xiao", readingGrant, map[string]string{"reader": "周小满", "born": "1990-01-01", "resident": "yes"})
	c.Do("east-clerk", number, casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: reason})
	// Sixty days from the day of the decision (Administrative Reconsideration Law 20.1).
	last := scene.Monday.AddDate(0, 0, 60)
	for _, l := range text.Langs {
		p := c.openAs("li-xiao", "/cases/"+number, phone, false, l)
		c.says(p, text.S(l, "citizen.appeal-link"))
		p.Click(text.S(l, "citizen.appeal-link"))
		c.says(p, reason, text.S(l, "citizen.appeal-grounds"), text.S(l, "citizen.appeal-last", "day", ui.Date(l, last)), text.S(l, "citizen.appeal-again"))
		c.clean(p)
		if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
			p.Screenshot(filepath.Join(dir, "appeal-"+string(l)+".png"))
		}
		status, head, body := p.Fetch("/cases/" + number + "/appeal/reconsideration?lang=" + string(l))
		draft := string(body)
		if status != 200 || !strings.Contains(head.Get("Content-Disposition"), "attachment") {
			c.Errorf("the draft: %d %v", status, head)
		}
		for _, words := range []string{number, reason, ui.Date(l, last), text.S(l, "casepage.draft-notice"), text.S(l, "casepage.draft-blank-identity")} {
			if !strings.Contains(draft, words) {
				c.Errorf("the draft does not say %q: %s", words, draft)
			}
		}
	}
	// Nobody else's, and none where the decision favoured the applicant.
	p := c.open("lin-jian", "/cases/"+number+"/appeal", phone)
	if p.Status() != 404 {
		c.Errorf("somebody else's refusal: %d", p.Status())
	}
	granted := c.File("lin-jian", readingGrant, map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	if p.Goto("/cases/" + granted + "/appeal"); p.Status() != 404 {
		c.Errorf("against a grant: %d", p.Status())
	}
}

// walletItself is C27: the wallet says how a licence stands and when it ends, holders are
// told before, the code lives a minute, who checked it is listed, anybody may check it,
// and the wallet is read without a network with its time.
func walletItself(c *checklist) {
	c.File("lin-jian", scene.Card, scene.Renewal("林晓"))
	mine, err := c.Desk.Wallet(c.Context(), c.Person("lin-jian"))
	if err != nil || len(mine) != 1 {
		c.Fatalf("%d licences, %v", len(mine), err)
	}
	l := mine[0].Licence
	warned := func() (out []string) {
		c.Helper()
		for range 2 { // told once, however often it is looked at
			if _, err := c.Desk.WarnExpiring(c.Context()); err != nil {
				c.Fatal(err)
			}
		}
		ms, err := c.Desk.Inbox(c.Context(), c.Person("lin-jian"))
		if err != nil {
			c.Fatal(err)
		}
		for _, m := range ms {
			if strings.HasPrefix(m.Verb, "licence-ends") {
				out = append(out, m.Verb)
			}
		}
		return out
	}
	if got := warned(); len(got) != 0 {
		c.Errorf("three years before its end: %v", got)
	}
	p := c.open("lin-jian", "/licences/"+l.Number+"/show", phone)
	if life, err := strconv.Atoi(p.Attribute("[data-show]", "data-show")); err != nil || life < 1 || life > 60 {
		c.Errorf("a code lives %d seconds, %v", life, err)
	}
	first := p.Attribute("[data-code]", "data-code")
	p.Click(text.S(text.ZH, "citizen.show-renew"))
	if next := p.Attribute("[data-code]", "data-code"); next == first || next == "" {
		c.Errorf("after it was renewed the code is %q, before %q", next, first)
	}
	c.clean(p)
	// Anybody may check it, and the holder sees that somebody did.
	v := c.open("", "/verify/"+l.Mark, phone)
	c.says(v, text.S(text.ZH, "citizen.verify-valid"), l.Number)
	c.clean(v)
	p.Goto("/licences/" + l.Number + "/checks")
	c.says(p, text.S(text.ZH, "citizen.look-public"))
	c.clean(p)
	// Thirty days before, and seven.
	c.Set(l.Expires.Add(-29 * 24 * time.Hour))
	if got := warned(); len(got) != 1 || got[0] != "licence-ends-30" {
		c.Errorf("a month before: %v", got)
	}
	c.Set(l.Expires.Add(-6 * 24 * time.Hour))
	if got := warned(); len(got) != 2 {
		c.Errorf("a week before: %v", got)
	}
	p = c.open("lin-jian", "/inbox", phone)
	c.says(p, text.S(text.ZH, "citizen.message.licence-ends-30"), text.S(text.ZH, "citizen.message.licence-ends-7"))
	c.clean(p)
	ends := text.S(text.ZH, "citizen.licence-ends", "day", ui.Date(text.ZH, l.Expires.Add(-time.Minute).In(mine[0].Zone())))
	p.Goto("/wallet")
	c.says(p, ends, text.S(text.ZH, "citizen.licence-valid"))
	c.clean(p)
	p.Goto("/licences/" + l.Number)
	c.says(p, ends)
	c.clean(p)
	// And when it has ended.
	c.Set(l.Expires.Add(time.Hour))
	if got := warned(); len(got) != 2 {
		c.Errorf("after its end: %v", got)
	}
	p = c.open("lin-jian", "/wallet", phone)
	c.says(p, text.S(text.ZH, "citizen.licence-expired"))
	// Without the network, with the time at which it was true.
	if p.Ask("navigator.serviceWorker.ready.then(() => 'ready')") != "ready" {
		c.Fatal("the wallet does not keep itself")
	}
	p.Goto("/wallet")
	p.Offline(true)
	c.server.CloseClientConnections()
	c.server.Close()
	p.Goto("/wallet")
	p.Wait("[data-offline]:not([hidden])")
	c.says(p, "截至", l.Number)
}
