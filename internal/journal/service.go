package journal

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// ServicesOf finds the service of each case by its number, all at once. Numbers of no case
// are left out.
func ServicesOf(tx *store.Tx, numbers []string) (map[string]string, error) {
	out := map[string]string{}
	if len(numbers) == 0 {
		return out, nil
	}
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	rows, err := tx.Query(`SELECT number, service FROM casefile WHERE number IN (?`+strings.Repeat(`,?`, len(numbers)-1)+`)`, args...)
	if err != nil {
		return nil, fail.Wrap(err, "journal: services of cases")
	}
	defer rows.Close()
	for rows.Next() {
		var number, service string
		if err := rows.Scan(&number, &service); err != nil {
			return nil, fail.Wrap(err, "journal: services of cases")
		}
		out[number] = service
	}
	return out, fail.Wrap(rows.Err(), "journal: services of cases")
}
