package code

import (
	"regexp"
	"strconv"
	"strings"

	"atonce/internal/text"
)

// Dashed is Sichuan's form of an item code: item, area (12), three digits,
// credit code, one digit, two digits, joined by hyphens. What the digits
// groups mean is not published; they are kept as they are.
type Dashed struct {
	item   string
	area   Area
	group  string
	unit   Credit
	kind   string
	serial string
}

var (
	dashedItem = regexp.MustCompile(`^[0-9A-Z]+(-[0-9A-Z]+)*$`)
	threeGroup = regexp.MustCompile(`^[0-9]{3}$`)
	oneGroup   = regexp.MustCompile(`^[0-9]$`)
	twoGroup   = regexp.MustCompile(`^[0-9]{2}$`)
)

// ParseDashed reads a code of that form. Older items have hyphens inside the
// item's own number (G-000007-001), so the parts are counted from the end.
func ParseDashed(s string) (Dashed, error) {
	if s == "" {
		return Dashed{}, invalid("code.empty")
	}
	p := strings.Split(s, "-")
	n := len(p)
	if n < 6 {
		return Dashed{}, invalid("code.dashed_parts", "got", strconv.Itoa(n))
	}
	unit, before := p[n-3], n-4
	// A unit written as an organisation code with its own hyphen (00877868-0)
	// moves every part before it by one: say that, not that the area is wrong.
	if len(p[n-4]) == 8 && len(unit) == 1 {
		return Dashed{}, invalid("code.dashed_organisation", "code", p[n-4]+"-"+unit)
	}
	first := 1
	for _, x := range p[:before-1] {
		first += len(x) + 1
	}
	area, err := ParseArea(p[before-1])
	if err == nil && len(p[before-1]) != 12 {
		err = invalid("code.length", "want", "12", "got", strconv.Itoa(len(p[before-1])))
	}
	if err != nil {
		return Dashed{}, within("code.in_area", first, err)
	}
	first += 13
	if !threeGroup.MatchString(p[before]) {
		return Dashed{}, invalid("code.dashed_group", "part", p[before], "want", "3")
	}
	first += 4
	c, err := ParseCredit(unit)
	if err != nil {
		return Dashed{}, within("code.in_unit", first, err)
	}
	if !oneGroup.MatchString(p[n-2]) {
		return Dashed{}, invalid("code.dashed_group", "part", p[n-2], "want", "1")
	}
	if !twoGroup.MatchString(p[n-1]) {
		return Dashed{}, invalid("code.dashed_group", "part", p[n-1], "want", "2")
	}
	item := strings.Join(p[:before-1], "-")
	if !dashedItem.MatchString(item) {
		return Dashed{}, invalid("code.dashed_item", "part", item)
	}
	return Dashed{item, area, p[before], c, p[n-2], p[n-1]}, nil
}

// String is the code as it is written.
func (d Dashed) String() string {
	return strings.Join([]string{d.item, d.area.s, d.group, d.unit.s, d.kind, d.serial}, "-")
}

// Item is the item's own number: 511A0146000000.
func (d Dashed) Item() string { return d.item }

// Area is the area it is offered in.
func (d Dashed) Area() Area { return d.area }

// Unit is the agency that handles it.
func (d Dashed) Unit() Credit { return d.unit }

// Explain says what each part means.
func (d Dashed) Explain(lang text.Lang) []Part {
	return []Part{part(lang, d.item, "code.dashed_says_item"), part(lang, d.area.s, "code.dashed_says_area", "place", province(lang, d.area.s[:2])),
		part(lang, d.group, "code.dashed_says_group"), part(lang, d.unit.s, "code.item_unit"),
		part(lang, d.kind, "code.dashed_says_group"), part(lang, d.serial, "code.dashed_says_group")}
}
