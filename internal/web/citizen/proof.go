package citizen

import (
	"net/url"
	"strconv"

	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// proofPage is what the page of evidence draws.
type proofPage struct {
	number  string
	rows    []ui.Row
	key     string
	waiting string
	sealed  string
	file    string // address of the receipt; empty while no act is under a signed head
	name    string // of the receipt's file
}

// proof says which acts of a case are in the log, and gives the receipt to keep. The
// browser checks it itself where it can.
func (f face) proof(r *door.Request) error {
	number := r.PathValue("number")
	e, err := f.desk.Evidence(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	base := "/cases/" + url.PathEscape(number)
	p := proofPage{number: number, key: e.Receipt.Key, name: "receipt-" + number + ".json"}
	for i, a := range e.Acts {
		p.rows = append(p.rows, ui.Row{Key: casepage.Say(r.Lang, e.Service, a, false).Title, Values: []string{
			r.T("citizen.proof-entry", "index", strconv.FormatInt(e.Receipt.Acts[i].Index, 10), "time", ui.Moment(r.Lang, a.At.In(f.zone())))}})
	}
	if e.Waiting > 0 {
		p.waiting = r.T("citizen.proof-waiting", "n", strconv.Itoa(e.Waiting))
	}
	if e.Sealed > 0 {
		p.sealed = r.T("citizen.proof-sealed", "n", strconv.Itoa(e.Sealed))
	}
	frame := r.Frame(r.T("citizen.proof"))
	frame.Back = ui.Link{Text: r.T("citizen.back"), Href: base}
	if len(e.Acts) > 0 {
		p.file = base + "/proof/receipt"
		frame.Scripts = []string{"receipt.js"}
	}
	return r.Draw(frame, proofBody(p))
}

// proofFile sends the receipt as a file.
func (f face) proofFile(r *door.Request) error {
	number := r.PathValue("number")
	e, err := f.desk.Evidence(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	if len(e.Acts) == 0 {
		return notFound(number)
	}
	b, err := e.File()
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", "application/json")
	r.W.Header().Set("Content-Disposition", `attachment; filename="receipt-`+url.PathEscape(number)+`.json"`)
	_, _ = r.W.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}
