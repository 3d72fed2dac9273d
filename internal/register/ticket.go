package register

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"atonce/internal/clock"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/store"
)

// Ticket 质量工单 tells the office that owns a register that records break a rule. It
// answers within the limit of the law pack.
type Ticket struct {
	ID       int64
	Register string
	Tally    // what was found, with its rule and batch
	Opened   time.Time
	Due      time.Time // the last minute that is in time
	Answer   string    // one of the answers; empty while it is open
	Words    string    // of the answer
	By       string    // who answered
	Answered time.Time
}

// The answers to a ticket.
const (
	Corrected = "corrected" // the records are put right, or will be with the next file
	Upheld    = "upheld"    // the records are right as they are
)

// Late says whether the ticket was not answered in time.
func (t Ticket) Late(now time.Time) bool {
	if t.Answer != "" {
		now = t.Answered
	}
	return !now.Before(t.Due.Add(time.Minute))
}

// openTickets opens one ticket for each rule that a batch broke. Where the whole is
// checked, a rule whose ticket is open already gets the new figures and no other
// ticket: nobody is flooded.
func openTickets(tx *store.Tx, r *pack.Register, book int64, batch string) error {
	q := r.Quality()
	if len(q.Rules) == 0 {
		return nil
	}
	period, ok := r.Book().Limit(q.Limit)
	rule, counted := clock.FromPeriod(period, Today(tx, r))
	if !ok || !counted {
		return fail.Wrap(errors.New("the law has no limit "+q.Limit), "register: open tickets")
	}
	now := tx.Now()
	due := clock.Run{Rule: rule, Started: now}.Due(r.Book().Calendar).At
	rows, err := tx.Query(`SELECT rule, batch, checked, broken, examples, at FROM register_tally WHERE book = ? AND batch = ? AND broken > 0 ORDER BY rule`, book, batch)
	if err != nil {
		return fail.Wrap(err, "register: open tickets")
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scanTally(rows)
		if err != nil {
			return fail.Wrap(err, "register: open tickets")
		}
		examples, err := json.Marshal(t.Examples)
		if err != nil {
			return fail.Wrap(err, "register: open tickets")
		}
		if strings.HasPrefix(batch, "day:") {
			n, err := tx.Exec(`UPDATE register_ticket SET checked = ?, broken = ?, examples = ? WHERE book = ? AND rule = ? AND batch LIKE 'day:%' AND answer = ''`,
				t.Checked, t.Broken, string(examples), book, t.Rule)
			if err != nil {
				return fail.Wrap(err, "register: renew ticket")
			}
			if n > 0 {
				continue
			}
		}
		if _, err := tx.Exec(`INSERT INTO register_ticket (book, rule, batch, checked, broken, examples, opened, due, answer, words, by_id, answered) VALUES (?,?,?,?,?,?,?,?,'','','',0)`,
			book, t.Rule, batch, t.Checked, t.Broken, string(examples), now, due); err != nil {
			return fail.Wrap(err, "register: open ticket")
		}
	}
	return fail.Wrap(rows.Err(), "register: open tickets")
}

const ticketColumns = `t.id, b.name, t.rule, t.batch, t.checked, t.broken, t.examples, t.opened, t.due, t.answer, t.words, t.by_id, t.answered`

func scanTicket(row interface{ Scan(...any) error }) (t Ticket, err error) {
	var examples []byte
	if err := row.Scan(&t.ID, &t.Register, &t.Rule, &t.Batch, &t.Checked, &t.Broken, &examples, &t.Opened, &t.Due, &t.Answer, &t.Words, &t.By, &t.Answered); err != nil {
		return t, err
	}
	t.At = t.Opened
	return t, json.Unmarshal(examples, &t.Examples)
}

// Tickets lists the tickets of a register, those that are open first and the soonest
// due before.
func Tickets(tx *store.Tx, r *pack.Register, most int) ([]Ticket, error) {
	rows, err := tx.Query(`SELECT `+ticketColumns+` FROM register_ticket t JOIN register_book b ON b.id = t.book WHERE b.name = ?
		ORDER BY t.answer <> '', t.due, t.id LIMIT ?`, r.ID(), most)
	if err != nil {
		return nil, fail.Wrap(err, "register: tickets")
	}
	defer rows.Close()
	var out []Ticket
	for rows.Next() {
		t, err := scanTicket(rows)
		if err != nil {
			return nil, fail.Wrap(err, "register: tickets")
		}
		out = append(out, t)
	}
	return out, fail.Wrap(rows.Err(), "register: tickets")
}

// FindTicket is one ticket.
func FindTicket(tx *store.Tx, id int64) (Ticket, error) {
	t, err := scanTicket(tx.QueryRow(`SELECT `+ticketColumns+` FROM register_ticket t JOIN register_book b ON b.id = t.book WHERE t.id = ?`, id))
	if errors.Is(err, store.ErrNoRows) {
		return t, fail.New(fail.NotFound, "register.no-ticket")
	}
	return t, fail.Wrap(err, "register: ticket")
}

// mostWords is how much an answer may say, in bytes.
const mostWords = 4000

// AnswerTicket closes a ticket with an answer and its words.
func AnswerTicket(tx *store.Tx, id int64, answer, words, by string) (Ticket, error) {
	t, err := FindTicket(tx, id)
	if err != nil {
		return t, err
	}
	var bad []fail.Field
	if answer != Corrected && answer != Upheld {
		bad = append(bad, fail.Field{Path: "answer", Key: "register.answer-missing"})
	}
	switch words = strings.TrimSpace(words); {
	case words == "":
		bad = append(bad, fail.Field{Path: "words", Key: "register.words-missing"})
	case len(words) > mostWords:
		bad = append(bad, fail.Field{Path: "words", Key: "register.words-long"})
	}
	if len(bad) > 0 {
		return t, fail.New(fail.Invalid, "register.ticket").WithFields(bad...)
	}
	if t.Answer != "" {
		return t, fail.New(fail.Conflict, "register.ticket-answered")
	}
	t.Answer, t.Words, t.By, t.Answered = answer, words, by, tx.Now()
	_, err = tx.Exec(`UPDATE register_ticket SET answer = ?, words = ?, by_id = ?, answered = ? WHERE id = ? AND answer = ''`, answer, words, by, t.Answered, id)
	return t, fail.Wrap(err, "register: answer ticket")
}

// TicketCounts is how many tickets of a register are open, and how many of those late.
func TicketCounts(tx *store.Tx, r *pack.Register) (open, late int, err error) {
	err = tx.QueryRow(`SELECT count(*), count(CASE WHEN t.due + ? <= ? THEN 1 END) FROM register_ticket t JOIN register_book b ON b.id = t.book WHERE b.name = ? AND t.answer = ''`,
		time.Minute.Microseconds(), tx.Now(), r.ID()).Scan(&open, &late)
	return open, late, fail.Wrap(err, "register: count tickets")
}
