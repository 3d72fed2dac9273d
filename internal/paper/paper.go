// Package paper keeps the papers 个人材料 that people have in their wallet beside their
// licences, each with how far it may be believed: the four levels of trust of
// 国办函〔2016〕108号. What an agency issued here is a licence and of level A by itself.
package paper

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Level 可信等级 is how far a paper may be believed.
type Level string

// The levels (国办函〔2016〕108号).
const (
	Issued   Level = "a" // by an agency, used as it is
	Checked  Level = "b" // by an official against the original
	Uploaded Level = "c" // by its owner; an official has to see the original
	Declared Level = "d" // made by its owner, who promises that it is true
)

// Bounds on what one person keeps.
const (
	MostTitle = 60   // characters
	MostWords = 2000 // characters
	MostKept  = 100
)

// Paper 个人材料 is one paper as it stands. Its content never changes.
type Paper struct {
	ID      string
	Owner   string
	Title   string
	Level   Level
	Name    string // of the file; empty when it is only words
	Kind    string // media type found in the content
	Size    int
	SHA256  []byte // of the file, or of the words
	Words   string
	Mark    string // what the holder tells at the counter
	Added   time.Time
	Office  string // where it was checked
	Clerk   string // who checked it
	Checked time.Time
}

// New is a paper to be kept: a file (level C) or words (level D).
func New(owner, title, name, kind string, body []byte, words string) Paper {
	p := Paper{ID: "p" + random(20), Owner: owner, Title: title, Level: Uploaded, Name: name, Kind: kind, Size: len(body), Words: words, Mark: random(10)}
	content := body
	if name == "" {
		p.Level, content = Declared, []byte(words)
	}
	sum := sha256.Sum256(content)
	p.SHA256 = sum[:]
	return p
}

// random is n letters and figures that are hard to misread, five bits each.
func random(n int) string {
	raw := make([]byte, n)
	rand.Read(raw)
	return strings.ToLower(base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding).EncodeToString(raw))[:n]
}

const columns = `id, owner, title, level, name, kind, size, sha256, words, mark, added, office, clerk, checked`

// Keep writes a new paper at tx's time.
func Keep(tx *store.Tx, p Paper, body []byte) error {
	var kept int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM paper WHERE owner = ?`, p.Owner).Scan(&kept); err != nil {
		return fail.Wrap(err, "paper: count")
	}
	if kept >= MostKept {
		return fail.New(fail.Conflict, "paper.too-many", "most", "100")
	}
	if body == nil {
		body = []byte{}
	}
	_, err := tx.Exec(`INSERT INTO paper (`+columns+`, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		p.ID, p.Owner, p.Title, p.Level, p.Name, p.Kind, p.Size, p.SHA256, p.Words, p.Mark, tx.Now().UnixMicro(), "", "", 0, body)
	return fail.Wrap(err, "paper: keep")
}

// Of lists a person's papers, the newest first.
func Of(tx *store.Tx, owner string) ([]Paper, error) {
	return many(tx, `WHERE owner = ? ORDER BY added DESC, id`, owner)
}

// Find is the paper of an owner; fail.NotFound when they have none with this id.
func Find(tx *store.Tx, owner, id string) (Paper, error) {
	return one(tx, `WHERE id = ? AND owner = ?`, id, owner)
}

// FindByMark is the paper whose holder told its mark; fail.NotFound when none has it.
func FindByMark(tx *store.Tx, mark string) (Paper, error) {
	return one(tx, `WHERE mark = ?`, strings.ToLower(strings.TrimSpace(mark)))
}

// Body is a paper's file.
func Body(tx *store.Tx, id string) (b []byte, err error) {
	err = tx.QueryRow(`SELECT body FROM paper WHERE id = ?`, id).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		err = fail.New(fail.NotFound, "paper.none")
	}
	return b, fail.Wrap(err, "paper: read file")
}

// Drop takes a paper away for its owner.
func Drop(tx *store.Tx, owner, id string) error {
	n, err := tx.Exec(`DELETE FROM paper WHERE id = ? AND owner = ?`, id, owner)
	if err == nil && n == 0 {
		err = fail.New(fail.NotFound, "paper.none")
	}
	return fail.Wrap(err, "paper: drop")
}

// Check is what the log commits to when an official finds that a paper matches its
// original.
type Check struct {
	Paper  string    `json:"paper"`
	SHA256 []byte    `json:"sha256"`
	Office string    `json:"office"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Bytes is the check as the log commits to it.
func (c Check) Bytes() ([]byte, error) { return json.Marshal(c) }

// Raise makes an uploaded paper a checked one, with the check at its leaf of the log.
func Raise(tx *store.Tx, c Check, leaf int64, salt, body []byte) error {
	n, err := tx.Exec(`UPDATE paper SET level = ?, office = ?, clerk = ?, checked = ? WHERE id = ? AND level = ?`,
		Checked, c.Office, c.By, c.At.UnixMicro(), c.Paper, Uploaded)
	if err == nil && n != 1 {
		return fail.New(fail.Conflict, "paper.not-uploaded")
	}
	if err == nil {
		_, err = tx.Exec(`INSERT INTO paper_check (leaf, paper, salt, body) VALUES (?,?,?,?)`, leaf, c.Paper, salt, body)
	}
	return fail.Wrap(err, "paper: raise")
}

// EachCheck calls use with every check, in the order of the log.
func EachCheck(tx *store.Tx, use func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM paper_check ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "paper: checks")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "paper: check")
		}
		if err := use(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "paper: checks")
}

// AllChecked lists the papers that are said to match their originals.
func AllChecked(tx *store.Tx) ([]Paper, error) {
	return many(tx, `WHERE level = ? ORDER BY id`, Checked)
}

func one(tx *store.Tx, where string, args ...any) (Paper, error) {
	ps, err := many(tx, where, args...)
	if err == nil && len(ps) == 0 {
		err = fail.New(fail.NotFound, "paper.none")
	}
	if err != nil {
		return Paper{}, err
	}
	return ps[0], nil
}

func many(tx *store.Tx, where string, args ...any) ([]Paper, error) {
	rows, err := tx.Query(`SELECT `+columns+` FROM paper `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "paper: list")
	}
	defer rows.Close()
	var out []Paper
	for rows.Next() {
		var p Paper
		var added, checked int64
		if err := rows.Scan(&p.ID, &p.Owner, &p.Title, &p.Level, &p.Name, &p.Kind, &p.Size, &p.SHA256, &p.Words, &p.Mark, &added, &p.Office, &p.Clerk, &checked); err != nil {
			return nil, fail.Wrap(err, "paper: list one")
		}
		p.Added = time.UnixMicro(added).UTC()
		if checked != 0 {
			p.Checked = time.UnixMicro(checked).UTC()
		}
		out = append(out, p)
	}
	return out, fail.Wrap(rows.Err(), "paper: list")
}
