// Package pdf writes PDF files (ISO 32000-1) that print Chinese right: A4 pages,
// text in one embedded font, lines, rectangles, the round seal, QR codes as vectors,
// attached files. Text can be searched, copied and read aloud. The same calls give
// the same bytes. A character that the font lacks is never drawn as another one:
// Missing tells it beforehand, and Bytes refuses to write the file.
package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"atonce/internal/fail"
)

// Info is what a file says about itself.
type Info struct {
	Title   string
	Lang    string    // BCP 47, for the voice that reads the text aloud
	Author  string    // who issued it
	Created time.Time // zero leaves it out
}

// MM is one millimetre in points, the unit of all measures here (1/72 inch).
const MM = 72 / 25.4

// The size of a page: A4, upright (ISO 216), in points.
const (
	PageWidth  = 210 * MM
	PageHeight = 297 * MM
)

// Doc is a file that is being drawn. It is not for several goroutines at once.
type Doc struct {
	info     Info
	font     *font
	pages    []*Page
	elements []*element
	files    []attachment
	pictures []picture
	places   map[rune]int // character → its number in the file's font, from 1
	runes    []rune       // the characters in that order
	missing  []rune
	err      error // the first trouble; Bytes tells it
}

type attachment struct {
	name, mime string
	content    []byte
}

// New begins a file.
func New(info Info) *Doc {
	d := &Doc{info: info, places: map[rune]int{}}
	d.font, d.err = builtIn()
	return d
}

// Page adds a page behind the others.
func (d *Doc) Page() *Page {
	p := &Page{doc: d, index: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// Attach puts a file into the file, under a name of its own: the data that a program
// reads, beside the page that a person reads.
func (d *Doc) Attach(name, mime string, content []byte) {
	if slices.ContainsFunc(d.files, func(a attachment) bool { return a.name == name }) {
		d.trouble(fail.New(fail.Internal, "fail.internal").Because(fmt.Errorf("pdf: two attached files are called %q", name)))
		return
	}
	d.files = append(d.files, attachment{name, mime, slices.Clone(content)})
}

// Bytes is the finished file. It is an error (fail.Conflict) when something was to be
// drawn that the font lacks, or a code held more than a QR code can.
func (d *Doc) Bytes() ([]byte, error) {
	switch {
	case d.err != nil:
		return nil, d.err
	case len(d.missing) > 0:
		return nil, fail.New(fail.Conflict, "pdf.missing", "runes", Names(d.missing))
	case len(d.pages) == 0:
		return nil, fail.Wrap(errors.New("no page"), "pdf: write")
	}
	b, err := d.write()
	return b, fail.Wrap(err, "pdf: write")
}

func (d *Doc) trouble(err error) {
	if d.err == nil {
		d.err = err
	}
}

// encode writes s in the numbers of the file's font, two bytes each in hexadecimal.
// What the font lacks is left out and remembered.
func (d *Doc) encode(s string) string {
	var b strings.Builder
	for _, r := range s {
		if blank(r) {
			r = ' '
		}
		at, ok := d.places[r]
		if !ok {
			if d.font == nil || d.font.glyphFor(r) == 0 {
				if !slices.Contains(d.missing, r) {
					d.missing = append(d.missing, r)
				}
				continue
			}
			d.runes = append(d.runes, r)
			at = len(d.runes)
			d.places[r] = at
		}
		fmt.Fprintf(&b, "%04X", at)
	}
	return b.String()
}

// Names writes characters so that a person can tell them to somebody: the code point
// and, as far as the reader's own fonts show it, the character.
func Names(runes []rune) string {
	var names []string
	for _, r := range runes {
		name := fmt.Sprintf("U+%04X", r)
		if unicode.IsGraphic(r) && r != unicode.ReplacementChar {
			name += " " + string(r)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
