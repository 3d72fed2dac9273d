package office

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// Lengths of what an official writes, in characters: a reason is read on a phone.
const (
	mostReason = 2000
	mostNote   = 2000
	mostGap    = 500
	// manyChoices is the number from which a list is shorter to use than radios.
	manyChoices = 8
)

// verbForm is the form of one verb, ready to be drawn.
type verbForm struct {
	action, id string
	title      string
	about      string
	expect     int
	submission string
	problems   ui.Problems
	choices    []ui.Choice
	gaps       []gapField
	gapsLabel  string
	until      *ui.DateField
	sheet      *formpage.Sheet
	asked      []posed
	reason     *ui.TextArea
	note       *ui.TextArea
	previews   bool
	words      bool   // there are usual words for its reason
	kept       string // when what is in it was kept as a draft
	button     string
	serious    bool // what cannot be undone
}

// posed is a question that stands on the page, and its answer of before as it was
// drawn: what comes back the same says nothing new.
type posed struct{ id, was string }

func (a posed) name() string { return fWas + a.id }

// sofar are the answers by which questions are shown: those of the case, and over
// them what was just typed and fits.
func sofar(v desk.View, in typed) map[string]string {
	out := maps.Clone(v.Case.Answers)
	if out == nil {
		out = map[string]string{}
	}
	all := v.Service.Form().AsTyped(v.Case.Answers)
	maps.Copy(all, in.answers)
	fits, _ := v.Service.Form().CheckOffice(all, in.answers)
	for id := range in.answers {
		out[id] = fits[id]
	}
	return out
}

// gapField is one thing that may be missing, with what is said about it.
type gapField struct {
	id, label, reason, problem string
	ticked                     bool
	value                      string // what was answered, to compare
	most                       int
}

func (g gapField) name() string { return gapReason(g.id) }

// form builds the form of a verb: empty when in holds nothing, else with everything
// that was typed.
func (f face) form(r *door.Request, v desk.View, o offer, in typed, problems ui.Problems) (verbForm, error) {
	s, l := v.Service, r.Lang
	out := verbForm{action: o.path(v.Case.Number), id: "do-" + string(o.verb), title: casepage.VerbName(l, s, o.verb, o.step), about: aboutVerb(l, v, o),
		expect: len(v.Case.Acts), submission: in.submission, problems: problems, previews: v.Case.Applicant != "" && !o.inner(),
		button: r.T("office.submit"), serious: o.is(casework.RefuseIntake, casework.Withdraw)}
	if out.submission == "" {
		out.submission = desk.NewSubmission()
	}
	if !in.saved.IsZero() {
		out.kept = r.T("office.draft-kept", "time", ui.ShortMoment(l, inZone(v, in.saved)))
	}
	out.words = o.is(casework.Decide, casework.RefuseIntake) && v.Case.Applicant != ""
	out.choices = f.choices(r, v, o, in, problems)
	out.gaps, out.gapsLabel = gapFields(l, v, o, in, problems), r.T("office.gaps")
	if o.is(casework.Accept) {
		out.gapsLabel = r.T("office.gaps-later")
	}
	if takes, needs := o.until(v); takes {
		day := in.until
		if day == "" && in.submission == "" {
			day = usualDay(v, o, r.Now)
		}
		y, m, d := formpage.SplitDate(day)
		out.until = &ui.DateField{Name: fUntil, Label: r.T(untilKey(o)), Hint: r.T("office.until-hint"), Year: y, Month: m, Day: d, Optional: !needs,
			Error: problems.Of(fUntil)}
	}
	if err := f.questions(r, v, o, in, &out); err != nil {
		return out, err
	}
	if o.takesReason() {
		out.reason = &ui.TextArea{Name: fReason, Label: r.T("office.reason"), Hint: r.T("office.reason-hint"), Value: in.act.Reason, Error: problems.Of(fReason),
			Rows: 4, MaxLength: mostReason, Optional: !o.needsReason()}
		switch {
		case o.is(casework.Decide):
			out.reason.Hint, out.reason.Optional = r.T("office.reason-hint-decision"), false
		case o.is(casework.Propose):
			out.reason.Label, out.reason.Hint, out.reason.Optional = r.T("office.reason-internal"), r.T("office.reason-hint-proposal"), false
		case !casepage.Public(casework.Act{Verb: o.verb, Step: o.step}):
			out.reason.Label, out.reason.Hint = r.T("office.reason-internal"), ""
		}
	}
	out.note = &ui.TextArea{Name: fNote, Label: r.T("office.note"), Hint: r.T("office.note-hint"), Value: in.act.Note, Error: problems.Of(fNote), Rows: 2,
		MaxLength: mostNote, Optional: !o.note() && !o.handsOver(v)}
	if o.handsOver(v) {
		out.note.Label, out.note.Hint = r.T("office.handover-note"), r.T("office.handover-note-hint")
	}
	return out, nil
}

func aboutVerb(l text.Lang, v desk.View, o offer) string {
	if o.verb == casework.Record && !o.inner() {
		return text.S(l, "office.about.record")
	}
	k := "office.about." + string(o.verb)
	switch {
	case o.inner():
		k += "-" + o.step
	case o.handsOver(v):
		k += "-on"
	case o.is(casework.AskCorrection) && askedBefore(v):
		k += "-again"
	}
	if !text.Has(l, k) {
		return ""
	}
	return text.S(l, k)
}

func untilKey(o offer) string {
	switch o.verb {
	case casework.AskCorrection, casework.Accept:
		return "office.until-answer"
	case casework.Pause:
		return "office.until-pause"
	}
	return "office.until"
}

// usualDay is the day a clock that this act starts would end by law, as a start.
func usualDay(v desk.View, o offer, now time.Time) string {
	cal := v.Case.Procedure.Calendar
	for _, d := range v.Case.Procedure.Clocks {
		if !d.Rule.Limit.IsZero() && o.starts(d) && o.is(casework.AskCorrection) {
			return cal.Today(clock.Start(d.Rule, now).Due(cal).At).String()
		}
	}
	return ""
}

func (f face) choices(r *door.Request, v desk.View, o offer, in typed, problems ui.Problems) []ui.Choice {
	s, l := v.Service, r.Lang
	var out []ui.Choice
	add := func(name, label, hint, chosen string, options []ui.Option) {
		for i := range options {
			options[i].Chosen = options[i].Value == chosen
		}
		out = append(out, ui.Choice{Name: name, Label: label, Hint: hint, Error: problems.Of(name), Options: options})
	}
	if o.is(casework.Propose, casework.Decide) {
		chosen, hint := in.act.Outcome, ""
		if v.Case.Proposed != "" && o.is(casework.Decide) {
			hint = r.T("office.proposed", "outcome", casepage.OutcomeName(l, s, v.Case.Proposed))
		}
		hint = strings.TrimSpace(hint + " " + o.rulesHint(r, v))
		if f, ok := o.finding(v); ok && in.submission == "" {
			chosen = f.Outcome // an untouched form begins with what the rules propose
		}
		var options []ui.Option
		for _, x := range o.outcomes(v.Case.Procedure) {
			opt := ui.Option{Value: x.ID, Label: casepage.OutcomeName(l, s, x.ID)}
			if x.Reasons {
				opt.Hint = r.T("office.outcome-reasons")
			} else if k, ok := s.Licence(x.Licence); ok {
				opt.Hint = r.T("office.outcome-licence", "licence", s.Text(l, "licence."+k.ID))
			}
			options = append(options, opt)
		}
		add(fOutcome, r.T("office.outcome"), hint, chosen, options)
	}
	if o.is(casework.Pause) {
		var options []ui.Option
		for _, g := range o.grounds() {
			options = append(options, ui.Option{Value: g, Label: casepage.GroundTitle(l, s, g)})
		}
		add(fGround, r.T("office.ground"), r.T("office.ground-hint"), in.act.Ground, options)
	}
	if o.is(casework.Extend) && len(o.clocks()) > 1 {
		var options []ui.Option
		for _, c := range o.clocks() {
			options = append(options, ui.Option{Value: c, Label: s.Text(l, "clock."+c)})
		}
		add(fClock, r.T("office.clock"), "", in.act.Clock, options)
	}
	if o.is(casework.Assign) {
		chosen := in.act.Handler
		if chosen == "" {
			chosen = v.Case.Handler
		}
		people := handlers(r, v)
		if o.handsOver(v) {
			people = slices.DeleteFunc(people, func(p ui.Option) bool { return p.Value == r.Person.ID })
			if in.submission == "" && v.Together.From != "" {
				chosen = v.Together.From // to give it back is the nearest
			}
		}
		add(fHandler, r.T("office.handler"), "", chosen, people)
	}
	if o.is(casework.Refer) {
		add(fOffice, r.T("office.office"), "", in.act.Office, f.offices(l, v.Case.Office))
	}
	return out
}

func handlers(r *door.Request, v desk.View) []ui.Option {
	var out []ui.Option
	for _, p := range v.Handlers {
		var posts []string
		for _, role := range p.Roles(v.Case.Office) {
			if v.Service.HasText("role." + role) {
				posts = append(posts, casepage.RoleName(r.Lang, v.Service, casework.Role(role)))
			}
		}
		if len(posts) == 0 {
			continue // has no part in this service
		}
		o := ui.Option{Value: p.ID, Label: r.T("office.person-posts", "person", p.In(r.Lang), "posts", strings.Join(posts, r.T("office.comma")))}
		if p.ID == r.Person.ID {
			o.Label += r.T("office.yourself")
		}
		out = append(out, o)
	}
	return out
}

func (f face) offices(l text.Lang, except string) []ui.Option {
	var out []ui.Option
	for _, o := range f.desk.Offices() {
		if o.ID != except {
			out = append(out, ui.Option{Value: o.ID, Label: o.Name.In(l)})
		}
	}
	return out
}

func gapFields(l text.Lang, v desk.View, o offer, in typed, problems ui.Problems) []gapField {
	var ids []string
	switch {
	case o.is(casework.AskCorrection):
		ids = missable(v)
	case o.is(casework.Accept):
		ids = tolerable(v)
	}
	names := casepage.Names(l, v)
	var out []gapField
	for _, id := range ids {
		g := gapField{id: id, label: casepage.FieldName(l, v.Service, id), reason: in.why[id], problem: problems.Of(gapReason(id)),
			ticked: slices.Contains(in.ticked, id), most: mostGap}
		if x, ok := v.Service.Form().Field(id); ok && v.Case.Answers[id] != "" {
			g.value = strings.Join(casepage.Answer(l, v, x, v.Case.Answers[id], names), " ")
		} else {
			g.value = text.S(l, "office.not-given")
		}
		out = append(out, g)
	}
	return out
}

// questions adds what the official answers with the act.
func (f face) questions(r *door.Request, v desk.View, o offer, in typed, out *verbForm) error {
	fields := o.fields(v, sofar(v, in))
	if len(fields) == 0 {
		return nil
	}
	answers := v.Service.Form().AsTyped(v.Case.Answers)
	maps.Copy(answers, in.answers)
	files := map[string]draft.File{}
	for _, x := range v.Files {
		files[x.ID] = x
	}
	fresh, err := f.desk.Files(r.Context(), r.Person, v.Service.Form().Files(in.answers))
	if err != nil {
		return err
	}
	maps.Copy(files, fresh)
	was := v.Service.Form().AsTyped(v.Case.Answers)
	for _, x := range fields {
		out.asked = append(out.asked, posed{x.ID, was[x.ID]})
	}
	out.sheet = &formpage.Sheet{Lang: r.Lang, Service: v.Service, Fields: fields, Answers: answers, Problems: out.problems, Files: files,
		FileHref: fileHref, Areas: f.areas(r.Lang, v.Service.Item().Agency)}
	return nil
}

func fileHref(id string) string { return "/files/" + url.PathEscape(id) }

// areas are the places where an office of this kind answers.
func (f face) areas(l text.Lang, kind string) []ui.Option {
	var out []ui.Option
	for _, o := range f.desk.Offices() {
		if o.Kind == kind && !slices.ContainsFunc(out, func(x ui.Option) bool { return x.Value == o.Area }) {
			out = append(out, ui.Option{Value: o.Area, Label: o.Name.In(l)})
		}
	}
	return out
}

func (v verbForm) upload() bool { return v.sheet != nil && formpage.Upload(v.sheet.Fields) }

func (v verbForm) seen() string { return strconv.Itoa(v.expect) }

func (v verbForm) buttons(next, preview, keep, drop string) []ui.Button {
	main := ui.Button{Label: v.button}
	if v.serious {
		main.Kind = ui.Warning
	}
	out := []ui.Button{main, {Label: next, Name: fGo, Value: goNext, Kind: ui.Secondary}}
	if v.previews {
		out = append(out, ui.Button{Label: preview, Name: fGo, Value: goPreview, Kind: ui.Secondary})
	}
	out = append(out, ui.Button{Label: keep, Name: fGo, Value: goDraft, Kind: ui.Secondary})
	if v.kept != "" {
		out = append(out, ui.Button{Label: drop, Name: fGo, Value: goDrop, Kind: ui.Secondary})
	}
	return out
}

// office is the name of an office, or its id.
func (f face) office(l text.Lang, id string) string {
	if o, ok := f.desk.Office(id); ok {
		return o.Name.In(l)
	}
	return id
}

// inZone is a moment in the zone of the case's country.
func inZone(v desk.View, t time.Time) time.Time { return t.In(zone(v.Case.Procedure.Calendar)) }

func zone(c law.Calendar) *time.Location { return c.Zone() }

// holds says whether the official holds role in the case's office.
func holds(p people.Person, v desk.View, role casework.Role) bool {
	return slices.Contains(p.Roles(v.Case.Office), string(role))
}

// gapID gives the first box the id of the whole list: the error summary links there.
func gapID(i int, g gapField) string {
	if i == 0 {
		return fGaps
	}
	return "tick-" + g.id
}
