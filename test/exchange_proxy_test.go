package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/api"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/scene"
)

// The marks of a contract proxy that refuses by itself: what was asked, or what was
// answered, is not as the document says.
const (
	badAnswer  = "https://stoplight.io/prism/errors#VIOLATIONS"
	badRequest = "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY"
)

// proxy starts a contract proxy, which is not ours, between a client and the program,
// with the document that it holds both to, and gives its address.
func proxy(t *testing.T, dir string, document []byte, upstream string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "openapi.json")
	must(t, os.WriteFile(file, document, 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	must(t, l.Close())
	ctx, stop := context.WithCancel(context.Background())
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "node", filepath.Join(dir, "node_modules", "@stoplight", "prism-cli", "dist", "index.js"), "proxy", "--errors", "--host", "127.0.0.1", "--port", port, file, upstream)
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() { stop(); <-done })
	for range 1200 {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			must(t, c.Close())
			return "http://127.0.0.1:" + port
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("the proxy ended: %v %s", err, said.String())
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatal("the proxy does not listen")
	return ""
}

// through asks through the proxy; the answer is JSON or empty.
func through(t *testing.T, method, address, token, kind, body string) (status int, out map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	must(t, err)
	if body != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if strings.HasSuffix(r.URL.Path, "/records") {
		r.Header.Set("Idempotency-Key", "push-through-a-proxy")
	}
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	must(t, err)
	if len(b) > 0 {
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatalf("%s %s: %d %s", method, address, resp.StatusCode, b)
		}
	}
	return resp.StatusCode, out
}

// Every operation of the exchange, used well and badly, keeps the document that the
// program serves about itself; a contract proxy that is not ours stands between and
// finds what does not. With a document that promises something else it does find it.
func TestExchangeKeepsItsContract(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts two proxies in node")
	}
	dir := nodeIn(t, "test/exchange", "@stoplight/prism-cli")
	s := scene.New(t)
	s.Catalogue()
	server := httptest.NewServer(s.Handler(api.Routes(s.Desk), false))
	defer server.Close()
	const firm = "91330199A00000011C"
	pusher, reader := s.System("registration", "xiaoxi-market-supervision", 6000, "write:legal-entities"), s.System("checking", scene.East, 6000, "catalogue", "read:legal-entities")
	asked, err := s.Desk.RequestData(t.Context(), s.Person("east-data-keeper"), desk.DataRequest{Dataset: "legal-entities", Fields: []string{"name", "representative"}, Office: scene.East,
		Service: scene.Card, Basis: "社会救助条例规定核对", Use: "prove", Purpose: "核对申请人名下的企业", Scope: "申请人家庭", Method: "interface",
		Until: law.Date{Year: 2026, Month: 12, Day: 31}, Submission: desk.NewSubmission()})
	must(t, err)
	s.Do("tao-ran", asked.Number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	s.Do("jin-lei", asked.Number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	s.Do("shao-qi", asked.Number, casework.Act{Verb: casework.Decide, Outcome: "granted"})
	number := s.File(applicant, scene.Card, scene.Reader("林"))

	status, document := through(t, "GET", server.URL+"/api/openapi.json", "", "", "")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	whole, err := json.Marshal(document)
	must(t, err)
	at := proxy(t, dir, whole, server.URL)

	enter := func(id, secret string) string {
		status, got := through(t, "POST", at+"/oauth/token", "", "application/x-www-form-urlencoded",
			url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}.Encode())
		if status != http.StatusOK {
			t.Fatalf("token of %s: %d %v", id, status, got)
		}
		return got["access_token"].(string)
	}
	push, read := enter("registration", pusher), enter("checking", reader)
	wanted := func(fields, purpose string) string {
		return `{"subject":"` + firm + `","service":"` + scene.Card + `","use":"prove","purpose":"` + purpose + `","case":"` + number + `","fields":[` + fields + `]}`
	}
	const record = `{"subject":"` + firm + `","values":{"name":"禾木食品","kind":"company","area":"330199","address":"溪前路 1 号","registered":"2026-03-01","state":"open","representative":"330199199205171124"}}`
	const registers = "/exchange/registers/legal-entities"
	const form = "application/x-www-form-urlencoded"
	const js = "application/json"
	for _, x := range []struct {
		name, method, path, token, kind, body string
		want                                  int
		refused                               string // by the proxy itself, before the program is asked
	}{
		{"records are pushed", "POST", registers + "/records", push, js, `{"records":[` + record + `]}`, 201, ""},
		{"the same push again", "POST", registers + "/records", push, js, `{"records":[` + record + `]}`, 200, ""},
		{"another push under the same key", "POST", registers + "/records", push, js, `{"records":[{"subject":"` + firm + `","gone":true}]}`, 409, ""},
		{"a push without the scope", "POST", registers + "/records", read, js, `{"records":[` + record + `]}`, 403, ""},
		{"a push of nothing", "POST", registers + "/records", push, js, `{"records":[]}`, 422, badRequest},
		{"a field is read", "POST", registers + "/read", read, js, wanted(`"name"`, "核对申请人名下的企业"), 200, ""},
		{"more than was granted", "POST", registers + "/read", read, js, wanted(`"address"`, "核对申请人名下的企业"), 403, ""},
		{"a reading without the scope", "POST", registers + "/read", push, js, wanted(`"name"`, "核对申请人名下的企业"), 403, ""},
		{"a reading without a purpose", "POST", registers + "/read", read, js, wanted(`"name"`, ""), 422, badRequest},
		{"a register that is none", "POST", "/exchange/registers/none/read", read, js, wanted(`"name"`, "核对申请人名下的企业"), 403, ""},
		{"the catalogue", "GET", "/exchange/datasets", read, "", "", 200, ""},
		{"the catalogue searched", "GET", "/exchange/datasets?q=" + url.QueryEscape("法人") + "&lang=en", read, "", "", 200, ""},
		{"the catalogue in no language", "GET", "/exchange/datasets?lang=xx", read, "", "", 422, badRequest},
		{"one record", "GET", "/exchange/datasets/legal-entities", read, "", "", 200, ""},
		{"a record that is none", "GET", "/exchange/datasets/none", read, "", "", 404, ""},
		{"the catalogue without the scope", "GET", "/exchange/datasets", push, "", "", 403, ""},
		{"a token of nobody", "GET", "/exchange/datasets", "nobody", "", "", 401, ""},
		{"a wrong secret", "POST", "/oauth/token", "", form, "grant_type=client_credentials&client_id=checking&client_secret=wrong", 401, ""},
		{"a scope that it has not", "POST", "/oauth/token", "", form, "grant_type=client_credentials&client_id=checking&client_secret=" + reader + "&scope=write:population", 400, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			status, got := through(t, x.method, at+x.path, x.token, x.kind, x.body)
			said, _ := got["type"].(string)
			if strings.HasPrefix(said, "https://stoplight.io/") && said != x.refused {
				t.Fatalf("against the contract: %d %v", status, got)
			}
			if status != x.want || x.refused != "" && said != x.refused {
				t.Errorf("%d, want %d: %v", status, x.want, got)
			}
		})
	}

	// A document that promises what the program does not answer: it is found.
	schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
	list, ok := schemas["Datasets"].(map[string]any)
	if !ok {
		t.Fatal("the document has no schema of the list of the catalogue")
	}
	list["required"] = append(list["required"].([]any), "count")
	sown, err := json.Marshal(document)
	must(t, err)
	other := proxy(t, dir, sown, server.URL)
	if status, got := through(t, "GET", other+"/exchange/datasets", read, "", ""); status != http.StatusInternalServerError || got["type"] != badAnswer {
		t.Errorf("a promise that is not kept is not found: %d %v", status, got["type"])
	}
}
