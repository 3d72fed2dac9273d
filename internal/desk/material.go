package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/store"
)

// stale is how long what a register said for a draft is taken as it was.
const stale = 24 * time.Hour

// Materials fetches for the person's draft every material 部门数据 that the service gets from
// registers, and keeps what they said, each with its source and time. What the person
// sent instead stays. A register that is down, says nothing or is not granted leaves
// the material to be sent, or to the office: the filing goes on without it.
func (d *Desk) Materials(ctx context.Context, by people.Person, service string) (draft.Draft, error) {
	out, err := d.Draft(ctx, by, service)
	if err != nil {
		return out, err
	}
	s, err := d.Service(service)
	if err != nil {
		return out, err
	}
	fetched, err := d.fetch(ctx, by, s, &out)
	if err == nil && fetched {
		err = d.saveDraft(ctx, &out)
	}
	return out, err
}

// fetch asks for the materials that are not yet in the draft.
func (d *Desk) fetch(ctx context.Context, by people.Person, s *pack.Service, out *draft.Draft) (fetched bool, err error) {
	for i, n := range s.Needs() {
		was, asked := out.Sources[record.Material(n.Material)]
		if n.Material == "" || !d.fits(n, by) || len(was.Files) > 0 || asked && !was.Down() && d.Now().Sub(was.Asked) < stale {
			continue
		}
		a, err := d.readOrLeave(ctx, by, s, i)
		if err != nil {
			return fetched, err
		}
		x := d.sourceFrom(a)
		for f, v := range a.Values {
			if v.Absent() {
				continue
			}
			if x.Values == nil {
				x.Values = map[string]string{}
			}
			x.Values[f] = v.String()
		}
		if !x.Given() && was.Given() {
			// What it said before is better than that it is silent now.
			x = was
			x.State = "cached"
		}
		out.Sources[record.Material(n.Material)], fetched = x, true
	}
	return fetched, nil
}

// mostInstead is how many files may be sent for one material.
const mostInstead = 5

// SendMaterial keeps a file that the person sends for a material that no register gave.
// It refuses what a register gave, and what the service does not fetch.
func (d *Desk) SendMaterial(ctx context.Context, by people.Person, service, material, name string, body []byte) error {
	out, err := d.missing(ctx, by, service, material)
	if err != nil {
		return err
	}
	x := out.Sources[record.Material(material)]
	if len(x.Files) >= mostInstead {
		return fail.New(fail.Invalid, "desk.material-many", "most", "5")
	}
	f, err := d.AddFile(ctx, by, name, body)
	if err != nil {
		return err
	}
	x.Files = append(slices.Clone(x.Files), f.ID)
	out.Sources[record.Material(material)] = x
	return d.saveDraft(ctx, &out)
}

// DropMaterial takes back a file sent for a material.
func (d *Desk) DropMaterial(ctx context.Context, by people.Person, service, material, file string) error {
	out, err := d.missing(ctx, by, service, material)
	if err != nil {
		return err
	}
	x := out.Sources[record.Material(material)]
	x.Files = slices.DeleteFunc(slices.Clone(x.Files), func(id string) bool { return id == file })
	out.Sources[record.Material(material)] = x
	return d.saveDraft(ctx, &out)
}

// missing is the draft in which a material that registers should have given is lacking.
func (d *Desk) missing(ctx context.Context, by people.Person, service, material string) (draft.Draft, error) {
	out, err := d.Draft(ctx, by, service)
	if err != nil {
		return out, err
	}
	x, asked := out.Sources[record.Material(material)]
	if !asked || x.Given() {
		return out, fail.New(fail.Conflict, "desk.material-there")
	}
	return out, nil
}

func (d *Desk) saveDraft(ctx context.Context, out *draft.Draft) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		out.Saved, out.Expires = tx.Now(), tx.Now().Add(draft.Kept)
		return draft.Save(tx, *out)
	})
}

// Sources are where the answers and materials of a case come from, as it now stands: an
// answer that was given anew comes from whoever gave it.
func Sources(c casework.Case) map[string]record.Source {
	out := map[string]record.Source{}
	for _, a := range c.Acts {
		maps.DeleteFunc(out, func(q string, _ record.Source) bool { _, anew := a.Answers[q]; return anew })
		maps.Copy(out, a.Sources)
	}
	return out
}

// handed are the sources of answers that a case hands down to one of its branches.
func handed(c casework.Case, answers map[string]string) map[string]record.Source {
	out := Sources(c)
	maps.DeleteFunc(out, func(q string, _ record.Source) bool { return answers[q] == "" })
	if len(out) == 0 {
		return nil
	}
	return out
}
