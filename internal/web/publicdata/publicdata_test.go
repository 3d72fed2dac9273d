package publicdata

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/export"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// firm is a made-up row of the register of legal entities.
func firm(name, kind string) map[string]string {
	return map[string]string{"name": name, "kind": kind, "representative": "330199199205171124", "representative_name": "密", "area": "330199", "address": "溪前路 1 号",
		"registered": "2026-03-01", "state": "open"}
}

type house struct {
	t *testing.T
	*scene.Scene
	h http.Handler
	n int
}

func furnish(t *testing.T) *house {
	t.Helper()
	s := scene.New(t)
	s.Catalogue()
	return &house{t: t, Scene: s, h: s.Handler(Routes(s.Desk), false)}
}

// put writes rows into the register of legal entities as its owner's system would.
func (h *house) put(rows ...map[string]string) {
	h.t.Helper()
	reg, ok := h.Desk.Packs().Register("legal-entities")
	if !ok {
		h.t.Fatal("no register")
	}
	err := h.Store().Write(h.t.Context(), func(tx *store.Tx) error {
		source, err := register.AddSource(tx, reg, register.Source{Kind: "sample", Name: "test", By: "jin-lei"})
		if err != nil {
			return err
		}
		for _, values := range rows {
			h.n++
			row, err := register.Parse(reg, credit(h.n), values)
			if err != nil {
				return err
			}
			if _, err := register.Put(tx, reg, source, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// credit is a made-up credit code of the sample county with the right check character (GB 32100).
func credit(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	organisation := fmt.Sprintf("A%07d", n)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		c := organisation[i]
		v := int(c - '0')
		if c >= 'A' {
			v = int(c-'A') + 10
		}
		sum += v * w
	}
	check := "0123456789X0"[(11-sum%11)%11]
	body := "91330199" + organisation + string(check)
	sum = 0
	weight := 1
	for i := range 17 {
		sum += strings.IndexByte(alphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return body + string(alphabet[(31-sum%31)%31])
}

func (h *house) get(path string, want int) (string, http.Header) {
	h.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	h.h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s: %d, want %d: %s", path, w.Code, want, w.Body)
	}
	return w.Body.String(), w.Header()
}

// download follows the address to the one of this moment.
func (h *house) download(path string) (body, at string) {
	h.t.Helper()
	_, header := h.get(path, 303)
	at = header.Get("Location")
	body, _ = h.get(at, 200)
	return body, at
}

// Nothing that is sensitive leaves, a formula stays a text, and the same address gives
// the same bytes and their checksum, whatever comes later.
func TestOpenDataWithoutAnAccount(t *testing.T) {
	h := furnish(t)
	h.put(firm("禾木食品", "company"), firm("=HYPERLINK(\"http://x\")", "household"), firm("@逗号,和\"引号\"", "household"))
	body, at := h.download("/data/firms-open.csv")
	if !strings.HasPrefix(body, "\ufeffcredit_code,name,kind,area,registered,state\r\n") {
		t.Fatalf("%.80q", body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	if rows[2][1] != `'=HYPERLINK("http://x")` || rows[3][1] != `'@逗号,和"引号"` || rows[1][1] != "禾木食品" {
		t.Errorf("%q", rows)
	}
	for _, secret := range []string{"330199199205171124", "密", "溪前路"} {
		if strings.Contains(body, secret) {
			t.Errorf("the file tells %s", secret)
		}
	}
	if plain, _ := h.get(at+"&bom=no", 200); "\ufeff"+plain != body {
		t.Error("without the mark it is another file")
	}
	h.Pass(time.Minute)
	h.put(firm("新来的", "company"))
	if again, _ := h.get(at, 200); again != body {
		t.Error("the address of a moment gives another file later")
	}
	if now, _ := h.download("/data/firms-open.csv"); !strings.Contains(now, "新来的") {
		t.Error("the new row is missing")
	}
	digest := sha256.Sum256([]byte(body))
	if sum, _ := h.get(strings.Replace(at, ".csv", ".csv.sha256", 1), 200); sum != hex.EncodeToString(digest[:])+"  firms-open.csv\n" {
		t.Errorf("%q", sum)
	}
	h.get("/data/firms-open.csv?at=2999-01-01T00:00:00Z", 422)
	h.get("/data/firms-open.csv?at=yesterday", 422)
	h.get("/data/firms-open.xlsx", 404)
	h.get("/data/nothing.csv", 404)
	_, header := h.get(at, 200)
	if !strings.Contains(header.Get("Link"), `rel="license"`) || !strings.Contains(header.Get("Content-Disposition"), "firms-open.csv") {
		t.Error(header)
	}
}

// What is shared with agencies or closed is not open, whatever its fields say.
func TestWhatIsNotOpen(t *testing.T) {
	h := furnish(t)
	h.put(firm("禾木食品", "company"))
	h.get("/data/legal-entities.csv", 403)
	h.get("/data/household-means.json", 403)
	h.get("/data/household-means", 200)
	if list, _ := h.get("/data", 200); !strings.Contains(list, "Household means") {
		t.Error("the catalogue hides what is not open")
	}
}

// The JSON says what it is and under which terms, and masks what is masked.
func TestMaskedFieldsAsJSON(t *testing.T) {
	h := furnish(t)
	e, err := h.Desk.Dataset(t.Context(), "firms-open")
	if err != nil {
		t.Fatal(err)
	}
	r := e.Record
	r.Fields = append(r.Fields, dataset.Field{ID: "representative", Name: r.Name, Type: "code:identity", Sensitivity: 3, Share: dataset.Conditional, Open: dataset.Conditional, Mask: dataset.Tail})
	h.change(r)
	h.put(firm("=1+1", "company"))
	body, _ := h.download("/data/firms-open.json")
	var got struct {
		Dataset, License string
		Fields           []string
		Rows             [][]string
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err, body)
	}
	if got.Dataset != "firms-open" || got.License == "" || len(got.Rows) != 1 || got.Fields[6] != "representative" || got.Rows[0][6] != "****1124" || got.Rows[0][1] != "=1+1" {
		t.Errorf("%+v", got)
	}
	// A field whose grade the register has raised closes the dataset.
	r.Fields[6].Sensitivity, r.Fields[6].Open, r.Fields[6].Mask = 1, dataset.Conditional, ""
	r.Fields[6].Share, r.Fields[6].Open = dataset.Unconditional, dataset.Unconditional
	h.change(r)
	h.get("/data/firms-open.csv", 403)
}

func (h *house) change(r dataset.Record) {
	h.t.Helper()
	for _, x := range []struct {
		who string
		in  desk.DatasetDeed
	}{{"jin-lei", desk.DatasetDeed{Deed: dataset.Edit, Record: &r}}, {"jin-lei", desk.DatasetDeed{ID: r.ID, Deed: dataset.AskPublish}}, {"tao-ran", desk.DatasetDeed{ID: r.ID, Deed: dataset.ApprovePublish}}} {
		if _, err := h.Desk.DoDataset(h.t.Context(), h.Person(x.who), x.in); err != nil {
			h.t.Fatal(err)
		}
	}
}

// Of a table of counts, lines of fewer than five are left out, up to the last one.
func TestSmallNumbersAreLeftOut(t *testing.T) {
	h := furnish(t)
	for range 5 {
		h.put(firm("公司", "company"))
	}
	for range 4 {
		h.put(firm("小店", "household"))
	}
	body, _ := h.download("/data/firms-by-kind.csv")
	if body != "\ufeffkind,state,count\r\ncompany,open,5\r\n" {
		t.Errorf("%q", body)
	}
	h.put(firm("小店", "household"))
	if body, _ = h.download("/data/firms-by-kind.csv"); !strings.Contains(body, "household,open,5\r\n") {
		t.Errorf("%q", body)
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "\rx": "'\rx", "'=": "'=", "东=": "东="} {
		if got := export.Cell(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
