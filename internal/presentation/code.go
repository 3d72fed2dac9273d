package presentation

import (
	"encoding/json"
	"slices"
	"time"

	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/sign"
)

// claimShown holds, in a code, what is said of the licence it was made from. No field
// can have this name: ids have no dot.
const claimShown = "atonce.code"

// Shown 出示码 is what makes a short credential a code: it is about a licence, says little
// of it, and its life is over in a minute. Whoever films it has nothing.
type Shown struct {
	ID     string    // the number of the code, by which it is checked once
	Issued time.Time // when the licence was
	Until  time.Time // when the licence ends; zero without end
}

type shownClaim struct {
	ID     string `json:"id"`
	Issued int64  `json:"issued"`
	Until  int64  `json:"until,omitempty"`
}

// Code makes a code from a licence's credential: only the fields that are named, signed
// anew by the issuer, under the code's own number, for Life from now. text must be a
// credential that the issuer's own key signed.
func Code(s sign.Signer, trust credential.Trust, text string, fields []string, id string, now time.Time) (string, error) {
	c, err := credential.Verify(text, credential.Expect{Trust: trust, Now: now})
	if why := credential.Why(err); err != nil && why != credential.Lapsed {
		return "", err
	}
	claim := shownClaim{ID: id, Issued: c.Issued.Unix()}
	if !c.Expires.IsZero() {
		claim.Until = c.Expires.Unix()
	}
	content := credential.Content{Issuer: c.Issuer, Type: c.Type, Issued: now, Expires: now.Add(Life), Status: c.Status,
		Open: []credential.Field{{Name: claimShown, Value: claim}}}
	for name, value := range c.Claims {
		if slices.Contains(fields, name) {
			content.Open = append(content.Open, credential.Field{Name: name, Value: value})
		}
	}
	return credential.Issue(s, content, nil)
}

// shownIn reads the claim of a code, nil when it is none.
func shownIn(c credential.Credential) *Shown {
	v, ok := c.Claims[claimShown]
	if !ok {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var claim shownClaim
	if err := json.Unmarshal(b, &claim); err != nil || claim.ID == "" {
		return nil
	}
	out := &Shown{ID: claim.ID, Issued: time.Unix(claim.Issued, 0).UTC()}
	if claim.Until != 0 {
		out.Until = time.Unix(claim.Until, 0).UTC()
	}
	return out
}

// Address is what a QR code holds: where any camera leads, with the whole credential in
// the part that a browser keeps to itself.
func Address(site, text string) (string, error) {
	packed, err := Pack(text)
	if err != nil {
		return "", fail.Wrap(err, "presentation: pack")
	}
	return site + "/verify#" + packed, nil
}
