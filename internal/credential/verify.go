package credential

import (
	"time"

	"atonce/internal/sign"
)

// leeway is how far the clocks of others may run before ours.
const leeway = time.Minute

// bindingLasts is how long the holder's signature on a showing is taken.
const bindingLasts = 5 * time.Minute

// Expect is what a verifier asks for.
type Expect struct {
	Trust Trust
	Now   time.Time
	// Bound asks for the holder's signature over Audience and Nonce. Without it a
	// signature that is there is checked all the same, and what it is over is reported.
	Bound    bool
	Audience string
	Nonce    string
}

// Binding 持证人签名 is the holder's word that they show the credential now, to this verifier.
type Binding struct {
	Audience string
	Nonce    string
	At       time.Time
}

// Credential is an SD-JWT VC that was verified, as far as it was shown.
type Credential struct {
	Issuer  string
	KeyID   string
	Type    string
	Issued  time.Time
	Expires time.Time // zero without end
	Status  *StatusRef
	Holder  sign.Public
	Claims  map[string]any // what is shown, without the registered claims
	Binding *Binding
}

// payloadOf are the registered claims of a licence.
type payloadOf struct {
	Iss    string   `json:"iss"`
	Iat    *seconds `json:"iat"`
	Nbf    *seconds `json:"nbf"`
	Exp    *seconds `json:"exp"`
	Vct    string   `json:"vct"`
	SdAlg  *string  `json:"_sd_alg"`
	Status *struct {
		List *StatusRef `json:"status_list"`
	} `json:"status"`
	Cnf *struct {
		JWK *sign.Public `json:"jwk"`
	} `json:"cnf"`
}

// seconds is a NumericDate (RFC 7519, section 2) in whole seconds of our time.
type seconds int64

// latest is the last second of the year 9999.
const latest = 253402300799

func (s seconds) valid() bool { return s >= 0 && s <= latest }

func (s seconds) time() time.Time { return time.Unix(int64(s), 0).UTC() }

// Verify checks an SD-JWT VC as the issuer gave it or as the holder shows it. What is
// wrong is the error, with its Reason. With Lapsed and Early the credential itself is good
// and is answered too, so that a page can say since when. The status list is checked
// apart: see StatusList.
func Verify(text string, e Expect) (Credential, error) {
	var c Credential
	jwt, shown, binding, err := parts(text)
	if err != nil {
		return c, err
	}
	t, err := parseToken(jwt, typeLicence)
	if err != nil {
		return c, err
	}
	var p payloadOf
	if err := sign.Decode(t.payload, &p); err != nil {
		return c, refuse(Malformed).Because(err)
	}
	if err := t.checkBy(e.Trust, p.Iss); err != nil {
		return c, err
	}
	if err := p.check(); err != nil {
		return c, err
	}
	c = Credential{Issuer: p.Iss, KeyID: t.Kid, Type: p.Vct, Issued: p.Iat.time()}
	if p.Exp != nil {
		c.Expires = p.Exp.time()
	}
	if p.Status != nil {
		c.Status = p.Status.List
	}
	if p.Cnf != nil {
		c.Holder = *p.Cnf.JWK
	}
	if c.Claims, err = claims(t.payload, shown); err != nil {
		return Credential{}, err
	}
	if c.Binding, err = checkBinding(text[:len(text)-len(binding)], binding, c.Holder, e); err != nil {
		return Credential{}, err
	}
	switch {
	case c.Issued.After(e.Now.Add(leeway)), p.Nbf != nil && p.Nbf.time().After(e.Now.Add(leeway)):
		return c, refuse(Early)
	case p.Exp != nil && !e.Now.Before(c.Expires):
		return c, refuse(Lapsed)
	}
	return c, nil
}

// check refuses registered claims that are missing or are none.
func (p payloadOf) check() error {
	bad := p.Vct == "" || p.Iat == nil || !p.Iat.valid() || p.Nbf != nil && !p.Nbf.valid() || p.Exp != nil && !p.Exp.valid() ||
		p.Status != nil && (p.Status.List == nil || p.Status.List.Index < 0 || p.Status.List.URI == "") ||
		p.Cnf != nil && (p.Cnf.JWK == nil || p.Cnf.JWK.IsZero())
	if bad {
		return refuse(Malformed)
	}
	if p.SdAlg != nil && *p.SdAlg != digestName {
		return refuse(Algorithm)
	}
	return nil
}

// claims are the payload with what was shown put in.
func claims(payload []byte, shown []string) (map[string]any, error) {
	r, err := newReveal(shown)
	if err != nil {
		return nil, err
	}
	all, err := decodeAny(payload)
	if err != nil {
		return nil, err
	}
	out, err := r.object(all.(map[string]any)) // Strict has found an object
	if err != nil {
		return nil, err
	}
	if r.unused() {
		return nil, refuse(Disclosure)
	}
	for _, name := range registered {
		delete(out, name)
	}
	return out, nil
}
