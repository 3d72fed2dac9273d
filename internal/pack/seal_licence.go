package pack

import (
	"fmt"
	"slices"
	"strings"

	"atonce/internal/credential"
	"atonce/internal/law"
)

// deedVerbs are what may be done to a licence after it was issued.
var deedVerbs = []string{"change", "suspend", "resume", "revoke", "check"}

// twoPeople are the deeds that one person puts forward and another decides. To hold or take away a licence is a penalty
// (行政处罚法 9, no. 3) of the ordinary procedure: at least two officials carry it out, and the head of the agency decides on
// what they found (42, 57). What is done on the spot by one is small fines and warnings only (51).
var twoPeople = []string{"suspend", "revoke"}

// sealDeeds seals what may be done to a kind of licence, and how often it is checked.
func (d *draft) sealDeeds(k licenceDecl, sealed *LicenceKind) {
	for _, f := range k.Fields {
		if credential.Reserved(f.Value) {
			d.add(f.Problem("pack.licence-field", "field", f.Value))
		}
	}
	for i, w := range k.Deeds {
		if !d.oneOf(w.Verb, "verb", deedVerbs...) {
			continue
		}
		if slices.ContainsFunc(k.Deeds[:i], func(o deedDecl) bool { return o.Verb.Value == w.Verb.Value }) {
			d.add(w.Verb.Problem("pack.id-twice", "id", w.Verb.Value))
		}
		deed := LicenceDeed{Verb: w.Verb.Value, By: values(w.By), Propose: values(w.Propose)}
		switch takes := slices.Contains(twoPeople, w.Verb.Value); {
		case takes && len(w.Propose) == 0:
			d.add(w.Verb.Problem("pack.licence-alone", "verb", w.Verb.Value))
		case !takes && len(w.Propose) > 0:
			d.add(w.Verb.Problem("pack.licence-not-proposed", "verb", w.Verb.Value, "verbs", list(twoPeople)))
		}
		for _, r := range append(slices.Clone(w.By), w.Propose...) {
			if !idForm.MatchString(r.Value) {
				d.add(r.Problem("pack.id", "id", r.Value))
			}
		}
		for j := range w.Basis {
			deed.Basis = append(deed.Basis, d.cite(&w.Basis[j]))
		}
		sealed.Deeds = append(sealed.Deeds, deed)
	}
	_, suspends := sealed.Deed("suspend")
	if _, resumes := sealed.Deed("resume"); suspends && !resumes {
		d.add(k.ID.Problem("pack.licence-resume", "licence", k.ID.Value))
	}
	if k.Check == nil {
		return
	}
	every, err := law.ParseLimit(k.Check.Every.Value)
	if err != nil {
		d.add(problemOf(k.Check.Every.Pos, err))
	}
	sealed.Check = LicenceCheck{Every: every, Basis: d.cite(&k.Check.Basis)}
	if _, ok := sealed.Deed("check"); !ok {
		d.add(k.ID.Problem("pack.licence-check", "licence", k.ID.Value))
	}
}

// deedsOf is what may be done to a kind of licence, for a comparison of versions.
func deedsOf(k LicenceKind) string {
	var out []string
	for _, d := range k.Deeds {
		var basis []string
		for _, b := range d.Basis {
			basis = append(basis, b.String())
		}
		line := fmt.Sprintf("%s by %s under %s", d.Verb, list(d.By), list(basis))
		if len(d.Propose) > 0 {
			line += " when proposed by " + list(d.Propose)
		}
		out = append(out, line)
	}
	if !k.Check.Every.IsZero() {
		out = append(out, fmt.Sprintf("checked every %s under %s", k.Check.Every, k.Check.Basis))
	}
	return strings.Join(out, ", ")
}
