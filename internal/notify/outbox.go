package notify

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Channel 渠道 is a way to tell somebody something outside of this site.
type Channel string

// The channels.
const (
	Mail Channel = "mail"
	Text Channel = "text"
)

// Channels are all of them, in the order in which pages show them.
var Channels = []Channel{Mail, Text}

// Topic 主题 is what a message is about, as people switch it off and on.
type Topic string

// The topics.
const (
	ToDo      Topic = "to-do"    // something is wanted of the reader
	Outcome   Topic = "outcome"  // what was decided, and that it ended
	Course    Topic = "course"   // how the case goes on
	Licences  Topic = "licences" // what becomes of their licences
	AndAnswer Topic = "answer"   // what an office says to a reminder, a delay, a rating
)

// Topics are all of them, in the order in which pages show them.
var Topics = []Topic{ToDo, Outcome, Course, Licences, AndAnswer}

// TopicOf is the topic of a message by its verb; what is not known belongs to the course.
func TopicOf(verb string) Topic {
	switch verb {
	case "ask-correction":
		return ToDo
	case "refuse-intake", "decide", "deliver", "close", "reopen":
		return Outcome
	case "late":
		return AndAnswer
	}
	switch {
	case strings.HasPrefix(verb, "licence-"):
		return Licences
	case strings.HasPrefix(verb, "reply-"):
		return AndAnswer
	}
	return Course
}

// State says how far a letter is.
type State string

// The states of a letter.
const (
	Waits  State = "waits"
	Sent   State = "sent"
	Failed State = "failed"
)

// Out is one row of the outbox 发件箱: a message on its way by one channel.
type Out struct {
	Message
	ID      string // the same at each try
	Channel Channel
	Address string
	Made    time.Time
	Tries   int
	Reason  string // why it failed
}

// post writes a row for each channel that a message's reader confirmed and did not switch
// off for its topic. It belongs to the transaction that writes the message.
func post(tx *store.Tx, m Message) error {
	as, err := Addresses(tx, m.Person)
	if err != nil || len(as) == 0 {
		return err
	}
	c, err := ChoiceOf(tx, m.Person)
	if err != nil || slices.Contains(c.Muted, TopicOf(m.Verb)) {
		return err
	}
	for _, a := range as {
		if !a.Good() {
			continue
		}
		now := tx.Now().UnixMicro()
		if _, err := tx.Exec(`INSERT INTO outbox (id, person, number, seq, verb, channel, address, made, next, tries, state, reason) VALUES (?,?,?,?,?,?,?,?,?,0,?,'')`,
			strings.ToLower(rand.Text()), m.Person, m.Number, m.Seq, m.Verb, string(a.Channel), a.Address, now, now, string(Waits)); err != nil {
			return fail.Wrap(err, "notify: post")
		}
	}
	return nil
}

// Due lists letters whose next try has come, the oldest first, at most size.
func Due(tx *store.Tx, now time.Time, size int) ([]Out, error) {
	return outs(tx, `state = 'waits' AND next <= ? ORDER BY next, id LIMIT ?`, now.UnixMicro(), size)
}

// FailedOf lists letters to person that were given up since a moment, the newest first.
func FailedOf(tx *store.Tx, person string, since time.Time) ([]Out, error) {
	return outs(tx, `state = 'failed' AND person = ? AND made >= ? ORDER BY made DESC, id`, person, since.UnixMicro())
}

// OutOf lists the letters about a case in any state, in the order in which they were made.
func OutOf(tx *store.Tx, number string) ([]Out, error) {
	return outs(tx, `number = ? ORDER BY made, seq, channel`, number)
}

func outs(tx *store.Tx, where string, args ...any) ([]Out, error) {
	rows, err := tx.Query(`SELECT id, person, number, seq, verb, channel, address, made, tries, reason FROM outbox WHERE `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "notify: outbox")
	}
	defer rows.Close()
	var list []Out
	for rows.Next() {
		var o Out
		var channel string
		var made int64
		if err := rows.Scan(&o.ID, &o.Person, &o.Number, &o.Seq, &o.Verb, &channel, &o.Address, &made, &o.Tries, &o.Reason); err != nil {
			return nil, fail.Wrap(err, "notify: outbox")
		}
		o.Channel, o.Made = Channel(channel), time.UnixMicro(made).UTC()
		o.At = o.Made
		list = append(list, o)
	}
	return list, fail.Wrap(rows.Err(), "notify: outbox")
}

// wait is how long after so many failed tries the next one comes. The thirteen waits are
// a day together; after the fourteenth try there is none.
func wait(tries int) (time.Duration, bool) {
	if tries > 13 {
		return 0, false
	}
	return min(time.Minute<<(tries-1), 4*time.Hour), true
}

// Hold puts a letter off until a moment, without counting a try.
func (o Out) Hold(tx *store.Tx, until time.Time) error {
	_, err := tx.Exec(`UPDATE outbox SET next = ? WHERE id = ? AND state = 'waits'`, until.UnixMicro(), o.ID)
	return fail.Wrap(err, "notify: hold")
}

// Carried marks a letter as taken by the other side.
func (o Out) Carried(tx *store.Tx) error {
	_, err := tx.Exec(`UPDATE outbox SET state = 'sent', tries = tries + 1, reason = '' WHERE id = ?`, o.ID)
	return fail.Wrap(err, "notify: carried")
}

// Again plans the next try after one that failed for reason, or gives the letter up after
// a day of them.
func (o Out) Again(tx *store.Tx, reason string) error {
	d, more := wait(o.Tries + 1)
	if !more {
		return o.fail(tx, reason)
	}
	_, err := tx.Exec(`UPDATE outbox SET tries = tries + 1, next = ?, reason = ? WHERE id = ? AND state = 'waits'`, tx.Now().Add(d).UnixMicro(), reason, o.ID)
	return fail.Wrap(err, "notify: again")
}

func (o Out) fail(tx *store.Tx, reason string) error {
	_, err := tx.Exec(`UPDATE outbox SET state = 'failed', tries = tries + 1, reason = ? WHERE id = ? AND state = 'waits'`, reason, o.ID)
	return fail.Wrap(err, "notify: fail")
}

// Refuse gives a letter up because its address takes none, and uses that address no more.
func (o Out) Refuse(tx *store.Tx, reason string) error {
	if err := o.fail(tx, reason); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE message_address SET dead = ? WHERE person = ? AND channel = ? AND address = ?`, reason, o.Person, string(o.Channel), o.Address)
	return fail.Wrap(err, "notify: refuse")
}

// Tally is how many letters of a channel are in a state.
type Tally struct {
	Channel Channel
	State   State
	Count   int
}

// Tallies counts the letters made since a moment.
func Tallies(tx *store.Tx, since time.Time) ([]Tally, error) {
	rows, err := tx.Query(`SELECT channel, state, COUNT(*) FROM outbox WHERE made >= ? GROUP BY channel, state ORDER BY channel, state`, since.UnixMicro())
	if err != nil {
		return nil, fail.Wrap(err, "notify: tallies")
	}
	defer rows.Close()
	var out []Tally
	for rows.Next() {
		var t Tally
		var channel, state string
		if err := rows.Scan(&channel, &state, &t.Count); err != nil {
			return nil, fail.Wrap(err, "notify: tallies")
		}
		t.Channel, t.State = Channel(channel), State(state)
		out = append(out, t)
	}
	return out, fail.Wrap(rows.Err(), "notify: tallies")
}
