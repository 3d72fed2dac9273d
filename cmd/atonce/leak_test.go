package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/scene"
	looks "atonce/internal/share"
	"atonce/internal/store"
	"atonce/internal/web/door"

	"pgregory.net/rapid"
)

// canary is a value that stands in one place about one person, so that wherever it comes
// out it is known whose it is and which field of what.
type canary struct {
	value  string
	owner  string   // a person's id
	level  int      // sensitivity, 1 to 4
	fields []string // as a look at it may name them
	// register says that it stands in a register and nowhere else.
	register bool
}

// asker is somebody who asks for everything.
type asker struct {
	name, person string
	program      string // "token" of the person; "system" of an office
	official     bool
}

var askers = []asker{
	{name: "nobody"},
	{name: "citizen", person: "lin-jian"},
	{name: "other citizen", person: "li-xiao"},
	{name: "third citizen", person: "chen-guilan"},
	{name: "firm", person: "hemu-foods"},
	{name: "clerk", person: "zhang-min", official: true},
	{name: "head and archivist", person: "wu-fang", official: true},
	{name: "clerk of another office", person: "east-clerk", official: true},
	{name: "township clerk", person: "he-ping", official: true},
	{name: "owner of the register of people", person: "cao-jie", official: true},
	{name: "owner of another register", person: "wei-shu", official: true},
	{name: "data protection", person: "shao-qi", official: true},
	{name: "data bureau", person: "tao-ran", official: true},
	{name: "records keeper", person: "pack-keeper-1", official: true},
	{name: "leader", person: "fang-zheng", official: true},
	{name: "head of benefits", person: "gao-jun", official: true},
	{name: "keeper of the system", person: "mei-xun", official: true},
	{name: "keeper of its security", person: "an-ran", official: true},
	{name: "keeper of its audit", person: "shen-jing", official: true},
	{name: "keeper of systems that come in", person: "lu-bo", official: true},
	{name: "program of the citizen", person: "lin-jian", program: "token"},
	{name: "program of another citizen", person: "li-xiao", program: "token"},
	{name: "program of the owner of a register", person: "cao-jie", program: "token", official: true},
	{name: "program of a clerk", person: "zhang-min", program: "token", official: true},
	{name: "system of another office", person: "checking", program: "system", official: true},
}

// leaks is a furnished house with canaries in it, and what was seen of them.
type leaks struct {
	t        *testing.T
	scene    *scene.Scene
	table    []door.Route
	handler  http.Handler
	canaries []canary
	values   []map[string]string // of placeholders: about the first person, about the second
	secrets  map[string]string   // of sessions, by asker
	last     int64               // the last look that is known
	served   map[string]bool     // person, register field: served by a register under a grant
	asked    int
	answered map[string]bool // patterns of routes that were answered with what they have
	found    map[string]int
	taken    int  // exports that left
	pdf      bool // pdftotext is there
}

func furnish(t *testing.T) *leaks {
	t.Helper()
	s := scene.New(t)
	s.Catalogue()
	w := &leaks{t: t, scene: s, secrets: map[string]string{}, served: map[string]bool{}, found: map[string]int{}, answered: map[string]bool{}}
	_, err := exec.LookPath("pdftotext")
	if w.pdf = err == nil; !w.pdf {
		t.Log("pdftotext is not there: what PDF files say is not looked at")
	}
	w.seedRegisters()
	w.values = []map[string]string{w.live("lin-jian", "甲", "330199199205171124", "13912345678"), w.live("li-xiao", "乙", "330199199603082231", "13987654321")}
	w.export()
	w.benefits()
	w.mandate()
	bookVisits(t, s)
	for _, v := range w.values {
		v["{counter}"] = "xiaoxi-service-centre"
	}
	s.SignLog()
	w.grantSystem()
	w.table = routes(s.Desk, false)
	w.handler = s.Handler(w.table, false)
	for _, who := range askers {
		switch {
		case who.program == "token":
			w.secrets[who.name] = s.Session(who.person, people.APISession)
		case who.program == "" && who.person != "":
			w.secrets[who.name] = s.Session(who.person, people.PageSession)
		}
	}
	w.newLooks()
	return w
}

// seedRegisters writes a record of each person, with values found nowhere else.
func (w *leaks) seedRegisters() {
	for _, p := range []struct{ id, code, mark, n string }{{"lin-jian", "330199199205171124", "甲", "1"}, {"li-xiao", "330199199603082231", "乙", "2"}} {
		w.put("population", p.id, p.code, map[string]string{"name": p.mark + "雀姓名", "sex": "female", "birth_date": "1992-05-17", "area": "330199101000",
			"address": p.mark + "雀户籍住址", "household": "HCANARY" + p.n, "relation": "head", "marital": "single"}, "name", "address", "household")
		w.put("household-means", p.id, p.code, map[string]string{"income": "7123" + p.n + ".51", "savings": "8123" + p.n + ".52", "dwellings": "0", "vehicles": "0", "insured": "true",
			"checked": "2026-09-01"}, "income", "savings")
		w.put("real-estate", p.id, "浙（2026）晓溪县不动产权第777"+p.n+"号", map[string]string{"holder": p.code, "address": p.mark + "雀房产坐落", "use": "dwelling", "floor_area": "7713.7" + p.n,
			"mortgaged": "true"}, "address", "floor_area")
		w.put("licences", p.id, "JQ-2026-7777"+p.n, map[string]string{"kind": "driving", "holder": p.code, "holder_name": p.mark + "雀持证人", "office": "晓溪县公安局", "issued": "2026-01-02",
			"state": "valid"}, "holder_name")
	}
}

func (w *leaks) put(id, person, subject string, values map[string]string, seeded ...string) {
	w.t.Helper()
	r, ok := w.scene.Desk.Packs().Register(id)
	if !ok {
		w.t.Fatalf("no register %s", id)
	}
	w.write(r, subject, values)
	for _, f := range seeded {
		x, _ := r.Field(f)
		w.canaries = append(w.canaries, canary{values[f], person, x.Sensitivity, []string{id + "." + f}, true})
	}
}

// live lets a person do what people do: apply, send a file, keep a paper, hold a
// licence, ask about a look. It answers what stands for the placeholders.
func (w *leaks) live(id, mark, code, phone string) map[string]string {
	w.t.Helper()
	s, ctx := w.scene, w.t.Context()
	me := s.Person(id)
	say := func(level int, value string, fields ...string) string {
		w.canaries = append(w.canaries, canary{value, id, level, fields, false})
		return value
	}
	say(4, code, "identity", "population.identity_number", "legal-entities.representative")
	say(3, phone, "phone")
	for _, name := range me.Name {
		say(2, name, "subject", "applicant", "licence", "matter", "archive")
	}
	answers := map[string]string{"operator": say(2, mark+"雀经营者", "operator", "subject", "licence"), "identity": code, "phone": phone, "residence": say(3, mark+"雀居所", "residence"),
		"trade_name": say(2, mark+"雀面包坊", "trade_name", "subject", "licence"), "scope": "面包销售", "start_date": "2026-12-08", "area": "330199",
		"premises": say(2, mark+"雀经营场所", "premises", "licence"), "held": "own", "delivery": "electronic"}
	ended := s.File(id, lifeService, answers)
	w.toLicence(ended)
	wallet, err := s.Desk.Wallet(ctx, me)
	w.must(err)
	file, err := s.Desk.AddFile(ctx, me, "lease.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+say(2, mark+"雀租约", "premises_file", "file")))
	w.must(err)
	answers["held"], answers["premises_file"] = "rent", file.ID
	number := s.File(id, lifeService, answers)
	card := s.File(id, scene.Card, scene.Reader(say(2, mark+"雀读者", "reader", "subject")))
	// The rules decide this one with its submission, so that there is something to explain.
	ruled := s.File(id, "reading-grant", map[string]string{"reader": say(2, mark+"雀少年", "reader", "subject"), "born": "2012-05-01", "resident": "yes"})
	poor := map[string]string{"applicant": say(3, mark+"雀低保申请人", "applicant", "subject"), "identity": code, "phone": phone, "area": "330199101000", "address": say(3, mark+"雀低保住址", "address"),
		"helped": "no", "members": "1", "names": say(4, mark+"雀家人", "names"), "income": "1500", "has_wages": "no", "car": "no", "homes": "1", "consent": "yes"}
	allowance := s.File(id, "minimum-subsistence-allowance", poor)
	p, err := s.Desk.KeepPaper(ctx, me, desk.NewPaper{Title: say(2, mark+"雀材料", "paper"), Words: say(2, mark+"雀所述", "paper"), Promise: true})
	w.must(err)
	_, err = s.Desk.Case(ctx, s.Person("zhang-min"), number)
	w.must(err)
	seen, err := s.Desk.Looks(ctx, me)
	w.must(err)
	w.must(s.Desk.QuestionLook(ctx, me, seen[0].ID, say(2, mark+"雀疑问", "matter")))
	service, err := s.Desk.Service(lifeService)
	w.must(err)
	list, at := s.Desk.Listed(service)
	cited := service.Item().Basis[0]
	return map[string]string{"{number}": number, "{ended}": ended, "{allowance}": allowance, "{card}": card, "{ruled}": ruled, "{mark of the licence}": wallet[len(wallet)-1].Licence.Mark, "{code of the person}": code, "{licence}": wallet[len(wallet)-1].Licence.Number, "{mark}": p.Mark, "{paper}": p.ID,
		"{id}": file.ID, "{look}": itoa(seen[0].ID), "{service}": lifeService, "{page}": service.Form().Pages()[0].ID, "{list}": string(list), "{code}": at, "{law}": cited.Law,
		"{article}": cited.Article, "{licensed}": wallet[0].Licence.Service, "{kind}": wallet[0].Licence.Kind, "{n}": "0", "{act}": "1", "{purpose}": "revocation", "{verb}": "accept",
		"{dataset}": "legal-entities", "{register}": "population", "{matter}": map[string]string{"甲": "1", "乙": "2"}[mark], "{step}": "note", "{ticket}": "1", "{figure}": "received",
		"{provider}": "none", "{path...}": "entries/000.p/3", "{resource}": "none", "{dependent}": "none", "{deed}": "keep", "{request}": "1", "{grant}": "1", "{$}": ""}
}

// benefits puts a benefit forward and signs it: what its pages tell is looked at too.
func (w *leaks) benefits() {
	w.t.Helper()
	ctx, day := w.t.Context(), law.DateOf(w.scene.Now(), w.scene.Desk.Zone())
	run, err := w.scene.Desk.ProposeBenefit(ctx, w.scene.Person("shen-lan"), "long-life-allowance", day)
	w.must(err)
	_, err = w.scene.Desk.ApproveBenefit(ctx, w.scene.Person("gao-jun"), run.ID)
	w.must(err)
	for _, v := range w.values {
		v["{run}"], v["{policy}"], v["{claim}"], v["{finder}"] = itoa(run.ID), run.Policy, "none", w.scene.Desk.Finders()[0].ID()
	}
}

// export lets an official ask for a list of everybody, with every field that the owner
// granted shown whole, and a second person approve it. Every asker will try to take it.
func (w *leaks) export() {
	w.t.Helper()
	ctx, asks, answers := w.t.Context(), w.scene.Person("zhang-min"), w.scene.Person("shao-qi")
	offers, err := w.scene.Desk.ExportOffers(ctx, asks)
	w.must(err)
	for _, o := range offers {
		if o.Grant.Register != "population" || o.Service != "" {
			continue
		}
		id, err := w.scene.Desk.AskExport(ctx, asks, desk.ExportAsk{Grant: o.ID, Fields: []string{"name", "address"}, Full: []string{"address"}, Words: "核对登记住址",
			Basis: o.Basis, Until: law.DateOf(w.scene.Now(), w.scene.Desk.Zone())})
		w.must(err)
		w.must(w.scene.Desk.AnswerExport(ctx, answers, id, true, ""))
		for _, v := range w.values {
			v["{export}"], v["{granted}"] = itoa(id), itoa(o.ID)
		}
	}
	if w.values[0]["{export}"] == "" {
		w.t.Fatal("no export can be asked for")
	}
}

// toLicence brings a case to its licence.
func (w *leaks) toLicence(number string) { decideRegistered(w.scene, number) }

func (w *leaks) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// newLooks are the looks since the last time it was asked.
func (w *leaks) newLooks() (out []looks.Look) {
	w.t.Helper()
	w.must(w.scene.Store().Read(w.t.Context(), func(tx *store.Tx) error {
		out = nil
		return looks.EachLogged(tx, w.last+1, 1<<30, func(k looks.Kept) error {
			out = append(out, k.Look)
			w.last = k.Leaf
			return nil
		})
	}))
	for _, l := range out {
		if l.Reader == looks.BySelf && l.Refused == "" {
			for _, f := range l.Fields {
				w.served[l.Subject+" "+f] = true
			}
		}
	}
	return out
}

// addressOf is the address of a route with values for its placeholders.
func addressOf(r door.Route, values map[string]string) string {
	p := r.Path
	if strings.HasSuffix(p, "/archive") {
		p = strings.ReplaceAll(p, "{number}", "{ended}")
	}
	if strings.HasPrefix(p, "/licences/") || strings.HasPrefix(p, "/wallet/") || strings.HasPrefix(p, "/office/licences/") {
		p = strings.ReplaceAll(p, "{number}", "{licence}")
	}
	if strings.Contains(p, "{number}/why") {
		p = strings.NewReplacer("{number}", "{ruled}", "{act}", "2").Replace(p)
	}
	p = strings.ReplaceAll(p, "{verb}/{step}", "record/note")
	if strings.HasPrefix(p, "/verify/") {
		p = strings.ReplaceAll(p, "{mark}", "{mark of the licence}")
	}
	if strings.HasPrefix(p, "/papers/") {
		p = strings.ReplaceAll(p, "{id}", "{paper}")
	}
	if strings.HasPrefix(p, "/credentials/type/") {
		p = strings.ReplaceAll(p, "{service}", "{licensed}")
	}
	for k, v := range values {
		p = strings.ReplaceAll(p, k, url.PathEscape(v))
	}
	// A placeholder that the walk knows no value for is asked for as it stands.
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(p)
}

// ask asks for a route as a reader and holds the answer to the log.
func (w *leaks) ask(r door.Route, who asker, values map[string]string, form url.Values, sent string) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	kind := "application/x-www-form-urlencoded"
	to := addressOf(r, values)
	if method == http.MethodGet && len(form) > 0 {
		to += "?" + form.Encode()
	}
	if sent != "" || r.Who == door.Bearer || r.Who == door.AnyBearer || r.Who == door.System {
		kind = "application/json"
	} else if method != http.MethodGet {
		sent = form.Encode()
	}
	req := httptest.NewRequest(method, to, strings.NewReader(sent))
	req.Header.Set("Accept-Language", "zh")
	req.Header.Set("Content-Type", kind)
	switch {
	case who.program != "":
		req.Header.Set("Authorization", "Bearer "+w.secrets[who.name])
	case who.person != "":
		req.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.secrets[who.name]})
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	w.asked++
	if rec.Code == http.StatusOK {
		w.answered[r.Pattern()] = true
	}
	said := w.plainly(rec)
	seen := w.newLooks()
	if r.Pattern() == "POST /office/exports/{export}/file" && rec.Code == http.StatusOK {
		if w.taken++; who.person != "zhang-min" {
			w.t.Errorf("%s took an export that another asked for", who.name)
		}
	}
	if rec.Code >= 500 {
		w.t.Errorf("%s as %s: %d: %s", r.Pattern(), who.name, rec.Code, rec.Body)
	}
	for _, c := range w.canaries {
		// What somebody sent comes back to them: that tells them nothing.
		if !strings.Contains(said, c.value) || strings.Contains(to+sent, url.QueryEscape(c.value)) || strings.Contains(sent, c.value) {
			continue
		}
		w.found[c.fields[0]]++
		if why := w.fault(c, who, seen); why != "" {
			w.t.Errorf("%s %s as %s: %d: %s of %s (L%d): %s", method, to, who.name, rec.Code, c.fields[0], c.owner, c.level, why)
		}
	}
}

// fault says why a canary may not be where it was found.
func (w *leaks) fault(c canary, who asker, seen []looks.Look) string {
	if who.person == c.owner {
		if c.register && !w.served[c.owner+" "+c.fields[0]] {
			return "a register's field came to its subject without a grant and a look"
		}
		return ""
	}
	// Who was given the mark of a licence reads what it says, never more than the lower grades, and its holder sees that.
	for _, l := range seen {
		if l.Reader == looks.ByPublic && l.Subject == c.owner && c.level <= 2 && slices.ContainsFunc(c.fields, func(f string) bool { return slices.Contains(l.Fields, f) }) {
			return ""
		}
	}
	if !who.official {
		return "one person's data came to another"
	}
	if c.register && c.level == 4 {
		return "a field of the highest grade left its register"
	}
	for _, l := range seen {
		of := l.Subject == c.owner || slices.ContainsFunc(l.Of, func(o looks.Of) bool { return o.Subject == c.owner })
		if of && l.By == who.person && l.Refused == "" && slices.ContainsFunc(c.fields, func(f string) bool { return slices.Contains(l.Fields, f) }) {
			return ""
		}
	}
	return "nothing in the log says that it was seen"
}

var packed = regexp.MustCompile(`[A-Za-z0-9_-]{24,}`)

// plainly is everything an answer says: head and body, with what is escaped, packed or
// drawn in it made plain.
func (w *leaks) plainly(rec *httptest.ResponseRecorder) string {
	body := rec.Body.Bytes()
	var out strings.Builder
	for k, v := range rec.Header() {
		out.WriteString(k + ": " + strings.Join(v, " ") + "\n")
	}
	plain := func(b []byte) {
		out.Write(b)
		out.WriteString(html.UnescapeString(string(b)))
		if s, err := url.QueryUnescape(string(b)); err == nil {
			out.WriteString(s)
		}
		for _, p := range packed.FindAll(b, -1) {
			if d, err := base64.RawURLEncoding.DecodeString(string(p)); err == nil {
				out.Write(d)
			}
		}
	}
	switch kind := rec.Header().Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/pdf") && w.pdf:
		cmd := exec.Command("pdftotext", "-", "-")
		cmd.Stdin = bytes.NewReader(body)
		text, err := cmd.Output()
		w.must(err)
		out.WriteString(strings.ReplaceAll(string(text), "\n", ""))
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		w.must(err)
		for _, f := range z.File {
			in, err := f.Open()
			w.must(err)
			b, err := io.ReadAll(in)
			w.must(err)
			plain(b)
		}
	default:
		plain(body)
	}
	return out.String()
}

// forms are what the walk sends to some routes, so that they open what they hide.
func (w *leaks) forms(r door.Route, values map[string]string) []url.Values {
	out := []url.Values{{}}
	switch r.Pattern() {
	case "POST /office/cases/{number}/show":
		out = nil
		for _, f := range []string{"identity", "phone", "residence", "operator", "*"} {
			out = append(out, url.Values{"show": {f}})
		}
	case "GET /office":
		out = append(out, url.Values{"text": {"雀"}}, url.Values{"state": {"ended"}}, url.Values{"text": {values["{number}"]}})
	case "POST /office/batch":
		out = append(out, url.Values{"case": {values["{number}"], values["{allowance}"]}, "verb": {"assign"}, "handler": {"zhang-min"}})
	case "POST /office/look-up":
		for _, x := range [][2]string{{"population", "identify"}, {"population", "inspect"}, {"household-means", "decide"}} {
			form := url.Values{"register": {x[0]}, "subject": {values["{code of the person}"]}, "use": {x[1]}, "reason": {"核对来访人"}}
			out = append(out, form, url.Values{"register": form["register"], "subject": form["subject"], "use": form["use"], "reason": form["reason"], "show": {"address", "household", "income"}})
		}
	case "GET /office/exports/new":
		out = append(out, url.Values{"grant": {values["{granted}"]}})
	case "POST /office/exports":
		for _, fields := range [][]string{{"name", "address"}, {"name", "household"}, {"identity_number"}} {
			out = append(out, url.Values{"grant": {values["{granted}"]}, "fields": fields, "full": fields, "words": {"核对登记住址"}, "law": {"zhejiang-visit-at-most-once"}, "article": {"7"}, "until": {"2026-10-20"}})
		}
	case "POST /office/exports/{export}/answer":
		out = append(out, url.Values{"answer": {"approve"}}, url.Values{"answer": {"refuse"}, "why": {"不相称的范围"}})
	case "POST /office/exports/{export}/file":
		out = append(out, url.Values{"format": {"csv"}}, url.Values{"format": {"json"}})
	case "GET /office/papers":
		out = append(out, url.Values{"mark": {values["{mark}"]}})
	case "POST /verify":
		out = append(out, url.Values{"code": {values["{licence}"]}})
	case "POST /office/cases/{number}/do/{verb}":
		out = append(out, url.Values{"preview": {"1"}, "expect": {"1"}})
	}
	return out
}

// wishes are what the walk sends to the doors for programs.
func (w *leaks) wishes(r door.Route, values map[string]string) (out []string) {
	if r.Pattern() != "POST /exchange/registers/{register}/read" {
		return []string{"{}"}
	}
	for register, fields := range map[string][]string{"population": {"name", "address", "household"}, "household-means": {"income", "savings"}, "legal-entities": {"name", "representative"}} {
		for _, subject := range []string{"330199199205171124", "330199199603082231", "91330199A00000011C"} {
			for _, f := range fields {
				b, err := json.Marshal(map[string]any{"subject": subject, "service": scene.Card, "use": "prove", "purpose": "核对", "case": values["{card}"], "fields": []string{f}})
				w.must(err)
				out = append(out, register+" "+string(b))
			}
		}
	}
	return out
}

// every asks for one route as one reader in every way the walk knows.
func (w *leaks) every(r door.Route, who asker, values map[string]string) {
	machine := r.Who == door.Bearer || r.Who == door.AnyBearer || r.Who == door.System
	// A session that was ended or locked on the way begins again.
	if who.program == "" && who.person != "" && r.Method == http.MethodPost {
		w.secrets[who.name] = w.scene.Session(who.person, people.PageSession)
	}
	if !machine {
		for _, f := range w.forms(r, values) {
			w.ask(r, who, values, f, "")
		}
		return
	}
	for _, sent := range w.wishes(r, values) {
		v := values
		if register, body, ok := strings.Cut(sent, " "); ok {
			v, sent = with(values, "{register}", register), body
		}
		w.ask(r, who, v, nil, sent)
	}
}

// TestNothingLeaves walks every route as every reader about two people: nothing of one
// comes to another person, no field of the highest grade leaves its register, and
// whatever an official or a system is answered about somebody, the log says so.
func TestNothingLeaves(t *testing.T) {
	w := furnish(t)
	for _, posts := range []bool{false, true} {
		for _, who := range askers {
			for _, r := range w.table {
				if (r.Method == http.MethodPost) == posts {
					for _, values := range w.values {
						w.every(r, who, values)
					}
				}
			}
		}
	}
	t.Logf("%d requests, %d lists taken; canaries seen: %v", w.asked, w.taken, w.found)
	if w.taken != 4 {
		t.Errorf("%d lists were taken, want two formats about each of two people, all by who asked", w.taken)
	}
	for _, must := range []string{"operator", "identity", "population.name", "premises_file", "mandate"} {
		if w.found[must] == 0 {
			t.Errorf("the walk never met %s: it cannot see what leaks", must)
		}
	}
	w.everyRouteAnswered()
	if _, err := w.scene.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNothingLeavesInAnyOrder asks for routes in random order, as whoever, about whomever.
func TestNothingLeavesInAnyOrder(t *testing.T) {
	w := furnish(t)
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 12).Draw(rt, "requests") {
			who := askers[rapid.IntRange(0, len(askers)-1).Draw(rt, "who")]
			r := w.table[rapid.IntRange(0, len(w.table)-1).Draw(rt, "route")]
			values := w.values[rapid.IntRange(0, 1).Draw(rt, "whom")]
			w.every(r, who, values)
		}
		if t.Failed() {
			rt.Fatalf("a leak, told above")
		}
	})
}
