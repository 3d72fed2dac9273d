package pack

import (
	"strings"

	"atonce/internal/code"
	"atonce/internal/declare"
)

// standard says whether the country's codes of a kind follow the Chinese standards
// that the code room knows. Another country's codes are its own and are not judged.
func (d *draft) standard(kind string) bool {
	for _, c := range d.book.Codes {
		if c.Kind == kind {
			return strings.HasPrefix(c.Standard, "GB")
		}
	}
	return false
}

// national is the source of codes whose types nobody renumbers.
const national = "00"

// checkCodes holds an item's codes to GB/T 39554.1 and to one another.
func (d *draft) checkCodes() {
	w := d.item.Codes
	if w == nil {
		return
	}
	d.sealed.Basic, d.sealed.Business = w.Basic.Value, w.Business.Value
	if !d.standard("item") {
		return
	}
	basic, err := code.ParseBasic(w.Basic.Value)
	if w.Basic.Set() && err != nil {
		d.add(problemOf(w.Basic.Pos, err))
	}
	if w.Basic.Set() && err == nil && d.item.Type.Set() && basic.Source() == national && basic.Type() != d.item.Type.Value {
		d.add(w.Basic.Problem("pack.code-type", "code", w.Basic.Value, "type", d.item.Type.Value, "says", basic.Type()))
	}
	if !w.Business.Set() {
		return
	}
	business, berr := code.ParseBusiness(w.Business.Value)
	switch {
	case berr != nil:
		d.add(problemOf(w.Business.Pos, berr))
	case w.Basic.Set() && err == nil && business.Basic().String() != basic.String():
		d.add(w.Business.Problem("pack.code-other", "business", w.Business.Value, "basic", w.Basic.Value))
	}
}

// checkArea holds an overlay's area to the country's codes.
func (d *draft) checkArea(t declare.Text) {
	if !d.standard("area") {
		return
	}
	if _, err := code.ParseArea(t.Value); err != nil {
		d.add(problemOf(t.Pos, err))
	}
}
