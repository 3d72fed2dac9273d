package pdf

import (
	_ "embed" // the font
	"errors"
	"slices"
	"sync"
	"unicode"

	"atonce/internal/fail"
)

// sans is kept as a string of the program file: the system reads in only the pages
// of it that are looked at, so that a program that writes no PDF pays nothing.
//
//go:embed font/NotoSansSC-Regular.ttf
var sans string

// builtIn opens the font when it is first needed.
var builtIn = sync.OnceValues(func() (*font, error) {
	f, err := openFont(sans)
	return f, fail.Wrap(err, "pdf: open the built-in font")
})

// font is a TrueType font (ISO/IEC 14496-22) read in place: nothing is copied, every
// look is checked against the ends of its table.
type font struct {
	head, hhea, maxp, hmtx, loca, glyf, os2 table
	keep                                    map[string]table // needed by the glyphs' own programs, copied whole
	cmap                                    table            // the chosen subtable
	glyphs                                  int              // how many there are
	metrics                                 int              // how many of them have an advance of their own
	unitsPerEm                              int
	longLoca                                bool
}

// table is one table of a font. A look past its end gives zero: a damaged font may
// draw nothing, never stop the program.
type table string

func (t table) u16(at int) int {
	if at < 0 || at+2 > len(t) {
		return 0
	}
	return int(t[at])<<8 | int(t[at+1])
}

func (t table) i16(at int) int { return int(int16(t.u16(at))) }

func (t table) u32(at int) int { return t.u16(at)<<16 | t.u16(at+2) }

func (t table) from(at int) table {
	if at < 0 || at > len(t) {
		return ""
	}
	return t[at:]
}

// Lengths that the tables must have for their fixed parts (ISO/IEC 14496-22).
const (
	headLength = 54
	hheaLength = 36
	maxpLength = 6
)

// directory finds the tables of a font file with TrueType outlines.
func directory(raw string) (map[string]table, error) {
	file := table(raw)
	if v := file.u32(0); v != 0x00010000 && v != 0x74727565 { // "true"
		return nil, errors.New("not a TrueType font")
	}
	all := map[string]table{}
	for i := range file.u16(4) {
		entry := file.from(12 + 16*i)
		if len(entry) < 16 {
			return nil, errors.New("the table directory is cut short")
		}
		at, length := entry.u32(8), entry.u32(12)
		if at < 0 || length < 0 || at > len(file) || length > len(file)-at {
			return nil, errors.New("table " + string(entry[:4]) + " lies outside the file")
		}
		all[string(entry[:4])] = file[at : at+length]
	}
	return all, nil
}

// openFont checks that a font has all that is needed to write with it.
func openFont(raw string) (*font, error) {
	all, err := directory(raw)
	if err != nil {
		return nil, err
	}
	f := &font{head: all["head"], hhea: all["hhea"], maxp: all["maxp"], hmtx: all["hmtx"], loca: all["loca"], glyf: all["glyf"], os2: all["OS/2"], keep: map[string]table{}}
	for _, name := range []string{"cvt ", "fpgm", "prep"} {
		if t, ok := all[name]; ok {
			f.keep[name] = t
		}
	}
	if len(f.head) < headLength || len(f.hhea) < hheaLength || len(f.maxp) < maxpLength {
		return nil, errors.New("head, hhea or maxp is missing or cut short")
	}
	f.glyphs, f.metrics, f.unitsPerEm, f.longLoca = f.maxp.u16(4), f.hhea.u16(34), f.head.u16(18), f.head.u16(50) == 1
	if f.glyphs == 0 || f.metrics == 0 || f.unitsPerEm == 0 || len(f.glyf) == 0 {
		return nil, errors.New("the font has no glyphs, no widths or no size")
	}
	f.cmap = chooseCmap(all["cmap"])
	if f.cmap == "" {
		return nil, errors.New("the font has no Unicode character map of format 4 or 12")
	}
	return f, nil
}

// chooseCmap takes the map of all Unicode if there is one, else that of the first plane.
func chooseCmap(cmap table) (chosen table) {
	for i := range cmap.u16(2) {
		record := cmap.from(4 + 8*i)
		platform, encoding := record.u16(0), record.u16(2)
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue
		}
		switch sub := cmap.from(record.u32(4)); sub.u16(0) {
		case 12:
			return sub
		case 4:
			chosen = sub
		}
	}
	return chosen
}

// glyph is the number of the glyph of r; 0 means the font has none.
func (f *font) glyph(r rune) int {
	var g int
	if f.cmap.u16(0) == 12 {
		g = f.glyph12(int(r))
	} else {
		g = f.glyph4(int(r))
	}
	if g >= f.glyphs {
		return 0
	}
	return g
}

// glyph12 looks r up in groups of first, last and first glyph, in order of the first.
func (f *font) glyph12(r int) int {
	t := f.cmap
	lo, hi := 0, min(t.u32(12), len(t.from(16))/12)
	for lo < hi {
		mid := (lo + hi) / 2
		group := t.from(16 + 12*mid)
		switch {
		case r < group.u32(0):
			hi = mid
		case r > group.u32(4):
			lo = mid + 1
		default:
			return group.u32(8) + r - group.u32(0)
		}
	}
	return 0
}

// glyph4 looks r up in the segments of the first plane, kept as four parallel rows.
func (f *font) glyph4(r int) int {
	if r > 0xFFFF {
		return 0
	}
	t := f.cmap
	double := t.u16(6) &^ 1 // twice the number of segments
	ends, starts, deltas, offsets := 14, 16+double, 16+2*double, 16+3*double
	for i := 0; i < double; i += 2 {
		if r > t.u16(ends+i) {
			continue
		}
		if r < t.u16(starts+i) {
			return 0
		}
		offset := t.u16(offsets + i)
		if offset == 0 {
			return (r + t.u16(deltas+i)) & 0xFFFF
		}
		// The offset counts from its own place, so that it leads into the array behind.
		g := t.u16(offsets + i + offset + 2*(r-t.u16(starts+i)))
		if g == 0 {
			return 0
		}
		return (g + t.u16(deltas+i)) & 0xFFFF
	}
	return 0
}

// advance is how far glyph g moves the pen, in font units.
func (f *font) advance(g int) int { return f.hmtx.u16(4 * min(g, f.metrics-1)) }

// bearing is the left side bearing of glyph g, in font units.
func (f *font) bearing(g int) int {
	if g < f.metrics {
		return f.hmtx.i16(4*g + 2)
	}
	return f.hmtx.i16(4*f.metrics + 2*(g-f.metrics))
}

// outline is what the font says of glyph g: empty for a blank.
func (f *font) outline(g int) table {
	var from, to int
	if f.longLoca {
		from, to = f.loca.u32(4*g), f.loca.u32(4*g+4)
	} else {
		from, to = 2*f.loca.u16(2*g), 2*f.loca.u16(2*g+2)
	}
	if from < 0 || from >= to || to > len(f.glyf) {
		return ""
	}
	return f.glyf[from:to]
}

// glyphFor is the glyph that shows r truly, or 0. A glyph alone is not enough: marks,
// joiners and jamo would have to be shaped with their neighbours, and U+FFFD already
// is another character than the one that was meant.
func (f *font) glyphFor(r rune) int {
	if r == unicode.ReplacementChar || unicode.In(r, unicode.M, unicode.Cf) || r >= 0x1100 && r <= 0x11FF {
		return 0
	}
	return f.glyph(r)
}

// blank says whether r is a control that stands for white space in typed text.
func blank(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }

// Missing lists the characters of the texts that a PDF cannot show truly, each once,
// in order. Ask before drawing: then the page can say why there is no PDF.
func Missing(texts ...string) []rune {
	f, err := builtIn()
	var out []rune
	for _, s := range texts {
		for _, r := range s {
			if !blank(r) && (err != nil || f.glyphFor(r) == 0) && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// Width is how wide s is at a size, both in points.
func Width(size float64, s string) float64 {
	f, err := builtIn()
	if err != nil {
		return 0
	}
	units := 0
	for _, r := range s {
		if blank(r) {
			r = ' '
		}
		units += f.advance(f.glyphFor(r))
	}
	return size * float64(units) / float64(f.unitsPerEm)
}
