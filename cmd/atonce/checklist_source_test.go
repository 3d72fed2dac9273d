package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"

	"atonce/internal/browser"
	"atonce/internal/connect"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// sourceDown is the line that a source which is down holds nobody up: on a phone and
// without JavaScript the applicant is told, types and sends a paper instead; the
// official sees which values no register gave, and acts.
func sourceDown(c *checklist) {
	packs, owner := scene.Elsewhere(c.T)
	upstream := httptest.NewServer(owner)
	address := upstream.URL
	upstream.Close() // killed before anybody asked
	sources := connect.New(connect.Config{Getenv: func(string) string { return address }})
	c.Cleanup(func() { sources.Close() })
	c.Scene = scene.Over(c.T, scene.Monday, packs, sources)
	c.serve()

	p := c.openAs("lin-jian", "/apply/"+scene.Card, phone, false, text.ZH)
	c.says(p, "人口信息库（示例）现在没有回应", "请您自己填写")
	c.clean(p)
	p.Fill("reader", "林𠮷安")
	p.Fill("renewal", "no")
	p.Fill("loans", "8")
	p.Click(text.S(text.ZH, "citizen.save-go-on"))
	p.Fill("photo", "own")
	p.Click(text.S(text.ZH, "citizen.save-go-on"))
	c.says(p, "人口信息库（示例）没有回应，这是您自己填写的", "您可以上传自己的材料代替")
	c.clean(p)
	c.picture(p, "source-down-check-390-zh")
	own := filepath.Join(c.TempDir(), "own.png")
	if err := os.WriteFile(own, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), 0o600); err != nil {
		c.Fatal(err)
	}
	p.Upload("residence", own)
	p.Click(text.S(text.ZH, "citizen.material-send"))
	c.says(p, "own.png")
	p.Click(text.S(text.ZH, "citizen.submit"))
	c.says(p, "提交时有登记库没有回应：人口信息库（示例）", "办理时限不变")
	c.clean(p)

	rows, err := c.Desk.Mine(c.Context(), c.Person("lin-jian"), "", 1)
	if err != nil || len(rows.Rows) != 1 {
		c.Fatal(rows, err)
	}
	q := c.openAs("east-clerk", "/office/cases/"+rows.Rows[0].Number, wide, false, text.EN)
	c.says(q, "No answer from a source: Population register (sample)", "gave no usable answer at 12 Oct 09:00", "The owner's system does not answer.", "own.png",
		"A person decides here, not the program.")
	c.clean(q)
	c.picture(q, "source-down-case-1280-en")
	q.Click("main form button")
	c.says(q, "No answer from a source: Population register (sample)")
}

// picture takes a picture of a page for people to look at.
func (c *checklist) picture(p *browser.Page, name string) {
	c.Helper()
	dir := filepath.Join(browser.Root(c.T), "tmp", "pictures", "checklist")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		c.Fatal(err)
	}
	p.Screenshot(filepath.Join(dir, name+".png"))
}
