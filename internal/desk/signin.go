package desk

import (
	"context"
	"crypto/rand"
	"math"
	"strconv"
	"time"

	"atonce/internal/account"
	"atonce/internal/brake"
	"atonce/internal/envelope"
	"atonce/internal/fail"
	"atonce/internal/passcode"
	"atonce/internal/people"
	"atonce/internal/store"
)

// hashingAtOnce bounds how many passwords are hashed at one time, each in 19 MiB: a
// flood of sign-ins waits, and everything else goes on.
const hashingAtOnce = 4

// wayIn is what the desk needs to let people in.
type wayIn struct {
	sessions people.Limits
	key      envelope.Key
	hashing  chan struct{} // a place for each password that may be hashed at once
}

func newWayIn(c Config) wayIn {
	w := wayIn{sessions: c.Sessions, key: c.Key, hashing: make(chan struct{}, hashingAtOnce)}
	if w.sessions == (people.Limits{}) {
		w.sessions = people.UsualLimits
	}
	if len(w.key) == 0 {
		w.key = make([]byte, envelope.KeySize)
		rand.Read(w.key) // never fails since Go 1.24: it ends the program instead
	}
	return w
}

// LetIn sets the key that encrypts what the database must hold but not show, and when
// sessions end. It is called before the first request.
func (d *Desk) LetIn(key envelope.Key, sessions people.Limits) { d.key, d.sessions = key, sessions }

// secondWithin is how long after the password the code may come.
const secondWithin = 5 * time.Minute

// Knock is a try to sign in from one browser.
type Knock struct {
	Login, Password string
	Device          string         // what the browser holds as a device that was used before; may be empty
	Opening         people.Opening // what the browser says of itself; the desk fills in the rest
	Old             string         // secret of the session that the browser holds, live or ended
	Person          string         // who is signed in there, and may only prove that it is them; empty for nobody
}

// Entered is what a way in leads to: a session, or a second step.
type Entered struct {
	Secret string // of the session; empty while a step is missing
	Device string // for the browser to keep: it has been used before from now on
	Person people.Person
	Second string // secret of the second step, which asks for a code
}

// second is what is kept between password and code.
type second struct{ Person, Login string }

const kindSecond = "second"

// brakes are the keys under which failures of one knock are counted.
type brakes struct {
	pair, network, device string
	known                 bool // the device is one the owner has used before
}

func (d *Desk) brakesOf(tx *store.Tx, login, person, network, device string) (b brakes, err error) {
	b = brakes{pair: "pair " + login + " " + network, network: "network " + network, device: "device " + device + " " + login}
	b.known, err = account.Knows(tx, device, person)
	return b, err
}

const siteKey = "site"

// rules are the keys that count for this knock, with their rules. A known device has
// its own: what others do from anywhere makes nothing slower for it.
func (b brakes) rules() map[string]brake.Rule {
	if b.known {
		return map[string]brake.Rule{b.device: brake.Device}
	}
	return map[string]brake.Rule{b.pair: brake.Pair, b.network: brake.Network, siteKey: brake.Site}
}

// wait refuses a knock that comes too soon after failures.
func (b brakes) wait(tx *store.Tx, now time.Time) error {
	var longest time.Duration
	for key, rule := range b.rules() {
		c, err := account.Failures(tx, key)
		if err != nil {
			return err
		}
		longest = max(longest, rule.Wait(c, now))
	}
	if longest == 0 {
		return nil
	}
	return tooSoon(longest)
}

func tooSoon(wait time.Duration) error {
	return fail.New(fail.TooMany, "desk.sign-in-wait", "after", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}

func (b brakes) fail(tx *store.Tx) error {
	for key, rule := range b.rules() {
		if err := account.Fail(tx, key, rule); err != nil {
			return err
		}
	}
	return nil
}

// errWrong is the one answer to a wrong name, a wrong password, and a name without one.
func errWrong() error {
	return fail.New(fail.Invalid, "desk.sign-in-wrong").WithFields(fail.Field{Path: "password", Key: "desk.sign-in-wrong"})
}

// checkPassword hashes in its turn. Without an account it costs the same.
func (d *Desk) checkPassword(ctx context.Context, kept, password string) (fits, old bool, err error) {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return false, false, fail.New(fail.Unavailable, "desk.sign-in-busy")
	}
	fits, old = passcode.Check(kept, password)
	return fits, old, nil
}

// SignIn takes a name and a password. Who gets either wrong is told the same and costs
// the same, and is slowed with each failure; the owner elsewhere is not.
func (d *Desk) SignIn(ctx context.Context, k Knock) (out Entered, err error) {
	login, network := account.FoldLogin(k.Login), k.Opening.Network
	var a account.Account
	var b brakes
	var ok bool
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if a, ok, err = account.ByLogin(tx, login); err != nil {
			return err
		}
		if b, err = d.brakesOf(tx, login, a.Person, network, k.Device); err != nil {
			return err
		}
		return b.wait(tx, d.Now())
	})
	if err != nil {
		return out, err
	}
	fits, old, err := d.checkPassword(ctx, a.Password, k.Password)
	if err != nil {
		return out, err
	}
	if !fits || !ok {
		if err := d.store.Write(ctx, b.fail); err != nil {
			return out, err
		}
		return out, errWrong()
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if old {
			a.Password = passcode.Hash(k.Password, passcode.Usual)
			if err := a.Save(tx); err != nil {
				return err
			}
		}
		if a.HasCodes() {
			out.Second, err = account.Begin(tx, kindSecond, second{a.Person, login}, secondWithin)
			return err
		}
		out, err = d.enter(tx, a, "password", people.Low, k, b)
		return err
	})
	return out, err
}

// SignInCode takes the second step: a one-time code, or a recovery code, which is used
// up by it.
func (d *Desk) SignInCode(ctx context.Context, step, code string, k Knock) (out Entered, err error) {
	var wrong error
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var s second
		ok, err := account.Look(tx, kindSecond, step, tx.Now(), &s)
		if err != nil {
			return err
		}
		if !ok {
			return fail.New(fail.Conflict, "desk.sign-in-over")
		}
		a, ok, err := account.Of(tx, s.Person)
		if err != nil || !ok {
			return orOver(err)
		}
		b, err := d.brakesOf(tx, s.Login, a.Person, k.Opening.Network, k.Device)
		if err != nil {
			return err
		}
		if err := b.wait(tx, tx.Now()); err != nil {
			return err
		}
		way, err := d.useCode(tx, &a, code)
		if err != nil {
			return err
		}
		if way == "" {
			// A failure that is kept: the write succeeds, the answer is no.
			wrong = fail.New(fail.Invalid, "desk.code-wrong").WithFields(fail.Field{Path: "code", Key: "desk.code-wrong"})
			if err := account.Try(tx, step); err != nil {
				return err
			}
			return b.fail(tx)
		}
		if _, err := account.Take(tx, kindSecond, step, &s); err != nil {
			return err
		}
		out, err = d.enter(tx, a, way, people.Substantial, k, b)
		return err
	})
	if err == nil {
		err = wrong
	}
	return out, err
}

func orOver(err error) error {
	if err != nil {
		return err
	}
	return fail.New(fail.Conflict, "desk.sign-in-over")
}

// codePurpose is what the keys of one-time codes are encrypted for.
const codePurpose = "one-time-code/1"

// useCode says by which code of a this is: codes, recovery, or none.
func (d *Desk) useCode(tx *store.Tx, a *account.Account, code string) (way string, err error) {
	key, err := d.key.Open(codePurpose, a.Person, a.CodeKey)
	if err != nil {
		return "", err
	}
	if step, ok := passcode.MatchCode(key, code, tx.Now(), a.CodeStep); ok {
		a.CodeStep = step
		return "codes", a.Save(tx)
	}
	ok, err := account.UseRecovery(tx, a.Person, passcode.FoldRecovery(code))
	if err != nil || !ok {
		return "", err
	}
	return "recovery", nil
}

// enter begins the session of a, as sure as the weaker of who they were taken for and
// how they came in, and lets the browser be a known device.
func (d *Desk) enter(tx *store.Tx, a account.Account, way string, strength people.Level, k Knock, b brakes) (out Entered, err error) {
	p, ok, err := people.Find(tx, a.Person)
	if err != nil || !ok {
		return out, orOver(err)
	}
	if k.Person != "" && k.Person != p.ID {
		// Else what the one had typed would be dropped, or sent, by the other.
		return out, fail.New(fail.Conflict, "desk.sign-in-other")
	}
	for key := range b.rules() {
		if key == b.pair || key == b.device {
			if err := account.Forgive(tx, key); err != nil {
				return out, err
			}
		}
	}
	o := k.Opening
	o.Person, o.Kind, o.Way, o.Level = p.ID, people.PageSession, way, min(strength, people.Level(a.Proofed))
	if out.Device, err = account.Know(tx, k.Device, p.ID); err != nil {
		return out, err
	}
	out.Person = p
	out.Secret, err = d.begin(tx, o, k.Old)
	return out, err
}
