package law

import (
	"encoding/json"
)

// In stored values the zero Limit, Date and Citation are "", which a declaration
// may not write: there a missing number is a missing key. So JSON has methods of
// its own beside the text ones.

func fromJSON(b []byte, zero func(), read func([]byte) error) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		zero()
		return nil
	}
	return read([]byte(s))
}

// UnmarshalJSON reads what MarshalText wrote, "" as no limit.
func (l *Limit) UnmarshalJSON(b []byte) error {
	return fromJSON(b, func() { *l = Limit{} }, l.UnmarshalText)
}

// UnmarshalJSON reads what MarshalText wrote, "" as no date.
func (d *Date) UnmarshalJSON(b []byte) error {
	return fromJSON(b, func() { *d = Date{} }, d.UnmarshalText)
}

// UnmarshalJSON reads what MarshalText wrote, "" as no citation.
func (c *Citation) UnmarshalJSON(b []byte) error {
	return fromJSON(b, func() { *c = Citation{} }, c.UnmarshalText)
}
