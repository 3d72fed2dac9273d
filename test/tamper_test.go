package test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/witness"

	"pgregory.net/rapid"
)

// vault is a database with some cases in it and its log signed, which each attack
// gets a copy of.
type vault struct {
	file string
	set  *pack.Set
	keys desk.LogKeys
	size int64 // entries of the log
	// erased is the first entry whose record was erased: without the erasure's own
	// record it is the first bad one.
	erased int64
}

func newVault(t *testing.T) vault {
	t.Helper()
	s := scene.New(t)
	s.SignLog()
	watcher, _ := newWitness(t, s.Log.Verifier)
	keys := s.Desk.Keys()
	keys.Log.Witnesses = []witness.Remote{watcher}
	s.Desk.UseKeys(keys)
	lease, err := s.Desk.AddFile(t.Context(), s.Person(applicant), "lease.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	must(t, err)
	for i := range 4 {
		with := answers()
		if i == 3 {
			with["held"], with["premises_file"] = "rent", lease.ID
		}
		number := s.File(applicant, registration, with)
		s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
		if i > 0 {
			s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
			s.SignLog()
		}
		if i > 1 {
			s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
		}
	}
	for _, l := range licencesOf(t, s) {
		_, err := s.Desk.DoLicence(t.Context(), s.Person("zhou-hang"), l.Number, suspension(1))
		must(t, err)
		_, err = s.Desk.DoLicence(t.Context(), s.Person("wu-fang"), l.Number, suspension(2))
		must(t, err)
	}
	erasedCase := s.File(applicant, registration, answers())
	s.Do(applicant, erasedCase, casework.Act{Verb: casework.Withdraw})
	must(t, s.Desk.ProposeErasure(t.Context(), s.Person("pack-keeper-1"), erasedCase, "时限届满"))
	must(t, s.Desk.ApproveErasure(t.Context(), s.Person("pack-keeper-2"), erasedCase))
	s.SignLog()
	s.Desk.AskWitnesses(t.Context())
	set, problems := pack.Load(s.Packs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	head, err := s.Desk.LogHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := vault{file: filepath.Join(t.TempDir(), "vault.db"), set: set, size: head.Head.Size,
		keys: desk.LogKeys{Trusted: []string{s.Log.Verifier}, Witnesses: []witness.Remote{watcher}}}
	db := raw(t, filepath.Join(s.Folder, "atonce.db"))
	must(t, db.QueryRow("SELECT min(leaf) FROM act WHERE number = ?", erasedCase).Scan(&v.erased))
	if _, err := db.Exec("VACUUM INTO ?", v.file); err != nil {
		t.Fatal(err)
	}
	return v
}

func raw(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// verify opens a file as the program does and verifies it.
func (v vault) verify(t testing.TB, file string) error {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	d := desk.New(desk.Config{Store: st, Clock: time.Now, Slog: slog.New(slog.DiscardHandler), Keys: desk.Keys{Log: v.keys}})
	if err := d.Restore(t.Context(), v.set); err != nil {
		t.Fatal(err)
	}
	_, err = d.Verify(t.Context())
	return err
}

// attacked is a table that is evidence, and the column that says which entry a row
// belongs to. Not here: when a head was signed, which is the program's own note.
type attacked struct {
	table, place string
	columns      []string
}

var evidence = []attacked{
	{table: "act", place: "leaf", columns: []string{"number", "seq", "verb", "by_id", "at", "leaf", "salt", "body"}},
	{table: "log_leaf", place: "idx", columns: []string{"idx", "leaf"}},
	{table: "log_hash", place: "idx", columns: []string{"idx", "hashes"}},
	{table: "activation_record", place: "leaf", columns: []string{"leaf", "salt", "body"}},
	{table: "licence_deed", place: "leaf", columns: []string{"number", "seq", "leaf", "salt", "body"}},
	{table: "log_key", place: "leaf", columns: []string{"leaf", "vkey"}},
	{table: "erasure", place: "leaf", columns: []string{"number", "ground", "proposed_by", "proposed", "approved_by", "approved", "leaf", "salt", "body"}},
	{table: "log_head", place: "size", columns: []string{"size", "note", "prev"}},
}

// attack is a program that breaks in: every guard of the database is taken away, and
// rows are free to be anything.
type attack struct {
	t    *rapid.T
	db   *sql.DB
	what attacked
	rows [][]any
}

func (a *attack) exec(query string, args ...any) {
	if _, err := a.db.Exec(query, args...); err != nil {
		a.t.Fatalf("%s: %v", query, err)
	}
}

func (a *attack) load() {
	a.exec("DROP TRIGGER IF EXISTS act_no_UPDATE") // it names another table
	a.exec("CREATE TABLE bare AS SELECT * FROM " + a.what.table)
	a.exec("DROP TABLE " + a.what.table) // with its triggers, keys and indices
	a.exec("ALTER TABLE bare RENAME TO " + a.what.table)
	rows, err := a.db.Query("SELECT rowid, " + strings.Join(a.what.columns, ", ") + " FROM " + a.what.table)
	if err != nil {
		a.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]any, 1+len(a.what.columns))
		to := make([]any, len(row))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			a.t.Fatal(err)
		}
		a.rows = append(a.rows, row)
	}
}

func (a *attack) placeOf(row []any) int64 {
	return row[1+slices.Index(a.what.columns, a.what.place)].(int64)
}

func (a *attack) pick(label string) []any { return rapid.SampledFrom(a.rows).Draw(a.t, label) }

// other is a value of the same kind that differs.
func (a *attack) other(v any) any {
	switch v := v.(type) {
	case int64:
		return v + rapid.Int64Range(-40, 40).Filter(func(d int64) bool { return d != 0 }).Draw(a.t, "by")
	case string:
		return string(a.flip([]byte(v)))
	case []byte:
		return a.flip(v)
	}
	a.t.Fatalf("a value of kind %T", v)
	return nil
}

func (a *attack) flip(b []byte) []byte {
	if len(b) == 0 {
		return []byte{1} // of a record that was erased
	}
	out := slices.Clone(b)
	out[rapid.IntRange(0, len(b)-1).Draw(a.t, "byte")] ^= 1 << rapid.IntRange(0, 6).Draw(a.t, "bit")
	return out
}

// run does one thing and answers the entries it touched.
func (a *attack) run() (did string, touched []int64) {
	kinds := []string{"edit", "insert", "delete"}
	if len(a.rows) > 1 {
		kinds = append(kinds, "reorder")
	}
	row := a.pick("row")
	at := a.placeOf(row)
	switch did = rapid.SampledFrom(kinds).Draw(a.t, "attack"); did {
	case "delete":
		a.exec("DELETE FROM "+a.what.table+" WHERE rowid = ?", row[0])
		return did, []int64{at}
	case "edit":
		i := rapid.IntRange(0, len(a.what.columns)-1).Draw(a.t, "column")
		v := a.other(row[1+i])
		a.exec("UPDATE "+a.what.table+" SET "+a.what.columns[i]+" = ? WHERE rowid = ?", v, row[0])
		touched = []int64{at}
		if a.what.columns[i] == a.what.place {
			touched = append(touched, v.(int64))
		}
		return did + " " + a.what.columns[i], touched
	case "insert":
		all := "number, seq, verb, by_id, at, leaf, salt, body"
		if a.what.table != "act" {
			names, err := a.db.Query("SELECT name FROM pragma_table_info(?) ORDER BY cid", a.what.table)
			if err != nil {
				a.t.Fatal(err)
			}
			var cols []string
			for names.Next() {
				var n string
				if err := names.Scan(&n); err != nil {
					a.t.Fatal(err)
				}
				cols = append(cols, n)
			}
			all = strings.Join(cols, ", ")
		}
		place := a.placeOf(row) + rapid.Int64Range(-60, 60).Draw(a.t, "away")
		from := strings.Replace(", "+all+",", ", "+a.what.place+",", ", "+strconv.FormatInt(place, 10)+",", 1)
		a.exec("INSERT INTO " + a.what.table + " (" + all + ") SELECT " + strings.Trim(from, ", ") + " FROM " + a.what.table + " WHERE rowid = " + fmt.Sprint(row[0]))
		return did, []int64{place}
	}
	with := a.rows[(slices.IndexFunc(a.rows, func(r []any) bool { return r[0] == row[0] })+rapid.IntRange(1, len(a.rows)-1).Draw(a.t, "steps"))%len(a.rows)]
	a.exec("UPDATE "+a.what.table+" SET "+a.what.place+" = ? WHERE rowid = ?", a.placeOf(with), row[0])
	a.exec("UPDATE "+a.what.table+" SET "+a.what.place+" = ? WHERE rowid = ?", at, with[0])
	return did, []int64{at, a.placeOf(with)}
}

// Whoever deletes, edits, inserts or reorders a row of the journal or the log behind
// the program's back is found out, and the first bad entry is named.
func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	v := newVault(t)
	if err := v.verify(t, v.copy(t)); err != nil {
		t.Fatalf("nobody touched it: %v", err)
	}
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		file := v.copy(t)
		defer os.RemoveAll(filepath.Dir(file))
		db := raw(t, file)
		a := &attack{t: r, db: db, what: rapid.SampledFrom(evidence).Draw(r, "table")}
		a.load()
		did, touched := a.run()
		db.Close()
		seen[a.what.table+": "+strings.Fields(did)[0]]++
		err := v.verify(t, file)
		if err == nil {
			r.Fatalf("%s of %s, at %v: not found", did, a.what.table, touched)
		}
		e := fail.As(err)
		if a.what.table == "log_head" {
			size, _ := strconv.ParseInt(e.Args["size"], 10, 64)
			// A changed link is named by the head that it leads to, wherever that is.
			if e.Key != "ledger.bad-head" && e.Key != "ledger.lost-head" || !slices.Contains(touched, size) && did != "edit prev" {
				r.Fatalf("%s of %s, at %v: %v", did, a.what.table, touched, err)
			}
			return
		}
		got, perr := strconv.ParseInt(e.Args["index"], 10, 64)
		// A row of the log that stands behind its end leaves a gap: then the first
		// entry that is missing is the first bad one.
		want := slices.Min(touched)
		if strings.HasPrefix(a.what.table, "log_") && a.what.table != "log_key" {
			want = min(want, v.size)
		}
		if a.what.table == "erasure" && did != "insert" {
			want = min(want, v.erased)
		}
		if perr != nil || got != want {
			r.Fatalf("%s of %s, at %v: %v; want entry %d", did, a.what.table, touched, err, want)
		}
	})
	t.Log(seen)
}

// What lists show is no evidence, but a changed row is found all the same.
func TestVerifyFindsChangedRows(t *testing.T) {
	v := newVault(t)
	db := raw(t, v.file)
	rows, err := db.Query("SELECT name, type FROM pragma_table_info('casefile')")
	if err != nil {
		t.Fatal(err)
	}
	var attacks []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		value := name + " + 1"
		if kind == "TEXT" {
			value = name + " || 'x'"
		}
		attacks = append(attacks, "UPDATE casefile SET "+name+" = "+value)
	}
	attacks = append(attacks, "DELETE FROM casefile")
	for _, attack := range attacks {
		file := v.copy(t)
		db := raw(t, file)
		if _, err := db.Exec(attack + " WHERE number = (SELECT max(number) FROM casefile WHERE number NOT IN (SELECT number FROM erasure))"); err != nil {
			t.Fatal(attack, err)
		}
		db.Close()
		e := fail.As(v.verify(t, file))
		if e == nil || e.Args["case"] == "" {
			t.Errorf("%s: %v", attack, e)
		}
	}
}

// What stands beside the acts is held to them as well: files byte for byte, what was
// answered to submissions, what witnesses signed, which head is the newest.
func TestVerifyFindsWhatStandsBeside(t *testing.T) {
	v := newVault(t)
	for _, c := range []struct {
		table   string
		columns []string // not when and under which name a file came, nor what was asked: they are no evidence
		remove  bool
		want    string
	}{
		{"file", []string{"id", "owner", "casefile", "kind", "size", "sha256", "body"}, true, "desk.verify-file desk.verify-stray"},
		{"submission", []string{"by_id", "id", "number", "seq"}, true, "desk.verify-submission desk.verify-stray"},
		{"log_cosignature", []string{"size", "witness", "line"}, false, "desk.verify-cosignature"}, // that one is gone only its witness can show
		{"log_head_last", []string{"size"}, true, "ledger.bad-head ledger.lost-head"},
	} {
		attacks := map[string]string{}
		for _, col := range c.columns {
			attacks["edit "+col] = "UPDATE " + c.table + " SET " + col + " = CASE typeof(" + col + ") WHEN 'integer' THEN " + col + " + 1 WHEN 'blob' THEN x'00' || " + col +
				" ELSE " + col + " || 'x' END WHERE rowid = (SELECT max(rowid) FROM " + c.table + ")"
		}
		if c.remove {
			attacks["delete"] = "DELETE FROM " + c.table + " WHERE rowid = (SELECT max(rowid) FROM " + c.table + ")"
		}
		if c.table == "file" {
			attacks["insert"] = "INSERT INTO file SELECT id || 'x', owner, casefile, name, kind, size, sha256, added, body, scanned FROM file"
			attacks["exchange"] = "UPDATE file SET body = body || x'00', size = size + 1, sha256 = randomblob(32)"
		}
		if c.table == "submission" {
			attacks["insert"] = "INSERT INTO submission SELECT by_id, id || 'x', number, seq, at, request FROM submission ORDER BY rowid DESC LIMIT 1"
		}
		for name, attack := range attacks {
			file := v.copy(t)
			db := raw(t, file)
			for _, verb := range []string{"UPDATE", "DELETE"} {
				_, err := db.Exec("DROP TRIGGER IF EXISTS " + c.table + "_no_" + verb)
				must(t, err)
			}
			if _, err := db.Exec(attack); err != nil {
				t.Fatal(attack, err)
			}
			db.Close()
			err := v.verify(t, file)
			if e := fail.As(err); err == nil || !slices.Contains(strings.Fields(c.want), e.Key) {
				t.Errorf("%s of %s: %v, want %s", name, c.table, err, c.want)
			}
		}
	}
}

func (v vault) copy(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(v.file)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(t.TempDir(), "copy-*")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "atonce.db")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
