package pack

import (
	"slices"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/form"
	"atonce/internal/text"
)

const fromWallet = "wallet"

// checkWallet holds a licence that is taken from the holder's wallet to the question in
// which it is chosen, and to the one that takes the paper of who has no other.
func (d *draft) checkWallet(m materialDecl) {
	if m.From.Value != fromWallet {
		for _, t := range []declare.Text{m.Licence, m.Paper} {
			if t.Set() {
				d.add(t.Problem("pack.wallet-only", "material", m.ID.Value))
			}
		}
		return
	}
	if m.Register.Set() {
		d.add(m.Register.Problem("pack.wallet-register", "material", m.ID.Value))
	}
	if !m.Licence.Set() {
		d.add(m.Pos.Problem("pack.wallet-licence", "material", m.ID.Value))
	}
	x, ok := d.field(m.Field.Value)
	switch {
	case !m.Field.Set():
		d.add(m.Pos.Problem("pack.wallet-field", "material", m.ID.Value))
		return
	case !ok:
		d.add(m.Field.Problem("pack.field-unknown", "field", m.Field.Value, "fields", d.fieldIDs()))
		return
	case x.Kind != form.Licence || x.Material != m.ID.Value:
		d.add(m.Field.Problem("pack.wallet-question", "field", x.ID, "material", m.ID.Value))
	case x.Required == m.Tolerance.Value:
		d.add(m.Field.Problem("pack.wallet-required", "field", x.ID, "material", m.ID.Value))
	}
	if m.Paper.Set() {
		d.checkPaper(m, x.ID)
	}
}

// checkPaper holds the question for the paper to being asked of those only who say that
// they have no other.
func (d *draft) checkPaper(m materialDecl, question string) {
	x, ok := d.field(m.Paper.Value)
	switch {
	case !ok:
		d.add(m.Paper.Problem("pack.field-unknown", "field", m.Paper.Value, "fields", d.fieldIDs()))
	case x.Kind != form.File:
		d.add(m.Paper.Problem("pack.wallet-paper-kind", "field", x.ID))
	case !d.form.Visible(x.ID, map[string]string{question: form.OnPaper}) || d.form.Visible(x.ID, map[string]string{question: "X-1"}) || d.form.Visible(x.ID, nil):
		d.add(m.Paper.Problem("pack.wallet-paper-when", "field", x.ID, "question", question))
	}
}

// checkLicenceQuestions refuses a question for a licence that no material names.
func (d *draft) checkLicenceQuestions() {
	for _, x := range d.form.Fields() {
		if x.Kind != form.Licence {
			continue
		}
		if !slices.ContainsFunc(d.item.Materials, func(m materialDecl) bool { return m.From.Value == fromWallet && m.Field.Value == x.ID }) {
			d.add(d.fieldAt[x.ID].Problem("pack.wallet-unnamed", "field", x.ID))
		}
	}
}

// issued are the kinds of licence that services of the set issue, with one that does.
func (l *loader) issued() (kinds []string, by map[string]*draft) {
	by = map[string]*draft{}
	for _, d := range l.order {
		for _, k := range d.licence.Kinds {
			if _, twice := by[k.ID.Value]; !twice {
				kinds, by[k.ID.Value] = append(kinds, k.ID.Value), d
			}
		}
	}
	slices.Sort(kinds)
	return kinds, by
}

// wallet judges what only the whole set can show: that somebody issues each kind that is
// taken from a wallet, and that no licence issued here is asked for as a paper
// (浙江省保障“最多跑一次”改革规定 7, 国务院关于在线政务服务的若干规定 7 and 11).
func (l *loader) wallet() {
	kinds, by := l.issued()
	for _, d := range l.order {
		if d.form == nil {
			continue
		}
		for _, t := range d.licencesNamed() {
			if by[t.Value] == nil {
				d.add(t.Problem("pack.wallet-unissued", "licence", t.Value, "kinds", strings.Join(kinds, ", ")))
			}
		}
		for _, x := range d.form.Fields() {
			if x.Kind == form.File && !x.Office {
				d.askedOnPaper(x.ID, "field."+x.ID, d.fieldAt[x.ID], kinds, by)
			}
		}
		for _, m := range d.item.Materials {
			if m.From.Value == fromApplicant {
				d.askedOnPaper(m.ID.Value, "material."+m.ID.Value, m.Pos, kinds, by)
			}
		}
	}
}

// licencesNamed are the kinds that materials and exceptions name.
func (d *draft) licencesNamed() (out []declare.Text) {
	for _, m := range d.item.Materials {
		if m.From.Value == fromWallet && m.Licence.Set() {
			out = append(out, m.Licence)
		}
	}
	for _, e := range d.data.Exceptions {
		if e.Licence.Set() {
			out = append(out, e.Licence)
		}
	}
	return out
}

// askedOnPaper refuses an upload that goes by the name of a licence issued here, or that
// stands in for one, unless an exception says on which article it is asked for.
func (d *draft) askedOnPaper(asked, key string, at declare.Pos, kinds []string, by map[string]*draft) {
	for _, kind := range kinds {
		stands := slices.ContainsFunc(d.item.Materials, func(m materialDecl) bool {
			return m.From.Value == fromWallet && m.Paper.Value == asked && m.Licence.Value == kind
		})
		if !stands && !d.namesLicence(asked, key, kind, by[kind]) {
			continue
		}
		if !slices.ContainsFunc(d.exceptions, func(e Exception) bool { return e.Asked == asked && e.Licence == kind }) {
			name, _ := by[kind].said(text.ZH, "licence."+kind)
			d.add(at.Problem("pack.licence-again", "asked", asked, "licence", kind, "service", by[kind].id, "name", name))
			return
		}
	}
}

// namesLicence says whether what is asked goes by the id or the name of a kind of
// licence: a copy or a scan of it does too.
func (d *draft) namesLicence(asked, key, kind string, issuer *draft) bool {
	if plain(asked) == plain(kind) {
		return true
	}
	for _, lang := range d.languages() {
		said, _ := d.said(lang, key)
		name, _ := issuer.said(lang, "licence."+kind)
		if name != "" && strings.Contains(plain(said), plain(name)) {
			return true
		}
	}
	return false
}
