package office_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/web/door"
)

// Every page of the face, with ordinary things in it, in both languages, on a phone
// and a wide screen without JavaScript, has no fault that a browser can find.
func TestEveryPageInChromium(t *testing.T) {
	browser.NeedEverything(t)
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	w := newWorld(t)
	now := w.now
	fresh := w.apply()
	paused, review, deciding, ended, waiting := w.apply(), w.apply(), w.apply(), w.apply(), w.apply()
	for _, n := range []string{paused, review, deciding, ended} {
		w.did("clerk", n, "accept", nil)
		w.did("examiner", n, "record/visit", url.Values{"act-note": {"人证相符"}})
	}
	w.did("head", review, "assign", url.Values{"act-handler": {"examiner"}})
	w.did("examiner", paused, "pause", url.Values{"act-ground": {"hearing"}, "act-until-year": {"2026"}, "act-until-month": {"8"}, "act-until-day": {"20"}})
	for _, n := range []string{deciding, ended} {
		w.did("examiner", n, "propose", url.Values{"act-outcome": {"granted"}, "act-reason": {"符合条件"}})
	}
	w.did("head", ended, "decide", url.Values{"act-outcome": {"granted"}})
	w.did("clerk", ended, "deliver", nil)
	w.did("clerk", waiting, "ask-correction", url.Values{"act-gaps": {"reader", "photo_file"}, "act-gaps-reader": {"请按身份证写全名。"}, "act-gaps-photo_file": {"照片看不清，请重新拍一张。"},
		"act-until-year": {"2026"}, "act-until-month": {"9"}, "act-until-day": {"1"}})
	w.now = now.Add(26 * time.Hour)
	w.apply()

	mux := http.NewServeMux()
	mux.Handle("/", w.site)
	mux.HandleFunc("GET /as/{person}", func(rw http.ResponseWriter, r *http.Request) {
		secret, _, err := w.desk.SignInSample(r.Context(), r.PathValue("person"), people.PageSession)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		http.SetCookie(rw, &http.Cookie{Name: door.SessionCookie, Value: secret, Path: "/"})
		http.Redirect(rw, r, "/office?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	pictures := os.Getenv("ATONCE_PICTURES")
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	at := "/office/cases/"
	for _, lang := range []string{"zh", "en"} {
		look := func(name string) {
			t.Helper()
			for _, width := range []int{320, 390, 1280} {
				p.Resize(width)
				for _, f := range p.Faults() {
					t.Errorf("%s %s at %d: %s", name, lang, width, f)
				}
				if pictures != "" && width != 320 {
					p.Screenshot(filepath.Join(pictures, name+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
		as := func(person string, pages ...[2]string) {
			p.Goto("/as/" + person + "?lang=" + lang)
			for _, x := range pages {
				p.Goto(x[1])
				look(x[0])
			}
		}
		as("clerk", [2]string{"worklist", "/office"}, [2]string{"worklist-mine-empty", "/office?pile=mine"}, [2]string{"worklist-overdue", "/office?pile=overdue"},
			[2]string{"case-intake", at + fresh}, [2]string{"case-waiting", at + waiting}, [2]string{"case-ended", at + ended},
			[2]string{"do-accept", at + fresh + "/do/accept"}, [2]string{"do-ask-correction", at + fresh + "/do/ask-correction"},
			[2]string{"do-refer", at + fresh + "/do/refer"}, [2]string{"do-note", at + fresh + "/do/record/note"},
			[2]string{"refused", at + fresh + "/do/decide"}, [2]string{"packs", "/office/packs"}, [2]string{"pack", "/office/packs/" + card}, [2]string{"start-none", "/office/start"})
		p.Goto(at + fresh + "/do/ask-correction")
		p.Fill("act-gaps-reader", "请按身份证写全名。")
		p.Click("form .govuk-button")
		look("do-ask-correction-failed")
		as("examiner", [2]string{"case-review", at + review}, [2]string{"case-paused", at + paused}, [2]string{"do-pause", at + review + "/do/pause"})
		as("head", [2]string{"case-deciding", at + deciding}, [2]string{"do-assign", at + review + "/do/assign"})
		p.Goto(at + deciding + "/do/decide")
		p.Fill("act-outcome", "refused")
		p.Fill("act-reason", "住所不在本县，也不在本县工作。")
		p.Click("form .govuk-button[value=preview]")
		look("do-decide-preview")
		person, service := w.inspection()
		as(person, [2]string{"start", "/office/start"}, [2]string{"start-inspection", "/office/start/" + service})
	}
}
