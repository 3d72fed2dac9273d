package credential

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// StatusRef says where the status of a credential stands (draft-ietf-oauth-status-list,
// section 6.2): the address of a list and a place in it.
type StatusRef struct {
	Index int64  `json:"idx"`
	URI   string `json:"uri"`
}

// Field is one claim of a credential.
type Field struct {
	Name  string
	Value any // what encodes as JSON: text, a number, true or false, a list or a map of such
}

// Content is what a licence says.
type Content struct {
	Issuer  string // https address; its metadata are below it
	Type    string // vct: the address that names the kind of licence
	Issued  time.Time
	Expires time.Time // zero without end
	Status  *StatusRef
	Holder  sign.Public // whom it is bound to; zero if whoever has it may show it
	Open    []Field     // always shown
	Hidden  []Field     // shown as the holder wishes
}

// registered are the claims with a meaning of their own. None of them may be hidden or be
// a field (draft-ietf-oauth-sd-jwt-vc, section 3.2.2.2).
var registered = []string{"iss", "iat", "nbf", "exp", "vct", "vct#integrity", "cnf", "status", "_sd", "_sd_alg", "..."}

// own are the claims that every licence of ours says in the open.
var own = []string{"number", "version", "office", "holder"}

// Reserved says that a claim has a meaning of its own: no field of a licence may have
// this name.
func Reserved(name string) bool {
	return slices.Contains(registered, name) || slices.Contains(own, name) || name == "sub" || name == "aud" || name == "jti"
}

const digestName = "sha-256"

// Issue signs a licence as an SD-JWT VC without key binding: all that the holder gets,
// with every disclosure. salt gives at least 16 secret bytes for a field's name. The same
// content, key and salts give the same bytes.
func Issue(s sign.Signer, c Content, salt func(name string) []byte) (string, error) {
	if err := sign.CheckIssuer(c.Issuer); err != nil {
		return "", err
	}
	payload := map[string]any{"iss": c.Issuer, "iat": c.Issued.Unix(), "vct": c.Type}
	if !c.Expires.IsZero() {
		payload["exp"] = c.Expires.Unix()
	}
	if c.Status != nil {
		payload["status"] = map[string]any{"status_list": c.Status}
	}
	if !c.Holder.IsZero() {
		payload["cnf"] = map[string]any{"jwk": c.Holder}
	}
	for _, f := range c.Open {
		if _, twice := payload[f.Name]; twice || slices.Contains(registered, f.Name) {
			return "", errField(f.Name)
		}
		payload[f.Name] = f.Value
	}
	var digests, disclosures []string
	for i, f := range c.Hidden {
		_, open := payload[f.Name]
		if open || slices.Contains(registered, f.Name) || slices.ContainsFunc(c.Hidden[:i], func(g Field) bool { return g.Name == f.Name }) {
			return "", errField(f.Name)
		}
		secret := salt(f.Name)
		if len(secret) < 16 {
			return "", fail.New(fail.Internal, "credential.salt")
		}
		b, err := json.Marshal([]any{encode(secret), f.Name, f.Value})
		if err != nil {
			return "", fail.Wrap(err, "credential: disclosure")
		}
		d := encode(b)
		disclosures, digests = append(disclosures, d), append(digests, digestOf(d))
	}
	if len(digests) > 0 {
		slices.Sort(digests) // their order must not tell the order of the fields
		payload["_sd"], payload["_sd_alg"] = digests, digestName
	}
	text, err := signToken(s, typeLicence, payload)
	if err != nil {
		return "", err
	}
	text += "~"
	for _, d := range disclosures {
		text += d + "~"
	}
	return text, nil
}

func errField(name string) error { return fail.New(fail.Internal, "credential.field", "name", name) }

// digestOf is the digest of a disclosure, or of a whole presentation, as it is sent (RFC
// 9901, section 4.2.3).
func digestOf(sent string) string {
	sum := sha256.Sum256([]byte(sent))
	return encode(sum[:])
}
