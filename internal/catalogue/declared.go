package catalogue

import (
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Declared is a file that says what the lists should hold, or one change to them.
type Declared struct {
	Change  Change  // without a verb where the file only says what should be there
	Entries []Entry // what should be there, where there is no verb
}

type declaredFile struct {
	Pos     declare.Pos
	Format  declare.Text           `yaml:"format,required"`
	Verb    declare.Text           `yaml:"verb"`
	List    declare.Text           `yaml:"list"`
	Codes   []declare.Text         `yaml:"codes"`
	Why     declare.Text           `yaml:"why"`
	Basis   []law.Citation         `yaml:"basis"`
	Entries []declare.At[declared] `yaml:"entries"`
}

type declared struct {
	List   declare.Text      `yaml:"list"`
	Code   declare.Text      `yaml:"code,required"`
	Name   law.Words         `yaml:"name,required"`
	Agency declare.Text      `yaml:"agency,required"`
	Area   declare.Text      `yaml:"area"`
	Level  declare.Text      `yaml:"level"`
	Type   declare.Text      `yaml:"type"`
	State  declare.Text      `yaml:"state"`
	Basis  []law.Citation    `yaml:"basis"`
	Notes  map[string]string `yaml:"details"`
}

// ReadDeclared reads a file of entries, or of one change by one of the six verbs.
// What the lists refuse is said when it is applied: it depends on what is there.
func ReadDeclared(file string, data []byte) (Declared, []declare.Problem) {
	var d declaredFile
	problems := declare.Decode(file, data, &d)
	out := Declared{Change: Change{Verb: Verb(d.Verb.Value), List: List(d.List.Value), Why: d.Why.Value, Basis: d.Basis}}
	if d.Format.Set() && d.Format.Value != "1" {
		problems = append(problems, d.Format.Problem("catalogue.declared.format", "format", d.Format.Value))
	}
	for _, c := range d.Codes {
		out.Change.Codes = append(out.Change.Codes, c.Value)
	}
	for _, x := range d.Entries {
		e := x.Value
		l := e.List.Value
		if l == "" {
			l = d.List.Value
		}
		for _, lang := range text.Langs {
			if e.Name[lang] == "" {
				problems = append(problems, x.Problem("catalogue.declared.name", "code", e.Code.Value, "lang", string(lang)))
			}
		}
		out.Entries = append(out.Entries, Entry{List: List(l), Code: e.Code.Value, Name: e.Name, Agency: e.Agency.Value, Area: e.Area.Value,
			Level: e.Level.Value, Type: e.Type.Value, State: State(e.State.Value), Basis: e.Basis, Details: e.Notes})
	}
	if out.Change.Verb != "" {
		out.Change.Entries, out.Entries = out.Entries, nil
	}
	declare.Sort(problems)
	return out, problems
}
