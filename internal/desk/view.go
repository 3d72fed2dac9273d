package desk

import (
	"context"
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/draft"
	"atonce/internal/fail"
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
	Children []journal.Row
	Own      bool // the viewer is the applicant
	Handler  string
	Names    map[string]law.Words // of who acted, by id, as they are now; the record holds the name of then
	Handlers []people.Person      // who could be assigned
	Findings []pack.Finding       // what the models of this stage say now; for the office only
}

// ClockView is one clock at the time of viewing.
type ClockView struct {
	casework.Running
	Promise   clock.Due
	Statutory clock.Due
	State     clock.State
}

// Purposes of a look, as text keys.
const (
	PurposeHandle = "desk.purpose.handle"
	PurposeOwn    = "desk.purpose.own"
)

// Case shows a case to whom it concerns. An official's look at an applicant's case
// is recorded before anything is shown; the applicant sees it at once.
func (d *Desk) Case(ctx context.Context, by people.Person, number string) (View, error) {
	f, err := d.read(ctx, number)
	if err != nil {
		return View{}, err
	}
	if err := mayKnow(by, f); err != nil {
		return View{}, err
	}
	v := View{Case: f.was, Header: f.header, Service: f.service, Own: f.was.Applicant != "" && f.was.Applicant == by.ID}
	if by.Acting != nil || !v.Own && f.was.Applicant != "" {
		if err := d.recordLook(ctx, by, f); err != nil {
			return View{}, err
		}
	}
	v.Office, _ = d.Office(f.was.Office)
	who := actor(by, f.was.Office, f.was.Applicant)
	if f.was.Applicant == "" {
		who = officialOnly(who)
	}
	now := d.Now()
	v.Options = casework.Options(f.was, who)
	for _, r := range f.was.Clocks {
		v.Clocks = append(v.Clocks, ClockView{Running: r, Promise: r.Promise(f.was.Procedure), Statutory: r.Statutory(f.was.Procedure),
			State: r.State(f.was.Procedure, now)})
	}
	if !v.Own {
		v.Findings = findings(f, now)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if v.Files, err = draft.FilesOf(tx, number); err != nil {
			return err
		}
		if v.Licences, err = licence.OfCase(tx, number); err != nil {
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
		if !v.Own && slices.ContainsFunc(v.Options, func(p casework.Permit) bool { return p.Verb == casework.Assign }) {
			v.Handlers, err = people.Colleagues(tx, f.was.Office)
		}
		return err
	})
	return v, err
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

func (d *Desk) recordLook(ctx context.Context, by people.Person, f *filed) error {
	fields := make([]string, 0, len(f.was.Answers))
	for _, fl := range f.service.Form().Fields() {
		if _, ok := f.was.Answers[fl.ID]; ok {
			fields = append(fields, fl.ID)
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		who, purpose := actor(by, f.was.Office, f.was.Applicant), PurposeHandle
		if by.Acting != nil {
			purpose = PurposeActing
		}
		return share.Add(tx, share.Look{Subject: f.was.Applicant, By: who.ID, Name: who.Name, Office: f.was.Office, Number: f.was.Number,
			Purpose: purpose, Fields: fields})
	})
}

// Looks lists who looked at the person's own data.
func (d *Desk) Looks(ctx context.Context, by people.Person) (out []share.Look, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = share.Looks(tx, by.ID, 200)
		return err
	})
	return out, err
}

// File is a file's record and content, for whom its case concerns or whose draft it is in.
func (d *Desk) File(ctx context.Context, by people.Person, id string) (draft.File, []byte, error) {
	var f draft.File
	var ok bool
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		f, ok, err = draft.FindFile(tx, id)
		return err
	})
	if err != nil {
		return f, nil, err
	}
	if !ok || (f.Owner != by.ID && f.Case == "") {
		return f, nil, fail.New(fail.NotFound, "draft.no-file", "file", id)
	}
	if f.Owner != by.ID {
		// Whoever may see the case may see its files; the look is recorded as the case's is.
		c, err := d.read(ctx, f.Case)
		if err != nil {
			return f, nil, err
		}
		if err := mayKnow(by, c); err != nil {
			return f, nil, fail.New(fail.NotFound, "draft.no-file", "file", id)
		}
		if err := d.recordLook(ctx, by, c); err != nil {
			return f, nil, err
		}
	}
	var body []byte
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		body, err = draft.Body(tx, id)
		return err
	})
	return f, body, err
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

// Worklist lists the open cases of the official's offices by due time.
func (d *Desk) Worklist(ctx context.Context, by people.Person, in Asked) (p journal.Page, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, err = journal.Worklist(tx, in.filter(by, d.Now()), in.After, in.Size)
		return err
	})
	return p, err
}

// PileCounts counts each tab of the official's worklist.
func (d *Desk) PileCounts(ctx context.Context, by people.Person) (map[Pile]int, error) {
	out := map[Pile]int{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, p := range Piles {
			n, err := journal.Count(tx, Asked{Pile: p}.filter(by, d.Now()))
			if err != nil {
				return err
			}
			out[p] = n
		}
		return nil
	})
	return out, err
}
