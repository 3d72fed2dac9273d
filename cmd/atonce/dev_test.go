package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/resource"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// copyPacks copies the repository's packs, so that a test may spoil them.
func copyPacks(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	from := os.DirFS("../../packs")
	err := fs.WalkDir(from, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, b, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Saved packs come into force; packs that do not load leave what was in force.
func TestPacksAreReadAgainWhenSaved(t *testing.T) {
	dir := copyPacks(t)
	h, err := open(t.Context(), t.TempDir(), os.DirFS(dir), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.close() })
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	ctx := t.Context()
	go func() { defer close(done); h.reload(ctx, dir) }()
	t.Cleanup(func() { <-done })
	digest := func() string {
		s, err := h.desk.Service(lifeService)
		if err != nil {
			t.Fatal(err)
		}
		return s.Digest()
	}
	before := digest()
	words := filepath.Join(dir, "market-supervision", lifeService, "text", "zh.yaml")
	good, err := os.ReadFile(words)
	if err != nil {
		t.Fatal(err)
	}
	save := func(content string) {
		if err := os.WriteFile(words, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("name: [broken")
	time.Sleep(1500 * time.Millisecond)
	if digest() != before {
		t.Fatal("a pack that does not load changed what is in force")
	}
	save(strings.Replace(string(good), "个体工商户开业登记", "个体工商户登记", 1))
	for range 100 {
		if digest() != before {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the saved pack did not come into force")
}

func TestWrongCommandLines(t *testing.T) {
	for _, args := range [][]string{{"serve", "--bogus"}, {"serve"}, {"dance"}, {"check"}, {"dev", "--listen"}} {
		if code := run(args); code != 2 {
			t.Errorf("%v: exit code %d, want 2", args, code)
		}
	}
}

// Every flag may be an environment variable.
func TestFlagsFromTheEnvironment(t *testing.T) {
	t.Setenv("ATONCE_PACKS", "../../packs")
	t.Setenv("ATONCE_DATA", t.TempDir())
	if code := run([]string{"verify"}); code != 0 {
		t.Errorf("verify with --data and --packs from the environment: exit code %d", code)
	}
}

// A change of the lists by a file: by a keeper, with a reason, and not twice.
func TestListsChangeByAFile(t *testing.T) {
	h, err := open(t.Context(), t.TempDir(), os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.close() })
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	keeper, err := h.person(t.Context(), firstKeeper)
	if err != nil {
		t.Fatal(err)
	}
	clerk, err := h.person(t.Context(), "zhang-min")
	if err != nil {
		t.Fatal(err)
	}
	in, problems := catalogue.ReadDeclared("suspend.yaml", []byte("format: 1\nverb: suspend\nlist: duties\ncodes: [XX-D-0004]\nwhy: 机构调整\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, err := h.desk.Declare(t.Context(), clerk, in); err == nil {
		t.Error("a clerk changed the lists")
	}
	if _, err := h.desk.Declare(t.Context(), keeper, in); err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Declare(t.Context(), keeper, in); err == nil {
		t.Error("an entry was suspended twice")
	}
	vs, err := h.desk.EntryVersions(t.Context(), catalogue.Duties, "XX-D-0004")
	if err != nil || len(vs) != 2 || vs[0].Entry.State != catalogue.Suspended {
		t.Fatalf("%d versions, %v", len(vs), err)
	}
	if _, problems = catalogue.ReadDeclared("bad.yaml", []byte("format: 2\nentries:\n  - {code: A, name: {zh: 甲}, agency: x, colour: red}\n")); len(problems) != 3 {
		t.Errorf("problems: %v", problems)
	}
}

// Sample people sign in by name: a folder that dev used is no place for real data.
func TestServeRefusesSamplePeople(t *testing.T) {
	dir := t.TempDir()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"serve", "--data", dir, "--packs", "../../packs", "--listen", "127.0.0.1:0"}); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}

// A development system has resources to show, one of them on its way out, and does not
// write them twice.
func TestSampleResources(t *testing.T) {
	s := scene.New(t)
	h := &house{desk: s.Desk, packs: s.Packs, store: s.Store()}
	for range 2 {
		if err := h.sampleResources(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	have, err := s.Desk.KnownResources(t.Context())
	if err != nil || len(have) < 12 || !have["sample-old-permits"] {
		t.Errorf("%d resources, %v", len(have), err)
	}
	err = s.Store().Read(t.Context(), func(tx *store.Tx) error {
		x, err := resource.Find(tx, "sample-old-permits")
		if err == nil && x.State != resource.Retiring {
			t.Errorf("it is %s", x.State)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
