package law

import (
	"atonce/internal/declare"
)

type statuteDecl struct {
	Pos     declare.Pos
	Title   words            `yaml:"title,required"`
	Number  string           `yaml:"number"`
	Rank    declare.At[Rank] `yaml:"rank,required"`
	Adopted declare.At[Date] `yaml:"adopted"`
	InForce declare.At[Date] `yaml:"in_force,required"`
	Revised []Date           `yaml:"revised"`
	Ends    Date             `yaml:"ends"`
	Area    string           `yaml:"area"`
	Source  words            `yaml:"source,required"`
}

func (l *loader) statutes() {
	var d struct {
		Statutes declare.Map[statuteDecl] `yaml:"statutes,required"`
	}
	if !l.decode("statutes.yaml", &d) {
		return
	}
	for _, e := range d.Statutes {
		if !l.id(e.Key) {
			continue
		}
		s := e.Value
		if s.Adopted.Set() && s.InForce.Set() && s.InForce.Value.Before(s.Adopted.Value) {
			l.add(s.InForce.Problem("law.in_force_early"))
		}
		l.book.statutes[e.Key.Value] = Statute{ID: e.Key.Value, Title: l.words(s.Title), Number: s.Number, Rank: s.Rank.Value,
			Adopted: s.Adopted.Value, InForce: s.InForce.Value, Revised: s.Revised, Ends: s.Ends, Area: s.Area, Source: l.words(s.Source)}
	}
}

type groundDecl struct {
	Pos          declare.Pos
	Title        words                `yaml:"title,required"`
	Basis        declare.At[Citation] `yaml:"basis,required"`
	Illustrative bool                 `yaml:"illustrative"`
}

func (l *loader) grounds() {
	var d struct {
		Grounds declare.Map[groundDecl] `yaml:"grounds,required"`
	}
	if !l.decode("grounds.yaml", &d) {
		return
	}
	for _, e := range d.Grounds {
		if l.id(e.Key) {
			c := l.cite(e.Value.Basis)
			l.book.grounds[e.Key.Value] = Ground{ID: e.Key.Value, Basis: c, Title: l.words(e.Value.Title),
				Illustrative: l.illustrative(e.Value.Basis.Pos, c, e.Value.Illustrative)}
		}
	}
}

type limitDecl struct {
	Pos            declare.Pos
	Title          words                 `yaml:"title,required"`
	Kind           *declare.At[Kind]     `yaml:"kind"`
	Basis          declare.At[Citation]  `yaml:"basis,required"`
	Values         []valueDecl           `yaml:"values"`
	Day            *declare.At[MonthDay] `yaml:"day"`
	Starts         words                 `yaml:"starts,required"`
	ExtensionBasis declare.At[Citation]  `yaml:"extension_basis"`
	ExtensionBy    words                 `yaml:"extension_by"`
	Pauses         []declare.Text        `yaml:"pauses"`
	Silence        *silenceDecl          `yaml:"silence"`
	Illustrative   bool                  `yaml:"illustrative"`
	Note           words                 `yaml:"note"`
}

type valueDecl struct {
	From      declare.At[Date]   `yaml:"from,required"`
	Limit     *declare.At[Limit] `yaml:"limit,required"` // null: repealed from that day
	Extension declare.At[Limit]  `yaml:"extension"`
}

type silenceDecl struct {
	Act   declare.Text         `yaml:"act,required"`
	Basis declare.At[Citation] `yaml:"basis,required"`
}

func (l *loader) limits() {
	var d struct {
		Limits declare.Map[limitDecl] `yaml:"limits,required"`
	}
	if !l.decode("limits.yaml", &d) {
		return
	}
	for _, e := range d.Limits {
		if l.id(e.Key) {
			l.book.periods[e.Key.Value] = l.limit(e.Key, e.Value)
		}
	}
}

func (l *loader) limit(id declare.Text, d limitDecl) Period {
	p := Period{ID: id.Value, Title: l.words(d.Title), Kind: Within, Basis: l.cite(d.Basis), Starts: l.words(d.Starts),
		ExtensionBasis: l.cite(d.ExtensionBasis), ExtensionBy: l.words(d.ExtensionBy), Note: l.words(d.Note)}
	p.Illustrative = l.illustrative(d.Basis.Pos, p.Basis, d.Illustrative)
	if d.Kind != nil {
		p.Kind = d.Kind.Value
	}
	if d.Day != nil {
		p.Day = d.Day.Value
	}
	if (p.Kind == Yearly) != (d.Day != nil) {
		l.add(id.Problem("law.yearly", "id", id.Value))
	}
	if (p.Kind == Yearly || p.Kind == Set) != (len(d.Values) == 0) {
		l.add(id.Problem("law.values", "id", id.Value))
	}
	l.values(&p, d)
	for _, g := range d.Pauses {
		if _, ok := l.book.grounds[g.Value]; !ok {
			l.add(g.Problem("law.unknown_ground", "id", g.Value))
		}
		p.Pauses = append(p.Pauses, g.Value)
	}
	if d.Silence != nil {
		if !slug.MatchString(d.Silence.Act.Value) {
			l.add(d.Silence.Act.Problem("law.id", "id", d.Silence.Act.Value))
		}
		p.Silence = Silence{Act: d.Silence.Act.Value, Basis: l.cite(d.Silence.Basis)}
	}
	return p
}

// values reads the dated numbers of a period.
func (l *loader) values(p *Period, d limitDecl) {
	statute, cited := l.book.statutes[p.Basis.Law]
	var steps []Since[Terms]
	extended := false
	for _, v := range d.Values {
		// A number cannot be older than the text it stands in.
		if cited && v.From.Set() && v.From.Value.Before(statute.InForce) {
			l.add(v.From.Problem("law.from_early", "from", v.From.Value.String(), "in_force", statute.InForce.String()))
		}
		s := Since[Terms]{From: v.From.Value}
		if v.Limit != nil {
			s.Value = &Terms{Limit: v.Limit.Value, Extension: v.Extension.Value}
			extended = extended || v.Extension.Set()
			if v.Extension.Set() && v.Extension.Value.N == 0 {
				l.add(v.Extension.Problem("law.extension_zero"))
			}
		}
		steps = append(steps, s)
	}
	if extended != !p.ExtensionBasis.IsZero() {
		l.add(d.Pos.Problem("law.extension_basis", "id", p.ID))
	}
	values, ok := NewDated(steps...)
	if !ok {
		l.add(d.Pos.Problem("law.from_twice", "id", p.ID))
	}
	p.Values = values
}

type remedyDecl struct {
	Pos   declare.Pos
	Kind  declare.Text         `yaml:"kind,required"`
	Title words                `yaml:"title,required"`
	Limit Limit                `yaml:"limit,required"`
	Basis declare.At[Citation] `yaml:"basis,required"`
	// Against names the statute whose decisions it is for; none: any decision.
	Against declare.Text `yaml:"against"`
}

func (l *loader) remedies() {
	var d struct {
		Remedies declare.Map[remedyDecl] `yaml:"remedies,required"`
	}
	if !l.decode("remedies.yaml", &d) {
		return
	}
	for _, e := range d.Remedies {
		if !l.id(e.Key) {
			continue
		}
		r := e.Value
		if a := r.Against; a.Set() {
			if _, ok := l.book.statutes[a.Value]; !ok {
				l.add(a.Problem("law.unknown_statute", "id", a.Value))
			}
		}
		l.book.remedies = append(l.book.remedies, Remedy{ID: e.Key.Value, Kind: r.Kind.Value, Limit: r.Limit,
			Basis: l.cite(r.Basis), Title: l.words(r.Title), Against: r.Against.Value})
	}
}
