package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // pictures that phones take
	_ "image/png"  // pictures of screens
	"math"
	"strconv"

	"atonce/internal/fail"
)

// mostPixels bounds a picture: a small file can claim to be a huge one.
const mostPixels = 50_000_000

// picture is a picture as it goes into the file.
type picture struct {
	width, height int
	entries       string
	content       []byte
	packed        bool // content is packed in the picture's own way
}

// Picture draws a JPEG or PNG as large as it fits into a box, in the middle of it. A
// voice reads alt. What is no such picture is an error of Bytes; ask IsPicture before.
func (p *Page) Picture(x, y, width, height float64, content []byte, alt string) {
	pic, err := readPicture(content)
	if err != nil {
		p.doc.trouble(fail.New(fail.Conflict, "pdf.picture").Because(err))
		return
	}
	scale := math.Min(width/float64(pic.width), height/float64(pic.height))
	w, h := scale*float64(pic.width), scale*float64(pic.height)
	p.doc.pictures = append(p.doc.pictures, pic)
	p.marked("Figure", alt, func() {
		p.put("q %s 0 0 %s %s %s cm /I%d Do Q\n", p.n(w), p.n(h), p.n(x+(width-w)/2), p.n(PageHeight-y-(height+h)/2), len(p.doc.pictures))
	})
}

// IsPicture says whether Picture can draw content.
func IsPicture(content []byte) bool {
	c, kind, err := image.DecodeConfig(bytes.NewReader(content))
	return err == nil && (kind == "jpeg" || kind == "png") && c.Width > 0 && c.Height > 0 && c.Width*c.Height <= mostPixels
}

func readPicture(content []byte) (picture, error) {
	if !IsPicture(content) {
		return picture{}, errors.New("no picture that can be drawn")
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	out := picture{width: c.Width, height: c.Height, content: content, packed: true,
		entries: "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"}
	switch {
	case kind == "jpeg" && c.ColorModel == color.YCbCrModel:
		return out, nil
	case kind == "jpeg" && c.ColorModel == color.GrayModel:
		out.entries = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
		return out, nil
	}
	m, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	out.entries, out.packed = "/ColorSpace /DeviceRGB /BitsPerComponent 8", false
	out.content = make([]byte, 0, 3*c.Width*c.Height)
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			r, g, b, a := m.At(x, y).RGBA()
			white := 0xffff - a // what is clear shows the sheet
			out.content = append(out.content, byte((r+white)>>8), byte((g+white)>>8), byte((b+white)>>8))
		}
	}
	return out, nil
}

// drawings adds the pictures and returns the entry of a page's resources for them.
func (d *Doc) drawings(w *writer) (string, error) {
	if len(d.pictures) == 0 {
		return "", nil
	}
	out := " /XObject <<"
	for i, pic := range d.pictures {
		entries := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d %s", pic.width, pic.height, pic.entries)
		n := 0
		if pic.packed {
			n = w.add(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(pic.content), pic.content))
		} else {
			var err error
			if n, err = w.stream(entries, pic.content); err != nil {
				return "", err
			}
		}
		out += " /I" + strconv.Itoa(i+1) + " " + strconv.Itoa(n) + " 0 R"
	}
	return out + ">>", nil
}

// Watermark writes s aslant over a box, in lines that fill it, light enough for what
// lies below to be read. It is read aloud once, as a paragraph of its own.
func (p *Page) Watermark(x, y, width, height, size float64, c Color, s string) {
	const slope = math.Pi / 9
	step := 5.5 * size
	long := Width(size, s)
	p.Block("P", s, func() {
		p.put("q %s %s %s %s re W n\n", p.n(x), p.n(PageHeight-y-height), p.n(width), p.n(height))
		sin, cos := math.Sin(slope), math.Cos(slope)
		row := 0
		for top := y + step; top < y+height+width*math.Tan(slope); top += step {
			for left := x + 2*size - float64(row%2)*long/2; left < x+width; left += long*cos + 5*size {
				at := top - (left-x)*math.Tan(slope)
				p.put("BT %s rg /F1 %s Tf %s %s %s %s %s %s Tm <%s> Tj ET\n", c.operands(), p.n(size), p.fine(cos), p.fine(sin), p.fine(-sin), p.fine(cos),
					p.n(left), p.n(PageHeight-at), p.doc.encode(s))
			}
			row++
		}
		p.put("Q\n")
	})
}
