package citizen_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
)

// holders are the citizen's face on a real desk and database, with two readers who
// each hold a licence of the library: number LC1 and LC2.
func holders(t *testing.T, names ...string) (get func(person, path string) *httptest.ResponseRecorder) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set, problems := pack.Load(os.DirFS("../../../packs"))
	if len(problems) > 0 {
		t.Fatalf("packs do not load: %v", problems)
	}
	now := time.Date(2026, 8, 3, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	clock := func() time.Time { return now }
	st := storetest.New(t, storetest.At(&now))
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	d := desk.New(desk.Config{Store: st, Clock: clock, Slog: quiet})
	must(d.Restore(t.Context(), set))
	both := func(zh string) law.Words { return law.Words{text.ZH: zh, text.EN: zh} }
	sample := people.Sample{Offices: []people.Office{{ID: "lib", Kind: "library", Name: both("晓溪县图书馆"), Area: "330199", Letters: "LB"}},
		People: []people.Person{
			{ID: "keeper-1", Kind: people.Official, Name: both("包一"), Sample: true, Posts: []people.Post{{Office: "lib", Role: desk.RolePackKeeper}}},
			{ID: "keeper-2", Kind: people.Official, Name: both("包二"), Sample: true, Posts: []people.Post{{Office: "lib", Role: desk.RolePackKeeper}}},
		}}
	const kind = "library-card"
	var issued []licence.Licence
	s, ok := set.Service(kind)
	if !ok {
		t.Fatal("no library card")
	}
	for i, name := range names {
		n := strconv.Itoa(i + 1)
		sample.People = append(sample.People, people.Person{ID: "reader-" + n, Kind: people.Natural, Name: both(name), Sample: true})
		issued = append(issued, licence.Licence{Number: "LC" + n, Kind: kind, Service: kind, Digest: s.Digest(), Case: "case-" + n, Office: "lib", Holder: "reader-" + n, Name: name,
			Issued: now, Expires: now.AddDate(3, 0, 0), Fields: map[string]string{"reader": name}, Mark: "mark" + n})
	}
	must(d.SavePeople(t.Context(), sample))
	_, err := d.ProposePack(t.Context(), people.Person{ID: "keeper-1", Posts: sample.People[0].Posts}, kind)
	must(err)
	_, err = d.ApprovePack(t.Context(), people.Person{ID: "keeper-2", Posts: sample.People[1].Posts}, kind)
	must(err)
	must(st.Write(t.Context(), func(tx *store.Tx) error {
		for i, l := range issued {
			deed, err := l.Do(licence.Deed{Verb: licence.Issue}, nil, "")
			if err != nil {
				return err
			}
			if err := licence.Keep(tx, deed, int64(i), []byte("salt"), []byte("{}")); err != nil {
				return err
			}
		}
		return nil
	}))
	site := door.House{Keeper: d, Routes: citizen.Routes(d), Log: quiet}.Handler()
	return func(person, path string) *httptest.ResponseRecorder {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", "zh-CN")
		secret, _, err := d.SignInSample(t.Context(), person, people.PageSession)
		must(err)
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
		rec := httptest.NewRecorder()
		site.ServeHTTP(rec, r)
		return rec
	}
}

func TestLicenceIsDownloaded(t *testing.T) {
	get := holders(t, "林𠂇𬀩", "林𠀀安")
	got := get("reader-1", "/licences/LC1/pdf")
	h := got.Header()
	if got.Code != http.StatusOK || h.Get("Content-Type") != "application/pdf" || h.Get("Content-Disposition") != "attachment; filename=LC1.pdf" {
		t.Fatalf("%d %v", got.Code, h)
	}
	if b := got.Body.Bytes(); !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
		t.Fatalf("%d bytes that are no PDF", len(b))
	}
	if got := get("reader-2", "/licences/LC1/pdf"); got.Code != http.StatusNotFound {
		t.Errorf("somebody else's licence: %d", got.Code)
	}
}

// TestRareCharacterIsNamed: the font lacks U+20000. The holder is told which
// character it is, and the page shows the licence all the same.
func TestRareCharacterIsNamed(t *testing.T) {
	get := holders(t, "林安", "林𠀀安")
	got := get("reader-2", "/licences/LC2/pdf")
	if got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "U+20000 𠀀") {
		t.Fatalf("%d %s", got.Code, got.Body.String())
	}
	if page := get("reader-2", "/licences/LC2"); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "林𠀀安") {
		t.Errorf("the page: %d", page.Code)
	}
}
