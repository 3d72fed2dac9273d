package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

const hill = `office,name,name_en,kind,area,letters,parent,person,person_name,person_name_en,identity,role
hill,山县图书馆,Hill Library,library,330198,SL,,,,,,
hill-north,山县图书馆北馆,Hill Library North,library,330198,SN,hill,,,,,
hill,,,,,,,wang-wu,王五,Wang Wu,,clerk
hill-north,,,,,,,wang-wu,王五,Wang Wu,,examiner
hill,,,,,,,zhao-liu,赵六,Zhao Liu,,head
`

// A file of the personnel office makes offices, posts and scopes; read again it changes
// nothing; who is not in it any more loses their posts, is signed out at once, and may do
// nothing. Only a keeper of the system reads one, and the log holds each reading.
func TestOrganisationIsReadIn(t *testing.T) {
	s := scene.New(t)
	ctx, keeper := t.Context(), s.Person("mei-xun")
	read := func(file string, dry bool) desk.Reorganised {
		t.Helper()
		r, err := s.Desk.Reorganise(ctx, keeper, []byte(file), dry)
		if err != nil {
			t.Fatalf("%v %v", err, fail.As(err).Fields)
		}
		return r
	}
	if r := read(hill, true); len(r.Offices) != 2 || len(r.People) != 2 || len(r.Left) != 0 {
		t.Fatalf("a dry run says %+v", r)
	}
	if _, ok := s.Desk.Office("hill"); ok {
		t.Fatal("a dry run wrote an office")
	}
	read(hill, false)
	if o, ok := s.Desk.Office("hill-north"); !ok || o.Parent != "hill" {
		t.Errorf("the tree is %+v", o)
	}
	if r := read(hill, false); !r.Nothing() {
		t.Errorf("read again, it changes %+v", r)
	}
	named, err := s.Desk.Named(ctx, []string{"wang-wu", "zhao-liu"})
	if err != nil || len(named["wang-wu"].Posts) != 2 {
		t.Fatalf("%+v, %v", named, err)
	}
	var secret string
	if err := s.Store().Write(ctx, func(tx *store.Tx) (err error) {
		secret, err = people.Begin(tx, people.Opening{Person: "zhao-liu", Kind: people.PageSession, Level: people.Substantial})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, live, err := s.Desk.WhoIs(ctx, secret, people.PageSession); err != nil || !live {
		t.Fatalf("a session of somebody who works here is not live: %v", err)
	}
	if r := read(strings.Replace(hill, "hill,,,,,,,zhao-liu,赵六,Zhao Liu,,head\n", "", 1), false); !slices.Equal(r.Left, []string{"zhao-liu"}) {
		t.Errorf("the leaver is %+v", r)
	}
	if _, live, err := s.Desk.WhoIs(ctx, secret, people.PageSession); err != nil || live {
		t.Errorf("the session of who left is live: %v", err)
	}
	// What is wrong is told line by line, and nothing is written.
	_, err = s.Desk.Reorganise(ctx, keeper, []byte(strings.Replace(hill, ",330198,SN,hill,", ",33,SN,nowhere,", 1)), false)
	if e := fail.As(err); err == nil || len(e.Fields) != 2 || e.Fields[0].Path != "line 3" {
		t.Errorf("what is wrong is told as %v", fail.As(err).Fields)
	}
	_, err = s.Desk.Reorganise(ctx, keeper, []byte(strings.Replace(hill, ",SN,", ",LE,", 1)), false)
	if e := fail.As(err); e.Key != "desk.organisation" || len(e.Fields) != 1 || e.Fields[0].Key != "people.organisation-letters" {
		t.Errorf("letters that another office has are told as %v %v", err, e.Fields)
	}
	for _, other := range []string{"an-ran", "shen-jing", "zhang-min"} {
		if _, err := s.Desk.Reorganise(ctx, s.Person(other), []byte(hill), true); fail.KindOf(err) != fail.Forbidden {
			t.Errorf("%s reads the organisation in: %v", other, err)
		}
	}
	if _, err := s.Desk.Reorganise(ctx, keeper, []byte(strings.Replace(hill, "head\n", "system-keeper\nhill,,,,,,,zhao-liu,赵六,Zhao Liu,,audit-keeper\n", 1)), false); err == nil {
		t.Error("somebody became two keepers")
	}
	s.SignLog()
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Errorf("the deeds are not held to the log: %v", err)
	}
	if err := s.Store().Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM keeper_deed`); return err }); err == nil {
		t.Error("the database lets deeds be removed")
	}
}

// The command reads the same file, and says what would change and what did.
func TestImportOrganisation(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: makes a database")
	}
	dir := t.TempDir()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "organisation.csv")
	if err := os.WriteFile(file, []byte(hill), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		dry  bool
		want string
	}{{true, "2 offices and 2 people would be written, 0 have left"}, {false, "2 offices and 2 people written, 0 have left"}, {false, "0 offices and 0 people written, 0 have left"}} {
		var out bytes.Buffer
		c := importOrganisationCommand{File: file, By: "mei-xun", Dry: x.dry, Data: dir, Packs: "../../packs"}
		if err := c.run(t.Context(), &out); err != nil || !strings.HasPrefix(out.String(), x.want) {
			t.Errorf("dry %v: %s, %v", x.dry, out.String(), err)
		}
	}
}

// Each keeper has a page of their own and nobody else opens it; what one does, the keeper
// of audit reads; ending somebody's sessions ends them at once.
func TestKeepersPages(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	c := &checklist{T: t, Scene: scene.New(t), first: browser.Open(t, "", phone, true, "zh-CN")}
	mux := http.NewServeMux()
	mux.Handle("/", c.Handler(routes(c.Desk, true), true))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: c.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
	})
	c.server = httptest.NewServer(mux)
	t.Cleanup(c.server.Close)
	file := filepath.Join(t.TempDir(), "organisation.csv")
	bad := filepath.Join(t.TempDir(), "bad.csv")
	for path, body := range map[string]string{file: hill, bad: strings.Replace(hill, "330198,SN", "33,SN", 1)} {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := func(p *browser.Page, name string) {
		t.Helper()
		for _, width := range []int{phone, wide} {
			p.Resize(width)
			c.clean(p)
			if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
				p.Screenshot(filepath.Join(dir, name+"-"+map[int]string{phone: "390", wide: "1280"}[width]+".png"))
			}
		}
	}
	system := c.openAs("mei-xun", "/office/keepers/system", wide, false, text.ZH)
	system.Upload("file", bad)
	system.Click("写入名册")
	c.says(system, "第 3 行：行政区划代码应为 6 至 12 位数字")
	look(system, "keeper-system-wrong")
	system.Upload("file", file)
	system.Click("先看会改变什么")
	c.says(system, "如果写入，将会改变", "wang-wu")
	look(system, "keeper-system")
	system.Upload("file", file)
	system.Click("写入名册")
	c.says(system, "已写入", "山县图书馆北馆")
	clerk := c.openAs("east-clerk", "/office", phone, false, text.ZH)
	security := c.openAs("an-ran", "/office/keepers/security", wide, false, text.ZH)
	security.Click("结束全部登录")
	if len(security.All(".govuk-error-summary li")) != 2 {
		t.Errorf("an empty form says %q", security.All(".govuk-error-summary li"))
	}
	look(security, "keeper-security")
	security.Fill("person", "east-clerk")
	security.Fill("why", "手机丢失，本人来电请求。")
	security.Click("结束全部登录")
	c.says(security, "东clerk的登录已全部结束")
	clerk.Goto("/office")
	if !strings.HasPrefix(clerk.Location(), "/sign-in") {
		t.Errorf("an ended session opens %s", clerk.Location())
	}
	audit := c.openAs("shen-jing", "/office/keepers/audit", wide, false, text.ZH)
	c.says(audit, "导入机构名册", "梅循", "结束全部登录：东clerk", "手机丢失", "安然")
	look(audit, "keeper-audit")
	audit.Goto("/office/keepers/audit?lang=en")
	c.says(audit, "Read the organisation in")
	look(audit, "keeper-audit-en")
	for person, paths := range map[string][]string{"mei-xun": {"security", "audit"}, "an-ran": {"system", "audit"}, "shen-jing": {"system", "security"}, "zhang-min": {"system", "security", "audit"}} {
		for _, path := range paths {
			p := c.openAs(person, "/office/keepers/"+path, phone, false, text.ZH)
			if p.Status() != http.StatusForbidden {
				t.Errorf("%s opens the page of %s: %d", person, path, p.Status())
			}
		}
	}
}

// A token opens what it was made for and nothing else, as the API answers it.
func TestTokensAreHeldToTheirScopes(t *testing.T) {
	s := scene.New(t)
	house := httptest.NewServer(s.Handler(routes(s.Desk, true), true))
	defer house.Close()
	n := s.File("lin-jian", scene.Card, scene.Reader("林一"))
	token := func(scopes ...people.Scope) string {
		t.Helper()
		secret, err := s.Desk.MakeToken(t.Context(), s.Person("east-clerk"), "test", scopes, 1)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	ask := func(secret, method, path, body string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, house.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	reads, acts := token(people.ScopeRead), token(people.ScopeAct)
	accept := `{"verb": "accept", "submission": "` + desk.NewSubmission() + `"}`
	for _, x := range []struct {
		name, secret, method, path, body string
		want                             int
	}{
		{"reading with a token to read", reads, "GET", "/api/cases/" + n, "", 200},
		{"acting with a token to read", reads, "POST", "/api/cases/" + n + "/acts", accept, 403},
		{"reading with a token to act", acts, "GET", "/api/cases/" + n, "", 403},
		{"acting with a token to act", acts, "POST", "/api/cases/" + n + "/acts", accept, 201},
		{"a token that is none", "atonce-none", "GET", "/api/cases/" + n, "", 401},
	} {
		if got := ask(x.secret, x.method, x.path, x.body); got != x.want {
			t.Errorf("%s answers %d, want %d", x.name, got, x.want)
		}
	}
}

// Between agencies there is nothing to run for either 内部最多跑一次: an assignment is the
// same kind of case, in the same worklist; what one unit was told goes along with it, and
// nobody comes in person.
func TestInternalItemsRunOnce(t *testing.T) {
	s := scene.New(t)
	ctx := t.Context()
	r, err := s.Desk.Submit(ctx, s.Person("xu-qing"), desk.Filing{Service: "assignment", Office: "xiaoxi-government-office", Post: true, Submission: "internal",
		Answers: map[string]string{"title": "柳巷十二处路灯月底前全亮", "origin": "visit", "details": "走访时群众反映柳巷路灯坏了一半", "measure": "十二处路灯全亮", "wanted_by": "2026-10-30", "urgent": "no"}})
	if err != nil {
		t.Fatal(err)
	}
	n := r.Number
	listed := func(who string) bool {
		t.Helper()
		p, err := s.Desk.Worklist(ctx, s.Person(who), desk.Asked{Pile: desk.PileAll, Size: 50})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range p.Rows {
			if row.Number == n {
				return true
			}
		}
		return false
	}
	if !listed("xu-qing") || listed("yuan-li") {
		t.Error("before it is referred it is not the secretary's alone")
	}
	s.Do("xu-qing", n, casework.Act{Verb: casework.Refer, Office: "xiaoxi-urban-management"})
	if !listed("yuan-li") {
		t.Fatal("the unit does not find it in its worklist")
	}
	v, err := s.Desk.Case(ctx, s.Person("xie-feng"), n)
	if err != nil || v.Case.Answers["measure"] != "十二处路灯全亮" {
		t.Fatalf("the unit is not told what the other was: %v, %v", v.Case.Answers, err)
	}
	s.Do("yuan-li", n, casework.Act{Verb: casework.Assign, Handler: "xie-feng"})
	s.Do("xie-feng", n, casework.Act{Verb: casework.Record, Step: "progress", Answers: map[string]string{"progress": "灯头已订货", "result": "十二处全亮", "evidence": ""}})
	v, err = s.Desk.Case(ctx, s.Person("xu-qing"), n)
	if err != nil || v.Case.Visits != 0 || v.Case.Applicant != "" {
		t.Errorf("who asked follows it: %d visits, %v", v.Case.Visits, err)
	}
}
