package desk

import (
	"context"
	"time"

	"atonce/internal/appointment"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
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
func (d *Desk) FreeTimes(ctx context.Context, office string) (out []time.Time, err error) {
	cal, ok := d.calendar()
	if _, known := d.Office(office); !known || !ok {
		return nil, fail.New(fail.NotFound, "desk.office-unknown")
	}
	now := d.Now()
	today := cal.Today(now)
	last, _ := cal.AddWorkdays(today, daysAhead)
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		taken, err := appointment.Taken(tx, office, now, last.AddDays(1).At(0, cal.Zone()))
		if err != nil {
			return err
		}
		for day, n := today, 0; n < daysAhead; day = day.AddDays(1) {
			if open, _ := cal.IsWorkday(day); !open {
				continue
			}
			n++
			for _, h := range halves {
				at := day.At(h, cal.Zone())
				if at.After(now) && taken[at.UnixMicro()] < appointment.Counters {
					out = append(out, at)
				}
			}
		}
		return nil
	})
	return out, err
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

// Reserve reserves a time at a counter. A time that is not given out is refused.
func (d *Desk) Reserve(ctx context.Context, by people.Person, a appointment.Appointment) error {
	free, err := d.FreeTimes(ctx, a.Office)
	if err != nil {
		return err
	}
	for _, at := range free {
		if at.Equal(a.Begins) {
			a.ID, a.Person = people.NewID("appointment"), by.ID
			return d.store.Write(ctx, func(tx *store.Tx) error { return appointment.Make(tx, a) })
		}
	}
	return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "begins", Key: "appointment.full"})
}

// GiveBack gives a reserved time back.
func (d *Desk) GiveBack(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return appointment.Drop(tx, id, by.ID) })
}

// Reserved lists the times a person holds.
func (d *Desk) Reserved(ctx context.Context, by people.Person) (out []appointment.Appointment, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = appointment.Of(tx, by.ID, d.Now())
		return err
	})
	return out, err
}
