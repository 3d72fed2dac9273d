package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/account"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// The site's key is made once; one that is missing where something was encrypted under it is not made anew.
func TestSiteKey(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	h, err := open(ctx, dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	made, err := h.siteKey(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.siteKey(ctx, dir)
	if err != nil || !bytes.Equal(made, again) {
		t.Fatalf("read again: %x, not %x: %v", again, made, err)
	}
	file := filepath.Join(dir, siteKeyFile)
	for _, c := range []struct {
		name       string
		keep, away func(tx *store.Tx) error
	}{
		{"an account", func(tx *store.Tx) error {
			return account.Account{Person: "somebody", Proofed: 2, Handle: []byte("h")}.Save(tx)
		},
			func(tx *store.Tx) error { return account.Remove(tx, "somebody") }},
		{"a linked identity", func(tx *store.Tx) error {
			return account.Identity{Issuer: "https://id.example", Subject: "s", Person: "somebody"}.Save(tx)
		}, func(tx *store.Tx) error { return account.Remove(tx, "somebody") }},
	} {
		if err := h.store.Write(ctx, c.keep); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file, file+".copy"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.siteKey(ctx, dir); err == nil || !strings.Contains(err.Error(), "put it back from a copy") {
			t.Errorf("%s, and no key: %v", c.name, err)
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a key was made: %v", c.name, err)
		}
		if code := run([]string{"serve", "--data", dir, "--packs", "../../packs", "--listen", "127.0.0.1:0"}); code != 1 {
			t.Errorf("%s, and no key: serve ended with %d", c.name, code)
		}
		if err := os.Rename(file+".copy", file); err != nil {
			t.Fatal(err)
		}
		if back, err := h.siteKey(ctx, dir); err != nil || !bytes.Equal(back, made) {
			t.Errorf("%s, and the key put back: %v", c.name, err)
		}
		if err := h.store.Write(ctx, c.away); err != nil {
			t.Fatal(err)
		}
	}
}

// An invitation says who looked at the card, and there is none without.
func TestInvitationNamesWhoLooked(t *testing.T) {
	dir := t.TempDir()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	somebody := people.Person{ID: "wang-li", Name: law.Words{text.ZH: "王丽", text.EN: "Wang Li"}, Kind: people.Natural}
	if err := h.desk.SavePeople(t.Context(), people.Sample{People: []people.Person{somebody}}); err != nil {
		t.Fatal(err)
	}
	ask := []string{"invite", "wang-li", "--data", dir, "--packs", "../../packs"}
	if code := run(ask); code == 0 {
		t.Error("invited without --by")
	}
	if code := run(append(ask, "--by", " ")); code == 0 {
		t.Error("invited by nobody")
	}
	if code := run(append(ask, "--by", "Zhao Hua, counter 3")); code != 0 {
		t.Fatalf("invite: exit code %d", code)
	}
	var by string
	var n int
	if err := h.store.Read(t.Context(), func(tx *store.Tx) error {
		return tx.QueryRow(`SELECT MAX(made_by), COUNT(*) FROM invitation`).Scan(&by, &n)
	}); err != nil || by != "Zhao Hua, counter 3" || n != 1 {
		t.Errorf("%d invitations by %q, %v", n, by, err)
	}
}

// A house whose sign-in file is bad is closed again: the write-ahead log of an open one stays behind.
func TestDevClosesWhatItCannotServe(t *testing.T) {
	dir := t.TempDir()
	code := run([]string{"dev", "--data", dir, "--packs", "../../packs", "--listen", "127.0.0.1:0", "--sign-in", filepath.Join(dir, "none.yaml")})
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(filepath.Join(dir, "atonce.db-wal")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the database is still open: %v", err)
	}
}
