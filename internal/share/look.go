// Package share keeps who looked at whose data, when, in which case and for what.
// The record is written with what it served and can be added to and read only.
package share

import (
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Look 数据使用记录 is one reading of personal data.
type Look struct {
	Subject string // whose data
	By      string
	Name    string // of the reader, as it was then
	Office  string
	Number  string // of the case
	Purpose string // text key of the purpose
	Fields  []string
	At      time.Time
}

// Add writes a look at tx's time.
func Add(tx *store.Tx, l Look) error {
	_, err := tx.Exec(`INSERT INTO look (subject, by_id, by_name, office, number, purpose, fields, at) VALUES (?,?,?,?,?,?,?,?)`,
		l.Subject, l.By, l.Name, l.Office, l.Number, l.Purpose, strings.Join(l.Fields, ","), tx.Now().UnixMicro())
	return fail.Wrap(err, "share: add look")
}

// Looks lists the latest looks at subject's data, the newest first.
func Looks(tx *store.Tx, subject string, most int) ([]Look, error) {
	rows, err := tx.Query(`SELECT by_id, by_name, office, number, purpose, fields, at FROM look WHERE subject = ? ORDER BY at DESC, id DESC LIMIT ?`, subject, most)
	if err != nil {
		return nil, fail.Wrap(err, "share: list looks")
	}
	defer rows.Close()
	var out []Look
	for rows.Next() {
		l := Look{Subject: subject}
		var fields string
		var at int64
		if err := rows.Scan(&l.By, &l.Name, &l.Office, &l.Number, &l.Purpose, &fields, &at); err != nil {
			return nil, fail.Wrap(err, "share: list look")
		}
		if fields != "" {
			l.Fields = strings.Split(fields, ",")
		}
		l.At = time.UnixMicro(at).UTC()
		out = append(out, l)
	}
	return out, fail.Wrap(rows.Err(), "share: list looks")
}

// Looked says whether somebody looked at subject's data in a case since a moment.
func Looked(tx *store.Tx, subject, by, number string, since time.Time) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM look WHERE subject = ? AND at >= ? AND by_id = ? AND number = ?`, subject, since.UnixMicro(), by, number).Scan(&n)
	return n > 0, fail.Wrap(err, "share: find look")
}
