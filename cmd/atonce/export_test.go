package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/export"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// Approving takes a fresh proof; and when the file has been taken everybody in it reads
// who took it, what for, on which article and who approved.
func TestWhoIsOnAListReadsBothNames(t *testing.T) {
	s := scene.New(t)
	offers, err := s.Desk.ExportOffers(t.Context(), s.Person("zheng-yi"))
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"fields": {"name"}, "words": {"核对辖区经营者姓名"}, "law": {"zhejiang-visit-at-most-once"}, "article": {"7"}, "until": {"2026-10-20"}}
	for _, o := range offers {
		if o.Register.Personal() {
			form.Set("grant", strconv.FormatInt(o.ID, 10))
		}
	}
	stale := visitors(t, s, "shao-qi")["shao-qi"]
	s.Pass(20 * time.Minute)
	v := visitors(t, s, "zheng-yi", "shao-qi", "lin-jian")
	if code := v["zheng-yi"].post("/office/exports", form); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	yes := url.Values{"answer": {"approve"}}
	w := httptest.NewRecorder()
	stale.handler.ServeHTTP(w, stale.request("POST", "/office/exports/1/answer", yes.Encode(), "en"))
	if e, err := s.Desk.Export(t.Context(), s.Person("zheng-yi"), 1); err != nil || e.State != export.Asked || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
		t.Fatalf("an old proof: %d %s: %+v %v", w.Code, w.Header().Get("Location"), e, err)
	}
	if code := v["shao-qi"].post("/office/exports/1/answer", yes); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if before := v["lin-jian"].get("/data-use", "zh"); strings.Contains(before, "郑毅") {
		t.Error("somebody looked before the file was taken")
	}
	if code := v["zheng-yi"].post("/office/exports/1/file", url.Values{"format": {"csv"}}); code != http.StatusOK {
		t.Fatal(code)
	}
	for lang, says := range map[text.Lang][]string{text.ZH: {"郑毅", "姓名", "《浙江省保障“最多跑一次”改革规定》第7条"}, text.EN: {"Zheng Yi", "Name", "art. 7"}} {
		page := v["lin-jian"].get("/data-use", string(lang))
		for _, want := range append(says, form.Get("words"), text.S(lang, "citizen.look-bulk", "name", "邵琪")) {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page does not say %q", lang, want)
			}
		}
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
