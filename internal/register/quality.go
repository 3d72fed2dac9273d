package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// Tally 检查结果 is how many records of one batch a rule judged, and how many broke it.
type Tally struct {
	Rule     string
	Batch    string
	Checked  int
	Broken   int
	Examples []Example // the first that broke it
	At       time.Time
}

// Example is one record that breaks a rule.
type Example struct {
	Subject string `json:"subject"`
	Row     int    `json:"row,omitempty"` // of the file it came with; 0 in a check of the whole
}

// mostExamples is how many records a ticket names: who mends needs a few to see what is
// wrong, and the rule finds the others.
const mostExamples = 5

func importBatch(source int64) string { return "import:" + strconv.FormatInt(source, 10) }

func wholeBatch(day law.Date) string { return "day:" + day.String() }

// judge holds records to the rules of a register. It may be used by one goroutine.
type judge struct {
	r       *pack.Register
	rules   []pack.QualityRule
	machine *feel.Machine
	facts   []feel.Value
	today   law.Date
	tallies []Tally
}

// ruleLimits bound what one rule may use on one record.
var ruleLimits = feel.Limits{Depth: 64, Steps: 100_000, List: 10_000, String: 1 << 16}

func newJudge(r *pack.Register, today law.Date) *judge {
	j := &judge{r: r, rules: r.Quality().Rules, machine: feel.NewMachine(ruleLimits), today: today}
	j.clear()
	return j
}

func (j *judge) clear() {
	j.tallies = make([]Tally, len(j.rules))
	for i, q := range j.rules {
		j.tallies[i].Rule = q.ID
	}
}

func (j *judge) record(subject string, row int, values []record.Value, since law.Date) {
	if len(j.rules) == 0 {
		return
	}
	j.facts = j.r.Facts(j.facts, subject, values, j.today, since)
	for i := range j.rules {
		t := &j.tallies[i]
		switch j.rules[i].Judge(j.machine, j.facts) {
		case pack.Sound:
			t.Checked++
		case pack.Broken:
			t.Checked++
			t.Broken++
			if len(t.Examples) < mostExamples {
				t.Examples = append(t.Examples, Example{subject, row})
			}
		}
	}
}

// keepTallies adds what a part of a batch came to.
func keepTallies(tx *store.Tx, book int64, batch string, tallies []Tally) error {
	for _, t := range tallies {
		var old Tally
		var examples []byte
		err := tx.QueryRow(`SELECT checked, broken, examples FROM register_tally WHERE book = ? AND batch = ? AND rule = ?`, book, batch, t.Rule).Scan(&old.Checked, &old.Broken, &examples)
		switch {
		case errors.Is(err, store.ErrNoRows):
		case err != nil:
			return fail.Wrap(err, "register: tally")
		default:
			if err := json.Unmarshal(examples, &old.Examples); err != nil {
				return fail.Wrap(err, "register: tally")
			}
		}
		all := append(old.Examples, t.Examples...)
		b, err := json.Marshal(all[:min(len(all), mostExamples)])
		if err != nil {
			return fail.Wrap(err, "register: tally")
		}
		if _, err := tx.Exec(`INSERT INTO register_tally (book, batch, rule, checked, broken, examples, at) VALUES (?,?,?,?,?,?,?)
			ON CONFLICT (book, batch, rule) DO UPDATE SET checked = excluded.checked, broken = excluded.broken, examples = excluded.examples, at = excluded.at`,
			book, batch, t.Rule, old.Checked+t.Checked, old.Broken+t.Broken, string(b), tx.Now()); err != nil {
			return fail.Wrap(err, "register: tally")
		}
	}
	return nil
}

// Check holds every record of a register to its rules, as of today, and opens tickets
// for what is broken. It is done once a day; done is false where that was before. A
// scan of ten million records keeps no snapshot and little memory.
func Check(ctx context.Context, st *store.Store, r *pack.Register) (done bool, err error) {
	var today law.Date
	err = st.Read(ctx, func(tx *store.Tx) error {
		today = Today(tx, r)
		var n int
		err := tx.QueryRow(`SELECT count(*) FROM register_tally t JOIN register_book b ON b.id = t.book WHERE b.name = ? AND t.batch = ?`, r.ID(), wholeBatch(today)).Scan(&n)
		done = n > 0
		return fail.Wrap(err, "register: last check")
	})
	if err != nil || done || len(r.Quality().Rules) == 0 || r.Source() != pack.Stored {
		return false, err
	}
	j := newJudge(r, today)
	fields := make([]string, 0, len(r.Fields()))
	for _, f := range r.Fields() {
		fields = append(fields, f.ID)
	}
	err = Scan(ctx, st, r, Span{}, At{}, fields, func(l Line) error {
		j.record(l.Subject, 0, l.Values, l.From)
		return nil
	})
	if err != nil {
		return false, err
	}
	err = st.Write(ctx, func(tx *store.Tx) error {
		b, err := open(tx, r)
		if err != nil {
			return err
		}
		if err := keepTallies(tx, b.id, wholeBatch(today), j.tallies); err != nil {
			return err
		}
		return openTickets(tx, r, b.id, wholeBatch(today))
	})
	return err == nil, err
}

// Tallies are the latest results of each rule of a register: of the last check of the
// whole, or of the last file where there was none yet.
func Tallies(tx *store.Tx, r *pack.Register) ([]Tally, error) {
	var out []Tally
	for _, q := range r.Quality().Rules {
		t, err := scanTally(tx.QueryRow(`SELECT t.rule, t.batch, t.checked, t.broken, t.examples, t.at FROM register_tally t JOIN register_book b ON b.id = t.book
			WHERE b.name = ? AND t.rule = ? ORDER BY t.batch LIKE 'day:%' DESC, t.at DESC LIMIT 1`, r.ID(), q.ID))
		if errors.Is(err, store.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fail.Wrap(err, "register: tallies")
		}
		out = append(out, t)
	}
	return out, nil
}

func scanTally(row interface{ Scan(...any) error }) (t Tally, err error) {
	var examples []byte
	if err := row.Scan(&t.Rule, &t.Batch, &t.Checked, &t.Broken, &examples, &t.At); err != nil {
		return t, err
	}
	if err := json.Unmarshal(examples, &t.Examples); err != nil {
		return t, fmt.Errorf("examples: %w", err)
	}
	return t, nil
}
