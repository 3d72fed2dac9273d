package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/text"
)

// Killed in the middle by the operating system and called again, an import has lost no
// row and taken none twice, in little memory.
func TestImportKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: killing an import takes a while")
	}
	c := benchImportCommand{Rows: 60_000, Kills: 2, Packs: "../../packs", Dir: t.TempDir(), start: func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), asProgram+"="+strings.Join(append(args, "--batch", "2000"), "\n"))
		return cmd
	}}
	var out bytes.Buffer
	runs, err := c.measure(t.Context(), &out, text.EN)
	t.Log("\n" + out.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) != 2 || runs[1].rows != c.Rows || len(runs[1].killed) != 2 || runs[1].killed[0] >= c.Rows {
		t.Errorf("%+v", runs)
	}
	for _, r := range runs {
		if r.memory > 500<<20 {
			t.Errorf("a run held %d MiB", r.memory>>20)
		}
	}
}

// The same seed makes the same province, and every row of it can be taken.
func TestGenerateProvince(t *testing.T) {
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	for dir, seed := range map[string]uint64{a: 7, b: 7, c: 8} {
		if err := (generateProvinceCommand{People: 700, Seed: seed, Out: dir}).Run(); err != nil {
			t.Fatal(err)
		}
	}
	data := t.TempDir()
	for _, name := range provinceFiles {
		one, err := os.ReadFile(filepath.Join(a, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		two, _ := os.ReadFile(filepath.Join(b, name+".csv"))
		other, _ := os.ReadFile(filepath.Join(c, name+".csv"))
		if !bytes.Equal(one, two) || bytes.Equal(one, other) {
			t.Errorf("%s is not the seed's", name)
		}
		var out bytes.Buffer
		cmd := importRegisterCommand{Register: name, File: filepath.Join(a, name+".csv"), Data: data, Packs: "../../packs", Lang: "en"}
		if err := cmd.run(t.Context(), &out, io.Discard); err != nil {
			t.Fatal(name, err)
		}
		rows := bytes.Count(one, []byte("\n")) - 1
		if !strings.Contains(out.String(), ", 0 not taken") || rows == 0 || name == "population" && rows != 700 {
			t.Errorf("%s, %d rows: %s", name, rows, out.String())
		}
	}
}

// What cannot be taken is said on the screen and, whole, in a file.
func TestImportRegisterSaysWhy(t *testing.T) {
	dir := t.TempDir()
	file, rejects := filepath.Join(dir, "credit.csv"), filepath.Join(dir, "rejects.txt")
	rows := "credit_code,adverse,last_adverse,good,serious\n91330199A00000011C,0,,2,false\n" + strings.Repeat("91330199A00000011D,x,,2,no\n", 15)
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := importRegisterCommand{Register: "credit", File: file, Data: dir, Packs: "../../packs", Lang: "en"}
	var out bytes.Buffer
	if err := cmd.run(t.Context(), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "16 rows read: 1 taken (1 new, 0 changed, 0 unchanged), 15 not taken") ||
		!strings.Contains(s, "row 2 adverse: This is no whole number.") || !strings.Contains(s, "There are more.") {
		t.Error(s)
	}
	cmd.Rejects = rejects
	if err := cmd.run(t.Context(), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(rejects); err != nil || strings.Count(string(b), "\n") != 45 {
		t.Errorf("%v %s", err, b)
	}
}
