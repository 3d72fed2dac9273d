package citizen

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// dataUsePage is what the page 数据使用记录 draws.
type dataUsePage struct {
	signIn  string
	asked   bool
	filter  ui.Filter
	table   ui.Table
	matters [][]ui.Row
}

// together is how close looks of one reader at one thing are drawn as one line; every
// look stays in the record.
const together = 10 * time.Minute

// dataUse lists every look at the person's data: who, which office, what for, on which
// article, what.
func (f face) dataUse(r *door.Request) error {
	frame := r.Frame(r.T("citizen.data-use"))
	if !r.Signed {
		return r.Draw(frame, dataUseBody(dataUsePage{signIn: frame.SignIn}))
	}
	filter, err := f.lookFilter(r)
	if err != nil {
		return err
	}
	looks, err := f.desk.Looks(r.Context(), r.Person, filter)
	if err != nil {
		return err
	}
	var ids []string
	for _, l := range looks {
		ids = append(ids, l.By)
	}
	named, err := f.desk.Named(r.Context(), ids)
	if err != nil {
		return err
	}
	services := f.servicesOf(r, looks)
	p := dataUsePage{filter: f.lookFilterBar(r, looks), asked: r.URL.Query().Get("asked") != "",
		table: ui.Table{Caption: r.T("citizen.data-use"), HideTitle: true, EmptyWords: r.T("citizen.no-looks"), Columns: []ui.Column{
			{Head: r.T("citizen.look-when"), Place: ui.PlacePlain}, {Head: r.T("citizen.look-who"), Place: ui.PlaceTitle}, {Head: r.T("citizen.look-what"), Place: ui.PlaceLine},
			{Head: r.T("citizen.look-why"), Place: ui.PlaceLine}, {Head: r.T("citizen.question"), Place: ui.PlacePlain}}}}
	for _, g := range gathered(looks) {
		p.table.Rows = append(p.table.Rows, f.lookRow(r, g.last, g.n, named, services(g.last)))
	}
	if p.matters, err = f.matterRows(r); err != nil {
		return err
	}
	return r.Draw(frame, dataUseBody(p))
}

// lookGroup is one look and how many like it came shortly before.
type lookGroup struct {
	last share.Look
	n    int
}

// gathered draws looks together that are alike, also where readers took turns. The looks
// come the latest first.
func gathered(looks []share.Look) []lookGroup {
	var out []lookGroup
	for _, l := range looks {
		i := slices.IndexFunc(out, func(g lookGroup) bool { return alike(g.last, l) })
		if i < 0 {
			out = append(out, lookGroup{last: l, n: 1})
		} else {
			out[i].n++
		}
	}
	return out
}

// alike says whether two looks are drawn as one line.
func alike(a, b share.Look) bool {
	return a.By == b.By && a.Number == b.Number && a.Purpose == b.Purpose && a.Refused == b.Refused && a.Export == b.Export && strings.Join(a.Fields, ",") == strings.Join(b.Fields, ",") &&
		a.At.Sub(b.At) < together
}

func (f face) lookRow(r *door.Request, l share.Look, n int, named map[string]people.Person, s *pack.Service) ui.TableRow {
	when := ui.Cell{Text: ui.ShortMoment(r.Lang, l.At.In(f.zone()))}
	if n > 1 {
		when.Sub = r.T("citizen.look-times", "n", strconv.Itoa(n))
	}
	what := ui.Cell{Text: f.fieldNames(r, l, s)}
	if l.Refused != "" {
		what.Tag, what.Tone = r.T("citizen.look-refused"), ui.ToneWaiting
	}
	if l.Second != "" {
		what.Sub = r.T("citizen.look-bulk", "name", l.Second)
	}
	why := ui.Cell{Text: purposeName(r, l.Purpose), Sub: strings.TrimSpace(l.Number + " " + f.basis(r.Lang, l))}
	if l.Number != "" {
		why.Href = "/cases/" + url.PathEscape(l.Number)
	}
	return ui.TableRow{Cells: []ui.Cell{when, {Text: readerName(r, l, named), Sub: f.officeName(r, l.Office)}, what, why,
		{Text: r.T("citizen.question"), Href: questionPath(l.ID)}}}
}

func questionPath(look int64) string { return "/data-use/" + strconv.FormatInt(look, 10) + "/question" }

// readerName is who looked, in the reader's language where they are still known.
func readerName(r *door.Request, l share.Look, named map[string]people.Person) string {
	switch l.Reader {
	case share.ByPublic:
		return r.T("citizen.look-public")
	case share.BySelf:
		return r.T("citizen.look-self")
	case share.ByRule:
		return r.T("citizen.look-rule")
	}
	if p, ok := named[l.By]; ok {
		return p.In(r.Lang)
	}
	if l.Name != "" {
		return l.Name
	}
	return l.By
}

// purposeName is a purpose in words: ours by its key, or as somebody gave it.
func purposeName(r *door.Request, purpose string) string {
	if text.Has(r.Lang, purpose) {
		return r.T(purpose)
	}
	return purpose
}

// basis is the article a look rests on.
func (f face) basis(l text.Lang, look share.Look) string {
	if look.Basis.IsZero() {
		return ""
	}
	if s, err := f.desk.Service(look.Service); err == nil {
		return s.Book().SayCitation(l, look.Basis)
	}
	if x, ok := f.desk.Packs().Register(look.Register); ok {
		return x.Book().SayCitation(l, look.Basis)
	}
	return look.Basis.Law + " " + look.Basis.Article
}

// servicesOf finds the service of each look. One from before looks named their service
// has it from its case, which is read once however often it was looked at.
func (f face) servicesOf(r *door.Request, looks []share.Look) func(share.Look) *pack.Service {
	byCase := map[string]*pack.Service{}
	for _, l := range looks {
		if _, known := byCase[l.Number]; known || l.Number == "" || l.Service != "" || l.Purpose == desk.PurposeWorklist {
			continue
		}
		byCase[l.Number] = nil
		if v, err := f.desk.Case(r.Context(), r.Person, l.Number); err == nil {
			byCase[l.Number] = v.Service
		}
	}
	return func(l share.Look) *pack.Service {
		if s, err := f.desk.Service(l.Service); err == nil {
			return s
		}
		return byCase[l.Number]
	}
}

// fieldNames are the words for the fields a look was about.
func (f face) fieldNames(r *door.Request, l share.Look, s *pack.Service) string {
	var out []string
	for _, id := range l.Fields {
		out = append(out, casepage.LookField(r.Lang, f.desk.Packs(), s, id))
	}
	return strings.Join(out, r.T("casepage.comma"))
}

// lookFilter reads the filter from the address. A day that is none is an error: a list
// that ignored it would show the wrong looks.
func (f face) lookFilter(r *door.Request) (share.Filter, error) {
	q := r.URL.Query()
	out := share.Filter{Who: strings.TrimSpace(q.Get("who")), Purpose: q.Get("purpose"), Service: q.Get("service")}
	for _, x := range []struct {
		name string
		to   *time.Time
		add  int
	}{{"from", &out.From, 0}, {"to", &out.To, 1}} {
		if v := strings.TrimSpace(q.Get(x.name)); v != "" {
			day, err := law.ParseDate(v)
			if err != nil {
				return out, fail.New(fail.Invalid, "citizen.filter-day", "value", v)
			}
			*x.to = day.AddDays(x.add).At(0, f.zone())
		}
	}
	// An office is found by its name too.
	for _, o := range f.desk.Offices() {
		if out.Who != "" && (strings.Contains(o.Name.In(text.ZH), out.Who) || strings.Contains(o.Name.In(text.EN), out.Who)) {
			out.Offices = append(out.Offices, o.ID)
		}
	}
	return out, nil
}

func (f face) lookFilterBar(r *door.Request, looks []share.Look) ui.Filter {
	q := r.URL.Query()
	choice := func(name, all string, add func(share.Look) (value, label string)) ui.FilterField {
		out := ui.FilterField{Name: name, Label: r.T("citizen.filter-" + name), Options: []ui.Option{{Label: all}}}
		seen := map[string]bool{"": true}
		for _, l := range looks {
			if v, label := add(l); !seen[v] {
				seen[v] = true
				out.Options = append(out.Options, ui.Option{Value: v, Label: label, Chosen: q.Get(name) == v})
			}
		}
		if v := q.Get(name); !seen[v] {
			out.Options = append(out.Options, ui.Option{Value: v, Label: purposeName(r, v), Chosen: true})
		}
		return out
	}
	out := ui.Filter{Action: "/data-use", Fields: []ui.FilterField{
		{Name: "who", Label: r.T("citizen.filter-who"), Value: q.Get("who")},
		choice("purpose", r.T("citizen.filter-every"), func(l share.Look) (string, string) { return l.Purpose, purposeName(r, l.Purpose) }),
		choice("service", r.T("citizen.filter-every"), func(l share.Look) (string, string) {
			if s, err := f.desk.Service(l.Service); err == nil {
				return l.Service, s.Text(r.Lang, "name")
			}
			return l.Service, l.Service
		}),
		{Name: "from", Label: r.T("citizen.filter-from"), Value: q.Get("from")}, {Name: "to", Label: r.T("citizen.filter-to"), Value: q.Get("to")}}}
	for _, x := range out.Fields {
		if q.Get(x.Name) != "" {
			out.Clear = "/data-use"
		}
	}
	return out
}

// lookQuestion asks what the person wants to know about a look.
func (f face) lookQuestion(r *door.Request) error { return f.askAboutLook(r, nil, "") }

func (f face) askAboutLook(r *door.Request, problems ui.Problems, words string) error {
	id, l, err := f.ownLook(r)
	if err != nil {
		return err
	}
	named, err := f.desk.Named(r.Context(), []string{l.By})
	if err != nil {
		return err
	}
	row := f.lookRow(r, l, 1, named, f.servicesOf(r, []share.Look{l})(l))
	var rows []ui.Row
	for i, head := range []string{"citizen.look-when", "citizen.look-who", "citizen.look-what", "citizen.look-why"} {
		x := ui.Row{Key: r.T(head), Values: []string{row.Cells[i].Text}}
		if row.Cells[i].Sub != "" {
			x.Values = append(x.Values, row.Cells[i].Sub)
		}
		rows = append(rows, x)
	}
	frame := r.Frame(r.T("citizen.question"))
	frame.Back = ui.Link{Text: r.T("citizen.data-use"), Href: "/data-use"}
	body := questionLookBody(rows, problems, questionPath(id), words)
	if len(problems) > 0 {
		return r.DrawAgain(frame, body)
	}
	return r.Draw(frame, body)
}

func (f face) ownLook(r *door.Request) (int64, share.Look, error) {
	id, err := strconv.ParseInt(r.PathValue("look"), 10, 64)
	if err != nil {
		return 0, share.Look{}, fail.New(fail.NotFound, "share.no-look")
	}
	l, err := f.desk.OwnLook(r.Context(), r.Person, id)
	return id, l, err
}

// questionLook sends the question to the office that looked.
func (f face) questionLook(r *door.Request) error {
	id, _, err := f.ownLook(r)
	if err != nil {
		return err
	}
	words := r.FormValue("words")
	if err := f.desk.QuestionLook(r.Context(), r.Person, id, words); err != nil {
		if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
			return f.askAboutLook(r, problems, words)
		}
		return err
	}
	return r.Redirect("/data-use?asked=1")
}

// matterRows are what the person asked about their data, each with its answer or the
// day by which there will be one.
func (f face) matterRows(r *door.Request) (out [][]ui.Row, err error) {
	ms, err := f.desk.Matters(r.Context(), r.Person)
	for _, m := range ms {
		about := r.T("citizen.matter." + string(m.Kind))
		if m.Field != "" {
			about += r.T("citizen.colon") + casepage.LookField(r.Lang, f.desk.Packs(), nil, m.Field)
		}
		rows := []ui.Row{{Key: about, Values: []string{m.Words, ui.ShortMoment(r.Lang, m.Opened.In(f.zone()))}},
			{Key: r.T("citizen.matter-office"), Values: []string{f.officeName(r, m.Office)}}}
		answer := ui.Row{Key: r.T("citizen.matter-answer"), Values: []string{r.T("citizen.matter-due", "day", ui.Date(r.Lang, m.Due.In(f.zone())))}}
		if !m.Open() {
			answer.Values = []string{r.T("citizen.outcome." + m.Outcome), m.Answer, ui.ShortMoment(r.Lang, m.Answered.In(f.zone()))}
		}
		out = append(out, append(rows, answer))
	}
	return out, err
}
