package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/qrcode"
)

// Color is a colour of the screen, as #RRGGBB writes it.
type Color struct{ R, G, B uint8 }

// Page is one sheet. Places are in points from its upper left corner, y downward; for
// text y is the line it stands on.
type Page struct {
	doc    *Doc
	index  int // among the pages of the file, from 0
	drawn  bytes.Buffer
	marks  []*element // by the number under which the page marks them
	inside bool       // of a Block
}

// Text writes s in one line, which begins at x and stands on y.
func (p *Page) Text(x, y, size float64, c Color, s string) {
	if s == "" {
		return
	}
	p.marked("P", "", func() {
		p.put("BT %s rg /F1 %s Tf 1 0 0 1 %s %s Tm <%s> Tj ET\n", c.operands(), p.n(size), p.n(x), p.n(PageHeight-y), p.doc.encode(s))
	})
}

// Middle writes s in one line whose middle is at x.
func (p *Page) Middle(x, y, size float64, c Color, s string) {
	p.Text(x-Width(size, s)/2, y, size, c, s)
}

// Line draws a straight line of a thickness.
func (p *Page) Line(x1, y1, x2, y2, thick float64, c Color) {
	p.ornament(func() {
		p.put("%s RG %s w %s %s m %s %s l S\n", c.operands(), p.n(thick), p.n(x1), p.n(PageHeight-y1), p.n(x2), p.n(PageHeight-y2))
	})
}

// Rect fills a rectangle whose upper left corner is at x, y.
func (p *Page) Rect(x, y, width, height float64, c Color) {
	p.ornament(func() {
		p.put("%s rg %s %s %s %s re f\n", c.operands(), p.n(x), p.n(PageHeight-y-height), p.n(width), p.n(height))
	})
}

// arc is how far the handles of a Bézier curve stand off to look like a quarter of a
// circle, in radii.
const arc = 0.5522847498

// Circle draws the line of a circle around x, y.
func (p *Page) Circle(x, y, radius, thick float64, c Color) {
	y = PageHeight - y
	k := arc * radius
	p.ornament(func() {
		p.put("%s RG %s w %s %s m", c.operands(), p.n(thick), p.n(x+radius), p.n(y))
		for _, v := range [][6]float64{
			{x + radius, y + k, x + k, y + radius, x, y + radius},
			{x - k, y + radius, x - radius, y + k, x - radius, y},
			{x - radius, y - k, x - k, y - radius, x, y - radius},
			{x + k, y - radius, x + radius, y - k, x + radius, y},
		} {
			p.put(" %s %s %s %s %s %s c", p.n(v[0]), p.n(v[1]), p.n(v[2]), p.n(v[3]), p.n(v[4]), p.n(v[5]))
		}
		p.put(" s\n")
	})
}

// Seal draws a round seal around x, y with lines of words on it, as large as they fit.
func (p *Page) Seal(x, y, radius float64, c Color, lines []string) {
	const thick, leading, smallest = 2.2, 1.25, 3.0
	p.Circle(x, y, radius, thick, c)
	size := radius / 2
	for size > smallest && !sealFits(lines, size, leading, 0.87*radius) {
		size -= 0.25
	}
	top := y - float64(len(lines))*leading*size/2
	p.Block("P", "", func() {
		for i, s := range lines {
			// 0.88 and 0.12 are how far Han characters reach above and below their line.
			p.Middle(x, top+(float64(i)+0.5)*leading*size+(0.88-0.5)*size, size, c, s)
		}
	})
}

// sealFits says whether the corners of every line lie inside the circle.
func sealFits(lines []string, size, leading, radius float64) bool {
	for i, s := range lines {
		middle := (float64(i) + 0.5 - float64(len(lines))/2) * leading * size
		if math.Hypot(math.Abs(middle)+size/2, Width(size, s)/2) > radius {
			return false
		}
	}
	return true
}

// QR draws content as a QR code in a square of a side, white border included, with its
// upper left corner at x, y. A voice reads alt instead of it.
func (p *Page) QR(x, y, side float64, content, alt string) {
	code, err := qrcode.Encode(content)
	if err != nil {
		p.doc.trouble(fail.New(fail.Conflict, "pdf.qr-too-long").Because(err))
		return
	}
	const quiet = qrcode.Quiet
	module := side / float64(code.Size+2*quiet)
	p.Rect(x, y, side, side, Color{255, 255, 255})
	p.marked("Figure", alt, func() {
		// One unit is one module here: whole numbers leave no white seams between them.
		p.put("q %s 0 0 %s %s %s cm 0 0 0 rg\n", p.fine(module), p.fine(-module), p.n(x+quiet*module), p.n(PageHeight-y-quiet*module))
		code.Runs(func(column, row, run int) { p.put("%d %d %d 1 re\n", column, row, run) })
		p.put("f Q\n")
	})
}

func (p *Page) put(format string, args ...any) { fmt.Fprintf(&p.drawn, format, args...) }

// operands are the three parts of a colour as PDF writes them.
func (c Color) operands() string {
	part := func(v uint8) string { return strconv.FormatFloat(float64(v)/255, 'f', 3, 64) }
	return part(c.R) + " " + part(c.G) + " " + part(c.B)
}

// n writes a measure to a hundredth of a point, finer than any printer.
func (p *Page) n(v float64) string { return p.decimal(v, 2) }

// fine writes a factor that many measures are multiplied by.
func (p *Page) fine(v float64) string { return p.decimal(v, 5) }

// most is beyond any page (ISO 32000-1, annex C: readers take no more).
const most = 14400

func (p *Page) decimal(v float64, digits int) string {
	if math.IsNaN(v) || math.Abs(v) > most {
		p.doc.trouble(fail.Wrap(errors.New("a measure is no number or beyond any page"), "pdf: draw"))
		return "0"
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}
