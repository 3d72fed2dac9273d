package desk

import (
	"context"
	"slices"
	"time"

	"atonce/internal/appointment"
	"atonce/internal/counter"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// daysAhead is for how many working days times at counters are given out.
const daysAhead = 5

// halves are when times at a counter begin, from midnight: the usual hours of a working
// day, with the midday break.
var halves = func() (out []time.Duration) {
	for _, half := range [][2]int{{18, 23}, {27, 34}} { // 9:00 to 11:30, 13:30 to 17:00
		for h := half[0]; h < half[1]; h++ {
			out = append(out, time.Duration(h)*appointment.Long)
		}
	}
	return out
}()

// FreeTimes lists when a counter has room on the next working days.
func (d *Desk) FreeTimes(ctx context.Context, id string) (out []time.Time, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, ok, err := counter.Find(tx, id)
		if err == nil && (!ok || c.Closed) {
			return fail.New(fail.NotFound, "counter.none")
		}
		if err == nil {
			out, err = d.freeTimes(tx, id)
		}
		return err
	})
	return out, err
}

func (d *Desk) freeTimes(tx *store.Tx, id string) (out []time.Time, err error) {
	cal, ok := d.calendar()
	if !ok {
		return nil, nil // without a calendar no day is known to be a working day
	}
	now := d.Now()
	today := cal.Today(now)
	last, _ := cal.AddWorkdays(today, daysAhead)
	taken, err := appointment.Taken(tx, id, now, last.AddDays(1).At(0, cal.Zone()))
	if err != nil {
		return nil, err
	}
	for day, n := today, 0; n < daysAhead; day = day.AddDays(1) {
		if open, _ := cal.IsWorkday(day); !open {
			continue
		}
		n++
		for _, h := range halves {
			at := day.At(h, cal.Zone())
			if at.After(now) && taken[at.UnixMicro()] < appointment.Desks {
				out = append(out, at)
			}
		}
	}
	return out, nil
}

// calendar is that of the country the packs are of.
func (d *Desk) calendar() (law.Calendar, bool) {
	for _, s := range d.Services() {
		return s.Procedure().Calendar, true
	}
	return law.Calendar{}, false
}

// CloseOf is when the offices close on a day.
func (d *Desk) CloseOf(day time.Time) time.Time {
	if cal, ok := d.calendar(); ok {
		return cal.CloseOf(cal.Today(day))
	}
	return day
}

// Reserve reserves a time at a counter, about one of the services met there or about
// something else. A time that is not given out is refused.
func (d *Desk) Reserve(ctx context.Context, by people.Person, a appointment.Appointment) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, ok, err := counter.Find(tx, a.Counter)
		if err != nil {
			return err
		}
		if !ok || c.Closed {
			return fail.New(fail.NotFound, "counter.none")
		}
		a.ID, a.Person, a.Office = people.NewID("appointment"), by.ID, c.Offices[0]
		if a.About != "" {
			if a.Office, ok = d.metAt(c, a.About); !ok {
				return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "about", Key: "appointment.elsewhere"})
			}
		}
		free, err := d.freeTimes(tx, c.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(free, a.Begins.Equal) {
			return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "begins", Key: "appointment.full"})
		}
		// Who holds too many times already is told so where they chose one.
		if err := appointment.Make(tx, a); fail.KindOf(err) == fail.Conflict {
			return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "begins", Key: fail.As(err).Key})
		} else if err != nil {
			return err
		}
		return nil
	})
}

// GiveBack gives a reserved time back.
func (d *Desk) GiveBack(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return appointment.Drop(tx, id, by.ID) })
}

// Visit 到访 is a reserved time, with the counter where it is and who comes.
type Visit struct {
	appointment.Appointment
	At  counter.Counter
	Who people.Person
}

// Reserved lists the times a person holds.
func (d *Desk) Reserved(ctx context.Context, by people.Person) (out []Visit, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		as, err := appointment.Of(tx, by.ID, d.Now())
		if err == nil {
			out, err = visits(tx, as)
		}
		return err
	})
	return out, err
}

// PurposeVisit is why an official sees who comes.
const PurposeVisit = "desk.purpose.visit"

// since is from when on a visit is still of interest: who comes late has come.
func (d *Desk) since() time.Time { return d.Now().Add(-appointment.Long) }

// Visits lists who comes to the counters to meet the offices of an official, the next
// first. Everybody on the list sees that.
func (d *Desk) Visits(ctx context.Context, by people.Person) (out []Visit, err error) {
	err = d.reading(ctx, func(tx *store.Tx) (looks []share.Look, err error) {
		out = nil
		for _, office := range by.Offices() {
			as, err := appointment.With(tx, office, d.since())
			if err != nil {
				return nil, err
			}
			vs, err := visits(tx, as)
			if err != nil {
				return nil, err
			}
			for _, v := range vs {
				looks = append(looks, share.Look{Subject: v.Person, By: by.ID, Name: by.In("zh"), Reader: share.ByPerson, Office: office, Service: v.About, Purpose: PurposeVisit, Fields: []string{"subject", "visit"}})
			}
			out = append(out, vs...)
		}
		slices.SortStableFunc(out, func(a, b Visit) int { return a.Begins.Compare(b.Begins) })
		return looks, nil
	})
	return out, err
}

// VisitCount is how many of them there are.
func (d *Desk) VisitCount(ctx context.Context, by people.Person) (n int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n = 0
		for _, office := range by.Offices() {
			m, err := appointment.Count(tx, office, d.since())
			if err != nil {
				return err
			}
			n += m
		}
		return nil
	})
	return n, err
}

func visits(tx *store.Tx, as []appointment.Appointment) (out []Visit, err error) {
	for _, a := range as {
		v := Visit{Appointment: a}
		if v.At, _, err = counter.Find(tx, a.Counter); err != nil {
			return nil, err
		}
		if v.Who, _, err = people.Find(tx, a.Person); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
