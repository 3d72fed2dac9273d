package casepage

import (
	"strings"

	"atonce/internal/pack"
	"atonce/internal/text"
)

// LookField is what a look was about, in words: an answer of the case, a field of a
// register with the register's name, or something else that people have. s is the service
// of the case, nil where there is none; what nobody has words for stays as it is recorded.
func LookField(l text.Lang, set *pack.Set, s *pack.Service, id string) string {
	if register, field, dotted := strings.Cut(id, "."); dotted {
		if x, ok := set.Register(register); ok {
			if y, ok := x.Field(field); ok {
				return text.S(l, "casepage.look-from", "field", y.Names.In(l), "register", x.Names().In(l))
			}
		}
		return id
	}
	if s != nil {
		if name := FieldName(l, s, id); name != id {
			return name
		}
	}
	if text.Has(l, "casepage.look-"+id) {
		return text.S(l, "casepage.look-"+id)
	}
	if x, ok := set.Register(id); ok {
		return x.Names().In(l)
	}
	return id
}
