package governance

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"atonce/internal/register"
)

// The page of quality counts, office by office, what the rules found, and shows no
// record.
func TestQualityPage(t *testing.T) {
	s, h := open(t)
	file := "identity_number,name,sex,birth_date,area,address\n330199199603082231,样例,female,1996-03-08,330199101000,\n"
	if _, err := s.Desk.ImportRegister(t.Context(), s.Person("cao-jie"), "population", bytes.NewReader([]byte(file)), register.ImportOptions{Name: "faulty.csv"}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Desk.CheckRegisters(t.Context()); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	r := httptest.NewRequest("GET", "/governance/quality", nil)
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	page := w.Body.String()
	for _, want := range []string{"Public Security Bureau, Xiaoxi County", "The registered address is missing", "66.7%", "1 of 3", "timely"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if w.Code != 200 || strings.Contains(page, "330199199603082231") {
		t.Errorf("%d, or a record is shown: %s", w.Code, page)
	}
}
