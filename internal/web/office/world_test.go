package office_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/htmlcheck"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// world is the face on a real desk and database, with every pack of the repository
// in force, the sample people and those of a library, at a moment the test moves.
type world struct {
	t    *testing.T
	desk *desk.Desk
	now  time.Time
	site http.Handler
	who  map[string]people.Person
	lang text.Lang
}

// The library's people. No sample office is a library.
var library = people.Sample{
	Offices: []people.Office{
		{ID: "lib", Kind: "library", Name: named("晓溪县图书馆", "Xiaoxi County Library"), Area: "330199", Letters: "LB"},
		{ID: "lib-2", Kind: "library", Name: named("邻县图书馆", "Library Next Door"), Area: "330299", Letters: "LN"},
	},
	People: []people.Person{
		{ID: "reader", Kind: people.Natural, Name: named("林晓", "Lin Xiao"), Sample: true},
		official("clerk", "刘窗", "clerk"), official("examiner", "李审", "examiner"), official("examiner-2", "陈审", "examiner"), official("head", "何馆", "head"),
		{ID: "both", Kind: people.Official, Name: named("双重", "Both"), Sample: true, Posts: []people.Post{{Office: "lib", Role: "examiner"}, {Office: "lib", Role: "head"}}},
		{ID: "stranger", Kind: people.Official, Name: named("外人", "Stranger"), Sample: true, Posts: []people.Post{{Office: "lib-2", Role: "clerk"}}},
	},
}

func named(zh, en string) law.Words { return law.Words{text.ZH: zh, text.EN: en} }

func official(id, name, role string) people.Person {
	return people.Person{ID: id, Kind: people.Official, Name: named(name, id), Sample: true, Posts: []people.Post{{Office: "lib", Role: role}}}
}

const card = "library-card"

func newWorld(t *testing.T) *world {
	t.Helper()
	w := newWorldBefore(t)
	for _, s := range w.desk.Packs().Services() {
		_, err := w.desk.ProposePack(t.Context(), w.who["pack-keeper-1"], s.ID())
		w.must(err)
		_, err = w.desk.ApprovePack(t.Context(), w.who["pack-keeper-2"], s.ID())
		w.must(err)
	}
	return w
}

// newWorldBefore is the world before anything came into force.
func newWorldBefore(t *testing.T) *world {
	t.Helper()
	files := os.DirFS("../../../packs")
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		t.Fatalf("packs do not load: %v", problems)
	}
	w := &world{t: t, now: time.Date(2026, 8, 3, 9, 0, 0, 0, time.FixedZone("", 8*3600)), who: map[string]people.Person{}, lang: text.ZH}
	clock := func() time.Time { return w.now }
	st := storetest.New(t, storetest.At(&w.now))
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	w.desk = desk.New(desk.Config{Store: st, Clock: clock, Slog: quiet})
	sample, problems := people.LoadSample(files)
	if len(problems) > 0 {
		t.Fatalf("sample people do not load: %v", problems)
	}
	sample.Offices, sample.People = append(sample.Offices, library.Offices...), append(sample.People, library.People...)
	for _, p := range sample.People {
		w.who[p.ID] = p
	}
	w.must(w.desk.Restore(t.Context(), set))
	w.must(w.desk.SavePeople(t.Context(), sample))
	w.site = door.House{Keeper: w.desk, Routes: office.Routes(w.desk), Log: quiet}.Handler()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// page is what the site answered.
type page struct {
	htmlcheck.Node
	t      *testing.T
	status int
	to     string // where it leads
	body   string
}

func (w *world) ask(person, method, path string, form url.Values) page {
	w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", w.lang.Tag())
	if person != "" {
		// Signed in afresh: a test that moves the time on outlives any session.
		secret, _, err := w.desk.SignInSample(w.t.Context(), person, people.PageSession)
		w.must(err)
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
	}
	rec := httptest.NewRecorder()
	w.site.ServeHTTP(rec, r)
	p := page{t: w.t, status: rec.Code, to: rec.Header().Get("Location"), body: rec.Body.String()}
	p.Node = htmlcheck.Parse(w.t, strings.NewReader(p.body))
	if rec.Code != http.StatusSeeOther && !p.Has("main") {
		w.t.Fatalf("%s %s: %d %s", method, path, rec.Code, p.body)
	}
	if rec.Code != http.StatusSeeOther {
		for _, f := range p.Faults() {
			w.t.Errorf("%s %s: %s", method, path, f)
		}
		for _, l := range []string{"[office.", "[casepage.", "[formpage.", "[field.", "[stage.", "[ui."} {
			if i := strings.Index(p.body, l); i >= 0 {
				w.t.Errorf("%s %s: a text is missing: %s", method, path, p.body[i:min(i+60, len(p.body))])
			}
		}
	}
	return p
}

func (w *world) get(person, path string) page {
	w.t.Helper()
	return w.ask(person, "GET", path, nil)
}

// sees demands status 200.
func (w *world) sees(person, path string) page {
	w.t.Helper()
	p := w.get(person, path)
	if p.status != http.StatusOK {
		w.t.Fatalf("%s gets %d at %s: %s", person, p.status, path, p.One("main").Text())
	}
	return p
}

// form is what a browser would send of the page's form to action, with set over it.
// A nil value leaves a field out.
func (p page) form(action string, set url.Values) url.Values {
	p.t.Helper()
	out := url.Values{}
	f := p.One(`form[action="` + action + `"]`)
	for _, in := range f.All("input") {
		switch in.Attr("type") {
		case "radio", "checkbox", "file":
		default:
			out.Set(in.Attr("name"), in.Attr("value"))
		}
	}
	for _, in := range f.All("input[checked]") {
		out.Add(in.Attr("name"), in.Attr("value"))
	}
	for _, a := range f.All("textarea") {
		out.Set(a.Attr("name"), strings.TrimPrefix(a.Text(), "\n"))
	}
	for _, s := range f.All("select") {
		for _, o := range s.All("option[selected]") {
			out.Set(s.Attr("name"), o.Attr("value"))
		}
	}
	for k, v := range set {
		out[k] = v
	}
	return out
}

// does fills in a verb's form and sends it.
func (w *world) does(person, number, verb string, set url.Values) page {
	w.t.Helper()
	path := "/office/cases/" + number + "/do/" + verb
	return w.ask(person, "POST", path, w.sees(person, path).form(path, set))
}

// did demands that it was done.
func (w *world) did(person, number, verb string, set url.Values) page {
	w.t.Helper()
	p := w.does(person, number, verb, set)
	if p.status != http.StatusSeeOther {
		w.t.Fatalf("%s %s: %d %s", person, verb, p.status, p.One("main").Text())
	}
	return p
}

// apply files for a library card as the reader.
func (w *world) apply() string {
	w.t.Helper()
	r, err := w.desk.Submit(w.t.Context(), w.who["reader"], desk.Filing{Service: card, Submission: desk.NewSubmission(), Office: "lib", Answers: map[string]string{
		"reader": "林晓", "renewal": "no", "loans": "8", "photo": "own"}})
	w.must(err)
	return r.Number
}

func (w *world) stage(number string) string {
	w.t.Helper()
	return w.view(number).Case.Stage
}

func (w *world) view(number string) desk.View {
	w.t.Helper()
	v, err := w.desk.Case(w.t.Context(), w.who["head"], number)
	w.must(err)
	return v
}

func (w *world) acts(number string) []casework.Act { w.t.Helper(); return w.view(number).Case.Acts }

// says demands that the page's main part holds all these words.
func (p page) says(words ...string) {
	p.t.Helper()
	main := p.One("main").Text()
	for _, x := range words {
		if !strings.Contains(main, x) {
			p.t.Errorf("the page does not say %q: %s", x, main)
		}
	}
}
