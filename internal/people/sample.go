package people

import (
	"io/fs"
	"path"

	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Sample is the made-up offices and people of a development or teaching system.
type Sample struct {
	Offices []Office
	People  []Person
}

type sampleFile struct {
	Format  declare.Text `yaml:"format,required"`
	Offices []officeDecl `yaml:"offices"`
	People  []personDecl `yaml:"people"`
}

type words struct {
	ZH declare.Text `yaml:"zh,required"`
	EN declare.Text `yaml:"en"`
}

func (w words) sealed() law.Words {
	en := w.EN.Value
	if en == "" {
		en = w.ZH.Value
	}
	return law.Words{text.ZH: w.ZH.Value, text.EN: en}
}

type officeDecl struct {
	ID      declare.Text `yaml:"id,required"`
	Kind    declare.Text `yaml:"kind,required"`
	Name    words        `yaml:"name,required"`
	Area    declare.Text `yaml:"area,required"`
	Letters declare.Text `yaml:"letters,required"`
	Parent  declare.Text `yaml:"parent"`
}

type personDecl struct {
	ID       declare.Text `yaml:"id,required"`
	Kind     declare.Text `yaml:"kind,required"`
	Name     words        `yaml:"name,required"`
	Identity declare.Text `yaml:"identity"`
	Note     words        `yaml:"note"`
	Posts    []postDecl   `yaml:"posts"`
}

type postDecl struct {
	Office declare.Text `yaml:"office,required"`
	Role   declare.Text `yaml:"role,required"`
}

// LoadSample reads _sample/offices.yaml and _sample/people.yaml. A tree without
// them has no sample: that is no problem, only an empty one.
func LoadSample(f fs.FS) (Sample, []declare.Problem) {
	s, problems := Read(f, "_sample")
	for i := range s.People {
		s.People[i].Sample = true
	}
	return s, problems
}

// Read reads offices.yaml and people.yaml in a folder: the offices of a government
// and who holds which post. What is not there is not read.
func Read(f fs.FS, folder string) (Sample, []declare.Problem) {
	var s Sample
	var problems []declare.Problem
	offices := map[string]bool{}
	for _, name := range []string{path.Join(folder, "offices.yaml"), path.Join(folder, "people.yaml")} {
		data, err := fs.ReadFile(f, name)
		if err != nil {
			continue
		}
		var d sampleFile
		problems = append(problems, declare.Decode(name, data, &d)...)
		for _, o := range d.Offices {
			offices[o.ID.Value] = true
			s.Offices = append(s.Offices, Office{ID: o.ID.Value, Kind: o.Kind.Value, Name: o.Name.sealed(), Area: o.Area.Value,
				Letters: o.Letters.Value, Parent: o.Parent.Value})
		}
		for _, p := range d.People {
			x := Person{ID: p.ID.Value, Kind: Kind(p.Kind.Value), Name: p.Name.sealed(), Identity: p.Identity.Value, Note: p.Note.sealed()}
			for _, post := range p.Posts {
				if !offices[post.Office.Value] {
					problems = append(problems, post.Office.Problem("people.no-office", "office", post.Office.Value))
				}
				x.Posts = append(x.Posts, Post{post.Office.Value, post.Role.Value})
			}
			if x.Kind != Natural && x.Kind != Firm && x.Kind != Official {
				problems = append(problems, p.Kind.Problem("people.kind", "kind", p.Kind.Value))
			}
			if TwoKeepers(x.Posts) {
				problems = append(problems, p.ID.Problem("people.two-keepers", "person", x.ID))
			}
			s.People = append(s.People, x)
		}
	}
	declare.Sort(problems)
	return s, problems
}
