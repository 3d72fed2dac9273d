package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/notify"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// LicenceStep is an official's part in a deed.
type LicenceStep string

// The parts.
const (
	StepDo      LicenceStep = "do"      // alone
	StepPropose LicenceStep = "propose" // for another person to decide
	StepDecide  LicenceStep = "decide"  // what another person proposed
	StepDecline LicenceStep = "decline" // what another person proposed, or take back one's own
)

// LicenceMay is what an official may do to a licence now, and as which part.
type LicenceMay struct {
	pack.LicenceDeed
	Step LicenceStep
}

func holdsOne(roles, some []string) bool {
	return slices.ContainsFunc(some, func(r string) bool { return slices.Contains(roles, r) })
}

// licenceParts is what a person of these roles may do. While something waits for a decision nothing else is done, and nobody
// decides what they proposed.
func licenceParts(kind pack.LicenceKind, roles []string, person string, waiting *licence.Deed) (out []LicenceMay) {
	if waiting == nil {
		for _, k := range kind.Deeds {
			switch {
			case len(k.Propose) == 0 && holdsOne(roles, k.By):
				out = append(out, LicenceMay{k, StepDo})
			case holdsOne(roles, k.Propose):
				out = append(out, LicenceMay{k, StepPropose})
			}
		}
		return out
	}
	ground := []law.Citation{{Law: waiting.Law, Article: waiting.Article}}
	decline := LicenceMay{pack.LicenceDeed{Verb: string(licence.Decline), Basis: ground}, StepDecline}
	k, ok := kind.Deed(string(waiting.Of))
	switch {
	case waiting.By == person:
		return []LicenceMay{decline}
	case ok && holdsOne(roles, k.By):
		k.Basis = ground
		return []LicenceMay{{k, StepDecide}, decline}
	}
	return nil
}

// LicenceAct is what an official does to a licence.
type LicenceAct struct {
	Seen   int // deeds that the official's page showed
	Verb   licence.Verb
	Ground law.Citation      // one of those that the pack declares for the verb
	Words  string            // the reason, for the holder and the record
	Fields map[string]string // for a change: the new words, as people type them
}

// mostReason is how many characters a reason may have.
const mostReason = 1000

// DoLicence does something to a licence if the pack lets this official, on a ground that the pack declares. What takes two
// people the first proposes and the second decides. The holder is told of both; the status lists say what was decided from
// this moment on.
func (d *Desk) DoLicence(ctx context.Context, by people.Person, number string, a LicenceAct) (deed licence.Deed, err error) {
	a.Words = strings.TrimSpace(a.Words)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		f, err := d.fileOf(tx, by, number)
		if err != nil {
			return err
		}
		may, err := f.allows(a)
		if err != nil {
			return err
		}
		change, err := f.newWords(a)
		if err != nil {
			return err
		}
		deed = licence.Deed{Verb: a.Verb, At: moment(tx.Now()), By: by.ID, Law: a.Ground.Law, Article: a.Ground.Article, Words: a.Words}
		switch may.Step {
		case StepPropose:
			deed.Verb, deed.Of = licence.Propose, a.Verb
		case StepDecide:
			deed.Asked = f.Waiting.By
		case StepDecline:
			deed.Of, deed.Asked = f.Waiting.Of, f.Waiting.By
		}
		deed, err = recordDeed(tx, f.Licence, deed, change, "")
		if err != nil || f.Licence.Holder == "" {
			return err
		}
		return notify.Queue(tx, notify.Message{Person: f.Licence.Holder, Number: number, Seq: deed.Seq, Verb: "licence-" + string(deed.Verb), At: deed.At})
	})
	return deed, err
}

// allows says as which part the official may do it, or what is wrong: that they may not, no reason, another ground, or that
// somebody did something meanwhile.
func (f LicenceFile) allows(a LicenceAct) (LicenceMay, error) {
	number := f.Licence.Number
	i := slices.IndexFunc(f.May, func(m LicenceMay) bool { return m.Verb == string(a.Verb) })
	switch {
	case i < 0 && a.Verb == "":
		return LicenceMay{}, a.wrong(nil)
	case a.Seen != f.Licence.Seq && (i >= 0 || f.Waiting != nil):
		return LicenceMay{}, fail.New(fail.Conflict, "licence.changed-meanwhile", "number", number)
	case i < 0 && f.Waiting != nil && f.Waiting.Of == a.Verb:
		return LicenceMay{}, fail.New(fail.Forbidden, "desk.licence-two", "number", number)
	case i < 0:
		return LicenceMay{}, fail.New(fail.Forbidden, "desk.licence-may-not", "number", number)
	}
	if err := a.wrong(f.May[i].Basis); err != nil {
		return LicenceMay{}, err
	}
	return f.May[i], nil
}

// wrong is all that is wrong with an act at once: the ground must be one of those
// declared, and a reason must be given.
func (a LicenceAct) wrong(grounds []law.Citation) error {
	var fields []fail.Field
	if !slices.Contains(grounds, a.Ground) {
		fields = append(fields, fail.Field{Path: "ground", Key: "desk.licence-ground"})
	}
	if n := utf8.RuneCountInString(a.Words); n == 0 || n > mostReason {
		fields = append(fields, fail.Field{Path: "words", Key: "desk.licence-words"})
	}
	if len(fields) == 0 {
		return nil
	}
	return fail.New(fail.Invalid, fields[0].Key).WithFields(fields...)
}

// Changeable are the fields that a change may give new words: all that the kind declares, files apart, which are what
// they were when they were sent.
func (f LicenceFile) Changeable() (out []form.Field) {
	k, _ := f.Service.Licence(f.Licence.Kind)
	for _, id := range k.Fields {
		if x, ok := f.Service.Form().Field(id); ok && x.Kind != form.File {
			x.Required = f.Licence.Fields[id] != "" // what the licence says it goes on saying something of
			out = append(out, x)
		}
	}
	return out
}

// newWords holds the words of a change to the fields that the form declares, and gives what changes in the form that is kept.
func (f LicenceFile) newWords(a LicenceAct) (map[string]string, error) {
	if a.Verb != licence.Change {
		return nil, nil
	}
	given := map[string]string{}
	var wrong []fail.Field
	for _, x := range f.Changeable() {
		v, ok := a.Fields[x.ID]
		if v = strings.TrimSpace(v); !ok || v == f.Service.Form().Show(x.ID, f.Licence.Fields[x.ID]) {
			continue
		}
		if given[x.ID] = v; given[x.ID] == "" && x.Required {
			wrong = append(wrong, fail.Field{Path: x.ID, Key: "desk.licence-field"})
		}
	}
	out, unfit := f.Service.Form().CheckAlone(given)
	if wrong = append(wrong, unfit...); len(wrong) > 0 {
		return nil, fail.New(fail.Invalid, "desk.licence-field").WithFields(wrong...)
	}
	for id, v := range out {
		if v == f.Licence.Fields[id] {
			delete(out, id)
		}
	}
	for _, x := range f.Changeable() {
		// Who goes by what a field says goes by the new words too.
		if v, changed := out[x.ID]; changed && x.Subject && f.Licence.Name == f.Licence.Fields[x.ID] {
			out[licence.HolderName] = v
		}
	}
	return out, nil
}
