package ui

import (
	"fmt"
	"strings"

	"atonce/internal/qrcode"
)

// qrCode is words as a QR code: the size of its side in modules and an SVG path that
// fills its dark ones. ok is false when words are too long for a code.
func qrCode(words string) (size int, path string, ok bool) {
	c, err := qrcode.Encode(words)
	if err != nil {
		return 0, "", false
	}
	var b strings.Builder
	c.Runs(func(x, y, run int) { fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, run, run) })
	return c.Size, b.String(), true
}

// qrBox leaves the quiet zone that scanners need.
func qrBox(size int) string {
	const q = qrcode.Quiet
	return fmt.Sprintf("%d %d %d %d", -q, -q, size+2*q, size+2*q)
}
