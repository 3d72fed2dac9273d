package code

import (
	"strings"

	"atonce/internal/text"
)

// Basic is the code of an entry of the basic directory 基本编码
// (GB/T 39554.1-2020): 12 characters, source 2, type 2, main item 5,
// sub-item 3. A Y at the end marks a main item that has sub-items.
type Basic struct{ s string }

// Business is a basic code with two digits more 业务办理项: one way of doing the
// item, such as set up, change, deregister.
type Business struct{ s string }

// Implementation is one agency's version of an item 实施编码: 31 characters,
// credit code 18, level of exercise 1, basic code 12.
type Implementation struct {
	unit  Credit
	level byte
	basic Basic
}

// ParseBasic reads a code of 12 characters.
func ParseBasic(s string) (Basic, error) {
	if err := plain(s, digits+"Y", 12); err != nil {
		return Basic{}, err
	}
	if i := strings.IndexByte(s, 'Y'); i >= 0 && i < 11 {
		return Basic{}, invalid("code.basic_y")
	}
	if err := itemSource(s); err != nil {
		return Basic{}, err
	}
	return Basic{s}, nil
}

// itemSource checks who made the item: 00 is the national directory, else a
// province's.
func itemSource(s string) error {
	if s[:2] != "00" {
		if err := knownProvince(s[:2], 1); err != nil {
			return err
		}
	}
	return nil
}

// String is the code as it is written.
func (b Basic) String() string { return b.s }

// Source is who made the item: "00" is the nation, else a province.
func (b Basic) Source() string { return b.s[:2] }

// Type is the item's type 事项类型 in two digits. Provinces renumber some types,
// so what they mean is a dictionary's to say, not the code's.
func (b Basic) Type() string { return b.s[2:4] }

// HasSubItems says that the code marks a main item with sub-items.
func (b Basic) HasSubItems() bool { return b.s[11] == 'Y' }

// Main is the main item the code belongs to: the first nine characters.
func (b Basic) Main() string { return b.s[:9] }

// Explain says what each part means.
func (b Basic) Explain(lang text.Lang) []Part {
	source := part(lang, b.s[:2], "code.item_nation")
	if b.s[:2] != "00" {
		source = part(lang, b.s[:2], "code.item_province", "place", province(lang, b.s[:2]))
	}
	sub := "code.item_sub"
	switch {
	case b.HasSubItems():
		sub = "code.item_sub_some"
	case b.s[9:] == "000":
		sub = "code.item_sub_none"
	}
	return []Part{source, part(lang, b.s[2:4], "code.item_type"), part(lang, b.s[4:9], "code.item_main"), part(lang, b.s[9:], sub)}
}

// ParseBusiness reads a code of 14 digits.
func ParseBusiness(s string) (Business, error) {
	if err := plain(s, digits+"Y", 14); err != nil {
		return Business{}, err
	}
	if strings.Contains(s, "Y") {
		return Business{}, invalid("code.business_y")
	}
	if err := itemSource(s); err != nil {
		return Business{}, err
	}
	return Business{s}, nil
}

// String is the code as it is written.
func (b Business) String() string { return b.s }

// Basic is the item it is a way of doing.
func (b Business) Basic() Basic { return Basic{b.s[:12]} }

// Explain says what each part means.
func (b Business) Explain(lang text.Lang) []Part {
	return append(b.Basic().Explain(lang), part(lang, b.s[12:], "code.item_business"))
}

// ParseImplementation reads a code of 31 characters.
func ParseImplementation(s string) (Implementation, error) {
	if err := plain(s, upper, 31); err != nil {
		return Implementation{}, err
	}
	unit, err := ParseCredit(s[:18])
	if err != nil {
		return Implementation{}, within("code.in_unit", 1, err)
	}
	if s[18] < '1' || s[18] > '6' {
		return Implementation{}, invalid("code.level", "got", s[18:19])
	}
	basic, err := ParseBasic(s[19:])
	if err != nil {
		return Implementation{}, within("code.in_basic", 20, err)
	}
	return Implementation{unit, s[18], basic}, nil
}

// String is the code as it is written.
func (i Implementation) String() string { return i.unit.s + string(i.level) + i.basic.s }

// Unit is the agency that handles the item 实施主体.
func (i Implementation) Unit() Credit { return i.unit }

// Level is the level it is exercised at 行使层级: 1 national to 5 town, 6 shared
// between levels.
func (i Implementation) Level() int { return int(i.level - '0') }

// Basic is the item of the basic directory.
func (i Implementation) Basic() Basic { return i.basic }

// Explain says what each part means.
func (i Implementation) Explain(lang text.Lang) []Part {
	ps := []Part{part(lang, i.unit.s, "code.item_unit"), part(lang, string(i.level), "code.level_"+string(i.level))}
	return append(ps, i.basic.Explain(lang)...)
}
