package ui_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/htmlcheck"
	"atonce/internal/text"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

func get(t *testing.T, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Every page of the storybook is whole: one h1, no inline script or style, no id
// twice, every label and description leads somewhere, every word is there.
func TestEveryPageHasNoFaultInStructure(t *testing.T) {
	for _, name := range ui.StoryNames() {
		for _, lang := range text.Langs {
			w := get(t, ui.Storybook(), ui.StorybookPath+name+"?long=1&lang="+string(lang))
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", name, w.Code)
			}
			body := w.Body.String()
			page := htmlcheck.Parse(t, strings.NewReader(body))
			for _, f := range page.Faults() {
				if f != "link to no id #" {
					t.Errorf("%s %s: %s", name, lang, f)
				}
			}
			if i := strings.Index(body, "[ui."); i >= 0 {
				t.Errorf("%s %s: a text is missing: %s", name, lang, body[i:i+40])
			}
			if got := page.One("html").Attr("lang"); got != lang.Tag() {
				t.Errorf("%s: lang %q, want %q", name, got, lang.Tag())
			}
			if len(page.All(".foot li")) != 6 {
				t.Errorf("%s: the foot lacks a way to help", name)
			}
		}
	}
}

func TestAFailedPageSaysSoFirst(t *testing.T) {
	page := htmlcheck.Parse(t, get(t, ui.Storybook(), ui.StorybookPath+"question-failed?lang=zh").Body)
	page.WantText("title", "错误：经营场所在哪里？ - 一次 · 办事")
	lines := page.All(".govuk-error-summary__list a")
	if len(lines) != 4 {
		t.Fatalf("%d lines in the summary, want 4", len(lines))
	}
	for _, l := range lines {
		field := page.One(l.Attr("href"))
		if tag := field.Tag(); tag != "input" {
			t.Errorf("%s leads to a %s, want the field itself", l.Attr("href"), tag)
		}
	}
	if !page.Has("input[aria-invalid=true]") || !page.Has("#address-error") {
		t.Error("the field does not say that it is wrong")
	}
	if page.One("#address").Attr("aria-describedby") != "address-hint address-error" {
		t.Error("hint and error are not read with the field")
	}
	if page.One("#address").Attr("value") == "" {
		t.Error("what was typed is lost")
	}
}

// The language switch keeps the page and its query, and can not lead to another site.
func TestLanguageSwitchKeepsPageAndQuery(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"/items?q=%E5%BC%80&page=2", "/items?lang=en&page=2&q=%E5%BC%80"},
		{"/items?lang=zh", "/items?lang=en"},
		{"/", "/?lang=en"},
	} {
		r := httptest.NewRequest(http.MethodGet, c.at, nil)
		w := httptest.NewRecorder()
		ui.Render(w, r, http.StatusOK, ui.Page{Title: "x"}, templ.NopComponent)
		a := htmlcheck.Parse(t, w.Body).One("a[lang=en]")
		if a.Attr("href") != c.want || a.Text() != "English" {
			t.Errorf("at %s the switch leads to %q", c.at, a.Attr("href"))
		}
	}
	w := httptest.NewRecorder()
	ui.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), http.StatusOK, ui.Page{URL: &url.URL{Path: "//evil.example/x"}}, templ.NopComponent)
	if h := htmlcheck.Parse(t, w.Body).One("a[lang=en]").Attr("href"); h != "/?lang=en" {
		t.Errorf("the switch leads away: %q", h)
	}
}

func TestPreference(t *testing.T) {
	for _, c := range []struct {
		query, cookie, accept string
		want                  ui.Preference
	}{
		{"", "", "", ui.Preference{Lang: text.ZH}},
		{"", "", "fr-FR, en-GB;q=0.8, zh;q=0.5", ui.Preference{Lang: text.EN}},
		{"", "", "zh-CN,zh;q=0.9,en;q=0.8", ui.Preference{Lang: text.ZH}},
		{"", "", ";;,,", ui.Preference{Lang: text.ZH}},
		{"", "lang=en&view=elder", "zh-CN", ui.Preference{Lang: text.EN, Elder: true}},
		{"?lang=zh", "lang=en&view=elder", "", ui.Preference{Lang: text.ZH, Elder: true}},
		{"?view=standard", "view=elder", "en", ui.Preference{Lang: text.EN}},
		{"?lang=tlh&view=huge", "%%%", "", ui.Preference{Lang: text.ZH}},
	} {
		r := httptest.NewRequest(http.MethodGet, "/"+c.query, nil)
		r.Header.Set("Accept-Language", c.accept)
		if c.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "view", Value: c.cookie})
		}
		if got := ui.PreferenceOf(r); got != c.want {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
}

// No cookie before a choice; then one that scripts cannot read.
func TestACookieOnlyAfterAChoice(t *testing.T) {
	if c := get(t, ui.Storybook(), ui.StorybookPath, "Accept-Language", "en").Result().Cookies(); len(c) != 0 {
		t.Errorf("cookies without a choice: %v", c)
	}
	cs := get(t, ui.Storybook(), ui.StorybookPath+"?lang=en").Result().Cookies()
	if len(cs) != 1 || !cs[0].HttpOnly || cs[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("a choice is kept in %v", cs)
	}
	w := get(t, ui.Storybook(), ui.StorybookPath, "Cookie", cs[0].String())
	htmlcheck.Parse(t, w.Body).WantText("h1", "Pages")
}

func TestErrorsHaveAPageAndAStatus(t *testing.T) {
	for k := fail.Internal; k <= fail.Unavailable; k++ {
		w := httptest.NewRecorder()
		err := &fail.Error{Kind: k, Key: "fail.internal", Cause: errors.New("secret table name")}
		ui.RenderError(w, httptest.NewRequest(http.MethodGet, "/", nil), ui.Page{}, err)
		if w.Code != ui.Status(k) || w.Code < 400 {
			t.Errorf("%s: status %d", k, w.Code)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: the cause is shown", k)
		}
		if f := htmlcheck.Parse(t, w.Body).Faults(); len(f) > 0 || strings.Contains(w.Body.String(), "[ui.") {
			t.Errorf("%s: %v", k, f)
		}
	}
}

func TestAComponentThatFailsDrawsNoHalfPage(t *testing.T) {
	w := httptest.NewRecorder()
	broken := templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("broken") })
	ui.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), http.StatusOK, ui.Page{}, broken)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("status %d, body %q", w.Code, w.Body)
	}
}

func TestEveryValueIsEscaped(t *testing.T) {
	const evil = `"><script>alert(1)</script>`
	var b bytes.Buffer
	c := templ.Join(
		ui.Text(ui.TextField{Name: "a", Label: evil, Hint: evil, Value: evil, Error: evil, Source: &ui.Source{From: evil, Correct: "javascript:alert(1)"}}),
		ui.List(ui.Table{Caption: evil, Columns: []ui.Column{{Head: evil}}, Rows: []ui.TableRow{{Cells: []ui.Cell{{Text: evil, Href: "/x", Sub: evil}}}}}),
		ui.QR(strings.Repeat(evil, 200), evil),
	)
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script") {
		t.Errorf("a script came through: %s", b.String())
	}
}

func TestDatesInBothLanguages(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 58, 0, 0, time.UTC)
	due := time.Date(2026, 11, 25, 17, 30, 0, 0, time.UTC)
	next := due.AddDate(1, 0, 0)
	for _, c := range []struct{ got, want string }{
		{ui.By(text.ZH, due, now), "11 月 25 日（周三）17:30 前"},
		{ui.By(text.ZH, next, now), "2027 年 11 月 25 日（周四）17:30 前"},
		{ui.By(text.EN, due, now), "by 17:30 on Wednesday 25 November 2026"},
		{ui.Date(text.ZH, now), "2026 年 11 月 23 日"},
		{ui.Date(text.EN, now), "23 November 2026"},
		{ui.Moment(text.ZH, now), "2026 年 11 月 23 日 09:58"},
		{ui.Moment(text.EN, now), "23 November 2026, 09:58"},
		{ui.ShortMoment(text.ZH, now), "11-23 09:58"},
		{ui.ShortMoment(text.EN, now), "23 Nov 09:58"},
		{ui.Size(999), "999 B"}, {ui.Size(1_240_000), "1.2 MB"}, {ui.Size(52_400), "52 KB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDateBoxesInTheOrderOfTheLanguage(t *testing.T) {
	for lang, want := range map[text.Lang]string{text.ZH: "d-year d-month d-day", text.EN: "d-day d-month d-year"} {
		var b bytes.Buffer
		if err := ui.DateInput(ui.DateField{Name: "d", Label: "x"}).Render(ui.WithLang(context.Background(), lang), &b); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range htmlcheck.Parse(t, &b).All("input") {
			names = append(names, e.Attr("name"))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
}

// The style sheet keeps its promises: small, ours alone, readable by old browsers.
func TestStyleSheet(t *testing.T) {
	w := get(t, ui.Assets(), ui.Asset("atonce.css"), "Accept-Encoding", "gzip")
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if n := w.Body.Len(); n > 25_000 {
		t.Errorf("%d bytes on the wire, 25,000 allowed", n)
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	plain := get(t, ui.Assets(), ui.Asset("atonce.css"))
	if !bytes.Equal(plain.Body.Bytes(), b) || plain.Header().Get("Content-Encoding") != "" {
		t.Error("plain and compressed differ")
	}
	_, rules, found := strings.Cut(string(b), "*/")
	if !found || !strings.Contains(string(b[:400]), "MIT") {
		t.Error("the notice of the base's licence is gone")
	}
	for _, never := range []string{"@layer", "@font-face", "url(", "GDS Transport", "crown", "keep-all"} {
		if strings.Contains(rules, never) {
			t.Errorf("the style sheet holds %q", never)
		}
	}
	if get(t, ui.Assets(), "/assets/atonce.css").Code != http.StatusNotFound {
		t.Error("an asset without its hash may not be served: it would be kept for a year")
	}
}

// A first visit is small and asks nobody else for anything.
func TestWeightOfAPage(t *testing.T) {
	for _, name := range ui.StoryNames() {
		body := get(t, ui.Storybook(), ui.StorybookPath+name).Body.String()
		page := htmlcheck.Parse(t, strings.NewReader(body))
		refs := append(page.All("link[href]"), page.All("script[src]")...)
		total := len(body)
		for _, l := range refs {
			at := l.Attr("href") + l.Attr("src")
			if !strings.HasPrefix(at, "/assets/") {
				t.Errorf("%s asks for %s", name, at)
			}
			total += get(t, ui.Assets(), at, "Accept-Encoding", "gzip").Body.Len()
		}
		if total > 60_000 || len(refs) > 3 {
			t.Errorf("%s: %d bytes in %d requests, at most 60,000 in 3", name, total, len(refs)+1)
		}
	}
}

// A line of the summary leads to its field on this page, or to the page the field is on.
func TestErrorSummaryLeadsToTheField(t *testing.T) {
	err := fail.New(fail.Invalid, "fail.internal").WithFields(fail.Field{Path: "area", Key: "ui.choose"})
	ps := ui.ProblemsOf(text.ZH, err)
	ps = append(ps, ui.Problem{Field: "name", Text: "x", Href: "/apply/2#name"}, ui.Problem{Text: "no field"})
	var b bytes.Buffer
	if err := ui.ErrorSummary(ps).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	page := htmlcheck.Parse(t, &b)
	page.WantText("h2", "请修改以下 3 处")
	var hrefs []string
	for _, a := range page.All("a") {
		hrefs = append(hrefs, a.Attr("href"))
	}
	if got := strings.Join(hrefs, " "); got != "#area /apply/2#name" {
		t.Errorf("the lines lead to %s", got)
	}
	if ps.Of("area") != "请选择" || ps.Of("other") != "" {
		t.Error("a field does not find its problem")
	}
	if len(ui.ProblemsOf(text.ZH, nil)) != 0 {
		t.Error("no error has problems")
	}
}
