package citizen

import (
	"atonce/internal/fail"
	"atonce/internal/pdf"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// receiptPDF sends the receipt as a file to print: number, promised day and hour, what was
// sent. It bears no seal: it is no document of an office.
func (f face) receiptPDF(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	z := v.Case.Procedure.Calendar.Zone()
	p := sheet{lang: r.Lang, title: r.T("citizen.receipt-title"), number: v.Case.Number, office: v.Office.Name.In(r.Lang), check: r.T("citizen.receipt-check"),
		address: r.Site() + "/cases/" + v.Case.Number, honest: r.T("citizen.receipt-honest"), alt: r.T("citizen.receipt-check")}
	p.code = p.address
	fact := func(key, value string) { p.facts = append(p.facts, ui.Fact{Name: r.T(key), Value: value}) }
	fact("citizen.number", v.Case.Number)
	fact("citizen.receipt-service", v.Service.Text(r.Lang, "name"))
	fact("citizen.receipt-office", p.office)
	fact("citizen.receipt-at", ui.Moment(r.Lang, v.Case.Received.In(z)))
	if b := casepage.Promise(r.Lang, v, r.Now); b != nil {
		p.facts = append(p.facts, ui.Fact{Name: b.Lead, Value: b.Strong})
	}
	for _, row := range casepage.Answers(r.Lang, v.Service, v.Case.Answers, casepage.Names(r.Lang, v)) {
		for _, value := range row.Values {
			p.facts = append(p.facts, ui.Fact{Name: row.Key, Value: value})
		}
	}
	if missing := pdf.Missing(p.words()...); len(missing) > 0 {
		return fail.New(fail.Conflict, "citizen.pdf-missing", "runes", pdf.Names(missing))
	}
	b, err := p.draw()
	if err != nil {
		return err
	}
	return sendPDF(r, p.number, b)
}
