package presentation

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"atonce/internal/credential"
)

// The life of what a holder shows, and how far two clocks may be apart. The pages say
// both, and sdjwt.js holds the same.
const (
	Life = 60 * time.Second
	Skew = 30 * time.Second
)

// Verdict is what may be said of something that is shown. It names the words of it.
type Verdict string

// The verdicts, the gravest first where several would hold.
const (
	Unreadable Verdict = "unreadable" // no credential at all
	Unknown    Verdict = "unknown"    // of an issuer that is not known here
	Forged     Verdict = "forged"     // not what the issuer, or the holder, signed
	RunOut     Verdict = "run-out"    // shown earlier: the code's life is over
	Early      Verdict = "early"      // from the future: a clock is wrong
	Again      Verdict = "again"      // the code was checked before
	Revoked    Verdict = "revoked"
	Suspended  Verdict = "suspended"
	Expired    Verdict = "expired"
	NoStatus   Verdict = "no-status" // genuine, but nothing is known of what became of it
	AsOf       Verdict = "as-of"     // valid by a list that is no longer fresh
	Valid      Verdict = "valid"
)

// Verdicts are all of them.
var Verdicts = []Verdict{Unreadable, Unknown, Forged, RunOut, Early, Again, Revoked, Suspended, Expired, NoStatus, AsOf, Valid}

// Registered are the claims that say nothing of the holder.
var Registered = []string{"iss", "iat", "nbf", "exp", "vct", "cnf", "status", "version", claimShown}

// Known is what a check goes by.
type Known struct {
	Issuers []string
	Trust   credential.Trust
	Lists   map[string]*credential.StatusList // by their address
}

// Finding is what a check found.
type Finding struct {
	Verdict    Verdict
	Issuer     string // who it says it is from, when that is not known here
	Credential credential.Credential
	Shown      *Shown    // when it is a code that was made to be shown once
	Bound      bool      // the holder's own key signed that it is shown
	Code       string    // the number of the code, when it has one
	Made       time.Time // when the code was made
	Issued     time.Time
	Until      time.Time // when the licence ends; zero without end
	At         time.Time // when its status was said; zero when nothing is known of it
}

// TextOf is the credential's text in what somebody scanned, typed or pasted: an address
// whose fragment holds it, digits, or the text itself. Its error says that it is none.
func TextOf(typed string) (string, error) {
	s := strings.Join(strings.Fields(typed), "")
	if _, inside, ok := strings.Cut(s, "#"); ok {
		s = inside
	}
	if s != "" && strings.Trim(s, "0123456789") == "" {
		return Unpack(s)
	}
	return s, nil
}

// Judge says what may be said of text at now by what is known: the same as judge.js,
// in the same order.
func Judge(text string, known Known, now time.Time) Finding {
	c, err := credential.Verify(text, credential.Expect{Trust: known.Trust, Now: now})
	f := Finding{Credential: c, Issued: c.Issued, Until: c.Expires}
	switch credential.Why(err) {
	case "", credential.Lapsed, credential.Early:
	case credential.Malformed, credential.OtherType:
		f.Verdict = Unreadable
		return f
	case credential.Untrusted:
		f.Verdict = Forged
		if issuer := issuerOf(text); !slices.Contains(known.Issuers, issuer) {
			f.Verdict, f.Issuer = Unknown, issuer
		}
		return f
	default:
		f.Verdict = Forged
		return f
	}
	f.Shown = shownIn(c)
	switch {
	case c.Binding != nil:
		f.Bound, f.Made, f.Code = true, c.Binding.At, c.Binding.Nonce
	case f.Shown != nil:
		f.Made, f.Code = c.Issued, f.Shown.ID
	}
	if f.Shown != nil {
		f.Issued, f.Until = f.Shown.Issued, f.Shown.Until
	}
	if !f.Made.IsZero() && now.After(f.Made.Add(Life+Skew)) {
		f.Verdict = RunOut
		return f
	}
	if !f.Made.IsZero() && now.Before(f.Made.Add(-Skew)) {
		f.Verdict = Early
		return f
	}
	f.Verdict = f.standing(known, now)
	return f
}

// standing is what became of the licence.
func (f *Finding) standing(known Known, now time.Time) Verdict {
	ref := f.Credential.Status
	fresh, status, found := true, credential.StatusValid, true
	if ref != nil {
		found = false
		if list := known.Lists[ref.URI]; list != nil {
			if s, err := list.Get(ref.Index); err == nil {
				status, found, f.At = s, true, list.Issued
				fresh = !now.After(list.Issued.Add(list.TTL + Skew))
			}
		}
	}
	switch {
	case status == credential.StatusSuspended:
		return Suspended
	case status != credential.StatusValid:
		return Revoked
	case !f.Until.IsZero() && !now.Before(f.Until):
		return Expired
	case f.Credential.Issued.After(now.Add(Skew)):
		return Early
	case !found:
		return NoStatus
	case !fresh:
		return AsOf
	}
	return Valid
}

// issuerOf is who an unbelieved credential says it is from.
func issuerOf(text string) string {
	jwt, _, _ := strings.Cut(text, "~")
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return ""
	}
	b, err := plain.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var p struct {
		Iss string `json:"iss"`
	}
	if json.Unmarshal(b, &p) != nil {
		return ""
	}
	return p.Iss
}
