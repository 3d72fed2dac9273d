package credential

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"atonce/internal/sign"
)

// disclosure is one claim that the holder may show: of an object with a name, of a list
// without.
type disclosure struct {
	text   string // as it is sent
	digest string
	name   string
	inList bool
	value  any
	used   bool
}

// parts takes a credential apart: the token, the disclosures, the key binding.
func parts(text string) (token string, disclosures []string, binding string, err error) {
	all := strings.Split(text, "~")
	if len(text) > mostBytes || len(all) < 2 || len(all)-2 > mostDisclosures {
		return "", nil, "", refuse(Malformed)
	}
	return all[0], all[1 : len(all)-1], all[len(all)-1], nil
}

// parseDisclosure reads one disclosure (RFC 9901, section 4.2).
func parseDisclosure(text string) (*disclosure, error) {
	if len(text) > mostDisclosure {
		return nil, refuse(Malformed)
	}
	b, err := sign.DecodeBase64(text)
	if err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	// Strict reads objects; a disclosure is a list.
	if err := sign.Strict(slices.Concat([]byte(`{"":`), b, []byte(`}`))); err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	list, err := decodeAny(b)
	if err != nil {
		return nil, err
	}
	items, ok := list.([]any)
	if !ok || len(items) != 2 && len(items) != 3 {
		return nil, refuse(Malformed)
	}
	if _, ok := items[0].(string); !ok {
		return nil, refuse(Malformed)
	}
	d := &disclosure{text: text, digest: digestOf(text), value: items[len(items)-1], inList: len(items) == 2}
	if !d.inList {
		if d.name, ok = items[1].(string); !ok || slices.Contains(registered, d.name) {
			return nil, refuse(Disclosure)
		}
	}
	return d, nil
}

// decodeAny reads JSON, with numbers as they are written.
func decodeAny(b []byte) (any, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&v); err != nil || d.More() {
		return nil, refuse(Malformed)
	}
	return v, nil
}

// reveal puts the disclosures in the places of their digests, as RFC 9901, section 7.1
// says, and refuses a digest that stands twice, a disclosure that no digest asks for and
// a claim that is there already.
type reveal struct {
	by   map[string]*disclosure
	seen map[string]bool // digests
}

func newReveal(texts []string) (*reveal, error) {
	r := &reveal{by: map[string]*disclosure{}, seen: map[string]bool{}}
	for _, t := range texts {
		d, err := parseDisclosure(t)
		if err != nil {
			return nil, err
		}
		if r.by[d.digest] != nil {
			return nil, refuse(Disclosure)
		}
		r.by[d.digest] = d
	}
	return r, nil
}

// digest takes note of a digest that stands in the payload.
func (r *reveal) digest(v any) (*disclosure, error) {
	s, ok := v.(string)
	if !ok || r.seen[s] {
		return nil, refuse(Disclosure)
	}
	r.seen[s] = true
	d := r.by[s]
	if d != nil {
		d.used = true
	}
	return d, nil
}

// object is an object with what was shown in it, without the digests.
func (r *reveal) object(in map[string]any) (map[string]any, error) {
	out := make(map[string]any, len(in))
	for name, v := range in {
		if name == "_sd" {
			continue
		}
		if name == "..." {
			return nil, refuse(Disclosure)
		}
		w, err := r.value(v)
		if err != nil {
			return nil, err
		}
		out[name] = w
	}
	hidden, ok := in["_sd"]
	if !ok {
		return out, nil
	}
	digests, ok := hidden.([]any)
	if !ok {
		return nil, refuse(Disclosure)
	}
	for _, v := range digests {
		d, err := r.digest(v)
		if err != nil {
			return nil, err
		}
		if d == nil {
			continue
		}
		if _, there := out[d.name]; there || d.inList {
			return nil, refuse(Disclosure)
		}
		if out[d.name], err = r.value(d.value); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *reveal) list(in []any) ([]any, error) {
	out := make([]any, 0, len(in))
	for _, v := range in {
		if o, ok := v.(map[string]any); ok {
			if hidden, ok := o["..."]; ok {
				d, err := r.digest(hidden)
				if err != nil {
					return nil, err
				}
				if len(o) != 1 || d != nil && !d.inList {
					return nil, refuse(Disclosure)
				}
				if d == nil {
					continue
				}
				v = d.value
			}
		}
		w, err := r.value(v)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func (r *reveal) value(v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		return r.object(v)
	case []any:
		return r.list(v)
	}
	return v, nil
}

// unused says whether something was shown that was not signed.
func (r *reveal) unused() bool {
	for _, d := range r.by {
		if !d.used {
			return true
		}
	}
	return false
}
