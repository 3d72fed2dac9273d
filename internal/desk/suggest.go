package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/measure"
	"atonce/internal/store"
)

// mostWords is how much one suggestion may say, in characters.
const mostWords = 2000

// Ratings counts how many people gave a service how many stars; what stands at 0 is empty.
func (d *Desk) Ratings(ctx context.Context, service string) (out [6]int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = measure.Ratings(tx, service)
		return err
	})
	return out, err
}

// Suggest keeps what somebody tells us: words searched in vain, or a complaint.
func (d *Desk) Suggest(ctx context.Context, kind, words string) error {
	words = strings.TrimSpace(words)
	key := ""
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		key = "desk.words-missing"
	case n > mostWords:
		key = "desk.words-long"
	case !utf8.ValidString(words):
		key = "form.characters"
	}
	if key != "" {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "words", Key: key})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return measure.AddSuggestion(tx, kind, words) })
}
