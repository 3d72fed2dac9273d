package resource

import (
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Declared is a file of resources, with how soon an owner answers a request.
type Declared struct {
	AnswerWithin law.Limit // zero where the file declares none
	Resources    []Resource
}

type declaredFile struct {
	Pos          declare.Pos
	Format       declare.Text   `yaml:"format,required"`
	AnswerWithin *answerDecl    `yaml:"answer_within"`
	Resources    []resourceDecl `yaml:"resources,required"`
}

// answerDecl is a time limit: one in law, or one that says that it is made up.
type answerDecl struct {
	Pos          declare.Pos
	Limit        declare.At[law.Limit] `yaml:"limit,required"`
	Basis        *law.Citation         `yaml:"basis"`
	Illustrative bool                  `yaml:"illustrative"`
}

type wordsDecl struct {
	ZH declare.Text `yaml:"zh,required"`
	EN declare.Text `yaml:"en,required"`
}

func (w wordsDecl) sealed() law.Words { return law.Words{text.ZH: w.ZH.Value, text.EN: w.EN.Value} }

type resourceDecl struct {
	Pos      declare.Pos
	ID       declare.Text    `yaml:"id,required"`
	Kind     declare.Text    `yaml:"kind,required"`
	Name     wordsDecl       `yaml:"name,required"`
	Duty     wordsDecl       `yaml:"duty,required"`
	Owner    declare.Text    `yaml:"owner,required"`
	Business declare.Text    `yaml:"business,required"`
	Level    declare.Text    `yaml:"level,required"`
	Grade    declare.At[int] `yaml:"grade,required"`
	Users    []declare.Text  `yaml:"users,required"`
	Needs    []declare.Text  `yaml:"needs"`
	State    declare.Text    `yaml:"state,required"`
}

// place is where in the file a field of a resource stands.
func (d resourceDecl) place(field string) declare.Pos {
	for name, t := range map[string]declare.Text{"id": d.ID, "kind": d.Kind, "owner": d.Owner, "business": d.Business, "level": d.Level, "state": d.State,
		"name-zh": d.Name.ZH, "name-en": d.Name.EN, "duty-zh": d.Duty.ZH, "duty-en": d.Duty.EN} {
		if name == field && t.Set() {
			return t.Pos
		}
	}
	return d.Pos
}

// Read reads a file of resources, strictly, and gives all problems at once. offices
// says which offices there are, known which resources the ledger has already.
func Read(file string, data []byte, offices, known func(id string) bool) (Declared, []declare.Problem) {
	var d declaredFile
	problems := declare.Decode(file, data, &d)
	if d.Format.Set() && d.Format.Value != "1" {
		problems = append(problems, d.Format.Problem("resource.format", "format", d.Format.Value))
	}
	var out Declared
	if a := d.AnswerWithin; a != nil {
		out.AnswerWithin = a.Limit.Value
		if a.Limit.Set() && a.Limit.Value.Unit != law.WorkingDays {
			problems = append(problems, a.Limit.Problem("resource.answer-unit"))
		}
		if a.Basis == nil && !a.Illustrative {
			problems = append(problems, a.Pos.Problem("resource.answer-basis"))
		}
	}
	here := map[string]bool{}
	for _, x := range d.Resources {
		if here[x.ID.Value] {
			problems = append(problems, x.ID.Problem("resource.twice", "id", x.ID.Value))
		}
		here[x.ID.Value] = true
	}
	for _, x := range d.Resources {
		r := Resource{ID: x.ID.Value, Kind: Kind(x.Kind.Value), Name: x.Name.sealed(), Duty: x.Duty.sealed(), Owner: x.Owner.Value, Business: x.Business.Value,
			Level: x.Level.Value, Grade: x.Grade.Value, State: State(x.State.Value)}
		for _, u := range x.Users {
			r.Users = append(r.Users, u.Value)
		}
		for _, n := range x.Needs {
			r.Needs = append(r.Needs, n.Value)
			if !here[n.Value] && !known(n.Value) {
				problems = append(problems, n.Problem("resource.need-unknown", "need", n.Value))
			}
		}
		if x.Owner.Set() && !offices(x.Owner.Value) {
			problems = append(problems, x.Owner.Problem("resource.owner", "office", x.Owner.Value))
		}
		if x.complete() {
			for _, f := range r.Check() {
				p := x.place(f.Path).Problem(f.Key)
				p.Args = f.Args
				problems = append(problems, p)
			}
		}
		out.Resources = append(out.Resources, r.sorted())
	}
	declare.Sort(problems)
	return out, problems
}

// complete says whether every field was given: one that is missing has been reported.
func (d resourceDecl) complete() bool {
	for _, t := range []declare.Text{d.ID, d.Kind, d.Name.ZH, d.Name.EN, d.Duty.ZH, d.Duty.EN, d.Owner, d.Business, d.Level, d.State} {
		if !t.Set() {
			return false
		}
	}
	return d.Grade.Set() && len(d.Users) > 0
}
