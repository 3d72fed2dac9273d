// Package casepage turns a case into what the faces draw of it: due marks, the
// promise, the course of events, the answers. It is what the citizen's and the
// official's pages share, so that both always say the same of a case.
package casepage

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// lastMinute is in time as a whole, as the clock room counts it.
const lastMinute = time.Minute

// Mark is the due mark of a list's row: a shape and words, never a colour alone.
func Mark(l text.Lang, r journal.Row, cal law.Calendar, now time.Time) *ui.Due {
	switch {
	case !r.Ended.IsZero():
		return nil
	case r.Paused:
		return &ui.Due{State: ui.DueHeld, Text: text.S(l, "casepage.held")}
	case r.Turn == string(casework.RoleApplicant) && r.Due.IsZero():
		return &ui.Due{State: ui.DueHeld, Text: text.S(l, "casepage.waits")}
	case r.Due.IsZero():
		return nil
	}
	d := mark(l, r.Due, r.Warn, cal, now)
	if r.Provisional {
		d.Text += text.S(l, "casepage.provisional-short")
	}
	return &d
}

func mark(l text.Lang, due, warn time.Time, cal law.Calendar, now time.Time) ui.Due {
	days := cal.Today(due).Sub(cal.Today(now))
	clock := due.In(cal.Zone()).Format("15:04")
	switch {
	case !now.Before(due.Add(lastMinute)):
		if late := -days; late > 0 {
			return ui.Due{State: ui.DueLate, Text: text.S(l, "casepage.late-days", "n", strconv.Itoa(late))}
		}
		return ui.Due{State: ui.DueLate, Text: text.S(l, "casepage.late-today", "time", clock)}
	case days == 0:
		return ui.Due{State: ui.DueSoon, Text: text.S(l, "casepage.today", "time", clock)}
	case days == 1:
		return ui.Due{State: ui.DueSoon, Text: text.S(l, "casepage.tomorrow", "time", clock)}
	case !now.Before(warn):
		return ui.Due{State: ui.DueSoon, Text: text.S(l, "casepage.days", "n", strconv.Itoa(days))}
	}
	return ui.Due{State: ui.DueNormal, Text: text.S(l, "casepage.days", "n", strconv.Itoa(days))}
}

// Promise is the box that says when the applicant will have their answer.
func Promise(l text.Lang, v desk.View, now time.Time) *ui.Promise {
	cal := v.Case.Procedure.Calendar
	if !v.Case.Ended.IsZero() {
		return nil
	}
	if v.Case.Waiting() {
		for _, c := range slices.Backward(v.Clocks) {
			if c.Live() && c.Decl.Turn == casework.RoleApplicant {
				m := mark(l, c.Promise.At, c.Promise.At.Add(-48*time.Hour), cal, now)
				return &ui.Promise{Lead: text.S(l, "casepage.you-until"), Strong: ui.By(l, c.Promise.At.In(cal.Zone()), now.In(cal.Zone())),
					Note: text.S(l, "casepage.you-until-note"), Due: &m, ProvisionalAfter: provisional(c.Promise.Provisional, cal)}
			}
		}
	}
	c, ok := binding(v)
	if !ok {
		return nil
	}
	if c.Paused() {
		g, _ := c.Run.Paused()
		return &ui.Promise{Lead: text.S(l, "casepage.held-lead"), Strong: GroundTitle(l, v.Service, g),
			Note: text.S(l, "casepage.held-note"), Due: &ui.Due{State: ui.DueHeld, Text: text.S(l, "casepage.held")}}
	}
	m := mark(l, c.Promise.At, c.Promise.At.Add(-c.Promise.At.Sub(c.Run.Started)/5), cal, now)
	lead, note := "casepage.promise", "casepage.promise-note"
	if m.State == ui.DueLate {
		lead, note = "casepage.broken", "casepage.broken-note"
	}
	return &ui.Promise{Lead: text.S(l, lead), Strong: ui.By(l, c.Promise.At.In(cal.Zone()), now.In(cal.Zone())),
		Note: text.S(l, note, "clock", v.Service.Text(l, "clock."+c.Run.Rule.ID)), Due: &m, ProvisionalAfter: provisional(c.Promise.Provisional, cal)}
}

// LawDue is when the law wants what the applicant waits for; zero where nothing binds.
func LawDue(v desk.View) time.Time {
	if c, ok := binding(v); ok && !c.Paused() {
		return c.Statutory.At
	}
	return time.Time{}
}

// binding is the clock the applicant's box shows: the main one while it runs, else
// whatever binds the office next.
func binding(v desk.View) (desk.ClockView, bool) {
	for _, c := range slices.Backward(v.Clocks) {
		if c.Live() && c.Decl.Main {
			return c, true
		}
	}
	b, ok := v.Case.Binding()
	if !ok {
		return desk.ClockView{}, false
	}
	for _, c := range v.Clocks {
		if c.Live() && c.Run.Rule.ID == b.Run.Rule.ID {
			return c, true
		}
	}
	return desk.ClockView{}, false
}

func provisional(is bool, cal law.Calendar) int {
	if !is {
		return 0
	}
	_, last := cal.Published()
	return last
}

// GroundTitle is a pause ground with its article.
func GroundTitle(l text.Lang, s *pack.Service, id string) string {
	g, ok := s.Book().Ground(id)
	if !ok {
		return id
	}
	return text.S(l, "casepage.ground", "ground", g.Title.In(l), "basis", s.Book().SayCitation(l, g.Basis))
}

// StageName and its kin are the pack's words for its own ids.
func StageName(l text.Lang, s *pack.Service, id string) string { return s.Text(l, "stage."+id) }

// OutcomeName is the pack's word for an outcome.
func OutcomeName(l text.Lang, s *pack.Service, id string) string {
	if id == "" {
		return ""
	}
	return s.Text(l, "outcome."+id)
}

// RoleName is the pack's word for a role; the two that every case has are ours.
func RoleName(l text.Lang, s *pack.Service, r casework.Role) string {
	switch r {
	case casework.RoleApplicant, casework.RoleSystem:
		return text.S(l, "casepage.role."+string(r))
	}
	return s.Text(l, "role."+string(r))
}

// PostName is the word for the role of a post: that of the first service that knows it,
// else ours for the posts that no service has. A role that nobody has a word for any more
// is told by its id.
func PostName(l text.Lang, services []*pack.Service, role string) string {
	for _, s := range services {
		if key := "role." + role; s.HasText(key) {
			return s.Text(l, key)
		}
	}
	if key := "casepage.post." + role; text.Has(l, key) {
		return text.S(l, key)
	}
	return role
}

// Answers are the answers as a summary list, page by page in the form's order. A
// file is its name.
func Answers(l text.Lang, s *pack.Service, answers map[string]string, files map[string]string) []ui.Row {
	var out []ui.Row
	for _, f := range s.Form().Fields() {
		v := answers[f.ID]
		if v == "" {
			continue
		}
		out = append(out, ui.Row{Key: s.Text(l, "field."+f.ID), Values: Shown(l, s, f, v, files)})
	}
	return out
}

// Shown is one answer as people read it. names are those of files by id and of places by
// code, as Names gathers them.
func Shown(l text.Lang, s *pack.Service, f form.Field, v string, names map[string]string) []string {
	switch f.Kind {
	case form.OneOf:
		return []string{s.Text(l, "option."+f.ID+"."+v)}
	case form.SomeOf:
		var out []string
		for _, o := range strings.Split(v, ",") {
			out = append(out, s.Text(l, "option."+f.ID+"."+o))
		}
		return out
	case form.YesNo:
		return []string{text.S(l, "casepage."+v)}
	case form.Money:
		return []string{text.S(l, "casepage.money", "amount", s.Form().Show(f.ID, v))}
	case form.Date:
		if d, err := law.ParseDate(v); err == nil {
			return []string{ui.Date(l, d.At(0, time.UTC))}
		}
	case form.File:
		var out []string
		for _, id := range strings.Split(v, ",") {
			name := names[id]
			if name == "" {
				name = text.S(l, "casepage.file")
			}
			out = append(out, name)
		}
		return out
	case form.LongText:
		return strings.Split(v, "\n")
	case form.Area:
		if name := names[v]; name != "" {
			return []string{name}
		}
	case form.Licence:
		if v == form.OnPaper {
			return []string{text.S(l, "casepage.on-paper")}
		}
	}
	return []string{v}
}

// Names are the names of a case's files by their ids, and of the place where it is handled
// by its code: what the applicant chose it by.
func Names(l text.Lang, v desk.View) map[string]string {
	out := map[string]string{}
	if v.Office.Area != "" {
		out[v.Office.Area] = text.S(l, "casepage.place", "office", v.Office.Name.In(l), "area", v.Office.Area)
	}
	for _, f := range v.Files {
		out[f.ID] = f.Name
	}
	return out
}
