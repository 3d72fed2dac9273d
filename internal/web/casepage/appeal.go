package casepage

import (
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Appeal 救济 is what an applicant may do against a decision: which way, on which article,
// within what time, and the last day counted from the day of the decision.
type Appeal struct {
	ID    string
	Title string
	Basis string
	Limit string // in words
	Last  law.Date
	Over  bool
}

// Against is the decision that did not give the applicant what was asked, if that is how
// the case stands, with the ways open against it.
func Against(l text.Lang, v desk.View, now time.Time) (decided casework.Act, ways []Appeal, ok bool) {
	a, ok := v.Case.Last(casework.Decide)
	if !ok || v.Case.Outcome == "" || a.Outcome != v.Case.Outcome {
		return a, nil, false
	}
	o, known := v.Case.Procedure.Outcome(a.Outcome)
	if !known || o.Favours {
		return a, nil, false
	}
	cal := v.Case.Procedure.Calendar
	for _, r := range o.Remedies {
		last := lastDay(cal.Today(a.At), r.Limit)
		ways = append(ways, Appeal{ID: r.ID, Title: r.Title.In(l), Basis: v.Service.Book().SayCitation(l, r.Basis), Limit: r.Limit.Say(l),
			Last: last, Over: last.Before(cal.Today(now))})
	}
	return a, ways, true
}

// lastDay is the last day of a limit that is counted from the day after known.
func lastDay(known law.Date, limit law.Limit) law.Date {
	switch limit.Unit {
	case law.Years:
		return known.AddMonths(12 * limit.N)
	case law.Months:
		return known.AddMonths(limit.N)
	}
	return known.AddDays(limit.N)
}

// Grounds are the articles that the service decides on. Which of its rules decided, and on
// which article each rests, stands where a decision is explained.
func Grounds(l text.Lang, v desk.View) (out []string) {
	for _, c := range v.Service.Item().Basis {
		out = append(out, v.Service.Book().SayCitation(l, c))
	}
	return out
}

// AppealDraft is a draft of the words with which a person may turn against a decision:
// what is known of the decision is filled in, what only they can say is left open. It is
// plain text, so that every program can change it. Nothing is filed by it.
func AppealDraft(l text.Lang, v desk.View, decided casework.Act, way Appeal) string {
	zone := v.Case.Procedure.Calendar.Zone()
	say := func(key string, args ...string) string { return text.S(l, "casepage.draft-"+key, args...) }
	lines := []string{say("title", "way", way.Title), "", say("notice"), "",
		say("who", "name", v.Case.Subject), say("blank-identity"), say("blank-address"), say("blank-phone"), "",
		say("against", "office", v.Office.Name.In(l)), say("to"), "",
		say("decision", "service", v.Service.Text(l, "name"), "number", v.Case.Number, "time", ui.Moment(l, decided.At.In(zone)), "outcome", OutcomeName(l, v.Service, decided.Outcome))}
	if decided.Reason != "" {
		lines = append(lines, say("reason", "reason", decided.Reason))
	}
	lines = append(lines, say("grounds", "grounds", strings.Join(Grounds(l, v), text.S(l, "casepage.comma"))), "",
		say("ask"), "", say("facts"), "", "", "", say("papers"), "", say("sign"), "",
		say("until", "way", way.Title, "limit", way.Limit, "basis", way.Basis, "day", ui.Date(l, way.Last.At(0, zone))))
	return strings.Join(lines, "\r\n") + "\r\n"
}
