package journal

import (
	"errors"
	"math"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// never is the due time of a case that no clock of the office binds: it sorts last.
const never = math.MaxInt64

// Row is one case as a list shows it: folded from the acts, kept beside them.
type Row struct {
	Header
	Shape       string
	Stage       string
	Turn        string
	Outcome     string
	Handler     string
	Acts        int
	Received    time.Time
	Ended       time.Time // zero while something is owed
	Decided     time.Time // zero while undecided
	Due         time.Time // the binding promise; zero where none binds
	Warn        time.Time // from when it counts as soon
	LawDue      time.Time
	Paused      bool
	Provisional bool
	Promised    time.Time // end of the main clock's promise; zero where none
	InTime      int       // 1 kept, 0 broken, -1 not known yet
	Gaps        int
	Silence     time.Time // when the kernel must look again by itself; zero never
	ahead       int       // as it is sorted by: 0 before all others, else 1
	Again       bool      // the applicant asks that a person look again at what rules had a part in
	Visits      int
	Stars       int
}

// Project folds a case into the row that lists show.
func Project(h Header, c casework.Case) Row {
	r := Row{Header: h, Shape: string(c.Procedure.Shape), Stage: c.Stage, Outcome: c.Outcome, Handler: c.Handler, Acts: len(c.Acts),
		Received: c.Received, Ended: c.Ended, Gaps: len(c.Gaps), Visits: c.Visits, Stars: c.Stars, InTime: -1}
	r.Office = c.Office
	r.Digest = c.Digest
	if s, ok := c.Procedure.Stage(c.Stage); ok {
		r.Turn = string(s.Turn)
	}
	if d, ok := c.Last(casework.Decide); ok && c.Outcome != "" {
		r.Decided = d.At
	}
	if b, ok := c.Binding(); ok {
		due := b.Promise(c.Procedure)
		r.Due, r.Provisional, r.Paused = due.At, due.Provisional, b.Paused()
		r.LawDue = b.Statutory(c.Procedure).At
		r.Warn = warnAt(b, due.At)
	}
	if m, ok := c.Main(); ok {
		r.Promised = m.Promise(c.Procedure).At
		if !m.Live() {
			r.InTime = kept(m, c)
		}
	}
	if at, ok := c.NextSilence(); ok {
		r.Silence = at
	}
	r.Again = AskedAgain(c)
	r.ahead = 1 - bit(r.Again)
	return r
}

// AskedAgain says whether the applicant waits for a person to look again 请求人工复核 at
// what was decided by rules, or after they were asked (个人信息保护法 24).
func AskedAgain(c casework.Case) bool {
	last, ok := c.Last(casework.Reopen)
	if !ok || last.Role != casework.RoleApplicant || !c.Ended.IsZero() {
		return false
	}
	asked := false
	for _, a := range c.Acts {
		if a.Verb != casework.Decide {
			continue
		}
		if a.Seq > last.Seq {
			return false
		}
		asked = asked || a.Model != nil
	}
	return asked
}

// warnAt is when a fifth of the time is left.
func warnAt(b casework.Running, due time.Time) time.Time {
	if due.IsZero() {
		return due
	}
	return due.Add(-due.Sub(b.Run.Started) / 5)
}

func kept(m casework.Running, c casework.Case) int {
	if s := m.State(c.Procedure, m.Run.Stopped); s.Running == "met-late" {
		return 0
	}
	return 1
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func microOr(t time.Time, or int64) int64 {
	if t.IsZero() {
		return or
	}
	return t.UnixMicro()
}

func timeOf(us int64) time.Time {
	if us == 0 || us == never {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

const columns = `number, service, area_of_duty, version, digest, shape, applicant, subject, office, area, parent, branch, stage, turn, outcome, handler,
 acts, received, ended, decided, due, warn, law_due, paused, provisional, promised, in_time, gaps, silence, ahead, visits, stars`

func project(tx *store.Tx, h Header, c casework.Case) error {
	r := Project(h, c)
	args := []any{r.Service, r.Duty, r.Version, r.Digest, r.Shape, r.Applicant, r.Subject, r.Office, r.Area, r.Parent, r.Branch, r.Stage, r.Turn,
		r.Outcome, r.Handler, r.Acts, micro(r.Received), micro(r.Ended), micro(r.Decided), microOr(r.Due, never), microOr(r.Warn, never),
		microOr(r.LawDue, never), bit(r.Paused), bit(r.Provisional), micro(r.Promised), r.InTime, r.Gaps, micro(r.Silence), r.ahead, r.Visits, r.Stars}
	_, err := tx.Exec(`INSERT INTO casefile (service, area_of_duty, version, digest, shape, applicant, subject, office, area, parent, branch, stage, turn,
 outcome, handler, acts, received, ended, decided, due, warn, law_due, paused, provisional, promised, in_time, gaps, silence, ahead, visits, stars, number)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (number) DO UPDATE SET digest = excluded.digest, office = excluded.office, area = excluded.area, stage = excluded.stage, turn = excluded.turn,
 outcome = excluded.outcome, handler = excluded.handler, acts = excluded.acts, ended = excluded.ended, decided = excluded.decided, due = excluded.due,
 warn = excluded.warn, law_due = excluded.law_due, paused = excluded.paused, provisional = excluded.provisional, promised = excluded.promised,
 in_time = excluded.in_time, gaps = excluded.gaps, silence = excluded.silence, ahead = excluded.ahead, visits = excluded.visits, stars = excluded.stars`,
		append(args, r.Number)...)
	return fail.Wrap(err, "journal: project case")
}

type scanner interface{ Scan(...any) error }

func scanRow(s scanner) (Row, error) {
	var r Row
	var received, ended, decided, due, warn, lawDue, promised, silence int64
	var paused, provisional int
	err := s.Scan(&r.Number, &r.Service, &r.Duty, &r.Version, &r.Digest, &r.Shape, &r.Applicant, &r.Subject, &r.Office, &r.Area, &r.Parent, &r.Branch,
		&r.Stage, &r.Turn, &r.Outcome, &r.Handler, &r.Acts, &received, &ended, &decided, &due, &warn, &lawDue, &paused, &provisional, &promised,
		&r.InTime, &r.Gaps, &silence, &r.ahead, &r.Visits, &r.Stars)
	r.Received, r.Ended, r.Decided, r.Due, r.Warn = timeOf(received), timeOf(ended), timeOf(decided), timeOf(due), timeOf(warn)
	r.LawDue, r.Promised, r.Silence = timeOf(lawDue), timeOf(promised), timeOf(silence)
	r.Paused, r.Provisional, r.Again = paused == 1, provisional == 1, r.ahead == 0
	return r, err
}

// Same says whether two rows say the same, to the microsecond that the database keeps.
func (r Row) Same(o Row) bool {
	for _, t := range []*time.Time{&r.Received, &r.Ended, &r.Decided, &r.Due, &r.Warn, &r.LawDue, &r.Promised, &r.Silence,
		&o.Received, &o.Ended, &o.Decided, &o.Due, &o.Warn, &o.LawDue, &o.Promised, &o.Silence} {
		*t = utc(*t)
	}
	return r == o
}

// Reproject writes the row of a case anew.
func Reproject(tx *store.Tx, h Header, c casework.Case) error { return project(tx, h, c) }

// Numbers lists case numbers in order, from after on.
func Numbers(tx *store.Tx, after string, most int) ([]string, error) {
	rows, err := tx.Query(`SELECT number FROM casefile WHERE number > ? ORDER BY number LIMIT ?`, after, most)
	if err != nil {
		return nil, fail.Wrap(err, "journal: list numbers")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, fail.Wrap(err, "journal: list number")
		}
		out = append(out, n)
	}
	return out, fail.Wrap(rows.Err(), "journal: list numbers")
}

// Unlisted is a case that has acts but no row, if there is one.
func Unlisted(tx *store.Tx) (number string, ok bool, err error) {
	err = tx.QueryRow(`SELECT number FROM act WHERE seq = 1 AND number NOT IN (SELECT number FROM casefile) ORDER BY number LIMIT 1`).Scan(&number)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return number, err == nil, fail.Wrap(err, "journal: find case without row")
}

// FindRow is the row of a case, if there is one.
func FindRow(tx *store.Tx, number string) (Row, bool, error) {
	r, err := scanRow(tx.QueryRow(`SELECT `+columns+` FROM casefile WHERE number = ?`, number))
	if errors.Is(err, store.ErrNoRows) {
		return Row{}, false, nil
	}
	return r, err == nil, fail.Wrap(err, "journal: find case")
}
