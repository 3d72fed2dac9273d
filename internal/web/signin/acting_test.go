package signin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/scene"
)

var (
	codeShown = regexp.MustCompile(`class="code">([A-Za-z0-9_-]{43})<`)
	actingID  = regexp.MustCompile(`name="id" value="(acting-[a-z0-9]+)"`)
	// licencesTicked is the box of what a delegate may show, as it was sent.
	licencesTicked = regexp.MustCompile(`name="licences" id="[^"]*" value="yes" checked`)
)

// offer lets v offer somebody to act, and answers the code.
func (v *visitor) offer(form url.Values) string {
	v.t.Helper()
	code, _, body := v.ask("POST", "/account/acting", form)
	m := codeShown.FindStringSubmatch(body)
	if code != http.StatusOK || m == nil {
		v.t.Fatalf("offering: %d %s", code, body)
	}
	return m[1]
}

// actAs accepts a code and begins to act.
func (v *visitor) actAs(code string) string {
	v.t.Helper()
	if got, to, body := v.ask("POST", "/account/acting/accept", url.Values{"code": {code}}); got != http.StatusSeeOther || to != "/account/acting" {
		v.t.Fatalf("accepting: %d %s", got, body)
	}
	_, _, body := v.ask("GET", "/account/acting", nil)
	m := actingID.FindStringSubmatch(body)
	if m == nil {
		v.t.Fatal(body)
	}
	if got, _, body := v.ask("POST", "/account/acting/as", url.Values{"id": {m[1]}}); got != http.StatusSeeOther {
		v.t.Fatalf("acting: %d %s", got, body)
	}
	return m[1]
}

// A person lets another act for one service until a day (C29): both agree, every page
// says for whom, the record holds both names, both see it, it goes no further than it
// was given, and it is over at once when either says so.
func TestActingForAnother(t *testing.T) {
	s := scene.New(t)
	base := site(t, s)
	lin, li := visit(t, base), visit(t, base)
	lin.enter("lin-jian")
	li.enter("li-xiao")
	before := s.File("lin-jian", scene.Card, scene.Reader("以前的办件"))
	other := ""
	for _, x := range s.Desk.Services() {
		if x.ID() != scene.Card {
			other = x.ID()
			break
		}
	}
	// Without a day it is not given; a stranger's code is none.
	if code, _, body := lin.ask("POST", "/account/acting", url.Values{"services": {scene.Card}, "licences": {"yes"}}); code != http.StatusUnprocessableEntity ||
		!strings.Contains(body, `<details class="govuk-details" open>`) || !licencesTicked.MatchString(body) {
		t.Errorf("without a day it is given, or folded away, or what was ticked is lost: %d %s", code, body)
	}
	if code, _, body := li.ask("POST", "/account/acting/accept", url.Values{"code": {"made-up"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="made-up"`) {
		t.Errorf("a made-up code: %d %s", code, body)
	}
	code := lin.offer(url.Values{"services": {scene.Card}, "until-year": {"2026"}, "until-month": {"12"}, "until-day": {"31"}})
	if got, _, _ := lin.ask("POST", "/account/acting/accept", url.Values{"code": {code}}); got != http.StatusUnprocessableEntity {
		t.Errorf("somebody lets themselves: %d", got)
	}
	id := li.actAs(code)
	if got, _, _ := visit(t, base).ask("POST", "/account/acting/accept", url.Values{"code": {code}}); got == http.StatusSeeOther {
		t.Error("a code is good twice")
	}

	_, _, body := li.ask("GET", "/cases", nil)
	if !strings.Contains(body, before) || !strings.Contains(body, "You act for Lin Ji") {
		t.Errorf("the delegate's list of cases: %s", body)
	}
	if _, _, body := li.ask("GET", "/account/sessions", nil); !strings.Contains(body, "this page is your own") {
		t.Error("the delegate's own pages do not say that they are")
	}
	// An application in lin's name, from the first page to the last.
	service, err := s.Desk.Service(scene.Card)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range service.Form().Pages() {
		form := url.Values{}
		for k, x := range scene.Reader("代办的读者") {
			form.Set(k, x)
		}
		if code, to, body := li.ask("POST", "/apply/"+scene.Card+"/"+page.ID, form); code != http.StatusSeeOther {
			t.Fatalf("page %s: %d %s %s", page.ID, code, to, body)
		}
	}
	d, err := s.Desk.Draft(t.Context(), s.Person("lin-jian"), scene.Card)
	if err != nil || d.Answers["reader"] != "代办的读者" {
		t.Fatal(d, err)
	}
	got, to, body := li.ask("POST", "/apply/"+scene.Card+"/submit", url.Values{"submission": {d.Submission}})
	if got != http.StatusSeeOther || !strings.HasPrefix(to, "/cases/") {
		t.Fatalf("%d %s %s", got, to, body)
	}
	number := strings.Split(to, "/")[2]
	v, err := s.Desk.Case(t.Context(), s.Person("lin-jian"), number)
	if err != nil || !v.Own {
		t.Fatal(v, err)
	}
	if first := v.Case.Acts[0]; first.By != "li-xiao" || !strings.Contains(first.Name, "李晓（代林") || first.Role != casework.RoleApplicant {
		t.Errorf("the record says %q %q", first.By, first.Name)
	}
	for name, who := range map[string]*visitor{"lin": lin, "li": li} {
		if code, _, body := who.ask("GET", "/cases/"+number, nil); code != http.StatusOK || !strings.Contains(body, "李晓（代林") {
			t.Errorf("%s does not see who acted: %d", name, code)
		}
	}
	if _, _, body := lin.ask("GET", "/data-use", nil); !strings.Contains(body, "acting for you") {
		t.Error("lin does not see that li looked")
	}
	// No further than it was given.
	if code, _, _ := li.ask("GET", "/apply/"+other, nil); code != http.StatusForbidden {
		t.Errorf("another service: %d", code)
	}
	if code, _, _ := li.ask("GET", "/wallet", nil); code != http.StatusForbidden {
		t.Errorf("licences, which were not given: %d", code)
	}
	// Over at once, in the middle of the session.
	if code, _, _ := lin.ask("POST", "/account/acting/end", url.Values{"id": {id}}); code != http.StatusSeeOther {
		t.Errorf("ending: %d", code)
	}
	if code, _, body := li.ask("GET", "/cases/"+number, nil); code != http.StatusNotFound || strings.Contains(body, "You act for") {
		t.Errorf("after the end: %d", code)
	}
}

// A firm has several people with roles; who leaves can be removed, and who was there
// first cannot lock the firm out (C30).
func TestFirmIsNobodysHostage(t *testing.T) {
	s := scene.New(t)
	base := site(t, s)
	if err := s.Desk.ResetFirm(t.Context(), "hemu-foods", "lin-jian", "register office"); err != nil {
		t.Fatal(err)
	}
	owner, agent, books := visit(t, base), visit(t, base), visit(t, base)
	owner.enter("lin-jian")
	agent.enter("li-xiao")
	books.enter("chen-guilan")
	id := agent.actAs(owner.offer(url.Values{"firm": {"hemu-foods"}, "role-hemu-foods": {"agent"}}))
	booksID := books.actAs(owner.offer(url.Values{"firm": {"hemu-foods"}, "role-hemu-foods": {"finance"}}))
	page := "/apply/" + scene.Card
	if code, _, body := agent.ask("GET", page, nil); code != http.StatusSeeOther {
		t.Errorf("the agent files: %d %s", code, body)
	}
	if code, _, _ := books.ask("GET", page, nil); code != http.StatusForbidden {
		t.Errorf("finance files: %d", code)
	}
	if code, _, _ := books.ask("GET", "/cases", nil); code != http.StatusOK {
		t.Errorf("finance looks: %d", code)
	}
	// Only an owner says who acts.
	if code, _, _ := agent.ask("POST", "/account/acting", url.Values{"firm": {"hemu-foods"}, "role-hemu-foods": {"owner"}}); code != http.StatusForbidden {
		t.Errorf("the agent makes an owner: %d", code)
	}
	if code, _, _ := agent.ask("POST", "/account/acting/end", url.Values{"id": {booksID}}); code != http.StatusForbidden {
		t.Errorf("the agent removes a colleague: %d", code)
	}
	// Who leaves is removed at once.
	owner.ask("POST", "/account/acting/end", url.Values{"id": {id}})
	if _, _, body := agent.ask("GET", "/cases", nil); strings.Contains(body, "You act for") {
		t.Error("the agent who left still acts")
	}
	// The last owner cannot vanish, and the office can put another in their place.
	_, _, body := owner.ask("GET", "/account/acting", nil)
	own := actingID.FindStringSubmatch(body)
	if own == nil {
		t.Fatal(body)
	}
	if code, _, _ := owner.ask("POST", "/account/acting/end", url.Values{"id": {own[1]}}); code != http.StatusConflict {
		t.Errorf("the last owner leaves: %d", code)
	}
	if err := s.Desk.ResetFirm(t.Context(), "hemu-foods", "anna-kowalska", "court order"); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := owner.ask("POST", "/account/acting", url.Values{"firm": {"hemu-foods"}, "role-hemu-foods": {"agent"}}); code != http.StatusForbidden {
		t.Errorf("the first owner still says who acts: %d", code)
	}
	now := visit(t, base)
	now.enter("anna-kowalska")
	now.offer(url.Values{"firm": {"hemu-foods"}, "role-hemu-foods": {"agent"}})
}
