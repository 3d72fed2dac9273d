package desk

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"atonce/internal/carrier"
	"atonce/internal/fail"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// A code that confirms an address: how long it is good, how long until another may be
// asked for, how many a day, and how many wrong answers one takes.
const (
	letterCodeGood = 10 * time.Minute
	letterCodeGap  = time.Minute
	letterCodesDay = 5
	letterWrong    = 5
)

func addressProblem(field string, c notify.Channel, key string) error {
	return fail.New(fail.Invalid, "notify.form").WithFields(fail.Field{Path: field + "-" + string(c), Key: key})
}

func (d *Desk) letterMark(a notify.Address, code string) ([]byte, error) {
	return d.key.Mark("letter-code", strings.Join([]string{a.Person, string(a.Channel), a.Address, code}, "\x00"))
}

// AskAddress sends a code to an address that by wants letters at. Until it comes back,
// nothing else is sent there. The limits keep this from troubling strangers.
func (d *Desk) AskAddress(ctx context.Context, by people.Person, c notify.Channel, address string) error {
	carry := d.carriers[c]
	if carry == nil {
		return addressProblem("address", c, "notify.wrong-channel")
	}
	address, err := notify.ParseAddress(c, address)
	if err != nil {
		return err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return fail.Wrap(err, "desk: letter code")
	}
	code := fmt.Sprintf("%06d", n)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := notify.AddressBy(tx, by.ID, c)
		if err != nil {
			return err
		}
		now := tx.Now()
		if now.Sub(a.FirstAt) >= 24*time.Hour {
			a.FirstAt, a.Codes = now, 0
		}
		switch {
		case a.Codes >= letterCodesDay:
			return addressProblem("address", c, "notify.codes-day")
		case now.Sub(a.SentAt) < letterCodeGap:
			return addressProblem("address", c, "notify.codes-gap")
		}
		if a.Address != address {
			if err := notify.Stop(tx, by.ID, c); err != nil {
				return err
			}
		}
		a.Address, a.Confirmed, a.Dead, a.SentAt, a.Wrong = address, time.Time{}, "", now, 0
		a.Codes++
		if a.Mark, err = d.letterMark(a, code); err != nil {
			return err
		}
		return a.Keep(tx)
	})
	if err != nil {
		return err
	}
	l := carrier.Letter{ID: strings.ToLower(rand.Text()), To: address, At: d.Now()}
	var words []string
	for _, lang := range text.Langs {
		words = append(words, text.T(lang, "notify.letter-code", fail.Pairs("code", code)))
	}
	l.Subject, l.Text = text.T(text.Langs[0], "notify.letter-code-subject", nil), strings.Join(words, "\n")
	if err := carry.Carry(ctx, l); err != nil {
		d.slog.Warn("a code was not taken", "channel", c, "error", err)
		if _, final := carrier.Refused(err); final {
			return addressProblem("address", c, "notify.refused")
		}
		return addressProblem("address", c, "notify.not-now")
	}
	return nil
}

// ConfirmAddress takes the code back: from now on letters go to the address.
func (d *Desk) ConfirmAddress(ctx context.Context, by people.Person, c notify.Channel, code string) error {
	code = strings.Join(strings.Fields(code), "")
	var wrong error // kept apart: that somebody guessed wrong must stay written
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		wrong = nil
		a, err := notify.AddressBy(tx, by.ID, c)
		if err != nil {
			return err
		}
		if len(a.Mark) == 0 || tx.Now().Sub(a.SentAt) > letterCodeGood || a.Wrong >= letterWrong {
			wrong = addressProblem("code", c, "notify.code-over")
			return nil
		}
		mark, err := d.letterMark(a, code)
		if err != nil {
			return err
		}
		if !hmac.Equal(mark, a.Mark) {
			a.Wrong++
			wrong = addressProblem("code", c, "notify.code-wrong")
			return a.Keep(tx)
		}
		a.Mark, a.Confirmed = nil, tx.Now()
		return a.Keep(tx)
	})
	if err != nil {
		return err
	}
	return wrong
}

// StopLetters ends letters by one channel at once, also those that wait.
func (d *Desk) StopLetters(ctx context.Context, by people.Person, c notify.Channel) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return notify.Stop(tx, by.ID, c) })
}

// ChooseLetters keeps by's quiet hours, whole hours from 0 to 23, and which topics by
// wants no letters about.
func (d *Desk) ChooseLetters(ctx context.Context, by people.Person, c notify.Choice) error {
	if c.From < 0 || c.From > 23 || c.Until < 0 || c.Until > 23 {
		return fail.New(fail.Invalid, "notify.form").WithFields(fail.Field{Path: "from", Key: "desk.quiet-hours"})
	}
	for _, t := range c.Muted {
		if !slices.Contains(notify.Topics, t) {
			return fail.New(fail.Invalid, "notify.form").WithFields(fail.Field{Path: "topic", Key: "notify.wrong-topic"})
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return notify.Choose(tx, by.ID, c) })
}
