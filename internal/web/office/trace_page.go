package office

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/share"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// What a timeline can be narrowed to, in the order it is offered; all of it for "".
var traceKinds = []string{"", "acts", "looks", "files", "messages"}

// trace is one thing that happened to a case or around it.
type trace struct {
	kind string
	at   time.Time
	step ui.Step
}

// tracePage is what the timeline draws.
type tracePage struct {
	caption, title string
	links          []ui.Link
	steps          []ui.Step
}

// readings are the looks of one reader at the same data on one day.
type readings struct {
	at    int // where they stand among the steps
	times int
	last  string
}

// reading is what makes two looks one step: who, what and on which day.
type reading struct{ title, detail, day string }

// again says that a step happened once more before: somebody who reads the same of a case
// ten times in a day makes one step of ten, with the first and the last time.
func (p *tracePage) again(r *door.Request, x trace, s *readings) {
	s.times++
	step := &p.steps[s.at]
	if x.step.When == s.last {
		step.When = r.T("office.trace-again", "n", itoa(s.times), "when", s.last)
		return
	}
	step.When = r.T("office.trace-times", "n", itoa(s.times), "first", x.step.When, "last", s.last)
}

// trace draws everything that happened to a case and around it: acts, files, looks at
// its data, messages, the latest first. Nothing of it can be changed by anybody.
func (f face) trace(r *door.Request) error {
	show := r.URL.Query().Get("show")
	if !slices.Contains(traceKinds, show) {
		return fail.New(fail.NotFound, "door.no-page")
	}
	t, err := f.desk.Trace(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	all := f.traces(r, t)
	p := tracePage{caption: t.Case.Number, title: r.T("office.trace")}
	for _, k := range traceKinds {
		n := 0
		for _, x := range all {
			if k == "" || x.kind == k {
				n++
			}
		}
		p.links = append(p.links, ui.Link{Text: r.T("office.trace."+cmp.Or(k, "all"), "n", itoa(n)), Href: tracePath(t.Case.Number, k), Current: k == show})
	}
	seen := map[reading]*readings{}
	for _, x := range all {
		if show != "" && x.kind != show {
			continue
		}
		if x.kind == "looks" {
			k := reading{x.step.Title, x.step.Detail, law.DateOf(inZone(t.View, x.at), inZone(t.View, x.at).Location()).String()}
			if s, ok := seen[k]; ok {
				p.again(r, x, s)
				continue
			}
			seen[k] = &readings{at: len(p.steps), times: 1, last: x.step.When}
		}
		p.steps = append(p.steps, x.step)
	}
	frame := f.frame(r, p.title+" · "+t.Case.Number)
	frame.Back = ui.Link{Text: r.T("office.to-case"), Href: casePath(t.Case.Number)}
	return r.Draw(frame, traceBody(p))
}

func (f face) traces(r *door.Request, t desk.Traces) []trace {
	var out []trace
	add := func(kind string, at time.Time, title string, detail ...string) {
		out = append(out, trace{kind, at, ui.Step{Title: title, Detail: strings.Join(slices.DeleteFunc(detail, func(s string) bool { return s == "" }), r.T("office.semicolon")),
			When: ui.ShortMoment(r.Lang, inZone(t.View, at)), State: ui.StepDone}})
	}
	var ids []string
	for _, a := range t.Case.Acts {
		ids = append(ids, a.By)
	}
	for _, l := range t.Looks {
		ids = append(ids, l.By)
	}
	said := f.saidNames(r, ids...)
	for _, a := range t.Case.Acts {
		if !casepage.Inside(a) {
			continue
		}
		act := casepage.Say(r.Lang, t.Service, a, true)
		add("acts", a.At, act.Title, append([]string{casepage.RoleName(r.Lang, t.Service, a.Role) + " " + said(a.By, a.Name)}, act.Detail...)...)
	}
	for _, x := range t.Files {
		add("files", x.Added, r.T("office.trace-file", "name", x.Name), ui.Size(int64(x.Size)), r.T("office.trace-digest", "digest", hexOf(x.SHA256)))
	}
	for _, l := range t.Looks {
		add("looks", l.At, r.T("office.trace-look", "person", lookedBy(r, l, said)), purposeWords(r, l), f.fieldWords(r, t, l))
	}
	var told []string
	for _, m := range t.Messages {
		told = append(told, m.Person)
	}
	name := f.namesOf(r, told...)
	for _, m := range t.Messages {
		who := name(m.Person)
		if m.Person == t.Case.Applicant {
			who = casepage.Name(t.Service, t.Case.Subject)
		}
		add("messages", m.At, r.T("office.trace-message", "person", who), r.T("office.trace-about", "what", actTitle(r, t, m.Seq)))
	}
	slices.SortStableFunc(out, func(a, b trace) int { return b.at.Compare(a.at) })
	return out
}

func lookedBy(r *door.Request, l share.Look, said func(id, then string) string) string {
	if l.Name != "" {
		return said(l.By, l.Name)
	}
	return r.T("office.trace-reader." + string(l.Reader))
}

// purposeWords say what a look was for to an official: the desk's own words speak to whose
// data it is.
func purposeWords(r *door.Request, l share.Look) string {
	if k := "office." + strings.TrimPrefix(l.Purpose, "desk."); text.Has(r.Lang, k) {
		return r.T(k)
	}
	if text.Has(r.Lang, l.Purpose) {
		return r.T(l.Purpose)
	}
	return l.Purpose
}

func (f face) fieldWords(r *door.Request, t desk.Traces, l share.Look) string {
	var names []string
	for _, id := range l.Fields {
		if k := "office.look-" + id; text.Has(r.Lang, k) {
			names = append(names, r.T(k))
			continue
		}
		names = append(names, casepage.LookField(r.Lang, f.desk.Packs(), t.Service, id))
	}
	return strings.Join(names, r.T("office.comma"))
}

func actTitle(r *door.Request, t desk.Traces, seq int) string {
	if seq < 1 || seq > len(t.Case.Acts) {
		return ""
	}
	return casepage.Say(r.Lang, t.Service, t.Case.Acts[seq-1], true).Title
}

// printed draws a case to be printed or read in one go: no forms, nothing folded away.
func (f face) printed(r *door.Request) error {
	v, err := f.desk.Case(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	if v.Own {
		return fail.New(fail.Forbidden, "office.own-case", "number", v.Case.Number)
	}
	p := f.fileOf(r, v, true)
	p.done = r.T("office.printed", "time", ui.Moment(r.Lang, inZone(v, r.Now)), "person", r.Person.In(r.Lang))
	frame := r.Frame(r.T("office.print") + " · " + v.Case.Number)
	frame.Back = ui.Link{Text: r.T("office.to-case"), Href: casePath(v.Case.Number)}
	return r.Draw(frame, printBody(p))
}
