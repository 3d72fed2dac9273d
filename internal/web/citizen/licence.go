package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	"atonce/internal/desk"
	"atonce/internal/licence"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// wallet lists a person's licences.
func (f face) wallet(r *door.Request) error {
	ls, err := f.desk.Wallet(r.Context(), r.Person)
	if err != nil {
		return err
	}
	var cards []ui.Card
	for _, l := range ls {
		c := ui.Card{Title: l.Kind(r.Lang), Href: "/licences/" + url.PathEscape(l.Licence.Number),
			Lines: []string{l.Licence.Name, l.Licence.Number, r.T("citizen.licence-" + string(l.Licence.StatusAt(r.Now)))}}
		if soon := endsSoon(r, l); soon != "" {
			c.Lines = append(c.Lines, soon)
		}
		cards = append(cards, c)
	}
	frame := r.Frame(r.T("door.menu.wallet"))
	f.keepable(r, &frame)
	return r.Draw(frame, walletBody(cards, f.asOf(r)))
}

// soon is how long before its end a licence says so in the wallet.
const soon = 30 * 24 * time.Hour

// endsSoon says on which day a licence ends, where that is near.
func endsSoon(r *door.Request, l desk.Issued) string {
	left := l.Licence.Expires.Sub(r.Now)
	if l.Licence.Expires.IsZero() || l.Licence.StatusAt(r.Now) != licence.Valid || left > soon {
		return ""
	}
	return r.T("citizen.licence-ends", "day", ui.Date(r.Lang, l.Licence.Expires.Add(-time.Minute).In(l.Zone())))
}

// keepable lets the browser's worker keep the page for when there is no network: for
// this session only, whose sign the header is.
func (f face) keepable(r *door.Request, frame *ui.Page) {
	sum := sha256.Sum256([]byte("wallet " + r.Secret))
	r.W.Header().Set("X-Wallet-Of", hex.EncodeToString(sum[:8]))
	frame.Scripts = append(frame.Scripts, "wallet.js")
}

// honest is the key of the sentence that says what the electronic licence is worth.
func (f face) honest() string {
	if f.desk.SignsLicences() {
		return "citizen.licence-signed"
	}
	return "citizen.licence-honest"
}

// issuedMark is the watermark of a licence of level A; others have none.
func (f face) issuedMark(r *door.Request, l desk.Issued) string {
	if k, _ := l.Service.Licence(l.Licence.Kind); k.Trust != "A" {
		return ""
	}
	if s := l.Licence.StatusAt(r.Now); s != licence.Valid {
		return r.T("citizen.licence-" + string(s)) // what no longer holds is not "for use"
	}
	until := ""
	if !l.Licence.Expires.IsZero() {
		until = ui.Date(r.Lang, l.Licence.Expires.Add(-time.Minute).In(l.Zone()))
	}
	return casepage.IssuedMark(r.Lang, l.Office.Name.In(r.Lang), until)
}

// asOf says when the page was true.
func (f face) asOf(r *door.Request) string {
	return r.T("citizen.wallet-at", "time", ui.Moment(r.Lang, r.Now.In(f.zone())))
}

// licence shows one licence to its holder.
func (f face) licence(r *door.Request) error { return f.drawLicence(r, nil) }

// drawLicence draws a licence, with what is wrong with a key that was sent for it.
func (f face) drawLicence(r *door.Request, problems ui.Problems) error {
	l, err := f.desk.Licence(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	c := f.licenceCard(r, l)
	base := licencePath(l.Licence.Number)
	if f.desk.SignsLicences() {
		c.Lead = ui.Button{Label: r.T("citizen.show"), Href: base + "/show"}
	}
	c.Links = append(c.Links, ui.Link{Text: r.T("citizen.checks"), Href: base + "/checks"}, ui.Link{Text: r.T("citizen.pdf"), Href: base + "/pdf"},
		ui.Link{Text: r.T("citizen.public-check"), Href: "/verify/" + l.Licence.Mark})
	frame := r.Frame(l.Kind(r.Lang))
	frame.Back = ui.Link{Text: r.T("door.menu.wallet"), Href: "/wallet"}
	f.keepable(r, &frame)
	deeds, err := f.desk.LicenceVersions(r.Context(), r.Person, l.Licence.Number)
	if err != nil {
		return err
	}
	p := licencePage{card: c, soon: endsSoon(r, l), number: l.Licence.Number, at: f.asOf(r), honest: r.T(f.honest()), steps: f.licenceSteps(r, l, deeds),
		problems: problems, typed: r.PostFormValue("key")}
	if f.desk.SignsLicences() {
		wallet := "/wallet/" + url.PathEscape(l.Licence.Number)
		p.card.Links = append(p.card.Links, ui.Link{Text: r.T("citizen.credential"), Href: wallet + "/credential"})
		if l.Licence.State != licence.TakenAway {
			p.bind, p.bound = wallet+"/key", l.Licence.Bound
			frame.Scripts = append(frame.Scripts, "key.js")
		}
	}
	if len(problems) > 0 {
		return r.DrawAgain(frame, licenceBody(p))
	}
	return r.Draw(frame, licenceBody(p))
}

func (f face) licenceCard(r *door.Request, l desk.Issued) ui.Licence {
	status := l.Licence.StatusAt(r.Now)
	c := ui.Licence{Title: l.Kind(r.Lang), Status: r.T("citizen.licence-" + string(status)), Void: status != licence.Valid,
		Seal: l.SealLines(text.ZH), QR: r.Site() + "/verify/" + l.Licence.Mark, QRLabel: r.T("citizen.qr")}
	c.Mark = f.issuedMark(r, l)
	for _, fact := range f.licenceFacts(r.Lang, l) {
		c.Facts = append(c.Facts, ui.Fact(fact))
	}
	return c
}

// licenceFacts are what a licence says, in order: number, holder, what it carries,
// days, who issued it.
func (f face) licenceFacts(lang text.Lang, l desk.Issued) []ui.Fact {
	z := l.Zone()
	out := []ui.Fact{{Name: text.S(lang, "citizen.licence-number"), Value: l.Licence.Number}, {Name: text.S(lang, "citizen.licence-holder"), Value: l.Licence.Name}}
	for _, id := range l.Fields() {
		x, _ := l.Service.Form().Field(id)
		for _, v := range casepage.Shown(lang, l.Service, x, l.Licence.Fields[id], nil) {
			out = append(out, ui.Fact{Name: l.FieldName(lang, id), Value: v})
		}
	}
	out = append(out, ui.Fact{Name: text.S(lang, "citizen.licence-issued"), Value: ui.Date(lang, l.Licence.Issued.In(z))})
	until := text.S(lang, "citizen.licence-no-end")
	if !l.Licence.Expires.IsZero() {
		// Expires is the first moment it is no longer valid: people read the last day.
		until = ui.Date(lang, l.Licence.Expires.Add(-time.Minute).In(z))
	}
	return append(out, ui.Fact{Name: text.S(lang, "citizen.licence-until"), Value: until},
		ui.Fact{Name: text.S(lang, "citizen.licence-by"), Value: l.Office.Name.In(lang)})
}

// verify is the public check: whoever holds the code sees what the paper says, and
// whether it is so.
func (f face) verify(r *door.Request) error {
	l, ok, err := f.desk.CheckLicence(r.Context(), r.PathValue("mark"))
	if err != nil {
		return err
	}
	frame := r.Frame(r.T("citizen.verify"))
	if !ok {
		return r.DrawAgain(frame, verifyNoneBody())
	}
	c := f.licenceCard(r, l)
	c.QR = ""
	return r.Draw(frame, verifyBody(c, r.T("citizen.verified-at", "time", ui.Moment(r.Lang, r.Now.In(l.Zone()))), r.T(f.honest()), !c.Void))
}
