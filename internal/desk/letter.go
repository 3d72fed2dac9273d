package desk

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"atonce/internal/carrier"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// post is how letters leave the house.
type post struct {
	site     string
	carriers map[notify.Channel]carrier.Carrier
}

// UseCarriers says how letters leave, before the first request: the address at which
// people reach this site, without a slash at its end, and who carries each channel.
func (d *Desk) UseCarriers(site string, by map[notify.Channel]carrier.Carrier) {
	d.post = post{site, by}
}

// ChannelsOffered are the channels that somebody carries.
func (d *Desk) ChannelsOffered() []notify.Channel {
	var out []notify.Channel
	for _, c := range notify.Channels {
		if d.carriers[c] != nil {
			out = append(out, c)
		}
	}
	return out
}

// mostLetters is how many letters one round takes.
const mostLetters = 50

// CarryLetters hands over every letter whose time has come, and answers how many were
// taken. A letter is marked after it was taken: who is killed in between sends it again
// under the same id.
func (d *Desk) CarryLetters(ctx context.Context) (taken int, err error) {
	var due []notify.Out
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		due, err = notify.Due(tx, d.Now(), mostLetters)
		return err
	}); err != nil {
		return 0, err
	}
	down := map[notify.Channel]bool{} // each letter to a dead server would take its whole time
	for _, o := range due {
		if down[o.Channel] {
			continue
		}
		ok, failed, err := d.carry(ctx, o)
		if err != nil {
			return taken, err
		}
		down[o.Channel] = failed
		if ok {
			taken++
		}
	}
	return taken, nil
}

// carry hands one letter over. failed says that another try may go better.
func (d *Desk) carry(ctx context.Context, o notify.Out) (taken, failed bool, err error) {
	var l carrier.Letter
	var until time.Time
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := notify.ChoiceOf(tx, o.Person)
		if err != nil {
			return err
		}
		until = Quiet{c.From, c.Until}.End(d.Now().In(d.Zone())).UTC()
		l, err = d.letter(tx, o)
		return err
	}); err != nil {
		return false, false, err
	}
	if until.After(d.Now()) {
		return false, false, d.store.Write(ctx, func(tx *store.Tx) error { return o.Hold(tx, until) })
	}
	err = errors.New("nobody carries this channel any more")
	if c := d.carriers[o.Channel]; c != nil {
		err = c.Carry(ctx, l)
	}
	if ctx.Err() != nil {
		return false, false, ctx.Err()
	}
	why, final := carrier.Refused(err)
	if err != nil {
		d.slog.Warn("a letter was not taken", "id", o.ID, "channel", o.Channel, "tries", o.Tries+1, "final", final, "error", err)
	}
	return err == nil, err != nil && !final, d.store.Write(ctx, func(tx *store.Tx) error {
		switch {
		case err == nil:
			return o.Carried(tx)
		case final:
			return o.Refuse(tx, why)
		}
		return o.Again(tx, "")
	})
}

// letter draws what is carried: which service, that something changed, where to read it.
// What changed stands behind the sign-in.
func (d *Desk) letter(tx *store.Tx, o notify.Out) (carrier.Letter, error) {
	l := carrier.Letter{ID: o.ID, To: o.Address, At: d.Now()}
	page, kind := "/cases/", "notify.letter-case"
	if notify.TopicOf(o.Verb) == notify.Licences {
		page, kind = "/licences/", "notify.letter-licence"
	}
	at := page + url.PathEscape(o.Number)
	if strings.HasPrefix(o.Verb, mandateVerb) {
		at, kind = "/account/acting", "notify.letter-mandate"
	}
	row, found, err := journal.FindRow(tx, o.Number)
	if err != nil {
		return l, err
	}
	for i, lang := range text.Langs {
		name := text.T(lang, "notify.letter-service", nil)
		if s, err := d.Service(row.Service); found && err == nil {
			name = s.Text(lang, "name")
		}
		words := text.T(lang, kind, fail.Pairs("service", name))
		if i == 0 {
			l.Subject = words
		} else {
			l.Text += "\n"
		}
		l.Text += words
	}
	l.Text += "\n" + d.post.site + at
	if o.Channel == notify.Mail {
		for _, lang := range text.Langs {
			l.Text += "\n\n" + text.T(lang, "notify.letter-foot", fail.Pairs("page", d.post.site+"/account/notices"))
		}
	}
	return l, nil
}

// WatchLetters carries letters until ctx ends.
func (d *Desk) WatchLetters(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := d.CarryLetters(ctx); err != nil && ctx.Err() == nil {
			d.slog.Error("letters could not be carried", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// LettersSince counts letters by channel and state over so long, for the keepers: how
// many, never whose.
func (d *Desk) LettersSince(ctx context.Context, ago time.Duration) (out []notify.Tally, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = notify.Tallies(tx, tx.Now().Add(-ago))
		return err
	})
	return out, err
}

// lostFor is how long somebody is told on the site that letters did not reach them.
const lostFor = 14 * 24 * time.Hour

// Letters is what somebody set about letters, and what became of them.
type Letters struct {
	Addresses []notify.Address
	Choice    notify.Choice
	Lost      []notify.Out // given up in the last two weeks
}

// Unreached says whether letters to an address of somebody did not arrive.
func (l Letters) Unreached() bool {
	for _, a := range l.Addresses {
		if a.Dead != "" {
			return true
		}
	}
	return len(l.Lost) > 0
}

// LettersOf is what by set about letters.
func (d *Desk) LettersOf(ctx context.Context, by people.Person) (l Letters, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if l.Addresses, err = notify.Addresses(tx, by.ID); err != nil {
			return err
		}
		if l.Choice, err = notify.ChoiceOf(tx, by.ID); err != nil {
			return err
		}
		l.Lost, err = notify.FailedOf(tx, by.ID, tx.Now().Add(-lostFor))
		return err
	})
	return l, err
}
