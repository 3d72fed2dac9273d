package ui

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/pdf"
	"atonce/internal/presentation"
	"atonce/internal/qrcode"
)

// call is one call of a module's function: the module, the function, what it is
// given and what it should answer ("error" when it should refuse).
type call [4]any

func raw(b []byte) any { return map[string]string{"bytes": base64.StdEncoding.EncodeToString(b)} }

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run runs calls in Node.js on the modules as they stand in the folder of assets.
func run(t *testing.T, calls []call) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv(browser.Needed) != "" {
			t.Fatal("node is missing: apt-get install nodejs")
		}
		t.Skip("node is missing: the modules are only run by the pages' tests")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("asset")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "testdata/modules.mjs", dir)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != fmt.Sprintf("ran %d\n", len(calls)) {
		t.Fatalf("%v\n%s", err, out)
	}
}

// ask calls a function of a module twice, the second time in a browser that cannot
// compress, and answers what it says, a line each.
func ask(t *testing.T, module, name, arg string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is missing: the modules are only run by the pages' tests")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("asset")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "ask.mjs")
	code := fmt.Sprintf("import { %s as f } from './%s';\nconsole.log(await f(process.argv[2]));\ndelete globalThis.CompressionStream;\nconsole.log(await f(process.argv[2]));\n", name, module)
	if err := os.WriteFile(script, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, script, arg).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The vectors of GB/T 32905 annex A and GB/T 32918.5 annex A.
func TestModuleSM2(t *testing.T) {
	x, y := unhex(t, "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"), unhex(t, "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
	signature := unhex(t, "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
	message := []byte("message digest")
	ask := func(x, y, s, m []byte, want bool) call {
		return call{"sm2.js", "verify", []any{raw(x), raw(y), raw(s), raw(m)}, want}
	}
	calls := []call{
		{"sm3.js", "sm3", []any{raw([]byte("abc"))}, raw(unhex(t, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"))},
		{"sm3.js", "sm3", []any{raw(bytes.Repeat([]byte("abcd"), 16))}, raw(unhex(t, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"))},
		ask(x, y, signature, message, true),
		ask(x, y, signature, []byte("message digesT"), false),
		ask(y, x, signature, message, false), // not a point of the curve
		ask(x, y, signature[:63], message, false),
		ask(x, y, make([]byte, 64), message, false),
	}
	for i := range signature {
		other := slices.Clone(signature)
		other[i] ^= 1
		calls = append(calls, ask(x, y, other, message, false))
	}
	run(t, calls)
}

func TestModuleEd25519(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	// 2²⁵² + 27742317777372353535851937790883648493, the order of the group.
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	var calls []call
	ask := func(k, s, m []byte, want bool) {
		calls = append(calls, call{"ed25519.js", "verify", []any{raw(k), raw(s), raw(m)}, want})
	}
	for n := range 8 {
		seed, message := make([]byte, 32), make([]byte, 37*n)
		random.Read(seed)
		random.Read(message)
		private := ed25519.NewKeyFromSeed(seed)
		public, s := private.Public().(ed25519.PublicKey), ed25519.Sign(private, message)
		ask(public, s, message, true)
		ask(public, s, append(slices.Clone(message), 0), false)
		other := slices.Clone(s)
		other[8*n] ^= 4
		ask(public, other, message, false)
		// The same number once more around the group must not pass for another signature.
		scalar := slices.Clone(s[32:])
		slices.Reverse(scalar)
		again := new(big.Int).Add(new(big.Int).SetBytes(scalar), order).FillBytes(make([]byte, 32))
		slices.Reverse(again)
		ask(public, append(slices.Clone(s[:32]), again...), message, false)
	}
	ask(bytes.Repeat([]byte{0xff}, 32), make([]byte, 64), nil, false)
	run(t, calls)
}

func TestModuleInflate(t *testing.T) {
	random := rand.New(rand.NewChaCha8([32]byte{2}))
	var calls []call
	for n := range 40 {
		content := make([]byte, random.IntN(5000))
		for i := range content {
			content[i] = byte(random.IntN(1 + 6*n))
		}
		var packed, zipped bytes.Buffer
		level := []int{flate.NoCompression, flate.BestSpeed, flate.BestCompression, flate.HuffmanOnly}[n%4]
		words := []byte("what is likely")
		f, err := flate.NewWriterDict(&packed, level, words)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zlib.NewWriterLevel(&zipped, level)
		if err != nil {
			t.Fatal(err)
		}
		content = append(content, words...)
		for _, w := range []interface {
			Write([]byte) (int, error)
			Close() error
		}{f, z} {
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		calls = append(calls, call{"inflate.js", "inflate", []any{raw(packed.Bytes()), len(content), raw(words)}, raw(content)},
			call{"inflate.js", "inflate", []any{raw(packed.Bytes()), len(content) - 1, raw(words)}, "error"},
			call{"inflate.js", "inflate", []any{raw(packed.Bytes()[:packed.Len()/2]), 1 << 20, raw(words)}, "error"},
			call{"inflate.js", "unzip", []any{raw(zipped.Bytes()), len(content)}, raw(content)},
			call{"inflate.js", "unzip", []any{raw(packed.Bytes()), len(content)}, "error"})
	}
	run(t, calls)
}

// What Go packs for a QR code, the page unpacks.
func TestModuleUnpack(t *testing.T) {
	random := rand.New(rand.NewChaCha8([32]byte{3}))
	var calls []call
	for n := range 20 {
		piece := func(most int) string {
			b := make([]byte, random.IntN(most))
			for i := range b {
				b[i] = byte(random.Uint32())
			}
			return base64.RawURLEncoding.EncodeToString(b)
		}
		text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"ES256","typ":"dc+sd-jwt"}`)) + "." + piece(900) + "." + piece(90)
		for range n {
			text += "~" + piece(80)
		}
		packed, err := presentation.Pack(text)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, call{"unpack.js", "unpack", []any{packed}, text}, call{"unpack.js", "unpack", []any{packed[:len(packed)-1]}, "error"},
			call{"unpack.js", "unpack", []any{"2" + packed[1:]}, "error"})
	}
	run(t, calls)
}

func TestModuleAttachment(t *testing.T) {
	const credential = "eyJ9.e30.AAAA~WyJ4Il0~"
	doc := pdf.New(pdf.Info{Title: "t", Lang: "en"})
	doc.Page().Text(50, 50, 12, pdf.Color{}, "page")
	plain, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	doc.Attach("a.txt", "text/plain", []byte("something else"))
	doc.Attach("b", "application/dc+sd-jwt", []byte(credential))
	file, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	run(t, []call{{"attachment.js", "credential", []any{raw(file)}, credential}, {"attachment.js", "credential", []any{raw(plain)}, nil},
		{"attachment.js", "credential", []any{raw([]byte("1 0 obj<</Type /EmbeddedFile>>stream\r\n" + credential + "\r\nendstream"))}, credential},
		{"attachment.js", "credential", []any{raw(file[:bytes.Index(file, []byte("endstream"))])}, nil}})
}

// A phone draws the codes that the server draws, module for module; that those are read
// is tested in internal/qrcode.
func TestModuleQR(t *testing.T) {
	const address = "https://atonce.example/verify#"
	var calls []call
	for n := 700; n < 6700; n += 170 {
		var digits strings.Builder
		for i := range n {
			digits.WriteByte('0' + byte((i*7+n)%10))
		}
		c, err := qrcode.Encode(address + digits.String())
		if err != nil {
			t.Fatal(err)
		}
		var path strings.Builder
		c.Runs(func(x, y, run int) { fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, run, run) })
		calls = append(calls, call{"qr.js", "code", []any{address, digits.String()}, struct {
			Size int    `json:"size"`
			Path string `json:"path"`
		}{c.Size, path.String()}})
	}
	run(t, calls)
}

// What a phone packs, with or without the means to make it shorter, Go unpacks.
func TestModuleDigits(t *testing.T) {
	text := "eyJhbGciOiJFUzI1NiJ9." + strings.Repeat("AbCd", 200) + ".c2ln~" + strings.Repeat("WyJz", 30) + "~eyJ9.e30.AAAA"
	out := strings.TrimSpace(ask(t, "holder.js", "digits", text))
	for _, digits := range strings.Fields(out) {
		if got, err := presentation.Unpack(digits); err != nil || got != text {
			t.Errorf("unpacked %.60q, %v", got, err)
		}
	}
	if len(strings.Fields(out)) != 2 {
		t.Errorf("asked for two, got %q", out)
	}
}

// Each module is small enough for a phone in the country: the budget of the pages.
func TestModulesAreSmall(t *testing.T) {
	const most = 3 << 10
	for name, a := range assets {
		if strings.HasSuffix(name, ".js") && len(a.gzipped) > most {
			t.Errorf("%s: %d bytes packed, more than %d", name, len(a.gzipped), most)
		}
	}
}

func TestModulesImportByTheirAddress(t *testing.T) {
	got := AssetsFor("sm2.js")
	for _, name := range []string{"sm2.js", "bytes.js", "curve.js", "sm3.js"} {
		if !slices.Contains(got, Asset(name)) {
			t.Errorf("%s is not among %v", name, got)
		}
	}
	if len(got) != 4 || bytes.Contains(AssetBytes("sm2.js"), []byte(`"./`)) {
		t.Errorf("%v\n%s", got, AssetBytes("sm2.js"))
	}
}
