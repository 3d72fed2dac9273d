package formpage_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

func toy(t *testing.T) *pack.Service {
	t.Helper()
	set, problems := pack.Load(os.DirFS("../../../packs"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s, ok := set.Service("library-card")
	if !ok {
		t.Fatal("the toy pack is gone")
	}
	return s
}

func draw(t *testing.T, s formpage.Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := formpage.Draw(s).Render(ui.WithLang(context.Background(), s.Lang), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What was typed, right or wrong, stands in the form that is drawn again.
func TestDrawKeepsWhatWasTyped(t *testing.T) {
	s := toy(t)
	for _, lang := range text.Langs {
		answers := map[string]string{}
		for _, x := range s.Form().Fields() {
			switch x.Kind {
			case form.Text, form.LongText, form.Phone, form.PersonID, form.Address:
				answers[x.ID] = `typed "` + x.ID + `"`
			case form.Date:
				answers[x.ID] = "2026-13-41"
			}
		}
		html := draw(t, formpage.Sheet{Lang: lang, Service: s, Fields: s.Form().Fields(), Answers: answers,
			Problems: ui.Problems{{Field: s.Form().Fields()[0].ID, Text: "mend this"}}})
		for _, x := range s.Form().Fields() {
			if !strings.Contains(html, `id="`+x.ID+`"`) {
				t.Errorf("%s: the error summary cannot lead to %s", lang, x.ID)
			}
			if v := answers[x.ID]; v != "" && x.Kind != form.Date && !strings.Contains(html, strings.ReplaceAll(v, `"`, "&#34;")) {
				t.Errorf("%s: %s lost what was typed", lang, x.ID)
			}
		}
		if !strings.Contains(html, "mend this") || strings.Contains(html, "[") && strings.Contains(html, "[formpage.") {
			t.Errorf("%s: %s", lang, html)
		}
	}
}

func TestReadGivesBackWhatWasSent(t *testing.T) {
	fields := []form.Field{{ID: "a", Kind: form.Text}, {ID: "some", Kind: form.SomeOf}, {ID: "day", Kind: form.Date}, {ID: "none", Kind: form.Date}}
	v := url.Values{"a": {" x "}, "some": {"one", "two"}, "day-year": {"2026"}, "day-month": {" 2"}, "day-day": {"30"}, "other": {"ignored"}}
	r := httptest.NewRequest("POST", "/?a=from-the-address", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, problems, err := formpage.Read(r, fields, nil, nil)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	want := map[string]string{"a": " x ", "some": "one,two", "day": "2026-2-30", "none": ""}
	if len(got) != len(want) {
		t.Errorf("read %v", got)
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s is %q, want %q", k, got[k], w)
		}
	}
	if y, m, d := formpage.SplitDate(got["day"]); y != "2026" || m != "2" || d != "30" {
		t.Errorf("boxes hold %s, %s, %s", y, m, d)
	}
}

// One bad file is a problem of its field; the good one and the answers stay.
func TestReadKeepsTheGoodFile(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range []string{"good.pdf", "bad.exe"} {
		part, err := w.CreateFormFile("paper", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte("bytes of " + name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WriteField("a", "typed"); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteField("paper-remove", "old-1"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	fields := []form.Field{{ID: "a", Kind: form.Text}, {ID: "paper", Kind: form.File}}
	keep := func(name string, body []byte) (draft.File, error) {
		if strings.HasSuffix(name, ".exe") {
			return draft.File{}, fail.New(fail.Invalid, "draft.file-kind", "file", name)
		}
		return draft.File{ID: "new-1", Name: name}, nil
	}
	got, problems, err := formpage.Read(r, fields, map[string]string{"paper": "old-1,old-2"}, keep)
	if err != nil {
		t.Fatal(err)
	}
	if got["paper"] != "old-2,new-1" || got["a"] != "typed" {
		t.Errorf("read %v", got)
	}
	if len(problems) != 1 || problems[0].Path != "paper" || !text.Has(text.ZH, problems[0].Key) {
		t.Errorf("problems %v", problems)
	}
	if !formpage.Removing(r, fields) {
		t.Error("the remove button was not seen")
	}
}

func TestReadRefusesWhatIsNoForm(t *testing.T) {
	r := httptest.NewRequest("POST", "/", strings.NewReader("%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, _, err := formpage.Read(r, nil, nil, nil); fail.KindOf(err) != fail.Invalid {
		t.Errorf("error is %v", err)
	}
}
