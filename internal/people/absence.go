package people

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Absence 离岗代理 is a time in which somebody else stands in for an official: within a
// scope, and over by itself. What the deputy does so, both are named in.
type Absence struct {
	ID       string
	Person   string   // who is away
	Deputy   string   // who stands in
	Services []string // which services; empty for all
	From     time.Time
	Until    time.Time // the first moment at which it no longer holds
	Made     time.Time
	Ended    time.Time // before its time; zero while nobody ended it
}

// Holds says whether the deputy stands in at now.
func (a Absence) Holds(now time.Time) bool {
	return a.Ended.IsZero() && !now.Before(a.From) && now.Before(a.Until)
}

// Reaches says whether the deputy stands in for cases of a service.
func (a Absence) Reaches(service string) bool {
	return len(a.Services) == 0 || slices.Contains(a.Services, service)
}

// Save writes a new absence and answers its id.
func (a Absence) Save(tx *store.Tx) (string, error) {
	id := NewID("absence")
	_, err := tx.Exec(`INSERT INTO absence (id, person, deputy, services, starts, ends, made, ended) VALUES (?,?,?,?,?,?,?,0)`,
		id, a.Person, a.Deputy, strings.Join(a.Services, " "), a.From.UnixMicro(), a.Until.UnixMicro(), tx.Now().UnixMicro())
	return id, fail.Wrap(err, "people: save absence")
}

// EndAbsence ends one of person's absences before its time.
func EndAbsence(tx *store.Tx, person, id string) error {
	n, err := tx.Exec(`UPDATE absence SET ended = ? WHERE id = ? AND person = ? AND ended = 0`, tx.Now().UnixMicro(), id, person)
	if err == nil && n != 1 {
		return fail.New(fail.NotFound, "people.no-absence")
	}
	return fail.Wrap(err, "people: end absence")
}

// AbsencesOf lists for whom person stands in, and who stands in for them, that are not
// over at now, by their beginning.
func AbsencesOf(tx *store.Tx, person string, now time.Time) ([]Absence, error) {
	return absences(tx, `(person = ? OR deputy = ?) AND ends > ? AND ended = 0`, person, person, now.UnixMicro())
}

// StandsInFor lists the absences in which person is the deputy at now.
func StandsInFor(tx *store.Tx, person string, now time.Time) ([]Absence, error) {
	return absences(tx, `deputy = ? AND starts <= ? AND ends > ? AND ended = 0`, person, now.UnixMicro(), now.UnixMicro())
}

// Away lists the absences of person that touch a time.
func Away(tx *store.Tx, person string, from, until time.Time) ([]Absence, error) {
	return absences(tx, `person = ? AND starts < ? AND ends > ? AND ended = 0`, person, until.UnixMicro(), from.UnixMicro())
}

func absences(tx *store.Tx, where string, args ...any) ([]Absence, error) {
	rows, err := tx.Query(`SELECT id, person, deputy, services, starts, ends, made, ended FROM absence WHERE `+where+` ORDER BY starts, id`, args...)
	if err != nil {
		return nil, fail.Wrap(err, "people: list absences")
	}
	defer rows.Close()
	var out []Absence
	for rows.Next() {
		var a Absence
		var services string
		var from, until, made, ended int64
		if err := rows.Scan(&a.ID, &a.Person, &a.Deputy, &services, &from, &until, &made, &ended); err != nil {
			return nil, fail.Wrap(err, "people: list absence")
		}
		a.Services = strings.Fields(services)
		a.From, a.Until, a.Made = time.UnixMicro(from).UTC(), time.UnixMicro(until).UTC(), time.UnixMicro(made).UTC()
		if ended != 0 {
			a.Ended = time.UnixMicro(ended).UTC()
		}
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "people: list absences")
}
