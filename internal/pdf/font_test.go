package pdf

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

func open(t testing.TB) *font {
	t.Helper()
	f, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestBothMapsAgree: every character of the first plane by both formats of the map.
func TestBothMapsAgree(t *testing.T) {
	f := open(t)
	all, err := directory(sans)
	if err != nil {
		t.Fatal(err)
	}
	var four table
	for i := range all["cmap"].u16(2) {
		if sub := all["cmap"].from(all["cmap"].u32(4 + 8*i + 4)); sub.u16(0) == 4 {
			four = sub
		}
	}
	g := *f
	g.cmap = four
	if f.cmap.u16(0) != 12 || four == "" {
		t.Fatal("the font has not both formats")
	}
	found := 0
	for r := rune(0); r < 0xFFFF; r++ {
		a, b := f.glyph(r), g.glyph(r)
		if a != b {
			t.Fatalf("%U is glyph %d by format 12 and %d by format 4", r, a, b)
		}
		if a > 0 {
			found++
		}
	}
	if found < 20000 {
		t.Errorf("only %d characters", found)
	}
	if g.glyph('𬀩') != 0 || f.glyph('𬀩') == 0 {
		t.Error("format 4 ends at U+FFFF, format 12 does not")
	}
}

func TestWidth(t *testing.T) {
	if w := Width(10, "证照"); w != 20 {
		t.Errorf("two Han characters at 10 points are %v wide", w)
	}
	if a, b := Width(10, "i"), Width(10, "W"); a <= 0 || a >= b {
		t.Errorf("i is %v and W is %v wide", a, b)
	}
}

func TestSubsetKeepsOutlines(t *testing.T) {
	f := open(t)
	var asked []int
	for _, r := range "中文A𬀩中" {
		asked = append(asked, f.glyphFor(r))
	}
	b, err := f.subset(asked)
	if err != nil {
		t.Fatal(err)
	}
	if sum := checksum(b); sum != 0xB1B0AFBA {
		t.Errorf("the file's sum is %X", sum)
	}
	sub := reopen(t, b)
	if sub.glyphs != len(asked)+1 {
		t.Fatalf("%d glyphs, want %d", sub.glyphs, len(asked)+1)
	}
	for i, g := range append([]int{0}, asked...) {
		if !strings.HasPrefix(string(sub.outline(i)), string(f.outline(g))) || len(f.outline(g)) == 0 {
			t.Errorf("glyph %d lost its outline", g)
		}
		if sub.advance(i) != f.advance(g) || sub.bearing(i) != f.bearing(g) {
			t.Errorf("glyph %d lost its measures", g)
		}
	}
}

// reopen reads a subset, which has no character map of its own.
func reopen(t testing.TB, b []byte) *font {
	t.Helper()
	all, err := directory(string(b))
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][]byte{"cmap": small(map[rune]int{'A': 1})}
	for name, content := range all {
		tables[name] = []byte(content)
	}
	f, err := openFont(string(assemble(tables)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// small writes a character map of format 12 with one group for each character.
func small(m map[rune]int) []byte {
	b := binary.BigEndian.AppendUint32(nil, 1) // version 0, one subtable
	b = append(b, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(16+12*len(m)))
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(m)))
	for r := rune(0); r <= 0x10FFFF; r++ {
		if g, ok := m[r]; ok {
			for _, v := range []int{int(r), int(r), g} {
				b = binary.BigEndian.AppendUint32(b, uint32(v))
			}
		}
	}
	return b
}

// composed is a font of five glyphs: 1 is drawn; 2 is composed of 3 and 1; 3 of 1;
// 4 of itself, as a damaged font may say.
func composed() []byte {
	simple := []byte{0, 1, 0, 0, 0, 0, 0, 10, 0, 10, 0, 0}
	part := func(flags, glyph int) []byte {
		b := binary.BigEndian.AppendUint16(nil, uint16(flags))
		b = binary.BigEndian.AppendUint16(b, uint16(glyph))
		n := 2
		if flags&wordArguments != 0 {
			n += 2
		}
		if flags&oneScale != 0 {
			n += 2
		}
		if flags&twoScales != 0 {
			n += 4
		}
		if flags&fourScales != 0 {
			n += 8
		}
		return append(b, make([]byte, n)...)
	}
	of := func(parts ...[]byte) []byte {
		return append([]byte{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0}, bytes.Join(parts, nil)...)
	}
	var glyf, loca, hmtx []byte
	for i, g := range [][]byte{nil, simple, of(part(moreParts|wordArguments|twoScales, 3), part(fourScales, 1)), of(part(oneScale, 1)), of(part(0, 4))} {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = pad(append(glyf, g...))
		hmtx = append(hmtx, 0, byte(100+i), 0, byte(i))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := make([]byte, headLength), make([]byte, hheaLength), make([]byte, maxpLength)
	head[18], head[51] = 4, 1
	hhea[35], maxp[5] = 5, 5
	return assemble(map[string][]byte{"cmap": small(map[rune]int{'A': 1, 'B': 2, 'D': 4}), "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp})
}

func TestCompositeGlyphsBringTheirParts(t *testing.T) {
	f, err := openFont(string(composed()))
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.subset([]int{f.glyph('B'), f.glyph('D')})
	if err != nil {
		t.Fatal(err)
	}
	sub := reopen(t, b)
	// 0, B, D, then the parts of B: old 3 and old 1.
	if sub.glyphs != 5 {
		t.Fatalf("%d glyphs, want 5", sub.glyphs)
	}
	for _, want := range []struct{ glyph, at, part int }{{1, 12, 3}, {1, 12 + 8 + 4, 4}, {2, 12, 2}, {3, 12, 4}} {
		if got := sub.outline(want.glyph).u16(want.at); got != want.part {
			t.Errorf("glyph %d names part %d at byte %d, want %d", want.glyph, got, want.at, want.part)
		}
	}
	if sub.outline(4) != f.outline(1) || sub.advance(3) != f.advance(3) {
		t.Error("a part lost its outline or measure")
	}
}

func TestDamagedFontsAreRefused(t *testing.T) {
	whole := composed()
	for name, b := range map[string][]byte{
		"empty":         nil,
		"other file":    []byte("%PDF-1.7"),
		"cut directory": whole[:40],
		"cut table":     whole[:len(whole)-8],
	} {
		if _, err := openFont(string(b)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// FuzzFont: a damaged font may be refused or draw nothing, never stop the program.
func FuzzFont(f *testing.F) {
	f.Add(composed())
	f.Add(composed()[:100])
	f.Fuzz(func(t *testing.T, b []byte) {
		font, err := openFont(string(b))
		if err != nil {
			return
		}
		var asked []int
		for _, r := range "AB中\U0002CD29\U0010FFFF" {
			asked = append(asked, font.glyph(r))
		}
		_, _ = font.subset(asked) // either answer is right for a damaged font
	})
}
