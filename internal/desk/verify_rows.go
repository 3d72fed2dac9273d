package desk

import (
	"context"
	"encoding/json"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// erasureFits holds an erasure to its entry, and gives what the entry commits to.
func erasureFits(e merkle.Entry, r journal.ErasureRecord) (said erasureBody, err error) {
	if err := json.Unmarshal(r.Body, &said); err != nil || said.Erasure != r.Erasure {
		return said, bad("desk.verify-edited", r.Leaf, "case", r.Number)
	}
	return said, fits(e, r.Leaf, r.Salt, r.Body)
}

// erased is what the log says was erased: the cases, and where their acts stood.
type erased struct {
	cases  map[string]bool
	leaves map[int64]place
}

type place struct {
	number string
	seq    int
}

// erasedCases are the cases whose record is gone and of which the log says so. A row
// that only claims it counts for nothing.
func erasedCases(tx *store.Tx) (erased, error) {
	out := erased{map[string]bool{}, map[int64]place{}}
	es, err := journal.Erasures(tx)
	if err != nil {
		return out, err
	}
	for _, r := range es {
		leaf, err := ledger.Leaf(tx, r.Leaf)
		if err != nil && fail.KindOf(err) != fail.NotFound {
			return out, err
		}
		e, perr := merkle.ParseEntry(leaf)
		if err != nil || perr != nil || e.Kind != kindErasure {
			continue
		}
		said, err := erasureFits(e, r)
		if err != nil {
			continue
		}
		out.cases[r.Number] = true
		for i, l := range said.Leaves {
			out.leaves[l] = place{r.Number, i + 1}
		}
	}
	return out, nil
}

// verifyRows folds every case anew and compares it with the row that lists show.
func (d *Desk) verifyRows(tx *store.Tx, v *Verified) error {
	gone, err := erasedCases(tx)
	if err != nil {
		return err
	}
	after := ""
	for {
		numbers, err := journal.Numbers(tx, after, 500)
		if err != nil {
			return err
		}
		if len(numbers) == 0 {
			n, ok, err := journal.Unlisted(tx)
			if err == nil && ok {
				err = fail.New(fail.Conflict, "desk.verify-row", "case", n)
			}
			return err
		}
		for _, n := range numbers {
			if gone.cases[n] {
				row, _, err := journal.FindRow(tx, n)
				if err == nil && (row.Applicant != "" || row.Subject != "") {
					err = fail.New(fail.Conflict, "desk.verify-row", "case", n)
				}
				if err != nil {
					return err
				}
				continue
			}
			f, err := d.readIn(tx, n)
			if err != nil {
				return fail.New(fail.Conflict, "desk.verify-torn", "case", n).Because(err)
			}
			row, _, err := journal.FindRow(tx, n)
			if err != nil {
				return err
			}
			ok, err := d.headerFollows(tx, f)
			if err != nil {
				return err
			}
			if !ok || !journal.Project(f.header, f.was).Same(row) {
				return fail.New(fail.Conflict, "desk.verify-row", "case", n)
			}
			if err := verifyFiles(tx, f); err != nil {
				return err
			}
			if err := verifySubmissions(tx, f); err != nil {
				return err
			}
			if err := d.verifyRuled(tx, f); err != nil {
				return err
			}
			v.Cases++
		}
		after = numbers[len(numbers)-1]
	}
}

// headerFollows says whether what a case's row has from its first moment, such as
// whose case it is, follows from the acts: the row is no evidence, they are.
func (d *Desk) headerFollows(tx *store.Tx, f *filed) (bool, error) {
	h, first := f.header, f.was.Acts[0]
	s, err := d.pinnedTo(tx, first.Digest)
	if err != nil {
		return false, err
	}
	if h.Service != s.ID() || h.Duty != s.Area() || h.Version != s.Version() {
		return false, nil
	}
	if o, ok := d.Office(f.was.Office); ok && o.Area != h.Area {
		return false, nil
	}
	subject, applicant := s.Form().SubjectOf(first.Answers), ""
	if first.Role == casework.RoleSystem {
		parent, ok, err := journal.FindRow(tx, h.Parent)
		if err != nil || !ok {
			return false, err
		}
		if err := notErased(tx, h.Parent); err != nil {
			// Nobody can say any more whose it was, but that it was erased is in the log.
			if fail.As(err).Key == "desk.erased" {
				err = nil
			}
			return err == nil, err
		}
		acts, err := journal.Acts(tx, h.Parent)
		if err != nil {
			return false, err
		}
		opened := slices.ContainsFunc(acts, func(a casework.Act) bool {
			return a.Verb == casework.Link && a.Case == h.Number && a.Branch == h.Branch
		})
		if parent.Subject != "" {
			subject = parent.Subject
		}
		return opened && h.Applicant == parent.Applicant && h.Subject == subject, nil
	}
	if first.Role == casework.RoleApplicant {
		applicant = first.By
	}
	if subject == "" {
		subject = first.Name
	}
	return h.Applicant == applicant && h.Subject == subject && h.Parent == "" && h.Branch == "", nil
}

// Rebuild writes every case's row anew from its acts: what lists show can always be
// thrown away.
func (d *Desk) Rebuild(ctx context.Context) (cases int, err error) {
	after := ""
	for {
		var numbers []string
		err := d.store.Write(ctx, func(tx *store.Tx) (err error) {
			if numbers, err = journal.Numbers(tx, after, 200); err != nil {
				return err
			}
			for _, n := range numbers {
				f, err := d.readIn(tx, n)
				if err != nil && fail.As(err).Key == "desk.erased" {
					continue
				}
				if err != nil {
					return err
				}
				if err := journal.Reproject(tx, f.header, f.was); err != nil {
					return err
				}
				if err := journal.Index(tx, n, f.now.Office, f.terms()); err != nil {
					return err
				}
				if err := d.rebuildRuled(tx, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(numbers) == 0 {
			return cases, err
		}
		cases += len(numbers)
		after = numbers[len(numbers)-1]
	}
}
