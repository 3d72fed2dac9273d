package pdf

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// Flags of a part of a composite glyph (ISO/IEC 14496-22, table glyf).
const (
	wordArguments = 0x0001
	oneScale      = 0x0008
	moreParts     = 0x0020
	twoScales     = 0x0040
	fourScales    = 0x0080
)

// subset writes a font file that holds glyph 0 and then the asked ones, in the asked
// order, followed by the parts they are composed of. A glyph asked twice is there
// twice: each place stands for one character, so that the text can be read back.
func (f *font) subset(asked []int) ([]byte, error) {
	order := append([]int{0}, asked...)
	place := map[int]int{} // old number → first new one
	for i, g := range order {
		if _, ok := place[g]; !ok {
			place[g] = i
		}
	}
	var glyf, loca []byte
	for i := 0; i < len(order); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline := []byte(f.outline(order[i]))
		err := renumber(outline, func(part int) int {
			at, ok := place[part]
			if !ok {
				at = len(order)
				place[part] = at
				order = append(order, part)
			}
			return at
		})
		if err != nil {
			return nil, err
		}
		glyf = pad(append(glyf, outline...))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	if len(order) > 0xFFFF {
		return nil, errors.New("more glyphs than a font can number")
	}
	var hmtx []byte
	for _, g := range order {
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(f.advance(g)))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(f.bearing(g)))
	}
	head, hhea, maxp := []byte(f.head), []byte(f.hhea), []byte(f.maxp)
	binary.BigEndian.PutUint32(head[8:], 0)  // the sum of the whole file, filled in when it is known
	binary.BigEndian.PutUint16(head[50:], 1) // loca with 32 bits
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(order)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(order)))
	tables := map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp}
	for name, t := range f.keep {
		tables[name] = []byte(t)
	}
	return assemble(tables), nil
}

// renumber rewrites the numbers of the parts of a composite glyph in place.
func renumber(outline []byte, to func(old int) int) error {
	if t := table(outline); len(t) < 10 || t.i16(0) >= 0 {
		return nil // blank or drawn by itself
	}
	for at, more := 10, true; more; {
		if at+4 > len(outline) {
			return errors.New("a composite glyph is cut short")
		}
		flags := int(binary.BigEndian.Uint16(outline[at:]))
		binary.BigEndian.PutUint16(outline[at+2:], uint16(to(int(binary.BigEndian.Uint16(outline[at+2:])))))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		more = flags&moreParts != 0
	}
	return nil
}

// assemble writes a font file of tables, with the sums that readers check.
func assemble(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	n := len(names)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 * power, log, 16 * (n - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at, head := 12+16*n, 0
	var body []byte
	for _, name := range names {
		if name == "head" {
			head = at + len(body)
		}
		t := tables[name]
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t))
		out = binary.BigEndian.AppendUint32(out, uint32(at+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t)))
		body = pad(append(body, t...))
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-checksum(out))
	return out
}

// checksum is the sum of a table's 32-bit words, the last one filled with zeros.
func checksum(t []byte) uint32 {
	var sum uint32
	for i := 0; i < len(t); i += 4 {
		var word [4]byte
		copy(word[:], t[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}

func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
