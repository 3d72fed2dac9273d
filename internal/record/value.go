package record

import (
	"strconv"
	"strings"

	"atonce/internal/feel"
	"atonce/internal/law"
)

// Value is one value of a record. The zero Value is absent: the source says nothing.
type Value struct {
	kind   Kind
	digits uint8  // of money
	n      int64  // days, whole number, minor units, 0 or 1
	s      string // text, code, decimal
}

// Kind says what sort of value it is.
func (v Value) Kind() Kind { return v.kind }

// Absent says that the source gives no value.
func (v Value) Absent() bool { return v.kind == Absent }

// Int is a whole number, an amount in minor units (分), a day counted since
// 1970-01-01, or 1 for true.
func (v Value) Int() int64 { return v.n }

// Date is the day of a date.
func (v Value) Date() law.Date {
	if v.kind != Date {
		return law.Date{}
	}
	return DateOf(v.n)
}

// String is the value as Parse reads it; empty for an absent one.
func (v Value) String() string {
	switch v.kind {
	case Date:
		return DateOf(v.n).String()
	case Integer:
		return strconv.FormatInt(v.n, 10)
	case Money:
		return v.money()
	case Boolean:
		return strconv.FormatBool(v.n == 1)
	}
	return v.s
}

func (v Value) money() string {
	s, sign := strconv.FormatInt(v.n, 10), ""
	if v.digits == 0 {
		return s
	}
	if v.n < 0 {
		s, sign = s[1:], "-"
	}
	if missing := int(v.digits) + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	return sign + s[:len(s)-int(v.digits)] + "." + s[len(s)-int(v.digits):]
}

// FEEL is the value for rules: money in minor units as forms give it, an absent
// value as null.
func (v Value) FEEL() feel.Value {
	switch v.kind {
	case Absent:
		return feel.Null
	case Date:
		d := DateOf(v.n)
		return feel.DateOf(d.Year, int(d.Month), d.Day)
	case Integer, Money:
		return feel.Int(v.n)
	case Boolean:
		return feel.Bool(v.n == 1)
	case Decimal:
		if n, ok := feel.ParseNumber(v.s); ok {
			return n
		}
		return feel.Null
	}
	return feel.String(v.s)
}

// FEEL is the type of a field's values in rules.
func (t Type) FEEL() *feel.Type {
	switch t.Kind {
	case Date:
		return feel.TypeDate
	case Integer, Money, Decimal:
		return feel.TypeNumber
	case Boolean:
		return feel.TypeBool
	}
	return feel.TypeString
}
