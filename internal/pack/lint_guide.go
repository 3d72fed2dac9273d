package pack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/text"
)

func count(n int) string { return strconv.Itoa(n) }

// Rule 3: the result's name says how the case ends: …证 by issuing a licence, …文 by
// a document, …批复 by an approval.
func lintResultEnds(l *linter) {
	said, _ := l.said(text.ZH, "result.name")
	for _, end := range []struct{ name, kind string }{{"证", "licence"}, {"批复", "approval"}, {"文", "document"}} {
		if !strings.HasSuffix(strings.TrimSpace(said), end.name) || l.sealed.Result.Ends == end.kind {
			continue
		}
		at := l.item.Result.Pos
		if l.item.Result.Ends.Set() {
			at = l.item.Result.Ends.Pos
		}
		l.fires(at, "name", said, "ends", end.kind)
		return
	}
}

// Rule 8: a fee has its basis, says whether it can be paid online, and lists what is
// charged and how much.
func lintFeeComplete(l *linter) {
	w := l.item.Fee
	if !w.Charged {
		return
	}
	lacks := func(ok bool, at declare.Pos, what string) {
		if !ok {
			l.fires(at, "what", what)
		}
	}
	lacks(w.Basis != nil, w.Pos, "basis")
	lacks(w.OnlinePayment.Set(), w.Pos, "online_payment")
	lacks(len(w.Items) > 0, w.Pos, "items")
	for _, i := range w.Items {
		lacks(i.Amount.Set(), i.Pos, "amount")
		lacks(i.Basis != nil || w.Basis != nil, i.Pos, "basis")
	}
}

// Rule 9: nothing can be paid online where nothing is charged.
func lintFeeNone(l *linter) {
	if !l.item.Fee.Charged && l.item.Fee.OnlinePayment.Value {
		l.fires(l.item.Fee.OnlinePayment.Pos)
	}
}

// phone is a number that can be dialled from anywhere: an area or country code, then
// the number. Short numbers such as 12345 need the area code too.
var phone = regexp.MustCompile(`^(0[0-9]{2,3}|\+[0-9]{1,4}(-[0-9]{1,4})?)-[0-9]{5,10}$`)

// Rule 10: there is a number to ask and another to complain, each with its area code.
func lintPhones(l *linter) {
	w := l.item.Phones
	for _, p := range []struct {
		what string
		at   declare.Text
	}{{"consult", w.Consult}, {"complain", w.Complain}} {
		switch {
		case !p.at.Set():
			l.fires(w.Pos, "what", p.what, "value", "-")
		case !phone.MatchString(p.at.Value):
			l.fires(p.at.Pos, "what", p.what, "value", p.at.Value)
		}
	}
	if w.Consult.Set() && w.Consult.Value == w.Complain.Value {
		l.fires(w.Complain.Pos, "what", "complain", "value", w.Complain.Value)
	}
}

// Rule 11: a complaint does not end at the desk complained about.
func lintContact(l *linter) {
	if w := l.item.Phones; w.Contact.Set() && w.Contact.Value == w.Complain.Value {
		l.fires(w.Contact.Pos, "value", w.Contact.Value)
	}
}

// Rule 12: an item is found under themes of those it serves.
func lintThemes(l *linter) {
	serves := func(of ...string) bool {
		return slices.ContainsFunc(of, func(s string) bool { return slices.Contains(l.sealed.Subjects, s) })
	}
	if len(l.sealed.Themes.Person) > 0 && !serves("person") {
		l.fires(l.item.Themes.Person.Pos, "themes", "person", "subjects", "person")
	}
	if len(l.sealed.Themes.Enterprise) > 0 && !serves("enterprise", "institution", "social") {
		l.fires(l.item.Themes.Enterprise.Pos, "themes", "enterprise", "subjects", "enterprise, institution, social")
	}
}

// Rule 13: every licence answers at least one question people ask.
func lintFAQ(l *linter) {
	if l.sealed.Type == typeLicence && l.sealed.FAQs == 0 {
		at := l.item.Type.Pos
		if l.item.FAQs.Set() {
			at = l.item.FAQs.Pos
		}
		l.fires(at)
	}
}

// Rule 14: a licence shows its five steps: 受理、审核、审批、办结、送达.
func lintSteps(l *linter) {
	if l.sealed.Type != typeLicence {
		return
	}
	for _, s := range []string{"accept", "examine", "approve", "conclude", "deliver"} {
		if !slices.Contains(l.sealed.Steps, s) {
			l.fires(l.item.Steps.Pos, "step", s)
		}
	}
}

// Rule 15: what is named is shown.
func lintSample(l *linter) {
	if l.sealed.Result.Kind != "none" && !l.sealed.Result.Sample {
		l.fires(l.item.Result.Pos)
	}
}
