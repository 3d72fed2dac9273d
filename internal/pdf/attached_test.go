package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const inside = `{"number":"1"}`

func isInside(b []byte) bool { return string(b) == inside }

// qpdf runs Debian's judge of PDF files on one and returns what it says.
func qpdf(t *testing.T, b []byte, args ...string) (string, string) {
	t.Helper()
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Skip("qpdf is not installed: apt-get install qpdf")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.NewReplacer("IN", in, "OUT", out).Replace(a)
	}
	said, err := exec.Command("qpdf", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf %v: %v\n%s", args, err, said)
	}
	return string(said), out
}

func TestQpdfFindsNoFault(t *testing.T) {
	said, _ := qpdf(t, write(t, sample()), "--check", "IN")
	if !strings.Contains(said, "No syntax or stream encoding errors found") || strings.Contains(strings.ToUpper(said), "WARNING") {
		t.Error(said)
	}
}

func TestAttachedFileIsFound(t *testing.T) {
	b := write(t, sample())
	if got, ok := Attached(b, 1000, isInside); !ok || string(got) != inside {
		t.Errorf("found %q", got)
	}
	if got, ok := Attached(b, len(inside)-1, func([]byte) bool { return true }); ok {
		t.Errorf("longer than allowed, yet found %q", got)
	}
	if got, ok := Attached(b, 1000, func([]byte) bool { return false }); ok {
		t.Errorf("refused, yet found %q", got)
	}
	if _, ok := Attached(write(t, without()), 1000, isInside); ok {
		t.Error("found in a file that has none")
	}
}

func without() *Doc {
	d := New(Info{Title: "t", Lang: "en"})
	d.Page().Text(50, 50, 12, black, "/EmbeddedFile stream")
	return d
}

// Another program may have saved the file anew, packed in its own way or not at all.
func TestAttachedFileIsFoundAfterSavingAnew(t *testing.T) {
	for _, how := range [][]string{
		{"--object-streams=generate", "--compress-streams=y", "--recompress-flate", "IN", "OUT"},
		{"--linearize", "IN", "OUT"},
		{"--qdf", "--object-streams=disable", "IN", "OUT"},
		{"--stream-data=uncompress", "--newline-before-endstream", "IN", "OUT"},
	} {
		name := how[0]
		_, file := qpdf(t, write(t, sample()), how...)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Attached(b, 1000, isInside); !ok {
			t.Errorf("after qpdf %s: not found (%q)", name, got)
		}
	}
}

func FuzzAttached(f *testing.F) {
	b, err := sample().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[max(0, bytes.Index(b, []byte("/EmbeddedFile"))-40):])
	f.Add([]byte("1 0 obj\n<</Type /EmbeddedFile /Length 3>>\nstream\nabc\nendstream\nendobj"))
	f.Add([]byte("1 0 obj\n<</Type /EmbeddedFile /Filter /FlateDecode>>stream\r\n\x78\x9c"))
	f.Fuzz(func(t *testing.T, file []byte) {
		const most = 1 << 10
		seen := 0
		Attached(file, most, func(content []byte) bool {
			if len(content) > most {
				t.Fatalf("%d bytes", len(content))
			}
			seen++
			return false
		})
		if n := bytes.Count(file, []byte("/EmbeddedFile")); seen > n {
			t.Fatalf("%d found, %d there", seen, n)
		}
	})
}
