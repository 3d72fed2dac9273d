package dmn

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

// Cite names an article of law for a reader. A pack that knows its statutes
// gives their names in both languages; nil cites the basis as written.
type Cite func(b Basis, lang text.Lang) string

// Text is the explanation as a person reads it, one sentence to a line, for
// someone who knows no FEEL. Rules that carry texts of their own are told in
// those; others in sentences made from their cells.
func (x *Explanation) Text(lang text.Lang, cite Cite) string {
	if cite == nil {
		cite = defaultCite
	}
	// The answer comes first, as a person asks for it; then how it came about.
	lines := []string{saidResult(x.Name, x.Labels, x.Result, lang)}
	for i, s := range x.Steps {
		last := i == len(x.Steps)-1
		if !last {
			lines = append(lines, saidResult(s.Name, s.Labels, s.Value, lang))
		}
		lines = append(lines, s.lines(lang, cite, last)...)
	}
	return strings.Join(lines, "\n")
}

// Account is how the answer came about, a sentence to an element: Text without the
// answer itself. What a table of words found is left to the rule that said so in
// words of its own.
func (x *Explanation) Account(lang text.Lang, cite Cite) []string {
	if cite == nil {
		cite = defaultCite
	}
	var lines []string
	for i, s := range x.Steps {
		last := i == len(x.Steps)-1
		if !last && !s.told(lang) {
			lines = append(lines, saidResult(s.Name, s.Labels, s.Value, lang))
		}
		lines = append(lines, s.lines(lang, cite, last)...)
	}
	return lines
}

// told says whether the step found a word, and a rule's own text says what it means.
func (s *Step) told(lang text.Lang) bool {
	if s.Value.Kind() != feel.KindString {
		return false
	}
	for _, t := range s.Tables {
		for _, f := range t.Fired {
			if f.Counted && f.Def.Texts.In(lang) != "" {
				return true
			}
		}
	}
	return false
}

func saidResult(name string, labels Words, v feel.Value, lang text.Lang) string {
	said := text.S(lang, "dmn.say.no-answer")
	if !v.IsNull() {
		said = Say(v, lang)
	}
	return text.S(lang, "dmn.say.result", "name", label(name, labels, lang), "value", said)
}

func defaultCite(b Basis, lang text.Lang) string {
	key := "dmn.say.article"
	if b.Article == "" {
		key = "dmn.say.law"
	}
	s := text.S(lang, key, "law", strings.Trim(b.Law, "《》"), "article", b.Article)
	if b.Illustrative {
		s = text.S(lang, "dmn.say.illustrative", "basis", s)
	}
	return s
}

func label(name string, labels Words, lang text.Lang) string {
	if s := labels.In(lang); s != "" {
		return s
	}
	return name
}

func (s *Step) lines(lang text.Lang, cite Cite, last bool) []string {
	var lines []string
	for _, t := range s.Tables {
		lines = append(lines, t.lines(s, lang, cite)...)
	}
	if len(s.Tables) == 0 && len(s.Needs) > 0 && last {
		var parts []string
		for _, g := range s.Needs {
			parts = append(parts, text.S(lang, "dmn.say.given", "name", label(g.Name, g.Labels, lang), "value", Say(g.Value, lang)))
		}
		lines = append(lines, text.S(lang, "dmn.say.from", "parts", join(parts, lang, "dmn.say.semicolon")))
	}
	if r := s.Value.Reason(); r != nil {
		lines = append(lines, text.T(lang, r.Key, fail.Pairs(r.Args...)))
	}
	return lines
}

func (t *TableStep) lines(s *Step, lang text.Lang, cite Cite) []string {
	if len(t.Fired) == 0 {
		key := "dmn.say.no-rule"
		if !t.Result.IsNull() {
			key = "dmn.say.default"
		}
		return []string{text.S(lang, key, "inputs", t.inputs(lang), "value", Say(t.Result, lang))}
	}
	var lines []string
	for i := range t.Fired {
		f := &t.Fired[i]
		said := f.Def.Texts.In(lang)
		if said != "" {
			said = text.Fill(said, t.placeholders(s, f, func(v feel.Value) string { return Say(v, lang) }))
		} else {
			said = t.generated(f, lang)
		}
		if len(f.Def.Basis) > 0 {
			var articles []string
			for _, b := range f.Def.Basis {
				articles = append(articles, cite(b, lang))
			}
			said = text.S(lang, "dmn.say.under", "sentence", trimStop(said), "articles", join(articles, lang, "dmn.say.and"))
		}
		if !f.Counted && len(t.Fired) > 1 {
			said = text.S(lang, "dmn.say.outranked", "sentence", said)
		}
		lines = append(lines, said)
	}
	return lines
}

func trimStop(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".。") }

// Sentence is the own text of a rule that fired in step s, with values as FEEL writes
// them: bare of anything that a later program may word otherwise. It is empty where the
// rule has no text in lang.
func (t *TableStep) Sentence(s *Step, f *Fired, lang text.Lang) string {
	return text.Fill(f.Def.Texts[lang], t.placeholders(s, f, feel.Value.String))
}

// placeholders are what a rule's own text may name: the columns and outputs by
// expression, name and label, and whatever the decision was told.
func (t *TableStep) placeholders(s *Step, f *Fired, say func(feel.Value) string) fail.Args {
	args := fail.Args{}
	put := func(name string, v feel.Value) {
		switch {
		case name == "":
		case v.Kind() == feel.KindString:
			args[name] = v.Text() // the author's sentence brings its own quotes
		default:
			args[name] = say(v)
		}
	}
	for _, g := range s.Needs {
		put(g.Name, g.Value)
		if c := g.Value.Context(); c != nil {
			for _, e := range c.Entries() {
				put(g.Name+"."+e.Name, e.Value)
			}
		}
	}
	for i, g := range t.Inputs {
		put(t.Table.Inputs[i].Text, g.Value)
		put(g.Name, g.Value)
	}
	for _, g := range f.Outputs {
		put(g.Name, g.Value)
	}
	put("result", t.Result)
	return args
}

func (t *TableStep) inputs(lang text.Lang) string {
	var parts []string
	for _, g := range t.Inputs {
		parts = append(parts, text.S(lang, "dmn.say.given", "name", label(g.Name, g.Labels, lang), "value", Say(g.Value, lang)))
	}
	return join(parts, lang, "dmn.say.semicolon")
}

// generated is a sentence for a rule without one: each cell that asks something,
// with the value that met it.
func (t *TableStep) generated(f *Fired, lang text.Lang) string {
	var conditions []string
	for i, cell := range f.Def.Inputs {
		if i >= len(t.Inputs) || cell.Text == "" || cell.Text == "-" {
			continue
		}
		g := t.Inputs[i]
		value, test, key := Say(g.Value, lang), sayCell(cell.Text, lang), "dmn.say.condition"
		if value == test {
			key = "dmn.say.given" // the cell asks for this very value
		}
		conditions = append(conditions, text.S(lang, key, "name", label(g.Name, g.Labels, lang), "value", value, "test", test))
	}
	var results []string
	for _, g := range f.Outputs {
		if len(f.Outputs) == 1 {
			results = append(results, Say(g.Value, lang))
			continue
		}
		results = append(results, text.S(lang, "dmn.say.given", "name", label(g.Name, g.Labels, lang), "value", Say(g.Value, lang)))
	}
	key := "dmn.say.rule"
	if len(conditions) == 0 {
		key = "dmn.say.rule-always"
	}
	return text.S(lang, key, "rule", itoa(f.Rule), "conditions", join(conditions, lang, "dmn.say.semicolon"),
		"results", join(results, lang, "dmn.say.semicolon"))
}

// sayCell puts a cell into words: "less than 1,100". A cell that is more than
// constants is quoted as written.
func sayCell(src string, lang text.Lang) string {
	tests, err := feel.ParseTests(src, feel.NewScope())
	if err != nil {
		return text.S(lang, "dmn.say.formula", "source", src)
	}
	a := feel.Analyse(tests)
	if !a.Exact || a.Any {
		return text.S(lang, "dmn.say.formula", "source", src)
	}
	return sayAnalysis(a, lang)
}

func sayAnalysis(a feel.Analysis, lang text.Lang) string {
	var parts []string
	for _, t := range a.Tests {
		s := sayInterval(t, lang)
		if t.Out {
			s = text.S(lang, "dmn.say.not", "test", s)
		}
		parts = append(parts, s)
	}
	all := join(parts, lang, "dmn.say.or")
	if a.Not {
		return text.S(lang, "dmn.say.not", "test", all)
	}
	return all
}

func sayInterval(t feel.Interval, lang text.Lang) string {
	if t.Null {
		return text.S(lang, "dmn.say.null")
	}
	low, high := Say(t.Low, lang), Say(t.High, lang)
	temporal := t.Low.Kind() >= feel.KindDate && t.Low.Kind() <= feel.KindDateTime || t.High.Kind() >= feel.KindDate && t.High.Kind() <= feel.KindDateTime
	pick := func(number, date string) string {
		if temporal {
			return date
		}
		return number
	}
	switch {
	case t.Low.IsNull() && t.High.IsNull():
		return text.S(lang, "dmn.say.anything")
	case t.Low.IsNull() && t.HighClosed:
		return text.S(lang, pick("dmn.say.at-most", "dmn.say.until"), "value", high)
	case t.Low.IsNull():
		return text.S(lang, pick("dmn.say.less", "dmn.say.before"), "value", high)
	case t.High.IsNull() && t.LowClosed:
		return text.S(lang, pick("dmn.say.at-least", "dmn.say.from-day"), "value", low)
	case t.High.IsNull():
		return text.S(lang, pick("dmn.say.more", "dmn.say.after"), "value", low)
	case t.LowClosed && t.HighClosed && feel.Equal(t.Low, t.High).IsTrue():
		return low
	}
	key := "dmn.say.between-open"
	switch {
	case t.LowClosed && t.HighClosed:
		key = "dmn.say.between"
	case t.LowClosed:
		key = "dmn.say.between-left"
	case t.HighClosed:
		key = "dmn.say.between-right"
	}
	return text.S(lang, key, "low", low, "high", high)
}

func join(parts []string, lang text.Lang, key string) string {
	return strings.Join(parts, text.S(lang, key))
}
