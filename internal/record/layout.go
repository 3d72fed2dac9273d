package record

import (
	"encoding/binary"
	"errors"
)

// Field is one field of a layout.
type Field struct {
	ID   string
	Type Type
}

// Layout is the order in which the fields of a record stand in its bytes. Records
// written under an older declaration keep the layout they were written in.
type Layout []Field

// Append writes values, one for each field in order, behind b. Each is an unsigned
// varint: 0 for an absent value; 1 + zigzag(n) for a day, a number, an amount or a
// boolean; 1 + length, and then the bytes, for text, code and decimal.
func (l Layout) Append(b []byte, values []Value) []byte {
	for i := range l {
		switch v := values[i]; v.kind {
		case Absent:
			b = append(b, 0)
		case Date, Integer, Money, Boolean:
			b = binary.AppendUvarint(b, uint64(v.n<<1)^uint64(v.n>>63)+1)
		default:
			b = binary.AppendUvarint(b, uint64(len(v.s))+1)
			b = append(b, v.s...)
		}
	}
	return b
}

var errTorn = errors.New("record: the bytes are no record of this layout")

// Decode reads the values of the fields whose place in want is true, of all if want
// is nil, into values. The others are left as they are.
func (l Layout) Decode(body string, want []bool, values []Value) error {
	for i, f := range l {
		u, n := uvarint(body)
		if n == 0 {
			return errTorn
		}
		body = body[n:]
		v := Value{kind: f.Type.Kind}
		switch f.Type.Kind {
		case Date, Integer, Money, Boolean:
			z := u - 1
			v.n, v.digits = int64(z>>1)^-int64(z&1), uint8(f.Type.digits)
		default:
			if u > 0 {
				if u-1 > uint64(len(body)) {
					return errTorn
				}
				v.s, body = body[:u-1], body[u-1:]
			}
		}
		if u == 0 {
			v = Value{}
		}
		if want == nil || want[i] {
			values[i] = v
		}
	}
	if body != "" {
		return errTorn
	}
	return nil
}

// uvarint is binary.Uvarint of a string; n is 0 where there is none.
func uvarint(s string) (u uint64, n int) {
	for shift := uint(0); n < len(s) && n < binary.MaxVarintLen64; shift += 7 {
		c := s[n]
		n++
		u |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return u, n
		}
	}
	return 0, 0
}
