package pack

import (
	"maps"
	"path"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/law"
)

// Decision is one decision model of a service, below decide/, compiled and proved:
// no case without an answer, no two rules that fight.
type Decision struct {
	ID     string // the file's name without its ending
	File   string
	Digest string // SHA-256 of the file, in hexadecimal
	Model  *dmn.Model
	Tables int // how many tables were proved
}

// Decisions are the decision models of the service, in the order of their names.
func (s *Service) Decisions() []Decision { return append([]Decision(nil), s.decisions...) }

// Decision finds a decision model by its file's name without its ending.
func (s *Service) Decision(id string) (Decision, bool) {
	for _, d := range s.decisions {
		if d.ID == id {
			return d, true
		}
	}
	return Decision{}, false
}

// readDecisions reads, compiles and proves decide/*.
func (d *draft) readDecisions() {
	seen := map[string]bool{}
	for _, f := range d.in("decide") {
		ext := path.Ext(f.path)
		id := strings.TrimSuffix(path.Base(f.path), ext)
		if seen[id] {
			d.add(declare.Pos{File: f.path}.Problem("pack.id-twice", "id", id))
			continue
		}
		seen[id] = true
		var defs *dmn.Definitions
		var err error
		if ext == ".dmn" {
			defs, err = dmn.Read(f.data, dmn.ReadLimits{})
		} else {
			var strict declare.Tree
			if !d.decodeBytes(f.path, f.data, &strict) {
				continue
			}
			defs, err = dmn.ReadPlain(f.data, dmn.ReadLimits{})
		}
		if err != nil {
			d.decisionProblems(f.path, err)
			continue
		}
		model, err := dmn.CompileLenient(defs)
		if err != nil {
			d.decisionProblems(f.path, err)
			continue
		}
		// A warning is a part that is null or never true: nobody declares that on purpose.
		for _, x := range model.Faults {
			d.add(Problem{File: f.path, Line: max(x.Pos.Line, 1), Column: x.Pos.Column, Key: x.Key, Args: x.Args})
		}
		decision := Decision{ID: id, File: f.path, Digest: digest(f.data), Model: model}
		for _, proof := range model.Prove() {
			decision.Tables++
			d.judge(f.path, proof)
		}
		d.decisions = append(d.decisions, decision)
	}
}

// decisionProblems puts the errors of a model at their lines.
func (d *draft) decisionProblems(file string, err error) {
	e := fail.As(err)
	put := func(key string, args fail.Args) {
		line, _ := strconv.Atoi(args["line"])
		column, _ := strconv.Atoi(args["column"])
		d.add(Problem{File: file, Line: max(line, 1), Column: column, Key: key, Args: args})
	}
	if len(e.Fields) == 0 {
		put(e.Key, e.Args)
	}
	for _, f := range e.Fields {
		put(f.Key, f.Args)
	}
	d.broken = true
}

// judge refuses a table that is not proved, and a rule that rests on nothing known.
func (d *draft) judge(file string, p *dmn.Proof) {
	for _, f := range p.Findings {
		at := p.Pos
		if len(f.Rules) > 0 && f.Rules[0] <= len(p.Table.Rules) {
			at = p.Table.Rules[f.Rules[0]-1].Pos
		}
		example := make([]string, len(f.Example))
		for i, g := range f.Example {
			example[i] = g.Name + " = " + g.Value.String()
		}
		args := fail.Args{"example": strings.Join(example, "; ")}
		maps.Copy(args, f.Args)
		d.add(Problem{File: file, Line: at.Line, Column: at.Column, Key: f.Key, Args: args})
	}
	for _, r := range p.Table.Rules {
		at := declare.Pos{File: file, Line: r.Pos.Line, Column: r.Pos.Column}
		for _, b := range r.Basis {
			basis := basisDecl{Pos: at, Law: declare.Text{Value: b.Law, Pos: at}, Article: declare.Text{Value: b.Article, Pos: at}, Illustrative: b.Illustrative}
			if c := d.cite(&basis); c == (law.Citation{}) && !b.Illustrative {
				d.add(at.Problem("pack.rule-basis", "table", p.Path))
			}
		}
		if len(r.Basis) == 0 && !d.pack.Illustrative {
			d.add(at.Problem("pack.rule-basis", "table", p.Path))
		}
	}
}
