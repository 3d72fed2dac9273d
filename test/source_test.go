package test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/connect"
	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/htmlcheck"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// filing is what the stories of a service file: the first that its form takes
// without a file, or with files made up here.
func filing(t *testing.T, s *scene.Scene, service *pack.Service, who people.Person) map[string]string {
	t.Helper()
	for _, st := range service.Stories() {
		for line := range strings.Lines(string(st.Data)) {
			_, said, ok := strings.Cut(line, " applicant submit ")
			if !ok {
				continue
			}
			out := map[string]string{}
			for _, m := range storyAnswer.FindAllStringSubmatch(said, -1) {
				if f, ok := service.Form().Field(m[1]); ok && f.Kind == "file" {
					file, err := s.Desk.AddFile(t.Context(), who, m[2], []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+m[2]))
					must(t, err)
					out[m[1]] = file.ID
				} else {
					out[m[1]] = strings.Trim(m[2], `"`)
				}
			}
			for _, m := range service.WalletMaterials() {
				file, err := s.Desk.AddFile(t.Context(), who, m.ID, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+m.ID))
				must(t, err)
				out[m.Field], out[m.Paper] = form.OnPaper, file.ID
			}
			if _, ok := out["photo"]; ok {
				out["photo"] = "own" // without a branch that would have to end first
			}
			if _, wrong := service.Form().Check(out); len(wrong) == 0 {
				return out
			}
		}
	}
	t.Fatalf("no story of %s files what its form takes", service.ID())
	return nil
}

var storyAnswer = regexp.MustCompile(`([a-z_]+)=("[^"]*"|\S+)`)

// wayOn says, for each service that reads a source, how its officials come to a
// decision when the source said nothing. A service without a line fails the test.
var wayOn = map[string][]struct {
	by  string
	act casework.Act
}{
	"library-card": {{"east-clerk", casework.Act{Verb: casework.Accept}}, {"east-examiner", casework.Act{Verb: casework.Record, Step: "visit"}},
		{"east-examiner", casework.Act{Verb: casework.Propose, Outcome: "granted"}}, {"east-head", casework.Act{Verb: casework.Decide, Outcome: "granted"}}},
	grant: {{"east-clerk", casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "已核对本人证件"}}},
	registration: {{"zhang-min", casework.Act{Verb: casework.Accept}}, {"zhou-hang", casework.Act{Verb: casework.Propose, Outcome: "registered"}},
		{"wu-fang", casework.Act{Verb: casework.Decide, Outcome: "registered"}}},
	"food-business-licence": {{"zhang-min", casework.Act{Verb: casework.Accept}},
		{"zheng-yi", casework.Act{Verb: casework.Record, Step: "site-check", Answers: map[string]string{"site_found": "操作间有独立水池"}}},
		{"sun-ke", casework.Act{Verb: casework.Record, Step: "second-signature"}}, {"zhou-hang", casework.Act{Verb: casework.Propose, Outcome: "granted"}},
		{"wu-fang", casework.Act{Verb: casework.Decide, Outcome: "granted"}}},
	"government-information-disclosure": {{"luo-wen", casework.Act{Verb: casework.Accept}},
		{"luo-wen", casework.Act{Verb: casework.Propose, Outcome: "withheld", Reason: "涉及个人隐私", Answers: map[string]string{"why_withheld": "privacy", "found": "账本一册"}}},
		{"tang-yue", casework.Act{Verb: casework.Decide, Outcome: "withheld", Reason: "涉及个人隐私"}}},
	// The whole ends when its parts do, each with officials of its own: registration and
	// food licence are in this table.
	"open-a-bakery": {{"zhang-min", casework.Act{Verb: casework.Accept}}},
	// What comes after is seven days at the village's board and the county.
	"minimum-subsistence-allowance": {{"he-ping", casework.Act{Verb: casework.Accept}},
		{"he-ping", casework.Act{Verb: casework.Record, Step: "home-visit", Answers: map[string]string{"home_visit": "两间平房，无其他收入来源", "amount": "900"}}},
		{"he-ping", casework.Act{Verb: casework.Record, Step: "neighbours-asked"}},
		{"he-ping", casework.Act{Verb: casework.Record, Step: "registers-checked", Answers: map[string]string{"checked_income": "1500", "property_within": "yes"}}},
		{"he-ping", casework.Act{Verb: casework.Propose, Outcome: "granted", Reason: "入户调查属实"}}},
}

// A source that is killed, slow or lying holds up nobody: with every register that can
// be moved kept by its owner behind a bad connection, each service that reads one takes
// the application, says what happened to the applicant and to the official, and is
// decided by people. No program decides on what a register did not say.
func TestNoSourceHoldsAnybodyUp(t *testing.T) {
	files, o := scene.Elsewhere(t)
	upstream := httptest.NewServer(o)
	defer upstream.Close()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "owner", "127.0.0.1:0", strings.TrimPrefix(upstream.URL, "http://"))
	must(t, proxy.Start())
	defer func() { proxy.Stop() }()
	toxic := func(js string) {
		_, err := proxy.Toxics.AddToxicJson(strings.NewReader(js))
		must(t, err)
	}
	for _, bad := range []struct {
		name, why string
		begin     func()
		end       func()
	}{
		{"well", "", func() {}, func() {}},
		{"wrong types", "connect.lying", func() { o.Lie("types") }, func() { o.Lie("") }},
		{"truncated JSON", "connect.lying", func() { o.Lie("truncated") }, func() { o.Lie("") }},
		{"slow", "connect.slow", func() { toxic(`{"name":"slow","type":"latency","attributes":{"latency":5000}}`) }, func() { must(t, proxy.Toxics.RemoveToxic(t.Context(), "slow")) }},
		{"cut off", "connect.unreachable", func() { toxic(`{"name":"cut","type":"limit_data","attributes":{"bytes":20}}`) }, func() { must(t, proxy.Toxics.RemoveToxic(t.Context(), "cut")) }},
		{"killed", "connect.unreachable", func() { proxy.Stop() }, func() {}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			sources := connect.New(connect.Config{Getenv: func(string) string { return "http://" + proxy.Listen }})
			defer sources.Close()
			s := scene.Over(t, scene.Monday, files, sources)
			bad.begin()
			defer bad.end()
			set := s.Desk.Packs()
			tried := 0
			for _, service := range set.Services() {
				if !readsElsewhere(set, service) {
					continue
				}
				tried++
				t.Run(service.ID(), func(t *testing.T) { (&sourceRun{t, s, faces(s), service, s.Person(applicant), bad.why}).run() })
			}
			if tried != len(wayOn) {
				t.Errorf("%d services read a source elsewhere, %d have a way to a decision", tried, len(wayOn))
			}
			_, err := s.Desk.Verify(t.Context())
			must(t, err)
		})
	}
}

// readsElsewhere says whether a service asks an owner's system about a person.
func readsElsewhere(set *pack.Set, s *pack.Service) bool {
	return slices.ContainsFunc(s.Needs(), func(n pack.Need) bool {
		r, ok := set.Register(n.Register)
		return ok && r.Source() == pack.Connected && r.Subject() == "person"
	})
}

// sourceRun is one service tried while its sources are bad in one way; why is the text
// key of what is said of them, empty where they are well.
type sourceRun struct {
	*testing.T
	s       *scene.Scene
	site    http.Handler
	service *pack.Service
	me      people.Person
	why     string
}

func (x *sourceRun) run() {
	set, id, l := x.s.Desk.Packs(), x.service.ID(), text.ZH
	answers := filing(x.T, x.s, x.service, x.me)
	noted := map[string]bool{}
	for _, page := range x.service.Form().VisiblePages(answers) {
		said := x.see(x.me.ID, "/apply/"+id+"/"+page.ID)
		of := map[string]string{}
		for _, q := range page.Fields {
			of[q] = answers[q]
			n, field, ok := x.service.NeedFor(q)
			if r, _ := set.Register(n.Register); !ok || r.Source() != pack.Connected || r.Subject() != "person" || answers[q] == "" {
				continue
			}
			name := casepageName(set, n.Register)
			if down := strings.Contains(said, text.S(l, "citizen.given-down", "register", name)); down != (x.why != "") {
				x.Errorf("page %s, %s from %s.%s: told that it is down: %v", page.ID, q, n.Register, field, down)
			}
			noted[n.Register] = true
		}
		_, err := x.s.Desk.SaveDraft(x.Context(), x.me, id, page.ID, of)
		must(x.T, err)
	}
	if len(noted) == 0 {
		x.Fatal("no question of it comes from a source")
	}

	// The check page shows what was looked up, or takes a paper instead.
	said, sentFor := x.see(x.me.ID, "/apply/"+id+"/answers"), ""
	for _, n := range x.service.Needs() {
		r, _ := set.Register(n.Register)
		if n.Material == "" || r.Source() != pack.Connected || r.Subject() != "person" {
			continue
		}
		if down := strings.Contains(said, text.S(l, "citizen.material-down", "register", casepageName(set, n.Register))); down != (x.why != "") {
			x.Errorf("material %s: told that its register is down: %v", n.Material, down)
		}
		if x.why != "" && sentFor == "" {
			sentFor = n.Material
			if code := x.send("/apply/"+id+"/materials/"+n.Material, "another-field", "own.png"); code != http.StatusUnprocessableEntity {
				x.Errorf("sent without a file: %d", code)
			}
			if code := x.send("/apply/"+id+"/materials/"+n.Material, n.Material, "own.png"); code != http.StatusSeeOther {
				x.Fatalf("sending a paper instead: %d", code)
			}
			if said := x.see(x.me.ID, "/apply/"+id+"/answers"); !strings.Contains(said, "own.png") {
				x.Errorf("the paper is not on the page: %s", said)
			}
		}
	}

	// It is filed, and the receipt says what happened.
	d, err := x.s.Desk.Draft(x.Context(), x.me, id)
	must(x.T, err)
	code, _ := asks(x.T, x.s, x.site, x.me.ID, "/apply/"+id+"/submit", map[string][]string{"submission": {d.Submission}})
	if code != http.StatusSeeOther {
		x.Fatalf("filing: %d", code)
	}
	number, ok, err := x.s.Desk.Answered(x.Context(), x.me, d.Submission)
	if err != nil || !ok {
		x.Fatal("nothing was filed", err)
	}
	received, _, _ := strings.Cut(text.S(l, "citizen.receipt-down", "registers", "|"), "|")
	if told := strings.Contains(x.see(x.me.ID, "/cases/"+number+"/receipt"), received); told != (x.why != "") {
		x.Errorf("the receipt says that registers did not answer: %v", told)
	}

	// The official sees source, time and flag of everything, and what was sent instead.
	v, err := x.s.Desk.Case(x.Context(), x.me, number)
	must(x.T, err)
	way, ok := wayOn[id]
	if !ok {
		x.Fatal("no way to a decision is known")
	}
	if x.why == "" {
		if said := x.see(way[0].by, "/office/cases/"+number); strings.Contains(said, text.S(l, "office.source-flag", "register", "")) || !strings.Contains(said, "人口信息库（示例）") {
			x.Errorf("with its sources well: %s", said)
		}
		return
	}
	if v.Case.Outcome != "" || !v.Case.Ended.IsZero() {
		x.Fatalf("a program decided without the source: %s", v.Case.Outcome)
	}
	page := x.see(way[0].by, "/office/cases/"+number)
	for register := range noted {
		name := casepageName(set, register)
		for _, want := range []string{text.S(l, "office.source-flag", "register", name), text.S(l, "office.source-check", "register", name),
			text.S(l, "casepage.source-down", "register", name, "time", "10-12 09:00"), text.S(l, x.why)} {
			if !strings.Contains(page, want) {
				x.Errorf("the official is not told %q: %s", want, page)
			}
		}
	}
	if sentFor != "" && !strings.Contains(page, "own.png") {
		x.Errorf("the official does not see the paper: %s", page)
	}

	// And people decide it.
	for _, do := range way {
		act := do.act
		if _, err := x.s.Desk.Act(x.Context(), x.s.Person(do.by), desk.Doing{Number: number, Act: act, Submission: desk.NewSubmission()}); err != nil {
			x.Fatalf("%s of %s: %v", act.Verb, do.by, err)
		}
	}
	rows, err := x.s.Desk.Mine(x.Context(), x.me, "", 100)
	must(x.T, err)
	at := slices.IndexFunc(rows.Rows, func(r journal.Row) bool { return r.Number == number })
	if last := way[len(way)-1].act; last.Verb == casework.Decide && rows.Rows[at].Outcome != last.Outcome {
		x.Errorf("decided as %q, want %q", rows.Rows[at].Outcome, last.Outcome)
	}
}

// see opens a page and gives what it says.
func (x *sourceRun) see(person, path string) string {
	x.Helper()
	code, page := asks(x.T, x.s, x.site, person, path, nil)
	if code != http.StatusOK {
		x.Fatalf("%s: %d", path, code)
	}
	return page.One("main").Text()
}

// send sends a file in a form.
func (x *sourceRun) send(path, field, name string) int {
	x.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, name)
	must(x.T, err)
	_, err = part.Write([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR own"))
	must(x.T, err)
	must(x.T, w.Close())
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: x.s.Session(x.me.ID, people.PageSession)})
	rec := httptest.NewRecorder()
	x.site.ServeHTTP(rec, r)
	if rec.Code != http.StatusSeeOther {
		x.Log(htmlcheck.Parse(x.T, strings.NewReader(rec.Body.String())).One("main").Text())
	}
	return rec.Code
}

func casepageName(set *pack.Set, register string) string {
	r, _ := set.Register(register)
	return r.Names().In(text.ZH)
}
