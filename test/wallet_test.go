package test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"atonce/internal/api"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/text"
)

const foodLicence = "food-business-licence"

// foodAnswers apply for a food licence with a business licence from the wallet.
func foodAnswers(number string) map[string]string {
	return map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000", "trade_name": "晓溪县林家面包坊",
		"business_licence": number, "area": county, "premises": "晓溪县溪前路 100 号", "kinds": "bread", "floor_plan": "plan", "health_cards": "2"}
}

// withPlan gives the answers an uploaded file.
func withPlan(t *testing.T, s *scene.Scene, by people.Person, answers map[string]string) map[string]string {
	t.Helper()
	f, err := s.Desk.AddFile(t.Context(), by, "plan.pdf", []byte("%PDF-1.4\n%%EOF\n"))
	must(t, err)
	answers["floor_plan"] = f.ID
	return answers
}

// fieldKey is the key of what is wrong with one field.
func fieldKey(err error, field string) string {
	for _, f := range fail.As(err).Fields {
		if f.Path == field {
			return f.Key
		}
	}
	return ""
}

// byTwo does to a licence what takes two people: one proposes, another decides.
func byTwo(t *testing.T, s *scene.Scene, number string, verb licence.Verb, ground law.Citation) {
	t.Helper()
	for _, who := range []string{"zhou-hang", "wu-fang"} {
		f, err := s.Desk.LicenceFile(t.Context(), s.Person(who), number)
		must(t, err)
		_, err = s.Desk.DoLicence(t.Context(), s.Person(who), number, desk.LicenceAct{Seen: f.Licence.Seq, Verb: verb, Ground: ground, Words: "以欺骗手段取得"})
		must(t, err)
	}
}

// annulled is the ground on which what was got by deceit is taken away.
var annulled = law.Citation{Law: "administrative-licensing", Article: "69.2"}

// A licence is taken from the wallet: what the case keeps of it, what its holder sees, and
// what an official is told when it is revoked afterwards.
func TestALicenceIsTakenFromTheWallet(t *testing.T) {
	s, l := granted(t)
	lin := s.Person(applicant)
	number := s.File(applicant, foodLicence, withPlan(t, s, lin, foodAnswers(l.Number)))
	v, err := s.Desk.Case(t.Context(), lin, number)
	must(t, err)
	x := v.Case.Acts[0].Sources["business_licence"]
	if x.Licence != l.Number || x.Version != 1 || x.State != "valid" || len(x.Digest) != 64 || !x.AsOf.Equal(s.Now()) {
		t.Errorf("the act says %+v", x)
	}
	looks, err := s.Desk.Looks(t.Context(), lin)
	must(t, err)
	if !slices.ContainsFunc(looks, func(k share.Look) bool {
		return k.Number == number && k.Purpose == desk.PurposeWallet && k.Office != "" && k.Basis.Law == "online-services" && slices.Contains(k.Fields, "licence")
	}) {
		t.Errorf("the holder is not told who was shown it: %+v", looks)
	}
	official, err := s.Desk.Case(t.Context(), s.Person("zhang-min"), number)
	must(t, err)
	if len(official.Shown) != 1 || official.Shown[0].Fallen() || official.Shown[0].As.Licence.Fields["trade_name"] == "" {
		t.Fatalf("an official sees %+v", official.Shown)
	}
	// It is revoked after it was shown.
	byTwo(t, s, l.Number, licence.Revoke, annulled)
	official, err = s.Desk.Case(t.Context(), s.Person("zhang-min"), number)
	must(t, err)
	if len(official.Shown) != 1 || !official.Shown[0].Fallen() || official.Shown[0].Source.State != "valid" {
		t.Errorf("after it was revoked: %+v", official.Shown)
	}
	// And is taken by no other service.
	_, err = s.Desk.Submit(t.Context(), lin, desk.Filing{Service: foodLicence, Answers: withPlan(t, s, lin, foodAnswers(l.Number)), Submission: "again"})
	if fieldKey(err, "business_licence") != "pack.wallet-revoked" {
		t.Errorf("a revoked licence: %v", err)
	}
	_, err = s.Desk.Verify(t.Context())
	must(t, err)
}

// What may not be taken: somebody else's, one that is not there, one that does not hold, a
// paper where none is taken.
func TestWhatIsNotTakenFromAWallet(t *testing.T) {
	s, l := granted(t)
	lin, li := s.Person(applicant), s.Person("li-xiao")
	file := func(by people.Person, service string, a map[string]string) error {
		_, err := s.Desk.Submit(t.Context(), by, desk.Filing{Service: service, Answers: a, Submission: desk.NewSubmission()})
		return err
	}
	if key := fieldKey(file(li, foodLicence, withPlan(t, s, li, foodAnswers(l.Number))), "business_licence"); key != "pack.wallet-none" {
		t.Errorf("somebody else's: %q", key)
	}
	if key := fieldKey(file(lin, foodLicence, withPlan(t, s, lin, foodAnswers("BL-XSMA-2026-000099"))), "business_licence"); key != "pack.wallet-none" {
		t.Errorf("one that is not there: %q", key)
	}
	if key := fieldKey(file(lin, foodLicence, withPlan(t, s, lin, foodAnswers(""))), "business_licence"); key != "form.missing-licence" {
		t.Errorf("none: %q", key)
	}
	if key := fieldKey(file(lin, foodLicence, withPlan(t, s, lin, foodAnswers("paper"))), "business_licence_paper"); key != "form.missing-file" {
		t.Errorf("on paper without the paper: %q", key)
	}
	sign := map[string]string{"trade_name": "晓溪县林家面包坊", "phone": "13800000000", "area": county, "premises": "晓溪县溪前路 100 号", "sign_text": "林家面包", "sign_width": "3", "business_licence": "paper"}
	sign["sign_drawing"] = withPlan(t, s, lin, sign)["floor_plan"]
	delete(sign, "floor_plan")
	if key := fieldKey(file(lin, "shop-sign", sign), "business_licence"); key != "pack.wallet-no-paper" {
		t.Errorf("a paper where none is taken: %q", key)
	}
	byTwo(t, s, l.Number, licence.Suspend, penalty)
	if key := fieldKey(file(lin, foodLicence, withPlan(t, s, lin, foodAnswers(l.Number))), "business_licence"); key != "pack.wallet-suspended" {
		t.Errorf("one that is suspended: %q", key)
	}
	for _, key := range []string{"none", "no-paper", "expired", "suspended", "revoked"} {
		for _, lang := range text.Langs {
			if !text.Has(lang, "pack.wallet-"+key) {
				t.Errorf("no words for %s in %s", key, lang)
			}
		}
	}
}

// A firm's licence is taken by who acts for it, as far as they may use its licences.
func TestAFirmsLicenceIsTakenByWhoActsForIt(t *testing.T) {
	s := scene.New(t)
	number := s.File("hemu-foods", registration, answers())
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	firm := s.Person("hemu-foods")
	wallet, err := s.Desk.Wallet(t.Context(), firm)
	must(t, err)
	agent := people.Acting{Person: applicant, Name: s.Person(applicant).Name, For: firm.ID, Role: people.Agent}
	firm.Acting = &agent
	file := func() (desk.Receipt, error) {
		return s.Desk.Submit(t.Context(), firm, desk.Filing{Service: foodLicence, Answers: withPlan(t, s, firm, foodAnswers(wallet[0].Licence.Number)), Submission: desk.NewSubmission()})
	}
	if _, err := file(); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("without leave to use its licences: %v", err)
	}
	agent.Licences = true
	r, err := file()
	must(t, err)
	looks, err := s.Desk.Looks(t.Context(), s.Person("hemu-foods"))
	must(t, err)
	if !slices.ContainsFunc(looks, func(k share.Look) bool {
		return k.Number == r.Number && k.By == applicant && k.Reader == share.ByPerson
	}) {
		t.Errorf("the firm is not told who used its licence: %+v", looks)
	}
}

// What one application brings about is not asked for in the next part of it: the food
// licence takes the business licence that was issued a moment before.
func TestABranchTakesWhatWasJustIssued(t *testing.T) {
	s := scene.New(t)
	lin := s.Person(applicant)
	all := withPlan(t, s, lin, map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000101", "residence": "晓溪县溪前路 2 号",
		"trade_name": "晓溪县𠮷安面包坊", "scope": "面包销售", "start_date": "2026-11-08", "area": county, "premises": "晓溪县溪前路 88 号", "held": "own", "kinds": "bread",
		"health_cards": "2", "sign": "no", "delivery": "electronic"})
	whole := s.File(applicant, "open-a-bakery", all)
	s.Do("zhang-min", whole, casework.Act{Verb: casework.Accept})
	part := func(branch string) string {
		v, err := s.Desk.Case(t.Context(), lin, whole)
		must(t, err)
		for _, c := range v.Children {
			if c.Branch == branch {
				return c.Number
			}
		}
		t.Fatalf("no branch %s", branch)
		return ""
	}
	first := part("registration")
	s.Do("zhang-min", first, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", first, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", first, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	ls := licencesOf(t, s)
	v, err := s.Desk.Case(t.Context(), lin, part("food"))
	must(t, err)
	if len(ls) != 1 || v.Case.Answers["business_licence"] != ls[0].Number || len(v.Shown) != 1 {
		t.Errorf("%d licences, the branch has %q", len(ls), v.Case.Answers["business_licence"])
	}
	looks, err := s.Desk.Looks(t.Context(), lin)
	must(t, err)
	if !slices.ContainsFunc(looks, func(k share.Look) bool { return k.Purpose == desk.PurposeWallet && k.Reader == share.ByRule }) {
		t.Error("nobody is told that the branch took it")
	}
}

// Declarations that take a licence wrongly, or ask for one as an upload, are refused at
// their line.
func TestTakingALicenceWronglyIsRefused(t *testing.T) {
	const food = "market-supervision/food-business-licence/"
	const sign = "social-management/shop-sign/"
	for _, c := range []struct{ file, from, to, key, at string }{
		{food + "item.yaml", "licence: business-licence, field", "licence: unicorn-licence, field", "pack.wallet-unissued", food + "item.yaml"},
		{food + "item.yaml", "licence: business-licence, field", "field", "pack.wallet-licence", food + "item.yaml"},
		{food + "item.yaml", "field: business_licence, paper", "field: phone, paper", "pack.wallet-question", food + "item.yaml"},
		{food + "item.yaml", "from: wallet, licence: business-licence", "from: wallet, register: licences, licence: business-licence", "pack.wallet-register", food + "item.yaml"},
		{food + "item.yaml", "paper: business_licence_paper", "paper: floor_plan", "pack.wallet-paper-when", food + "item.yaml"},
		{food + "item.yaml", "paper: business_licence_paper", "paper: phone", "pack.wallet-paper-kind", food + "item.yaml"},
		{food + "item.yaml", "field: floor_plan, basis", "field: floor_plan, licence: business-licence, basis", "pack.wallet-only", food + "item.yaml"},
		{food + "form.schema.json", `"trade_name", "business_licence", "business`, `"trade_name", "business`, "pack.wallet-required", food + "item.yaml"},
		{food + "data.yaml", "licence: business-licence, basis", "register: licences, basis", "pack.exception-what", food + "data.yaml"},
		// The paper of who has no other is an exception, and needs its article.
		{food + "data.yaml", "asked: business_licence_paper", "asked: floor_plan", "pack.licence-again", food + "form.schema.json"},
		// An upload that is called a business licence is one, whatever its id.
		{sign + "text/zh.yaml", "field.sign_drawing: ", "field.sign_drawing: 营业执照（扫描件）", "pack.licence-again", sign + "form.schema.json"},
		{sign + "text/en.yaml", "material.drawing: Drawing of the sign", "material.drawing: Copy of the business licence", "pack.licence-again", sign + "item.yaml"},
	} {
		f := shipped(t)
		replaced(t, f, c.file, c.from, c.to)
		_, problems := pack.Load(f)
		i := slices.IndexFunc(problems, func(p pack.Problem) bool { return p.Key == c.key && p.File == c.at && p.Line > 1 })
		if i < 0 {
			t.Errorf("%s with %q: %v", c.file, c.to, problems)
			continue
		}
		for _, l := range text.Langs {
			if !text.Has(l, c.key) {
				t.Errorf("no words for %s in %s", c.key, l)
			}
		}
	}
	// Nothing is refused that is in order.
	if _, problems := pack.Load(shipped(t)); len(problems) > 0 {
		t.Error(problems)
	}
}

// A program files with a licence by the same rules as a page.
func TestAProgramFilesWithALicence(t *testing.T) {
	s, l := granted(t)
	handler, lin := s.Handler(api.Routes(s.Desk), true), s.Person(applicant)
	token := s.Session(applicant, people.APISession)
	send := func(method, path string, body any) (int, string) {
		b, err := json.Marshal(body)
		must(t, err)
		r := httptest.NewRequest(method, path, bytes.NewReader(b))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	if code, body := send("GET", "/api/licences", nil); code != 200 || !strings.Contains(body, l.Number) {
		t.Errorf("%d %s", code, body)
	}
	filing := map[string]any{"service": foodLicence, "answers": withPlan(t, s, lin, foodAnswers(l.Number)), "submission": "program-01"}
	if code, body := send("POST", "/api/cases", filing); code != 201 {
		t.Errorf("%d %s", code, body)
	}
	byTwo(t, s, l.Number, licence.Revoke, annulled)
	filing["answers"], filing["submission"] = withPlan(t, s, lin, foodAnswers(l.Number)), "program-02"
	if code, body := send("POST", "/api/cases", filing); code != 422 || !strings.Contains(body, "answers.business_licence") || !strings.Contains(body, "pack.wallet-revoked") {
		t.Errorf("%d %s", code, body)
	}
}
