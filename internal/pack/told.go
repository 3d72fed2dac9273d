package pack

import (
	"encoding/binary"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/dmn"
	"atonce/internal/feel"
	"atonce/internal/form"
)

// tried are the kinds of question a changed rule is likely to ask. Names, numbers of
// people, addresses and free text stay where they are unless a model asked them.
var tried = []form.Kind{form.OneOf, form.SomeOf, form.YesNo, form.Date, form.Money, form.Number, form.Area}

// Told is what a rule could have asked of a case when a model was: the answers to
// questions that rules ask, what the model was told, and the flags that were set. The
// bytes are pairs of name and value in order of name, each with its length before it.
func (s *Service) Told(f casework.Facts, m casework.Model) []byte {
	said := map[string]string{}
	for _, x := range s.form.Fields() {
		if v := f.Answers[x.ID]; v != "" && slices.Contains(tried, x.Kind) {
			said[x.ID] = v
		}
	}
	for name, set := range f.Flags {
		if set {
			said[name] = "true"
		}
	}
	for name, v := range m.Inputs {
		said[name] = v
	}
	var b []byte
	for _, name := range keys(said) {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
		b = binary.AppendUvarint(b, uint64(len(said[name])))
		b = append(b, said[name]...)
	}
	return b
}

// nextTold cuts the first text off; ok is false where the bytes are torn.
func nextTold(b []byte) (text, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, false
	}
	return b[w : w+int(n)], b[w+int(n):], true
}

// Amount 金额 is what the declared rules pay by this finding, in minor units; ok is false
// where the procedure declares no amount of this model, or it is no whole number.
func (f Finding) Amount() (minor int64, ok bool) {
	if f.account == nil || f.rules.pays == nil {
		return 0, false
	}
	for _, st := range f.account.Steps {
		if st.Name == f.rules.pays.Name && st.Depth == 0 {
			return st.Value.Int64()
		}
	}
	return 0, false
}

// paysDecl says which decision of which model is an amount of money that is paid.
type paysDecl struct {
	Pos      declare.Pos
	Model    declare.Text `yaml:"model,required"`
	Decision declare.Text `yaml:"decision,required"`
}

// sealPays finds the decision that is paid. It must be a number that the model works
// out on its way to the answer, so that it costs nothing to look at.
func (d *draft) sealPays() {
	w := d.proc.Pays
	if w == nil {
		return
	}
	r, asked := d.rules[w.Model.Value]
	if !asked {
		d.add(w.Model.Problem("pack.pays-model", "model", w.Model.Value))
		return
	}
	if r == nil {
		return // its own problems are told
	}
	all := r.asked.Logic()
	i := slices.IndexFunc(all, func(x *dmn.Element) bool { return x.Name == w.Decision.Value })
	if i < 0 {
		names := make([]string, len(all))
		for i, x := range all {
			names[i] = x.Name
		}
		d.add(w.Decision.Problem("pack.pays-decision", "decision", w.Decision.Value, "model", w.Model.Value, "decisions", list(names)))
		return
	}
	if t := all[i].Type; t == nil || t.Kind != feel.TypeKindNumber {
		d.add(w.Decision.Problem("pack.pays-type", "decision", w.Decision.Value))
		return
	}
	r.pays = all[i]
}
