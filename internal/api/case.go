package api

import (
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
)

// Case is one case with all that whoever asks may know of it.
type Case struct {
	Number   string        `json:"number"`
	Service  CaseService   `json:"service" about:"As it was received under."`
	Subject  string        `json:"subject"`
	Office   Named         `json:"office"`
	Stage    Stage         `json:"stage"`
	Outcome  *Named        `json:"outcome,omitempty"`
	Handler  string        `json:"handler,omitempty"`
	Received time.Time     `json:"received"`
	Ended    time.Time     `json:"ended,omitzero"`
	Parent   string        `json:"parent,omitempty" about:"The case this is a branch of."`
	Children []Child       `json:"children,omitempty"`
	Acts     int           `json:"acts" about:"How many acts there are: send it as expect."`
	Answers  Answers       `json:"answers"`
	Gaps     []Gap         `json:"gaps,omitempty" about:"Still open."`
	Flags    []string      `json:"flags,omitempty" about:"For officials only."`
	Clocks   []Clock       `json:"clocks"`
	Timeline []Done        `json:"timeline"`
	Options  []Option      `json:"options" about:"What you may do now."`
	Files    []File        `json:"files,omitempty"`
	Licences []CaseLicence `json:"licences,omitempty"`
}

// CaseService is the version of a service that a case belongs to.
type CaseService struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

// Stage is where a case stands.
type Stage struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Turn string `json:"turn,omitempty" about:"Role whose move it is."`
}

// Child is a branch that was opened.
type Child struct {
	Branch  string `json:"branch"`
	Number  string `json:"number"`
	Ended   bool   `json:"ended"`
	Outcome string `json:"outcome,omitempty"`
}

// Clock is one time limit of a case.
type Clock struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Main        bool      `json:"main" about:"Its end is what the receipt promises."`
	State       string    `json:"state" among:"normal soon overdue paused met met-late"`
	Ground      string    `json:"ground,omitempty" about:"Of the pause."`
	Started     time.Time `json:"started"`
	Stopped     time.Time `json:"stopped,omitzero"`
	Promise     time.Time `json:"promise,omitzero" about:"When the office promised to be done."`
	Statutory   time.Time `json:"statutory,omitzero" about:"When the law's limit ends."`
	Provisional bool      `json:"provisional" about:"Counts on a year whose holidays are not published yet."`
	Limit       Limit     `json:"limit" about:"What the law allows."`
}

// Done is one act of the timeline.
type Done struct {
	Act     int           `json:"act"`
	Verb    casework.Verb `json:"verb"`
	Title   string        `json:"title"`
	At      time.Time     `json:"at"`
	Role    string        `json:"role"`
	Name    string        `json:"name,omitempty" about:"Of the official, or of the applicant to officials."`
	Behalf  string        `json:"on_behalf,omitempty"`
	Step    string        `json:"step,omitempty"`
	Outcome string        `json:"outcome,omitempty"`
	Ground  string        `json:"ground,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Until   time.Time     `json:"until,omitzero"`
	Gaps    []Gap         `json:"gaps,omitempty"`
	Stars   int           `json:"stars,omitempty"`
	Note    string        `json:"note,omitempty" about:"For officials only."`
	Sets    []string      `json:"sets,omitempty" about:"For officials only."`
	Clears  []string      `json:"clears,omitempty" about:"For officials only."`
}

// Option is one thing that may be done now.
type Option struct {
	Verb     casework.Verb `json:"verb"`
	Step     string        `json:"step,omitempty"`
	Title    string        `json:"title"`
	Outcomes []string      `json:"outcomes,omitempty" about:"Only these; absent allows every outcome."`
	Grounds  []string      `json:"grounds,omitempty"`
	Clock    string        `json:"clock,omitempty"`
	Reason   bool          `json:"reason" about:"A reason must be given."`
}

// CaseLicence is a licence a case issued.
type CaseLicence struct {
	Number  string    `json:"number"`
	Kind    Named     `json:"kind"`
	Issued  time.Time `json:"issued"`
	Expires time.Time `json:"expires,omitzero"`
	Status  string    `json:"status"`
}

func (f face) read(r *door.Request) error {
	v, err := f.desk.Case(r.Context(), r.Person, r.PathValue("number"), desk.Whole)
	if err != nil {
		return err
	}
	inside := !v.Own
	l, s, c := r.Lang, v.Service, v.Case
	stage, _ := c.Procedure.Stage(c.Stage)
	out := Case{Number: c.Number, Service: CaseService{s.ID(), s.Text(l, "name"), s.Version(), c.Digest}, Subject: c.Subject, Office: Named{v.Office.ID, v.Office.Name.In(l)},
		Stage: Stage{c.Stage, casepage.StageName(l, s, c.Stage), string(stage.Turn)}, Handler: v.Handler, Received: c.Received, Ended: c.Ended, Parent: c.Parent,
		Acts: len(c.Acts), Answers: shownAnswers(s.Form(), c.Answers), Gaps: gaps(c.Gaps), Clocks: []Clock{}, Timeline: []Done{}, Options: []Option{}}
	if c.Outcome != "" {
		out.Outcome = &Named{c.Outcome, casepage.OutcomeName(l, s, c.Outcome)}
	}
	for _, x := range c.Children {
		out.Children = append(out.Children, Child{x.Branch, x.Case, x.Ended, x.Outcome})
	}
	if inside {
		for _, flag := range slices.Sorted(maps.Keys(c.Flags)) {
			if c.Flags[flag] {
				out.Flags = append(out.Flags, flag)
			}
		}
	}
	for _, k := range v.Clocks {
		out.Clocks = append(out.Clocks, clockOf(r, v, k))
	}
	for _, a := range c.Acts {
		if inside && casepage.Inside(a) || !inside && casepage.Public(a) {
			out.Timeline = append(out.Timeline, doneOf(r, v, a, inside))
		}
	}
	for _, p := range v.Options {
		out.Options = append(out.Options, Option{p.Verb, p.Step, casepage.VerbName(l, s, p.Verb, p.Step), p.Only, p.Grounds, p.Clock, p.Reason})
	}
	for _, x := range v.Files {
		out.Files = append(out.Files, File{x.ID, x.Name, x.Kind, x.Size, hex.EncodeToString(x.SHA256)})
	}
	for _, x := range v.Licences {
		out.Licences = append(out.Licences, CaseLicence{x.Number, Named{x.Kind, s.Text(l, "licence."+x.Kind)}, x.Issued, x.Expires, string(x.StatusAt(r.Now))})
	}
	return r.JSON(http.StatusOK, out)
}

func clockOf(r *door.Request, v desk.View, k desk.ClockView) Clock {
	out := Clock{ID: k.Run.Rule.ID, Name: v.Service.Text(r.Lang, "clock."+k.Run.Rule.ID), Main: k.Decl.Main, State: string(k.State.Running), Started: k.Run.Started,
		Stopped: k.Run.Stopped, Promise: k.Promise.At, Statutory: k.Statutory.At, Provisional: k.Promise.Provisional || k.Statutory.Provisional,
		Limit: Limit{Limit: k.Decl.Rule.Limit.String(), Text: k.Decl.Rule.Limit.Say(r.Lang)}}
	if b := k.Decl.Rule.Basis; !b.IsZero() {
		out.Limit.Basis = &Cited{b.Law, b.Article, v.Service.Book().SayCitation(r.Lang, b)}
	}
	if k.State.Running == clock.Halted {
		out.Ground, _ = k.Run.Paused()
	}
	return out
}

func doneOf(r *door.Request, v desk.View, a casework.Act, inside bool) Done {
	out := Done{Act: a.Seq, Verb: a.Verb, Title: casepage.Say(r.Lang, v.Service, a, inside).Title, At: a.At, Role: string(a.Role), Name: a.Name, Behalf: a.OnBehalf,
		Step: a.Step, Outcome: a.Outcome, Ground: a.Ground, Reason: a.Reason, Until: a.Until, Gaps: gaps(a.Gaps), Stars: a.Stars}
	if a.Role == casework.RoleSystem {
		out.Name = ""
	}
	if inside {
		out.Note, out.Sets, out.Clears = a.Note, a.Sets, a.Clears
	}
	return out
}

func gaps(in []casework.Gap) []Gap {
	var out []Gap
	for _, g := range in {
		out = append(out, Gap(g))
	}
	return out
}

// Cases is one page of cases.
type Cases struct {
	Cases []CaseRow `json:"cases"`
	Next  string    `json:"next,omitempty" about:"Send it as after for the next page; absent on the last."`
}

// CaseRow is one case of a list.
type CaseRow struct {
	Number      string    `json:"number"`
	Service     string    `json:"service"`
	Name        string    `json:"name"`
	Subject     string    `json:"subject"`
	Office      string    `json:"office"`
	Stage       string    `json:"stage"`
	Turn        string    `json:"turn,omitempty"`
	Outcome     string    `json:"outcome,omitempty"`
	Handler     string    `json:"handler,omitempty" about:"The official's id, for officials."`
	Received    time.Time `json:"received"`
	Due         time.Time `json:"due,omitzero"`
	Ended       time.Time `json:"ended,omitzero"`
	Paused      bool      `json:"paused"`
	Gaps        int       `json:"gaps" about:"How many things are still missing."`
	Provisional bool      `json:"provisional"`
	Acts        int       `json:"acts"`
}

// Whose cases are listed.
const (
	own     = "own"
	offices = "offices"
)

func states() []string {
	var out []string
	for _, s := range []journal.State{journal.OpenOnly, journal.Overdue, journal.Soon, journal.Waiting, journal.Paused, journal.Ended} {
		out = append(out, string(s))
	}
	return out
}

func (f face) cases(r *door.Request) error {
	q := r.URL.Query()
	state, whose, official := journal.State(q.Get("state")), q.Get("whose"), door.Is(r.Person, door.Officials)
	if state != journal.Any && !slices.Contains(states(), string(state)) {
		return invalid(fail.Field{Path: "state", Key: "api.among", Args: fail.Pairs("want", strings.Join(states(), ", "))})
	}
	if whose == "" {
		whose = own
		if official {
			whose = offices
		}
	}
	var page journal.Page
	var err error
	switch {
	case whose == own:
		page, err = f.desk.MineIn(r.Context(), r.Person, state, q.Get("after"), pageSize)
	case whose == offices && official:
		page, err = f.desk.Worklist(r.Context(), r.Person, desk.Asked{State: state, After: q.Get("after"), Size: pageSize})
	case whose == offices:
		return fail.New(fail.Forbidden, "door.officials-only")
	default:
		return invalid(fail.Field{Path: "whose", Key: "api.among", Args: fail.Pairs("want", own+", "+offices)})
	}
	if err != nil {
		return err
	}
	out := Cases{Cases: []CaseRow{}, Next: page.Next}
	for _, c := range page.Rows {
		row := CaseRow{Number: c.Number, Service: c.Service, Name: c.Service, Subject: c.Subject, Office: c.Office, Stage: c.Stage, Turn: c.Turn, Outcome: c.Outcome,
			Received: c.Received, Due: c.Due, Ended: c.Ended, Paused: c.Paused, Gaps: c.Gaps, Provisional: c.Provisional, Acts: c.Acts}
		if whose == offices {
			row.Handler = c.Handler
		}
		if s, err := f.desk.Service(c.Service); err == nil {
			row.Name = s.Text(r.Lang, "name")
		}
		out.Cases = append(out.Cases, row)
	}
	return r.JSON(http.StatusOK, out)
}
