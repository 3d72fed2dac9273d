package desk

import (
	"context"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/store"
)

// verifyRows folds every case anew and compares it with the row that lists show.
func (d *Desk) verifyRows(tx *store.Tx, v *Verified) error {
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
				if err != nil {
					return err
				}
				if err := journal.Reproject(tx, f.header, f.was); err != nil {
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
