package citizen

import (
	"net/url"
	"strconv"

	"atonce/internal/counter"
	"atonce/internal/pack"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// countersPage is what the list of counters draws.
type countersPage struct {
	title, lead string
	service     string // only counters for it; empty for all
	from        ui.Choice
	cards       []ui.Card
	order       string // by what they are sorted; empty for their own order
}

// counters lists where people can go in person, the nearest first where they say where
// they are. They may name a place, or let their device sort the list, which tells nobody.
func (f face) counters(r *door.Request) error {
	all, err := f.desk.Counters(r.Context())
	if err != nil {
		return err
	}
	p := countersPage{title: r.T("citizen.counters"), lead: r.T("citizen.counters-same"), service: r.FormValue("service")}
	if p.service != "" {
		s, err := f.desk.Service(p.service)
		if err != nil {
			return err
		}
		p.title = r.T("citizen.counters-for", "service", s.Text(r.Lang, "name"))
	}
	p.from = ui.Choice{Name: "from", Label: r.T("citizen.counters-from")}
	var from *counter.Place
	for i, x := range all.Places {
		chosen := x.Area == r.FormValue("from")
		if chosen {
			from = &all.Places[i]
			p.order = r.T("citizen.counters-order", "place", x.Name.In(r.Lang))
		}
		p.from.Options = append(p.from.Options, ui.Option{Value: x.Area, Label: x.Name.In(r.Lang), Chosen: chosen})
	}
	if from != nil {
		counter.Nearest(all.Counters, from.At)
	}
	for _, c := range all.Counters {
		if p.service != "" && !f.desk.MetAt(c, p.service) {
			continue
		}
		card := ui.Card{Title: c.Name.In(r.Lang), Href: counterPath(c.ID, p.service), Point: c.At.String(), Lines: []string{c.Address.In(r.Lang), c.Hours.In(r.Lang)}}
		if from != nil {
			card.Away = awayWords(r, from.At.Metres(c.At))
		}
		p.cards = append(p.cards, card)
	}
	frame := r.Frame(p.title)
	frame.Scripts = append(frame.Scripts, "near.js")
	ui.Locate(r.W)
	return r.Draw(frame, countersBody(p))
}

// counterPath is the page of a counter, which remembers what somebody comes for.
func counterPath(id, service string) string {
	path := "/counters/" + url.PathEscape(id)
	if service != "" {
		path += "?service=" + url.QueryEscape(service)
	}
	return path
}

// awayWords say how far something is, rounded as people say it.
func awayWords(r *door.Request, metres int) string {
	if metres < 1000 {
		return r.T("citizen.away-metres", "n", strconv.Itoa(max(10, (metres+5)/10*10)))
	}
	return r.T("citizen.away-kilometres", "n", strconv.FormatFloat(float64(metres)/1000, 'f', 1, 64))
}

// counterPage is what one counter draws.
type counterPage struct {
	name     string
	rows     []ui.Row
	services []ui.Link
	book     string
}

// counter shows one counter: when it is open, whom one meets and what for.
func (f face) counter(r *door.Request) error {
	c, err := f.desk.Counter(r.Context(), r.PathValue("counter"))
	if err != nil {
		return err
	}
	service := r.FormValue("service")
	p := counterPage{name: c.Name.In(r.Lang), book: "/appointments?counter=" + url.QueryEscape(c.ID)}
	if service != "" && f.desk.MetAt(c, service) {
		p.book += "&about=" + url.QueryEscape(service)
	}
	offices := ui.Row{Key: r.T("citizen.counter-offices")}
	for _, id := range c.Offices {
		if o, ok := f.desk.Office(id); ok {
			offices.Values = append(offices.Values, o.Name.In(r.Lang))
		}
	}
	p.rows = []ui.Row{{Key: r.T("citizen.counter-address"), Values: []string{c.Address.In(r.Lang)}}, {Key: r.T("citizen.counter-hours"), Values: []string{c.Hours.In(r.Lang)}}, offices}
	for _, s := range f.metThere(c) {
		p.services = append(p.services, ui.Link{Text: s.Text(r.Lang, "name"), Href: "/items/" + url.PathEscape(s.ID())})
	}
	frame := r.Frame(p.name)
	frame.Back = ui.Link{Text: r.T("citizen.counters"), Href: "/counters"}
	return r.Draw(frame, counterBody(p))
}

// metThere are the services that people can come to a counter for.
func (f face) metThere(c counter.Counter) (out []*pack.Service) {
	for _, s := range f.desk.Services() {
		if s.ForApplicants() && f.desk.MetAt(c, s.ID()) {
			out = append(out, s)
		}
	}
	return out
}
