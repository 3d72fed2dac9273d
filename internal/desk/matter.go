package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// RoleDataProtection is the post of those who answer people about their data.
const RoleDataProtection = "data-protection"

// How long an office has to answer, in working days. No law sets these numbers
// (PIPL 50 asks for a convenient way and a reasoned answer): they are this program's
// promise, and every page says the day.
const (
	questionDays   = 15
	correctionDays = 5
)

// mostMatter bounds what a person writes about their data, in characters.
const mostMatter = 1000

// QuestionLook asks the office that looked why it did.
func (d *Desk) QuestionLook(ctx context.Context, by people.Person, look int64, words string) error {
	words, err := asWords(words)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := d.ownLook(tx, by, look)
		if err != nil {
			return err
		}
		office, err := d.protectorOf(tx, l.Office)
		if err != nil {
			return err
		}
		_, err = share.AddMatter(tx, share.Matter{Kind: share.Question, Person: by.ID, Office: office, Number: l.Number, Look: l.ID, Words: words,
			Due: d.matterDue(tx.Now(), questionDays)})
		return err
	})
}

// asWords holds what a person writes to its bounds.
func asWords(words string) (string, error) {
	words = strings.TrimSpace(words)
	if n := utf8.RuneCountInString(words); n == 0 || n > mostMatter {
		return "", fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "words", Key: "desk.matter-words"})
	}
	return words, nil
}

// protectorOf is the office whose data protection answers for another: itself, or the
// nearest above it that has the post, or any that has it.
func (d *Desk) protectorOf(tx *store.Tx, office string) (string, error) {
	has := func(id string) (bool, error) {
		ps, err := people.Colleagues(tx, id)
		return slices.ContainsFunc(ps, func(p people.Person) bool { return slices.Contains(p.Roles(id), RoleDataProtection) }), err
	}
	for id := office; id != ""; {
		ok, err := has(id)
		if err != nil || ok {
			return id, err
		}
		o, _ := d.Office(id)
		id = o.Parent
	}
	for _, o := range d.Offices() {
		if ok, err := has(o.ID); err != nil || ok {
			return o.ID, err
		}
	}
	return "", fail.New(fail.Unavailable, "desk.no-protector")
}

// matterDue is the close of the last working day of an answer's time.
func (d *Desk) matterDue(at time.Time, days int) time.Time {
	for _, s := range d.Services() {
		cal := s.Procedure().Calendar
		day, _ := cal.AddWorkdays(cal.Today(at), days)
		return cal.CloseOf(day)
	}
	return at.AddDate(0, 0, days)
}

// Matters lists what a person asked about their data, with the answers.
func (d *Desk) Matters(ctx context.Context, by people.Person) (out []share.Matter, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = share.MattersOf(tx, by.ID)
		return err
	})
	return out, err
}

// MattersToAnswer lists what the offices whose data protection an official does were asked.
func (d *Desk) MattersToAnswer(ctx context.Context, by people.Person) (out []share.Matter, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for _, o := range protects(by) {
			ms, err := share.MattersAt(tx, o)
			if err != nil {
				return err
			}
			out = append(out, ms...)
		}
		return nil
	})
	return out, err
}

func protects(by people.Person) (out []string) {
	for _, p := range by.Posts {
		if p.Role == RoleDataProtection {
			out = append(out, p.Office)
		}
	}
	return out
}

// PurposeAnswer is why an official reads what a person asked.
const PurposeAnswer = "desk.purpose.answer"

// Matter shows an official one matter of their office and, for a question, the look it
// is about. That is a look itself.
func (d *Desk) Matter(ctx context.Context, by people.Person, id int64) (m share.Matter, l share.Look, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if m, err = d.matterOf(tx, by, id); err != nil {
			return nil, err
		}
		if m.Look != 0 {
			if l, err = d.lookOf(tx, m); err != nil {
				return nil, err
			}
		}
		return []share.Look{{Subject: m.Person, By: by.ID, Name: by.In("zh"), Office: m.Office, Number: m.Number, Purpose: PurposeAnswer, Fields: []string{"matter"}}}, nil
	})
	return m, l, err
}

func (d *Desk) matterOf(tx *store.Tx, by people.Person, id int64) (share.Matter, error) {
	m, err := share.FindMatter(tx, id)
	if err == nil && !slices.Contains(protects(by), m.Office) {
		err = fail.New(fail.NotFound, "share.no-matter")
	}
	return m, err
}

// lookOf is the look that a matter asks about.
func (d *Desk) lookOf(tx *store.Tx, m share.Matter) (share.Look, error) {
	p, _, err := people.Find(tx, m.Person)
	if err != nil {
		return share.Look{}, err
	}
	return d.ownLook(tx, p, m.Look)
}

// AnswerMatter answers a matter. Nobody answers for a look of their own.
func (d *Desk) AnswerMatter(ctx context.Context, by people.Person, id int64, outcome, answer string) error {
	answer, err := asWords(answer)
	if err != nil {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "answer", Key: "desk.matter-words"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := d.matterOf(tx, by, id)
		if err != nil {
			return err
		}
		if !slices.Contains(share.Outcomes[m.Kind], outcome) {
			return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "outcome", Key: "desk.matter-outcome"})
		}
		if m.Look != 0 {
			l, err := d.lookOf(tx, m)
			if err != nil {
				return err
			}
			if l.By == by.ID {
				return fail.New(fail.Forbidden, "desk.matter-own")
			}
		}
		return share.AnswerMatter(tx, id, by.ID, outcome, answer)
	})
}
