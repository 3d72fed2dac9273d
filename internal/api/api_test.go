package api

import (
	"atonce/internal/share"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// program sends requests to the door and holds every answer against the document.
type program struct {
	t       *testing.T
	scene   *scene.Scene
	handler http.Handler
	doc     map[string]any
	schemas *jsonschema.Compiler
	tokens  map[string]string
	needed  string          // a case that needs what was granted
	other   string          // one that does not
	key     string          // sent as Idempotency-Key
	met     map[string]bool // operation ids whose success was validated
}

func open(t *testing.T) *program {
	t.Helper()
	s := scene.New(t)
	c := &program{t: t, scene: s, handler: s.Handler(Routes(s.Desk), true), tokens: map[string]string{}, met: map[string]bool{}}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, httptest.NewRequest("GET", "/api/openapi.json", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &c.doc); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	c.schemas = jsonschema.NewCompiler()
	c.schemas.DefaultDraft(jsonschema.Draft2020)
	c.schemas.AssertFormat()
	if err := c.schemas.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// send makes a request as a person, and checks status, body and headers against what
// the document says of the operation.
func (c *program) send(by, method, path string, body any, want int) map[string]any {
	c.t.Helper()
	var b []byte
	switch body := body.(type) {
	case nil:
	case string:
		b = []byte(body)
	default:
		var err error
		if b, err = json.Marshal(body); err != nil {
			c.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(b))
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Content-Type", "application/json")
	if by != "" {
		if c.tokens[by] == "" {
			c.tokens[by] = c.scene.Session(by, people.APISession)
		}
		r.Header.Set("Authorization", "Bearer "+c.tokens[by])
	}
	if c.key != "" {
		r.Header.Set("Idempotency-Key", c.key)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != want {
		c.t.Fatalf("%s %s as %q: %d, want %d: %s", method, path, by, w.Code, want, w.Body)
	}
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		c.t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	c.validate(method, r.URL, w)
	if want == http.StatusCreated && method == "POST" && strings.Contains(path, "/cases") && w.Header().Get("Location") == "" {
		c.t.Errorf("%s %s: no Location", method, path)
	}
	return out
}

func (c *program) validate(method string, u *url.URL, w *httptest.ResponseRecorder) {
	c.t.Helper()
	for path, ops := range c.doc["paths"].(map[string]any) {
		op, ok := ops.(map[string]any)[strings.ToLower(method)].(map[string]any)
		if !ok || !matches(path, u.Path) {
			continue
		}
		for _, p := range op["parameters"].([]any) {
			name, in := p.(map[string]any)["name"].(string), p.(map[string]any)["in"]
			if in == "query" && !u.Query().Has(name) && p.(map[string]any)["required"] == true && w.Code < 300 {
				c.t.Errorf("%s %s worked without %s", method, path, name)
			}
		}
		status := fmt.Sprint(w.Code)
		kind, pointer := "application/problem+json", "#/components/responses/problem/content/application~1problem+json/schema"
		if _, ok := op["responses"].(map[string]any)[status]; ok {
			kind = "application/json"
			pointer = "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + strings.ToLower(method) + "/responses/" + status + "/content/application~1json/schema"
			pointer = strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
			c.met[op["operationId"].(string)] = true
		} else if w.Code < 300 {
			c.t.Errorf("%s %s answers %d, which the document does not know", method, path, w.Code)
		}
		if got := w.Header().Get("Content-Type"); got != kind {
			c.t.Errorf("%s %s: %q, want %q", method, path, got, kind)
		}
		s, err := c.schemas.Compile("openapi.json" + pointer)
		if err != nil {
			c.t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			c.t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			c.t.Errorf("%s %s: the answer is not what the document says: %v\n%s", method, path, err, w.Body)
		}
		return
	}
	if w.Code != http.StatusNotFound {
		c.t.Errorf("%s %s is not in the document", method, u.Path)
	}
}

func matches(pattern, path string) bool {
	p, q := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != q[i] && !strings.HasPrefix(p[i], "{") {
			return false
		}
	}
	return true
}

// Every route of the door is an operation of the document, and the other way round.
func TestDocumentAndRoutesAgree(t *testing.T) {
	c := open(t)
	var said, have []string
	for path, ops := range c.doc["paths"].(map[string]any) {
		for method := range ops.(map[string]any) {
			said = append(said, strings.ToUpper(method)+" "+path)
		}
	}
	for _, r := range Routes(c.scene.Desk) {
		if r.Path != "/api/" && r.Path != "/exchange/" && r.Path != "/healthz" {
			have = append(have, r.Pattern())
		}
	}
	slices.Sort(said)
	slices.Sort(have)
	if !slices.Equal(said, have) {
		t.Errorf("the document says %v\nthe routes are %v", said, have)
	}
}

// A case goes its whole way through the door. Every answer is held against the
// document, and every operation of the document is met.
func TestWholeWay(t *testing.T) {
	c := open(t)
	found := c.send("", "GET", "/api/items?q=reader%27s+card", nil, 200)
	if items := found["items"].([]any); len(items) == 0 || items[0].(map[string]any)["service"] != scene.Card {
		t.Fatalf("search finds %v", found)
	}
	item := c.send("", "GET", "/api/items/"+scene.Card, nil, 200)
	fees := item["fees"].([]any)[0].(map[string]any)
	if fees["amount"] != 1000.0 || fees["currency"] != "CNY" {
		t.Errorf("a fee of ten yuan is %v", fees)
	}
	if v := c.send("", "GET", "/api/items/"+scene.Card+"/versions", nil, 200); len(v["versions"].([]any)) != 1 {
		t.Errorf("versions: %v", v)
	}
	if l := c.send("", "GET", "/api/lists/powers", nil, 200); len(l["entries"].([]any)) == 0 {
		t.Error("the list of powers is empty")
	}
	file := c.send("lin-jian", "POST", "/api/files?name=photo.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 201)
	answers := map[string]any{"reader": "林𠮷安", "renewal": "no", "loans": "8", "photo": "own", "photo_file": file["id"]}
	filing := map[string]any{"service": scene.Card, "answers": answers, "submission": "filing-0001", "office": scene.East}
	receipt := c.send("lin-jian", "POST", "/api/cases", filing, 201)
	if again := c.send("lin-jian", "POST", "/api/cases", filing, 200); fmt.Sprint(again) != fmt.Sprint(receipt) {
		t.Errorf("the repeat answers %v, the first %v", again, receipt)
	}
	filing["office"] = scene.West
	if p := c.send("lin-jian", "POST", "/api/cases", filing, 409); p["key"] != "journal.submission-reused" {
		t.Error(p)
	}
	number := receipt["number"].(string)
	acts := "/api/cases/" + number + "/acts"
	n := 0
	act := func(by string, want int, body map[string]any) map[string]any {
		t.Helper()
		n++
		body["submission"] = fmt.Sprintf("act-%05d", n)
		return c.send(by, "POST", acts, body, want)
	}
	act("east-clerk", 201, map[string]any{"verb": "record", "step": "note", "note": "nur intern"})
	act("east-clerk", 201, map[string]any{"verb": "ask-correction", "until": "2026-11-20T17:30:00+08:00", "gaps": []any{map[string]any{"field": "loans", "reason": "At most five."}}})
	if mine := c.send("lin-jian", "GET", "/api/cases?state=waiting", nil, 200); len(mine["cases"].([]any)) != 1 {
		t.Errorf("waiting: %v", mine)
	}
	if p := act("lin-jian", 422, map[string]any{"verb": "supplement", "answers": map[string]any{"loans": "99"}}); p["fields"].([]any)[0].(map[string]any)["field"] != "answers.loans" {
		t.Error(p)
	}
	act("lin-jian", 201, map[string]any{"verb": "supplement", "answers": map[string]any{"loans": "5"}})
	if p := act("east-clerk", 409, map[string]any{"verb": "accept", "expect": 1}); p["key"] != "journal.changed-meanwhile" {
		t.Error(p)
	}
	act("east-clerk", 201, map[string]any{"verb": "accept"})
	if p := act("east-clerk", 409, map[string]any{"verb": "decide", "outcome": "granted"}); p["title"] == "" {
		t.Error(p)
	}
	if p := act("east-head", 422, map[string]any{"verb": "assign", "handler": "west-clerk"}); p["fields"].([]any)[0].(map[string]any)["field"] != "handler" {
		t.Error(p)
	}
	act("east-head", 201, map[string]any{"verb": "assign", "handler": "east-examiner"})
	act("east-examiner", 201, map[string]any{"verb": "record", "step": "visit"})
	act("east-examiner", 201, map[string]any{"verb": "propose", "outcome": "granted"})
	work := c.send("east-head", "GET", "/api/cases", nil, 200)
	if len(work["cases"].([]any)) != 1 {
		t.Errorf("worklist: %v", work)
	}
	act("east-head", 201, map[string]any{"verb": "decide", "outcome": "granted"})
	act("east-clerk", 201, map[string]any{"verb": "deliver"})
	act("lin-jian", 201, map[string]any{"verb": "rate", "stars": 5})
	inside, outside := c.send("east-clerk", "GET", "/api/cases/"+number, nil, 200), c.send("lin-jian", "GET", "/api/cases/"+number, nil, 200)
	if !strings.Contains(fmt.Sprint(inside), "nur intern") || strings.Contains(fmt.Sprint(outside), "nur intern") || outside["flags"] != nil {
		t.Error("the applicant sees what is internal, or the official does not")
	}
	if outside["licences"] == nil || len(outside["clocks"].([]any)) == 0 {
		t.Errorf("the case lacks its licence or clocks: %v", outside)
	}
	if mine := c.send("lin-jian", "GET", "/api/licences", nil, 200); len(mine["licences"].([]any)) != 1 || mine["licences"].([]any)[0].(map[string]any)["status"] != "valid" {
		t.Errorf("licences: %v", mine)
	}
	looks, err := c.scene.Desk.Looks(t.Context(), c.scene.Person("lin-jian"), share.Filter{})
	if err != nil || len(looks) == 0 || looks[0].By != "east-clerk" {
		t.Errorf("the official's look is not recorded: %v %v", looks, err)
	}
	c.send("", "GET", "/api/openapi.json", nil, 200)
	c.importRecords()
	for _, o := range operations() {
		if o.who != door.System && !c.met[o.id] {
			t.Errorf("no answer of %s was validated", o.id)
		}
	}
}

func TestWhoIsKeptOut(t *testing.T) {
	c := open(t)
	number := c.scene.File("lin-jian", scene.Card, scene.Reader("林"))
	for _, x := range []struct {
		by, method, path string
		want             int
	}{
		{"", "GET", "/api/cases", 401}, {"", "POST", "/api/cases", 401}, {"", "GET", "/api/cases/" + number, 401}, {"", "POST", "/api/cases/" + number + "/acts", 401},
		{"li-xiao", "GET", "/api/cases/" + number, 404}, {"west-clerk", "GET", "/api/cases/" + number, 404}, {"li-xiao", "GET", "/api/cases?whose=offices", 403},
		{"lin-jian", "GET", "/api/cases/" + number, 200}, {"east-clerk", "GET", "/api/cases/" + number, 200},
		{"", "GET", "/api/nothing", 404}, {"", "PUT", "/api/cases", 404}, {"", "GET", "/api/items/nothing", 404}, {"", "GET", "/api/lists/nothing", 404},
	} {
		if p := c.send(x.by, x.method, x.path, nil, x.want); x.want >= 400 && p["title"] == "" {
			t.Errorf("%s %s: no words", x.method, x.path)
		}
	}
	other := c.send("li-xiao", "POST", "/api/cases/"+number+"/acts", map[string]any{"verb": "withdraw", "submission": "not-mine-1"}, 404)
	none := c.send("li-xiao", "POST", "/api/cases/LE-2026-999999/acts", map[string]any{"verb": "withdraw", "submission": "not-mine-2"}, 404)
	if other["key"] != none["key"] {
		t.Error("a case of somebody else answers otherwise than no case")
	}
	c.tokens["li-xiao"] = "wrong"
	c.send("li-xiao", "GET", "/api/items", nil, 401)
}

// What does not fit is refused by the field's name, and nothing is done.
func TestStrict(t *testing.T) {
	c := open(t)
	ok := `"service":"library-card","submission":"strict-0001"`
	for body, want := range map[string][2]string{
		`{` + ok + `,"answers":{},"extra":1}`: {"extra", "api.unknown"},
		`{` + ok + `}`:                        {"answers", "api.missing"},
		`{"Service":"library-card","submission":"strict-0001","answers":{}}`:                   {"Service", "api.unknown"},
		`{"service":7,"submission":"strict-0001","answers":{}}`:                                {"service", "api.type"},
		`{"service":"library-card","submission":"short","answers":{}}`:                         {"submission", "api.short"},
		`{"service":"library-card","submission":"strict-0001","answers":[]}`:                   {"answers", "api.type"},
		`{` + ok + `,"answers":{"reader":true}}`:                                               {"answers.reader", "api.type"},
		`{` + ok + `,"answers":{"reader":1.5}}`:                                                {"answers.reader", "api.type"},
		`{` + ok + `,"answers":{"reader":7}}`:                                                  {"answers.reader", "api.text"},
		`{` + ok + `,"answers":{"nothing":"x"}}`:                                               {"answers.nothing", "api.unknown"},
		`{` + ok + `,"answers":{"reader":"a","reader":"b"}}`:                                   {"answers.reader", "api.twice"},
		`{` + ok + `,"answers":{"renewal":"no","loans":"8","photo":"own"}}`:                    {"answers.reader", "form.missing-text"},
		`{` + ok + `,"office":"nowhere","answers":{"reader":"a","renewal":"yes","loans":"2"}}`: {"office", "desk.office-unknown"},
	} {
		p := c.send("lin-jian", "POST", "/api/cases", body, 422)
		var got [][2]string
		fields, _ := p["fields"].([]any)
		for _, f := range fields {
			m := f.(map[string]any)
			got = append(got, [2]string{m["field"].(string), m["key"].(string)})
			if strings.HasPrefix(m["text"].(string), "[") || strings.Contains(m["text"].(string), "{") {
				t.Errorf("%s: %v", body, m["text"])
			}
		}
		if !slices.Contains(got, want) {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
	for _, body := range []string{``, `{`, `null`, `[]`, `{} {}`, `"x"`} {
		c.send("lin-jian", "POST", "/api/cases", body, 422)
	}
	for body, want := range map[string]string{`{"verb":"steal","submission":"strict-0002"}`: "verb", `{"verb":"accept","until":"tomorrow","submission":"strict-0003"}`: "until",
		`{"verb":"rate","stars":6,"submission":"strict-0004"}`: "stars", `{"verb":"accept","gaps":[{"field":"x"}],"submission":"strict-0005"}`: "gaps.0.reason"} {
		p := c.send("lin-jian", "POST", "/api/cases/LE-2026-000001/acts", body, 422)
		if f := p["fields"].([]any)[0].(map[string]any); f["field"] != want {
			t.Errorf("%s: %v, want %s", body, f, want)
		}
	}
	c.send("lin-jian", "POST", "/api/cases", `{"service":"`+strings.Repeat("x", 300<<10)+`"}`, 413)
	c.send("lin-jian", "GET", "/api/cases?state=lost", nil, 422)
	c.send("lin-jian", "GET", "/api/cases?after=lost", nil, 422)
	if mine := c.send("lin-jian", "GET", "/api/cases", nil, 200); len(mine["cases"].([]any)) != 0 {
		t.Error("a refused filing left a case")
	}
}

func TestPagesOfCases(t *testing.T) {
	c := open(t)
	for i := range pageSize + 3 {
		c.scene.File("lin-jian", scene.Card, scene.Reader(fmt.Sprint(i)))
	}
	for _, by := range []string{"lin-jian", "east-clerk"} {
		seen := map[string]bool{}
		path := "/api/cases?state=open"
		for path != "" {
			p := c.send(by, "GET", path, nil, 200)
			for _, x := range p["cases"].([]any) {
				number := x.(map[string]any)["number"].(string)
				if seen[number] {
					t.Errorf("%s sees %s twice", by, number)
				}
				seen[number] = true
			}
			path = ""
			if next, ok := p["next"].(string); ok {
				path = "/api/cases?state=open&after=" + url.QueryEscape(next)
			}
		}
		if len(seen) != pageSize+3 {
			t.Errorf("%s sees %d cases", by, len(seen))
		}
	}
	seen := c.send("", "GET", "/api/items?after="+scene.Card, nil, 200)
	for _, x := range seen["items"].([]any) {
		if id := x.(map[string]any)["service"].(string); id <= scene.Card {
			t.Errorf("after %s comes %s", scene.Card, id)
		}
	}
}

func TestLanguage(t *testing.T) {
	c := open(t)
	en, zh := c.send("", "GET", "/api/items/"+scene.Card+"?lang=en", nil, 200), c.send("", "GET", "/api/items/"+scene.Card+"?lang=zh", nil, 200)
	if en["name"] == zh["name"] || en["name"] == "" {
		t.Errorf("%v and %v", en["name"], zh["name"])
	}
}

func TestHealth(t *testing.T) {
	c := open(t)
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	if w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// No bytes make the decoder fail otherwise than in its own words, and what it takes it
// writes again as what it would take.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{}`, `{"verb":"accept","submission":"12345678"}`, `{"verb":"accept","until":"2026-02-30T00:00:00Z","submission":"12345678"}`,
		`{"verb":"supplement","answers":{"a":"b","c":12345678901234567890},"submission":"12345678"}`, `{"a":{"a":[{"b":1,"b":2}]}}`, `[[[`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var a Act
		if err := decode(b, &a); err != nil {
			return
		}
		if !a.Verb.Known() || casework.Verb("") == a.Verb {
			t.Fatalf("took the verb %q", a.Verb)
		}
		again, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := decode(again, &a); err != nil {
			t.Fatalf("%s was taken, %s is not: %v", b, again, err)
		}
	})
}
