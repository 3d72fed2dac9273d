package office

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// The three keepers have a page each, and nobody has two.

// systemPage is the page of the keeper of the system: who works here, and how the
// organisation is read in.
type systemPage struct {
	offices  []officeStaff
	letters  []ui.Row // how many of the last week, by channel and state
	problems ui.Problems
	wrong    []string // what is wrong with the file, line by line
	result   []ui.Row
	dry      bool
	done     bool
}

type officeStaff struct {
	title string
	rows  []ui.Row
}

func (f face) keepSystem(r *door.Request) error { return f.drawSystem(r, http.StatusOK, systemPage{}) }

func (f face) drawSystem(r *door.Request, status int, p systemPage) error {
	staff, err := f.desk.Staff(r.Context(), r.Person)
	if err != nil {
		return err
	}
	if !r.Person.Holds(people.SystemKeeper) {
		return fail.New(fail.Forbidden, "desk.keepers-only", "role", people.SystemKeeper)
	}
	for _, o := range f.desk.Offices() {
		x := officeStaff{title: r.T("office.keep-staff-of", "office", o.Name.In(r.Lang), "n", itoa(len(staff[o.ID])))}
		for _, c := range staff[o.ID] {
			var posts []string
			for _, role := range c.Roles(o.ID) {
				posts = append(posts, casepage.PostName(r.Lang, f.desk.Services(), role))
			}
			x.rows = append(x.rows, ui.Row{Key: c.In(r.Lang), Values: []string{strings.Join(posts, r.T("office.comma"))}})
		}
		p.offices = append(p.offices, x)
	}
	letters, err := f.desk.LettersSince(r.Context(), 7*24*time.Hour)
	if err != nil {
		return err
	}
	for _, l := range letters {
		p.letters = append(p.letters, ui.Row{Key: r.T("office.letters."+string(l.Channel)) + r.T("office.comma") + r.T("office.letters."+string(l.State)), Values: []string{strconv.Itoa(l.Count)}})
	}
	frame := f.frame(r, r.T("office.keep-system"))
	frame.Failed = status != http.StatusOK
	ui.Render(r.W, r.Request, status, frame, systemBody(p))
	return nil
}

// readOrganisation reads the file that was sent: what would change, or changing it.
func (f face) readOrganisation(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		problem := ui.ProblemsOf(r.Lang, fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "file", Key: "office.keep-no-file"}))
		return f.drawSystem(r, http.StatusUnprocessableEntity, systemPage{problems: problem})
	}
	defer file.Close()
	body, err := io.ReadAll(file)
	if err != nil {
		return fail.New(fail.Invalid, "formpage.unreadable").Because(err)
	}
	dry := r.PostFormValue(fGo) != "write"
	did, err := f.desk.Reorganise(r.Context(), r.Person, body, dry)
	if e := fail.As(err); err != nil && (e.Kind == fail.Invalid || e.Kind == fail.Conflict) {
		p := systemPage{problems: ui.Problems{{Field: "file", Text: text.T(r.Lang, e.Key, e.Args)}}}
		for _, x := range e.Fields {
			said := text.T(r.Lang, x.Key, x.Args)
			if line, ok := strings.CutPrefix(x.Path, "line "); ok {
				said = r.T("office.keep-line", "line", line, "problem", said)
			}
			p.wrong = append(p.wrong, said)
		}
		return f.drawSystem(r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return f.drawSystem(r, http.StatusOK, systemPage{dry: dry, done: true, result: reorganised(r, did)})
}

func reorganised(r *door.Request, did desk.Reorganised) []ui.Row {
	var out []ui.Row
	for _, x := range []struct {
		key string
		ids []string
	}{{"offices", did.Offices}, {"people", did.People}, {"left", did.Left}} {
		words := strings.Join(x.ids, r.T("office.comma"))
		if words == "" {
			words = r.T("office.keep-none")
		}
		out = append(out, ui.Row{Key: r.T("office.keep-" + x.key), Values: []string{words}})
	}
	return out
}

// securityPage is the page of the keeper of security: what takes a fresh proof, and
// ending somebody's sessions.
type securityPage struct {
	weights  []ui.Row
	person   ui.Choice
	why      string
	problems ui.Problems
	done     string
}

func (f face) keepSecurity(r *door.Request) error { return f.drawSecurity(r, nil) }

func (f face) drawSecurity(r *door.Request, problems ui.Problems) error {
	if !r.Person.Holds(people.SecurityKeeper) {
		return fail.New(fail.Forbidden, "desk.keepers-only", "role", people.SecurityKeeper)
	}
	staff, err := f.desk.Staff(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := securityPage{problems: problems, why: r.FormValue("why"), person: ui.Choice{Name: "person", Label: r.T("office.keep-person"), Error: problems.Of("person"),
		Options: []ui.Option{{Label: r.T("office.away-choose")}}}}
	seen := map[string]bool{}
	for _, o := range f.desk.Offices() {
		for _, c := range staff[o.ID] {
			if !seen[c.ID] {
				seen[c.ID] = true
				p.person.Options = append(p.person.Options, ui.Option{Value: c.ID, Label: c.In(r.Lang) + " · " + o.Name.In(r.Lang), Chosen: r.FormValue("person") == c.ID})
			}
		}
	}
	if c := r.URL.Query().Get("done"); seen[c] {
		p.done = r.T("office.keep-ended", "person", f.personName(r, c))
	}
	var acts []string
	for _, w := range door.Weights {
		if !slices.Contains(acts, w.Act) {
			acts = append(acts, w.Act)
			p.weights = append(p.weights, ui.Row{Key: r.T("door.weight." + w.Act), Values: []string{r.T("office.keep-within", "n", strconv.Itoa(int(w.Within.Minutes())))}})
		}
	}
	frame := f.frame(r, r.T("office.keep-security"))
	if len(problems) > 0 {
		return r.DrawAgain(frame, securityBody(p))
	}
	return r.Draw(frame, securityBody(p))
}

func (f face) endSessions(r *door.Request) error {
	person := r.PostFormValue("person")
	err := f.desk.EndSessionsOf(r.Context(), r.Person, person, r.PostFormValue("why"))
	if problems := ui.ProblemsOf(r.Lang, err); err != nil && fail.KindOf(err) == fail.Invalid {
		return f.drawSecurity(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/office/keepers/security?done=" + url.QueryEscape(person))
}

// keepAudit lists what the keepers did, each with its place in the log.
func (f face) keepAudit(r *door.Request) error {
	deeds, err := f.desk.KeeperDeeds(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("office.keep-audit"), HideTitle: true, EmptyWords: r.T("office.keep-audit-none"), Columns: []ui.Column{
		{Head: r.T("office.keep-what"), Place: ui.PlaceTitle}, {Head: r.T("office.keep-who"), Place: ui.PlaceLine},
		{Head: r.T("office.keep-when"), Place: ui.PlaceLine}, {Head: r.T("office.keep-leaf"), Place: ui.PlaceNum}}}
	var ids []string
	for _, d := range deeds {
		ids = append(ids, d.Person, d.By)
	}
	zone, name, said := f.desk.Zone(), f.namesOf(r, ids...), f.saidNames(r, ids...)
	for _, d := range deeds {
		what := r.T("office.keep-did." + string(d.Kind))
		if d.Person != "" {
			what = r.T("office.keep-did-to", "what", what, "person", name(d.Person))
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: what, Sub: d.Words}, {Text: said(d.By, d.Name) + " · " + r.T("office.keeper."+d.Role)},
			{Text: ui.ShortMoment(r.Lang, d.At.In(zone))}, {Text: strconv.FormatInt(d.Leaf, 10)}}})
	}
	return r.Draw(f.frame(r, r.T("office.keep-audit")), auditBody(t))
}

// lock locks the screen: the page goes on after a proof of who it is.
func (f face) lock(r *door.Request) error {
	if err := f.desk.LockScreen(r.Context(), r.Secret); err != nil {
		return err
	}
	return r.Redirect("/office")
}
