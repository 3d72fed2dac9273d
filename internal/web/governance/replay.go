package governance

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// replayPage is what the page of trials draws: a form, and what came of the trials.
type replayPage struct {
	services ui.Choice
	since    ui.DateField
	purpose  ui.TextArea
	problems ui.Problems
	runs     []replayRun
	none     string // why nothing can be tried
}

// replayRun is one trial.
type replayRun struct {
	title, when string
	lines       []string
	table       ui.Table
	money       []ui.Row
	flips       []replayFlip
	lists       []replayList
	veiled      bool
}

type replayFlip struct {
	title string
	lines []string
}

type replayList struct {
	title   string
	numbers []ui.Link
}

// replay shows the trials of a service and the form for another.
func (f face) replay(r *door.Request) error {
	return f.drawReplay(r, r.URL.Query().Get("service"), f.yearAgo(r), "", nil)
}

func (f face) yearAgo(r *door.Request) string {
	return r.Now.In(f.zone()).AddDate(-1, 0, 0).Format(time.DateOnly)
}

func (f face) drawReplay(r *door.Request, service, since, purpose string, problems ui.Problems) error {
	if !desk.MayReplay(r.Person) {
		return fail.New(fail.Forbidden, "desk.replay-who")
	}
	p := replayPage{problems: problems}
	p.services = ui.Choice{Name: "service", Label: r.T("governance.replay-service"), Hint: r.T("governance.replay-service-hint")}
	for _, s := range f.ruled() {
		p.services.Options = append(p.services.Options, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: s.ID() == service})
	}
	if len(p.services.Options) == 0 {
		p.none = r.T("governance.replay-none")
	}
	y, m, d := parts(since)
	p.since = ui.DateField{Name: "since", Label: r.T("governance.replay-since"), Year: y, Month: m, Day: d, Error: problems.Of("since")}
	p.purpose = ui.TextArea{Name: "purpose", Label: r.T("governance.replay-purpose"), Hint: r.T("governance.replay-purpose-hint"), Rows: 2, MaxLength: 200, Value: purpose, Error: problems.Of("purpose")}
	if s, err := f.loaded(service); err == nil {
		all, err := f.desk.Replays(r.Context(), r.Person, service)
		if err != nil {
			return err
		}
		for _, x := range all {
			p.runs = append(p.runs, f.run(r, s, x))
		}
	}
	frame := r.Frame(r.T("governance.replay"))
	return r.Draw(frame, replayBody(p))
}

func parts(day string) (y, m, d string) {
	s := strings.SplitN(day, "-", 3)
	for len(s) < 3 {
		s = append(s, "")
	}
	return s[0], s[1], s[2]
}

// ruled are the services whose rules can be tried.
func (f face) ruled() (out []*pack.Service) {
	if set := f.desk.Packs(); set != nil {
		for _, s := range set.Services() {
			if len(s.Decisions()) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

func (f face) loaded(id string) (*pack.Service, error) {
	for _, s := range f.ruled() {
		if s.ID() == id {
			return s, nil
		}
	}
	return nil, fail.New(fail.NotFound, "desk.no-service", "service", id)
}

// tryRules runs a trial and keeps it.
func (f face) tryRules(r *door.Request) error {
	if !desk.MayReplay(r.Person) {
		return fail.New(fail.Forbidden, "desk.replay-who")
	}
	service, purpose := r.FormValue("service"), strings.TrimSpace(r.FormValue("purpose"))
	since := strings.TrimSpace(r.FormValue("since-year")) + "-" + two(r.FormValue("since-month")) + "-" + two(r.FormValue("since-day"))
	var problems ui.Problems
	day, err := law.ParseDate(since)
	if err != nil {
		problems = append(problems, ui.Problem{Field: "since", Text: r.T("governance.replay-no-day")})
	}
	if purpose == "" {
		problems = append(problems, ui.Problem{Field: "purpose", Text: r.T("governance.replay-no-purpose")})
	}
	if len(problems) > 0 {
		return f.drawReplay(r, service, since, purpose, problems)
	}
	s, err := f.loaded(service)
	if err != nil {
		return err
	}
	_, err = f.desk.TryPack(r.Context(), r.Person, service, desk.Trying{Since: day.At(0, s.Procedure().Calendar.Zone()), Most: 20, Purpose: purpose})
	if err != nil {
		return err
	}
	return r.Redirect("/governance/replay?service=" + url.QueryEscape(service))
}

func two(s string) string {
	if s = strings.TrimSpace(s); len(s) == 1 {
		return "0" + s
	}
	return s
}

func (f face) run(r *door.Request, s *pack.Service, x desk.Replayed) replayRun {
	count := func(n int) string {
		if n == desk.Hidden {
			return r.T("governance.few")
		}
		return grouped(n)
	}
	out := replayRun{title: r.T("governance.replay-title", "version", x.Version, "digest", x.Digest[:12]), when: ui.Moment(r.Lang, x.At.In(f.zone())), veiled: x.Veiled,
		lines: []string{r.T("governance.replay-read", "n", grouped(x.Decisions), "since", ui.Date(r.Lang, x.Since.In(f.zone())))},
		table: ui.Table{Caption: r.T("governance.replay-classes"), Columns: []ui.Column{{Head: r.T("governance.replay-class"), Place: ui.PlaceTitle}, {Head: r.T("governance.replay-count"), Place: ui.PlaceNum}}}}
	if x.Purpose != "" {
		out.lines = append(out.lines, r.T("governance.replay-for", "purpose", x.Purpose))
	}
	for _, c := range desk.Classes {
		if n := x.Counts[c]; n != 0 {
			out.table.Rows = append(out.table.Rows, ui.TableRow{Cells: []ui.Cell{{Text: r.T("desk.replay.kind-" + string(c))}, {Text: count(n)}}})
		}
		if ls := x.Lists[c]; len(ls) > 0 {
			l := replayList{title: r.T("desk.replay.kind-" + string(c))}
			for _, n := range ls {
				l.numbers = append(l.numbers, ui.Link{Text: n.Number, Href: "/office/cases/" + url.PathEscape(n.Number)})
			}
			out.lists = append(out.lists, l)
		}
	}
	if x.AgreesNow != 0 {
		out.lines = append(out.lines, r.T("desk.replay.agrees", "n", count(x.AgreesNow)))
	}
	if x.Money {
		out.money = []ui.Row{{Key: r.T("governance.replay-before"), Values: []string{yuan(r, x.Before)}}, {Key: r.T("governance.replay-after"), Values: []string{yuan(r, x.After)}},
			{Key: r.T("governance.replay-more"), Values: []string{yuan(r, x.After-x.Before)}}}
	}
	for key, n := range map[string]int{"odd": x.Odd, "unpriced": x.Unpriced, "gone": x.ModelGone} {
		if n > 0 && !x.Veiled {
			out.lines = append(out.lines, r.T("desk.replay."+key, "n", grouped(n)))
		}
	}
	for _, fl := range x.Flips {
		out.flips = append(out.flips, replayFlip{title: r.T("desk.replay.flip", "n", count(fl.Count), "what", r.T("desk.replay.kind-"+string(fl.Class))), lines: casepage.FlipWords(r.Lang, s, fl)})
	}
	return out
}

func yuan(r *door.Request, minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	cents := strconv.FormatInt(minor%100, 10)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	return r.T("casepage.money", "amount", sign+grouped(int(minor/100))+"."+cents)
}
