package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// The pages of one licence, as its office and its holder see them through all that can be
// done to it: in both languages, on a phone and a wide screen, without JavaScript.
func TestEveryLicencePage(t *testing.T) {
	browser.NeedEverything(t)
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	first := browser.Open(t, "", 390, false, "zh-CN")
	for _, l := range text.Langs {
		t.Run(string(l), func(t *testing.T) {
			s := scene.New(t)
			mine := registered(t, s)
			number := mine.Licence.Number
			site := standing(t, s)
			o, h := first.AnotherAt(t, site.URL, 390, false, l.Tag()), first.AnotherAt(t, site.URL, 390, false, l.Tag())
			o.Goto("/as/wu-fang?to=/office/licences")
			h.Goto("/as/lin-jian?to=/wallet")
			pictures := os.Getenv("ATONCE_PICTURES")
			look := func(p *browser.Page, path, name string) {
				t.Helper()
				if path != "" {
					p.Goto(path)
				}
				for _, width := range []int{390, 1280} {
					p.Resize(width)
					for _, f := range p.Faults() {
						t.Errorf("%s at %d: %s", name, width, f)
					}
					if pictures != "" {
						p.Screenshot(filepath.Join(pictures, "licence-"+name+"-"+string(l)+"-"+strconv.Itoa(width)+".png"))
					}
				}
				p.Resize(390)
			}
			office, holder := "/office/licences/"+number, "/licences/"+number
			// do records one deed, or one person's part in it, by the form of the page.
			do := func(person, verb, ground, words string) {
				t.Helper()
				o.Goto("/as/" + person + "?to=" + office)
				o.Fill("licence-deed", verb+" "+ground)
				o.Fill("licence-words", words)
				o.Click(text.S(l, "office.licence-record"))
				if o.Status() != 200 || o.Has(".govuk-error-summary") {
					t.Fatalf("%s: %d %s", verb, o.Status(), o.Text("main"))
				}
			}
			look(o, "/office/licences", "office-list")
			look(o, office, "office-valid")
			look(h, "/wallet", "wallet")
			look(h, holder, "holder-valid")
			look(h, holder+"/show", "holder-show")
			// What is missing is said and nothing typed is lost.
			o.Goto(office)
			o.Click(text.S(l, "office.licence-record"))
			if n := len(o.All(".govuk-error-summary li")); n != 2 {
				t.Errorf("without ground and reason %d mistakes are told: %s", n, o.Text("main"))
			}
			look(o, "", "office-refused")
			do("zhou-hang", "suspend", "administrative-penalty 9.1.3", "食品安全检查不合格，暂扣三十日")
			look(o, office, "office-proposed")
			do("wu-fang", "suspend", "administrative-penalty 9.1.3", "同意")
			look(o, office, "office-suspended")
			look(h, holder, "holder-suspended")
			do("wu-fang", "resume", "administrative-penalty 9.1.3", "整改完成")
			s.Pass(time.Hour)
			do("zhou-hang", "check", "market-entity-registration 35", "年度报告已收到")
			o.Goto("/as/wu-fang?to=" + office)
			o.Fill("trade_name", "晓溪县林家新面包坊")
			o.Fill("licence-deed", "change administrative-licensing 49")
			o.Fill("licence-words", "店名变更")
			o.Click(text.S(l, "office.licence-record"))
			// What the licence is called after goes by its new name.
			if got, err := s.Desk.Licence(t.Context(), s.Person("lin-jian"), number); err != nil || got.Licence.Name != "晓溪县林家新面包坊" {
				t.Errorf("after the change it is %q's, %v", got.Licence.Name, err)
			}
			look(o, office, "office-changed")
			look(h, holder, "holder-changed")
			h.Goto("/verify/" + mine.Licence.Mark)
			look(h, "", "public-check")
			look(h, holder+"/checks", "holder-checks")
			do("zhou-hang", "revoke", "administrative-licensing 69.2", "以欺骗手段取得")
			do("wu-fang", "revoke", "administrative-licensing 69.2", "同意")
			look(o, office, "office-revoked")
			look(o, "/office/licences", "office-list-revoked")
			look(h, holder, "holder-revoked")
			look(h, "/wallet", "wallet-revoked")
			look(h, "/verify/"+mine.Licence.Mark, "public-check-revoked")
			look(h, "/inbox", "inbox")
		})
	}
}
