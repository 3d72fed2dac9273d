package feel

import (
	"math"
	"unsafe"

	"github.com/cockroachdb/apd/v3"
)

// Kind is the kind of a value: which of FEEL's semantic domains it is in
// (DMN 1.5, 10.3.2.2).
type Kind uint8

// The kinds of values. The zero Value is a null.
const (
	KindNull Kind = iota
	KindBool
	KindNumber
	KindString
	KindDate
	KindTime
	KindDateTime
	KindDaysDuration   // days and time duration
	KindMonthsDuration // years and months duration
	KindList
	KindContext
	KindRange
	KindFunction
)

var kindNames = [...]string{"Null", "boolean", "number", "string", "date", "time", "date and time",
	"days and time duration", "years and months duration", "list", "context", "range", "function"}

// String is the FEEL name of the kind, as `instance of` writes it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Value is one FEEL value. It is immutable, 24 bytes, and passed by value;
// scalars and numbers of up to 18 digits live in it without allocation. Do not
// compare values with Go's ==, which looks at pointers: use Equal or Same.
//
// It has four fields and no more: the compiler keeps structs of up to four in
// registers, and evaluation is several times slower when it does not.
//
// What the fields mean depends on the kind; p always points to memory that the
// constructors below put there, so that the casts in the accessors are sound:
//
//	null      p: *Reason or nil
//	bool      n: 0 or 1
//	number    p nil: n × 10^-aux; else p: *apd.Decimal
//	string    p: first byte, n: length
//	date      n: days since 1970-01-01
//	time      n: nanoseconds since midnight, p: *Zone or nil
//	date-time n: local seconds since 1970-01-01T00:00:00, aux: nanoseconds, p: *Zone or nil
//	days dur. n: seconds (floor), aux: nanoseconds 0..999999999
//	months d. n: months
//	list      p: first element, n: length
//	context   p: *Context
//	range     p: *Range
//	function  p: *Function
type Value struct {
	kind Kind
	aux  int32
	n    int64
	p    unsafe.Pointer
}

// Null is the null without a reason: the literal null.
var Null = Value{}

// True and False are the two booleans.
var (
	True  = Value{kind: KindBool, n: 1}
	False = Value{kind: KindBool}
)

// Bool is b as a FEEL boolean.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Int is the whole number i.
func Int(i int64) Value { return Value{kind: KindNumber, n: i} }

// String makes a FEEL string of s. s should be valid UTF-8; FEEL counts its
// code points.
func String(s string) Value {
	return Value{kind: KindString, n: int64(len(s)), p: unsafe.Pointer(unsafe.StringData(s))}
}

// List makes a list of items. The slice belongs to the value from then on and
// must not be changed.
func List(items ...Value) Value {
	return Value{kind: KindList, n: int64(len(items)), p: unsafe.Pointer(unsafe.SliceData(items))}
}

// NullBecause is a null with a reason: a text key and named arguments
// (name, value, name, value) for the text room.
func NullBecause(key string, args ...string) Value {
	return Value{p: unsafe.Pointer(&Reason{Key: key, Args: args})}
}

// Kind tells the kind of v.
func (v Value) Kind() Kind { return v.kind }

// IsNull tells whether v is null.
func (v Value) IsNull() bool { return v.kind == KindNull }

// IsTrue tells whether v is the boolean true (and not null, false or anything else).
func (v Value) IsTrue() bool { return v.kind == KindBool && v.n == 1 }

// IsFalse tells whether v is the boolean false.
func (v Value) IsFalse() bool { return v.kind == KindBool && v.n == 0 }

// Reason says why a null became null; nil for a null that was written or given
// as such, and for anything that is not null.
func (v Value) Reason() *Reason {
	if v.kind != KindNull {
		return nil
	}
	return (*Reason)(v.p)
}

// Text is the string of a KindString value, else "".
func (v Value) Text() string {
	if v.kind != KindString {
		return ""
	}
	return v.text()
}

func (v Value) text() string { return unsafe.String((*byte)(v.p), int(v.n)) }

// Items are the elements of a list, else nil. They must not be changed.
func (v Value) Items() []Value {
	if v.kind != KindList {
		return nil
	}
	return v.items()
}

func (v Value) items() []Value { return unsafe.Slice((*Value)(v.p), int(v.n)) }

// Context is the context of a KindContext value, else nil.
func (v Value) Context() *Context {
	if v.kind != KindContext {
		return nil
	}
	return (*Context)(v.p)
}

// Range is the range of a KindRange value, else nil.
func (v Value) Range() *Range {
	if v.kind != KindRange {
		return nil
	}
	return (*Range)(v.p)
}

// Function is the function of a KindFunction value, else nil.
func (v Value) Function() *Function {
	if v.kind != KindFunction {
		return nil
	}
	return (*Function)(v.p)
}

// Int64 is the number as an int64; ok is false if v is not a whole number in
// that range.
func (v Value) Int64() (i int64, ok bool) {
	if v.kind != KindNumber {
		return 0, false
	}
	if v.p == nil {
		n, s := v.n, v.aux
		for ; s > 0; s-- {
			if n%10 != 0 {
				return 0, false
			}
			n /= 10
		}
		return n, true
	}
	var r apd.Decimal
	r.Set((*apd.Decimal)(v.p))
	i, err := r.Int64()
	if err != nil || i == math.MinInt64 {
		return 0, false
	}
	return i, true
}

// Reason says why a value is null. Key is a key of the text room
// ("feel.null.…"), Args its named arguments in pairs.
type Reason struct {
	Key  string
	Args []string
}

// String is the reason for an operator's log: key and arguments.
func (r *Reason) String() string {
	if r == nil {
		return ""
	}
	s := r.Key
	for i := 0; i+1 < len(r.Args); i += 2 {
		s += " " + r.Args[i] + "=" + r.Args[i+1]
	}
	return s
}
