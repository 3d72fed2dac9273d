package office

import (
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/mandate"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

type mandateAskPage struct {
	kind, title, lead        string
	delegation               bool
	giver, taker, seen       ui.TextField
	why                      ui.TextArea
	services, licences, came ui.Choice
	until                    ui.DateField
	file                     ui.FileField
	problems                 ui.Problems
}

type mandatePage struct {
	title, base, why, endWhy string
	rows                     []ui.Row
	answer, end              bool
	problems                 ui.Problems
}

const mandatesPath = "/office/mandates"

func mandatePath(id int64) string { return mandatesPath + "/" + strconv.FormatInt(id, 10) }

func mandateID(r *door.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("mandate"), 10, 64)
	if err != nil {
		return 0 // no mandate has it
	}
	return id
}

func (f face) mandateFrame(r *door.Request, title string) ui.Page {
	frame := f.frame(r, title)
	frame.Back = ui.Link{Text: r.T("office.mandates"), Href: mandatesPath}
	return frame
}

// mandates lists what the counter has recorded, the newest first.
func (f face) mandates(r *door.Request) error {
	kinds := desk.MandateKinds(r.Person)
	if len(kinds) == 0 {
		return fail.New(fail.Forbidden, "mandate.post")
	}
	all, err := f.desk.Mandates(r.Context(), r.Person)
	if err != nil {
		return err
	}
	line := func(key string) ui.Column { return ui.Column{Head: r.T(key), Place: ui.PlaceLine} }
	list := ui.Table{Caption: r.T("office.mandates"), HideTitle: true, EmptyWords: r.T("office.mandates-none"),
		Columns: []ui.Column{{Head: r.T("office.mandate"), Place: ui.PlaceTitle}, line("office.mandate-sides"), line("office.mandate-recorder"), line("dataset.label.state")}}
	for _, m := range all {
		list.Rows = append(list.Rows, ui.TableRow{Cells: []ui.Cell{{Text: m.Number(), Href: mandatePath(m.ID), Sub: r.T("office.mandate-kind-" + string(m.Kind))},
			{Text: r.T("office.mandate-to", "giver", m.GiverName, "taker", m.TakerName)}, {Text: m.Name, Sub: ui.ShortMoment(r.Lang, m.At.In(f.desk.Zone()))}, {Tag: r.T("office.mandate-" + string(m.State)), Tone: ui.ToneWaiting}}})
	}
	var fresh []ui.Button
	for _, k := range kinds {
		fresh = append(fresh, ui.Button{Label: r.T("office.mandate-new-" + string(k)), Href: mandatesPath + "/new?kind=" + string(k), Kind: ui.Secondary})
	}
	return r.Draw(f.frame(r, r.T("office.mandates")), mandateListBody(list, fresh))
}

func (f face) mandateForm(r *door.Request) error { return f.drawMandateForm(r, nil) }

func (f face) drawMandateForm(r *door.Request, problems ui.Problems) error {
	kind := mandate.Kind(r.FormValue("kind"))
	if kind == "" {
		kind = mandate.Delegation
	}
	if !slices.Contains(desk.MandateKinds(r.Person), kind) {
		return fail.New(fail.Forbidden, "mandate.post")
	}
	firm := ""
	if kind == mandate.Ownership {
		firm = "-firm"
	}
	field := func(name, label string, most int) ui.TextField {
		return ui.TextField{Name: name, Label: r.T(label), Value: r.FormValue(name), Error: problems.Of(name), Width: 20, MaxLength: most}
	}
	p := mandateAskPage{kind: string(kind), title: r.T("office.mandate-new-" + string(kind)), lead: r.T("office.mandate-lead-" + string(kind)), delegation: firm == "", problems: problems,
		giver: field("giver", "office.mandate-giver"+firm, 40), taker: field("taker", "office.mandate-taker"+firm, 40), seen: field("seen", "office.mandate-seen", 300),
		why:      ui.TextArea{Name: "why", Label: r.T("office.mandate-why"), Value: r.FormValue("why"), Error: problems.Of("why"), Rows: 3, MaxLength: 300},
		services: ui.Choice{Name: "services", Label: r.T("account.acting-services"), Hint: r.T("account.acting-all"), Optional: true, Error: problems.Of("services")},
		licences: ui.Choice{Name: "licences", Label: r.T("account.acting-licences"), Optional: true, Options: []ui.Option{{Value: "yes", Label: r.T("office.mandate-licences"), Chosen: r.FormValue("licences") != ""}}},
		until:    ui.DateField{Name: "until", Label: r.T("office.mandate-until"), Hint: r.T("office.mandate-until-hint"), Error: problems.Of("until"), Year: r.FormValue("until-year"), Month: r.FormValue("until-month"), Day: r.FormValue("until-day")},
		came:     ui.Choice{Name: "came", Label: r.T("office.mandate-came")},
		file:     ui.FileField{Name: "file", Label: r.T("office.mandate-file"), Hint: r.T("office.mandate-file-hint"), Error: problems.Of("file"), Accept: "image/*,.pdf"}}
	p.seen.Hint = r.T("office.mandate-seen-hint")
	for _, s := range f.desk.Services() {
		if !s.ForApplicants() {
			continue // only offices open it: nobody can be stood in for
		}
		p.services.Options = append(p.services.Options, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: slices.Contains(r.Form["services"], s.ID())})
	}
	for _, x := range []string{"yes", "no"} {
		p.came.Options = append(p.came.Options, ui.Option{Value: x, Label: r.T("office.mandate-came-" + x), Chosen: r.FormValue("came") == x || x == "yes" && r.FormValue("came") == ""})
	}
	if len(problems) > 0 {
		return r.DrawAgain(f.mandateFrame(r, p.title), mandateAskBody(p))
	}
	return r.Draw(f.mandateFrame(r, p.title), mandateAskBody(p))
}

// mandateRecord records what was signed. What was typed stays when something is wrong.
func (f face) mandateRecord(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	in := desk.NewMandate{Terms: mandate.Terms{Kind: mandate.Kind(r.PostFormValue("kind")), Giver: r.PostFormValue("giver"), Taker: r.PostFormValue("taker"), Services: r.PostForm["services"],
		Licences: r.PostFormValue("licences") != "", Came: r.PostFormValue("came") != "no", Seen: r.PostFormValue("seen"), Why: r.PostFormValue("why")}}
	if day, err := time.ParseInLocation("2006-1-2", formpage.Date(r.Request, "until"), f.desk.Zone()); err == nil {
		in.Until = day.AddDate(0, 0, 1).UTC() // the day itself still counts
	}
	if file, head, err := r.FormFile("file"); err == nil {
		in.File = head.Filename
		in.Body, err = io.ReadAll(file)
		_ = file.Close() // it was only read
		if err != nil {
			return fail.Wrap(err, "office: read the scan of a mandate")
		}
	}
	m, err := f.desk.RecordMandate(r.Context(), r.Person, in)
	if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
		return f.drawMandateForm(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect(mandatePath(m.ID))
}

func (f face) mandate(r *door.Request) error { return f.drawMandate(r, nil) }

func (f face) drawMandate(r *door.Request, problems ui.Problems) error {
	v, _, err := f.desk.Mandate(r.Context(), r.Person, mandateID(r))
	if err != nil {
		return err
	}
	zone := f.desk.Zone()
	p := mandatePage{title: v.Number(), base: mandatePath(v.ID), answer: v.MayAnswer, end: v.MayEnd, why: r.PostFormValue("why"), endWhy: r.PostFormValue("end"), problems: problems}
	put := func(key string, values ...string) { p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: values}) }
	state := r.T("office.mandate-" + string(v.State))
	switch {
	case !v.Acting.Ended.IsZero():
		state = r.T("office.mandate-ended")
	case v.State == mandate.Confirmed && v.Acting.Accepted.IsZero():
		state = r.T("office.mandate-waits")
	}
	put("dataset.label.state", state)
	put("office.mandate-sides", r.T("office.mandate-to", "giver", v.GiverName, "taker", v.TakerName), r.T("office.mandate-kind-"+string(v.Kind)))
	if v.Kind == mandate.Delegation {
		services := []string{r.T("account.acting-all-services")}
		if len(v.Services) > 0 {
			services = nil
			for _, id := range v.Services {
				if s, err := f.desk.Service(id); err == nil {
					services = append(services, s.Text(r.Lang, "name"))
				}
			}
		}
		put("account.acting-services", services...)
		if v.Licences {
			put("account.acting-licences", r.T("office.mandate-licences"))
		}
		put("office.mandate-until", ui.Date(r.Lang, v.Until.AddDate(0, 0, -1).In(zone)))
	} else {
		put("office.mandate-why", v.Why)
	}
	came := "office.mandate-came-no"
	if v.Came {
		came = "office.mandate-came-yes"
	}
	put("office.mandate-came", r.T(came))
	put("office.mandate-seen", v.Seen)
	put("office.mandate-recorder", v.Name, f.dataKnown(r).Office(v.Office), ui.Moment(r.Lang, v.At.In(zone)))
	if v.SecondName != "" {
		put("office.mandate-second", v.SecondName, ui.Moment(r.Lang, v.Answered.In(zone)))
	}
	if v.Refusal != "" {
		put("office.mandate-refusal", v.Refusal)
	}
	put("office.mandate-digest", hex.EncodeToString(v.SHA256))
	if len(problems) > 0 {
		return r.DrawAgain(f.mandateFrame(r, p.title), mandateBody(p))
	}
	return r.Draw(f.mandateFrame(r, p.title), mandateBody(p))
}

func (f face) mandateFile(r *door.Request) error {
	v, scan, err := f.desk.Mandate(r.Context(), r.Person, mandateID(r))
	if err != nil {
		return err
	}
	return casepage.SendFile(r.W, v.FileKind, v.File, scan)
}

// mandateAnswer confirms it or sends it back, as the second person.
func (f face) mandateAnswer(r *door.Request) error {
	err := f.desk.AnswerMandate(r.Context(), r.Person, mandateID(r), r.PostFormValue("answer") == "confirm", r.PostFormValue("why"))
	return f.afterMandate(r, err)
}

// mandateEnd ends it at once.
func (f face) mandateEnd(r *door.Request) error {
	return f.afterMandate(r, f.desk.EndMandate(r.Context(), r.Person, mandateID(r), r.PostFormValue("end")))
}

func (f face) afterMandate(r *door.Request, err error) error {
	if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
		return f.drawMandate(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect(mandatePath(mandateID(r)))
}
