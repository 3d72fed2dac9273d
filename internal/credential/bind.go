package credential

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"atonce/internal/sign"
)

// bindingPayload is that of a key binding (RFC 9901, section 4.3).
type bindingPayload struct {
	Iat   seconds `json:"iat"`
	Aud   string  `json:"aud"`
	Nonce string  `json:"nonce"`
	Hash  string  `json:"sd_hash"`
}

// Show is a credential with only the named fields disclosed; nil shows all of them. What
// lies within a field that is shown is shown with it.
func Show(text string, names []string) (string, error) {
	jwt, all, _, err := parts(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(jwt + "~")
	for _, t := range all {
		d, err := parseDisclosure(t)
		if err != nil {
			return "", err
		}
		if names == nil || d.inList || slices.Contains(names, d.name) {
			b.WriteString(t + "~")
		}
	}
	return b.String(), nil
}

// Bind adds the holder's signature to what they show: to whom, in answer to which nonce,
// when. text is what Show gave.
func Bind(holder sign.Signer, text, audience, nonce string, at time.Time) (string, error) {
	if !strings.HasSuffix(text, "~") {
		return "", refuse(Malformed)
	}
	signed, err := signToken(holder, typeBinding, bindingPayload{seconds(at.Unix()), audience, nonce, digestOf(text)})
	return text + signed, err
}

// checkBinding checks the holder's signature over what they show, or that none is asked for.
func checkBinding(shown, binding string, holder sign.Public, e Expect) (*Binding, error) {
	if binding == "" {
		if e.Bound {
			return nil, refuse(Unbound)
		}
		return nil, nil
	}
	t, err := parseToken(binding, typeBinding)
	if err != nil {
		return nil, err
	}
	if holder.IsZero() {
		return nil, refuse(NotHolder)
	}
	if err := t.check(holder); err != nil {
		return nil, refuse(NotHolder)
	}
	var p struct {
		Iat   *seconds `json:"iat"`
		Aud   *string  `json:"aud"`
		Nonce *string  `json:"nonce"`
		Hash  *string  `json:"sd_hash"`
	}
	if err := sign.Decode(t.payload, &p); err != nil || p.Iat == nil || !p.Iat.valid() || p.Aud == nil || p.Nonce == nil || p.Hash == nil {
		return nil, refuse(Malformed)
	}
	if *p.Hash != digestOf(shown) {
		return nil, refuse(Replayed)
	}
	b := &Binding{Audience: *p.Aud, Nonce: *p.Nonce, At: p.Iat.time()}
	if !e.Bound {
		return b, nil
	}
	old := b.At.Before(e.Now.Add(-bindingLasts)) || b.At.After(e.Now.Add(leeway))
	if old || b.Audience != e.Audience || e.Nonce == "" || subtle.ConstantTimeCompare([]byte(b.Nonce), []byte(e.Nonce)) != 1 {
		return nil, refuse(Replayed)
	}
	return b, nil
}
