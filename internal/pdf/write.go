package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// writer gathers the objects of a file; the first has number 1.
type writer struct{ objects [][]byte }

func (w *writer) reserve() int {
	w.objects = append(w.objects, nil)
	return len(w.objects)
}

func (w *writer) set(n int, body string) { w.objects[n-1] = []byte(body) }

func (w *writer) add(body string) int {
	n := w.reserve()
	w.set(n, body)
	return n
}

// stream adds compressed bytes, with further entries of their dictionary.
func (w *writer) stream(entries string, content []byte) (int, error) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(content); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return w.add(fmt.Sprintf("<<%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", entries, packed.Len(), packed.Bytes())), nil
}

// file writes all objects, the table of where each begins, and the trailer.
func (w *writer) file(root, info int) []byte {
	// The second line tells programs that carry files that this one is not text.
	out := []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	table := "0000000000 65535 f\r\n"
	for i, body := range w.objects {
		table += fmt.Sprintf("%010d 00000 n\r\n", len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	sum := sha256.Sum256(out)
	id := hex.EncodeToString(sum[:16])
	return fmt.Appendf(out, "xref\n0 %d\n%strailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.objects)+1, table, len(w.objects)+1, root, info, id, id, len(out))
}

func (d *Doc) write() ([]byte, error) {
	w := &writer{}
	root, tree := w.reserve(), w.reserve()
	face, err := d.typeface(w)
	if err != nil {
		return nil, err
	}
	drawings, err := d.drawings(w)
	if err != nil {
		return nil, err
	}
	var pages []int
	for i, p := range d.pages {
		content, err := w.stream("", p.drawn.Bytes())
		if err != nil {
			return nil, err
		}
		pages = append(pages, w.add(fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources <</Font <</F1 %d 0 R>>%s>> /Contents %d 0 R /StructParents %d /Tabs /S>>",
			tree, PageWidth, PageHeight, face, drawings, content, i)))
	}
	w.set(tree, fmt.Sprintf("<</Type /Pages /Count %d /Kids %s>>", len(pages), refs(pages)))
	attached, err := d.attached(w)
	if err != nil {
		return nil, err
	}
	w.set(root, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>>%s>>",
		tree, words(d.info.Lang), d.structure(w, pages), attached))
	info := "<</Title " + words(d.info.Title) + " /Producer " + words("Atonce")
	if d.info.Author != "" {
		info += " /Author " + words(d.info.Author)
	}
	if !d.info.Created.IsZero() {
		info += d.info.Created.UTC().Format(" /CreationDate (D:20060102150405Z)")
	}
	return w.file(root, w.add(info+">>")), nil
}

// typeface adds the font with the characters that were used and returns its object.
// A character's number in the text is its place in the subset (ISO 32000-1, 9.7).
func (d *Doc) typeface(w *writer) (int, error) {
	f := d.font
	var glyphs []int
	var widths strings.Builder
	for _, r := range d.runes {
		g := f.glyphFor(r)
		glyphs = append(glyphs, g)
		fmt.Fprintf(&widths, "%d ", f.thousandths(f.advance(g)))
	}
	sub, err := f.subset(glyphs)
	if err != nil {
		return 0, err
	}
	// Six letters before the name say that this is a part of the font; they differ with the part.
	sum := sha256.Sum256(sub)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	name := string(tag) + "+NotoSansSC-Regular"
	file, err := w.stream(fmt.Sprintf("/Length1 %d", len(sub)), sub)
	if err != nil {
		return 0, err
	}
	back, err := w.stream("", []byte(toUnicode(d.runes)))
	if err != nil {
		return 0, err
	}
	ascent, descent := f.thousandths(f.hhea.i16(4)), f.thousandths(f.hhea.i16(6))
	capitals := ascent
	if f.os2.u16(0) >= 2 { // earlier versions of the table do not say it
		capitals = f.thousandths(f.os2.i16(88))
	}
	box := make([]int, 4)
	for i := range box {
		box[i] = f.thousandths(f.head.i16(36 + 2*i))
	}
	// Flag 4: the characters are not those of the standard Latin set. The weight of the
	// stems is for readers that replace a font; this one is inside.
	descriptor := w.add(fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox %d /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R>>",
		name, box, ascent, descent, capitals, file))
	cid := w.add(fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 1000 /W [1 [%s]]>>",
		name, descriptor, widths.String()))
	return w.add(fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, cid, back)), nil
}

func (f *font) thousandths(units int) int { return units * 1000 / f.unitsPerEm }

// mostInBlock is how many characters one block of a character map may hold.
const mostInBlock = 100

// toUnicode is the map from the numbers in the text back to characters, so that text
// can be copied and searched; beyond U+FFFF a character is a surrogate pair.
func toUnicode(runes []rune) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	at := 1
	for block := range slices.Chunk(runes, mostInBlock) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for _, r := range block {
			fmt.Fprintf(&b, "<%04X> <%s>\n", at, units16(string(r)))
			at++
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}

// attached adds the attached files and returns the catalogue's entries for them.
func (d *Doc) attached(w *writer) (string, error) {
	if len(d.files) == 0 {
		return "", nil
	}
	files := slices.Clone(d.files)
	slices.SortFunc(files, func(a, b attachment) int { return strings.Compare(words(a.name), words(b.name)) })
	var names string
	var specs []int
	for _, a := range files {
		content, err := w.stream(fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params <</Size %d>>", name(a.mime), len(a.content)), a.content)
		if err != nil {
			return "", err
		}
		spec := w.add(fmt.Sprintf("<</Type /Filespec /F %s /UF %s /AFRelationship /Data /EF <</F %d 0 R /UF %d 0 R>>>>", words(a.name), words(a.name), content, content))
		specs = append(specs, spec)
		names += fmt.Sprintf("%s %d 0 R ", words(a.name), spec)
	}
	return fmt.Sprintf(" /Names <</EmbeddedFiles <</Names [%s]>>>> /AF %s", names, refs(specs)), nil
}

// words is s as a text string: UTF-16 with its mark, in hexadecimal, so that nothing
// in s can be taken for PDF.
func words(s string) string { return "<FEFF" + units16(s) + ">" }

func units16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// name is s as a PDF name: everything but letters and digits by its code.
func name(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}

func refs(objects []int) string {
	var b strings.Builder
	for i, o := range objects {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d 0 R", o)
	}
	return "[" + b.String() + "]"
}
