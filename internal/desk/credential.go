package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/licence"
	"atonce/internal/people"
	"atonce/internal/sign"
	"atonce/internal/store"
	"atonce/internal/text"
)

// The addresses below the issuer's at which a verifier finds what a credential names.
const (
	pathType      = "/credentials/type/"
	pathStatus    = "/credentials/status/"
	pathBitstring = "/credentials/bitstring/"
)

// A status list may be kept for statusKept before a verifier asks again, and is not
// believed any more after statusLasts.
const (
	statusKept  = time.Minute
	statusLasts = 24 * time.Hour
)

// licenceKeys are the keys that sign licences, or the honest word that there are none.
func (d *Desk) licenceKeys() (sign.Keys, error) {
	k := d.Keys().Licence
	if k.Signer == nil {
		return k, fail.New(fail.Unavailable, "desk.no-licence-key")
	}
	return k, nil
}

// SignsLicences says whether licences are signed here.
func (d *Desk) SignsLicences() bool { return d.Keys().Licence.Signer != nil }

// Credential is a licence as its holder takes it away: an SD-JWT VC with every
// disclosure. It is signed when it is asked for, and says the same each time.
func (d *Desk) Credential(ctx context.Context, by people.Person, number string) (out string, err error) {
	k, err := d.licenceKeys()
	if err != nil {
		return "", err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		i, err := d.ownLicence(tx, by, number)
		if err != nil {
			return err
		}
		out, err = credentialOf(tx, k, i)
		return err
	})
	return out, err
}

// credentialOf signs what a licence says in its newest version.
func credentialOf(tx *store.Tx, k sign.Keys, i Issued) (string, error) {
	l := i.Licence
	c := credential.Content{Issuer: k.Issuer, Type: k.Issuer + pathType + l.Service + "/" + l.Kind, Issued: l.Issued, Expires: l.Expires}
	deeds, err := licence.Deeds(tx, l.Number)
	if err != nil {
		return "", err
	}
	for _, d := range deeds {
		if d.After.Version == l.Version {
			c.Issued = d.At
			break
		}
	}
	if l.Place >= 0 {
		c.Status = &credential.StatusRef{Index: l.Place % credential.ListSize, URI: k.Issuer + pathStatus + strconv.FormatInt(l.Place/credential.ListSize, 10)}
	}
	if l.Bound != "" {
		if c.Holder, err = sign.ParseJWK([]byte(l.Bound)); err != nil {
			return "", err
		}
	}
	c.Open = []credential.Field{{Name: "number", Value: l.Number}, {Name: "version", Value: l.Version}, {Name: "office", Value: i.Office.Name.In(text.ZH)}}
	c.Hidden = []credential.Field{{Name: "holder", Value: l.Name}}
	for _, id := range i.Fields() {
		c.Hidden = append(c.Hidden, credential.Field{Name: id, Value: l.Fields[id]})
	}
	secret, err := hex.DecodeString(l.Secret)
	if err != nil || len(secret) < 16 {
		return "", fail.New(fail.Conflict, "desk.licence-unsigned", "number", l.Number)
	}
	return credential.Issue(k.Signer, c, func(name string) []byte {
		m := hmac.New(sha256.New, secret)
		fmt.Fprintf(m, "%d\n%s", l.Version, name)
		return m.Sum(nil)[:16]
	})
}

// BindLicence binds a licence to its holder's own key, given as a public JSON Web Key: from then on who has the private
// one can sign that it is shown, also without a network. A code that is made here stays possible, from any device on
// which the holder signs in.
func (d *Desk) BindLicence(ctx context.Context, by people.Person, number string, jwk []byte) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		i, err := d.ownLicence(tx, by, number)
		if err != nil {
			return err
		}
		p, err := sign.ParseJWK(jwk)
		if err != nil {
			return err
		}
		canonical, err := json.Marshal(p)
		if err != nil {
			return fail.Wrap(err, "desk: holder's key")
		}
		if i.Licence.Bound == string(canonical) {
			return nil
		}
		_, err = recordDeed(tx, i.Licence, licence.Deed{Verb: licence.Bind, At: moment(tx.Now()), By: by.ID}, nil, string(canonical))
		return err
	})
}

// statusList is the list of a number, as of the running minute.
func (d *Desk) statusList(ctx context.Context, k sign.Keys, n int64) (*credential.StatusList, error) {
	now := d.Now().Truncate(statusKept)
	l := credential.NewList(k.Issuer, k.Issuer+pathStatus+strconv.FormatInt(n, 10), now, statusKept, statusLasts)
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		first := n * credential.ListSize
		places, err := licence.Places(tx)
		if err != nil {
			return err
		}
		if n > 0 && first >= places {
			return fail.New(fail.NotFound, "desk.no-status-list")
		}
		out, err := licence.NotInForce(tx, first, first+credential.ListSize)
		if err != nil {
			return err
		}
		for _, x := range out {
			s := credential.StatusSuspended
			if x.State == licence.TakenAway {
				s = credential.StatusInvalid
			}
			if err := l.Set(x.Place-first, s); err != nil {
				return err
			}
		}
		return nil
	})
	return l, err
}

// StatusList is the n-th list of what became of licences, as a signed statuslist+jwt, and
// how long it may be kept. It tells no licence's number and no holder.
func (d *Desk) StatusList(ctx context.Context, n int64) (string, time.Duration, error) {
	k, err := d.licenceKeys()
	if err != nil {
		return "", 0, err
	}
	l, err := d.statusList(ctx, k, n)
	if err != nil {
		return "", 0, err
	}
	s, err := l.Sign(k.Signer)
	return s, statusKept, err
}

// Bitstring is the same list as a W3C Bitstring Status List credential of one purpose.
func (d *Desk) Bitstring(ctx context.Context, n int64, p credential.Purpose) (string, time.Duration, error) {
	k, err := d.licenceKeys()
	if err != nil {
		return "", 0, err
	}
	if p != credential.Revocation && p != credential.Suspension {
		return "", 0, fail.New(fail.NotFound, "desk.no-status-list")
	}
	l, err := d.statusList(ctx, k, n)
	if err != nil {
		return "", 0, err
	}
	s, err := l.Bitstring(k.Signer, k.Issuer+pathBitstring+strconv.FormatInt(n, 10)+"/"+string(p), p)
	return s, statusKept, err
}

// IssuerMetadata are the keys of licences as draft-ietf-oauth-sd-jwt-vc, section 5 serves
// them: all that ever signed and are trusted, so that old licences can be checked.
func (d *Desk) IssuerMetadata() ([]byte, error) {
	k, err := d.licenceKeys()
	if err != nil {
		return nil, err
	}
	keys := []sign.Public{}
	for _, t := range k.Trusted {
		if t.Issuer == k.Issuer {
			keys = append(keys, t.Public)
		}
	}
	b, err := json.Marshal(map[string]any{"issuer": k.Issuer, "jwks": map[string]any{"keys": keys}})
	return b, fail.Wrap(err, "desk: issuer metadata")
}

// TypeMetadata says what a kind of licence is called and what its claims are
// (draft-ietf-oauth-sd-jwt-vc, section 6), in every language of its service.
func (d *Desk) TypeMetadata(service, kind string) ([]byte, error) {
	k, err := d.licenceKeys()
	if err != nil {
		return nil, err
	}
	s, err := d.Service(service)
	if err != nil {
		return nil, err
	}
	lk, ok := s.Licence(kind)
	if !ok {
		return nil, fail.New(fail.NotFound, "desk.no-licence-kind", "kind", kind)
	}
	i := Issued{Licence: licence.Licence{Kind: kind}, Service: s}
	type label struct {
		Lang  string `json:"lang"`
		Name  string `json:"name,omitempty"`
		Label string `json:"label,omitempty"`
	}
	type claim struct {
		Path    []string `json:"path"`
		Display []label  `json:"display,omitempty"`
		SD      string   `json:"sd"`
	}
	claims := []claim{{[]string{"number"}, nil, "never"}, {[]string{"version"}, nil, "never"}, {[]string{"office"}, nil, "never"}, {[]string{"holder"}, nil, "always"}}
	var display []label
	for _, l := range s.Languages() {
		display = append(display, label{Lang: l.Tag(), Name: i.Kind(l)})
	}
	for _, id := range lk.Fields {
		c := claim{Path: []string{id}, SD: "always"}
		for _, l := range s.Languages() {
			c.Display = append(c.Display, label{Lang: l.Tag(), Label: i.FieldName(l, id)})
		}
		claims = append(claims, c)
	}
	b, err := json.Marshal(map[string]any{"vct": k.Issuer + pathType + service + "/" + kind, "name": i.Kind(text.EN), "display": display, "claims": claims})
	return b, fail.Wrap(err, "desk: type metadata")
}
