package pack

import (
	"slices"

	"atonce/internal/casework"
)

// cross judges what only the whole set can show: a branch's service is there, lets
// the kernel open it, and asks the questions whose answers are handed down.
func (l *loader) cross() {
	for _, d := range l.order {
		if d.procedure == nil {
			continue
		}
		for _, b := range d.proc.Branches {
			child, ok := l.drafts[b.Service.Value]
			switch {
			case !ok:
				d.add(b.Service.Problem("pack.branch-service", "service", b.Service.Value))
				continue
			case child == d:
				d.add(b.Service.Problem("pack.branch-itself", "service", b.Service.Value))
				continue
			case child.procedure == nil:
				continue
			}
			if !slices.Contains(child.procedure.Opens.By, casework.RoleSystem) {
				d.add(b.Service.Problem("pack.branch-closed", "service", b.Service.Value))
			}
			for _, f := range b.Passes {
				if _, ok := child.field(f.Value); !ok {
					d.add(f.Problem("pack.branch-field", "field", f.Value, "service", b.Service.Value))
				}
			}
		}
		d.circle()
	}
}

// circle finds branches that wait for each other.
func (d *draft) circle() {
	after := map[string][]string{}
	for _, b := range d.procedure.Branches {
		after[b.ID] = b.After
	}
	for _, b := range d.proc.Branches {
		seen, queue := map[string]bool{}, slices.Clone(after[b.ID.Value])
		for len(queue) > 0 {
			if id := queue[0]; !seen[id] {
				seen[id] = true
				queue = append(queue, after[id]...)
			}
			queue = queue[1:]
		}
		if seen[b.ID.Value] {
			d.add(b.ID.Problem("pack.branch-circle", "branch", b.ID.Value))
		}
	}
}
