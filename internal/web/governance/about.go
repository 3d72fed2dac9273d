package governance

import (
	"strconv"

	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type definition struct {
	id, title string
	rows      []ui.Row
}

// definitions says of each figure how it is counted, from what, and what is left out.
func (f face) definitions(r *door.Request) error {
	var ds []definition
	for _, x := range figures {
		d := definition{id: string(x), title: x.name(r.Lang)}
		for _, what := range []string{"formula", "source", "excluded"} {
			d.rows = append(d.rows, ui.Row{Key: r.T("governance." + what), Values: []string{r.T("governance.def." + string(x) + "." + what)}})
		}
		d.rows = append(d.rows, ui.Row{Key: r.T("governance.refresh"), Values: []string{r.T("governance.refresh-now")}},
			ui.Row{Key: r.T("governance.of-period"), Values: []string{r.T("governance.of-period-" + strconv.FormatBool(!x.now()))}})
		ds = append(ds, d)
	}
	frame := r.Frame(r.T("governance.definitions"))
	frame.Back = ui.Link{Text: r.T("governance.title"), Href: "/governance"}
	return r.Draw(frame, definitionsBody(ds))
}

// log shows what the evidence log commits to now, and how anybody with the data
// checks it.
func (f face) log(r *door.Request) error {
	h, err := f.desk.LogHead(r.Context())
	if err != nil {
		return err
	}
	rows := []ui.Row{{Key: r.T("governance.log-size"), Values: []string{strconv.FormatInt(h.Head.Size, 10)}},
		{Key: r.T("governance.log-root"), Values: []string{h.Head.Root.String()}},
		{Key: r.T("governance.log-time"), Values: []string{ui.Moment(r.Lang, r.Now.In(f.zone()))}}}
	return r.Draw(r.Frame(r.T("door.menu.log")), logBody(rows, h.Checkpoint))
}
