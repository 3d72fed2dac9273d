package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
	"atonce/internal/text"
)

func inBoth(s string) law.Words { return law.Words{text.ZH: s, text.EN: s} }

func record(id string, n int) dataset.Record {
	return dataset.Record{ID: id, Code: "330199/" + strconv.Itoa(1000+n), Name: inBoth("面包店"), Summary: inBoth("名录"), Provider: "xiaoxi-market-supervision",
		System: inBoth("登记系统"), Sources: []string{"market-supervision-bureau"}, Storage: "table", Channel: "government", Cycle: "day", Scenario: []string{"services"},
		Unlinked: "for statistics", Share: dataset.Rule{Way: dataset.Unconditional}, Open: dataset.Rule{Way: dataset.Unconditional}, Terms: "https://example.org/terms",
		Fields: []dataset.Field{{ID: "name", Name: inBoth("名称"), Type: "text", Sensitivity: 1, Share: dataset.Unconditional, Open: dataset.Unconditional}}}
}

// ask sends a form for a token and holds the answer against the document.
func (c *program) ask(form url.Values, basic [2]string, want int) (map[string]any, http.Header) {
	c.t.Helper()
	r := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "en")
	if basic[0] != "" {
		r.SetBasicAuth(url.QueryEscape(basic[0]), url.QueryEscape(basic[1]))
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != want {
		c.t.Fatalf("token: %d, want %d: %s", w.Code, want, w.Body)
	}
	c.validate("POST", r.URL, w)
	if w.Header().Get("Cache-Control") != "no-store" {
		c.t.Error("a token may be cached")
	}
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		c.t.Fatal(err)
	}
	return out, w.Header()
}

// enter gets a token for a system, to be used under its id.
func (c *program) enter(id, secret string) {
	c.t.Helper()
	got, _ := c.ask(url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}, [2]string{}, 200)
	c.tokens[id] = got["access_token"].(string)
}

// Tokens are had as RFC 6749 says, and refused in its words.
func TestTokens(t *testing.T) {
	c := open(t)
	secret := c.scene.System("statistics", "xiaoxi-civil-affairs", 60, "catalogue", "read:population")
	grant := url.Values{"grant_type": {"client_credentials"}}
	got, _ := c.ask(grant, [2]string{"statistics", secret}, 200)
	if got["token_type"] != "Bearer" || got["scope"] != "catalogue read:population" || got["expires_in"] != 600.0 {
		t.Error(got)
	}
	narrow, _ := c.ask(url.Values{"grant_type": {"client_credentials"}, "scope": {"read:population"}}, [2]string{"statistics", secret}, 200)
	c.tokens["narrow"] = narrow["access_token"].(string)
	if p := c.send("narrow", "GET", "/exchange/datasets", nil, 403); p["key"] != "api.no-scope" {
		t.Error(p)
	}
	for _, x := range []struct {
		form  url.Values
		basic [2]string
		want  int
		code  string
	}{
		{url.Values{}, [2]string{"statistics", secret}, 400, "invalid_request"},
		{url.Values{"grant_type": {"password"}}, [2]string{"statistics", secret}, 400, "unsupported_grant_type"},
		{url.Values{"grant_type": {"client_credentials", "client_credentials"}}, [2]string{"statistics", secret}, 400, "invalid_request"},
		{url.Values{"grant_type": {"client_credentials"}, "client_id": {"statistics"}, "client_secret": {secret}}, [2]string{"statistics", secret}, 400, "invalid_request"},
		{url.Values{"grant_type": {"client_credentials"}, "scope": {"write:population"}}, [2]string{"statistics", secret}, 400, "invalid_scope"},
		{grant, [2]string{"statistics", "wrong"}, 401, "invalid_client"},
		{grant, [2]string{"nobody", secret}, 401, "invalid_client"},
		{grant, [2]string{}, 401, "invalid_client"},
	} {
		got, h := c.ask(x.form, x.basic, x.want)
		if got["error"] != x.code || x.want == 401 && h.Get("WWW-Authenticate") == "" {
			t.Errorf("%v %v: %v", x.form, x.basic, got)
		}
	}
	c.tokens["stale"] = got["access_token"].(string)
	c.send("stale", "GET", "/exchange/datasets", nil, 200)
	c.scene.Pass(10 * time.Minute)
	c.send("stale", "GET", "/exchange/datasets", nil, 401)
	// A person's token is no system's, and a system's is no person's.
	c.send("lin-jian", "GET", "/exchange/datasets", nil, 401)
	c.enter("statistics", secret)
	c.send("statistics", "GET", "/api/cases", nil, 401)
}

// What is published is listed page by page, and nothing else.
func TestCatalogueForSystems(t *testing.T) {
	c := open(t)
	for i := range pageSize + 2 {
		c.scene.Publish("jin-lei", record("bakeries-"+strconv.Itoa(i), i))
	}
	hidden := record("hidden", 999)
	if _, err := c.scene.Desk.DoDataset(t.Context(), c.scene.Person("jin-lei"), desk.DatasetDeed{Deed: dataset.Make, Record: &hidden}); err != nil {
		t.Fatal(err)
	}
	c.enter("statistics", c.scene.System("statistics", "xiaoxi-civil-affairs", 60, "catalogue"))
	seen := map[string]bool{}
	for after := ""; ; {
		p := c.send("statistics", "GET", "/exchange/datasets?after="+url.QueryEscape(after), nil, 200)
		for _, d := range p["datasets"].([]any) {
			seen[d.(map[string]any)["id"].(string)] = true
		}
		if after, _ = p["next"].(string); after == "" {
			break
		}
	}
	if len(seen) != pageSize+2 || seen["hidden"] {
		t.Errorf("%d seen", len(seen))
	}
	if d := c.send("statistics", "GET", "/exchange/datasets/bakeries-1", nil, 200); d["share"] != "unconditional" {
		t.Error(d)
	}
	c.send("statistics", "GET", "/exchange/datasets/hidden", nil, 404)
	if got := c.send("statistics", "GET", "/exchange/datasets?q=面包&after=330199/9999", nil, 200); len(got["datasets"].([]any)) != 0 {
		t.Error(got)
	}
}

// A client that asks too often is told when to come again, and no other suffers.
func TestRateOfEachSystem(t *testing.T) {
	c := open(t)
	c.enter("fast", c.scene.System("fast", "xiaoxi-civil-affairs", 6, "catalogue"))
	c.enter("slow", c.scene.System("slow", "xiaoxi-civil-affairs", 6, "catalogue"))
	for range 5 { // the token was the first
		c.send("fast", "GET", "/exchange/datasets", nil, 200)
	}
	r := httptest.NewRequest("GET", "/exchange/datasets", nil)
	r.Header.Set("Authorization", "Bearer "+c.tokens["fast"])
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != 429 || w.Header().Get("Retry-After") != "10" {
		t.Fatal(w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	c.send("slow", "GET", "/exchange/datasets", nil, 200)
	c.scene.Pass(9 * time.Second)
	c.send("fast", "GET", "/exchange/datasets", nil, 429)
	c.scene.Pass(2 * time.Second)
	c.send("fast", "GET", "/exchange/datasets", nil, 200)
	c.send("fast", "GET", "/exchange/datasets", nil, 429)
}

// A revoked system stops at its next request, also in another process on the same
// database, though both have served it before.
func TestRevokedSystemsStop(t *testing.T) {
	c := open(t)
	secret := c.scene.System("statistics", "xiaoxi-civil-affairs", 600, "catalogue")
	c.enter("statistics", secret)
	st, err := store.Open(t.Context(), store.Config{Path: c.scene.Folder + "/atonce.db", Clock: c.scene.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	other := desk.New(desk.Config{Store: st, Clock: c.scene.Now})
	if _, ok, err := other.WhichSystem(t.Context(), c.tokens["statistics"]); !ok || err != nil {
		t.Fatal("the other process does not know the token:", ok, err)
	}
	c.send("statistics", "GET", "/exchange/datasets", nil, 200)
	if err := c.scene.Desk.RevokeClient(t.Context(), c.scene.Person("lu-bo"), "statistics"); err != nil {
		t.Fatal(err)
	}
	c.send("statistics", "GET", "/exchange/datasets", nil, 401)
	if _, ok, err := other.WhichSystem(t.Context(), c.tokens["statistics"]); ok || err != nil {
		t.Error("the other process lets it in:", ok, err)
	}
	c.ask(url.Values{"grant_type": {"client_credentials"}}, [2]string{"statistics", secret}, 401)
	if _, _, _, err := other.ClientToken(t.Context(), "statistics", secret, nil); err == nil {
		t.Error("the other process gives it a token")
	}
	if err := c.scene.Desk.RevokeClient(t.Context(), c.scene.Person("tao-ran"), "statistics"); err == nil {
		t.Error("somebody without the post revoked")
	}
}

// granted is a door with the sample catalogue, one firm and one household in the
// registers, and a system of the civil affairs that was granted some fields.
func granted(t *testing.T) (c *program, request string) {
	t.Helper()
	c = open(t)
	s := c.scene
	s.Catalogue()
	c.enter("registration", s.System("registration", "xiaoxi-market-supervision", 6000, "write:legal-entities", "write:household-means"))
	c.key = "first-push"
	c.send("registration", "POST", "/exchange/registers/legal-entities/records", map[string]any{"records": []any{map[string]any{"subject": firm, "values": map[string]any{
		"name": "禾木食品", "kind": "company", "area": "330199", "address": "溪前路 1 号", "registered": "2026-03-01", "state": "open", "representative": "330199199205171124"}}}}, 201)
	r, err := s.Desk.RequestData(t.Context(), s.Person("east-data-keeper"), desk.DataRequest{Dataset: "legal-entities", Fields: []string{"name", "representative"}, Office: scene.East,
		Service: scene.Card, Basis: "社会救助条例规定核对", Use: "prove", Purpose: "核对申请人名下的企业", Scope: "申请人家庭", Method: "interface",
		Until: law.Date{Year: 2026, Month: 12, Day: 31}, Submission: desk.NewSubmission()})
	if err != nil {
		t.Fatal(err)
	}
	s.Do("tao-ran", r.Number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	s.Do("jin-lei", r.Number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	s.Do("shao-qi", r.Number, casework.Act{Verb: casework.Decide, Outcome: "granted"})
	c.enter("checking", s.System("checking", scene.East, 6000, "read:legal-entities", "read:household-means"))
	// Lin Jian, who represents the firm, asks for a card; so does somebody else.
	c.needed, c.other = s.File("lin-jian", scene.Card, scene.Reader("林")), s.File("li-xiao", scene.Card, scene.Reader("李"))
	return c, r.Number
}

const firm = "91330199A00000011C"

func (c *program) wanted(fields ...string) map[string]any {
	return map[string]any{"subject": firm, "service": scene.Card, "use": "prove", "purpose": "核对申请人名下的企业", "case": c.needed, "fields": fields}
}

// What was granted is read and the reading is recorded; what was not is refused and
// the refusal is recorded; what is cut ends with the next request.
func TestReadingGrantedFields(t *testing.T) {
	c, request := granted(t)
	const at = "/exchange/registers/legal-entities/read"
	got := c.send("checking", "POST", at, c.wanted("name", "representative"), 200)
	if got["values"].(map[string]any)["name"] != "禾木食品" || got["request"] != request {
		t.Error(got)
	}
	looks := c.looks("hemu-foods")
	if len(looks) != 1 || looks[0].By != "checking" || looks[0].Number != c.needed || len(looks[0].Fields) != 2 || !strings.Contains(looks[0].Purpose, "核对") {
		t.Fatalf("%+v", looks)
	}
	with := func(key string, value any) map[string]any {
		b := c.wanted("name")
		if b[key] = value; value == nil {
			delete(b, key)
		}
		return b
	}
	for _, x := range []struct {
		by, path string
		body     map[string]any
		want     int
		key      string
	}{
		{"checking", at, c.wanted("name", "address"), 403, "grant.scope"},
		{"checking", at, with("service", "reading-grant"), 403, "grant.none"},
		{"checking", at, with("use", "inspect"), 403, "grant.purpose"},
		{"checking", at, with("case", c.other), 403, "grant.case-subject"},
		{"checking", at, with("case", "EE-2026-000001"), 403, "grant.case"},
		{"checking", at, with("subject", "91330199A00000021X"), 403, "grant.case-subject"},
		{"checking", "/exchange/registers/household-means/read", c.wanted("income"), 403, "grant.none"},
		{"registration", at, c.wanted("name"), 403, "api.no-scope"},
		{"checking", at, with("use", "curiosity"), 422, "api.request"},
		{"checking", at, with("case", nil), 422, "api.request"},
	} {
		if p := c.send(x.by, "POST", x.path, x.body, x.want); p["key"] != x.key {
			t.Errorf("%v: %v", x.body, p)
		}
	}
	// What was refused is seen by the subject and by the owner, and served nothing.
	looks = c.looks("hemu-foods")
	keys := map[string]int{}
	for _, l := range looks {
		keys[l.Refused]++
	}
	if keys[""] != 1 || keys["grant.scope"] != 1 || keys["grant.purpose"] != 1 || keys["grant.case-subject"] != 1 || keys["grant.case"] != 1 {
		t.Errorf("looks: %v", keys)
	}
	_, refused, err := c.scene.Desk.Clients(t.Context(), c.scene.Person("lu-bo"))
	if err != nil || len(refused) != 8 || refused[7].Key != "grant.scope" || refused[7].Subject != firm {
		t.Fatalf("%d %+v %v", len(refused), refused, err)
	}
	// One reading, seen by the firm and by who represents it.
	gs, err := c.scene.Desk.GrantsTo(t.Context(), c.scene.Person("shao-qi"))
	i := slices.IndexFunc(gs, func(g desk.Given) bool { return g.Request == request })
	if err != nil || i < 0 || gs[i].Use.Times != 2 || !gs[i].MayCut {
		t.Fatalf("the owner's grant: %+v %v", gs, err)
	}
	g, uses, err := c.scene.Desk.GrantOf(t.Context(), c.scene.Person("shao-qi"), gs[i].ID)
	if err != nil || len(uses) < 6 {
		t.Errorf("the owner sees %d readings: %v", len(uses), err)
	}
	if err := c.scene.Desk.CutGrant(t.Context(), c.scene.Person("east-data-keeper"), g.ID, "x"); err == nil {
		t.Error("who needs it cut it")
	}
	if err := c.scene.Desk.CutGrant(t.Context(), c.scene.Person("shao-qi"), g.ID, "超出范围使用"); err != nil {
		t.Fatal(err)
	}
	if p := c.send("checking", "POST", at, c.wanted("name"), 403); p["key"] != "grant.cut" {
		t.Error(p)
	}
	if _, err := c.scene.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A grant ends with its last day.
func TestGrantsEndWithTheirLastDay(t *testing.T) {
	c, _ := granted(t)
	const at = "/exchange/registers/legal-entities/read"
	secret := c.scene.System("later", scene.East, 600, "read:legal-entities")
	c.scene.Set(time.Date(2026, 12, 31, 23, 59, 0, 0, scene.Monday.Location()))
	c.enter("later", secret)
	c.send("later", "POST", at, c.wanted("name"), 200)
	c.scene.Pass(2 * time.Minute)
	c.send("later", "POST", at, c.wanted("name"), 403)
}

// A push is done once however often it is sent, whole or not at all, and only by who
// owns the register.
func TestPushingRecords(t *testing.T) {
	c, _ := granted(t)
	const at = "/exchange/registers/legal-entities/records"
	row := map[string]any{"subject": firm, "values": map[string]any{"name": "禾木食品二厂", "kind": "company", "area": "330199", "address": "溪前路 1 号", "registered": "2026-03-01", "state": "open", "representative": "330199199205171124"}}
	body := map[string]any{"records": []any{row}}
	c.key = "second-push"
	if p := c.send("registration", "POST", at, body, 201); p["changed"] != 1.0 {
		t.Error(p)
	}
	if p := c.send("registration", "POST", at, body, 200); p["changed"] != 1.0 {
		t.Error(p)
	}
	row["gone"] = true
	if p := c.send("registration", "POST", at, body, 409); p["key"] != "client.key-used" {
		t.Error(p)
	}
	delete(row, "gone")
	row["values"].(map[string]any)["registered"] = "1 March"
	c.key = "third-push"
	p := c.send("registration", "POST", at, map[string]any{"records": []any{map[string]any{"subject": "91330199A00000011C", "gone": true}, row}}, 422)
	if p["fields"].([]any)[0].(map[string]any)["field"] != "records.1.values.registered" {
		t.Error(p)
	}
	if got := c.send("checking", "POST", "/exchange/registers/legal-entities/read", c.wanted("name"), 200); got["values"].(map[string]any)["name"] != "禾木食品二厂" {
		t.Error("half of a push was taken:", got)
	}
	if p := c.send("registration", "POST", "/exchange/registers/household-means/records", body, 403); p["key"] != "desk.register-owner" {
		t.Error(p)
	}
	c.key = "short"
	c.send("registration", "POST", at, body, 422)
	for _, o := range exchangeOperations() {
		if o.id == "pushRecords" && !c.met[o.id] {
			t.Error("no push was validated")
		}
	}
}

func (c *program) looks(person string) (out []share.Look) {
	c.t.Helper()
	out, err := c.scene.Desk.Looks(c.t.Context(), c.scene.Person(person))
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}
