package verify

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/presentation"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// words are the same in every language.
type words map[text.Lang]string

func inAll(say func(text.Lang) string) words {
	out := words{}
	for _, l := range text.Langs {
		out[l] = say(l)
	}
	return out
}

// kind is what a kind of licence and its fields are called.
type kind struct {
	Type   string           `json:"type"`
	Name   words            `json:"name"`
	Order  []string         `json:"order"` // in which people read them
	Fields map[string]field `json:"fields"`
}

type field struct {
	Name   words            `json:"name"`
	Values map[string]words `json:"values,omitempty"` // of answers that were chosen
}

// known is all that a check in the browser goes by.
type known struct {
	At      int64          `json:"at"` // seconds: when this was said
	Issuers []desk.Issuing `json:"issuers"`
	Lists   []desk.Listed  `json:"lists"`
	Kinds   []kind         `json:"kinds"`
}

// known sends it. There is nothing personal in it, and it is the same for everybody.
func (f face) known(r *door.Request) error {
	k, err := f.desk.Known(r.Context())
	if err != nil {
		return err
	}
	r.W.Header().Set("Cache-Control", "no-cache")
	return r.JSON(200, known{r.Now.Unix(), k.Issuers, k.Lists, f.kinds()})
}

// kinds are the kinds of licence that are issued here.
func (f face) kinds() []kind {
	var out []kind
	for _, s := range f.desk.Services() {
		for _, k := range s.Licences() {
			order := append(append([]string{"number", "holder"}, k.Fields...), "office")
			x := kind{Order: order, Type: f.desk.LicenceType(s.ID(), k.ID), Name: inAll(func(l text.Lang) string { return s.Text(l, "licence."+k.ID) }), Fields: map[string]field{
				"number": {Name: inAll(func(l text.Lang) string { return text.S(l, "verify.field.number") })},
				"office": {Name: inAll(func(l text.Lang) string { return text.S(l, "verify.field.office") })},
				"holder": {Name: inAll(func(l text.Lang) string { return text.S(l, "verify.field.holder") })},
			}}
			for _, id := range k.Fields {
				x.Fields[id] = fieldWords(s, k, id)
			}
			out = append(out, x)
		}
	}
	return out
}

func fieldWords(s *pack.Service, k pack.LicenceKind, id string) field {
	issued := desk.Issued{Service: s}
	issued.Licence.Kind = k.ID
	out := field{Name: inAll(func(l text.Lang) string { return issued.FieldName(l, id) })}
	x, ok := s.Form().Field(id)
	if !ok {
		return out
	}
	options := x.Options
	if x.Kind == form.YesNo {
		options = []string{"yes", "no"}
	} else if x.Kind != form.OneOf && x.Kind != form.SomeOf {
		return out
	}
	out.Values = map[string]words{}
	for _, o := range options {
		out.Values[o] = inAll(func(l text.Lang) string { return strings.Join(casepage.Shown(l, s, x, o, nil), "") })
	}
	return out
}

// place is where a claim stands among the others; what the kind does not know comes last.
func (k kind) place(id string) int {
	if i := slices.Index(k.Order, id); i >= 0 {
		return i
	}
	return len(k.Order)
}

// facts are what a licence says, in the words of its kind.
func (f face) facts(r *door.Request, x presentation.Finding) []ui.Fact {
	c := x.Credential
	kinds := f.kinds()
	k := kind{Name: words{r.Lang: c.Type}}
	if i := slices.IndexFunc(kinds, func(k kind) bool { return k.Type == c.Type }); i >= 0 {
		k = kinds[i]
	}
	out := []ui.Fact{{Name: r.T("verify.kind"), Value: k.Name[r.Lang]}}
	ids := slices.SortedFunc(maps.Keys(c.Claims), func(a, b string) int {
		return cmp.Or(cmp.Compare(k.place(a), k.place(b)), cmp.Compare(a, b))
	})
	for _, id := range ids {
		if slices.Contains(presentation.Registered, id) {
			continue
		}
		name := k.Fields[id].Name[r.Lang]
		if name == "" {
			name = id
		}
		out = append(out, ui.Fact{Name: name, Value: strings.Join(k.Fields[id].say(r.Lang, c.Claims[id]), "、")})
	}
	zone := casepage.Zone(f.desk)
	until := r.T("verify.no-end")
	if !x.Until.IsZero() {
		until = ui.Date(r.Lang, x.Until.Add(-time.Minute).In(zone)) // people read the last day
	}
	return append(out, ui.Fact{Name: r.T("verify.issued"), Value: ui.Date(r.Lang, x.Issued.In(zone))}, ui.Fact{Name: r.T("verify.until"), Value: until},
		ui.Fact{Name: r.T("verify.issuer"), Value: c.Issuer})
}

// say is a value as people read it.
func (f field) say(l text.Lang, value any) []string {
	switch v := value.(type) {
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, f.say(l, one)...)
		}
		return out
	case map[string]any:
		b, _ := json.Marshal(v) // it was read from JSON
		return []string{string(b)}
	}
	s := fmt.Sprint(value)
	if w := f.Values[s]; w != nil {
		return []string{w[l]}
	}
	return []string{s}
}
