package counter

import (
	"errors"
	"io/fs"
	"path"

	"atonce/internal/code"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

// List is every counter of a government, and the places people may name.
type List struct {
	Counters []Counter
	Places   []Place
}

type file struct {
	Format   declare.Text  `yaml:"format,required"`
	Counters []counterDecl `yaml:"counters"`
	Places   []placeDecl   `yaml:"places"`
}

type words struct {
	ZH declare.Text `yaml:"zh,required"`
	EN declare.Text `yaml:"en,required"`
}

func (w words) sealed() law.Words { return law.Words{text.ZH: w.ZH.Value, text.EN: w.EN.Value} }

type counterDecl struct {
	ID      declare.Text   `yaml:"id,required"`
	Name    words          `yaml:"name,required"`
	Address words          `yaml:"address,required"`
	Hours   words          `yaml:"hours,required"`
	At      declare.Text   `yaml:"at,required"`
	Offices []declare.Text `yaml:"offices,required"`
}

type placeDecl struct {
	Area declare.Text `yaml:"area,required"`
	Name words        `yaml:"name,required"`
	At   declare.Text `yaml:"at,required"`
}

// Read reads counters.yaml in a folder; known says whether there is an office with an id.
// found is false where there is no such file: then nothing is said about counters.
func Read(f fs.FS, folder string, known func(office string) bool) (l List, found bool, problems []declare.Problem) {
	name := path.Join(folder, "counters.yaml")
	data, err := fs.ReadFile(f, name)
	if errors.Is(err, fs.ErrNotExist) {
		return List{}, false, nil
	}
	if err != nil {
		return List{}, false, []declare.Problem{declare.Pos{File: name}.Problem("counter.unreadable")}
	}
	var d file
	problems = declare.Decode(name, data, &d)
	point := func(t declare.Text) Point {
		p, err := ParsePoint(t.Value)
		if err != nil && t.Set() {
			problems = append(problems, t.Problem("counter.point", "value", t.Value))
		}
		return p
	}
	ids, areas := map[string]bool{}, map[string]bool{}
	for _, c := range d.Counters {
		if c.ID.Set() && ids[c.ID.Value] {
			problems = append(problems, c.ID.Problem("counter.twice", "id", c.ID.Value))
		}
		ids[c.ID.Value] = true
		x := Counter{ID: c.ID.Value, Name: c.Name.sealed(), Address: c.Address.sealed(), Hours: c.Hours.sealed(), At: point(c.At)}
		for _, o := range c.Offices {
			if !known(o.Value) {
				problems = append(problems, o.Problem("counter.no-office", "office", o.Value))
			}
			x.Offices = append(x.Offices, o.Value)
		}
		if c.ID.Set() && len(x.Offices) == 0 {
			problems = append(problems, c.ID.Problem("counter.nobody", "id", c.ID.Value))
		}
		l.Counters = append(l.Counters, x)
	}
	for _, p := range d.Places {
		if _, err := code.ParseArea(p.Area.Value); err != nil && p.Area.Set() {
			e := fail.As(err)
			problems = append(problems, declare.Problem{File: p.Area.Pos.File, Line: p.Area.Pos.Line, Column: p.Area.Pos.Column, Key: e.Key, Args: e.Args})
		}
		if p.Area.Set() && areas[p.Area.Value] {
			problems = append(problems, p.Area.Problem("counter.twice", "id", p.Area.Value))
		}
		areas[p.Area.Value] = true
		l.Places = append(l.Places, Place{Area: p.Area.Value, Name: p.Name.sealed(), At: point(p.At)})
	}
	declare.Sort(problems)
	return l, true, problems
}
