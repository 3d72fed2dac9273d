package citizen

import (
	"net/url"
	"slices"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// homePage is what the first page draws.
type homePage struct {
	frame      ui.Page
	query      string
	literally  string // address of the search for exactly what was typed
	understood string
	hits       []ui.Card
	nearest    []ui.Card
	searched   bool
	tasks      []ui.Task
	popular    []ui.Card
	elder      string // address of the elder mode, when somebody searched for it
}

// elderWords are what people call the elder mode 长辈版.
var elderWords = []string{"长辈版", "关怀版", "亲情版", "老年版", "老年模式", "长辈模式", "大字版", "zhangbeiban", "guanhuaiban", "qinqingban", "elder", "eldermode"}

// mostHits is how many services a search shows: past ten nobody reads on.
const mostHits = 10

// home is search, and for who is signed in what waits for them.
func (f face) home(r *door.Request) error {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	p := homePage{frame: r.Frame(r.T("citizen.home")), query: q}
	if kept := r.URL.Query().Get("kept"); kept != "" {
		if s, err := f.desk.Service(kept); err == nil {
			p.frame.Saved = r.T("citizen.kept-service", "service", s.Text(r.Lang, "name"))
		}
	}
	if q != "" {
		p.searched = true
		if slices.Contains(elderWords, strings.ToLower(strings.ReplaceAll(q, " ", ""))) {
			p.elder = "/?view=elder"
		}
		found := f.desk.Search(r.Lang, q, r.URL.Query().Get("literal") != "", mostHits)
		p.understood = found.Understood
		p.literally = "/?literal=1&q=" + url.QueryEscape(q)
		p.hits, p.nearest = f.cards(r, found.Hits), f.cards(r, found.Nearest)
	} else {
		for _, s := range f.desk.Services() {
			if s.ForApplicants() && !slices.Equal(s.Item().Subjects, []string{"agency"}) && !strings.HasPrefix(s.Area(), "_") && len(p.popular) < 6 {
				p.popular = append(p.popular, card(r, s))
			}
		}
	}
	if r.Signed && q == "" {
		tasks, err := f.waiting(r)
		if err != nil {
			return err
		}
		p.tasks = tasks
	}
	return r.Draw(p.frame, homeBody(p))
}

func (f face) cards(r *door.Request, hits []desk.Hit) []ui.Card {
	var out []ui.Card
	for _, h := range hits {
		if h.Service != "" {
			if s, err := f.desk.Service(h.Service); err == nil {
				out = append(out, card(r, s))
				continue
			}
		}
		out = append(out, ui.Card{Title: h.Title, Href: "/lists/" + url.PathEscape(h.List) + "/" + url.PathEscape(h.Code), Lines: []string{h.Agency}})
	}
	return out
}

func card(r *door.Request, s *pack.Service) ui.Card {
	promised, _, _ := s.Main()
	line := r.T("citizen.card", "limit", limitWords(r.Lang, promised), "fee", feeWords(r.Lang, s), "visits", visitWords(r.Lang, s))
	return ui.Card{Title: s.Text(r.Lang, "name"), Href: "/items/" + url.PathEscape(s.ID()), Lines: []string{s.Text(r.Lang, "summary"), line}}
}

// waiting are drafts and cases in which it is the person's turn, then the latest
// cases under way.
func (f face) waiting(r *door.Request) ([]ui.Task, error) {
	var out []ui.Task
	drafts, err := f.desk.Drafts(r.Context(), r.Person)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		s, err := f.desk.Service(d.Service)
		if err != nil {
			continue // no longer in force: nothing can be sent with it
		}
		z := s.Procedure().Calendar.Zone()
		out = append(out, ui.Task{Title: s.Text(r.Lang, "name"), Href: "/apply/" + url.PathEscape(s.ID()),
			Hint: r.T("citizen.draft-saved", "time", ui.ShortMoment(r.Lang, d.Saved.In(z))), Status: r.T("citizen.draft-until", "day", ui.Date(r.Lang, d.Expires.In(z)))})
	}
	page, err := f.desk.Mine(r.Context(), r.Person, "", 20)
	if err != nil {
		return nil, err
	}
	for _, c := range page.Rows {
		if !c.Ended.IsZero() || len(out) >= 8 {
			continue
		}
		out = append(out, f.caseTask(r, c))
	}
	return out, nil
}

func (f face) caseTask(r *door.Request, c journal.Row) ui.Task {
	t := ui.Task{Title: c.Service, Hint: c.Number, Href: "/cases/" + url.PathEscape(c.Number)}
	s, err := f.desk.Service(c.Service)
	if err != nil {
		return t
	}
	t.Title = s.Text(r.Lang, "name")
	t.Hint = c.Number + " · " + casepage.StageName(r.Lang, s, c.Stage)
	if c.Gaps > 0 {
		t.Status = r.T("citizen.your-turn")
		return t
	}
	if m := casepage.Mark(r.Lang, c, s.Procedure().Calendar, r.Now); m != nil {
		t.Status = m.Text
	}
	return t
}
