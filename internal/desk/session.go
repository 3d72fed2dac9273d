package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/account"
	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
)

// WhoIs finds the session with this secret. ok says that it is live; a session that
// ended in the last days is answered without ok, so that its owner is recognised.
func (d *Desk) WhoIs(ctx context.Context, secret string, kind people.SessionKind) (s people.Signed, ok bool, err error) {
	now := d.Now()
	if kind == people.APISession && strings.HasPrefix(secret, account.TokenMark) {
		return d.byToken(ctx, secret)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if s, ok, err = people.Session(tx, secret, kind, d.sessions); err != nil || !ok {
			return err
		}
		p, acts, err := people.Represented(tx, s, now)
		if acts {
			s.For = &p
		}
		return err
	})
	ok = ok && s.Live(now)
	if err == nil && ok && s.Stale(now) {
		err = d.store.Write(ctx, func(tx *store.Tx) error { return people.Touch(tx, secret) })
		s.Used = now
		if end := now.Add(d.sessions.Idle); kind == people.PageSession && end.Before(s.Expires) {
			s.Ends = end
		}
	}
	return s, ok, err
}

// begin opens a session in tx in the place of the one that the browser had: what was
// kept for the old one is handed on if it is the same person's, and the old one ends.
func (d *Desk) begin(tx *store.Tx, o people.Opening, old string) (string, error) {
	o.Limits = d.sessions
	if old != "" {
		// Whoever was acting for another goes on as that.
		was, ok, err := people.Session(tx, old, people.PageSession, d.sessions)
		if err != nil {
			return "", err
		}
		if ok && was.Person.ID == o.Person {
			o.Acting = was.Acting
		}
	}
	secret, err := people.Begin(tx, o)
	if err != nil || old == "" {
		return secret, err
	}
	if err := people.CarryKept(tx, old, secret, o.Person, d.sessions); err != nil {
		return "", err
	}
	return secret, people.End(tx, old)
}

// KeepForm keeps a form that was sent into a session that has ended, or before a
// proof that it needs. Without a session that was ever there nothing is kept: a
// stranger cannot fill the disk. kept says whether it was.
func (d *Desk) KeepForm(ctx context.Context, secret string, f people.KeptForm) (kept bool, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		_, ok, err := people.Session(tx, secret, people.PageSession, d.sessions)
		if err != nil || !ok {
			return err
		}
		kept = true
		return f.Keep(tx, secret)
	})
	return kept && err == nil, err
}

// KeptForm is the form that waits under a session's secret. take removes it.
func (d *Desk) KeptForm(ctx context.Context, secret string, take bool) (f people.KeptForm, ok bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		f, ok, err = people.FindKept(tx, secret, d.Now())
		return err
	})
	if err != nil || !ok || !take {
		return f, ok, err
	}
	return f, ok, d.store.Write(ctx, func(tx *store.Tx) error { return people.DropKept(tx, secret) })
}

// Sessions lists a person's live sessions, the latest used first.
func (d *Desk) Sessions(ctx context.Context, by people.Person) (out []people.Signed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = people.Sessions(tx, by.ID, d.sessions)
		return err
	})
	return out, err
}

// EndSession ends one of a person's own sessions by its name; an empty name ends all
// but the one named except.
func (d *Desk) EndSession(ctx context.Context, by people.Person, id, except string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if id == "" {
			return people.EndAll(tx, by.ID, except)
		}
		return people.EndNamed(tx, by.ID, id)
	})
}

// shutOut ends every session and every token of a person: a program in their name is
// out when they are.
func shutOut(tx *store.Tx, person string) error {
	if err := people.EndAll(tx, person, ""); err != nil {
		return err
	}
	return account.RevokeTokens(tx, person)
}

// Unread counts a person's unread messages, and the benefits that wait for their answer.
func (d *Desk) Unread(ctx context.Context, p people.Person) (n int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if n, err = notify.Unseen(tx, p.ID); err != nil || p.Identity == "" {
			return err
		}
		waits, err := benefit.Awaited(tx, p.Identity)
		n += waits
		return err
	})
	return n, err
}

// InboxMessage is a message in somebody's inbox, with the service of the case it is about; empty
// for what is about no case.
type InboxMessage struct {
	notify.Message
	Service string
}

// Inbox lists a person's messages, the newest first, and marks them as read.
func (d *Desk) Inbox(ctx context.Context, by people.Person) (out []InboxMessage, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		ms, err := notify.Inbox(tx, by.ID, d.Now().AddDate(1, 0, 0), 100)
		var numbers []string
		for _, m := range ms {
			if !slices.Contains(numbers, m.Number) {
				numbers = append(numbers, m.Number)
			}
		}
		if err != nil {
			return err
		}
		services, err := journal.ServicesOf(tx, numbers)
		for _, m := range ms {
			out = append(out, InboxMessage{Message: m, Service: services[m.Number]})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range out {
		if !m.Seen {
			return out, d.store.Write(ctx, func(tx *store.Tx) error { return notify.See(tx, by.ID) })
		}
	}
	return out, nil
}

// SignInSample begins a session of a sample person. It works for nobody else: real
// people come in by real sign-in.
func (d *Desk) SignInSample(ctx context.Context, id string, kind people.SessionKind) (secret string, p people.Person, err error) {
	return d.EnterSample(ctx, people.Opening{Person: id, Kind: kind}, "")
}

// EnterSample is SignInSample from a browser that holds an old session.
func (d *Desk) EnterSample(ctx context.Context, o people.Opening, old string) (secret string, p people.Person, err error) {
	o.Level, o.Way = people.High, "sample"
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var ok bool
		if p, ok, err = people.Find(tx, o.Person); err != nil {
			return err
		}
		if !ok || !p.Sample {
			return fail.New(fail.NotFound, "desk.no-person", "person", o.Person)
		}
		secret, err = d.begin(tx, o, old)
		return err
	})
	return secret, p, err
}

// Person is the person with an id.
func (d *Desk) Person(ctx context.Context, id string) (p people.Person, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		var ok bool
		if p, ok, err = people.Find(tx, id); err == nil && !ok {
			err = fail.New(fail.NotFound, "desk.no-such-person", "person", id)
		}
		return err
	})
	return p, err
}

// SignOut ends a session.
func (d *Desk) SignOut(ctx context.Context, secret string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return people.End(tx, secret) })
}

// Samples lists the sample people.
func (d *Desk) Samples(ctx context.Context) (out []people.Person, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = people.Samples(tx)
		return err
	})
	return out, err
}

// SavePeople writes offices and people.
func (d *Desk) SavePeople(ctx context.Context, s people.Sample) error {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		for _, o := range s.Offices {
			if err := o.Save(tx); err != nil {
				return err
			}
		}
		for _, p := range s.People {
			if err := p.Save(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.loadOffices(ctx)
}
