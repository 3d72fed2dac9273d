package dataset

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Mask 脱敏 says what is left of a value of grade 2 or 3 when it is opened.
type Mask string

// The masks. Who approves the record approves the mask with it.
const (
	Initial Mask = "initial" // 首字: the first character, then ** whatever the length
	Tail    Mask = "tail"    // 末四位: the last four characters, of at least eight
	Year    Mask = "year"    // 年份: the first four characters of a date
)

// Masks lists them.
var Masks = []Mask{Initial, Tail, Year}

// Of is what the mask leaves of a value. What is too short for it is hidden whole.
func (m Mask) Of(value string) string {
	switch m {
	case "":
		return value
	case Initial:
		if r, n := utf8.DecodeRuneInString(value); n > 0 && r != utf8.RuneError {
			return string(r) + "**"
		}
		return ""
	case Tail:
		if runes := []rune(value); len(runes) >= 8 {
			return "****" + string(runes[len(runes)-4:])
		}
	case Year:
		if len(value) >= 10 && strings.Trim(value[:4], "0123456789") == "" {
			return value[:4]
		}
	}
	if value == "" {
		return ""
	}
	return "****"
}

// Opened are the fields that everybody may download: of a set that is open without
// a condition, those of grade 1 that are too, and those of grade 2 and 3 that a
// second person approved under a mask. Nothing of grade 4 (DB33/T 2351-2021).
func (r Record) Opened() []Field {
	if r.Open.Way != Unconditional {
		return nil
	}
	var out []Field
	for _, f := range r.Fields {
		plain := f.Sensitivity == 1 && f.Open == Unconditional
		masked := (f.Sensitivity == 2 || f.Sensitivity == 3) && f.Open == Conditional && slices.Contains(Masks, f.Mask)
		if plain {
			f.Mask = ""
		}
		if plain || masked {
			out = append(out, f)
		}
	}
	return out
}

// CountedBy are the fields that a table of counts is made by; none where the set is
// not open or a field is of grade 4.
func (r Record) CountedBy() []Field {
	if r.Counted == nil || r.Open.Way != Unconditional {
		return nil
	}
	var out []Field
	for _, id := range r.Counted.By {
		f, ok := r.Field(id)
		if !ok || f.Sensitivity > 3 || f.Open == Never {
			return nil
		}
		out = append(out, f)
	}
	return out
}
