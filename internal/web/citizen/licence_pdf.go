package citizen

import (
	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/licence"
	"atonce/internal/pdf"
	"atonce/internal/presentation"
	"atonce/internal/qrcode"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// sheet is what a printed licence says, in the words of one language.
type sheet struct {
	lang    text.Lang
	title   string
	status  string // empty while it is valid: paper outlives the day on which it was
	number  string
	office  string
	facts   []ui.Fact
	seal    []string
	check   string // what to do with the code
	address string // of the public check
	code    string // what the code holds: the licence itself where it is signed, else the address
	alt     string // what the code is, for a voice
	mark    string // the watermark
	honest  string // what this paper is not
	signed  string // the licence as a signed file, put inside; empty where nothing is signed
}

// licencePDF sends a licence as a file that its holder can print.
func (f face) licencePDF(r *door.Request) error {
	l, err := f.desk.Licence(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	p := sheet{lang: r.Lang, title: l.Kind(r.Lang), number: l.Licence.Number, office: l.Office.Name.In(r.Lang), facts: f.licenceFacts(r.Lang, l),
		seal: l.SealLines(text.ZH), check: r.T("citizen.pdf-check"), address: r.Site() + "/verify/" + l.Licence.Mark, honest: r.T(f.honest())}
	p.code, p.alt, p.mark = p.address, r.T("citizen.qr"), f.issuedMark(r, l)
	if f.desk.SignsLicences() {
		if p.signed, err = f.desk.Credential(r.Context(), r.Person, l.Licence.Number); err != nil {
			return err
		}
		if p.code, err = paperCode(r.Site(), p.signed); err != nil {
			return err
		}
	}
	if s := l.Licence.StatusAt(r.Now); s != licence.Valid {
		p.status = r.T("citizen.licence-" + string(s))
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

// densest is the largest code, in modules on a side, that phones still read off paper.
const densest = 117

// paperCode is what the code on paper holds: the licence with all it says, or with less
// where that would make the code too dense. The file inside always has all of it.
func paperCode(site, signed string) (string, error) {
	for _, names := range [][]string{nil, {"holder"}, {}} {
		shown, err := credential.Show(signed, names)
		if err != nil {
			return "", err
		}
		address, err := presentation.Address(site, shown)
		if err != nil {
			return "", err
		}
		if c, err := qrcode.Encode(address); err == nil && c.Size <= densest || names != nil && len(names) == 0 {
			return address, nil
		}
	}
	return "", nil
}

// words is everything that will be drawn.
func (p sheet) words() []string {
	out := []string{p.title, p.status, p.number, p.check, p.address, p.mark, p.honest}
	for _, fact := range p.facts {
		out = append(out, fact.Name, fact.Value)
	}
	return append(out, p.seal...)
}

// The colours of the style sheet (internal/web/ui/look/_tokens.scss).
var (
	inkColor   = pdf.Color{R: 0x16, G: 0x21, B: 0x1f}
	softColor  = pdf.Color{R: 0x4a, G: 0x59, B: 0x55}
	lineColor  = pdf.Color{R: 0xc3, G: 0xcd, B: 0xc9}
	sealColor  = pdf.Color{R: 0xb3, G: 0x26, B: 0x1e}
	slateColor = pdf.Color{R: 0x5f, G: 0x6b, B: 0x70}
)

// The measures of the sheet, in points.
const (
	paperLeft   = 25 * pdf.MM
	paperRight  = pdf.PageWidth - paperLeft
	valueLeft   = 72 * pdf.MM // where the column of values begins
	columnGap   = 5 * pdf.MM
	paperFacts  = 74 * pdf.MM // where the facts begin on the first sheet
	paperBase   = 195 * pdf.MM
	factSize    = 13.0
	factLeading = 1.6 * factSize
	smallSize   = 10.0
	smallLine   = 1.5 * smallSize
)

// draw writes the paper: a red rule, the title, the facts in two columns, and at the
// foot the code, the seal and the honest line. Facts that do not fit go on to
// another sheet, and the foot with them.
func (p sheet) draw() ([]byte, error) {
	doc := pdf.New(pdf.Info{Title: p.title + " " + p.number, Lang: p.lang.Tag(), Author: p.office})
	if p.signed != "" {
		doc.Attach(p.number+".sd-jwt", "application/dc+sd-jwt", []byte(p.signed))
	}
	page := doc.Page()
	page.Rect(paperLeft, 22*pdf.MM, paperRight-paperLeft, 5, sealColor)
	title := pdf.Wrap(p.title, 28, paperRight-paperLeft)
	y := 46 * pdf.MM
	page.Block("H1", "", func() {
		for _, line := range title {
			page.Middle(pdf.PageWidth/2, y, 28, inkColor, line)
			y += 36
		}
	})
	if p.status != "" {
		page.Middle(pdf.PageWidth/2, y, 16, slateColor, p.status)
		y += 24
	}
	y = max(y, paperFacts)
	last := ""
	for _, fact := range p.facts {
		name := fact.Name
		if name == last {
			name = "" // one of several values under the same name
		}
		last = fact.Name
		names := pdf.Wrap(name, factSize, valueLeft-columnGap-paperLeft)
		values := pdf.Wrap(fact.Value, factSize, paperRight-valueLeft)
		for rows := pairUp(names, values); len(rows) > 0; {
			if y > paperBase-factLeading {
				page, y = doc.Page(), 30*pdf.MM
			}
			n := min(len(rows), 1+int((paperBase-factLeading-y)/factLeading)) // as many as the sheet has room for
			page.Block("P", "", func() {
				for _, row := range rows[:n] {
					page.Text(paperLeft, y, factSize, softColor, row[0])
					page.Text(valueLeft, y, factSize, inkColor, row[1])
					y += factLeading
				}
			})
			rows = rows[n:]
		}
		y += 0.35 * factLeading
	}
	p.foot(page)
	if p.mark != "" {
		page.Watermark(paperLeft, 60*pdf.MM, paperRight-paperLeft, paperBase-62*pdf.MM, 11, markColor, p.mark)
	}
	return doc.Bytes()
}

// pairUp sets the lines of a name beside the lines of its value.
func pairUp(names, values []string) [][2]string {
	rows := make([][2]string, max(len(names), len(values)))
	for i, s := range names {
		rows[i][0] = s
	}
	for i, s := range values {
		rows[i][1] = s
	}
	return rows
}

// foot draws what makes the paper one that can be checked.
func (p sheet) foot(page *pdf.Page) {
	const side, sealRadius = 42 * pdf.MM, 20 * pdf.MM
	page.Line(paperLeft, paperBase, paperRight, paperBase, 0.75, lineColor)
	// The code's white border is drawn to the left of the margin, so that its dark part stands in line with the text.
	page.QR(paperLeft-4*pdf.MM, paperBase+4*pdf.MM, side, p.code, p.alt)
	color := sealColor
	if p.status != "" {
		color = slateColor
	}
	if len(p.seal) > 0 {
		page.Seal(paperRight-sealRadius, paperBase+4*pdf.MM+side/2, sealRadius, color, p.seal)
	}
	y := paperBase + 4*pdf.MM + side + 3*pdf.MM
	for _, part := range []string{p.check, p.address, p.honest} {
		page.Block("P", "", func() {
			for _, line := range pdf.Wrap(part, smallSize, paperRight-paperLeft) {
				page.Text(paperLeft, y, smallSize, softColor, line)
				y += smallLine
			}
		})
		if part == p.address {
			y += smallLine / 2
		}
	}
}
