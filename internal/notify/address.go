package notify

import (
	"net/mail"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Address 接收地址 is where somebody wants to be told by one channel.
type Address struct {
	Person    string
	Channel   Channel
	Address   string
	Mark      []byte // fingerprint of the code that waits to come back; empty when none does
	SentAt    time.Time
	FirstAt   time.Time // the first code of a day
	Codes     int       // how many since then
	Wrong     int       // how many wrong answers to the code that waits
	Confirmed time.Time // zero until a code came back
	Dead      string    // why nothing reaches it
}

// Good says whether letters go there.
func (a Address) Good() bool { return !a.Confirmed.IsZero() && a.Dead == "" }

// ParseAddress reads an address as a person types it. The error says what it should be.
func ParseAddress(c Channel, s string) (string, error) {
	s = strings.TrimSpace(s)
	wrong := func(key string) (string, error) {
		return "", fail.New(fail.Invalid, "notify.form").WithFields(fail.Field{Path: "address-" + string(c), Key: key})
	}
	switch c {
	case Mail:
		a, err := mail.ParseAddress(s)
		plain := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' }) < 0
		if err != nil || a.Address != s || len(s) > 254 || !plain { // RFC 5321 §4.5.3.1.3
			return wrong("notify.wrong-mail")
		}
		return s, nil
	case Text:
		s = strings.NewReplacer(" ", "", "-", "").Replace(s)
		digits, _ := strings.CutPrefix(s, "+")
		if len(digits) < 6 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" { // ITU-T E.164: at most 15 digits
			return wrong("notify.wrong-text")
		}
		return s, nil
	}
	return wrong("notify.wrong-channel")
}

// Addresses lists person's addresses, mail first.
func Addresses(tx *store.Tx, person string) ([]Address, error) {
	rows, err := tx.Query(`SELECT channel, address, mark, sent_at, first_at, codes, wrong, confirmed, dead FROM message_address WHERE person = ? ORDER BY channel`, person)
	if err != nil {
		return nil, fail.Wrap(err, "notify: addresses")
	}
	defer rows.Close()
	var out []Address
	for rows.Next() {
		a := Address{Person: person}
		var channel string
		var sent, first, confirmed int64
		if err := rows.Scan(&channel, &a.Address, &a.Mark, &sent, &first, &a.Codes, &a.Wrong, &confirmed, &a.Dead); err != nil {
			return nil, fail.Wrap(err, "notify: addresses")
		}
		a.Channel, a.SentAt, a.FirstAt = Channel(channel), time.UnixMicro(sent).UTC(), time.UnixMicro(first).UTC()
		if confirmed != 0 {
			a.Confirmed = time.UnixMicro(confirmed).UTC()
		}
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "notify: addresses")
}

// AddressBy is person's address of one channel; zero where there is none.
func AddressBy(tx *store.Tx, person string, c Channel) (Address, error) {
	as, err := Addresses(tx, person)
	for _, a := range as {
		if a.Channel == c {
			return a, err
		}
	}
	return Address{Person: person, Channel: c}, err
}

// Keep writes an address as it now is.
func (a Address) Keep(tx *store.Tx) error {
	var confirmed int64
	if !a.Confirmed.IsZero() {
		confirmed = a.Confirmed.UnixMicro()
	}
	if a.Mark == nil {
		a.Mark = []byte{}
	}
	_, err := tx.Exec(`INSERT INTO message_address (person, channel, address, mark, sent_at, first_at, codes, wrong, confirmed, dead) VALUES (?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (person, channel) DO UPDATE SET address = excluded.address, mark = excluded.mark, sent_at = excluded.sent_at, first_at = excluded.first_at,
 codes = excluded.codes, wrong = excluded.wrong, confirmed = excluded.confirmed, dead = excluded.dead`,
		a.Person, string(a.Channel), a.Address, a.Mark, a.SentAt.UnixMicro(), a.FirstAt.UnixMicro(), a.Codes, a.Wrong, confirmed, a.Dead)
	return fail.Wrap(err, "notify: keep address")
}

// Stop forgets an address, and the letters that still wait for it. How many codes were
// sent today is not forgotten: stopping and beginning again is no way round the limit.
func Stop(tx *store.Tx, person string, c Channel) error {
	if _, err := tx.Exec(`UPDATE message_address SET address = '', mark = ?, wrong = 0, confirmed = 0, dead = '' WHERE person = ? AND channel = ?`, []byte{}, person, string(c)); err != nil {
		return fail.Wrap(err, "notify: stop")
	}
	_, err := tx.Exec(`DELETE FROM outbox WHERE person = ? AND channel = ? AND state = 'waits'`, person, string(c))
	return fail.Wrap(err, "notify: stop")
}

// Choice 通知偏好 is what somebody set about letters: the hours without any, from one
// until another over midnight, and topics they do not want by letter. The inbox has all.
type Choice struct {
	From, Until int
	Muted       []Topic
}

// UsualChoice is what holds until somebody sets something else: nothing at night.
var UsualChoice = Choice{From: 21, Until: 8}

// ChoiceOf is what person chose, or what is usual.
func ChoiceOf(tx *store.Tx, person string) (Choice, error) {
	rows, err := tx.Query(`SELECT from_h, until_h, muted FROM message_choice WHERE person = ?`, person)
	if err != nil {
		return UsualChoice, fail.Wrap(err, "notify: choice")
	}
	defer rows.Close()
	c := UsualChoice
	for rows.Next() {
		var muted string
		if err := rows.Scan(&c.From, &c.Until, &muted); err != nil {
			return UsualChoice, fail.Wrap(err, "notify: choice")
		}
		for _, t := range strings.Fields(muted) {
			c.Muted = append(c.Muted, Topic(t))
		}
	}
	return c, fail.Wrap(rows.Err(), "notify: choice")
}

// Choose keeps what person chose.
func Choose(tx *store.Tx, person string, c Choice) error {
	var muted []string
	for _, t := range c.Muted {
		muted = append(muted, string(t))
	}
	_, err := tx.Exec(`INSERT INTO message_choice (person, from_h, until_h, muted) VALUES (?,?,?,?) ON CONFLICT (person) DO UPDATE SET from_h = excluded.from_h, until_h = excluded.until_h, muted = excluded.muted`,
		person, c.From, c.Until, strings.Join(muted, " "))
	return fail.Wrap(err, "notify: choose")
}
