package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/licence"
	"atonce/internal/people"
	"atonce/internal/presentation"
	"atonce/internal/share"
	"atonce/internal/showing"
	"atonce/internal/sign"
	"atonce/internal/store"
)

// Issuing is who issues licences, and the keys that sign or once signed them.
type Issuing struct {
	Issuer string        `json:"issuer"`
	Keys   []sign.Public `json:"keys"`
}

// Listed is a status list as it is published.
type Listed struct {
	URI   string `json:"uri"`
	Token string `json:"token"`
}

// Known is what anybody needs to check a licence without asking us again.
type Known struct {
	Issuers []Issuing
	Lists   []Listed
}

// Known is what is known at this moment.
func (d *Desk) Known(ctx context.Context) (Known, error) {
	out := Known{Issuers: []Issuing{}, Lists: []Listed{}}
	for _, k := range d.Keys().Licence.Trusted {
		i := slices.IndexFunc(out.Issuers, func(x Issuing) bool { return x.Issuer == k.Issuer })
		if i < 0 {
			i = len(out.Issuers)
			out.Issuers = append(out.Issuers, Issuing{Issuer: k.Issuer})
		}
		out.Issuers[i].Keys = append(out.Issuers[i].Keys, k.Public)
	}
	if !d.SignsLicences() {
		return out, nil
	}
	for n := int64(0); ; n++ {
		token, _, err := d.StatusList(ctx, n)
		if n > 0 && fail.KindOf(err) == fail.NotFound {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out.Lists = append(out.Lists, Listed{d.Keys().Licence.Issuer + pathStatus + strconv.FormatInt(n, 10), token})
	}
}

// judging is what a check on the server goes by.
func (k Known) judging(trust credential.Trust) presentation.Known {
	out := presentation.Known{Trust: trust, Lists: map[string]*credential.StatusList{}}
	for _, i := range k.Issuers {
		out.Issuers = append(out.Issuers, i.Issuer)
	}
	for _, l := range k.Lists {
		if list, err := credential.OpenList(l.Token, trust); err == nil {
			out.Lists[l.URI] = list
		}
	}
	return out
}

// Checked is what a check found, and what became of it.
type Checked struct {
	Finding presentation.Finding
	Again   time.Time // when the code was checked before; zero if it was not
	Told    bool      // the holder sees this check
}

// PurposeShown is why an official looks at a licence that is shown to them.
const PurposeShown = "desk.purpose.shown"

// CheckShown checks what somebody shows. When it is a licence of ours, the holder sees
// that it was checked, by whom if they are signed in, and a code is used up.
func (d *Desk) CheckShown(ctx context.Context, by people.Person, text string) (out Checked, err error) {
	known, err := d.Known(ctx)
	if err != nil {
		return out, err
	}
	now := d.Now()
	out.Finding = presentation.Judge(text, known.judging(d.Keys().Licence.Known), now)
	switch out.Finding.Verdict {
	case presentation.Unreadable, presentation.Unknown, presentation.Forged, presentation.RunOut:
		return out, nil
	}
	if out.Finding.Code != "" {
		out.Again, out.Told, err = d.SeenCode(ctx, by, out.Finding.Code)
		if !out.Again.IsZero() {
			out.Finding.Verdict, out.Told = presentation.Again, false
		}
		return out, err
	}
	number, _ := out.Finding.Credential.Claims["number"].(string)
	fields := []string{"licence"}
	for name := range out.Finding.Credential.Claims {
		fields = append(fields, name)
	}
	slices.Sort(fields[1:])
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		l, ok, err := licence.Find(tx, number)
		if err != nil || !ok || l.Holder == "" {
			return err
		}
		out.Told = true
		return recordLooks(tx, lookAtShown(by, l.Holder, l.Case, fields))
	})
}

// SeenCode marks a code as checked, and tells its holder in the same transaction: once, because a page that is loaded
// again is no second look, and a code says nothing the second time. again is when it was checked before; told is false
// when no code has this number.
func (d *Desk) SeenCode(ctx context.Context, by people.Person, id string) (again time.Time, told bool, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		s, ok, err := showing.Use(tx, id)
		if err != nil || !ok {
			return err
		}
		told, again = true, s.Checked
		if !again.IsZero() {
			return nil
		}
		return recordLooks(tx, lookAtShown(by, s.Holder, s.Case, append([]string{"licence"}, s.Fields...)))
	})
	return again, told, err
}

func lookAtShown(by people.Person, holder, number string, fields []string) share.Look {
	look := share.Look{Subject: holder, By: "public", Reader: share.ByPublic, Purpose: PurposeCheck, Number: number, Fields: fields}
	if len(by.Posts) > 0 {
		look.By, look.Name, look.Office, look.Purpose, look.Reader = by.ID, by.Name["zh"], by.Posts[0].Office, PurposeShown, share.ByPerson
	}
	return look
}

// LicenceChecks are the checks of a person's own licence that were made with the
// network, the newest first.
func (d *Desk) LicenceChecks(ctx context.Context, by people.Person, number string) (out []share.Look, err error) {
	l, err := d.Licence(ctx, by, number)
	if err != nil {
		return nil, err
	}
	looks, err := d.Looks(ctx, by, share.Filter{})
	for _, k := range looks {
		if k.Number == l.Licence.Case && (k.Purpose == PurposeCheck || k.Purpose == PurposeShown) {
			out = append(out, k)
		}
	}
	return out, err
}

// LicenceType is the address that names a kind of licence of a service (vct).
func (d *Desk) LicenceType(service, kind string) string {
	return d.Keys().Licence.Issuer + pathType + service + "/" + kind
}

// Code is what a holder shows for a minute.
type Code struct {
	ID   string
	Text string // the credential in it
	Made time.Time
}

// always is shown with every code: which licence it is, and whose word it is.
var always = []string{"number", "office"}

// Showable are the claims that the holder may choose to show, in order: the holder's
// name, then what the licence carries.
func (i Issued) Showable() []string { return append([]string{"holder"}, i.Fields()...) }

// NewCode makes a code that shows the named claims of a person's own licence. It is
// signed like the licence, lives for presentation.Life, and is used up when it is checked
// with the network.
func (d *Desk) NewCode(ctx context.Context, by people.Person, number string, claims []string) (out Code, err error) {
	i, err := d.Licence(ctx, by, number)
	if err != nil {
		return out, err
	}
	text, err := d.Credential(ctx, by, number)
	if err != nil {
		return out, err
	}
	var chosen []string
	for _, c := range i.Showable() {
		if slices.Contains(claims, c) {
			chosen = append(chosen, c)
		}
	}
	k := d.Keys().Licence
	out = Code{ID: showing.NewID(), Made: d.Now()}
	if out.Text, err = presentation.Code(k.Signer, k.Known, text, append(chosen, always...), out.ID, out.Made); err != nil {
		return out, err
	}
	l := i.Licence
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		return showing.Add(tx, showing.Showing{ID: out.ID, Licence: l.Number, Holder: l.Holder, Case: l.Case, Fields: chosen})
	})
}
