package share

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// MatterKind says what a person asks an office about their data.
type MatterKind string

// The kinds of matter.
const (
	Question   MatterKind = "question"   // 我有疑问: why somebody looked
	Correction MatterKind = "correction" // 信息有误: a register says what is not so
)

// Outcomes are how each kind of matter can end.
var Outcomes = map[MatterKind][]string{Question: {"explained", "unfounded"}, Correction: {"changed", "unchanged"}}

// Matter 异议 is what a person asks an office about their data, with its clock and its answer.
type Matter struct {
	ID       int64
	Kind     MatterKind
	Person   string
	Office   string
	Number   string // of the case; empty without one
	Look     int64  // of a question
	Field    string // register.field of a correction, or register where it is about a material
	Words    string
	Opened   time.Time
	Due      time.Time
	Answered time.Time // zero while it is open
	By       string
	Outcome  string
	Answer   string
}

// Open says that nobody has answered yet.
func (m Matter) Open() bool { return m.Answered.IsZero() }

// AddMatter writes a new matter at tx's time and gives its id.
func AddMatter(tx *store.Tx, m Matter) (id int64, err error) {
	err = tx.QueryRow(`INSERT INTO matter (kind, person, office, number, look, field, words, opened, due, answered, by_id, outcome, answer)
		VALUES (?,?,?,?,?,?,?,?,?,0,'','','') RETURNING id`, string(m.Kind), m.Person, m.Office, m.Number, m.Look, m.Field, m.Words,
		tx.Now().UnixMicro(), m.Due.UnixMicro()).Scan(&id)
	return id, fail.Wrap(err, "share: add matter")
}

// AnswerMatter answers an open matter. The error is Conflict where somebody did already.
func AnswerMatter(tx *store.Tx, id int64, by, outcome, answer string) error {
	n, err := tx.Exec(`UPDATE matter SET answered = ?, by_id = ?, outcome = ?, answer = ? WHERE id = ? AND answered = 0`,
		tx.Now().UnixMicro(), by, outcome, answer, id)
	if err == nil && n == 0 {
		return fail.New(fail.Conflict, "share.answered")
	}
	return fail.Wrap(err, "share: answer matter")
}

// FindMatter is a matter by its id. The error is NotFound where there is none.
func FindMatter(tx *store.Tx, id int64) (Matter, error) {
	ms, err := matters(tx, `WHERE id = ?`, id)
	if err == nil && len(ms) == 0 {
		err = fail.New(fail.NotFound, "share.no-matter")
	}
	if err != nil {
		return Matter{}, err
	}
	return ms[0], nil
}

// mostMatters bounds one list of matters.
const mostMatters = 200

// MattersOf lists a person's matters, the newest first.
func MattersOf(tx *store.Tx, person string) ([]Matter, error) {
	return matters(tx, `WHERE person = ? ORDER BY opened DESC, id DESC LIMIT ?`, person, mostMatters)
}

// MattersAt lists the matters of an office, those without an answer first, by their due time.
func MattersAt(tx *store.Tx, office string) ([]Matter, error) {
	return matters(tx, `WHERE office = ? ORDER BY answered > 0, due, id LIMIT ?`, office, mostMatters)
}

func matters(tx *store.Tx, where string, args ...any) (out []Matter, err error) {
	rows, err := tx.Query(`SELECT id, kind, person, office, number, look, field, words, opened, due, answered, by_id, outcome, answer FROM matter `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "share: read matters")
	}
	defer rows.Close()
	for rows.Next() {
		var m Matter
		var kind string
		var opened, due, answered int64
		if err := rows.Scan(&m.ID, &kind, &m.Person, &m.Office, &m.Number, &m.Look, &m.Field, &m.Words, &opened, &due, &answered, &m.By, &m.Outcome, &m.Answer); err != nil {
			return nil, fail.Wrap(err, "share: read matter")
		}
		m.Kind, m.Opened, m.Due = MatterKind(kind), time.UnixMicro(opened).UTC(), time.UnixMicro(due).UTC()
		if answered != 0 {
			m.Answered = time.UnixMicro(answered).UTC()
		}
		out = append(out, m)
	}
	return out, fail.Wrap(rows.Err(), "share: read matters")
}
