package office

import (
	"net/url"

	"atonce/internal/desk"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// packPage is the versions of one service.
type packPage struct {
	title, caption string
	rows           []ui.Row
	changes        []ui.Row
	first          bool   // nothing is in force yet
	propose        string // address that puts the loaded version forward, "" where not possible
	approve        string
	why            string // why nothing can be done now
	history        []ui.Step
	replay         string // where the change can be tried on past decisions; empty where no rules changed or the person may not
}

// packs lists every service that is loaded or in force, and how its version stands.
func (f face) packs(r *door.Request) error {
	t := ui.Table{Caption: r.T("office.packs"), HideTitle: true, EmptyWords: r.T("office.packs-none"), Columns: []ui.Column{
		{Head: r.T("office.column.service"), Place: ui.PlaceTitle}, {Head: r.T("office.column.in-force"), Place: ui.PlaceLine},
		{Head: r.T("office.column.loaded"), Place: ui.PlaceLine}, {Head: r.T("office.column.standing"), Place: ui.PlaceLine}}}
	for _, s := range f.loaded() {
		in, pending, err := f.standing(r, s)
		if err != nil {
			return err
		}
		row := ui.TableRow{ID: s.ID(), Cells: []ui.Cell{{Text: s.Text(r.Lang, "name"), Href: packPath(s.ID())}, {Text: r.T("office.not-in-force")},
			{Text: versionWords(s)}, {Tag: r.T("office.standing.new"), Tone: ui.ToneWaiting}}}
		if in != nil {
			row.Cells[1].Text = versionWords(in)
		}
		switch {
		case in != nil && in.Digest() == s.Digest():
			row.Cells[2].Text = r.T("office.pack-loaded-same")
			row.Cells[3].Tag, row.Cells[3].Tone = r.T("office.standing.in-force"), ui.ToneGood
		case pending:
			row.Cells[3].Tag = r.T("office.standing.proposed")
		}
		t.Rows = append(t.Rows, row)
	}
	return r.Draw(f.frame(r, r.T("office.packs")), packsBody(t))
}

func (f face) loaded() []*pack.Service {
	if set := f.desk.Packs(); set != nil {
		return set.Services()
	}
	return nil
}

// versionWords are a version as declared and the beginning of its digest, which alone
// tells two versions apart for certain.
func versionWords(s *pack.Service) string { return s.Version() + " (" + short(s.Digest()) + ")" }

func short(digest string) string { return digest[:min(len(digest), 12)] }

// standing is what is in force of a service, and whether the loaded version waits for
// a second person.
func (f face) standing(r *door.Request, loaded *pack.Service) (in *pack.Service, pending bool, err error) {
	history, err := f.desk.History(r.Context(), loaded.ID())
	if err != nil {
		return nil, false, err
	}
	if s, err := f.desk.Service(loaded.ID()); err == nil {
		in = s
	}
	return in, len(history) > 0 && waits(history[0]) && history[0].Digest == loaded.Digest(), nil
}

func waits(a edition.Activation) bool { return a.ApprovedBy == "" }

// pack shows the versions of one service: what is in force, what would come, what
// that changes, and who did what.
func (f face) pack(r *door.Request) error {
	s, err := f.loadedService(r)
	if err != nil {
		return err
	}
	in, pending, err := f.standing(r, s)
	if err != nil {
		return err
	}
	history, err := f.desk.History(r.Context(), s.ID())
	if err != nil {
		return err
	}
	l := r.Lang
	p := packPage{title: s.Text(l, "name"), first: in == nil, rows: []ui.Row{{Key: r.T("office.pack-id"), Values: []string{s.ID()}}}}
	if in != nil {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.column.in-force"), Values: []string{r.T("office.version", "version", in.Version()), r.T("office.pack-digest", "digest", in.Digest())}})
	}
	same := in != nil && in.Digest() == s.Digest()
	if !same {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.column.loaded"), Values: []string{r.T("office.version", "version", s.Version()), r.T("office.pack-digest", "digest", s.Digest())}})
	}
	if in != nil && !same {
		for _, c := range pack.Diff(in, s) {
			p.changes = append(p.changes, ui.Row{Key: c.Field, Values: changeValues(r, c)})
		}
	}
	switch {
	case same:
		p.why = r.T("office.pack-same")
	case !r.Person.Holds(desk.RolePackKeeper):
		p.why = r.T("office.pack-keepers-only")
	case pending && history[0].ProposedBy == r.Person.ID:
		p.why = r.T("office.pack-second-person")
	case pending:
		p.approve = packPath(s.ID()) + "/approve"
	default:
		p.propose = packPath(s.ID()) + "/propose"
	}
	if !same && len(s.Decisions()) > 0 && desk.MayReplay(r.Person) {
		p.replay = "/governance/replay?service=" + url.QueryEscape(s.ID())
	}
	if p.history, err = f.historySteps(r, s, history); err != nil {
		return err
	}
	frame := f.frame(r, p.title)
	frame.Back = ui.Link{Text: r.T("office.packs"), Href: "/office/packs"}
	return r.Draw(frame, packBody(p))
}

func (f face) loadedService(r *door.Request) (*pack.Service, error) {
	id := r.PathValue("service")
	for _, s := range f.loaded() {
		if s.ID() == id {
			return s, nil
		}
	}
	return nil, fail.New(fail.NotFound, "desk.no-service", "service", id)
}

func (f face) historySteps(r *door.Request, s *pack.Service, history []edition.Activation) ([]ui.Step, error) {
	var ids []string
	for _, a := range history {
		ids = append(ids, a.ProposedBy, a.ApprovedBy)
	}
	known, err := f.desk.Named(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	name := func(id string) string {
		if p, ok := known[id]; ok {
			return p.In(r.Lang)
		}
		return id
	}
	versions := func(digest string) string {
		if digest == s.Digest() {
			return versionWords(s)
		}
		return short(digest) // its words are gone with its files
	}
	zone := s.Procedure().Calendar.Zone()
	var out []ui.Step
	for _, a := range history {
		step := ui.Step{Title: r.T("office.pack-waits", "version", versions(a.Digest)), State: ui.StepNow, When: ui.Moment(r.Lang, a.Proposed.In(zone)),
			Detail: r.T("office.pack-proposed-by", "person", name(a.ProposedBy))}
		if !waits(a) {
			step.Title, step.State = r.T("office.pack-activated", "version", versions(a.Digest)), ui.StepDone
			step.When = ui.Moment(r.Lang, a.Approved.In(zone))
			step.Detail = r.T("office.pack-approved-by", "first", name(a.ProposedBy), "second", name(a.ApprovedBy))
		}
		out = append(out, step)
	}
	return out, nil
}

// propose puts the loaded version forward.
func (f face) propose(r *door.Request) error {
	if _, err := f.desk.ProposePack(r.Context(), r.Person, r.PathValue("service")); err != nil {
		return err
	}
	return r.Redirect(packPath(r.PathValue("service")))
}

// approve brings the proposed version into force; the desk demands a second person.
func (f face) approve(r *door.Request) error {
	if _, err := f.desk.ApprovePack(r.Context(), r.Person, r.PathValue("service")); err != nil {
		return err
	}
	return r.Redirect(packPath(r.PathValue("service")))
}
