package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"atonce/internal/store"
)

type word string

func valueTypes(t *testing.T, p Place) {
	s := probe(t, p)
	at := time.Date(2026, 2, 28, 23, 59, 59, 123456789, time.FixedZone("CST", 8*3600))
	rare := "𠮷田𬱖 \U0002A6D6 e\u0301 \x00 end"
	n := int64(-7)
	Write(t, s, func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE kinds (t BIGINT, w TEXT, b BLOB, e BLOB, z BLOB, yes BIGINT, n BIGINT, none BIGINT, h BLOB)")
		if err != nil {
			return err
		}
		var nothing *int64
		_, err = tx.Exec("INSERT INTO kinds (t, w, b, e, z, yes, n, none, h) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			at, word(rare), []byte{0, 255}, []byte{}, []byte(nil), true, &n, nothing, [3]byte{1, 2, 3})
		return err
	})
	Read(t, s, func(tx *store.Tx) error {
		var (
			when    time.Time
			w       word
			b, e, z []byte
			yes     bool
			small   int8
			some    *int64
			none    *int64
			h       [3]byte
		)
		row := "SELECT t, w, b, e, z, yes, n, n, none, h FROM kinds"
		if err := tx.QueryRow(row).Scan(&when, &w, &b, &e, &z, &yes, &small, &some, &none, &h); err != nil {
			return err
		}
		if !when.Equal(at.Truncate(time.Microsecond)) || when.Location() != time.UTC {
			t.Errorf("time %v", when)
		}
		if string(w) != rare {
			t.Errorf("word %q, want %q", w, rare)
		}
		if !bytes.Equal(b, []byte{0, 255}) || e == nil || len(e) != 0 || z != nil {
			t.Errorf("bytes %v, empty %v, null %v", b, e, z)
		}
		if !yes || small != -7 || some == nil || *some != -7 || none != nil || h != [3]byte{1, 2, 3} {
			t.Errorf("bool %v, int8 %d, pointer %v, null %v, array %v", yes, small, some, none, h)
		}
		for _, bad := range []any{new(int64), new(time.Time), new(string)} {
			if err := tx.QueryRow("SELECT none FROM kinds").Scan(bad); err == nil {
				t.Errorf("NULL went into %T", bad)
			}
		}
		if err := tx.QueryRow("SELECT w FROM kinds").Scan(new(int64)); err == nil {
			t.Error("a text went into a number")
		}
		if err := tx.QueryRow("SELECT t FROM kinds").Scan(new(int32)); err == nil {
			t.Error("a large number went into 32 bits")
		}
		return nil
	})
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO kinds (t) VALUES (?)", struct{}{})
		return err
	})
	if err == nil {
		t.Error("a struct was taken as an argument")
	}
}

func placeholders(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO probe (id, word) VALUES (?, 'why? it''s ?; -- ?') -- really?", 1)
		if err != nil {
			return err
		}
		_, err = tx.Exec("/* ? ; ' */ INSERT INTO probe (id, \"word\") VALUES (?, ?);", 2, "what?")
		return err
	})
	Read(t, s, func(tx *store.Tx) error {
		var a, b string
		if err := tx.QueryRow("SELECT word, '?' FROM probe WHERE id = ?", 1).Scan(&a, &b); err != nil {
			return err
		}
		if a != "why? it's ?; -- ?" || b != "?" {
			t.Errorf("%q %q", a, b)
		}
		return nil
	})
}

func refused(t *testing.T, p Place) {
	s := probe(t, p)
	for _, q := range []string{
		"COMMIT", "ROLLBACK", "begin", "SAVEPOINT x", "PRAGMA synchronous = OFF", "ATTACH 'x' AS y", "VACUUM",
		"INSERT INTO probe (id) VALUES (1); DELETE FROM probe", "INSERT OR ROLLBACK INTO probe (id) VALUES (1)",
		"", " -- nothing", "SELECT 'open", "SELECT /* open",
	} {
		err := s.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err })
		if err == nil {
			t.Errorf("%q was run", q)
		}
	}
	for _, args := range [][]any{nil, {1, 2}} {
		err := s.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO probe (id) VALUES (?)", args...)
			return err
		})
		if err == nil {
			t.Errorf("%d arguments for one place", len(args))
		}
	}
	want(t, s)
}
