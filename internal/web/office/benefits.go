package office

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/benefit"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// benefitListPage is the policies that are paid without an application 免申即享, what one
// of them said just now, and their runs.
type benefitListPage struct {
	problems ui.Problems
	tried    string
	figures  []ui.Row
	policies []policyCard
	runs     ui.Table
}

type policyCard struct {
	id, title, about, action string
	rows                     []ui.Row
	day                      ui.TextField
}

const benefitsPath = "/office/benefits"

func runPath(id int64) string { return benefitsPath + "/runs/" + strconv.FormatInt(id, 10) }

func money(r *door.Request, minor int64) string {
	whole, rest := strconv.FormatInt(minor/100, 10), ""
	if c := minor % 100; c != 0 {
		rest = "." + strconv.FormatInt(c/10, 10) + strconv.FormatInt(c%10, 10)
	}
	return r.T("casepage.money", "amount", whole+rest)
}

// benefits lists the policies of the official's offices and their runs.
func (f face) benefits(r *door.Request) error { return f.drawBenefits(r, benefitListPage{}, "") }

func (f face) drawBenefits(r *door.Request, p benefitListPage, policy string) error {
	runs, err := f.desk.BenefitRuns(r.Context(), r.Person)
	if err != nil {
		return err
	}
	for _, b := range f.desk.MyPolicies(r.Person) {
		day := "day-" + b.ID()
		c := policyCard{id: b.ID(), title: b.Names().In(r.Lang), about: b.About().In(r.Lang), action: benefitsPath + "/" + b.ID(), rows: policyRows(r, b),
			day: ui.TextField{Name: day, Label: r.T("office.benefit-day"), Hint: r.T("office.benefit-day-hint", "day", f.today(r).String()), Value: f.today(r).String(), Width: 10, MaxLength: 10}}
		if b.ID() == policy {
			c.day.Value, c.day.Error = r.PostFormValue(day), p.problems.Of(day)
		}
		p.policies = append(p.policies, c)
	}
	line := func(key string) ui.Column { return ui.Column{Head: r.T(key), Place: ui.PlaceLine} }
	p.runs = ui.Table{Caption: r.T("office.benefit-runs"), HideTitle: true, EmptyWords: r.T("office.benefit-none"), Columns: []ui.Column{{Head: r.T("office.benefit-runs"), Place: ui.PlaceTitle},
		line("office.benefit-day"), line("office.benefit-count"), line("office.benefit-total"), line("office.benefit-ends")}}
	for _, x := range runs {
		ends := ui.Cell{Tag: r.T("office.benefit-not-yet"), Tone: ui.ToneWaiting}
		if x.Approved != "" {
			ends = ui.Cell{Text: casepage.LastDay(r.Lang, x.Ends.In(f.desk.Zone()))}
		}
		p.runs.Rows = append(p.runs.Rows, ui.TableRow{Cells: []ui.Cell{{Text: r.T("office.benefit-run", "n", strconv.FormatInt(x.ID, 10)), Href: runPath(x.ID), Sub: f.policyName(r, x.Policy)},
			{Text: benefitDay(r, x.Day)}, {Text: strconv.FormatInt(x.Count, 10)}, {Text: money(r, x.Total)}, ends}})
	}
	if len(p.problems) > 0 {
		return r.DrawAgain(f.frame(r, r.T("office.benefits")), benefitListBody(p))
	}
	return r.Draw(f.frame(r, r.T("office.benefits")), benefitListBody(p))
}

func (f face) policyName(r *door.Request, id string) string {
	if b, ok := f.desk.Packs().Benefit(id); ok {
		return b.Names().In(r.Lang)
	}
	return id
}

func policyRows(r *door.Request, b *pack.Benefit) (out []ui.Row) {
	var basis []string
	for _, c := range b.Basis() {
		basis = append(basis, b.Book().SayCitation(r.Lang, c))
	}
	if b.Illustrative() {
		basis = append(basis, r.T("office.benefit-illustrative"))
	}
	return append(out, ui.Row{Key: r.T("office.benefit-basis"), Values: basis})
}

// benefitTry tries a policy over everybody, which tells nobody, or puts a run forward.
func (f face) benefitTry(r *door.Request) error {
	policy := r.PathValue("policy")
	field := "day-" + policy
	typed := strings.TrimSpace(r.PostFormValue(field))
	day, err := law.ParseDate(typed)
	if err != nil {
		return f.drawBenefits(r, benefitListPage{problems: ui.Problems{{Field: field, Text: r.T("benefit.bad-day", "value", typed)}}}, policy)
	}
	if r.PostFormValue(fGo) == "propose" {
		run, err := f.desk.ProposeBenefit(r.Context(), r.Person, policy, day)
		if err == nil {
			return r.Redirect(runPath(run.ID))
		}
		if e := fail.As(err); e.Kind == fail.Conflict {
			return f.drawBenefits(r, benefitListPage{problems: ui.Problems{{Field: field, Text: text.Error(r.Lang, e)}}}, policy)
		}
		return err
	}
	tried, err := f.desk.TryBenefits(r.Context(), r.Person, []string{policy}, day)
	if err != nil {
		return err
	}
	t, n := tried[0], func(x int64) []string { return []string{strconv.FormatInt(x, 10)} }
	return f.drawBenefits(r, benefitListPage{tried: r.T("office.benefit-tried", "policy", t.Policy.Names().In(r.Lang), "day", longDay(r, t.Day)), figures: []ui.Row{
		{Key: r.T("office.benefit-read"), Values: n(t.Read)}, {Key: r.T("office.benefit-count"), Values: n(t.Count)}, {Key: r.T("office.benefit-total"), Values: []string{money(r, t.Total)}},
		{Key: r.T("office.benefit-left"), Values: n(t.LeftOut)}, {Key: r.T("office.benefit-unknown"), Values: n(t.Unknown)}}}, policy)
}

// benefitRunPage is one run.
type benefitRunPage struct {
	title, caption, said   string
	problems               ui.Problems
	signed                 bool
	rows                   []ui.Row
	standing               ui.Table
	approve, order, answer string // where the forms lead; empty for whom they are not
	last                   string // the last order once more
	file                   ui.FileField
	waiting, drawn         []claimCard
	history                []ui.Step
}

// claimCard is one person's claim, with what an official may do about it.
type claimCard struct {
	action string
	rows   []ui.Row
	deeds  ui.Choice
	words  ui.TextArea
}

func (f face) runOf(r *door.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("run"), 10, 64)
	if err != nil {
		return 0 // no run has it
	}
	return id
}

// claimStates are the states of claims in the order in which they come.
var claimStates = []benefit.State{benefit.Named, benefit.Confirmed, benefit.Objected, benefit.Declined, benefit.Excluded, benefit.Ordered, benefit.Paid, benefit.Failed, benefit.Reclaimed}

// benefitRun is one run as it stands.
func (f face) benefitRun(r *door.Request) error { return f.drawRun(r, nil) }

func (f face) drawRun(r *door.Request, problems ui.Problems) error {
	x, err := f.desk.BenefitFile(r.Context(), r.Person, f.runOf(r))
	if err != nil {
		return err
	}
	path, l, zone := runPath(x.Run.ID), r.Lang, f.desk.Zone()
	name := func(id string) string {
		if p, ok := x.Names[id]; ok {
			return p.In(l)
		}
		return id
	}
	row := func(key string, values ...string) ui.Row { return ui.Row{Key: r.T(key), Values: values} }
	p := benefitRunPage{title: f.policyName(r, x.Run.Policy), caption: r.T("office.benefit-run", "n", strconv.FormatInt(x.Run.ID, 10)), problems: problems,
		rows: []ui.Row{row("office.benefit-day", benefitDay(r, x.Run.Day)), row("office.benefit-count", r.T("office.benefit-people", "n", strconv.FormatInt(x.Run.Count, 10))), row("office.benefit-total", money(r, x.Run.Total)),
			row("office.benefit-proposed", name(x.Run.Proposed))}}
	if r.URL.Query().Get("answered") != "" {
		p.said = r.T("office.benefit-answered")
	}
	if x.Policy != nil {
		p.rows = append(p.rows, policyRows(r, x.Policy)...)
	}
	if x.Run.Approved == "" {
		p.rows = append(p.rows, row("office.benefit-approved", r.T("office.benefit-not-yet")))
	} else {
		p.rows = append(p.rows, row("office.benefit-approved", name(x.Run.Approved)), row("office.benefit-ends", casepage.LastDay(l, x.Run.Ends.In(zone))))
		p.signed = true
	}
	if x.Run.Ordered > 0 {
		p.answer = path + "/answer"
		p.file = ui.FileField{Name: "file", Label: r.T("office.benefit-answer-file"), Accept: ".csv,text/csv", Error: problems.Of("file")}
	}
	p.standing = ui.Table{Caption: r.T("office.benefit-standing"), HideTitle: true, EmptyWords: r.T("office.benefit-nobody"), Columns: []ui.Column{{Head: r.T("office.benefit-standing"), Place: ui.PlaceTitle},
		{Head: r.T("office.benefit-count"), Place: ui.PlaceNum}, {Head: r.T("office.benefit-total"), Place: ui.PlaceNum}}}
	for _, s := range claimStates {
		if n := x.Count[s]; n > 0 {
			p.standing.Rows = append(p.standing.Rows, ui.TableRow{ID: string(s), Cells: []ui.Cell{{Text: r.T("office.benefit-state." + string(s))}, {Text: strconv.FormatInt(n, 10)}, {Text: money(r, x.Total[s])}}})
		}
	}
	if x.MayApprove {
		p.approve = path + "/approve"
	}
	if x.MayOrder {
		p.order = path + "/order"
	}
	if x.Run.Ordered > 0 && x.MayOrderAgain {
		p.last = path + "/order"
	}
	for _, c := range x.Waiting {
		p.waiting = append(p.waiting, claimOf(r, path, c, problems))
	}
	for _, c := range x.Drawn {
		p.drawn = append(p.drawn, claimOf(r, path, c, problems))
	}
	for _, b := range slices.Backward(x.Deeds) {
		p.history = append(p.history, ui.Step{Title: r.T("office.benefit-deed." + string(b.Deed)), Detail: name(b.By), When: ui.Moment(l, b.At.In(zone)), State: ui.StepDone})
	}
	frame := f.frame(r, p.title)
	frame.Back = ui.Link{Text: r.T("office.benefits"), Href: benefitsPath}
	if len(problems) > 0 {
		return r.DrawAgain(frame, benefitRunBody(p))
	}
	return r.Draw(frame, benefitRunBody(p))
}

func claimOf(r *door.Request, path string, c desk.BenefitPerson, problems ui.Problems) claimCard {
	deed, words := "deed-"+c.Mark, "words-"+c.Mark
	out := claimCard{action: path + "/claims/" + c.Mark, rows: []ui.Row{{Key: r.T("office.benefit-code"), Values: []string{c.Code}}, {Key: r.T("office.benefit-amount"), Values: []string{money(r, c.Claim.Amount)}}},
		deeds: ui.Choice{Name: deed, Label: r.T("office.benefit-deed"), Error: problems.Of(deed)},
		words: ui.TextArea{Name: words, Label: r.T("office.benefit-reason"), Rows: 2, MaxLength: 1000, Value: r.PostFormValue(words), Error: problems.Of(words)}}
	if c.Claim.Words != "" {
		out.rows = append(out.rows, ui.Row{Key: r.T("office.benefit-said"), Values: []string{c.Claim.Words}})
	}
	if c.Claim.Reason != "" {
		out.rows = append(out.rows, ui.Row{Key: r.T("office.benefit-reason"), Values: []string{c.Claim.Reason}})
	}
	for _, d := range c.May {
		out.deeds.Options = append(out.deeds.Options, ui.Option{Value: string(d), Label: r.T("office.benefit-deed." + string(d)), Chosen: r.PostFormValue(deed) == string(d)})
	}
	return out
}

// again draws the run once more with a refusal that can be mended there.
func (f face) runAgain(r *door.Request, field string, err error) error {
	e := fail.As(err)
	if e.Kind != fail.Invalid && e.Kind != fail.Conflict && e.Kind != fail.TooLarge {
		return err
	}
	if len(e.Fields) > 0 {
		e = &fail.Error{Kind: e.Kind, Key: e.Fields[0].Key, Args: e.Fields[0].Args}
	}
	return f.drawRun(r, ui.Problems{{Field: field, Text: text.Error(r.Lang, e)}})
}

// benefitApprove signs a run, as the second person.
func (f face) benefitApprove(r *door.Request) error {
	run := f.runOf(r)
	if _, err := f.desk.ApproveBenefit(r.Context(), r.Person, run); err != nil {
		return f.runAgain(r, "", err)
	}
	return r.Redirect(runPath(run))
}

// benefitOrder sends the payment order as a file.
func (f face) benefitOrder(r *door.Request) error {
	run := f.runOf(r)
	var file []byte
	var err error
	if r.PostFormValue("again") != "" {
		file, err = f.desk.LastOrder(r.Context(), r.Person, run)
	} else {
		file, err = f.desk.OrderBenefit(r.Context(), r.Person, run, benefit.File{})
	}
	if err != nil {
		return f.runAgain(r, "", err)
	}
	h := r.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "payment-order-" + strconv.FormatInt(run, 10) + ".csv"}))
	h.Set("Cache-Control", "private, no-store")
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write(file) // the reader may be gone; the order stands in the log
	return nil
}

// benefitAnswer takes what the bank answered.
func (f face) benefitAnswer(r *door.Request) error {
	run := f.runOf(r)
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return f.runAgain(r, "file", fail.New(fail.Invalid, "benefit.no-file"))
	}
	body, err := io.ReadAll(file)
	_ = file.Close() // it was only read
	if err != nil {
		return fail.Wrap(err, "office: read the bank's answer")
	}
	_, _, err = f.desk.PaidBenefit(r.Context(), r.Person, run, benefit.File{}, body)
	if err != nil {
		return f.runAgain(r, "file", err)
	}
	return r.Redirect(runPath(run) + "?answered=1") // the table says how many
}

// benefitSettle answers an objection, notes a check or claims money back.
func (f face) benefitSettle(r *door.Request) error {
	run, mark := f.runOf(r), r.PathValue("claim")
	deed := r.PostFormValue("deed-" + mark)
	if deed == "" {
		return f.runAgain(r, "deed-"+mark, fail.New(fail.Invalid, "office.data-no-deed"))
	}
	if _, err := f.desk.SettleMarked(r.Context(), r.Person, run, mark, benefit.Deed(deed), r.PostFormValue("words-"+mark)); err != nil {
		return f.runAgain(r, "words-"+mark, err)
	}
	return r.Redirect(runPath(run))
}

// benefitDay is the day of a run in words.
func benefitDay(r *door.Request, day string) string {
	if d, err := law.ParseDate(day); err == nil {
		return longDay(r, d)
	}
	return day
}
