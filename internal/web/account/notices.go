package account

import (
	"net/http"
	"slices"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/notify"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// noticesPage is the page of where somebody wants to be told.
type noticesPage struct {
	channels    []channelPart
	lost        []string
	topics      ui.Choice
	from, until ui.Choice
	saved       bool
	problems    ui.Problems
}

// channelPart is one channel as its owner reads it.
type channelPart struct {
	id, title, state         string
	typed                    string
	address, waiting, unsafe bool // there is one; it waits for its code; nothing reaches it
}

func (f face) notices(r *door.Request) error {
	return f.drawNotices(r, http.StatusOK, "", "", nil)
}

// drawNotices draws the page, with what was typed as the address of a channel.
func (f face) drawNotices(r *door.Request, status int, of notify.Channel, typed string, problems ui.Problems) error {
	set, err := f.desk.LettersOf(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := noticesPage{problems: problems, saved: r.URL.Query().Get("saved") != ""}
	zone := f.desk.Zone()
	offered := f.desk.ChannelsOffered()
	for _, c := range notify.Channels {
		i := slices.IndexFunc(set.Addresses, func(a notify.Address) bool { return a.Channel == c && a.Address != "" })
		if i < 0 && !slices.Contains(offered, c) {
			continue
		}
		part := channelPart{id: string(c), title: r.T("account.notices-" + string(c)), state: r.T("account.notices-none")}
		if i >= 0 {
			a := set.Addresses[i]
			part.typed, part.address, part.unsafe = a.Address, true, a.Dead != ""
			part.waiting = a.Confirmed.IsZero() && len(a.Mark) > 0
			switch {
			case part.unsafe:
				part.state = r.T("account.notices-dead", "address", a.Address, "reason", a.Dead)
			case a.Confirmed.IsZero():
				part.state = r.T("account.notices-waits", "address", a.Address)
			default:
				part.state = r.T("account.notices-good", "address", a.Address, "time", ui.ShortMoment(r.Lang, a.Confirmed.In(zone)))
			}
		}
		if of == c {
			part.typed = typed
		}
		p.channels = append(p.channels, part)
	}
	for _, o := range set.Lost {
		p.lost = append(p.lost, r.T("account.notices-lost", "number", o.Number, "channel", r.T("account.notices-"+string(o.Channel)), "time", ui.ShortMoment(r.Lang, o.Made.In(zone))))
	}
	p.topics = ui.Choice{Name: "topic", Label: r.T("account.notices-topics"), Hint: r.T("account.notices-topics-hint"), Error: problems.Of("topic"), Optional: true}
	for _, t := range notify.Topics {
		p.topics.Options = append(p.topics.Options, ui.Option{Value: string(t), Label: r.T("account.notices-topic." + string(t)), Chosen: !slices.Contains(set.Choice.Muted, t)})
	}
	hours := func(name string, now int) ui.Choice {
		c := ui.Choice{Name: name, Label: r.T("account.notices-" + name), Error: problems.Of(name)}
		for h := range 24 {
			c.Options = append(c.Options, ui.Option{Value: strconv.Itoa(h), Label: strconv.Itoa(h) + ":00", Chosen: h == now})
		}
		return c
	}
	p.from, p.until = hours("from", set.Choice.From), hours("until", set.Choice.Until)
	frame := r.Frame(r.T("account.notices"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	frame.Failed = len(problems) > 0
	ui.Render(r.W, r.Request, status, frame, noticesBody(p))
	return nil
}

// noticed answers a change: back to the page, or the page with what is wrong.
func (f face) noticed(r *door.Request, c notify.Channel, typed string, err error) error {
	if err == nil {
		return r.Redirect("/account/notices?saved=1")
	}
	if problems, ok := problemsOf(r, err); ok {
		return f.drawNotices(r, ui.Status(fail.KindOf(err)), c, typed, problems)
	}
	return err
}

// channelOf is the channel that a form is about.
func channelOf(r *door.Request) (notify.Channel, error) {
	c := notify.Channel(r.FormValue("channel"))
	if !slices.Contains(notify.Channels, c) {
		return "", fail.New(fail.Invalid, "notify.wrong-channel")
	}
	return c, nil
}

func (f face) askAddress(r *door.Request) error {
	c, err := channelOf(r)
	if err != nil {
		return err
	}
	typed := r.FormValue("address-" + string(c))
	return f.noticed(r, c, typed, f.desk.AskAddress(r.Context(), r.Person, c, typed))
}

func (f face) confirmAddress(r *door.Request) error {
	c, err := channelOf(r)
	if err != nil {
		return err
	}
	return f.noticed(r, "", "", f.desk.ConfirmAddress(r.Context(), r.Person, c, r.FormValue("code-"+string(c))))
}

func (f face) stopLetters(r *door.Request) error {
	c, err := channelOf(r)
	if err != nil {
		return err
	}
	return f.noticed(r, "", "", f.desk.StopLetters(r.Context(), r.Person, c))
}

// chooseLetters takes the topics that are ticked, and switches off the others.
func (f face) chooseLetters(r *door.Request) error {
	hour := func(name string) int {
		h, err := strconv.Atoi(r.FormValue(name))
		if err != nil {
			return -1
		}
		return h
	}
	c := notify.Choice{From: hour("from"), Until: hour("until")}
	for _, t := range notify.Topics {
		if !slices.Contains(r.PostForm["topic"], string(t)) {
			c.Muted = append(c.Muted, t)
		}
	}
	return f.noticed(r, "", "", f.desk.ChooseLetters(r.Context(), r.Person, c))
}
