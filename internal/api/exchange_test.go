package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/law"
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
