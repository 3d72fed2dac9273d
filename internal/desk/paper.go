package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/paper"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// kindPaper is the kind of entry that says that a paper matches its original.
const kindPaper = "paper-check"

// PurposeOriginal is why an official looks at a paper that its holder brought.
const PurposeOriginal = "desk.purpose.original"

// NewPaper is what a person adds to their papers: a file, or words they promise to be
// true.
type NewPaper struct {
	Title   string
	Name    string // of the file
	Body    []byte
	Words   string
	Promise bool // that the words are true
}

// KeepPaper adds a paper. Every problem is told by its field: title, file, words, promise.
func (d *Desk) KeepPaper(ctx context.Context, by people.Person, in NewPaper) (paper.Paper, error) {
	in.Title, in.Words = strings.TrimSpace(in.Title), strings.TrimSpace(in.Words)
	var problems []fail.Field
	wrong := func(field, key string) { problems = append(problems, fail.Field{Path: field, Key: key}) }
	if n := utf8.RuneCountInString(in.Title); n == 0 || n > paper.MostTitle {
		wrong("title", "paper.title-wrong")
	}
	kind, name := "", ""
	switch {
	case in.Name != "" && in.Words != "":
		wrong("words", "paper.either")
	case in.Name != "":
		var err error
		if kind, err = draft.Sniff(in.Name, in.Body); err != nil {
			e := fail.As(err)
			problems = append(problems, fail.Field{Path: "file", Key: e.Key, Args: e.Args})
		}
		name = draft.SafeName(in.Name)
	case in.Words == "":
		wrong("file", "paper.nothing")
	case utf8.RuneCountInString(in.Words) > paper.MostWords:
		wrong("words", "paper.words-long")
	case !in.Promise:
		wrong("promise", "paper.promise-missing")
	}
	if len(problems) > 0 {
		return paper.Paper{}, fail.New(fail.Invalid, "paper.wrong").WithFields(problems...)
	}
	p := paper.New(by.ID, in.Title, name, kind, in.Body, in.Words)
	return p, d.store.Write(ctx, func(tx *store.Tx) error { return paper.Keep(tx, p, in.Body) })
}

// Papers lists a person's own papers.
func (d *Desk) Papers(ctx context.Context, by people.Person) (out []paper.Paper, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = paper.Of(tx, by.ID)
		return err
	})
	return out, err
}

// Paper is one of a person's own papers, with its file.
func (d *Desk) Paper(ctx context.Context, by people.Person, id string) (p paper.Paper, body []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if p, err = paper.Find(tx, by.ID, id); err != nil {
			return err
		}
		body, err = paper.Body(tx, p.ID)
		return err
	})
	return p, body, err
}

// DropPaper takes a paper away for its owner.
func (d *Desk) DropPaper(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return paper.Drop(tx, by.ID, id) })
}

// BroughtPaper shows an official the paper whose mark its holder tells at the counter.
// The holder sees that it was looked at, by whom and where.
func (d *Desk) BroughtPaper(ctx context.Context, by people.Person, mark string) (p paper.Paper, body []byte, err error) {
	office, err := counterOffice(by)
	if err != nil {
		return p, nil, err
	}
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if p, err = paper.FindByMark(tx, mark); err != nil {
			return nil, err
		}
		if body, err = paper.Body(tx, p.ID); err != nil {
			return nil, err
		}
		return []share.Look{{Subject: p.Owner, By: by.ID, Name: by.Name["zh"], Office: office, Purpose: PurposeOriginal, Fields: []string{"paper"}}}, nil
	})
	return p, body, err
}

// counterOffice is the office an official stands for at the counter: their first post.
func counterOffice(by people.Person) (string, error) {
	if len(by.Posts) == 0 {
		return "", fail.New(fail.Forbidden, "door.officials-only")
	}
	return by.Posts[0].Office, nil
}

// PaperMatches raises an uploaded paper to a checked one: the official has seen the
// original. Nobody does so with a paper of their own. It is written to the log.
func (d *Desk) PaperMatches(ctx context.Context, by people.Person, mark string) error {
	office, err := counterOffice(by)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		p, err := paper.FindByMark(tx, mark)
		if err != nil {
			return err
		}
		if p.Owner == by.ID {
			return fail.New(fail.Forbidden, "paper.own")
		}
		c := paper.Check{Paper: p.ID, SHA256: p.SHA256, Office: office, By: by.ID, At: moment(tx.Now())}
		b, err := c.Bytes()
		if err != nil {
			return fail.Wrap(err, "desk: check of a paper")
		}
		salt := make([]byte, 2*merkle.MinSalt)
		rand.Read(salt)
		payload, err := merkle.Commit(salt, b)
		if err != nil {
			return fail.Wrap(err, "desk: entry of a paper")
		}
		leaf, err := ledger.Append(tx, merkle.Entry{Kind: kindPaper, Payload: payload})
		if err != nil {
			return err
		}
		return paper.Raise(tx, c, leaf, salt, b)
	})
}

// verifyPapers holds every paper that is said to match its original to the log.
func verifyPapers(tx *store.Tx) error {
	checks := map[string]paper.Check{}
	err := paper.EachCheck(tx, func(_ int64, _, body []byte) error {
		var c paper.Check
		if err := json.Unmarshal(body, &c); err != nil {
			return fail.Wrap(err, "desk: check of a paper")
		}
		checks[c.Paper] = c
		return nil
	})
	if err != nil {
		return err
	}
	ps, err := paper.AllChecked(tx)
	if err != nil {
		return err
	}
	for _, p := range ps {
		file, err := paper.Body(tx, p.ID)
		if err != nil {
			return err
		}
		c, ok := checks[p.ID]
		if sum := sha256.Sum256(file); !ok || !bytes.Equal(sum[:], p.SHA256) || !bytes.Equal(c.SHA256, p.SHA256) || c.Office != p.Office || c.By != p.Clerk || !c.At.Equal(p.Checked) {
			return fail.New(fail.Conflict, "desk.verify-paper", "paper", p.ID)
		}
	}
	return nil
}
