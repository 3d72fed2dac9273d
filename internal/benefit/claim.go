package benefit

import (
	"errors"
	"slices"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Add writes a claim as the rules named it. Adding it again changes nothing, so that
// a run that was broken off can go on.
func Add(tx *store.Tx, c Claim) error {
	drawn := 0
	if c.Drawn {
		drawn = 1
	}
	_, err := tx.Exec(`INSERT INTO benefit_claim (run, subject, amount, state, account, words, drawn) VALUES (?,?,?,?,'','',?) ON CONFLICT (run, subject) DO NOTHING`,
		c.Run, c.Subject, c.Amount, string(c.State), drawn)
	return fail.Wrap(err, "benefit: add claim")
}

// Do moves a claim by a deed. fail.Conflict where it does not stand so that it can.
func Do(tx *store.Tx, c Claim, d Deed, account, words string) (Claim, error) {
	f, ok := from[d]
	if !ok || !slices.Contains(f.states, c.State) {
		return c, fail.New(fail.Conflict, "benefit.not-now", "deed", string(d), "state", string(c.State))
	}
	c.State = f.to
	if account != "" {
		c.Account = account
	}
	if words != "" {
		// An official's reason stands beside what the person said, and not in its place.
		if d == Object {
			c.Words = words
		} else {
			c.Reason = words
		}
	}
	_, err := tx.Exec(`UPDATE benefit_claim SET state = ?, account = ?, words = ?, reason = ? WHERE run = ? AND subject = ?`, string(c.State), c.Account, c.Words, c.Reason, c.Run, c.Subject)
	return c, fail.Wrap(err, "benefit: change claim")
}

const claimColumns = `run, subject, amount, state, account, words, reason, drawn`

// FindClaim is one person's claim in a run, or fail.NotFound.
func FindClaim(tx *store.Tx, run int64, subject string) (Claim, error) {
	c, err := scanClaim(tx.QueryRow(`SELECT `+claimColumns+` FROM benefit_claim WHERE run = ? AND subject = ?`, run, subject))
	if errors.Is(err, store.ErrNoRows) {
		return c, fail.New(fail.NotFound, "benefit.no-claim")
	}
	return c, fail.Wrap(err, "benefit: find claim")
}

// Of are the claims of a person, the newest run first.
func Of(tx *store.Tx, subject string) ([]Claim, error) {
	return claims(tx, `SELECT `+claimColumns+` FROM benefit_claim WHERE subject = ? ORDER BY run DESC LIMIT 100`, subject)
}

// In are the claims of a run in a state, by subject, after a subject; every state for "".
func In(tx *store.Tx, run int64, s State, after string, most int) ([]Claim, error) {
	if s == "" {
		return claims(tx, `SELECT `+claimColumns+` FROM benefit_claim WHERE run = ? AND subject > ? ORDER BY subject LIMIT ?`, run, after, most)
	}
	return claims(tx, `SELECT `+claimColumns+` FROM benefit_claim WHERE run = ? AND state = ? AND subject > ? ORDER BY subject LIMIT ?`, run, string(s), after, most)
}

// Drawn are the paid claims of a run that are looked at afterwards.
func Drawn(tx *store.Tx, run int64, most int) ([]Claim, error) {
	return claims(tx, `SELECT `+claimColumns+` FROM benefit_claim WHERE run = ? AND drawn = 1 AND state IN ('paid', 'reclaimed') ORDER BY subject LIMIT ?`, run, most)
}

func claims(tx *store.Tx, query string, args ...any) ([]Claim, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "benefit: list claims")
	}
	defer rows.Close()
	var out []Claim
	for rows.Next() {
		c, err := scanClaim(rows)
		if err != nil {
			return nil, fail.Wrap(err, "benefit: list claims")
		}
		out = append(out, c)
	}
	return out, fail.Wrap(rows.Err(), "benefit: list claims")
}

func scanClaim(s interface{ Scan(...any) error }) (Claim, error) {
	var c Claim
	var state string
	var drawn int
	err := s.Scan(&c.Run, &c.Subject, &c.Amount, &state, &c.Account, &c.Words, &c.Reason, &drawn)
	c.State, c.Drawn = State(state), drawn == 1
	return c, err
}

// Standing counts the claims of a run, and what they are due, by state.
func Standing(tx *store.Tx, run int64) (count, total map[State]int64, err error) {
	count, total = map[State]int64{}, map[State]int64{}
	rows, err := tx.Query(`SELECT state, COUNT(*), SUM(amount) FROM benefit_claim WHERE run = ? GROUP BY state`, run)
	if err != nil {
		return nil, nil, fail.Wrap(err, "benefit: count claims")
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		var n, sum int64
		if err := rows.Scan(&s, &n, &sum); err != nil {
			return nil, nil, fail.Wrap(err, "benefit: count claims")
		}
		count[State(s)], total[State(s)] = n, sum
	}
	return count, total, fail.Wrap(rows.Err(), "benefit: count claims")
}

// LeaveOut keeps a person out of the later runs of a policy.
func LeaveOut(tx *store.Tx, policy, subject, reason, by string) error {
	_, err := tx.Exec(`INSERT INTO benefit_exclusion (policy, subject, reason, by_id, at) VALUES (?,?,?,?,?) ON CONFLICT (policy, subject) DO UPDATE SET reason = excluded.reason`,
		policy, subject, reason, by, tx.Now().UnixMicro())
	return fail.Wrap(err, "benefit: leave out")
}

// LeftOut are those kept out of a policy: excluded by name, and who has a living claim
// under a policy that is kept apart from it.
func LeftOut(tx *store.Tx, policy string, apart []string) (map[string]bool, error) {
	out := map[string]bool{}
	add := func(query string, args ...any) error {
		rows, err := tx.Query(query, args...)
		if err != nil {
			return fail.Wrap(err, "benefit: left out")
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return fail.Wrap(err, "benefit: left out")
			}
			out[s] = true
		}
		return fail.Wrap(rows.Err(), "benefit: left out")
	}
	if err := add(`SELECT subject FROM benefit_exclusion WHERE policy = ?`, policy); err != nil {
		return nil, err
	}
	for _, a := range apart {
		if err := add(`SELECT c.subject FROM benefit_claim c JOIN benefit_run r ON r.id = c.run WHERE r.policy = ? AND c.state NOT IN ('declined', 'excluded', 'reclaimed')`, a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// KeepOrder keeps the file of a payment order.
func KeepOrder(tx *store.Tx, run int64, number int, file []byte) error {
	_, err := tx.Exec(`INSERT INTO benefit_order (run, number, file) VALUES (?,?,?)`, run, number, file)
	return fail.Wrap(err, "benefit: keep order")
}

// LastOrder is the file of the last payment order of a run, or fail.NotFound.
func LastOrder(tx *store.Tx, run int64) (file []byte, err error) {
	err = tx.QueryRow(`SELECT file FROM benefit_order WHERE run = ? ORDER BY number DESC LIMIT 1`, run).Scan(&file)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fail.New(fail.NotFound, "benefit.no-order")
	}
	return file, fail.Wrap(err, "benefit: last order")
}

// Awaits says that the claim waits for its person: nothing is paid before they answer.
func (c Claim) Awaits() bool { return c.State == Named || c.State == Failed }

// Awaited counts the claims of signed runs that wait for a person's answer.
func Awaited(tx *store.Tx, subject string) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM benefit_claim c JOIN benefit_run r ON r.id = c.run WHERE c.subject = ? AND c.state IN (?, ?) AND r.ends > 0`,
		subject, string(Named), string(Failed)).Scan(&n)
	return n, fail.Wrap(err, "benefit: awaited")
}
