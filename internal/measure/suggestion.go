package measure

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Suggestion 意见建议 is what somebody told us without being asked who they are.
type Suggestion struct {
	Kind  string // search: words searched in vain; feedback: a complaint or suggestion
	Words string
	At    time.Time
}

// AddSuggestion keeps words of a kind.
func AddSuggestion(tx *store.Tx, kind, words string) error {
	_, err := tx.Exec(`INSERT INTO suggestion (kind, words, at) VALUES (?,?,?)`, kind, words, tx.Now().UnixMicro())
	return fail.Wrap(err, "measure: keep suggestion")
}

// Ratings counts the ratings of a service by stars; what stands at 0 is empty.
func Ratings(tx *store.Tx, service string) (out [6]int, err error) {
	rows, err := tx.Query(`SELECT stars, COUNT(*) FROM casefile WHERE service = ? AND stars > 0 GROUP BY stars`, service)
	if err != nil {
		return out, fail.Wrap(err, "measure: count ratings")
	}
	defer rows.Close()
	for rows.Next() {
		var stars, n int
		if err := rows.Scan(&stars, &n); err != nil {
			return out, fail.Wrap(err, "measure: count ratings")
		}
		if stars >= 1 && stars <= 5 {
			out[stars] = n
		}
	}
	return out, fail.Wrap(rows.Err(), "measure: count ratings")
}

// Suggestions lists the latest of a kind, the newest first.
func Suggestions(tx *store.Tx, kind string, most int) ([]Suggestion, error) {
	rows, err := tx.Query(`SELECT words, at FROM suggestion WHERE kind = ? ORDER BY at DESC, id DESC LIMIT ?`, kind, most)
	if err != nil {
		return nil, fail.Wrap(err, "measure: list suggestions")
	}
	defer rows.Close()
	var out []Suggestion
	for rows.Next() {
		s := Suggestion{Kind: kind}
		var at int64
		if err := rows.Scan(&s.Words, &at); err != nil {
			return nil, fail.Wrap(err, "measure: list suggestion")
		}
		s.At = time.UnixMicro(at).UTC()
		out = append(out, s)
	}
	return out, fail.Wrap(rows.Err(), "measure: list suggestions")
}
