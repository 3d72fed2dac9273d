package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"atonce/internal/fail"
	"atonce/internal/text"

	"github.com/pressly/goose/v3"
)

func openTest(t *testing.T) (*Store, *sqliteEngine) {
	t.Helper()
	s, err := Open(context.Background(), Config{Path: filepath.Join(t.TempDir(), "a.db"), Reads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	err = s.Write(context.Background(), func(tx *Tx) error {
		_, err := tx.Exec("CREATE TABLE probe (id BIGINT PRIMARY KEY, body BLOB)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, s.engine.(*sqliteEngine)
}

// onWriter runs f on the writer's connection, between two statements of a write.
func onWriter(t *testing.T, s *Store, f func(c *sqliteConn) error) {
	t.Helper()
	err := s.Write(context.Background(), func(tx *Tx) error { return f(tx.session.(*writeSession).w.conn) })
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, s *Store) (n int64) {
	t.Helper()
	err := s.Read(context.Background(), func(tx *Tx) error { return tx.QueryRow("SELECT count(*) FROM probe").Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A full disk ends the engine's transaction behind our back. Nothing of the
// group may be kept, also not by a closure that goes on as if nothing had been.
func TestFullDisk(t *testing.T) {
	s, _ := openTest(t)
	limit := func(pages int) {
		onWriter(t, s, func(c *sqliteConn) error { return c.run(fmt.Sprintf("PRAGMA max_page_count = %d", pages)) })
	}
	limit(40)
	big := bytes.Repeat([]byte("x"), 1<<20)
	stubborn := func(id int64) func(*Tx) error {
		return func(tx *Tx) error {
			if _, err := tx.Exec("INSERT INTO probe (id, body) VALUES (?, ?)", id, big); fail.KindOf(err) != fail.Unavailable {
				t.Errorf("no room: %v", err)
			}
			if _, err := tx.Exec("INSERT INTO probe (id) VALUES (?)", id); err == nil {
				t.Error("a statement was run after the transaction had ended")
			}
			return nil
		}
	}
	var wg sync.WaitGroup
	for i := range int64(20) {
		wg.Go(func() {
			err := s.Write(context.Background(), stubborn(i))
			if fail.KindOf(err) != fail.Unavailable {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if n := count(t, s); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
	limit(1 << 30)
	err := s.Write(context.Background(), func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO probe (id, body) VALUES (1, ?)", big)
		return err
	})
	if err != nil || count(t, s) != 1 {
		t.Errorf("with room again: %v, %d rows", err, count(t, s))
	}
}

func TestRefusedDatabases(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	for _, c := range []struct {
		name   string
		make   func(path string) error
		config Config
		kind   fail.Kind
	}{
		{"no path", nil, Config{}, fail.Invalid},
		{"not a database", func(p string) error { return os.WriteFile(p, bytes.Repeat([]byte("no "), 2000), 0o600) },
			Config{}, fail.Unavailable},
		{"no such folder", nil, Config{Path: filepath.Join(dir, "gone", "a.db")}, fail.Unavailable},
		{"only to be looked at, but not there", nil, Config{Path: filepath.Join(dir, "gone.db"), NoMigration: true}, fail.Unavailable},
		{"of a newer program", func(p string) error {
			s, err := Open(ctx, Config{Path: p})
			if err != nil {
				return err
			}
			err = s.Write(ctx, func(tx *Tx) error {
				_, err := tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
				return err
			})
			return errors.Join(err, s.Close())
		}, Config{}, fail.Conflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.make != nil {
				c.config.Path = filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-")+".db")
				if err := c.make(c.config.Path); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := os.ReadFile(c.config.Path)
			s, err := Open(ctx, c.config)
			if err == nil {
				s.Close()
			}
			if fail.KindOf(err) != c.kind {
				t.Errorf("%v, want %v", err, c.kind)
			}
			if after, _ := os.ReadFile(c.config.Path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

// A migration that fails leaves the database at the one before it.
func TestFailingMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	name, err := dsn(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	up := func(sql string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)} }
	files := fstest.MapFS{"0001_a.sql": up("CREATE TABLE a (x BIGINT);"), "0002_b.sql": up("CREATE TABLE b (x BIGINT);\nINSERT INTO gone VALUES (1);")}
	ctx := context.Background()
	if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, false); err == nil {
		t.Fatal("a bad migration passed")
	}
	var tables string
	err = db.QueryRow("SELECT group_concat(name) FROM sqlite_master WHERE name IN ('a', 'b')").Scan(&tables)
	if err != nil || tables != "a" {
		t.Errorf("tables %q, %v", tables, err)
	}
	if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, true); fail.KindOf(err) != fail.Conflict {
		t.Errorf("an older database that is only looked at: %v", err)
	}
	files["0002_b.sql"] = up("CREATE TABLE b (x BIGINT);")
	if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, false); err != nil {
		t.Errorf("mended: %v", err)
	}
}

// A migration that arrives with a lower number than the last one still runs.
func TestMigrationThatComesLater(t *testing.T) {
	name, err := dsn(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	up := func(sql string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)} }
	files := fstest.MapFS{"0001_a.sql": up("CREATE TABLE a (x BIGINT);"), "0003_c.sql": up("CREATE TABLE c (x BIGINT);")}
	ctx := context.Background()
	for _, later := range []string{"", "0002_b.sql", "0004_d.sql"} {
		if later != "" {
			files[later] = up("CREATE TABLE " + strings.TrimSuffix(later[5:], ".sql") + " (x BIGINT);")
			says := map[string]string{"0002_b.sql": "lacks these steps that this program needs: 2.", "0004_d.sql": "at version 3, this program needs version 4"}[later]
			if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, true); fail.KindOf(err) != fail.Conflict || !strings.Contains(text.Error(text.EN, err), says) {
				t.Errorf("only looked at, with %s to come: %v", later, err)
			}
		}
		for range 2 {
			if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, false); err != nil {
				t.Fatalf("with %q: %v", later, err)
			}
		}
		if err := migrateFrom(ctx, goose.DialectSQLite3, db, files, true); err != nil {
			t.Errorf("looked at when all is done: %v", err)
		}
	}
	var tables string
	err = db.QueryRow("SELECT group_concat(name, '') FROM (SELECT name FROM sqlite_master WHERE length(name) = 1 ORDER BY name)").Scan(&tables)
	if err != nil || tables != "abcd" {
		t.Errorf("tables %q, %v", tables, err)
	}
}

// Under steady load the write-ahead log starts over again and again.
func TestLogStartsOver(t *testing.T) {
	s, e := openTest(t)
	body := bytes.Repeat([]byte("x"), 64<<10)
	const each, all = 64 << 10, 240 << 20
	for id := range int64(all / each) {
		err := s.Write(context.Background(), func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO probe (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body", id%64, body)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	wal, err := os.Stat(e.config.Path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if wal.Size() > all/2 {
		t.Errorf("the log has grown to %d MiB of %d MiB written", wal.Size()>>20, all>>20)
	}
}

func TestReadQuery(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"SELECT ?", "SELECT $1"},
		{" SELECT a FROM b WHERE c = ? AND d = '?''?' AND e IN (?, ?) ; ", "SELECT a FROM b WHERE c = $1 AND d = '?''?' AND e IN ($2, $3)"},
		{"SELECT \"a?\" -- ?\n, ? /* ? */", "SELECT \"a?\" -- ?\n, $1 /* ? */"},
		{"SELECT 'end -- ? /* ' || ?", "SELECT 'end -- ? /* ' || $1"},
		{"UPDATE a SET b = ? WHERE c = 'ROLLBACK'", "UPDATE a SET b = $1 WHERE c = 'ROLLBACK'"},
	} {
		st, err := read(c.query)
		if err != nil {
			t.Errorf("%q: %v", c.query, err)
			continue
		}
		if got := st.number(func(n int) string { return fmt.Sprintf("$%d", n) }); got != c.want {
			t.Errorf("%q became %q, want %q", c.query, got, c.want)
		}
	}
}

// The shim must never lose its way in a query: as many marks as it says.
func FuzzReadQuery(f *testing.F) {
	f.Add("SELECT '?' -- ?\n, ? /* ' */")
	f.Fuzz(func(t *testing.T, q string) {
		st, err := read(q)
		if err != nil {
			return
		}
		if got := st.number(func(int) string { return "?" }); got != st.text {
			t.Fatalf("%q became %q", st.text, got)
		}
	})
}
