package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/resource"
	"atonce/internal/store"
	"atonce/internal/text"
)

// RoleResourceKeeper is the post of those who keep their office's resources in the
// ledger, propose new ones and answer for them.
const RoleResourceKeeper = "resource-keeper"

const mostWhy = 500

// reasonOf is a reason that somebody gives, or what is wrong with it.
func reasonOf(path, s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n == 0 || n > mostWhy {
		return "", fail.New(fail.Invalid, "resource.form").WithFields(fail.Field{Path: path, Key: "resource.reason"})
	}
	return s, nil
}

func keeps(by people.Person, office string) bool {
	return slices.Contains(by.Roles(office), RoleResourceKeeper)
}

func keeperOnly(by people.Person, office string) error {
	if !keeps(by, office) {
		return fail.New(fail.Forbidden, "resource.keepers")
	}
	return nil
}

// ImportResources writes what a file declares over what the ledger has under the same
// ids, all of it or nothing. It answers how many were written.
func (d *Desk) ImportResources(ctx context.Context, by people.Person, in resource.Declared) (int, error) {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		for _, r := range in.Resources {
			if err := resource.Save(tx, r, resource.Deed{Verb: "import", By: by.ID, Name: by.In(text.ZH)}); err != nil {
				return err
			}
		}
		if in.AnswerWithin.IsZero() {
			return nil
		}
		return resource.SetAnswerWithin(tx, in.AnswerWithin)
	})
	return len(in.Resources), err
}

// KnownResources are the ids that the ledger has.
func (d *Desk) KnownResources(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := resource.All(tx)
		for _, r := range all {
			out[r.ID] = true
		}
		return err
	})
	return out, err
}

// Resources lists the ledger. next is the id to go on after, empty at the end.
func (d *Desk) Resources(ctx context.Context, f resource.Filter) (out []resource.Resource, next string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = resource.List(tx, f)
		return err
	})
	if len(out) > f.Size {
		out = out[:f.Size]
		next = out[f.Size-1].ID
	}
	return out, next, err
}

// ResourceView is one resource with what it rests on, what rests on it and what became
// of it.
type ResourceView struct {
	Resource   resource.Resource
	Needs      []resource.Resource
	Dependents []resource.Resource
	Further    map[string][]resource.Resource // what rests on each dependent
	Deeds      []resource.Deed
	Warnings   []resource.Warning
	Keeper     bool // the viewer answers for it
}

// DigitalResource is one resource of the ledger.
func (d *Desk) DigitalResource(ctx context.Context, by people.Person, id string) (v ResourceView, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if v.Resource, err = resource.Find(tx, id); err != nil {
			return err
		}
		if v.Needs, err = resource.Needed(tx, id); err != nil {
			return err
		}
		if v.Dependents, err = resource.Dependents(tx, id); err != nil {
			return err
		}
		v.Further = map[string][]resource.Resource{}
		for _, x := range v.Dependents[:min(len(v.Dependents), mostFurther)] {
			if v.Further[x.ID], err = resource.Dependents(tx, x.ID); err != nil {
				return err
			}
		}
		if v.Warnings, err = resource.WarningsOf(tx, id); err != nil {
			return err
		}
		v.Deeds, err = resource.Deeds(tx, id)
		return err
	})
	v.Keeper = keeps(by, v.Resource.Owner)
	return v, err
}

// mostFurther bounds how many dependents are followed one step on.
const mostFurther = 50

// SimilarResources finds what is like a resource that somebody has in mind.
func (d *Desk) SimilarResources(ctx context.Context, r resource.Resource) (out []resource.Match, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := resource.All(tx)
		out = resource.Similar(r, all, mostSimilar)
		return err
	})
	return out, err
}

const mostSimilar = 5

// ProposeResource puts a new resource into the ledger as proposed. One that is much
// like another needs a reason: why what is there does not do.
func (d *Desk) ProposeResource(ctx context.Context, by people.Person, r resource.Resource, reason string) ([]resource.Match, error) {
	if err := keeperOnly(by, r.Owner); err != nil {
		return nil, err
	}
	r.State = resource.Proposed
	problems := r.Check()
	var like []resource.Match
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := resource.All(tx)
		if err != nil {
			return err
		}
		for _, n := range r.Needs {
			if !slices.ContainsFunc(all, func(x resource.Resource) bool { return x.ID == n && x.State != resource.Retired }) {
				problems = append(problems, fail.Field{Path: "needs", Key: "resource.need-unknown", Args: fail.Pairs("need", n)})
			}
		}
		if slices.ContainsFunc(all, func(x resource.Resource) bool { return x.ID == r.ID }) {
			problems = append(problems, fail.Field{Path: "id", Key: "resource.taken", Args: fail.Pairs("id", r.ID)})
		}
		if len(problems) > 0 {
			return fail.New(fail.Invalid, "resource.form").WithFields(problems...)
		}
		like = resource.Similar(r, all, mostSimilar)
		reason = strings.TrimSpace(reason)
		if len(like) > 0 && like[0].Flagged() {
			if reason, err = reasonOf("reason", reason); err != nil {
				return fail.New(fail.Conflict, "resource.like-flagged", "name", like[0].Resource.Name.In(text.ZH)).
					WithFields(fail.Field{Path: "reason", Key: "resource.like-reason"})
			}
		}
		return resource.Save(tx, r, resource.Deed{Verb: "propose", By: by.ID, Name: by.In(text.ZH), Reason: reason})
	})
	return like, err
}

// UseResource says that a proposed resource is in use now.
func (d *Desk) UseResource(ctx context.Context, by people.Person, id string) error {
	return d.change(ctx, by, id, "use", "", resource.InUse, resource.Proposed)
}

// change moves a resource from one state to the next.
func (d *Desk) change(ctx context.Context, by people.Person, id, verb, reason string, to resource.State, from ...resource.State) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := resource.Find(tx, id)
		if err != nil {
			return err
		}
		return changeIn(tx, by, r, verb, reason, to, from...)
	})
}

func changeIn(tx *store.Tx, by people.Person, r resource.Resource, verb, reason string, to resource.State, from ...resource.State) error {
	if err := keeperOnly(by, r.Owner); err != nil {
		return err
	}
	if !slices.Contains(from, r.State) {
		return fail.New(fail.Conflict, "resource.state", "id", r.ID)
	}
	r.State = to
	return resource.Save(tx, r, resource.Deed{Verb: verb, By: by.ID, Name: by.In(text.ZH), Reason: reason})
}
