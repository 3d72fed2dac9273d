package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/scene"
)

// A changed rule is tried on past decisions at the command line, before anybody signs it: one row for each case that would come out
// otherwise. Nothing in the data changes, and who neither keeps packs nor leads is refused.
func TestReplayAtTheCommandLine(t *testing.T) {
	const service = "reading-grant"
	s := scene.New(t)
	for _, born := range []string{"2012-05-01", "2007-05-01"} {
		n := s.File("lin-jian", service, map[string]string{"reader": "林晓", "born": born, "resident": "yes"})
		if born == "2007-05-01" {
			s.Do("east-clerk", n, casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "已满十八周岁"})
		}
	}
	packs := filepath.Join(t.TempDir(), "packs")
	if err := os.CopyFS(packs, s.Packs); err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(packs, "_toy", service)
	rules, err := filepath.Glob(filepath.Join(changed, "decide", "*.yaml"))
	if err != nil || len(rules) == 0 {
		t.Fatalf("%v, %v", rules, err)
	}
	for _, file := range rules {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b = []byte(strings.NewReplacer(`"< 18"`, `"< 21"`, `">= 18"`, `">= 21"`).Replace(string(b)))
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before, err := s.Desk.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := filepath.Join(t.TempDir(), "rows.csv")
	args := []string{"replay", "--pack", changed, "--since", "2026-01-01", "--data", s.Folder, "--csv", rows, "--purpose", "放宽年龄", "--by"}
	if code := run(append(args, "east-clerk")); code != 1 {
		t.Errorf("a clerk tries rules: exit code %d", code)
	}
	if code := run(append(args, "fang-zheng")); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	b, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], "refused") || !strings.Contains(lines[1], "granted") {
		t.Errorf("who would gain:\n%s", b)
	}
	after, err := s.Desk.Verify(t.Context())
	if err != nil || after.Acts != before.Acts {
		t.Errorf("the data after it: %+v, %v", after, err)
	}
}
