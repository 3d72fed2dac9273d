package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// SessionKind separates the two doors: a page's cookie opens no API and a bearer
// token opens no page.
type SessionKind string

// The kinds of session.
const (
	PageSession SessionKind = "page"
	APISession  SessionKind = "api"
)

// Limits say when a session ends: after a time without use, and whatever happens
// after a longer one.
type Limits struct{ Idle, Absolute time.Duration }

// UsualLimits hold where nobody set others.
var UsualLimits = Limits{Idle: 2 * time.Hour, Absolute: 24 * time.Hour}

const (
	// tokenFor is the life of a bearer token of a sample person.
	tokenFor = 30 * 24 * time.Hour
	// touch spares a write for each read: the last use is kept this exactly.
	touch = time.Minute
	// rememberFor is how long an ended session is kept: whoever comes back to it is
	// recognised by its secret, and finds what they had typed.
	rememberFor = 7 * 24 * time.Hour
)

// Opening is what a session begins with.
type Opening struct {
	Person          string
	Kind            SessionKind
	Level           Level
	Way             string // how they signed in: a text key's last word
	Device, Network string // as the owner will recognise it
	Acting          string // for whom; empty for oneself
	Limits          Limits // zero means UsualLimits
}

// Signed is a session with who holds it.
type Signed struct {
	Person  Person
	ID      string // names the session to its owner; it opens nothing
	Kind    SessionKind
	Level   Level
	Way     string
	Device  string
	Network string
	Began   time.Time
	Used    time.Time // kept to the minute
	Proved  time.Time // when they last proved who they are
	Expires time.Time // whatever happens
	Ends    time.Time // if nothing more is done
	Acting  string
	Scopes  Scopes // of a token; a page session needs none
	// For is the person whom the holder acts for now, nil for themselves.
	For    *Person
	Locked bool // its holder locked the screen: it opens again with a proof
	ended  bool
}

// Live says whether the session holds at now.
func (s Signed) Live(now time.Time) bool { return !s.ended && now.Before(s.Ends) }

// Digest is what the database keeps of a secret: who reads it cannot use it.
func Digest(secret string) []byte {
	d := sha256.Sum256([]byte(secret))
	return d[:]
}

// NewSecret is 32 random bytes as text.
func NewSecret() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// NewID is an id that nobody had before, with a word in front that says of what.
func NewID(of string) string {
	return of + "-" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random(10)))
}

func newID() string { return base64.RawURLEncoding.EncodeToString(random(12)) }

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return b
}

// Begin opens a session and returns its secret, which is kept nowhere. Every
// sign-in gets a new one, so a secret that somebody planted before opens nothing.
func Begin(tx *store.Tx, o Opening) (secret string, err error) {
	secret = NewSecret()
	now := tx.Now()
	if o.Limits == (Limits{}) {
		o.Limits = UsualLimits
	}
	if o.Level == NoLevel {
		o.Level = Low
	}
	life := o.Limits.Absolute
	if o.Kind == APISession {
		life = tokenFor
	}
	_, err = tx.Exec(`INSERT INTO session (secret, person, kind, began, used, expires, id, level, proved, way, device, network, acting)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		Digest(secret), o.Person, string(o.Kind), now.UnixMicro(), now.UnixMicro(), now.Add(life).UnixMicro(), newID(), int(o.Level), now.UnixMicro(),
		o.Way, o.Device, o.Network, o.Acting)
	return secret, fail.Wrap(err, "people: begin session")
}

const sessionColumns = `person, kind, began, used, expires, id, level, proved, ended, way, device, network, acting, locked`

func scanSession(scan func(...any) error, limits Limits) (s Signed, err error) {
	var kind string
	var began, used, expires, proved, ended, locked int64
	var level int
	err = scan(&s.Person.ID, &kind, &began, &used, &expires, &s.ID, &level, &proved, &ended, &s.Way, &s.Device, &s.Network, &s.Acting, &locked)
	if err != nil {
		return s, err
	}
	at := func(micro int64) time.Time { return time.UnixMicro(micro).UTC() }
	s.Kind, s.Level, s.ended = SessionKind(kind), Level(level), ended != 0
	s.Locked = locked != 0
	s.Began, s.Used, s.Expires, s.Proved = at(began), at(used), at(expires), at(proved)
	s.Ends = s.Expires
	if s.Kind == APISession {
		s.Scopes = AllScopes // only sample people have such a session
	}
	if end := s.Used.Add(limits.Idle); s.Kind == PageSession && end.Before(s.Ends) {
		s.Ends = end
	}
	return s, nil
}

// Session finds the session with this secret, live or ended in the last days. ok
// says that there is one and that it is of this kind; Live says whether it holds.
func Session(tx *store.Tx, secret string, kind SessionKind, limits Limits) (s Signed, ok bool, err error) {
	s, err = scanSession(tx.QueryRow(`SELECT `+sessionColumns+` FROM session WHERE secret = ? AND kind = ?`, Digest(secret), string(kind)).Scan, limits)
	if errors.Is(err, store.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fail.Wrap(err, "people: find session")
	}
	s.Person, ok, err = Find(tx, s.Person.ID)
	return s, ok, err
}

// Stale says that the last use of s should be written with Touch.
func (s Signed) Stale(now time.Time) bool { return now.Sub(s.Used) > touch }

// Touch writes that a session was used now.
func Touch(tx *store.Tx, secret string) error {
	_, err := tx.Exec(`UPDATE session SET used = ? WHERE secret = ? AND ended = 0`, tx.Now().UnixMicro(), Digest(secret))
	return fail.Wrap(err, "people: touch session")
}

// End ends a session; ending one that is gone is no error.
func End(tx *store.Tx, secret string) error {
	_, err := tx.Exec(`UPDATE session SET ended = ? WHERE secret = ? AND ended = 0`, tx.Now().UnixMicro(), Digest(secret))
	return fail.Wrap(err, "people: end session")
}

// LockSession locks a page session until its holder proves who they are: that begins a
// new one in its place.
func LockSession(tx *store.Tx, secret string) error {
	_, err := tx.Exec(`UPDATE session SET locked = ? WHERE secret = ? AND kind = ?`, tx.Now().UnixMicro(), Digest(secret), string(PageSession))
	return fail.Wrap(err, "people: lock session")
}

// EndNamed ends one session of a person by its name.
func EndNamed(tx *store.Tx, person, id string) error {
	n, err := tx.Exec(`UPDATE session SET ended = ? WHERE person = ? AND id = ? AND ended = 0`, tx.Now().UnixMicro(), person, id)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "people.no-session")
	}
	return fail.Wrap(err, "people: end session")
}

// EndAll ends every session of a person, but the one named except.
func EndAll(tx *store.Tx, person, except string) error {
	_, err := tx.Exec(`UPDATE session SET ended = ? WHERE person = ? AND id <> ? AND ended = 0`, tx.Now().UnixMicro(), person, except)
	return fail.Wrap(err, "people: end sessions")
}

// Sessions lists the live sessions of a person, the latest used first.
func Sessions(tx *store.Tx, person string, limits Limits) ([]Signed, error) {
	rows, err := tx.Query(`SELECT `+sessionColumns+` FROM session WHERE person = ? AND ended = 0 ORDER BY used DESC, id`, person)
	if err != nil {
		return nil, fail.Wrap(err, "people: list sessions")
	}
	defer rows.Close()
	var out []Signed
	for rows.Next() {
		s, err := scanSession(rows.Scan, limits)
		if err != nil {
			return nil, fail.Wrap(err, "people: list session")
		}
		if s.Live(tx.Now()) {
			out = append(out, s)
		}
	}
	return out, fail.Wrap(rows.Err(), "people: list sessions")
}

// SweepSessions removes sessions that ended days ago, and forms kept too long.
func SweepSessions(tx *store.Tx, now time.Time) error {
	if _, err := tx.Exec(`DELETE FROM session WHERE used < ? AND (ended <> 0 OR expires < ? OR kind = ?)`,
		now.Add(-rememberFor).UnixMicro(), now.UnixMicro(), string(PageSession)); err != nil {
		return fail.Wrap(err, "people: remove old sessions")
	}
	_, err := tx.Exec(`DELETE FROM kept_form WHERE kept < ?`, now.Add(-keepForm).UnixMicro())
	return fail.Wrap(err, "people: remove old forms")
}
