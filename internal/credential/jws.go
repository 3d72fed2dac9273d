// Package credential is the form in which a licence leaves the house: an SD-JWT VC
// (RFC 9901, draft-ietf-oauth-sd-jwt-vc) that others verify without asking us, of which
// the holder shows as much as they wish, and the status lists that say what became of
// it. It is pure: keys and the time come in as values.
//
// Reading is strict. Nothing is taken that two readers could understand in two ways, and
// a signature is believed only under a key that the caller trusts, by its issuer.
package credential

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// The bounds of what is read.
const (
	mostBytes       = 128 << 10 // of a whole credential or a status list as sent
	mostDisclosures = 256
	mostDisclosure  = 16 << 10
)

// The types of what is signed, in the header typ. One is never taken for another.
const (
	typeLicence    = "dc+sd-jwt"      // draft-ietf-oauth-sd-jwt-vc, section 3.2.1
	typeBinding    = "kb+jwt"         // RFC 9901, section 4.3
	typeStatusList = "statuslist+jwt" // draft-ietf-oauth-status-list, section 5.1
	typeBitstring  = "vc+jwt"         // W3C Securing Verifiable Credentials using JOSE and COSE
)

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// header is that of a JSON Web Signature (RFC 7515, section 4).
type header struct {
	Alg  string           `json:"alg"`
	Kid  string           `json:"kid,omitempty"`
	Typ  string           `json:"typ"`
	Crit *json.RawMessage `json:"crit,omitempty"`
	B64  *bool            `json:"b64,omitempty"`
}

// token is a JSON Web Signature in compact form, taken apart and not yet believed.
type token struct {
	header
	suite     sign.Suite
	payload   []byte // JSON that says nothing twice
	signed    string // what the signature is over
	signature []byte
}

// signToken signs payload as a token of a type.
func signToken(s sign.Signer, typ string, payload any) (string, error) {
	h, err := json.Marshal(header{Alg: s.Public().Suite().Algorithm(), Kid: s.Public().ID(), Typ: typ})
	if err != nil {
		return "", fail.Wrap(err, "credential: header")
	}
	p, err := json.Marshal(payload)
	if err != nil {
		return "", fail.Wrap(err, "credential: payload")
	}
	signed := encode(h) + "." + encode(p)
	signature, err := s.Sign([]byte(signed))
	if err != nil {
		return "", fail.Wrap(err, "credential: sign")
	}
	return signed + "." + encode(signature), nil
}

// parseToken takes a token apart. The algorithm must be one of the suites': there is no
// such as none.
func parseToken(text, typ string) (token, error) {
	var t token
	parts := strings.Split(text, ".")
	if len(text) > mostBytes || len(parts) != 3 {
		return t, refuse(Malformed)
	}
	h, err := sign.DecodeBase64(parts[0])
	if err != nil {
		return t, refuse(Malformed).Because(err)
	}
	if err := sign.Decode(h, &t.header); err != nil {
		return t, refuse(Malformed).Because(err)
	}
	if t.payload, err = sign.DecodeBase64(parts[1]); err != nil {
		return t, refuse(Malformed).Because(err)
	}
	if err := sign.Strict(t.payload); err != nil {
		return t, refuse(Malformed).Because(err)
	}
	if t.signature, err = sign.DecodeBase64(parts[2]); err != nil {
		return t, refuse(Malformed).Because(err)
	}
	var ok bool
	if t.suite, ok = sign.SuiteOf(t.Alg); !ok || t.Crit != nil || t.B64 != nil {
		return t, refuse(Algorithm)
	}
	if t.Typ != typ {
		return t, refuse(OtherType)
	}
	t.signed = parts[0] + "." + parts[1]
	return t, nil
}

// check refuses a token that was not signed with this key, in the key's own suite.
func (t token) check(p sign.Public) error {
	if p.Suite() != t.suite {
		return refuse(Algorithm)
	}
	if !p.Verify([]byte(t.signed), t.signature) {
		return refuse(Signature)
	}
	return nil
}

// Trust finds the key of an issuer by its id; sign.Keys has it as Known.
type Trust func(issuer, id string) (sign.Public, bool)

// checkBy finds the key among the trusted ones of the issuer.
func (t token) checkBy(trust Trust, issuer string) error {
	p, ok := trust(issuer, t.Kid)
	if !ok {
		return refuse(Untrusted)
	}
	return t.check(p)
}

// Reason is why a credential is refused. It is the text key of a sentence about it.
type Reason string

// The reasons.
const (
	Malformed  Reason = "credential.malformed"     // cut off, or written in a way that is not allowed
	Algorithm  Reason = "credential.algorithm"     // none, an unknown one, or not the key's
	OtherType  Reason = "credential.other-type"    // a token, but of another type
	Untrusted  Reason = "credential.untrusted"     // no trusted key of this issuer has this id
	Signature  Reason = "credential.signature"     // the signature is not the key's over this
	Disclosure Reason = "credential.disclosure"    // shows what was not signed, or twice
	Early      Reason = "credential.early"         // from the future
	Lapsed     Reason = "credential.lapsed"        // its time is over
	Unbound    Reason = "credential.unbound"       // the holder did not sign, but must
	NotHolder  Reason = "credential.not-holder"    // somebody else than the holder signed
	Replayed   Reason = "credential.replayed"      // signed for another question, another place or another time
	Withdrawn  Reason = "credential.withdrawn"     // revoked, says the status list
	Suspended  Reason = "credential.suspended"     // suspended, says the status list
	OtherList  Reason = "credential.other-list"    // the status list is another one
	StaleList  Reason = "credential.stale-list"    // the status list is too old
	TooBig     Reason = "credential.list-too-big"  // a status list longer than is taken
	NoIndex    Reason = "credential.list-no-index" // the list has no such index
)

func refuse(r Reason) *fail.Error { return fail.New(fail.Invalid, string(r)) }

// Why is the reason that an error of this package stands for, empty for another error.
func Why(err error) Reason {
	if err == nil {
		return ""
	}
	if k := fail.As(err).Key; strings.HasPrefix(k, "credential.") {
		return Reason(k)
	}
	return ""
}
