package casepage

import (
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Said is one act in words: what happened, and what else there is to say of it.
type Said struct {
	Title  string
	Detail []string
}

// Say puts an act into words. Internal notes and steps that only the office needs
// are said only where inside is true: no applicant's page may draw them.
func Say(l text.Lang, s *pack.Service, a casework.Act, inside bool) Said {
	out := Said{Title: title(l, s, a)}
	add := func(line string) {
		if line != "" {
			out.Detail = append(out.Detail, line)
		}
	}
	if a.Verb == casework.Pause {
		add(GroundTitle(l, s, a.Ground))
	}
	if !a.Until.IsZero() {
		add(text.S(l, "casepage.until", "time", ui.Moment(l, a.Until.In(zone(s)))))
	}
	for _, g := range a.Gaps {
		add(text.S(l, "casepage.gap", "what", FieldName(l, s, g.Field), "reason", g.Reason))
	}
	if a.Reason != "" {
		add(text.S(l, "casepage.reason", "reason", a.Reason))
	}
	if a.Model != nil {
		out.Detail = append(out.Detail, rules(l, s, a)...)
	}
	if a.Verb == casework.Decide {
		if o, ok := s.Procedure().Outcome(a.Outcome); ok {
			for _, r := range o.Remedies {
				add(text.S(l, "casepage.remedy", "remedy", r.Title.In(l), "limit", r.Limit.Say(l), "basis", s.Book().SayCitation(l, r.Basis)))
			}
		}
	}
	if a.Role == casework.RoleSystem && a.Clock != "" {
		if c, ok := s.Procedure().Clock(a.Clock); ok && c.Silence != nil {
			add(text.S(l, "casepage.silent", "clock", s.Text(l, "clock."+a.Clock), "basis", s.Book().SayCitation(l, c.Silence.Basis)))
		}
	}
	if a.Stars > 0 {
		add(strings.Repeat("★", a.Stars) + strings.Repeat("☆", 5-a.Stars))
	}
	if inside {
		if a.Note != "" {
			add(text.S(l, "casepage.note", "note", a.Note))
		}
		if len(a.Sets) > 0 {
			add(text.S(l, "casepage.flags", "flags", flags(l, s, a.Sets)))
		}
	}
	return out
}

// rules says what the declared rules made of the case when somebody decided, with the
// articles they rest on.
func rules(l text.Lang, s *pack.Service, a casework.Act) []string {
	m := *a.Model
	if m.Answer == "" {
		return []string{text.S(l, "casepage.rules-silent")}
	}
	var out []string
	switch {
	case a.Role == casework.RoleSystem:
		out = append(out, text.S(l, "casepage.rules-alone"))
	case m.Outcome == "":
	case m.Outcome == a.Outcome:
		out = append(out, text.S(l, "casepage.rules-same"))
	default:
		out = append(out, text.S(l, "casepage.rules-other", "outcome", OutcomeName(l, s, m.Outcome)))
	}
	f, ok := s.Recall(m)
	if !ok {
		return out // the case has moved to another version since: what is recorded is told
	}
	if m.Outcome == "" {
		out = append(out, text.S(l, "casepage.rules-answer", "name", f.Name(l), "value", f.Value(l)))
	}
	return append(out, f.Account(l)...)
}

func title(l text.Lang, s *pack.Service, a casework.Act) string {
	switch {
	case a.Verb == casework.Record && (a.Step == casework.StepNote || a.Step == casework.StepNudge || a.Step == casework.StepTaken):
		return text.S(l, "casepage.did.record-"+a.Step)
	case a.Verb == casework.Record:
		return s.Text(l, "step."+a.Step)
	case a.Verb == casework.Link && (a.Step == casework.StepEnded || a.Step == casework.StepRefused):
		return text.S(l, "casepage.did.link-ended", "branch", s.Text(l, "branch."+a.Branch), "case", a.Case)
	case a.Verb == casework.Link && a.Branch != "":
		return text.S(l, "casepage.did.link-opened", "branch", s.Text(l, "branch."+a.Branch), "case", a.Case)
	case (a.Verb == casework.Decide || a.Verb == casework.Propose) && a.Outcome != "":
		return text.S(l, "casepage.did."+string(a.Verb), "outcome", OutcomeName(l, s, a.Outcome))
	}
	return text.S(l, "casepage.did."+string(a.Verb))
}

// Inside says whether an office's page draws an act. Who rated is not for those who were
// rated: else a bad rating has to be answered for.
func Inside(a casework.Act) bool { return a.Verb != casework.Rate }

// Public says whether the applicant's page draws an act.
func Public(a casework.Act) bool {
	switch a.Verb {
	case casework.Assign, casework.Propose, casework.SendBack, casework.Consult, casework.Move:
		return false
	case casework.Record:
		return a.Step != casework.StepNote && a.Step != casework.StepTaken
	}
	return true
}

// Course is the tracker: what was done, in order, and what comes next. inside draws
// what only the office sees.
func Course(l text.Lang, v desk.View, inside bool, now time.Time) []ui.Step {
	s := v.Service
	var out []ui.Step
	for _, a := range v.Case.Acts {
		if inside && !Inside(a) || !inside && !Public(a) {
			continue // who rated stays hidden from who is rated
		}
		said := Say(l, s, a, inside)
		who := RoleName(l, s, a.Role)
		if a.Role != casework.RoleSystem && a.Role != casework.RoleApplicant {
			if !inside {
				who = v.Office.Name.In(l) + " " + who
			}
			who += " " + nameOf(l, v, a)
			if a.OnBehalf != "" && !desk.ActedFor(a) {
				who += " " + text.S(l, "casepage.behalf", "person", a.OnBehalf)
			}
		}
		if a.Role == casework.RoleApplicant && desk.ActedFor(a) {
			who += " " + a.Name
		}
		step := ui.Step{Title: said.Title, When: ui.ShortMoment(l, a.At.In(zone(s))),
			Detail: strings.Join(append([]string{who}, said.Detail...), text.S(l, "casepage.stop")), State: ui.StepDone}
		if a.Model != nil {
			step.Link = ui.Link{Text: text.S(l, "casepage.why"), Href: WhyPath(v) + "#act-" + strconv.Itoa(a.Seq)}
		}
		out = append(out, step)
	}
	if v.Case.Ended.IsZero() {
		st, _ := v.Case.Procedure.Stage(v.Case.Stage)
		detail := v.Office.Name.In(l)
		if v.Handler != "" {
			detail += " · " + v.Handler
		}
		if st.Turn == casework.RoleApplicant {
			detail = text.S(l, "casepage.your-turn")
			if inside {
				detail = text.S(l, "casepage.waits")
			}
		}
		out = append(out, ui.Step{Title: text.S(l, "casepage.now", "stage", StageName(l, s, v.Case.Stage)), When: expected(l, v, now), Detail: detail, State: ui.StepNow})
		for _, next := range ahead(v.Case) {
			out = append(out, ui.Step{Title: StageName(l, s, next), State: ui.StepTodo})
		}
	}
	return out
}

// expected is the day by which this step is done and how long that still is; empty while
// no clock of the office runs.
func expected(l text.Lang, v desk.View, now time.Time) string {
	b, ok := v.Case.Binding()
	if !ok || b.Paused() {
		return ""
	}
	cal := v.Case.Procedure.Calendar
	due := b.Promise(v.Case.Procedure).At
	by, left := ui.ShortMoment(l, due.In(cal.Zone())), mark(l, due, due, cal, now).Text
	if strings.Contains(left, due.In(cal.Zone()).Format("15:04")) {
		return text.S(l, "casepage.expected-by", "time", by) // today or tomorrow: the hour would be said twice
	}
	return text.S(l, "casepage.expected", "time", by, "left", left)
}

// nameOf is who acted. The record holds the Chinese name of then; other languages
// take the person's own name in them.
func nameOf(l text.Lang, v desk.View, a casework.Act) string {
	if n := v.Names[a.By][l]; n != "" && l != text.ZH {
		return n
	}
	return a.Name
}

// ahead is the straight way from here to the end: at each stage the first permit
// that leads to a stage not passed yet. It is what usually comes, not a promise.
func ahead(c casework.Case) []string {
	var out []string
	seen := map[string]bool{c.Stage: true}
	for at := c.Stage; len(out) < 8; {
		s, ok := c.Procedure.Stage(at)
		if !ok || s.End {
			return out
		}
		next := ""
		for _, p := range s.May {
			if p.To != "" && !seen[p.To] && p.Verb != casework.Withdraw && p.Verb != casework.RefuseIntake &&
				p.Verb != casework.AskCorrection && p.Verb != casework.SendBack && p.Verb != casework.Refer {
				next = p.To
				break
			}
		}
		if next == "" {
			return out
		}
		seen[next] = true
		out = append(out, next)
		at = next
	}
	return out
}

// FieldName is the pack's word for a question or a material.
func FieldName(l text.Lang, s *pack.Service, id string) string {
	if s.HasText("field." + id) {
		return s.Text(l, "field."+id)
	}
	if s.HasText("material." + id) {
		return s.Text(l, "material."+id)
	}
	return id
}

func flags(l text.Lang, s *pack.Service, ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, s.Text(l, "flag."+id))
	}
	return strings.Join(out, text.S(l, "casepage.comma"))
}

func zone(s *pack.Service) *time.Location { return s.Procedure().Calendar.Zone() }

// ClockRows are a case's clocks for the office: what is promised, what the law
// says, how each stands.
func ClockRows(l text.Lang, v desk.View) []ui.Row {
	z := zone(v.Service)
	var out []ui.Row
	for _, c := range v.Clocks {
		lines := []string{}
		state := text.S(l, "casepage.state."+string(c.State.Running))
		if c.State.Left.N > 0 && c.Live() && !c.Paused() {
			state += text.S(l, "casepage.left", "left", law.Limit{N: c.State.Left.N, Unit: c.State.Left.Unit}.Say(l))
		}
		lines = append(lines, state)
		if !c.Promise.At.IsZero() {
			lines = append(lines, text.S(l, "casepage.promised", "time", ui.Moment(l, c.Promise.At.In(z))))
		}
		if !c.Statutory.At.IsZero() {
			lines = append(lines, text.S(l, "casepage.law", "time", ui.Moment(l, c.Statutory.At.In(z)), "limit", c.Decl.Rule.Limit.Say(l),
				"basis", v.Service.Book().SayCitation(l, c.Decl.Rule.Basis)))
		}
		if c.Promise.Provisional || c.Statutory.Provisional {
			lines = append(lines, text.S(l, "casepage.provisional"))
		}
		out = append(out, ui.Row{Key: v.Service.Text(l, "clock."+c.Run.Rule.ID), Values: lines})
	}
	return out
}
