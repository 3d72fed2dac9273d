package desk

import (
	"context"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/form"
	"atonce/internal/journal"
	"atonce/internal/search"
	"atonce/internal/store"
)

// found are the kinds of answers that an official knows a case by.
var found = []form.Kind{form.Text, form.PersonID, form.CreditCode, form.Phone, form.Address}

// mostIndexed bounds what is indexed of one answer: a story told at length names no case.
const mostIndexed = 200

// terms are what the case can be found by.
func (f *filed) terms() search.Terms {
	texts := []string{f.header.Subject}
	for _, x := range f.service.Form().Fields() {
		a := []rune(f.now.Answers[x.ID])
		if len(a) > 0 && slices.Contains(found, x.Kind) {
			texts = append(texts, string(a[:min(len(a), mostIndexed)]))
		}
	}
	return search.TermsOf(texts...)
}

// findable says whether the acts changed what the case can be found by, or by whom.
func (f *filed) findable() bool {
	return slices.ContainsFunc(f.acts, func(a casework.Act) bool {
		return a.Seq == 1 || len(a.Answers) > 0 || a.Verb == casework.Refer
	})
}

// IndexCases makes cases findable that are older than the index. It answers how many
// it did; a running program calls it until none is left.
func (d *Desk) IndexCases(ctx context.Context) (done int, err error) {
	var numbers []string
	if err = d.store.Read(ctx, func(tx *store.Tx) error {
		numbers, err = journal.Unindexed(tx, 200)
		return err
	}); err != nil || len(numbers) == 0 {
		return 0, err
	}
	return len(numbers), d.store.Write(ctx, func(tx *store.Tx) error {
		for _, n := range numbers {
			f, err := d.readIn(tx, n)
			if err != nil {
				return err
			}
			if err := journal.Index(tx, n, f.now.Office, f.terms()); err != nil {
				return err
			}
		}
		return nil
	})
}
