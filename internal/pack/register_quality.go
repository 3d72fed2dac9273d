package pack

import (
	"path"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/feel"
	"atonce/internal/law"
	"atonce/internal/record"
)

// qualityDecl is _data/<register>/quality.yaml as written.
type qualityDecl struct {
	Format declare.At[int]   `yaml:"format,required"`
	Limit  declare.Text      `yaml:"limit,required"`
	Rules  []qualityRuleDecl `yaml:"rules,required"`
}

type qualityRuleDecl struct {
	Pos       declare.Pos
	ID        declare.Text `yaml:"id,required"`
	Dimension declare.Text `yaml:"dimension,required"`
	Holds     declare.Text `yaml:"holds,required"`
	Says      wordsDecl    `yaml:"says,required"`
}

// The dimensions of quality 数据质量 a rule can be of.
var dimensions = []string{"true", "complete", "timely", "consistent"}

// The names a rule may use beside the fields of the register.
const (
	todayWord = "today" // the day of the check
	sinceWord = "since" // the first day the record holds
)

const qualityFile = "quality.yaml"

// QualityRule 质量规则 is what every record of a register must satisfy.
type QualityRule struct {
	ID        string
	Dimension string    // true 真实, complete 完整, timely 及时, consistent 一致
	Says      law.Words // what a record that breaks it has wrong
	holds     *feel.Program
}

// Quality 数据质量要求 is what a register's records are held to.
type Quality struct {
	Limit string // period of the law pack within which the owner answers a ticket
	Rules []QualityRule
}

// Quality is what the records are held to; without rules where nothing is declared.
func (r *Register) Quality() Quality { return r.quality }

// Judgement is what a rule says of one record.
type Judgement int

// What a rule can say. Where a value it needs is absent it says nothing.
const (
	Unjudged Judgement = iota
	Sound
	Broken
)

// Judge applies the rule to a record, given as Facts has it.
func (q QualityRule) Judge(m *feel.Machine, facts []feel.Value) Judgement {
	m.Reset()
	v := q.holds.Eval(m, facts)
	switch {
	case m.Err() == nil && v.IsTrue():
		return Sound
	case m.Err() == nil && v.IsFalse():
		return Broken
	}
	return Unjudged
}

// Facts puts a record into the places rules read it from, into dst if it is large
// enough: the key, the fields, the day of the check and the first day it holds.
func (r *Register) Facts(dst []feel.Value, subject string, values []record.Value, today, since law.Date) []feel.Value {
	dst = append(dst[:0], feel.String(subject))
	for _, v := range values {
		dst = append(dst, v.FEEL())
	}
	return append(dst, feel.DateOf(today.Year, int(today.Month), today.Day), feel.DateOf(since.Year, int(since.Month), since.Day))
}

func (d *registerDraft) readQuality(r *Register) {
	for _, f := range d.files {
		if f.path != path.Join(d.dir, qualityFile) {
			continue
		}
		var w qualityDecl
		if ps := declare.Decode(f.path, f.data, &w); len(ps) > 0 {
			d.l.add(ps...)
			return
		}
		d.sealQuality(r, w)
	}
}

func (d *registerDraft) sealQuality(r *Register, w qualityDecl) {
	if w.Format.Value != Format {
		d.l.add(w.Format.Problem("pack.register-format"))
	}
	if p, ok := d.book.Limit(w.Limit.Value); !ok || p.Kind != law.Within {
		d.l.add(w.Limit.Problem("pack.quality-limit", "limit", w.Limit.Value))
	}
	scope := feel.NewScope()
	scope.Add(r.key.ID, r.key.Type.FEEL())
	for _, f := range r.fields {
		if f.ID == todayWord || f.ID == sinceWord {
			d.l.add(w.Limit.Problem("pack.name-taken", "name", f.ID))
			return
		}
		scope.Add(f.ID, f.Type.FEEL())
	}
	scope.Add(todayWord, feel.TypeDate)
	scope.Add(sinceWord, feel.TypeDate)
	q := Quality{Limit: w.Limit.Value}
	seen := map[string]bool{}
	for _, x := range w.Rules {
		if !idForm.MatchString(x.ID.Value) {
			d.l.add(x.ID.Problem("pack.id", "id", x.ID.Value))
		}
		if seen[x.ID.Value] {
			d.l.add(x.ID.Problem("pack.id-twice", "id", x.ID.Value))
		}
		seen[x.ID.Value] = true
		d.l.oneOf(x.Dimension, "dimension", dimensions...)
		rule := QualityRule{ID: x.ID.Value, Dimension: x.Dimension.Value, Says: d.words(x.Says)}
		prog, err := feel.Compile(strings.TrimSpace(x.Holds.Value), scope)
		if err != nil {
			d.l.add(problemOf(x.Holds.Pos, err))
			continue
		}
		for _, p := range prog.Problems {
			d.l.add(x.Holds.Problem(p.Key, p.Args...))
		}
		if k := prog.Type; k != nil && k.Kind != feel.TypeKindBool && k.Kind != feel.TypeKindAny {
			d.l.add(x.Holds.Problem("pack.condition-type", "condition", x.Holds.Value, "type", k.String()))
		}
		rule.holds = prog
		q.Rules = append(q.Rules, rule)
	}
	if len(w.Rules) == 0 {
		d.l.add(w.Limit.Problem("pack.list-empty", "what", "rules"))
	}
	r.quality = q
}
