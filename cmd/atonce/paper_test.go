package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/text"
)

// A person keeps a paper, an official holds it against the original, and the watermark
// says so, on the page and in print; in both languages, on a phone without JavaScript.
func TestPaperAtTheCounter(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	m := image.NewRGBA(image.Rect(0, 0, 300, 220))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.RGBA{0xf4, 0xf0, 0xe4, 0xff}), image.Point{}, draw.Src)
	var photo bytes.Buffer
	if err := png.Encode(&photo, m); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "lease.png")
	if err := os.WriteFile(file, photo.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, l := range text.Langs {
		t.Run(string(l), func(t *testing.T) {
			now := time.Date(2026, 9, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600))
			server := site(t, func() time.Time { now = now.Add(time.Second); return now })
			w := &walk{t: t, lang: l, base: server.URL}
			first := browser.Open(t, server.URL, 390, false, l.Tag())
			p := w.enter(first, "林𠮷安", "Lin Ji'an")
			p.Goto("/papers")
			w.look(p, "papers-none")
			p.Goto("/papers/new")
			p.Click(w.say("citizen.paper-keep"))
			if p.Status() != 422 || !p.Has(".govuk-error-summary") {
				t.Fatalf("an empty paper was taken: %d", p.Status())
			}
			p.Fill("title", w.pick("租赁合同", "Lease"))
			p.Upload("file", file)
			p.Click(w.say("citizen.paper-keep"))
			w.look(p, "paper-uploaded")
			where, code := p.Location(), p.Text(".govuk-inset-text strong")
			q := w.enter(first, "张敏", "Zhang Min", "晓溪县市场监督管理局", "Market Supervision Bureau, Xiaoxi County")
			q.Goto("/office/papers")
			w.look(q, "office-papers")
			q.Fill("mark", strings.ToUpper(code))
			q.Click(w.say("office.paper-show"))
			w.look(q, "office-paper")
			q.Click(w.say("office.paper-matches"))
			w.look(q, "office-paper-matches")
			p.Goto(where)
			w.look(p, "paper-checked")
			if mark := p.Text("figcaption"); !strings.Contains(mark, w.pick("与原件相符", "Matches the original")) {
				t.Errorf("the watermark says %s", mark)
			}
			if status, head, b := p.Fetch(where + "/pdf"); status != 200 || head.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(b, []byte("%PDF-")) {
				t.Errorf("the sheet: %d %s", status, head.Get("Content-Type"))
			} else if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, "paper-"+string(l)+".pdf"), b, 0o600); err != nil {
					t.Error(err)
				}
			}
			p.Goto("/data-use")
			if said := p.Text("main"); !strings.Contains(said, w.say("desk.purpose.original")) {
				t.Errorf("the owner does not see who looked: %s", said)
			}
			p.Goto("/papers/new")
			p.Fill("title", w.pick("家庭人口声明", "Household"))
			p.Fill("words", w.pick("我家有两口人。", "There are two of us."))
			p.Fill("promise", "yes")
			p.Click(w.say("citizen.paper-keep"))
			w.look(p, "paper-declared")
		})
	}
}
