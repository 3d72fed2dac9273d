package citizen

import (
	"net/url"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// guidePage is what the guide draws: can I, how long, what it costs, how often I
// must come, what I bring.
type guidePage struct {
	frame        ui.Page
	caption      string
	title        string
	summary      string
	illustrative bool
	promise      ui.Promise
	facts        []ui.Row
	conditions   []string
	eligibility  string
	finders      []ui.Link // to ask whether this is the right service
	glance       []ui.Row  // the answers in a line each
	ratings      []ui.Row
	rated        int
	bring        []string
	fetched      []string
	basis        []ui.Row
	faqs         []faq
	start        string
	open         bool
	refusal      string // why nobody can apply now
	phones       pack.Phones
	address      string
	counters     string // where they are listed; empty where nobody comes in person
	hours        string
}

type faq struct{ question, answer string }

// guide answers what a person must know before they begin.
func (f face) guide(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	i := s.Item()
	l := r.Lang
	promised, statutory, basis := s.Main()
	p := guidePage{frame: r.Frame(s.Text(l, "name")), caption: f.agencyName(l, s), title: s.Text(l, "name"), summary: s.Text(l, "summary"),
		illustrative: s.Illustrative(), start: "/apply/" + url.PathEscape(s.ID()), open: s.ForApplicants(), phones: i.Phones,
		address: s.Text(l, "office.address"), hours: s.Text(l, "office.hours")}
	if p.open {
		p.counters = "/counters?service=" + url.QueryEscape(s.ID())
	}
	p.frame.Back = ui.Link{Text: r.T("citizen.back-search"), Href: "/"}
	p.frame.Scripts = append(p.frame.Scripts, "wallet.js")
	if err := f.desk.MayApply(r.Context(), s); err != nil {
		if k := fail.KindOf(err); k != fail.Conflict && k != fail.NotFound {
			return err
		}
		p.refusal = text.Error(l, err)
	}
	p.promise = ui.Promise{Lead: r.T("citizen.guide-lead"), Strong: r.T("citizen.guide-within", "limit", limitWords(l, promised)),
		Note: r.T("citizen.guide-note", "law", limitWords(l, statutory), "fee", feeWords(l, s), "online", onlineWords(l, s), "visits", visitWords(l, s))}
	p.facts = append(p.facts, ui.Row{Key: r.T("citizen.limit-law"), Values: []string{limitWords(l, statutory), s.Book().SayCitation(l, basis)}})
	p.facts = append(p.facts, f.feeRow(r, s))
	visit := visitWords(l, s)
	if i.Visits > 0 {
		visit += " " + s.Text(l, "visits.reason")
	}
	p.facts = append(p.facts, ui.Row{Key: r.T("citizen.visits"), Values: []string{visit}})
	if i.Result.Kind != "none" {
		p.facts = append(p.facts, ui.Row{Key: r.T("citizen.result"), Values: []string{s.Text(l, "result.name")}})
	}
	for n := 1; n <= i.Conditions; n++ {
		p.conditions = append(p.conditions, s.Text(l, "condition."+strconv.Itoa(n)))
	}
	if len(i.Eligibility) > 0 {
		p.eligibility = "/items/" + url.PathEscape(s.ID()) + "/can-i"
	}
	p.finders = f.findersFor(r, s.ID())
	for _, m := range i.Materials {
		name := s.Text(l, "material."+m.ID)
		switch {
		case m.Fetched():
			if where := r.T("citizen.register." + m.Register); !strings.Contains(name, where) {
				name = r.T("citizen.fetched-from", "what", name, "where", where)
			}
			p.fetched = append(p.fetched, name)
		case m.FromWallet():
			p.fetched = append(p.fetched, name)
		case m.Tolerance:
			p.bring = append(p.bring, r.T("citizen.may-follow", "what", name))
		case onlyIf(s, m):
			p.bring = append(p.bring, r.T("citizen.if-asked", "what", name))
		default:
			p.bring = append(p.bring, name)
		}
	}
	p.glance = []ui.Row{f.canI(r, p), {Key: r.T("citizen.bring"), Values: []string{few(r, p.bring)}}}
	if p.rated, p.ratings, err = f.ratings(r, s.ID()); err != nil {
		return err
	}
	for _, c := range i.Basis {
		p.basis = append(p.basis, ui.Row{Key: s.Book().SayCitation(l, c),
			Action: ui.Link{Text: r.T("citizen.what-rests"), Href: articlePath(c)}})
	}
	for n := 1; n <= i.FAQs; n++ {
		k := "faq." + strconv.Itoa(n)
		p.faqs = append(p.faqs, faq{s.Text(l, k+".question"), s.Text(l, k+".answer")})
	}
	return r.Draw(p.frame, guideBody(p))
}

// canI is the line that answers whether somebody can: the questions where there are
// some, else the conditions.
func (f face) canI(r *door.Request, p guidePage) ui.Row {
	row := ui.Row{Key: r.T("citizen.can-i"), Values: []string{r.T("citizen.conditions-n", "n", strconv.Itoa(len(p.conditions)))}, Action: ui.Link{Text: r.T("citizen.conditions-see"), Href: "#conditions"}}
	if len(p.conditions) == 0 {
		row.Values, row.Action = []string{r.T("citizen.conditions-none")}, ui.Link{}
	}
	if p.eligibility != "" {
		row.Action = ui.Link{Text: r.T("citizen.ask-me-short"), Href: p.eligibility}
	}
	return row
}

// mostNamed is how many things a line names before it says how many more.
const mostNamed = 2

// few names the first things of a list, and how many there are.
func few(r *door.Request, names []string) string {
	switch {
	case len(names) == 0:
		return r.T("citizen.bring-nothing")
	case len(names) <= mostNamed:
		return strings.Join(names, r.T("casepage.comma"))
	}
	return r.T("citizen.bring-n", "what", strings.Join(names[:mostNamed], r.T("casepage.comma")), "n", strconv.Itoa(len(names)))
}

// ratings says how many people gave how many stars.
func (f face) ratings(r *door.Request, service string) (rated int, rows []ui.Row, err error) {
	counts, err := f.desk.Ratings(r.Context(), service)
	for stars := 5; stars >= 1; stars-- {
		rated += counts[stars]
		rows = append(rows, ui.Row{Key: r.T("citizen.stars-" + strconv.Itoa(stars)), Values: []string{r.T("citizen.people-n", "n", strconv.Itoa(counts[stars]))}})
	}
	return rated, rows, err
}

// onlyIf says whether a material is asked for only after certain answers.
func onlyIf(s *pack.Service, m pack.Material) bool {
	x, ok := s.Form().Field(m.Field)
	return ok && x.Kind == form.File && (!x.Required || !s.Form().Visible(m.Field, nil))
}

func (f face) feeRow(r *door.Request, s *pack.Service) ui.Row {
	i := s.Item()
	row := ui.Row{Key: r.T("citizen.fee"), Values: []string{feeWords(r.Lang, s)}}
	for _, x := range i.Fee.Items {
		row.Values = append(row.Values, s.Text(r.Lang, "fee."+x.ID)+"："+r.T("casepage.money", "amount", yuan(x.Amount)))
	}
	return row
}

// agencyName is the office people deal with: the only one of its kind, or the kind.
func (f face) agencyName(l text.Lang, s *pack.Service) string {
	for _, o := range f.desk.Offices() {
		if o.Kind == s.Item().Agency {
			return o.Name.In(l)
		}
	}
	return s.Item().Agency
}

func limitWords(l text.Lang, x law.Limit) string {
	if x.IsInstant() {
		return text.S(l, "citizen.instant")
	}
	if x.IsZero() {
		return text.S(l, "citizen.no-limit")
	}
	return x.Say(l)
}

func feeWords(l text.Lang, s *pack.Service) string {
	if !s.Item().Fee.Charged {
		return text.S(l, "citizen.free")
	}
	var sum int64
	for _, x := range s.Item().Fee.Items {
		sum += x.Amount
	}
	return text.S(l, "casepage.money", "amount", yuan(sum))
}

// yuan is an amount of minor units as people write it.
func yuan(fen int64) string {
	out := strconv.FormatInt(fen/100, 10)
	if rest := fen % 100; rest != 0 {
		out += "." + strconv.FormatInt(rest/10, 10) + strconv.FormatInt(rest%10, 10)
	}
	return out
}

func visitWords(l text.Lang, s *pack.Service) string {
	if n := s.Item().Visits; n > 0 {
		return text.S(l, "citizen.visit-n", "n", strconv.Itoa(n))
	}
	return text.S(l, "citizen.visit-0")
}

func onlineWords(l text.Lang, s *pack.Service) string {
	if s.Item().Online.Depth >= 4 {
		return text.S(l, "citizen.online-all")
	}
	return text.S(l, "citizen.online-part")
}

// eligibleGuide is what the questions before signing in draw.
type eligiblePage struct {
	frame    ui.Page
	title    string
	caption  string
	action   string
	hidden   map[string]string
	name     string
	question string
	done     bool
	yes      bool
	why      string
	start    string
	guide    string
}

// eligible asks the pack's few questions one by one. The answers stand in the
// address and nowhere else: no cookie, no record, nobody is asked who they are.
func (f face) eligible(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	guide := "/items/" + url.PathEscape(s.ID())
	p := eligiblePage{frame: r.Frame(r.T("citizen.can-i")), title: r.T("citizen.can-i"), caption: s.Text(r.Lang, "name"), action: guide + "/can-i",
		hidden: map[string]string{}, start: "/apply/" + url.PathEscape(s.ID()), guide: guide}
	p.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: guide}
	for _, q := range s.Item().Eligibility {
		switch a := r.URL.Query().Get(q); a {
		case "yes":
			p.hidden[q] = a
		case "no":
			p.done, p.why = true, s.Text(r.Lang, "eligibility."+q+".no")
			return r.Draw(p.frame, eligibleBody(p))
		default:
			p.name, p.question = q, s.Text(r.Lang, "eligibility."+q)
			return r.Draw(p.frame, eligibleBody(p))
		}
	}
	p.done, p.yes = true, true
	return r.Draw(p.frame, eligibleBody(p))
}
