package desk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"

	"golang.org/x/mod/sumdb/note"
)

// verifyFiles holds the files of a case to the acts that name them: a name commits to
// the bytes. What no act names was put there by nobody.
func verifyFiles(tx *store.Tx, f *filed) error {
	number := f.was.Number
	kept, err := draft.FilesOf(tx, number)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, a := range f.was.Acts {
		for _, id := range f.service.FilesOf(a) {
			named[id] = true
			x, ok, err := draft.FindFile(tx, id)
			if err != nil {
				return err
			}
			// A part of a case has its files from the whole, which holds them.
			if own := a.Role != casework.RoleSystem; !ok || own && (x.Owner != a.By || x.Case != number) {
				return badFile(number, id)
			}
			if x.Case != number {
				continue
			}
			same, err := sameFile(tx, x)
			if err != nil {
				return err
			}
			if !same {
				return badFile(number, id)
			}
		}
	}
	for _, x := range kept {
		if !named[x.ID] {
			return badFile(number, x.ID)
		}
	}
	return nil
}

func badFile(number, id string) error {
	return fail.New(fail.Conflict, "desk.verify-file", "case", number, "file", id)
}

// sameFile says whether the bytes are those that the name commits to, and the row says
// of them what they are.
func sameFile(tx *store.Tx, x draft.File) (bool, error) {
	body, err := draft.Body(tx, x.ID)
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256(body)
	want, commits := merkle.FileDigest(x.ID)
	kind, err := draft.Sniff(x.Name, body)
	return (!commits || want == merkle.Hash(sum)) && bytes.Equal(x.SHA256, sum[:]) && x.Size == len(body) && err == nil && kind == x.Kind, nil
}

// verifySubmissions holds what was answered to the submissions of a case to its acts,
// both ways: a row that is gone would let the same thing be done twice.
func verifySubmissions(tx *store.Tx, f *filed) error {
	kept, err := journal.SubmissionsOf(tx, f.was.Number)
	if err != nil {
		return err
	}
	for i, a := range f.was.Acts {
		if a.Submission == "" {
			continue
		}
		seq := a.Seq
		for _, next := range f.was.Acts[i+1:] {
			if next.Submission != "" {
				break
			}
			if next.By == a.By && i > 0 {
				seq = next.Seq
			}
		}
		at := slices.IndexFunc(kept, func(s journal.Submission) bool { return s.By == a.By && s.ID == a.Submission && s.Seq == seq })
		if at < 0 {
			return fail.New(fail.Conflict, "desk.verify-submission", "case", f.was.Number, "act", strconv.Itoa(a.Seq))
		}
		kept = slices.Delete(kept, at, at+1)
	}
	if len(kept) > 0 {
		return fail.New(fail.Conflict, "desk.verify-submission", "case", f.was.Number, "act", strconv.Itoa(kept[0].Seq))
	}
	return nil
}

// verifyStray finds files and submissions of cases that there are none of, or whose
// record was erased.
func verifyStray(tx *store.Tx) error {
	stray := func(number string) error { return fail.New(fail.Conflict, "desk.verify-stray", "case", number) }
	gone, err := erasedCases(tx)
	if err != nil {
		return err
	}
	err = draft.EachCase(tx, func(number string) error {
		_, ok, err := journal.FindRow(tx, number)
		if err == nil && (!ok || gone.cases[number]) {
			err = stray(number)
		}
		return err
	})
	if err != nil {
		return err
	}
	number, ok, err := journal.StraySubmission(tx)
	if err == nil && ok {
		err = stray(number)
	}
	return err
}

// verifyCosignatures checks what witnesses signed with the keys of those that are known
// here, and that what they signed is there.
func (d *Desk) verifyCosignatures(tx *store.Tx) error {
	all, err := ledger.Cosignatures(tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Head == "" || !d.cosigned(c) {
			return fail.New(fail.Conflict, "desk.verify-cosignature", "witness", c.Witness, "size", fmt.Sprint(c.Size))
		}
	}
	return nil
}

// cosigned says whether a line is a signature of the witness it names, as far as the
// witness's key is known here.
func (d *Desk) cosigned(c ledger.Cosignature) bool {
	signed := []byte(c.Head + c.Line)
	for _, w := range d.logKeys().Witnesses {
		if w.Key.Name() == c.Witness {
			_, err := note.Open(signed, note.VerifierList(w.Key))
			return err == nil
		}
	}
	_, err := note.Open(signed, note.VerifierList())
	var unknown *note.UnverifiedNoteError
	return errors.As(err, &unknown) && slices.ContainsFunc(unknown.Note.UnverifiedSigs, func(s note.Signature) bool { return s.Name == c.Witness })
}
