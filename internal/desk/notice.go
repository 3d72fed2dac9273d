package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/setting"
	"atonce/internal/store"
)

// Quiet are the hours in which an official is told nothing: from an hour until another,
// over midnight. Two equal hours are none.
type Quiet struct{ From, Until int }

// usualQuiet is from seven in the evening until eight in the morning.
var usualQuiet = Quiet{19, 8}

// quietOf is what person has set, or what is usual.
func quietOf(tx *store.Tx, person string) (Quiet, error) {
	set, err := setting.Of(tx, person, setting.Quiet)
	if err != nil {
		return usualQuiet, err
	}
	return quietSet(set), nil
}

func quietSet(set []setting.Setting) Quiet {
	q := usualQuiet
	for _, s := range set {
		if n, err := strconv.Atoi(s.Value); err == nil && n >= 0 && n < 24 {
			switch s.Name {
			case "from":
				q.From = n
			case "until":
				q.Until = n
			}
		}
	}
	return q
}

// End is the end of the quiet hours that at lies in; at itself where it lies in none.
func (q Quiet) End(at time.Time) time.Time {
	h := at.Hour()
	in := q.From <= h && h < q.Until
	if q.From > q.Until {
		in = h >= q.From || h < q.Until
	}
	if !in || q.From == q.Until {
		return at
	}
	end := time.Date(at.Year(), at.Month(), at.Day(), q.Until, 0, 0, 0, at.Location())
	if !end.After(at) {
		end = end.AddDate(0, 0, 1)
	}
	return end
}

// shownFrom is when person is told of something that happens now: not in their quiet
// hours, unless it is an emergency.
func (d *Desk) shownFrom(tx *store.Tx, person string, emergency bool) (time.Time, error) {
	now := tx.Now()
	if emergency {
		return now, nil
	}
	q, err := quietOf(tx, person)
	return q.End(now.In(d.Zone())).UTC(), err
}

// QuietHours are the hours in which by is told nothing.
func (d *Desk) QuietHours(ctx context.Context, by people.Person) (q Quiet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		q, err = quietOf(tx, by.ID)
		return err
	})
	return q, err
}

// SetQuiet sets them, in whole hours from 0 to 23.
func (d *Desk) SetQuiet(ctx context.Context, by people.Person, q Quiet) error {
	if q.From < 0 || q.From > 23 || q.Until < 0 || q.Until > 23 {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "from", Key: "desk.quiet-hours"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := setting.Put(tx, by.ID, setting.Quiet, setting.Setting{Name: "from", Value: strconv.Itoa(q.From)}); err != nil {
			return err
		}
		return setting.Put(tx, by.ID, setting.Quiet, setting.Setting{Name: "until", Value: strconv.Itoa(q.Until)})
	})
}

// mostWarned is how many cases one round warns of; the next goes on.
const mostWarned = 500

// Warn tells who handles a case when a fifth of its time is left, and, when it is late,
// also who hands out cases in its office. It answers how many cases it told of.
func (d *Desk) Warn(ctx context.Context) (told int, err error) {
	for _, kind := range []notify.NoticeKind{notify.Soon, notify.Late} {
		var cases []journal.Warned
		if err := d.store.Read(ctx, func(tx *store.Tx) error {
			cases, err = journal.Unwarned(tx, d.Now(), string(kind), mostWarned)
			return err
		}); err != nil {
			return told, err
		}
		if len(cases) == 0 {
			continue
		}
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			for _, c := range cases {
				if err := d.warn(tx, c, kind); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return told, err
		}
		told += len(cases)
	}
	return told, nil
}

func (d *Desk) warn(tx *store.Tx, c journal.Warned, kind notify.NoticeKind) error {
	colleagues, err := people.Colleagues(tx, c.Office)
	if err != nil {
		return err
	}
	var to []string
	for _, p := range colleagues {
		mine := c.Handler == p.ID || c.Handler == "" && slices.Contains(p.Roles(c.Office), c.Turn)
		head := kind == notify.Late && d.handsOut(c.Service, p.Roles(c.Office))
		if mine || head {
			to = append(to, p.ID)
		}
	}
	if len(to) == 0 {
		to = []string{""} // nobody holds the post: told of once, so that it is not asked again each minute
	}
	for _, person := range to {
		quiet, err := quietOf(tx, person)
		if err != nil {
			return err
		}
		shown := quiet.End(tx.Now().In(d.Zone()))
		if kind == notify.Soon && shown.After(c.Due) {
			shown = tx.Now() // an emergency: in the morning it would be too late
		}
		n := notify.Notice{Person: person, Number: c.Number, Kind: kind, About: c.Due.UnixMicro(), Shown: shown.UTC()}
		if err := n.Tell(tx); err != nil {
			return err
		}
	}
	return nil
}

// handsOut says whether one of roles may assign cases of a service: the head, whatever
// the pack calls them. Where nobody may, it is who decides.
func (d *Desk) handsOut(service string, roles []string) bool {
	s, err := d.Service(service)
	if err != nil {
		return false
	}
	heads := rolesThat(s, casework.Assign)
	if len(heads) == 0 {
		heads = rolesThat(s, casework.Decide)
	}
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(heads, casework.Role(r)) })
}

func rolesThat(s *pack.Service, verb casework.Verb) []casework.Role {
	var out []casework.Role
	for _, st := range s.Procedure().Stages {
		for _, p := range st.May {
			if p.Verb == verb {
				out = append(out, p.By...)
			}
		}
	}
	return out
}

// Told is a notice with what is needed to draw it.
type Told struct {
	notify.Notice
	Row     journal.Row
	Reasons []notify.Notice // what others said to the same
	Names   map[string]people.Person
}

// mostNotices bounds one page of notices.
const mostNotices = 100

// Notices lists what by is told, the newest first, and marks it as seen by by: nobody
// else learns of that.
func (d *Desk) Notices(ctx context.Context, by people.Person) (out []Told, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out = nil
		ns, err := notify.Notices(tx, by.ID, tx.Now(), mostNotices)
		if err != nil {
			return err
		}
		for _, n := range ns {
			t := Told{Notice: n, Names: map[string]people.Person{}}
			var ok bool
			if t.Row, ok, err = journal.FindRow(tx, n.Number); err != nil {
				return err
			}
			if !ok || !slices.Contains(by.Offices(), t.Row.Office) {
				continue // it went to another office meanwhile
			}
			all, err := notify.NoticesOf(tx, n.Number, n.Kind)
			if err != nil {
				return err
			}
			for _, x := range all {
				if x.About == n.About && x.Person != by.ID && x.Reason != "" {
					p, _, err := people.Find(tx, x.Person)
					if err != nil {
						return err
					}
					t.Names[x.Person] = p
					t.Reasons = append(t.Reasons, x)
				}
			}
			out = append(out, t)
		}
		return notify.SeeNotices(tx, by.ID, tx.Now())
	})
	return out, err
}

// mostNoticeReason is the longest answer to a notice, in characters.
const mostNoticeReason = 500

// AnswerNotice keeps what by says to a notice, and writes it into the case as a note.
func (d *Desk) AnswerNotice(ctx context.Context, by people.Person, id int64, reason, submission string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > mostNoticeReason {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "reason", Key: "desk.notice-reason", Args: fail.Pairs("most", strconv.Itoa(mostNoticeReason))})
	}
	var n notify.Notice
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = notify.FindNotice(tx, by.ID, id)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := d.Act(ctx, by, Doing{Number: n.Number, Act: casework.Act{Verb: casework.Record, Step: casework.StepNote, Note: reason}, Submission: submission}); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return notify.Answer(tx, by.ID, id, reason) })
}
