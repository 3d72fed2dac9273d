// Package qrcode draws QR codes (GB/T 18284, ISO/IEC 18004) as squares, for pages and
// for paper. An address that ends in many digits takes a third less room than letters
// would: the digits are written in the standard's numeric mode. Pure.
package qrcode

import (
	"errors"

	"rsc.io/qr/coding"
)

// Quiet is the white border a reader needs, in modules (ISO/IEC 18004, 5.3.8).
const Quiet = 4

// Code 二维码 is a drawn code without its white border.
type Code struct {
	Size int // modules on a side
	code *coding.Code
}

// ErrTooLong says that words do not fit into the largest code there is.
var ErrTooLong = errors.New("too long for a QR code")

// digitsWorth is the shortest run of digits at the end that pays for a change of mode.
const digitsWorth = 20

// denseFrom is the version from which less is spent on repair, so that the modules
// stay large enough for a phone: level L from there, level M below.
const denseFrom = 12

// Encode draws words in the smallest code that holds them. Its error is ErrTooLong.
func Encode(words string) (Code, error) {
	parts := split(words)
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		level := coding.Level(coding.M)
		if v >= denseFrom {
			level = coding.L
		}
		bits := 0
		for _, p := range parts {
			bits += p.Bits(v)
		}
		if bits > 8*v.DataBytes(level) {
			continue
		}
		plan, err := coding.NewPlan(v, level, 0)
		if err != nil {
			return Code{}, err
		}
		c, err := plan.Encode(parts...)
		if err != nil {
			return Code{}, err
		}
		return Code{c.Size, c}, nil
	}
	return Code{}, ErrTooLong
}

// split cuts the digits off the end, when there are many.
func split(words string) []coding.Encoding {
	at := len(words)
	for at > 0 && words[at-1] >= '0' && words[at-1] <= '9' {
		at--
	}
	switch {
	case len(words)-at < digitsWorth:
		return []coding.Encoding{coding.String(words)}
	case at == 0:
		return []coding.Encoding{coding.Num(words)}
	}
	return []coding.Encoding{coding.String(words[:at]), coding.Num(words[at:])}
}

// Dark says whether the module in a column and row, from 0, is black.
func (c Code) Dark(column, row int) bool { return c.code.Black(column, row) }

// Runs calls draw for each run of dark modules in a row, from top to bottom.
func (c Code) Runs(draw func(column, row, length int)) {
	for row := range c.Size {
		for column := 0; column < c.Size; column++ {
			run := 0
			for column+run < c.Size && c.Dark(column+run, row) {
				run++
			}
			if run > 0 {
				draw(column, row, run)
				column += run
			}
		}
	}
}
