package code

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"atonce/internal/text"
)

// CaseNumber is a national case number 办件编号: implementation code 31, date 8,
// serial 4; 43 characters.
type CaseNumber struct {
	item   Implementation
	date   string
	serial string
}

// ParseCaseNumber reads a number of 43 characters.
func ParseCaseNumber(s string) (CaseNumber, error) {
	if err := plain(s, upper, 43); err != nil {
		return CaseNumber{}, err
	}
	item, err := ParseImplementation(s[:31])
	if err != nil {
		return CaseNumber{}, within("code.in_item", 1, err)
	}
	if err := plain(s[31:], digits, 12); err != nil {
		return CaseNumber{}, within("code.in_date", 32, err)
	}
	if _, err := time.Parse("20060102", s[31:39]); err != nil {
		return CaseNumber{}, invalid("code.case_date", "date", s[31:35]+"-"+s[35:37]+"-"+s[37:39])
	}
	return CaseNumber{item, s[31:39], s[39:]}, nil
}

// NewCaseNumber makes a number. The error is Invalid: serials run from 1 to 9999 a day.
func NewCaseNumber(item Implementation, year int, month time.Month, day, serial int) (CaseNumber, error) {
	if serial < 1 || serial > 9999 {
		return CaseNumber{}, invalid("code.case_serial")
	}
	return ParseCaseNumber(fmt.Sprintf("%s%04d%02d%02d%04d", item, year, int(month), day, serial))
}

// String is the number as it is written.
func (c CaseNumber) String() string { return c.item.String() + c.date + c.serial }

// Item is the item that was applied for.
func (c CaseNumber) Item() Implementation { return c.item }

// Explain says what each part means.
func (c CaseNumber) Explain(lang text.Lang) []Part {
	ps := c.item.Explain(lang)
	return append(ps, part(lang, c.date, "code.case_day", "date", c.date[:4]+"-"+c.date[4:6]+"-"+c.date[6:]),
		part(lang, c.serial, "code.case_number"))
}

// ShortCase is this program's own case number, short enough to be read over the
// telephone: letters of the agency, year, serial: XX-2026-000123.
type ShortCase struct {
	Agency string // two to six capital letters
	Year   int
	Serial int // from 1; within agency and year
}

var shortCase = regexp.MustCompile(`^([A-Z]{2,6})-([0-9]{4})-([0-9]{6,9})$`)

// ParseShortCase reads a short case number. It has exactly one written form: a
// serial of more than six digits does not begin with 0.
func ParseShortCase(s string) (ShortCase, error) {
	if err := plain(s, upper+"-", len([]rune(s))); err != nil {
		return ShortCase{}, err
	}
	m := shortCase.FindStringSubmatch(s)
	if m == nil {
		return ShortCase{}, invalid("code.short_form", "code", s)
	}
	year, _ := strconv.Atoi(m[2])
	serial, _ := strconv.Atoi(m[3])
	c := ShortCase{m[1], year, serial}
	if year < 1000 || serial == 0 || c.String() != s {
		return ShortCase{}, invalid("code.short_form", "code", s)
	}
	return c, nil
}

// String is the number as it is written.
func (c ShortCase) String() string { return fmt.Sprintf("%s-%04d-%06d", c.Agency, c.Year, c.Serial) }

// Explain says what each part means.
func (c ShortCase) Explain(lang text.Lang) []Part {
	return []Part{part(lang, c.Agency, "code.short_agency"), part(lang, strconv.Itoa(c.Year), "code.short_year"),
		part(lang, fmt.Sprintf("%06d", c.Serial), "code.case_number")}
}
