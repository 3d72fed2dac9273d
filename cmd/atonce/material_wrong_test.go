package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// What was looked up for an application is wrong: on the check page the applicant says
// so in a few words and sends a paper of their own, takes it back, says it again; the
// official sees both sides and the register's owner what is asked. In both languages,
// without JavaScript.
func TestAMaterialIsSaidToBeWrong(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	first := browser.Open(t, "", 390, false, "zh-CN")
	for _, l := range text.Langs {
		t.Run(string(l), func(t *testing.T) {
			s := scene.New(t)
			site := standing(t, s)
			if _, err := s.Desk.SaveDraft(t.Context(), s.Person("lin-jian"), scene.Card, "reader", scene.Reader("读者")); err != nil {
				t.Fatal(err)
			}
			p, q := first.AnotherAt(t, site.URL, 390, false, l.Tag()), first.AnotherAt(t, site.URL, 1280, false, l.Tag())
			look := func(p *browser.Page, name string) {
				t.Helper()
				for _, width := range []int{390, 1280} {
					p.Resize(width)
					for _, f := range p.Glance() {
						t.Errorf("%s at %d: %s", name, width, f)
					}
					if pictures := os.Getenv("ATONCE_PICTURES"); pictures != "" {
						p.Screenshot(filepath.Join(pictures, "material-wrong-"+name+"-"+string(l)+"-"+strconv.Itoa(width)+".png"))
					}
				}
				p.Resize(390)
			}
			kept := func(own bool, files int) {
				t.Helper()
				d, err := s.Desk.Draft(t.Context(), s.Person("lin-jian"), scene.Card)
				if err != nil {
					t.Fatal(err)
				}
				if x := d.Sources["material.residence"]; x.Own != own || x.Given() == own || len(x.Files) != files {
					t.Fatalf("kept is %+v, on the page %s", x, p.Text("main"))
				}
			}
			p.Goto("/as/lin-jian?to=/apply/" + scene.Card + "/answers")
			p.Click("a[href*='?wrong=residence']")
			look(p, "form")
			p.Click(text.S(l, "citizen.material-wrong-send"))
			if !p.Has(".govuk-error-summary") || !p.Has("#residence-words-error") || !p.Has(".govuk-error-summary a[href='#residence-words']") {
				t.Errorf("without words: %s", p.Text("main"))
			}
			kept(false, 0)
			look(p, "mistake")
			p.Fill("residence-words", "上个月搬到溪前路 2 号")
			p.Click(text.S(l, "citizen.material-wrong-send"))
			kept(true, 0)
			look(p, "said")
			p.Upload("residence", picture(t))
			p.Click(text.S(l, "citizen.material-send"))
			kept(true, 1)
			look(p, "paper")
			// Its words can be mended.
			p.Click("a[href*='?wrong=residence']")
			if p.Value("residence-words") != "上个月搬到溪前路 2 号" {
				t.Errorf("what was written is %q", p.Value("residence-words"))
			}
			p.Goto("/apply/" + scene.Card + "/answers")
			p.Click(text.S(l, "citizen.material-believe"))
			kept(false, 0)
			p.Click("a[href*='?wrong=residence']")
			p.Fill("residence-words", "上个月搬到溪前路 2 号")
			p.Click(text.S(l, "citizen.material-wrong-send"))
			p.Click(text.S(l, "citizen.submit"))
			rows, err := s.Desk.Mine(t.Context(), s.Person("lin-jian"), "", 1)
			if err != nil || len(rows.Rows) != 1 {
				t.Fatal(rows, err)
			}
			q.Goto("/as/east-clerk?to=/office/cases/" + rows.Rows[0].Number)
			if strings.Contains(q.Text("main"), "上个月搬到溪前路 2 号") || !strings.Contains(q.Text("main"), text.S(l, "casepage.source-own", "register", registerName(t, s, l))) {
				t.Errorf("the official is not told of the dispute, or of its words unasked: %s", q.Text("main"))
			}
			q.Click(text.S(l, "casepage.show"))
			if !strings.Contains(q.Text("main"), "上个月搬到溪前路 2 号") {
				t.Errorf("the official does not read what is wrong: %s", q.Text("main"))
			}
			look(q, "case")
			q.Goto("/as/cao-jie?to=/office/matters")
			q.Click("main a[href^='/office/matters/']")
			if !strings.Contains(q.Text("main"), "上个月搬到溪前路 2 号") {
				t.Errorf("the owner of the register does not read it: %s", q.Text("main"))
			}
			look(q, "matter")
		})
	}
}

// registerName is what the register of the population is called.
func registerName(t *testing.T, s *scene.Scene, l text.Lang) string {
	t.Helper()
	r, ok := s.Desk.Packs().Register("population")
	if !ok {
		t.Fatal("no register of the population")
	}
	return r.Names().In(l)
}
