package citizen

import (
	"net/url"
	"slices"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// tasksPage is what the list of an application's parts draws.
type tasksPage struct {
	caption string
	title   string
	tasks   []ui.Task
	replace string // the case whose place it will take
	until   string
}

func tasksPath(service string) string { return "/apply/" + url.PathEscape(service) + "/tasks" }

// tasks lists the parts of an application, how far each is, and what keeps the last one shut.
func (f face) tasks(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	p := tasksPage{caption: s.Text(r.Lang, "name"), title: r.T("citizen.tasks"), replace: d.Replaces}
	if !d.Saved.IsZero() {
		p.until = r.T("citizen.draft-until", "day", ui.Date(r.Lang, d.Expires.In(f.zone())))
	}
	left := 0
	for _, page := range s.Form().VisiblePages(d.Answers) {
		_, wrong := s.Form().CheckPage(page.ID, d.Answers)
		begun := slices.ContainsFunc(page.Fields, func(q string) bool { return d.Answers[q] != "" })
		changed := slices.ContainsFunc(page.Fields, func(q string) bool { return slices.Contains(d.Changed, q) })
		t := ui.Task{Title: s.Text(r.Lang, "page."+page.ID), Href: applyPath(s.ID(), page.ID)}
		switch {
		case changed:
			t.Status, left = r.T("citizen.task-changed"), left+1
		case len(wrong) == 0 && begun:
			t.Status, t.Done = r.T("citizen.task-done"), true
		case begun:
			t.Status, left = r.T("citizen.task-mend", "n", strconv.Itoa(len(fieldsIn(wrong)))), left+1
		default:
			t.Status, left = r.T("citizen.task-new"), left+1
		}
		p.tasks = append(p.tasks, t)
	}
	last := ui.Task{Title: r.T("citizen.check"), Status: r.T("citizen.task-locked"), Hint: r.T("citizen.task-unlock", "n", strconv.Itoa(left))}
	if left == 0 {
		last = ui.Task{Title: r.T("citizen.check"), Status: r.T("citizen.task-new"), Href: "/apply/" + url.PathEscape(s.ID()) + "/answers"}
	}
	p.tasks = append(p.tasks, last)
	frame := r.Frame(p.title)
	frame.Back = ui.Link{Text: r.T("citizen.to-guide"), Href: "/items/" + url.PathEscape(s.ID())}
	return r.Draw(frame, tasksBody(p))
}

func fieldsIn(wrong []fail.Field) map[string]bool {
	out := map[string]bool{}
	for _, w := range wrong {
		out[w.Path] = true
	}
	return out
}
