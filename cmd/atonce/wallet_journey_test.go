package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// qrRead is what jsQR reads in the code that a page shows.
func qrRead(t *testing.T, p *browser.Page) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(browser.Root(t), "internal", "browser", "node_modules", "jsqr", "dist", "jsQR.js"))
	if err != nil {
		t.Skip("jsQR is missing: npm ci --prefix internal/browser")
	}
	return p.Ask(string(b) + `;(() => {
		const svg = document.querySelector("svg.qr"), n = svg.viewBox.baseVal.width, scale = 4, side = n * scale;
		const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
		for (const [, x, y, run] of svg.querySelector("path").getAttribute("d").matchAll(/M(\d+) (\d+)h(\d+)/g))
			for (let i = 0; i < run * scale; i++) for (let j = 0; j < scale; j++) {
				const at = 4 * (((+y + 4) * scale + j) * side + (+x + 4) * scale + i);
				pixels[at] = pixels[at + 1] = pixels[at + 2] = 0;
			}
		return (jsQR(pixels, side, side) || { data: "" }).data;
	})()`)
}

// standing is the whole program before a scene, where /as signs a sample person in.
func standing(t *testing.T, s *scene.Scene) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler(routes(s.Desk, true), true))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site
}

// registered is the licence that an approval issues to the scene's applicant.
func registered(t *testing.T, s *scene.Scene) desk.Issued {
	t.Helper()
	number := s.File("lin-jian", "individual-household-registration", map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000",
		"residence": "晓溪县溪前路 2 号", "trade_name": "晓溪县林家面包坊", "scope": "面包销售", "start_date": "2027-03-08", "area": "330199", "premises": "晓溪县溪前路 100 号",
		"held": "own", "delivery": "electronic"})
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	mine, err := s.Desk.Wallet(t.Context(), s.Person("lin-jian"))
	if err != nil || len(mine) != 1 {
		t.Fatalf("the approval issued %d licences, %v", len(mine), err)
	}
	return mine[0]
}

// The life of a licence as its holder walks it on a phone: an approval issues it, it is in
// the wallet, shown by a code, checked by somebody without a network, taken by another
// service instead of a paper, revoked; and then the other service does not take it.
func TestALicenceOnAPhone(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	// Browsers go by the time of day, and so must the house whose codes they judge.
	s := scene.At(t, time.Now().Add(-time.Minute))
	const first, second = "individual-household-registration", "food-business-licence"
	mine := registered(t, s)
	s.Set(time.Now())
	l := mine.Licence
	site := standing(t, s)
	pictures := os.Getenv("ATONCE_PICTURES")
	count := 0
	look := func(p *browser.Page, name string) {
		t.Helper()
		count++
		for _, f := range p.Faults() {
			t.Errorf("%s: %s", name, f)
		}
		if pictures != "" {
			p.Screenshot(filepath.Join(pictures, fmt.Sprintf("wallet-%02d-%s.png", count, name)))
		}
	}
	says := func(p *browser.Page, words ...string) {
		t.Helper()
		for _, w := range words {
			if body := p.Text("main"); !strings.Contains(body, w) {
				t.Errorf("%s does not say %q: %s", p.Location(), w, body)
			}
		}
	}
	zh := func(key string, args ...string) string { return text.S(text.ZH, key, args...) }

	// Somebody's phone, which had the page of the check open once and has no network now.
	other := browser.Open(t, site.URL, 390, true, "zh-CN")
	other.Goto("/verify")
	other.Wait("[data-verify][data-ready]")

	p := other.AnotherAt(t, site.URL, 390, true, "zh-CN")
	p.Goto("/as/lin-jian?to=/wallet")
	says(p, l.Number, zh("citizen.licence-valid"))
	look(p, "in-the-wallet")
	p.Goto("/licences/" + l.Number + "/show")
	look(p, "shown")
	code := qrRead(t, p)
	if !strings.Contains(code, "/verify#") {
		t.Fatalf("the code holds %q", code)
	}
	other.Offline(true)
	other.Goto("about:blank")
	other.Goto(code)
	other.Wait(`[data-result="valid"],[data-result="as-of"]`)
	look(other, "checked-without-network")

	// The second service takes it.
	apply := "/apply/" + second
	p.Goto(apply + "/operator")
	says(p, zh("formpage.licence", "kind", mine.Kind(text.ZH), "number", l.Number), zh("formpage.licence-paper"))
	look(p, "offered")
	answer := func(name, value string) {
		if p.Has(`[name="` + name + `"]`) {
			p.Fill(name, value)
		}
	}
	fill := func() {
		p.Goto(apply + "/operator")
		answer("operator", "林𠮷安")
		answer("identity", "330199199205171124")
		answer("phone", "13800000000")
		answer("trade_name", "晓溪县林家面包坊")
		answer("business_licence", l.Number)
		p.Click(zh("citizen.save-go-on"))
		answer("area", "330199")
		answer("premises", "晓溪县溪前路 100 号")
		plan := filepath.Join(t.TempDir(), "plan.pdf")
		if err := os.WriteFile(plan, []byte("%PDF-1.4\n%%EOF\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.Upload("floor_plan", plan)
		p.Click(zh("citizen.save-go-on"))
		p.Fill("kinds", "bread")
		p.Fill("health_cards", "2")
		p.Click(zh("citizen.save-go-on"))
	}
	fill()
	says(p, l.Number)
	look(p, "check-answers")
	p.Click(zh("citizen.submit"))
	if !strings.Contains(p.Location(), "/receipt") {
		t.Fatalf("sent to %s: %s", p.Location(), p.Text("main"))
	}
	food := strings.Split(p.Location(), "/")[2]
	p.Goto("/data-use")
	says(p, zh("desk.purpose.wallet"), food)
	look(p, "who-was-shown-it")

	// The official is told that it holds, and, once it is revoked, that it does not.
	o := other.AnotherAt(t, site.URL, 390, false, "zh-CN")
	o.Goto("/as/zhang-min?to=/office/cases/" + food)
	says(o, "来自申请人的电子证照", "再次核验：有效", l.Fields["trade_name"])
	look(o, "official-sees-it-holds")
	// Another application is ready to be sent when it happens.
	fill()
	for _, who := range []string{"zhou-hang", "wu-fang"} { // one proposes, another decides
		f, err := s.Desk.LicenceFile(t.Context(), s.Person(who), l.Number)
		if err == nil {
			_, err = s.Desk.DoLicence(t.Context(), s.Person(who), l.Number, desk.LicenceAct{Seen: f.Licence.Seq, Verb: licence.Revoke,
				Ground: law.Citation{Law: "administrative-licensing", Article: "69.2"}, Words: "以欺骗手段取得"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	o.Goto("/office/cases/" + food)
	says(o, "在提交之后")
	look(o, "official-is-warned")
	o.Goto("/office/cases/" + food + "/do/accept")
	says(o, "在提交之后")
	look(o, "warned-before-acting")

	p.Click(zh("citizen.submit"))
	says(p, zh("pack.wallet-revoked", "number", l.Number))
	if strings.Contains(p.Location(), "/receipt") {
		t.Error("a revoked licence was taken")
	}
	look(p, "not-taken")
	p.Goto(apply + "/operator")
	says(p, zh("formpage.licence-revoked", "kind", mine.Kind(text.ZH), "number", l.Number))
	if !p.Has(`a[href="/items/` + first + `"]`) {
		t.Error("nothing leads to how to get one")
	}
	look(p, "none-to-choose")
}
