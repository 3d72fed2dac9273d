// Package hsm signs with keys that never leave a security module 密码机: a hardware module, a smart
// card or a software one, spoken to by PKCS#11. The module's own library runs in a second
// program, atonce-hsm, which this one starts and ends; docs/adr/0023 says why.
package hsm

import (
	"encoding/hex"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"atonce/internal/fail"
)

// URI names one private key in one module, as RFC 7512 writes it. An empty part is not asked for.
type URI struct {
	Module       string // file of the module's library
	Token        string // label
	Manufacturer string
	Model        string
	Serial       string
	Slot         *uint64
	Object       string // label of the key
	ID           []byte // CKA_ID of the key
	PINFile      string // where the PIN is; never the PIN
}

const scheme = "pkcs11:"

// mostURI is how many bytes a URI may have.
const mostURI = 2048

// ParseURI reads a URI that is complete enough to find one key: the module's library as
// module-path, and the key's object or id. Attributes that are not looked at here are refused: who
// writes one believes that it chooses the key (RFC 7512, section 2.3).
func ParseURI(text string) (u URI, err error) {
	rest, ok := strings.CutPrefix(text, scheme)
	if !ok || len(text) > mostURI {
		return u, fail.New(fail.Invalid, "hsm.uri")
	}
	where, how, _ := strings.Cut(rest, "?")
	seen := map[string]bool{}
	for _, part := range []struct{ text, sep string }{{where, ";"}, {how, "&"}} {
		if part.text == "" {
			continue
		}
		for _, a := range strings.Split(part.text, part.sep) {
			name, raw, ok := strings.Cut(a, "=")
			value, err := url.PathUnescape(raw)
			if !ok || err != nil || value == "" || !plain(raw) {
				return URI{}, fail.New(fail.Invalid, "hsm.uri-attribute", "name", name)
			}
			if seen[name] {
				return URI{}, fail.New(fail.Invalid, "hsm.uri-twice", "name", name)
			}
			seen[name] = true
			if err := u.take(part.sep == "&", name, value); err != nil {
				return URI{}, err
			}
		}
	}
	switch {
	case u.Module == "":
		return URI{}, fail.New(fail.Invalid, "hsm.uri-module")
	case u.Object == "" && u.ID == nil:
		return URI{}, fail.New(fail.Invalid, "hsm.uri-key")
	}
	return u, nil
}

var written = regexp.MustCompile(`^[A-Za-z0-9\-._~:\[\]@!$'()*+,=/&?|%]*$`)

// plain says that a value is written in the characters that a URI has; others stand behind a per cent sign.
func plain(raw string) bool { return written.MatchString(raw) }

// take reads one attribute, of the path or of the query.
func (u *URI) take(query bool, name, value string) error {
	bad := fail.New(fail.Invalid, "hsm.uri-attribute", "name", name)
	if query {
		switch name {
		case "module-path":
			if !path.IsAbs(value) || strings.ContainsRune(value, 0) {
				return fail.New(fail.Invalid, "hsm.uri-module")
			}
			u.Module = value
		case "pin-source":
			file := strings.TrimPrefix(value, "file:")
			if strings.HasPrefix(file, "///") {
				file = file[2:]
			}
			if !path.IsAbs(file) || strings.HasPrefix(file, "//") || strings.ContainsRune(file, 0) {
				return fail.New(fail.Invalid, "hsm.uri-pin-source")
			}
			u.PINFile = file
		case "pin-value":
			return fail.New(fail.Invalid, "hsm.uri-pin-value")
		default:
			return bad
		}
		return nil
	}
	switch name {
	case "token":
		u.Token = value
	case "manufacturer":
		u.Manufacturer = value
	case "model":
		u.Model = value
	case "serial":
		u.Serial = value
	case "slot-id":
		n, err := strconv.ParseUint(value, 10, 64)
		if err != nil {
			return bad
		}
		u.Slot = &n
	case "object":
		u.Object = value
	case "id":
		u.ID = []byte(value)
	case "type":
		if value != "private" {
			return fail.New(fail.Invalid, "hsm.uri-type", "value", value)
		}
	default:
		return bad
	}
	return nil
}

// String writes the URI in one form, which ParseURI reads back.
func (u URI) String() string {
	var where, how []string
	add := func(list *[]string, name, value string) {
		if value != "" {
			*list = append(*list, name+"="+escape(value))
		}
	}
	add(&where, "token", u.Token)
	add(&where, "manufacturer", u.Manufacturer)
	add(&where, "model", u.Model)
	add(&where, "serial", u.Serial)
	if u.Slot != nil {
		add(&where, "slot-id", strconv.FormatUint(*u.Slot, 10))
	}
	add(&where, "object", u.Object)
	if u.ID != nil {
		h := hex.EncodeToString(u.ID)
		var b strings.Builder
		for i := 0; i < len(h); i += 2 {
			b.WriteString("%" + h[i:i+2])
		}
		where = append(where, "id="+b.String())
	}
	add(&how, "module-path", u.Module)
	add(&how, "pin-source", u.PINFile)
	return scheme + strings.Join(where, ";") + "?" + strings.Join(how, "&")
}

// escape leaves what stands for itself in both parts of the URI and writes the rest as bytes.
func escape(value string) string {
	var b strings.Builder
	for _, c := range []byte(value) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~/:", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + hex.EncodeToString([]byte{c}))
		}
	}
	return b.String()
}
