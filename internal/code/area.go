package code

import (
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// Area is an area code 行政区划代码: six digits down to the county
// (GB/T 2260), or twelve down to the village (GB/T 10114 and the statistical
// code). It is checked for its structure; whether the place exists is the
// register's to say.
type Area struct{ s string }

// Level is how far down an area code reaches.
type Level int

// The levels of government.
const (
	Nation   Level = iota + 1 // 国家
	Province                  // 省级
	City                      // 市级
	County                    // 县级
	Town                      // 乡级
	Village                   // 村级
)

// ParseArea reads an area code of 6 or 12 digits.
func ParseArea(s string) (Area, error) {
	if err := plain(s, digits, 6, 12); err != nil {
		return Area{}, err
	}
	if s[:6] == "100000" && (len(s) == 6 || s[6:] == "000000") {
		return Area{s}, nil
	}
	if s[:2] == "10" {
		return Area{}, invalid("code.area_nation")
	}
	if err := knownProvince(s[:2], 1); err != nil {
		return Area{}, err
	}
	// A part may be empty only if all below it are: no county without a city.
	// Towns may hang on a city that has no counties (Dongguan, Jiayuguan).
	switch {
	case s[2:4] == "00" && s[4:6] != "00":
		return Area{}, invalid("code.area_gap", "part", s[4:6], "position", "5")
	case len(s) == 12 && s[2:4] == "00" && s[6:9] != "000":
		return Area{}, invalid("code.area_gap", "part", s[6:9], "position", "7")
	case len(s) == 12 && s[6:9] == "000" && s[9:] != "000":
		return Area{}, invalid("code.area_gap", "part", s[9:], "position", "10")
	}
	return Area{s}, nil
}

// String is the code as it is written.
func (a Area) String() string { return a.s }

// Level is the level the code reaches.
func (a Area) Level() Level {
	switch {
	case a.s[:2] == "10":
		return Nation
	case len(a.s) == 12 && a.s[9:] != "000":
		return Village
	case len(a.s) == 12 && a.s[6:9] != "000":
		return Town
	case a.s[4:6] != "00":
		return County
	case a.s[2:4] != "00":
		return City
	}
	return Province
}

// Contains says whether b is a or lies in it, as their codes tell.
func (a Area) Contains(b Area) bool {
	n := [...]int{Nation: 0, Province: 2, City: 4, County: 6, Town: 9, Village: 12}[a.Level()]
	long := func(s string) string { return (s + "000000")[:12] }
	return long(a.s)[:n] == long(b.s)[:n]
}

// Explain says what each part means.
func (a Area) Explain(lang text.Lang) []Part {
	if a.Level() == Nation {
		return []Part{part(lang, a.s, "code.area_whole")}
	}
	ps := []Part{part(lang, a.s[:2], "code.area_province", "place", province(lang, a.s[:2])),
		part(lang, a.s[2:4], "code.area_city"), part(lang, a.s[4:6], "code.area_county")}
	if len(a.s) == 12 {
		ps = append(ps, part(lang, a.s[6:9], "code.area_town"), part(lang, a.s[9:], "code.area_village"))
	}
	return ps
}

// province is the name of a province by its two digits.
func province(lang text.Lang, two string) string {
	if two == "10" {
		return text.S(lang, "code.area_whole")
	}
	return text.S(lang, "code.province_"+two)
}

// provinces are the first two digits of all divisions of provincial rank
// (GB/T 2260); 83 is used in the residence permits of people from Taiwan.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"

// knownProvince refuses two digits that no province has. position is where they
// stand in the code.
func knownProvince(two string, position int) *fail.Error {
	for p := range strings.FieldsSeq(provinces) {
		if p == two {
			return nil
		}
	}
	return invalid("code.province", "digits", two, "position", strconv.Itoa(position))
}
