package casepage

import (
	"slices"
	"strconv"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Silent are the registers that gave no answer when a case was filed, in order.
func Silent(c casework.Case) []string {
	var out []string
	for _, x := range desk.Sources(c) {
		if x.Down() && !slices.Contains(out, x.Register) {
			out = append(out, x.Register)
		}
	}
	slices.Sort(out)
	return out
}

// RegisterName is what people call a register; its id where it is declared no longer.
func RegisterName(l text.Lang, set *pack.Set, id string) string {
	if r, ok := set.Register(id); ok {
		return r.Names().In(l)
	}
	return id
}

// Sourced adds to a row where its value is from and as of when, or why it is not the
// register's.
func Sourced(l text.Lang, set *pack.Set, row ui.Row, x record.Source, zone *time.Location) ui.Row {
	register := RegisterName(l, set, x.Register)
	if x.Given() {
		row.Source = &ui.Source{From: text.S(l, "casepage.source-given", "register", register, "time", ui.ShortMoment(l, x.AsOf.In(zone)))}
		return row
	}
	row.Values = append(row.Values, notGiven(l, register, x, zone))
	return row
}

func notGiven(l text.Lang, register string, x record.Source, zone *time.Location) string {
	if x.Own {
		return text.S(l, "casepage.source-own", "register", register)
	}
	words := text.S(l, "casepage.source-"+x.State, "register", register, "time", ui.ShortMoment(l, x.Asked.In(zone)))
	if x.Why != "" {
		words += text.S(l, x.Why)
	}
	return words
}

// FetchedValues are what a register said for a material, a line for each field. What
// hides says of "register.field" is not told; a nil one hides nothing.
func FetchedValues(l text.Lang, r *pack.Register, values map[string]string, hides func(string) bool) []string {
	var out []string
	for _, f := range append([]pack.RegisterField{r.Key()}, r.Fields()...) {
		v, ok := values[f.ID]
		if !ok {
			continue
		}
		if hides != nil && hides(r.ID()+"."+f.ID) {
			out = append(out, text.S(l, "casepage.source-line", "field", f.Names.In(l), "value", text.S(l, "casepage.hidden")))
			continue
		}
		for _, o := range f.Options {
			if o.ID == v {
				v = o.Names.In(l)
			}
		}
		if yes, err := strconv.ParseBool(v); err == nil && f.Type.String() == "boolean" {
			v = text.S(l, "casepage."+map[bool]string{true: "yes", false: "no"}[yes])
		}
		if d, err := law.ParseDate(v); err == nil {
			v = ui.Date(l, d.At(0, time.UTC))
		}
		out = append(out, text.S(l, "casepage.source-line", "field", f.Names.In(l), "value", v))
	}
	return out
}
