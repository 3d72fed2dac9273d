package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/reply"
	"atonce/internal/store"
)

// How long an office has to reply, in working days. No law sets these numbers; they are
// this program's promise, and every page says the day.
const (
	nudgeDays  = 1
	lateDays   = 1
	ratingDays = 5
)

// lowStars is the highest rating that somebody answers for.
const lowStars = 2

// oweReplies opens what an office owes a word about after what was just done. Nobody
// explains any more why a case is late that has ended.
func (d *Desk) oweReplies(tx *store.Tx, f *filed) error {
	if !f.now.Ended.IsZero() {
		if err := reply.Drop(tx, f.header.Number, reply.Late); err != nil {
			return err
		}
	}
	for _, a := range f.acts {
		o := reply.Owed{Number: f.header.Number, Seq: a.Seq, Service: f.header.Service, Office: f.now.Office, Person: f.header.Applicant, Words: a.Reason, Opened: a.At}
		switch {
		case a.Verb == casework.Record && a.Step == casework.StepNudge:
			o.Kind, o.Due = reply.Nudge, d.matterDue(a.At, nudgeDays)
		case a.Verb == casework.Rate && a.Stars <= lowStars:
			o.Kind, o.Stars, o.Due = reply.Rating, a.Stars, d.matterDue(a.At, ratingDays)
		default:
			continue
		}
		if err := reply.Owe(tx, o); err != nil {
			return err
		}
	}
	return nil
}

// OweDelays opens an explanation for every case whose promise is broken and not yet
// explained, and tells the applicant before they ask. It answers how many.
func (d *Desk) OweDelays(ctx context.Context) (opened int, err error) {
	var late []reply.Owed
	unexplained := func(tx *store.Tx) (err error) {
		late, err = reply.Unexplained(tx, d.Now(), 500)
		return err
	}
	// Asked first without the writer's turn: most often nothing is late.
	if err := d.store.Read(ctx, unexplained); err != nil || len(late) == 0 {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := unexplained(tx); err != nil {
			return err
		}
		for _, o := range late {
			o.Opened, o.Due = tx.Now(), d.matterDue(tx.Now(), lateDays)
			if err := reply.Owe(tx, o); err != nil {
				return err
			}
			// Below nought, so that no act of the case has the number.
			if err := notify.Queue(tx, notify.Message{Person: o.Person, Number: o.Number, Seq: -2 * o.Seq, Verb: "late", At: tx.Now()}); err != nil {
				return err
			}
		}
		opened = len(late)
		return nil
	})
	return opened, err
}

// RepliesTo lists what a person was told, or will be, beside the course of their case.
func (d *Desk) RepliesTo(ctx context.Context, by people.Person, number string) (out []reply.Owed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = reply.Of(tx, number)
		return err
	})
	return slices.DeleteFunc(out, func(o reply.Owed) bool { return o.Person != by.ID }), err
}

// Replies lists what the official's offices owe and owed. Who rated stays hidden: of a
// rating the case and its applicant are left out.
func (d *Desk) Replies(ctx context.Context, by people.Person) (out []reply.Owed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for _, o := range by.Offices() {
			some, err := reply.At(tx, o)
			if err != nil {
				return err
			}
			out = append(out, some...)
		}
		return nil
	})
	for i := range out {
		out[i] = unnamed(out[i])
	}
	return out, err
}

func unnamed(o reply.Owed) reply.Owed {
	o.Person = ""
	if o.Kind == reply.Rating {
		o.Number, o.Seq, o.Opened = "", 0, o.Opened.Truncate(24*time.Hour)
	}
	return o
}

// Owed is one reply that the official's office owes.
func (d *Desk) Owed(ctx context.Context, by people.Person, id int64) (o reply.Owed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		o, err = d.owedBy(tx, by, id)
		return err
	})
	return unnamed(o), err
}

func (d *Desk) owedBy(tx *store.Tx, by people.Person, id int64) (reply.Owed, error) {
	o, err := reply.Find(tx, id)
	if err == nil && !slices.Contains(by.Offices(), o.Office) {
		err = fail.New(fail.NotFound, "reply.none")
	}
	return o, err
}

// Reply answers what an office owes. A delay needs a new date, which may not be later
// than the statutory limit of what runs now; the person is told at once.
func (d *Desk) Reply(ctx context.Context, by people.Person, id int64, words string, until time.Time) error {
	words = strings.TrimSpace(words)
	return d.store.Write(ctx, func(tx *store.Tx) error {
		o, err := d.owedBy(tx, by, id)
		if err != nil {
			return err
		}
		var bad []fail.Field
		if n := utf8.RuneCountInString(words); n == 0 || n > mostMatter {
			bad = append(bad, fail.Field{Path: "answer", Key: "desk.matter-words"})
		}
		if o.Kind == reply.Late {
			row, ok, err := journal.FindRow(tx, o.Number)
			if err != nil {
				return err
			}
			if !ok || !until.After(tx.Now()) || !row.LawDue.IsZero() && tx.Now().Before(row.LawDue) && until.After(row.LawDue.Add(time.Minute)) {
				bad = append(bad, fail.Field{Path: "until", Key: "desk.reply-until"})
			}
		}
		if len(bad) > 0 {
			return fail.New(fail.Invalid, "desk.form").WithFields(bad...)
		}
		o.Answer, o.By, o.Name = words, by.ID, by.In("zh")
		if o.Kind == reply.Late {
			o.Until = until
		}
		if err := reply.Give(tx, o); err != nil {
			return err
		}
		return notify.Queue(tx, notify.Message{Person: o.Person, Number: o.Number, Seq: -2*int(o.ID) - 1, Verb: "reply-" + string(o.Kind), At: tx.Now()})
	})
}
