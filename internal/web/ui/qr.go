package ui

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrCode is words as a QR code (GB/T 18284, ISO/IEC 18004, level M): the size of its side in
// modules and an SVG path that fills its dark ones. ok is false when words are
// too long for a code.
func qrCode(words string) (size int, path string, ok bool) {
	c, err := qr.Encode(words, qr.M)
	if err != nil {
		return 0, "", false
	}
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			if !c.Black(x, y) {
				continue
			}
			run := 1
			for x+run < c.Size && c.Black(x+run, y) {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, run, run)
			x += run
		}
	}
	return c.Size, b.String(), true
}

// qrBox leaves the quiet zone of four modules that scanners need.
func qrBox(size int) string { return fmt.Sprintf("-4 -4 %d %d", size+8, size+8) }
