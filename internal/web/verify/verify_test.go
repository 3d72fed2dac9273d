package verify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/credential"
	"atonce/internal/desk"
	"atonce/internal/pdf"
	"atonce/internal/people"
	"atonce/internal/presentation"
	"atonce/internal/scene"
	"atonce/internal/sign"
	"atonce/internal/store"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/verify"
)

const (
	issuer = "https://gov.example"
	reader = "lin-jian"
)

// house is a house that signs licences in a suite, whose reader holds two of them.
type house struct {
	*scene.Scene
	key     *sign.Private
	site    *httptest.Server
	numbers []string
}

func open(t *testing.T, suite sign.Suite, licences int) *house {
	t.Helper()
	// Browsers go by the time of day, and so does the house, once the licences are there.
	h := &house{Scene: scene.At(t, time.Now().Add(-10*time.Minute))}
	var err error
	h.key, err = sign.Generate(suite)
	must(t, err)
	keys := h.Desk.Keys()
	keys.Licence = sign.Keys{Signer: h.key, Issuer: issuer, Trusted: []sign.Key{{Purpose: sign.Licences, Issuer: issuer, Public: h.key.Public()}}}
	h.Desk.UseKeys(keys)
	for range licences {
		h.File(reader, scene.Card, scene.Renewal("王𠂇"))
	}
	h.Set(time.Now())
	ls, err := h.Desk.Wallet(t.Context(), h.Person(reader))
	must(t, err)
	for _, l := range ls {
		h.numbers = append(h.numbers, l.Licence.Number)
	}
	slices.Sort(h.numbers)
	if len(h.numbers) != licences {
		t.Fatalf("%d licences", len(h.numbers))
	}
	mux := http.NewServeMux()
	mux.Handle("/", h.Handler(append(citizen.Routes(h.Desk), verify.Routes(h.Desk)...), false))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: h.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, "/wallet?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	h.site = httptest.NewServer(mux)
	t.Cleanup(h.site.Close)
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// credential is the whole credential of the i-th licence.
func (h *house) credential(t *testing.T, i int) string {
	t.Helper()
	text, err := h.Desk.Credential(t.Context(), h.Person(reader), h.numbers[i])
	must(t, err)
	return text
}

func (h *house) trust() credential.Trust { return h.Desk.Keys().Licence.Known }

// made is a credential that the house's key signs with other days, or another key.
func (h *house) made(t *testing.T, s sign.Signer, from, until time.Time) string {
	t.Helper()
	text, err := credential.Issue(s, credential.Content{Issuer: issuer, Type: h.Desk.LicenceType(scene.Card, scene.Card), Issued: from, Expires: until,
		Open: []credential.Field{{Name: "number", Value: "LC-1"}, {Name: "reader", Value: "王𠂇"}}}, nil)
	must(t, err)
	return text
}

func (h *house) revoke(t *testing.T, number, state string) {
	t.Helper()
	// The toy's pack lets nobody do so: the row is what a deed leaves behind.
	must(t, h.Store().Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE licence SET state = ? WHERE number = ?`, state, number)
		return err
	}))
}

// bent is text with one letter of the licence's number changed.
func bent(t *testing.T, text string) string {
	t.Helper()
	parts := strings.Split(text, ".")
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	must(t, err)
	other := bytes.Replace(b, []byte(`"number":"LC-`), []byte(`"number":"LD-`), 1)
	if bytes.Equal(b, other) {
		t.Fatalf("no number in %s", b)
	}
	parts[1] = base64.RawURLEncoding.EncodeToString(other)
	return strings.Join(parts, ".")
}

func address(t *testing.T, text string) string {
	t.Helper()
	a, err := presentation.Address("", text)
	must(t, err)
	return a
}

// Once the page was open, a phone without a network tells the valid from the expired,
// the revoked, the suspended, the forged and the replayed.
func TestCheckWithoutNetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	h := open(t, sign.ES256, 3)
	h.revoke(t, h.numbers[1], "revoked")
	h.revoke(t, h.numbers[2], "suspended")
	now := h.Now()
	other, err := sign.Generate(sign.ES256)
	must(t, err)
	code := func(at time.Time) string {
		text, err := presentation.Code(h.key, h.trust(), h.credential(t, 0), []string{"number", "holder"}, "c-"+at.Format("1504"), at)
		must(t, err)
		return text
	}
	old := h.made(t, h.key, now.AddDate(-4, 0, 0), now.AddDate(-1, 0, 0))
	file := filepath.Join(t.TempDir(), "licence.pdf")
	p := browser.Open(t, h.site.URL, 390, true, "zh-CN")
	p.Goto("/as/" + reader + "?lang=zh")
	_, _, paper := p.Fetch("/licences/" + h.numbers[0] + "/pdf")
	must(t, os.WriteFile(file, paper, 0o600))
	p.Goto("/verify")
	p.Wait("[data-verify][data-ready]")
	p.Goto("/wallet")
	p.Goto("/licences/" + h.numbers[0])
	p.Wait("main")
	cut := func() {
		p.Offline(true)
		h.site.CloseClientConnections()
		h.site.Close()
	}
	cut()
	shows := []struct{ name, where string }{
		{"valid", address(t, h.credential(t, 0))}, {"revoked", address(t, h.credential(t, 1))}, {"suspended", address(t, h.credential(t, 2))},
		{"expired", address(t, old)}, {"forged", address(t, bent(t, h.credential(t, 0)))}, {"run-out", address(t, code(now.Add(-3*time.Minute)))},
		{"unreadable", "/verify#1234567"},
	}
	pictures := os.Getenv("ATONCE_PICTURES")
	for _, lang := range []string{"zh", "en"} {
		for _, c := range shows {
			p.Goto("about:blank")
			p.Goto(strings.Replace(c.where, "#", "?lang="+lang+"#", 1))
			p.Wait("[data-result]:not([hidden])")
			got := p.Attribute("[data-result]", "data-result")
			// However long the test takes, the list is a little older each time.
			if got != c.name && !(c.name == "valid" && got == "as-of") {
				t.Errorf("%s %s: the page says %s: %s", c.name, lang, got, p.Text("[data-result]"))
			}
			for _, f := range p.Faults() {
				t.Errorf("%s %s: %s", c.name, lang, f)
			}
			if pictures != "" {
				p.Screenshot(filepath.Join(pictures, "verify-"+c.name+"-"+lang+".png"))
			}
		}
	}
	// What another key signed, pasted; and the PDF, chosen.
	p.Goto("/verify")
	p.Fill("text", h.made(t, other, now.Add(-time.Hour), now.AddDate(1, 0, 0)))
	p.Tap("[data-verify] form .govuk-button")
	p.Wait(`[data-result="forged"]`)
	p.Fill("text", "")
	p.Upload("file", file)
	p.Tap("[data-verify] form .govuk-button")
	p.Wait(`[data-result="valid"],[data-result="as-of"]`)
	if text := p.Text("[data-result]"); !strings.Contains(text, h.numbers[0]) || !strings.Contains(text, "王𠂇") {
		t.Errorf("the PDF: %s", text)
	}
	// The wallet that was open before is read, with its time, and says where it is from.
	for _, path := range []string{"/wallet", "/licences/" + h.numbers[0]} {
		p.Goto(path)
		if !p.Has("[data-offline]:not([hidden])") || !strings.Contains(p.Text("main"), "截至") {
			t.Errorf("%s without a network: %s", path, p.Text("main"))
		}
		if pictures != "" {
			p.Screenshot(filepath.Join(pictures, "offline"+strings.ReplaceAll(path, "/", "-")+".png"))
		}
	}
}

// read is what jsQR reads in the code that a page shows.
func read(t *testing.T, p *browser.Page) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(browser.Root(t), "internal", "browser", "node_modules", "jsqr", "dist", "jsQR.js"))
	if err != nil {
		t.Skip("jsQR is missing: npm ci --prefix internal/browser")
	}
	return p.Ask(string(b) + `;(() => {
		const svg = document.querySelector("svg.qr"), n = svg.viewBox.baseVal.width, scale = 4, side = n * scale;
		const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
		for (const [, x, y, run] of svg.querySelector("path").getAttribute("d").matchAll(/M(\d+) (\d+)h(\d+)/g))
			for (let i = 0; i < run * scale; i++) for (let j = 0; j < scale; j++) {
				const at = 4 * (((+y + 4) * scale + j) * side + (+x + 4) * scale + i);
				pixels[at] = pixels[at + 1] = pixels[at + 2] = 0;
			}
		return (jsQR(pixels, side, side) || { data: "" }).data;
	})()`)
}

// The holder shows a code: it is read, checked once, and the holder sees that it was.
func TestShowAndCheck(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	for _, suite := range sign.Suites {
		t.Run(string(suite), func(t *testing.T) {
			h := open(t, suite, 1)
			p := browser.Open(t, h.site.URL, 390, true, "zh-CN")
			p.Goto("/as/" + reader + "?lang=zh")
			p.Goto("/licences/" + h.numbers[0] + "/show")
			look(t, p, "show-"+string(suite))
			content := read(t, p)
			if !strings.HasPrefix(content, h.site.URL+"/verify#1") {
				t.Fatalf("the code holds %q", content)
			}
			text, err := presentation.TextOf(content)
			must(t, err)
			if strings.Contains(text, "loans") || strings.Count(text, "~") != 1 {
				t.Errorf("more is shown than was chosen: %s", text)
			}
			q := p.Another(390, true, "en")
			q.Goto(content)
			q.Wait("[data-result]:not([hidden])")
			if got := q.Attribute("[data-result]", "data-result"); got != "valid" {
				t.Fatalf("the page says %s: %s", got, q.Text("[data-result]"))
			}
			if said := q.Text("[data-result]"); !strings.Contains(said, h.numbers[0]) || !strings.Contains(said, "王𠂇") || !strings.Contains(said, "The holder will see") {
				t.Errorf("the page says %s", said)
			}
			look(t, q, "shown-"+string(suite))
			q.Goto("about:blank")
			q.Goto(content)
			q.Wait(`[data-result="again"]`)
			p.Goto("/licences/" + h.numbers[0] + "/checks")
			if said := p.Text("main"); !strings.Contains(said, "持有人") || strings.Contains(said, "还没有人") {
				t.Errorf("the holder sees: %s", said)
			}
			look(t, p, "checks-"+string(suite))
		})
	}
}

func look(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	for _, f := range p.Faults() {
		t.Errorf("%s: %s", name, f)
	}
	if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// post sends the form as a browser without JavaScript does.
func (h *house) post(t *testing.T, person, text string, file []byte) string {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("text", text))
	part, err := w.CreateFormFile("file", "licence.pdf")
	must(t, err)
	_, err = part.Write(file)
	must(t, err)
	must(t, w.Close())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.site.URL+"/verify", &body)
	must(t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if person != "" {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: h.Session(person, people.PageSession)})
	}
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	defer res.Body.Close()
	var page bytes.Buffer
	_, err = page.ReadFrom(res.Body)
	must(t, err)
	m := regexp.MustCompile(`data-result="([a-z-]*)"`).FindSubmatch(page.Bytes())
	if m == nil {
		t.Fatalf("%d: %s", res.StatusCode, page.String())
	}
	return string(m[1])
}

// Without JavaScript the server says the same, and the holder sees which office asked.
func TestCheckOnTheServer(t *testing.T) {
	h := open(t, sign.SM2, 2)
	h.revoke(t, h.numbers[1], "revoked")
	good := h.credential(t, 0)
	code, err := h.Desk.NewCode(t.Context(), h.Person(reader), h.numbers[0], []string{"holder", "reader"})
	must(t, err)
	for _, c := range []struct{ person, text, want string }{
		{"east-clerk", good, "valid"}, {"", address(t, good), "valid"}, {"", "https://gov.example" + address(t, good), "valid"}, {"", h.credential(t, 1), "revoked"},
		{"", bent(t, good), "forged"}, {"", "hello", "unreadable"}, {"", "", "unreadable"}, {"", "/verify#12", "unreadable"},
		{"east-clerk", code.Text, "valid"}, {"", code.Text, "again"},
	} {
		if got := h.post(t, c.person, c.text, nil); got != c.want {
			t.Errorf("%.50s: %s, want %s", c.text, got, c.want)
		}
	}
	looks, err := h.Desk.LicenceChecks(t.Context(), h.Person(reader), h.numbers[0])
	must(t, err)
	offices := 0
	for _, k := range looks {
		if k.Purpose == desk.PurposeShown {
			offices++
			if k.By != "east-clerk" || k.Office != scene.East {
				t.Errorf("%+v", k)
			}
		}
	}
	// Three of the licence itself and one of the code: that it was sent again is no second look.
	if len(looks) != 4 || offices != 2 {
		t.Errorf("%d looks, %d by an office: %+v", len(looks), offices, looks)
	}
	h.Pass(presentation.Life + presentation.Skew + time.Second)
	if got := h.post(t, "", code.Text, nil); got != "run-out" {
		t.Errorf("later: %s", got)
	}
}

// The PDF carries the licence itself: other programs find it, and it verifies.
func TestLicenceInsideThePDF(t *testing.T) {
	h := open(t, sign.ES256, 1)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.site.URL+"/licences/"+h.numbers[0]+"/pdf", nil)
	must(t, err)
	r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: h.Session(reader, people.PageSession)})
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	defer res.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(res.Body)
	must(t, err)
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, b.String())
	}
	if got := h.post(t, "", "", b.Bytes()); got != "valid" {
		t.Errorf("sent to the page: %s", got)
	}
	inside, ok := pdf.Attached(b.Bytes(), presentation.Most, func([]byte) bool { return true })
	if !ok || string(inside) != h.credential(t, 0) {
		t.Fatalf("inside: %s", inside)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "licence.pdf")
	must(t, os.WriteFile(file, b.Bytes(), 0o600))
	for _, tool := range []string{"qpdf", "pdfdetach", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: apt-get install qpdf poppler-utils", tool)
		}
	}
	if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil || bytes.Contains(bytes.ToUpper(out), []byte("WARNING")) {
		t.Errorf("%v %s", err, out)
	}
	if out, err := exec.Command("pdfdetach", "-save", "1", "-o", filepath.Join(dir, "out"), file).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "out"))
	must(t, err)
	c, err := credential.Verify(string(text), credential.Expect{Trust: h.trust(), Now: h.Now()})
	if err != nil || c.Claims["number"] != h.numbers[0] || c.Claims["holder"] != "王𠂇" {
		t.Errorf("%v %v", c.Claims, err)
	}
	words, err := exec.Command("pdftotext", file, "-").Output()
	if err != nil || !strings.Contains(string(words), h.numbers[0]) || !strings.Contains(string(words), "王𠂇") {
		t.Errorf("%v %s", err, words)
	}
	if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
		if out, err := exec.Command("pdftoppm", "-r", "70", "-png", "-singlefile", file, filepath.Join(dir, "licence-paper")).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	}
}

// What a check in the browser goes by names nobody.
func TestKnownNamesNobody(t *testing.T) {
	h := open(t, sign.ES256, 1)
	res, err := http.Get(h.site.URL + "/verify/known")
	must(t, err)
	defer res.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(res.Body)
	must(t, err)
	for _, secret := range []string{h.numbers[0], "王𠂇", reader} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("it says %s", secret)
		}
	}
	var known struct {
		Issuers, Lists, Kinds []json.RawMessage
	}
	must(t, json.Unmarshal(b.Bytes(), &known))
	if len(known.Issuers) != 1 || len(known.Lists) != 1 || len(known.Kinds) == 0 {
		t.Errorf("%d issuers, %d lists, %d kinds", len(known.Issuers), len(known.Lists), len(known.Kinds))
	}
}
