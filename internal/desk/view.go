package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// View is one case as a page shows it.
type View struct {
	Case     casework.Case
	Header   journal.Header
	Service  *pack.Service // as it was received under
	Office   people.Office
	Options  []casework.Permit // what the viewer may do now
	Clocks   []ClockView
	Files    []draft.File
	Licences []licence.Licence
	Shown    []Shown // licences behind the answers
	Children []journal.Row
	Own      bool // the viewer is the applicant
	Together Together
	Handler  string
	Names    map[string]law.Words // of who acted, by id, as they are now; the record holds the name of then
	Handlers []people.Person      // who could be assigned
	Findings []pack.Finding       // what the models of this stage say now; for the office only
	Hidden   map[string]bool      // sensitive answers that the viewer did not ask to be shown; empty for the applicant
}

// ClockView is one clock at the time of viewing.
type ClockView struct {
	casework.Running
	Promise   clock.Due
	Statutory clock.Due
	State     clock.State
}

// Case shows a case to whom it concerns. An official's look at an applicant's case
// is recorded with what it shows; the applicant sees it at once. Sensitive answers are
// hidden from officials unless show names them, or is Whole.
func (d *Desk) Case(ctx context.Context, by people.Person, number string, show ...string) (v View, err error) {
	for range mostTries {
		if v, err = d.caseOnce(ctx, by, number, show); fail.As(err).Key != keyMoved {
			break
		}
	}
	return v, err
}

// mostTries is how often a case is read again that went on while it was read.
const mostTries = 5

const keyMoved = "desk.moved-on"

func (d *Desk) caseOnce(ctx context.Context, by people.Person, number string, show []string) (View, error) {
	f, err := d.readFor(ctx, by, number)
	if err != nil {
		return View{}, err
	}
	v := View{Case: f.was, Header: f.header, Service: f.service, Own: f.was.Applicant != "" && f.was.Applicant == by.ID}
	v.Office, _ = d.Office(f.was.Office)
	who := actor(by, f.was.Office, f.was.Applicant)
	if f.was.Applicant == "" {
		who = officialOnly(who)
	}
	now := d.Now()
	v.Options = casework.Options(f.was, who)
	if !v.Own {
		v.Options, v.Together.Instead, v.Together.Conflict = d.optionsFor(f, by, v.Options)
		v.Together.handed(f.was, by)
	}
	for _, r := range f.was.Clocks {
		v.Clocks = append(v.Clocks, ClockView{Running: r, Promise: r.Promise(f.was.Procedure), Statutory: r.Statutory(f.was.Procedure),
			State: r.State(f.was.Procedure, now)})
	}
	if !v.Own {
		v.Hidden = d.hidden(f, show)
		v.Findings = findings(f, now)
	}
	rest := func(tx *store.Tx) (err error) {
		if v.Files, err = draft.FilesOf(tx, number); err != nil {
			return err
		}
		if v.Licences, err = licence.OfCase(tx, number); err != nil {
			return err
		}
		if v.Shown, err = d.shownIn(tx, f.service, f.was, now); err != nil {
			return err
		}
		if len(f.was.Children) > 0 {
			if v.Children, err = journal.Children(tx, number); err != nil {
				return err
			}
		}
		if v.Names, err = namesOf(tx, f.was.Acts); err != nil {
			return err
		}
		if f.was.Handler != "" {
			p, _, err := people.Find(tx, f.was.Handler)
			if err != nil {
				return err
			}
			v.Handler = p.In("zh")
		}
		if v.Own {
			return nil
		}
		if v.Together.Mine || slices.ContainsFunc(v.Options, func(p casework.Permit) bool { return p.Verb == casework.Assign }) {
			if v.Handlers, err = people.Colleagues(tx, f.was.Office); err != nil {
				return err
			}
		}
		v.Together.Others, v.Together.Drafts, err = othersAt(tx, by, f, now)
		return err
	}
	if v.Own && by.Acting == nil || f.was.Applicant == "" {
		return v, d.store.Read(ctx, rest)
	}
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if err := unmoved(tx, f); err != nil {
			return nil, err
		}
		return d.looksAtCase(lookAt(by, f, PurposeHandle, nil), f, v.Hidden, show), rest(tx)
	})
	return v, err
}

// unmoved refuses to serve a case that went on since it was read: what is recorded and
// what is served must be the same.
func unmoved(tx *store.Tx, f *filed) error {
	row, ok, err := journal.FindRow(tx, f.header.Number)
	if err == nil && (!ok || row.Acts != len(f.was.Acts)) {
		err = fail.New(fail.Conflict, keyMoved, "number", f.header.Number)
	}
	return err
}

// findings are what the models that the permits of this stage name say of the case.
func findings(f *filed, now time.Time) []pack.Finding {
	stage, _ := f.was.Procedure.Stage(f.was.Stage)
	facts := f.was.Facts()
	facts.At = now
	var out []pack.Finding
	for _, p := range stage.May {
		if slices.ContainsFunc(out, func(x pack.Finding) bool { return x.ID == p.Model }) {
			continue
		}
		if x, ok := f.service.Ask(p.Model, facts); ok {
			out = append(out, x)
		}
	}
	return out
}

// namesOf finds the names of everybody who acted, in every language.
func namesOf(tx *store.Tx, acts []casework.Act) (map[string]law.Words, error) {
	out := map[string]law.Words{}
	for _, a := range acts {
		if _, known := out[a.By]; known || a.Role == casework.RoleSystem {
			continue
		}
		if ActedFor(a) {
			out[a.By] = law.Words{"zh": a.Name, "en": a.Name}
			continue
		}
		p, _, err := people.Find(tx, a.By)
		if err != nil {
			return nil, err
		}
		out[a.By] = p.Name
	}
	return out, nil
}

// File is a file's record and content, for whom its case concerns or whose draft it is
// in. Whoever may see the case may see its files; each look at one is recorded, also of
// who acts for the applicant.
func (d *Desk) File(ctx context.Context, by people.Person, id string) (f draft.File, body []byte, err error) {
	serve := func(tx *store.Tx) (looks []share.Look, err error) {
		var ok bool
		if f, ok, err = draft.FindFile(tx, id); err != nil {
			return nil, err
		}
		none := fail.New(fail.NotFound, "draft.no-file", "file", id)
		if !ok {
			return nil, none
		}
		if f.Case == "" {
			mine, err := ownFile(tx, by, f)
			if err != nil {
				return nil, err
			}
			if !mine {
				return nil, none
			}
		} else if f.Owner != by.ID || by.Acting != nil {
			c, err := d.readIn(tx, f.Case)
			if err != nil {
				return nil, err
			}
			if mayKnow(by, c) != nil {
				return nil, none
			}
			looks = append(looks, lookAt(by, c, PurposeHandle, []string{fileField(c, id)}))
		}
		body, err = draft.Body(tx, id)
		return looks, err
	}
	own := false
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		was, _, err := draft.FindFile(tx, id)
		if own = err == nil && was.Owner == by.ID && (by.Acting == nil || was.Case == ""); own {
			_, err = serve(tx)
		}
		return err
	})
	if err != nil || own {
		return f, body, err
	}
	err = d.reading(ctx, serve)
	return f, body, err
}

// fileField is the question that a file of a case answers.
func fileField(f *filed, id string) string {
	for _, x := range f.service.Form().Fields() {
		if x.Kind == form.File && slices.Contains(strings.Split(f.was.Answers[x.ID], ","), id) {
			return x.ID
		}
	}
	return "file"
}

// Mine lists a person's own cases, the newest first.
func (d *Desk) Mine(ctx context.Context, by people.Person, after string, size int) (p journal.Page, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, err = journal.Recent(tx, journal.Filter{Applicant: by.ID}, after, size)
		p.Rows = reached(by, p.Rows)
		return err
	})
	return p, err
}

// Pile is one tab of a worklist with its count.
type Pile string

// The tabs of a worklist.
const (
	PileMine       Pile = "mine"
	PileUnassigned Pile = "unassigned"
	PileAll        Pile = "all"
	PileOverdue    Pile = "overdue"
)

// Piles are the tabs in the order they are drawn.
var Piles = []Pile{PileAll, PileMine, PileUnassigned, PileOverdue}

// Asked is what an official asks of the worklist.
type Asked struct {
	Pile    Pile
	Service string
	Text    string
	State   journal.State
	After   string
	Size    int
}

func (a Asked) filter(by people.Person, now time.Time) journal.Filter {
	f := journal.Filter{Offices: by.Offices(), Service: a.Service, Text: a.Text, State: journal.OpenOnly, Now: now}
	if a.State != journal.Any {
		f.State = a.State
	}
	switch a.Pile {
	case PileMine:
		f.Handler = by.ID
	case PileUnassigned:
		f.Nobody = true
	case PileOverdue:
		f.State = journal.Overdue
	}
	return f
}

// Worklist lists the open cases of the official's offices by due time. That it shows
// whose they are is one look at all of them, each beside their own case.
func (d *Desk) Worklist(ctx context.Context, by people.Person, in Asked) (p journal.Page, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if p, err = journal.Worklist(tx, in.filter(by, d.Now()), in.After, in.Size); err != nil {
			return nil, err
		}
		return listLook(by, p.Rows), nil
	})
	return p, err
}

// listLook is the look of a list at whose cases it shows; none where it shows nobody's
// but the reader's own.
func listLook(by people.Person, rows []journal.Row) []share.Look {
	l := share.Look{By: by.ID, Name: by.In("zh"), Purpose: PurposeWorklist, Fields: []string{"subject"}}
	for _, r := range rows {
		if r.Applicant == "" || r.Applicant == by.ID {
			continue
		}
		if l.Of = append(l.Of, share.Of{Subject: r.Applicant, Number: r.Number}); l.Office == "" {
			l.Office = r.Office
		}
	}
	if len(l.Of) == 0 {
		return nil
	}
	return []share.Look{l}
}

// PileCounts counts each tab of the official's worklist, in one query.
func (d *Desk) PileCounts(ctx context.Context, by people.Person) (map[Pile]int, error) {
	out := map[Pile]int{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		n, err := journal.CountPiles(tx, by.Offices(), by.ID, d.Now())
		out[PileAll], out[PileMine], out[PileUnassigned], out[PileOverdue] = n.Open, n.Handled, n.Nobody, n.Overdue
		return err
	})
	return out, err
}
