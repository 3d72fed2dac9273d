package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/resource"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

var update = flag.Bool("update", false, "write docs/generated/routes.md anew")

// role is somebody who knocks at every door.
type role struct {
	name, person string
	bearer       string // "token", "bad" or ""
	concerned    bool   // the filed cases are theirs, or lie in their office
}

var roles = []role{
	{name: "nobody"},
	{name: "citizen", person: "lin-jian", concerned: true},
	{name: "other citizen", person: "li-xiao"},
	{name: "clerk of another office", person: "he-ping"},
	{name: "leader", person: "fang-zheng"},
	{name: "clerk", person: "zhang-min", concerned: true},
	{name: "head", person: "wu-fang", concerned: true},
	{name: "program of the citizen", person: "lin-jian", bearer: "token", concerned: true},
	{name: "program of another citizen", person: "li-xiao", bearer: "token"},
	{name: "program with a bad token", bearer: "bad"},
	{name: "bad session", bearer: "cookie"},
	{name: "system of another agency", bearer: "system"},
}

// What the filed cases hold about a person and nobody else may ever read.
const (
	secretName  = "欧阳某秘"
	secretID    = "330199199205171124"
	secretPhone = "13912345678"
	secretTrade = "密不告人面包坊"
)

// TestEveryRouteAsEveryRole walks the whole table on a real desk with a case under
// way and a licence issued: who is let in is exactly who the table says; nobody reads
// what does not concern them; every answer carries the headers that protect it.
func TestEveryRouteAsEveryRole(t *testing.T) {
	s := scene.New(t)
	w := knocking{t: t, scene: s, values: fileTwo(t, s)}
	maps.Copy(w.values, ledgerOf(t, s))
	s.SignLog()
	s.Publish("jin-lei", publicRecord)
	var err error
	if w.system, _, _, err = s.Desk.ClientToken(t.Context(), "statistics", s.System("statistics", "xiaoxi-civil-affairs", 6000, "catalogue"), nil); err != nil {
		t.Fatal(err)
	}
	table := routes(s.Desk, true)
	w.handler = s.Handler(table, true)
	// Reading first: what somebody does must not change what the next one reads. And
	// of those who do, the strangers first.
	for _, posts := range []bool{false, true} {
		for _, who := range roles {
			for _, r := range table {
				if (r.Method == http.MethodPost) == posts {
					w.knock(r, who)
				}
			}
		}
	}
	for _, x := range door.Weights {
		if !slices.ContainsFunc(table, func(r door.Route) bool { return r.Pattern() == x.Pattern }) {
			t.Errorf("%s weighs %s, which is no route", x.Act, x.Pattern)
		}
	}
	for _, r := range table {
		if r.Who == door.Bearer && !slices.Contains(people.AllScopes, r.Scope) {
			t.Errorf("%s is for programs and names no scope of a token", r.Pattern())
		}
		if !w.opened[r.Pattern()] {
			t.Errorf("%s opened for nobody", r.Pattern())
		}
	}
}

// fileTwo files one case that stays under way and one that ends with a licence, and
// answers what stands for the placeholders of the table.
func fileTwo(t *testing.T, s *scene.Scene) map[string]string {
	t.Helper()
	ctx := context.Background()
	answers := map[string]string{"operator": secretName, "identity": secretID, "phone": secretPhone, "residence": "晓溪县溪前路 2 号", "trade_name": secretTrade,
		"scope": "面包销售", "start_date": "2026-12-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "electronic"}
	ended := s.File("lin-jian", lifeService, answers)
	s.Do("zhang-min", ended, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", ended, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", ended, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	wallet, err := s.Desk.Wallet(ctx, s.Person("lin-jian"))
	if err != nil || len(wallet) != 1 {
		t.Fatal(wallet, err)
	}
	file, err := s.Desk.AddFile(ctx, s.Person("lin-jian"), "lease.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	answers["held"], answers["premises_file"] = "rent", file.ID
	service, err := s.Desk.Service(lifeService)
	if err != nil {
		t.Fatal(err)
	}
	list, code := s.Desk.Listed(service)
	cited := service.Item().Basis[0]
	return map[string]string{"{ended}": ended, "{service}": lifeService, "{page}": service.Form().Pages()[0].ID, "{list}": string(list), "{code}": code, "{law}": cited.Law,
		"{article}": cited.Article, "{number}": s.File("lin-jian", lifeService, answers), "{licence}": wallet[0].Licence.Number, "{licensed}": wallet[0].Licence.Service, "{finder}": s.Desk.Finders()[0].ID(), "{kind}": wallet[0].Licence.Kind, "{n}": "0", "{act}": "1", "{remedy}": "reconsideration", "{material}": service.Item().Materials[0].ID, "{purpose}": "revocation", "{id}": file.ID, "{verb}": "accept", "{dataset}": publicRecord.ID, "{client}": "none", "{register}": "legal-entities",
		"{look}": "1", "{reply}": "1", "{upload}": "none", "{grant}": "1", "{export}": "1", "{mandate}": "1", "{counter}": "xiaoxi-service-centre", "{policy}": "long-life-allowance", "{run}": "1", "{claim}": "none", "{matter}": "1", "{step}": "note", "{ticket}": "1", "{figure}": "received", "{absence}": "none", "{notice}": "1", "{mark}": "aaaaaaaaaaaaaaaaaaaa", "{$}": "", "{provider}": "none", "{path...}": "entries/000.p/3"}
}

// publicRecord is a record of the data catalogue that is open to everybody.
var publicRecord = dataset.Record{ID: "bakeries", Code: "330199/0001", Name: law.Words{"zh": "面包店", "en": "Bakeries"}, Summary: law.Words{"zh": "名录", "en": "A list"},
	Provider: "xiaoxi-market-supervision", System: law.Words{"zh": "登记系统", "en": "Registration"}, Sources: []string{"market-supervision-bureau"}, Storage: "table",
	Channel: "government", Cycle: "day", Scenario: []string{"services"}, Unlinked: "for statistics", Share: dataset.Rule{Way: dataset.Unconditional},
	Open: dataset.Rule{Way: dataset.Unconditional}, Terms: "https://example.org/terms",
	Fields: []dataset.Field{{ID: "name", Name: law.Words{"zh": "名称", "en": "Name"}, Type: "text", Sensitivity: 1, Share: dataset.Unconditional, Open: dataset.Unconditional}}}

// ledgerOf puts two resources into the ledger, one on the way out and one that rests on
// it, and asks for one. It answers what stands for the placeholders of the table.
func ledgerOf(t *testing.T, s *scene.Scene) map[string]string {
	t.Helper()
	clerk, office := s.Person("zhang-min"), "xiaoxi-market-supervision"
	one := resource.Resource{ID: "people-data", Kind: resource.Data, Name: law.Words{"zh": "人口数据", "en": "People"}, Duty: law.Words{"zh": "权威数据", "en": "authoritative data"},
		Owner: office, Business: "public-data", Level: "county", Grade: 3, Users: []string{"officials"}, State: resource.InUse}
	two := one
	two.ID, two.Needs = "shop-permits", []string{"people-data"}
	_, err := s.Desk.ImportResources(t.Context(), clerk, resource.Declared{Resources: []resource.Resource{one, two}})
	if err == nil {
		err = s.Desk.RequestResources(t.Context(), clerk, office, []string{"people-data"}, "核对")
	}
	if err == nil {
		_, err = s.Desk.RetireResource(t.Context(), clerk, "people-data", "由省级数据代替")
	}
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"{resource}": "people-data", "{dependent}": "shop-permits", "{deed}": "keep", "{request}": "1"}
}

type knocking struct {
	t       *testing.T
	scene   *scene.Scene
	handler http.Handler
	values  map[string]string
	system  string // token of a system
	opened  map[string]bool
}

func (w *knocking) path(r door.Route) string {
	p := r.Path
	if strings.HasSuffix(p, "/archive") {
		p = strings.ReplaceAll(p, "{number}", "{ended}")
	}
	if strings.HasPrefix(p, "/licences/") || strings.HasPrefix(p, "/wallet/") || strings.HasPrefix(p, "/office/licences/") {
		p = strings.ReplaceAll(p, "{number}", "{licence}")
	}
	if strings.HasPrefix(p, "/office/data-lists/") {
		p = strings.ReplaceAll(p, "{list}", "duty")
	}
	if strings.HasPrefix(p, "/credentials/type/") {
		p = strings.ReplaceAll(p, "{service}", "{licensed}")
	}
	for k, v := range w.values {
		p = strings.ReplaceAll(p, k, v)
	}
	if strings.Contains(p, "{") {
		w.t.Fatalf("the walk knows no value for %s", p)
	}
	return p
}

func (w *knocking) knock(r door.Route, who role) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	machine := r.Who == door.Bearer || r.Who == door.AnyBearer || r.Who == door.System
	sent, kind := "submission="+desk.NewSubmission(), "application/x-www-form-urlencoded"
	if machine {
		sent, kind = "{}", "application/json"
		if strings.HasSuffix(r.Path, "/acts") {
			sent = `{"verb":"rate","stars":5,"submission":"` + desk.NewSubmission() + `"}`
		}
	}
	req := httptest.NewRequest(method, w.path(r), strings.NewReader(sent))
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Content-Type", kind)
	switch {
	case who.bearer == "token":
		req.Header.Set("Authorization", "Bearer "+w.scene.Session(who.person, people.APISession))
	case who.bearer == "system":
		req.Header.Set("Authorization", "Bearer "+w.system)
	case who.bearer == "bad":
		// A page session is no token.
		req.Header.Set("Authorization", "Bearer "+w.scene.Session("zhang-min", people.PageSession))
	case who.bearer == "cookie":
		// Nor is a token a session.
		req.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.scene.Session("zhang-min", people.APISession)})
	case who.person != "":
		req.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.scene.Session(who.person, people.PageSession)})
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	body := rec.Body.String()
	fault := func(format string, args ...any) {
		w.t.Errorf("%s as %s: %d: %s", r.Pattern(), who.name, rec.Code, fmt.Sprintf(format, args...))
	}
	for name, want := range map[string]string{"Content-Security-Policy": "default-src", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
		if !strings.Contains(rec.Header().Get(name), want) {
			fault("%s is %q", name, rec.Header().Get(name))
		}
	}
	if rec.Code >= 500 {
		fault("%s", body)
	}
	toSignIn := rec.Code == http.StatusSeeOther && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
	switch want := w.admits(r.Who, who, machine); want {
	case http.StatusOK:
		refused := rec.Code == http.StatusUnauthorized || toSignIn || strings.Contains(body, text.S(text.EN, "door.officials-only")) || strings.Contains(body, text.S(text.EN, "door.leaders-only"))
		if refused {
			fault("the table lets them in")
		}
		if w.opened == nil {
			w.opened = map[string]bool{}
		}
		w.opened[r.Pattern()] = true
	case http.StatusUnauthorized:
		if machine && rec.Header().Get("WWW-Authenticate") == "" {
			fault("no WWW-Authenticate")
		}
		if rec.Code != want && !(method == http.MethodGet && !machine && toSignIn) {
			fault("the table asks who they are")
		}
	default:
		if rec.Code != want {
			fault("the table keeps them out")
		}
	}
	ofCase := strings.Contains(r.Path, "{number}") || r.Path == "/files/{id}"
	if ofCase && !who.concerned && rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden && rec.Code != http.StatusUnauthorized && !toSignIn {
		fault("a case that does not concern them")
	}
	if who.concerned {
		return
	}
	for _, secret := range []string{secretName, secretID, secretPhone, secretTrade} {
		if strings.Contains(body, secret) {
			fault("tells %s", secret)
		}
	}
}

// admits is the status with which the table's class answers a role; 200 stands for
// being let in.
func (w *knocking) admits(class door.Who, who role, machine bool) int {
	if machine {
		switch {
		case class == door.System && who.bearer == "system":
			return http.StatusOK
		case class == door.System || who.bearer == "system":
		case who.bearer == "token", who.bearer != "bad" && class == door.AnyBearer:
			return http.StatusOK
		}
		return http.StatusUnauthorized
	}
	signed := who.person != "" && who.bearer == ""
	var p people.Person
	if signed {
		p = w.scene.Person(who.person)
	}
	switch class {
	case door.Anyone, door.Visitor:
		return http.StatusOK
	case door.SignedIn, door.Officials, door.Leaders:
		if !signed {
			return http.StatusUnauthorized
		}
		if class == door.Officials && len(p.Posts) == 0 || class == door.Leaders && !p.Holds(door.LeaderRole) {
			return http.StatusForbidden
		}
		return http.StatusOK
	}
	w.t.Fatalf("no role is walked for %q", class)
	return 0
}

// Without development there is no way to become a sample person, and no storybook.
func TestServeHasNoSampleSignIn(t *testing.T) {
	s := scene.New(t)
	h := s.Handler(routes(s.Desk, false), false)
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/sign-in", 200}, {"POST", "/sign-in", 404}, {"POST", "/sign-in/password", 422}, {"GET", ui.StorybookPath, 404}, {"GET", "/healthz", 200}} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader("person=zhang-min"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.want)
		}
	}
}

// The table in the documentation is the one the program is built from.
func TestRoutesAreWrittenDown(t *testing.T) {
	d := desk.New(desk.Config{})
	served := map[string]bool{}
	for _, r := range routes(d, false) {
		served[r.Pattern()] = true
	}
	all := routes(d, true)
	slices.SortStableFunc(all, func(a, b door.Route) int { return strings.Compare(a.Path, b.Path) })
	var b strings.Builder
	b.WriteString("# Routes\n\nWritten from the table the program is built from: `go test ./cmd/atonce -run Routes -update`. Do not edit.\n\n" +
		"*Who* says who is let in at all; what an official may do to a case is the procedure's to say. *Data* says whose personal data may be served.\n\n" +
		"| method | path | who | data | what | |\n|---|---|---|---|---|---|\n")
	for _, r := range all {
		method, only := r.Method, ""
		if method == "" {
			method = "any"
		}
		if !served[r.Pattern()] {
			only = "development only"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s |\n", method, r.Path, r.Who, r.Data, r.About, only)
	}
	file := filepath.Join(scene.Root(t), "docs", "generated", "routes.md")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil || string(was) != b.String() {
		t.Errorf("%s is not the table of the program; run the test with -update (%v)", file, err)
	}
}
