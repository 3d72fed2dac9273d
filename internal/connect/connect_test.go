package connect

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

const declared = `format: 1
country: cn
from: 2026-01-01
names: {zh: 账, en: book}
about: {zh: 账, en: book}
owner: some-office
subject: property
cycle: realtime
system: {zh: 系统, en: system}
source: connector
illustrative: true
share: {type: unconditional}
open: {type: none, reason: law, says: {zh: 不, en: no}}
key: {id: title, type: text, sensitivity: 1, names: {zh: 证, en: title}}
fields:
  - {id: holder, type: "code:identity", sensitivity: 3, required: true, names: {zh: 人, en: holder}}
  - {id: use, type: text, sensitivity: 1, names: {zh: 用途, en: use}, options: {home: {zh: 住, en: home}, shop: {zh: 商, en: shop}}}
  - {id: area, type: decimal, sensitivity: 1, names: {zh: 面积, en: area}}
  - {id: price, type: "money:CNY", sensitivity: 1, names: {zh: 价, en: price}}
  - {id: rooms, type: integer, sensitivity: 1, names: {zh: 间, en: rooms}}
  - {id: since, type: date, sensitivity: 1, names: {zh: 自, en: since}}
  - {id: pledged, type: boolean, sensitivity: 1, names: {zh: 押, en: pledged}}
connector:
  kind: KIND
  address: BOOK_ADDRESS
  fields: {holder: holder_no, use: kind, area: floor, price: price, rooms: rooms, since: since, pledged: pledged}
  cache: 1m
  timeout: 1s
  failures: 3
  rest: 30s
`

const question = "select holder_no, kind, floor, price, rooms, since, pledged, other from titles where title = "

// testBook declares the register for a kind of system.
func testBook(t testing.TB, kind, more string) *pack.Register {
	t.Helper()
	files := fstest.MapFS{"_data/book/register.yaml": {Data: []byte(strings.Replace(declared, "kind: KIND", "kind: "+kind+"\n  "+more, 1))}}
	entries, err := os.ReadDir("../../packs/_law/cn")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join("../../packs/_law/cn", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files["_law/cn/"+e.Name()] = &fstest.MapFile{Data: b}
	}
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r, _ := set.Register("book")
	return r
}

// owner is a department's system behind a proxy that can spoil the connection.
type owner struct {
	t       *testing.T
	book    *pack.Register
	proxy   *toxiproxy.Proxy
	sources *Sources
	now     time.Time
}

func newOwner(t *testing.T, book *pack.Register, upstream int, address func(port int) string) *owner {
	t.Helper()
	o := &owner{t: t, book: book, now: time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	o.proxy = toxiproxy.NewProxy(server, "owner", "127.0.0.1:0", fmt.Sprintf("127.0.0.1:%d", upstream))
	if err := o.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse("//" + o.proxy.Listen)
	port, _ := strconv.Atoi(u.Port())
	env := map[string]string{"BOOK_ADDRESS": address(port), "BOOK_TOKEN": "secret"}
	o.sources = New(Config{Getenv: func(k string) string { return env[k] }, Clock: func() time.Time { return o.now }})
	t.Cleanup(func() { o.sources.Close(); o.proxy.Stop() })
	return o
}

func (o *owner) ask(subject string) Answer {
	o.t.Helper()
	a, err := o.sources.Ask(o.t.Context(), o.book, subject)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func (o *owner) want(what, subject string, state State, key string) Answer {
	o.t.Helper()
	a := o.ask(subject)
	if a.State != state || a.Key != key {
		o.t.Errorf("%s: state %d %q, want %d %q (%v)", what, a.State, a.Key, state, key, a.Cause)
	}
	return a
}

// health takes one system through everything that can happen to it.
func (o *owner) health() {
	t := o.t
	t.Helper()
	whole := o.want("whole", "T1", Fresh, "")
	for field, want := range map[string]string{"holder": "330199199205171124", "use": "home", "area": "96.4", "price": "1234567.80", "rooms": "3", "since": "2019-05-06", "pledged": "true"} {
		if got := whole.Values[field].String(); got != want && got != want+"0" {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	o.want("asked again", "T1", Cached, "")
	o.want("with nothing", "T2", Fresh, "")
	o.want("of nobody", "T9", None, "")
	o.want("twice", "T3", Down, "connect.lying")
	for subject, field := range map[string]string{"L1": "holder", "L2": "use", "L3": "price", "L4": "since"} {
		if a := o.want("lying", subject, Down, "connect.lying"); a.Field != field {
			t.Errorf("%s: the lie is about %q, want %q", subject, a.Field, field)
		}
	}

	// Slow: a person does not wait longer than declared, and then not at all.
	_, err := o.proxy.Toxics.AddToxicJson(strings.NewReader(`{"name":"slow","type":"latency","attributes":{"latency":5000}}`))
	if err != nil {
		t.Fatal(err)
	}
	began := o.now
	first := o.want("slow", "T4", Down, "connect.slow")
	o.now = o.now.Add(time.Second)
	o.want("slow", "T4", Down, "connect.slow")
	o.want("slow", "T4", Down, "connect.slow")
	resting := o.want("left alone", "T4", Down, "connect.resting")
	if !first.Since.Equal(began) || !resting.Since.Equal(began) {
		t.Errorf("down since %v and %v, want %v", first.Since, resting.Since, began)
	}
	o.want("an answer that is still good", "T1", Cached, "")
	o.now = o.now.Add(31 * time.Second)
	o.want("after its rest, still slow", "T4", Down, "connect.slow")
	o.want("left alone again", "T4", Down, "connect.resting")
	if err := o.proxy.Toxics.RemoveToxic(t.Context(), "slow"); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(31 * time.Second)
	o.want("well again", "T4", Fresh, "")
	o.want("the old answer is too old", "T1", Fresh, "")

	// Killed: connections break and none is taken.
	o.proxy.Stop()
	o.now = o.now.Add(2 * time.Minute)
	down := o.now
	for range 3 {
		if a := o.want("killed", "T1", Down, "connect.unreachable"); !a.Since.Equal(down) || a.Values != nil {
			t.Errorf("killed: %+v", a)
		}
	}
	o.want("left alone", "T1", Down, "connect.resting")
	if err := o.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(31 * time.Second)
	o.want("back", "T1", Fresh, "")

	// Cut off in the middle of an answer.
	_, err = o.proxy.Toxics.AddToxicJson(strings.NewReader(`{"name":"cut","type":"limit_data","attributes":{"bytes":20}}`))
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(2 * time.Minute)
	if a := o.ask("T1"); a.State != Down {
		t.Errorf("cut off: %+v", a)
	}
	if err := o.proxy.Toxics.RemoveToxic(t.Context(), "cut"); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(31 * time.Second)

	// Who leaves is not held against the source.
	left, leave := context.WithCancel(t.Context())
	leave()
	if _, err := o.sources.Ask(left, o.book, "T5"); fail.KindOf(err) != fail.Unavailable {
		t.Errorf("left: %v", err)
	}
	o.want("after somebody left", "T1", Fresh, "")
}

// fill makes the owner's table. Columns are of the owner's own choosing: some are text
// where the register wants something else, which is how a source lies.
func fill(t *testing.T, driver, address string) {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{
		"create table good (title varchar(20), holder_no varchar(20), kind varchar(20), floor decimal(10,2), price decimal(12,2), rooms int, since date, pledged boolean, other int)",
		"create table worse (title varchar(20), holder_no varchar(20), kind varchar(20), price varchar(20), since varchar(20))",
		"insert into good values ('T1','330199199205171124','home',96.40,1234567.80,3,'2019-05-06',true,1), ('T2','330199199205171124',null,null,null,null,null,null,1)," +
			"('T3','330199199205171124','home',1,1,1,null,true,1), ('T3','330199199603082231','home',1,1,1,null,true,1), ('T4','330199199205171124','shop',1,1,1,null,false,1)," +
			"('T5','330199199205171124','shop',1,1,1,null,false,1)",
		"insert into worse values ('L1','12','home','1','2020-01-01'), ('L2','330199199205171124','castle','1','2020-01-01'), ('L3','330199199205171124','home','a lot','2020-01-01'), ('L4','330199199205171124','home','1','last year')",
		"create view titles as select title, holder_no, kind, concat(floor, '') as floor, concat(price, '') as price, rooms, concat(since, '') as since, pledged, other from good " +
			"union all select title, holder_no, kind, null, price, 1, since, true, 1 from worse",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel() // it waits for what is slow and broken
	testDatabase(t, pack.PostgreSQL, "pgx", "$1", postgreSQL(t), postgreSQLAddress)
}

func TestMariaDB(t *testing.T) {
	t.Parallel() // it waits for what is slow and broken
	testDatabase(t, pack.MySQL, "mysql", "?", mariaDB(t), mariaDBAddress)
}

func testDatabase(t *testing.T, kind, driver, mark string, port int, address func(int) string) {
	fill(t, driver, address(port))
	newOwner(t, testBook(t, kind, "query: "+question+mark), port, address).health()
	// The database's own types are read too, not only texts.
	o := newOwner(t, testBook(t, kind, "query: "+strings.Replace(question, "titles", "good", 1)+mark), port, address)
	a := o.want("typed", "T1", Fresh, "")
	for field, want := range map[string]string{"area": "96.40", "price": "1234567.80", "rooms": "3", "since": "2019-05-06", "pledged": "true"} {
		if got := a.Values[field].String(); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestService(t *testing.T) {
	t.Parallel() // it waits for what is slow and broken
	var token string
	record := func(holder, kind, price, since any) string {
		return fmt.Sprintf(`{"data":{"record":{"holder_no":%q,"kind":%q,"floor":96.4,"price":%v,"rooms":3,"since":%q,"pledged":true,"more":[1]}}}`, holder, kind, price, since)
	}
	const someone = "330199199205171124"
	answers := map[string]string{"T1": record(someone, "home", "1234567.80", "2019-05-06"), "T4": record(someone, "shop", `"1.00"`, "2019-05-06"), "T5": record(someone, "shop", 1, "2019-05-06"),
		"T2": `{"data":{"record":{"holder_no":"` + someone + `","kind":null,"floor":null,"price":null,"rooms":null,"since":null,"pledged":null}}}`,
		"T3": `{"data":{"record":[1,2]}}`, "L1": record("12", "home", 1, "2019-05-06"), "L2": record(someone, "castle", 1, "2019-05-06"), "L3": record(someone, "home", true, "2019-05-06"),
		"L4": record(someone, "home", 1, "last year"), "L5": `{"data":{}}`, "L6": `{`, "L7": record(someone, "home", 1, "2019-05-06") + "x", "L8": `{"data":{"record":null}}`, "L9": strings.Repeat(" ", mostBody) + "{}"}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token = r.Header.Get("Authorization")
		id := strings.TrimPrefix(r.URL.Path, "/v1/titles/")
		if id == "moved" {
			http.Redirect(w, r, "/v1/titles/T1", http.StatusFound)
			return
		}
		body, ok := answers[id]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, body)
	}))
	defer site.Close()
	u, _ := url.Parse(site.URL)
	port, _ := strconv.Atoi(u.Port())
	o := newOwner(t, testBook(t, pack.REST, "path: /titles/{subject}\n  token: BOOK_TOKEN\n  record: data.record"), port, func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d/v1/", port) })
	o.health()
	if token != "Bearer secret" {
		t.Errorf("the token sent was %q", token)
	}
	o.want("a record that is null", "L8", None, "")
	for _, subject := range []string{"L5", "L6", "L7", "L9"} {
		o.want(subject, subject, Down, "connect.lying")
	}
	// Sent elsewhere, neither token nor key follow.
	o.want("moved", "moved", Down, "connect.unreachable")
	o.want("a key that looks like a path", "../titles/T1", None, "")
}

func TestNotSet(t *testing.T) {
	book := testBook(t, pack.PostgreSQL, "query: "+question+"$1")
	s := New(Config{Getenv: func(string) string { return "" }})
	if a, err := s.Ask(t.Context(), book, "T1"); err != nil || a.State != Down || a.Key != "connect.not-set" {
		t.Errorf("%+v, %v", a, err)
	}
	file := filepath.Join(t.TempDir(), "address")
	if err := os.WriteFile(file, []byte("postgres://x:hidden@host:none/db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = New(Config{Getenv: func(k string) string { return map[string]string{"BOOK_ADDRESS_FILE": file}[k] }})
	a, err := s.Ask(t.Context(), book, "T1")
	if err != nil || a.Key != "connect.not-set" || strings.Contains(fmt.Sprint(a.Cause), "hidden") {
		t.Errorf("%+v, %v", a, err)
	}
}

func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(`{"data":{"record":{"a":1,"b":"x"}}}`))
	f.Add([]byte(`{"data":null}`))
	l := pack.Connector{Record: "data.record", Fields: map[string]string{"x": "a", "y": "b"}}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := readAnswer(b, l)
		if err == nil && out != nil && len(out) != 2 {
			t.Fatalf("%v", out)
		}
	})
}
