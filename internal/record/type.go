// Package record is what one entry of a register holds: values typed as their
// register declares them, how each is read from an office's file, and the compact
// form in which a whole record is kept. Pure: it knows no register and no database.
package record

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"

	"github.com/cockroachdb/apd/v3"
)

// Kind is what sort of value a field holds.
type Kind uint8

// The kinds of values. The zero Kind is no value.
const (
	Absent Kind = iota
	Text
	Date
	Integer
	Decimal
	Money
	Boolean
	Code
)

var kinds = map[string]Kind{"text": Text, "date": Date, "integer": Integer, "decimal": Decimal, "money": Money, "boolean": Boolean, "code": Code}

// Type is the type of a field as declared: text, date, integer, decimal, boolean,
// money:CNY, code:identity.
type Type struct {
	Kind   Kind
	System string // of a code: which code system; of money: the currency (ISO 4217)
	digits int    // of money: decimal places of the currency's minor unit
}

// Systems are the code systems a field can be of: GB 11643, GB 32100, GB 11714 and
// GB/T 2260.
var Systems = []string{"identity", "credit", "organisation", "area"}

// minorDigits are the currencies whose minor unit is not a hundredth (ISO 4217).
var minorDigits = map[string]int{"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3}

// UnmarshalText reads a type in a declaration.
func (t *Type) UnmarshalText(b []byte) error {
	kind, system, with := strings.Cut(string(b), ":")
	bad := fail.New(fail.Invalid, "record.type", "type", string(b), "systems", strings.Join(Systems, ", "))
	*t = Type{Kind: kinds[kind], System: system}
	switch {
	case t.Kind == Absent, with != (t.Kind == Money || t.Kind == Code):
		return bad
	case t.Kind == Money:
		if len(system) != 3 || strings.Trim(system, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return bad
		}
		var other bool
		if t.digits, other = minorDigits[system]; !other {
			t.digits = 2
		}
	case t.Kind == Code:
		if !known(system) {
			return bad
		}
	}
	return nil
}

func known(system string) bool {
	for _, s := range Systems {
		if s == system {
			return true
		}
	}
	return false
}

// MarshalText writes a type as UnmarshalText reads it.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// String is the type as declarations write it.
func (t Type) String() string {
	for name, k := range kinds {
		if k == t.Kind {
			if t.System != "" {
				return name + ":" + t.System
			}
			return name
		}
	}
	return ""
}

// mostText is how many bytes one text may have: a field is a datum, not a document.
const mostText = 4096

// Parse reads a value as an office's file writes it. The empty text is an absent
// value. Dates are 2026-08-01 or 20260801, money is in whole units with at most the
// currency's decimal places (1234.50), booleans are true and false. The error is
// Invalid and says how to mend the value; it does not repeat it, because it may be
// personal.
func (t Type) Parse(s string) (Value, error) {
	if s == "" {
		return Value{}, nil
	}
	switch t.Kind {
	case Text:
		switch {
		case !utf8.ValidString(s):
			return Value{}, fail.New(fail.Invalid, "record.not-utf8")
		case len(s) > mostText:
			return Value{}, fail.New(fail.Invalid, "record.text-long", "most", strconv.Itoa(mostText))
		case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfeff }):
			return Value{}, fail.New(fail.Invalid, "record.control")
		case s != strings.TrimSpace(s):
			return Value{}, fail.New(fail.Invalid, "record.space")
		}
		return Value{kind: Text, s: s}, nil
	case Date:
		n, ok := parseDay(s)
		if !ok {
			return Value{}, fail.New(fail.Invalid, "record.date")
		}
		return Value{kind: Date, n: n}, nil
	case Integer:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n == math.MinInt64 || strconv.FormatInt(n, 10) != s {
			return Value{}, fail.New(fail.Invalid, "record.integer")
		}
		return Value{kind: Integer, n: n}, nil
	case Money:
		return t.parseMoney(s)
	case Decimal:
		return parseDecimal(s)
	case Boolean:
		if s != "true" && s != "false" {
			return Value{}, fail.New(fail.Invalid, "record.boolean")
		}
		return Value{kind: Boolean, n: int64(len("false") - len(s))}, nil
	case Code:
		if err := parseCode(t.System, s); err != nil {
			return Value{}, err
		}
		return Value{kind: Code, s: s}, nil
	}
	return Value{}, fail.New(fail.Invalid, "record.type", "type", t.String(), "systems", strings.Join(Systems, ", "))
}

func parseCode(system, s string) (err error) {
	switch system {
	case "identity":
		_, err = code.ParseIdentity(s)
	case "credit":
		_, err = code.ParseCredit(s)
	case "organisation":
		_, err = code.ParseOrganisation(s)
	case "area":
		_, err = code.ParseArea(s)
	}
	return err
}

func (t Type) parseMoney(s string) (Value, error) {
	bad := func() (Value, error) {
		return Value{}, fail.New(fail.Invalid, "record.money", "places", strconv.Itoa(t.digits))
	}
	whole, part, point := strings.Cut(s, ".")
	if point && (part == "" || len(part) > t.digits) {
		return bad()
	}
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || len(digits) > 1 && digits[0] == '0' || strings.Trim(digits+part, "0123456789") != "" {
		return bad()
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", t.digits-len(part)), 10, 64)
	if err != nil || n == math.MinInt64 || n == 0 && whole[0] == '-' {
		return bad()
	}
	return Value{kind: Money, n: n, digits: uint8(t.digits)}, nil
}

// mostDigits bounds a decimal, so that no file makes a number of a million digits.
const mostDigits = 34

func parseDecimal(s string) (Value, error) {
	if len(s) > mostDigits+2 || strings.Trim(s, "0123456789.-") != "" {
		return Value{}, fail.New(fail.Invalid, "record.decimal", "most", strconv.Itoa(mostDigits))
	}
	var d apd.Decimal
	if _, _, err := d.SetString(s); err != nil || d.Form != apd.Finite || s[0] == '.' || s[len(s)-1] == '.' {
		return Value{}, fail.New(fail.Invalid, "record.decimal", "most", strconv.Itoa(mostDigits))
	}
	return Value{kind: Decimal, s: d.Text('f')}, nil
}

// parseDay is the day as days since 1970-01-01.
func parseDay(s string) (int64, bool) {
	switch {
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
	case len(s) == 8:
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	default:
		return 0, false
	}
	d, err := law.ParseDate(s)
	if err != nil {
		return 0, false
	}
	return DayOf(d), true
}

// DayOf is a date as days since 1970-01-01.
func DayOf(d law.Date) int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}

// DateOf is the date of a day counted since 1970-01-01.
func DateOf(day int64) law.Date {
	return law.DateOf(time.Unix(day*24*60*60, 0), time.UTC)
}
