package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
)

var (
	black = Color{0x16, 0x21, 0x1f}
	red   = Color{0xb3, 0x26, 0x1e}
)

// Characters of Extensions A, B, E and G that stand in real names and that the font has.
const rare = "䶮𠂇𬀩𰻞"

func sample() *Doc {
	d := New(Info{Title: "食品经营许可证 (sample)", Lang: "zh-CN", Author: "青瓷县市场监督管理局", Created: time.Date(2026, 10, 4, 9, 0, 0, 0, time.UTC)})
	p := d.Page()
	p.Rect(20*MM, 18*MM, PageWidth-40*MM, 2, red)
	p.Block("H1", "", func() { p.Middle(PageWidth/2, 34*MM, 26, black, "食品经营许可证") })
	p.Block("P", "", func() {
		for i, line := range Wrap("持有人：王"+rare+"；经营场所：云溪市青瓷县人民路100号（东门）。Scope: bulk food, and what else the holder sells.", 12, 120*MM) {
			p.Text(20*MM, 50*MM+float64(i)*18, 12, black, line)
		}
	})
	p.Line(20*MM, 80*MM, 190*MM, 80*MM, 0.5, black)
	p.QR(20*MM, 90*MM, 40*MM, "https://example.org/verify/abcdefghjkmnpqrstuvw", "code")
	p.Seal(160*MM, 110*MM, 20*MM, red, []string{"青瓷县市场", "监督管理局"})
	second := d.Page()
	second.Text(20*MM, 30*MM, 12, black, "第二页")
	second.Watermark(20*MM, 40*MM, 100*MM, 60*MM, 12, Color{200, 210, 205}, "与原件相符")
	for i, picture := range pictures() {
		second.Picture(20*MM+float64(i)*40*MM, 110*MM, 30*MM, 30*MM, picture, "picture")
	}
	d.Attach("licence.json", "application/json", []byte(`{"number":"1"}`))
	return d
}

// pictures are a JPEG in colour, one in grey, and a PNG that is clear in part.
func pictures() [][]byte {
	r := image.Rect(0, 0, 40, 20)
	paint := func(m draw.Image) draw.Image {
		draw.Draw(m, image.Rect(5, 5, 30, 15), image.NewUniform(color.RGBA{0x0f, 0x5f, 0x5c, 0xff}), image.Point{}, draw.Src)
		return m
	}
	var a, b, c bytes.Buffer
	for _, err := range []error{jpeg.Encode(&a, paint(image.NewRGBA(r)), nil), jpeg.Encode(&b, paint(image.NewGray(r)), nil), png.Encode(&c, paint(image.NewNRGBA(r)))} {
		if err != nil {
			panic(err)
		}
	}
	return [][]byte{a.Bytes(), b.Bytes(), c.Bytes()}
}

func write(t *testing.T, d *Doc) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameCallsSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample()), write(t, sample())) {
		t.Fatal("two files of the same calls differ")
	}
	d := sample()
	if !bytes.Equal(write(t, d), write(t, d)) {
		t.Fatal("asking twice changes the file")
	}
}

func TestMissing(t *testing.T) {
	if got := Missing("王"+rare+"，Zhāng San 12\n\t·㊣Ⅳ①￥", "𠀀甲𠀀"); string(got) != "𠀀" {
		t.Errorf("missing %q, want 𠀀 alone", string(got))
	}
	for _, s := range []string{"e\u0301", "\u200b", "\ufffd", "a\xff", "\x00", "བོད", "ئۇيغۇر", "👩"} {
		if len(Missing(s)) == 0 {
			t.Errorf("%+q: nothing is missing, but it cannot be drawn truly", s)
		}
	}
	if got := Names([]rune("𠀀\u200b\ufffd")); got != "U+20000 𠀀, U+200B, U+FFFD" {
		t.Errorf("Names: %s", got)
	}
}

func TestMissingIsNeverDrawn(t *testing.T) {
	d := sample()
	d.Page().Text(50, 50, 12, black, "王𠀀")
	_, err := d.Bytes()
	if fail.KindOf(err) != fail.Conflict || !strings.Contains(err.Error(), "U+20000") {
		t.Fatalf("a character that the font lacks was taken: %v", err)
	}
}

func TestTroubleIsTold(t *testing.T) {
	zero := 0.0
	for name, draw := range map[string]func(*Doc){
		"not a number":   func(d *Doc) { d.Page().Line(zero/zero, 0, 1, 1, 1, black) },
		"beyond a page":  func(d *Doc) { d.Page().Rect(1e9, 0, 1, 1, black) },
		"no picture":     func(d *Doc) { d.Page().Picture(0, 0, 1, 1, []byte("not one"), "") },
		"too long code":  func(d *Doc) { d.Page().QR(0, 0, 100, strings.Repeat("x", 5000), "") },
		"attached twice": func(d *Doc) { d.Page(); d.Attach("a", "text/plain", nil); d.Attach("a", "text/plain", nil) },
		"no page":        func(*Doc) {},
	} {
		d := New(Info{Title: "t", Lang: "en"})
		draw(d)
		if _, err := d.Bytes(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestStructure reads the file as a reader does: by the table at its end.
func TestStructure(t *testing.T) {
	b := write(t, sample())
	start, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)[1]))
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscanf(string(b[start:]), "xref\n0 %d\n", &n); err != nil {
		t.Fatal(err)
	}
	entries := b[start+len(fmt.Sprintf("xref\n0 %d\n", n)):]
	length := regexp.MustCompile(`/FlateDecode /Length (\d+)>>\nstream\n`)
	streams := 0
	for i := 1; i < n; i++ {
		at, err := strconv.Atoi(string(entries[20*i : 20*i+10]))
		if err != nil {
			t.Fatal(err)
		}
		object, ok := bytes.CutPrefix(b[at:], fmt.Appendf(nil, "%d 0 obj\n", i))
		if !ok {
			t.Fatalf("object %d does not begin at %d", i, at)
		}
		m := length.FindSubmatchIndex(object)
		if m == nil || bytes.Index(object, []byte("endobj")) < m[0] {
			continue
		}
		streams++
		long, err := strconv.Atoi(string(object[m[2]:m[3]]))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(object[m[1]+long:], []byte("\nendstream\nendobj\n")) {
			t.Fatalf("object %d: the stream is not %d bytes long", i, long)
		}
		z, err := zlib.NewReader(bytes.NewReader(object[m[1] : m[1]+long]))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatalf("object %d: %v", i, err)
		}
		if begun, ended := bytes.Count(content, []byte(" BDC\n"))+bytes.Count(content, []byte(" BMC\n")), bytes.Count(content, []byte("EMC\n")); begun != ended {
			t.Errorf("object %d: %d marks begin, %d end", i, begun, ended)
		}
	}
	if streams != 6 { // two pages, the font, its map back, the attached file, the picture that is no JPEG
		t.Errorf("%d streams, want 6", streams)
	}
	for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllSubmatch(b, -1) {
		if o, err := strconv.Atoi(string(m[1])); err != nil || o < 1 || o >= n {
			t.Errorf("a reference leads to object %s of %d", m[1], n-1)
		}
	}
}

// poppler runs one of its tools on the sample file and returns what it says.
func poppler(t *testing.T, b []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s (of Poppler) is not installed", tool)
	}
	name := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", name)
	}
	var said, complained bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Stdout, cmd.Stderr = &said, &complained
	if err := cmd.Run(); err != nil || complained.Len() > 0 {
		t.Fatalf("%s: %v\n%s", tool, err, complained.String())
	}
	return said.String()
}

func TestTextIsReadBack(t *testing.T) {
	got := poppler(t, write(t, sample()), "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"食品经营许可证", "王" + rare, "人民路100号", "（东门）。Scope: bulk food", "青瓷县市场", "第二页"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the text:\n%s", want, got)
		}
	}
}

// TestLookalikesAreReadBack: the radical ⼀ and the character 一 share one glyph.
func TestLookalikesAreReadBack(t *testing.T) {
	d := New(Info{Title: "t", Lang: "zh-CN"})
	const both = "金⾦金"
	if f, _ := builtIn(); f.glyph('金') != f.glyph('⾦') {
		t.Fatal("the font has two glyphs now: the case needs another pair")
	}
	d.Page().Text(50, 50, 12, black, both)
	if got := poppler(t, write(t, d), "pdftotext", "FILE", "-"); !strings.Contains(got, both) {
		t.Errorf("read back %+q, want %+q", got, both)
	}
}

func TestReadersOpenIt(t *testing.T) {
	got := poppler(t, write(t, sample()), "pdfinfo", "FILE")
	for _, want := range []string{"食品经营许可证 (sample)", "青瓷县市场监督管理局", "Pages:           2", "A4", "Tagged:          yes"} {
		if !strings.Contains(got, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, got)
		}
	}
	if got := poppler(t, write(t, sample()), "pdfinfo", "-struct-text", "FILE"); !strings.Contains(got, "H1") || !strings.Contains(got, "食品经营许可证") || !strings.Contains(got, "Figure") {
		t.Errorf("structure:\n%s", got)
	}
	if got := poppler(t, write(t, sample()), "pdffonts", "FILE"); !strings.Contains(got, "CID TrueType") || !strings.Contains(got, "yes yes yes") {
		t.Errorf("font:\n%s", got)
	}
	if got := poppler(t, write(t, sample()), "pdfdetach", "-list", "FILE"); !strings.Contains(got, "licence.json") {
		t.Errorf("attached: %s", got)
	}
}

// TestPicture draws the page. With ATONCE_PICTURES it stays there to be looked at.
func TestPicture(t *testing.T) {
	dir := os.Getenv("ATONCE_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	poppler(t, write(t, sample()), "pdftoppm", "-r", "70", "-png", "FILE", filepath.Join(dir, "pdf-sample"))
	if _, err := os.Stat(filepath.Join(dir, "pdf-sample-2.png")); err != nil {
		t.Error(err)
	}
}

func BenchmarkLicence(b *testing.B) {
	for b.Loop() {
		if _, err := sample().Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
