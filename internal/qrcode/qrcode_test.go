package qrcode

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// readers is a program of the library jsQR: it draws each code as a camera would see
// it, reads it back and says what it read.
const readers = `
const jsQR = require(process.argv[2]);
let text = "";
process.stdin.on("data", (d) => (text += d)).on("end", () => {
  const out = JSON.parse(text).map((rows) => {
    const scale = 3, side = (rows.length + 8) * scale, pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    rows.forEach((row, y) => [...row].forEach((c, x) => {
      if (c === "#") for (let i = 0; i < scale * scale; i++) {
        const at = 4 * (((y + 4) * scale + Math.floor(i / scale)) * side + (x + 4) * scale + (i % scale));
        pixels[at] = pixels[at + 1] = pixels[at + 2] = 0;
      }
    }));
    const got = jsQR(pixels, side, side);
    return got ? got.data : "";
  });
  console.log(JSON.stringify(out));
});`

func TestAReaderReadsIt(t *testing.T) {
	lacking := func(why string) {
		if os.Getenv("ATONCE_NEED_BROWSER") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		lacking("node is missing: apt-get install nodejs")
	}
	library := "../browser/node_modules/jsqr/dist/jsQR.js"
	if _, err := os.Stat(library); err != nil {
		lacking("jsQR is missing: npm ci --prefix internal/browser")
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	address := "https://atonce.example/verify#1"
	contents := []string{"https://atonce.example/verify/abcdefghjkmnpqrstuvw", "0123456789012345678901234567", address, address + "42",
		address + strings.Repeat("1234567890", 30), address + strings.Repeat("0987654321", 230), address + strings.Repeat("9", 5000), strings.Repeat("証 a", 300)}
	var pictures [][]string
	for _, content := range contents {
		c, err := Encode(content)
		if err != nil {
			t.Fatalf("%.40s: %v", content, err)
		}
		rows := make([][]byte, c.Size)
		for i := range rows {
			rows[i] = []byte(strings.Repeat(" ", c.Size))
		}
		c.Runs(func(column, row, length int) { copy(rows[row][column:], strings.Repeat("#", length)) })
		var lines []string
		for _, row := range rows {
			lines = append(lines, string(row))
		}
		pictures = append(pictures, lines)
	}
	in, err := json.Marshal(pictures)
	if err != nil {
		t.Fatal(err)
	}
	script := t.TempDir() + "/read.cjs"
	if err := os.WriteFile(script, []byte(readers), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, script, here+"/"+library)
	cmd.Stdin = strings.NewReader(string(in))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v %s", err, out)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for i, want := range contents {
		if got[i] != want {
			t.Errorf("%.60s (side %d) was read as %.60q", want, len(pictures[i]), got[i])
		}
	}
}

// Digits take a third less room than letters: a packed credential stays readable.
func TestDigitsTakeLessRoom(t *testing.T) {
	letters, err := Encode("https://atonce.example/verify#" + strings.Repeat("a", 1500))
	if err != nil {
		t.Fatal(err)
	}
	digits, err := Encode("https://atonce.example/verify#" + strings.Repeat("1", 1500))
	if err != nil {
		t.Fatal(err)
	}
	if digits.Size >= letters.Size {
		t.Errorf("%d modules for digits, %d for letters", digits.Size, letters.Size)
	}
}

func TestTooLongIsSaid(t *testing.T) {
	for _, s := range []string{strings.Repeat("a", 2954), strings.Repeat("1", 7090)} {
		if _, err := Encode(s); !errors.Is(err, ErrTooLong) {
			t.Errorf("%d signs: %v", len(s), err)
		}
	}
	if _, err := Encode(strings.Repeat("a", 2953)); err != nil {
		t.Errorf("the most that fits: %v", err)
	}
}
