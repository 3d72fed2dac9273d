package dataset

import (
	"io/fs"

	"atonce/internal/declare"
	"atonce/internal/law"
)

// Declared 编目声明 is what a file says the catalogue should hold. Its provider is a
// kind of office: which office that is depends on the place. Where a register is
// named and no field is, the fields are the register's.
type Declared struct {
	Record Record
	Pos    declare.Pos
	Masks  map[string]Mask // of fields that are open only so
	Only   []string        // the fields of the register that belong to it; empty for all
}

type declaredFile struct {
	Pos      declare.Pos
	Format   declare.Text             `yaml:"format,required"`
	Datasets []declare.At[recordDecl] `yaml:"datasets,required"`
}

type recordDecl struct {
	ID       declare.Text              `yaml:"id,required"`
	Code     declare.Text              `yaml:"code,required"`
	Name     law.Words                 `yaml:"name,required"`
	Summary  law.Words                 `yaml:"summary,required"`
	Provider declare.Text              `yaml:"provider,required"`
	Credit   declare.Text              `yaml:"credit"`
	System   law.Words                 `yaml:"system,required"`
	Sources  []declare.Text            `yaml:"sources,required"`
	Storage  declare.Text              `yaml:"storage,required"`
	Channel  declare.Text              `yaml:"channel,required"`
	Cycle    declare.Text              `yaml:"cycle,required"`
	Licence  bool                      `yaml:"licence"`
	Service  declare.Text              `yaml:"service"`
	Items    itemsDecl                 `yaml:"items"`
	Unlinked declare.Text              `yaml:"unlinked"`
	Scenario []declare.Text            `yaml:"scenario,required"`
	Share    ruleDecl                  `yaml:"share,required"`
	Open     ruleDecl                  `yaml:"open,required"`
	Terms    declare.Text              `yaml:"terms"`
	Register declare.Text              `yaml:"register"`
	Only     []declare.Text            `yaml:"only"`
	Masks    declare.Map[declare.Text] `yaml:"masks"`
	Counted  []declare.Text            `yaml:"counted"`
	Fields   []fieldDecl               `yaml:"fields"`
}

type itemsDecl struct {
	Basic          declare.Text `yaml:"basic"`
	Business       declare.Text `yaml:"business"`
	Implementation declare.Text `yaml:"implementation"`
}

type ruleDecl struct {
	Way       declare.Text `yaml:"way,required"`
	Condition law.Words    `yaml:"condition"`
	Reason    declare.Text `yaml:"reason"`
	Because   law.Words    `yaml:"because"`
}

func (r ruleDecl) sealed() Rule {
	return Rule{Way(r.Way.Value), r.Condition, r.Reason.Value, r.Because}
}

type fieldDecl struct {
	ID          declare.Text `yaml:"id,required"`
	Name        law.Words    `yaml:"name,required"`
	Type        declare.Text `yaml:"type,required"`
	Length      int          `yaml:"length"`
	Sensitivity int          `yaml:"sensitivity,required"`
	Share       declare.Text `yaml:"share,required"`
	Open        declare.Text `yaml:"open,required"`
	Reason      declare.Text `yaml:"reason"`
}

// Folder is where a folder of packs declares its catalogue.
const Folder = "_catalogue"

// Load reads every file of the folder _catalogue. A folder of packs
// without it has no catalogue declared.
func Load(packs fs.FS) ([]Declared, []declare.Problem) {
	names, err := fs.Glob(packs, Folder+"/*.yaml")
	if err != nil {
		return nil, nil // the pattern is a constant of ours
	}
	var out []Declared
	var problems []declare.Problem
	seen := map[string]declare.Pos{}
	for _, name := range names {
		data, err := fs.ReadFile(packs, name)
		if err != nil {
			problems = append(problems, declare.Pos{File: name}.Problem("dataset.unreadable"))
			continue
		}
		some, ps := Read(name, data)
		problems = append(problems, ps...)
		for _, d := range some {
			if first, twice := seen[d.Record.ID]; twice {
				problems = append(problems, d.Pos.Problem("dataset.declared-twice", "id", d.Record.ID, "first", first.String()))
			}
			seen[d.Record.ID] = d.Pos
		}
		out = append(out, some...)
	}
	declare.Sort(problems)
	return out, problems
}

// Read reads one file of declared records. What is wrong with a record as a whole is
// said when its register and office are known.
func Read(file string, data []byte) ([]Declared, []declare.Problem) {
	var d declaredFile
	problems := declare.Decode(file, data, &d)
	if d.Format.Set() && d.Format.Value != "1" {
		problems = append(problems, d.Format.Problem("dataset.format", "format", d.Format.Value))
	}
	var out []Declared
	for _, at := range d.Datasets {
		x := at.Value
		r := Record{ID: x.ID.Value, Code: x.Code.Value, Name: x.Name, Summary: x.Summary, Provider: x.Provider.Value, Credit: x.Credit.Value,
			System: x.System, Sources: texts(x.Sources), Storage: Storage(x.Storage.Value), Channel: Channel(x.Channel.Value), Cycle: Cycle(x.Cycle.Value),
			Licence: x.Licence, Service: x.Service.Value, Items: Items{x.Items.Basic.Value, x.Items.Business.Value, x.Items.Implementation.Value},
			Unlinked: x.Unlinked.Value, Scenario: texts(x.Scenario), Share: x.Share.sealed(), Open: x.Open.sealed(), Terms: x.Terms.Value, Register: x.Register.Value}
		if len(x.Counted) > 0 {
			r.Counted = &Counted{By: texts(x.Counted)}
		}
		for _, f := range x.Fields {
			r.Fields = append(r.Fields, Field{f.ID.Value, f.Name, f.Type.Value, f.Length, f.Sensitivity, Way(f.Share.Value), Way(f.Open.Value), f.Reason.Value, ""})
		}
		switch {
		case r.Register == "" && len(r.Fields) == 0:
			problems = append(problems, x.ID.Problem("dataset.declared-fields", "id", r.ID))
		case r.Register != "" && len(r.Fields) > 0:
			problems = append(problems, x.Register.Problem("dataset.declared-both", "id", r.ID))
		}
		masks := map[string]Mask{}
		for _, m := range x.Masks {
			masks[m.Key.Value] = Mask(m.Value.Value)
		}
		out = append(out, Declared{r, x.ID.Pos, masks, texts(x.Only)})
	}
	return out, problems
}

func texts(in []declare.Text) []string {
	var out []string
	for _, t := range in {
		out = append(out, t.Value)
	}
	return out
}
