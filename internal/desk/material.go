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
	fetched, err := d.fetch(ctx, by, s, out)
	if err != nil || len(fetched) == 0 {
		return out, err
	}
	return d.changeDraft(ctx, by, service, func(out *draft.Draft) error {
		d.put(out, fetched)
		return nil
	})
}

// fetch asks for the materials that are not yet in a draft, and answers the source of each.
func (d *Desk) fetch(ctx context.Context, by people.Person, s *pack.Service, have draft.Draft) (map[string]record.Source, error) {
	out := map[string]record.Source{}
	for i, n := range s.Needs() {
		if n.Material == "" || !d.fits(n, by) || !d.lacks(have, record.Material(n.Material)) {
			continue
		}
		a, err := d.readOrLeave(ctx, by, s, i)
		if err != nil {
			return out, err
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
		out[record.Material(n.Material)] = x
	}
	return out, nil
}

// lacks says whether a material of a draft is to be fetched: the person sent nothing
// instead, and no register said lately what it knows.
func (d *Desk) lacks(in draft.Draft, material string) bool {
	x, asked := in.Sources[material]
	return len(x.Files) == 0 && !x.Own && (!asked || x.Down() || d.Now().Sub(x.Asked) >= stale)
}

// put puts what was fetched into a draft, but where it was sent or fetched meanwhile.
func (d *Desk) put(out *draft.Draft, fetched map[string]record.Source) {
	for m, x := range fetched {
		if !d.lacks(*out, m) {
			continue
		}
		if was := out.Sources[m]; !x.Given() && was.Given() {
			// What it said before is better than that it is silent now.
			x = was
			x.State = "cached"
		}
		out.Sources[m] = x
	}
}

// mostInstead is how many files may be sent for one material.
const mostInstead = 5

// SendMaterial keeps a file that the person sends for a material that no register gave,
// or that they say is wrong. It refuses what a register gave and nobody disputes, and what
// the service does not fetch.
func (d *Desk) SendMaterial(ctx context.Context, by people.Person, service, material, name string, body []byte) error {
	// Asked before, so that no file is kept for nothing, and again below.
	out, err := d.Draft(ctx, by, service)
	if err != nil {
		return err
	}
	if err := mayAdd(out, material); err != nil {
		return err
	}
	f, err := d.AddFile(ctx, by, name, body)
	if err != nil {
		return err
	}
	return d.changeMaterial(ctx, by, service, material, func(out *draft.Draft, x *record.Source) error {
		x.Files = append(slices.Clone(x.Files), f.ID)
		return mayAdd(*out, material)
	})
}

// DropMaterial takes back a file sent for a material.
func (d *Desk) DropMaterial(ctx context.Context, by people.Person, service, material, file string) error {
	return d.changeMaterial(ctx, by, service, material, func(out *draft.Draft, x *record.Source) error {
		x.Files = slices.DeleteFunc(slices.Clone(x.Files), func(id string) bool { return id == file })
		return maySendFor(*out, material)
	})
}

// DisputeMaterial 信息有误 keeps in the person's words why what a register gave as a material
// is wrong. Their words count in its place, and so does what they send for it; the
// register's owner is asked when the application is sent. It refuses words that are none,
// and a material that no register gave.
func (d *Desk) DisputeMaterial(ctx context.Context, by people.Person, service, material, words string) error {
	words, err := asWords(words)
	if err != nil {
		return err
	}
	return d.changeMaterial(ctx, by, service, material, func(_ *draft.Draft, x *record.Source) error {
		if !x.Given() && !x.Own {
			return fail.New(fail.Conflict, "desk.material-silent")
		}
		x.Own, x.Words = true, words
		return nil
	})
}

// BelieveMaterial takes back that a material is wrong: what the register gave counts again,
// and what was sent for it falls away.
func (d *Desk) BelieveMaterial(ctx context.Context, by people.Person, service, material string) error {
	return d.changeMaterial(ctx, by, service, material, func(_ *draft.Draft, x *record.Source) error {
		if x.Own {
			x.Own, x.Words, x.Files = false, "", nil
		}
		return nil
	})
}

// changeMaterial changes the source of one material of a draft that was asked for.
func (d *Desk) changeMaterial(ctx context.Context, by people.Person, service, material string, change func(*draft.Draft, *record.Source) error) error {
	_, err := d.changeDraft(ctx, by, service, func(out *draft.Draft) error {
		x, asked := out.Sources[record.Material(material)]
		if !asked {
			return fail.New(fail.Conflict, "desk.material-silent")
		}
		if err := change(out, &x); err != nil {
			return err
		}
		out.Sources[record.Material(material)] = x
		return nil
	})
	return err
}

// maySendFor refuses a file for a material that a register gave, and for one that the
// service does not fetch.
func maySendFor(out draft.Draft, material string) error {
	if x, asked := out.Sources[record.Material(material)]; !asked || x.Given() {
		return fail.New(fail.Conflict, "desk.material-there")
	}
	return nil
}

// mayAdd is maySendFor, and refuses a file too many.
func mayAdd(out draft.Draft, material string) error {
	if err := maySendFor(out, material); err != nil {
		return err
	}
	if len(out.Sources[record.Material(material)].Files) >= mostInstead {
		return fail.New(fail.Invalid, "desk.material-many", "most", "5")
	}
	return nil
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
