package citizen

import (
	"net/url"
	"slices"

	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// answersKey is the name of the answers in an address, in the order they were given:
// so the way back is the browser's, and nothing has to be kept.
const answersKey = "a"

// findPage is one step of a finder, or its end.
type findPage struct {
	title, caption, action string
	given                  []string
	asked                  string // the question that is asked
	question               ui.Choice
	problems               ui.Problems
	basis                  []string
	illustrative           bool
	end                    bool
	fits                   []ui.Card
	gone                   bool // something would fit, and none of it is in force
	none                   string
	call                   []pack.Contact
	lang                   text.Lang
	said                   []ui.Row
}

// finders lists the finders.
func (f face) finders(r *door.Request) error {
	var cards []ui.Card
	for _, x := range f.desk.Finders() {
		cards = append(cards, ui.Card{Title: x.Names().In(r.Lang), Href: findPath(x.ID(), nil), Lines: []string{x.About().In(r.Lang)}})
	}
	frame := r.Frame(r.T("citizen.finder"))
	frame.Back = ui.Link{Text: r.T("citizen.back-search"), Href: "/"}
	return r.Draw(frame, findersBody(cards))
}

// find asks the next question, or says what fits.
func (f face) find(r *door.Request) error {
	x, err := f.desk.Finder(r.PathValue("finder"))
	if err != nil {
		return err
	}
	query := r.URL.Query()
	way := x.Follow(query[answersKey])
	given := way.Answers()
	p := findPage{title: r.T("citizen.finder"), caption: x.Names().In(r.Lang), action: findPath(x.ID(), nil), given: given}
	frame := r.Frame(p.caption)
	frame.Back = ui.Link{Text: r.T("citizen.back"), Href: "/find"}
	if n := len(given); n > 0 {
		frame.Back.Href = findPath(x.ID(), given[:n-1])
	}
	for i, g := range way.Given {
		p.said = append(p.said, ui.Row{Key: g.Question.Ask.In(r.Lang), Values: []string{g.Answer.Say.In(r.Lang)},
			Action: ui.Link{Text: r.T("citizen.finder-change"), Href: findPath(x.ID(), given[:i])}})
	}
	if q := way.Next; q != nil {
		p.ask(r, x, *q, query.Get("asked") == q.ID)
		frame.Title = q.Ask.In(r.Lang)
		if len(p.problems) > 0 {
			return r.DrawAgain(frame, findBody(p))
		}
		return r.Draw(frame, findBody(p))
	}
	p.end, p.call = true, way.End.Call
	p.none = way.End.None.In(r.Lang)
	p.lang = r.Lang
	for _, fit := range way.End.Fits {
		if c, ok := f.fitCard(r, fit); ok {
			p.fits = append(p.fits, c)
		}
	}
	p.gone = len(way.End.Fits) > 0 && len(p.fits) == 0
	return r.Draw(frame, findBody(p))
}

// ask draws a question. Who pressed on without an answer is told so.
func (p *findPage) ask(r *door.Request, x *pack.Finder, q pack.Question, unanswered bool) {
	p.asked, p.illustrative = q.ID, q.Illustrative
	p.question = ui.Choice{Name: answersKey, Label: q.Ask.In(r.Lang), Heading: true}
	if q.Hint != nil {
		p.question.Hint = q.Hint.In(r.Lang)
	}
	for _, a := range q.Answers {
		p.question.Options = append(p.question.Options, ui.Option{Value: a.ID, Label: a.Say.In(r.Lang)})
	}
	for _, c := range q.Basis {
		p.basis = append(p.basis, x.Book().SayCitation(r.Lang, c))
	}
	if unanswered {
		p.question.Error = r.T("citizen.finder-choose")
		p.problems = ui.Problems{{Field: answersKey, Text: p.question.Error}}
	}
}

// fitCard is what fits as a card; a service that is not in force is none.
func (f face) fitCard(r *door.Request, fit pack.Fit) (ui.Card, bool) {
	why := fit.Why.In(r.Lang)
	if fit.Benefit != "" {
		i := slices.IndexFunc(f.desk.Benefits(), func(b *pack.Benefit) bool { return b.ID() == fit.Benefit })
		if i < 0 {
			return ui.Card{}, false
		}
		b := f.desk.Benefits()[i]
		return ui.Card{Title: b.Names().In(r.Lang), Href: "/benefits", Lines: []string{why, b.About().In(r.Lang), r.T("citizen.finder-unasked")}}, true
	}
	s, err := f.desk.Service(fit.Service)
	if err != nil {
		return ui.Card{}, false
	}
	c := card(r, s)
	c.Lines = append([]string{why}, c.Lines...)
	return c, true
}

// findersFor are the ways to ask whether a service is the right one.
func (f face) findersFor(r *door.Request, service string) []ui.Link {
	var out []ui.Link
	for _, x := range f.desk.Finders() {
		if x.LeadsTo(service) {
			out = append(out, ui.Link{Text: r.T("citizen.finder-which", "name", x.Names().In(r.Lang)), Href: findPath(x.ID(), nil)})
		}
	}
	return out
}

// findPath is the address of a finder with answers given.
func findPath(finder string, given []string) string {
	p := "/find/" + url.PathEscape(finder)
	if len(given) > 0 {
		p += "?" + url.Values{answersKey: given}.Encode()
	}
	return p
}
