package desk

import (
	"context"
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Quality 数据质量 is how the records of one register stand to its rules.
type Quality struct {
	Register *pack.Register
	Tallies  []register.Tally // the latest of each rule
	Open     int              // tickets without an answer
	Late     int              // of those, past due
}

// Qualities are all registers that have rules, in the order of the registers. They hold
// counts only; who looks for the examples needs a ticket.
func (d *Desk) Qualities(ctx context.Context) (out []Quality, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for _, r := range d.registers() {
			if len(r.Quality().Rules) == 0 {
				continue
			}
			q := Quality{Register: r}
			if q.Tallies, err = register.Tallies(tx, r); err != nil {
				return err
			}
			for i := range q.Tallies {
				q.Tallies[i].Examples = nil
			}
			if q.Open, q.Late, err = register.TicketCounts(tx, r); err != nil {
				return err
			}
			out = append(out, q)
		}
		return nil
	})
	return out, err
}

func (d *Desk) registers() []*pack.Register {
	if set := d.Packs(); set != nil {
		return set.Registers()
	}
	return nil
}

// mostTickets is how many tickets of one register are listed.
const mostTickets = 100

// Tickets lists what by's offices have to answer, and what they answered: register by
// register, the open ones first. Nobody else's are there. The examples are left out.
func (d *Desk) Tickets(ctx context.Context, by people.Person) (out []register.Ticket, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for _, r := range d.registers() {
			if !d.keeps(by, r) {
				continue
			}
			some, err := register.Tickets(tx, r, mostTickets)
			if err != nil {
				return err
			}
			for _, t := range some {
				t.Examples = nil
				out = append(out, t)
			}
		}
		return nil
	})
	return out, err
}

// Ticket is one ticket with its examples, for who keeps the register. Where the
// examples are people, each of them sees that they were looked at.
func (d *Desk) Ticket(ctx context.Context, by people.Person, id int64) (t register.Ticket, r *pack.Register, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if t, r, err = d.ticket(tx, by, id); err != nil || !r.Personal() || len(t.Examples) == 0 {
			return nil, err
		}
		l := share.Look{By: by.ID, Name: by.Name["zh"], Office: d.keepsIn(by, r), Purpose: "desk.purpose.quality", Fields: []string{r.ID() + "." + r.Key().ID}, Register: r.ID()}
		for _, x := range t.Examples {
			person, err := d.personOf(tx, x.Subject)
			if err != nil {
				return nil, err
			}
			l.Of = append(l.Of, share.Of{Subject: person})
		}
		return []share.Look{l}, nil
	})
	return t, r, err
}

func (d *Desk) ticket(tx *store.Tx, by people.Person, id int64) (register.Ticket, *pack.Register, error) {
	t, err := register.FindTicket(tx, id)
	if err != nil {
		return t, nil, err
	}
	r, err := d.RegisterOf(t.Register)
	if err == nil && !d.keeps(by, r) {
		// Whether there is such a ticket is not theirs to know.
		err = fail.New(fail.NotFound, "register.no-ticket")
	}
	if err != nil {
		return register.Ticket{}, nil, err
	}
	return t, r, nil
}

// keepsIn is the office in which p keeps the register.
func (d *Desk) keepsIn(p people.Person, r *pack.Register) string {
	for _, x := range p.Posts {
		if o, ok := d.Office(x.Office); ok && x.Role == RoleDataKeeper && o.Kind == r.Owner() {
			return o.ID
		}
	}
	return ""
}

// AnswerTicket closes a ticket: the records are corrected, or right as they are.
func (d *Desk) AnswerTicket(ctx context.Context, by people.Person, id int64, answer, words string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, _, err := d.ticket(tx, by, id); err != nil {
			return err
		}
		_, err := register.AnswerTicket(tx, id, answer, words, by.ID)
		return err
	})
}

// CheckRegisters holds the records of every register to its rules, once a day. One that
// cannot be checked does not keep the others from it.
func (d *Desk) CheckRegisters(ctx context.Context) (checked int, err error) {
	for _, r := range d.registers() {
		done, rerr := register.Check(ctx, d.store, r)
		err = errors.Join(err, rerr)
		if done {
			checked++
		}
	}
	return checked, err
}

// nightHour is when the check of a day begins: few people are about.
const nightHour = 2

// WatchRegisters checks the registers each night until ctx ends. It is apart from
// Watch: a scan of millions must not hold up what is due.
func (d *Desk) WatchRegisters(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if rs := d.registers(); len(rs) > 0 && d.Now().In(rs[0].Book().Calendar.Zone()).Hour() >= nightHour {
			if _, err := d.CheckRegisters(ctx); err != nil && ctx.Err() == nil {
				d.slog.Error("registers could not be checked", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
