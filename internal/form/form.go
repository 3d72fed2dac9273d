// Package form is forms: which questions a service asks, on which pages, under
// which conditions, and whether answers fit. A form is declared as a JSON Schema
// with a few x- keys of ours. Drawing belongs to the faces, words to the packs.
package form

import (
	"slices"
	"strings"

	"atonce/internal/feel"
)

// Kind is what a question asks for: it decides how the field is drawn, which
// typing is forgiven and how the answer is checked.
type Kind string

// The kinds of question.
const (
	Text       Kind = "text"
	LongText   Kind = "longtext"
	OneOf      Kind = "choice"
	SomeOf     Kind = "choices"
	YesNo      Kind = "yesno"
	Date       Kind = "date"
	Money      Kind = "money" // typed in units, kept in minor units (分)
	Number     Kind = "number"
	PersonID   Kind = "person-id"   // 公民身份号码, GB 11643
	CreditCode Kind = "credit-code" // 统一社会信用代码, GB 32100
	Phone      Kind = "phone"
	Area       Kind = "area" // 行政区划代码, GB/T 2260
	File       Kind = "file"
	Address    Kind = "address"
	Licence    Kind = "licence" // the number of a licence from the wallet 电子证照, or OnPaper
)

// OnPaper is the answer to a question for a licence of somebody who only has it on paper.
const OnPaper = "paper"

// Field is one question, sealed.
type Field struct {
	ID          string
	Kind        Kind
	Required    bool
	Options     []string
	Min, Max    string // decimals or days; empty does not bound
	MinLength   int
	MaxLength   int // in characters; 0 takes the kind's usual
	Pattern     string
	Material    string // id of the material it answers
	Source      string // register.field it is fetched from
	Sensitivity int    // 1 to 4, GB/T 2 of DB33/T 2351: L1 not sensitive to L4 sensitive
	Subject     bool   // names the case in lists
	Office      bool   // on a page that officials answer
	when        *feel.Program
	rule        rule
	slot        int
}

// masked is the sensitivity from which officials' screens hide an answer until it is
// asked for: who walks past a desk reads the screen too (DB33/T 2351: L3 and L4).
const masked = 3

// Sensitive 敏感 says whether an answer is hidden on officials' screens until somebody
// asks to see it. Numbers that name a person or reach one are, whatever the form says.
func (f Field) Sensitive() bool {
	return f.Sensitivity >= masked || f.Kind == PersonID || f.Kind == Phone
}

// Page is one page of questions.
type Page struct {
	ID     string
	Fields []string
	// Office says that officials answer it while the case is under way: findings, a
	// checklist, an amount. Whoever files never sees it as a question.
	Office bool
	when   *feel.Program
}

// Form 表单 is a sealed form. It is safe for many goroutines.
type Form struct {
	pages  []Page
	fields []Field
	byID   map[string]int
	scope  *feel.Scope
}

// Pages are all pages in order, whatever the answers.
func (f *Form) Pages() []Page { return f.pages }

// Fields are all questions, page by page.
func (f *Form) Fields() []Field { return f.fields }

// Field finds a question by its id.
func (f *Form) Field(id string) (Field, bool) {
	i, ok := f.byID[id]
	if !ok {
		return Field{}, false
	}
	return f.fields[i], true
}

// Page finds a page by its id.
func (f *Form) Page(id string) (Page, bool) {
	for _, p := range f.pages {
		if p.ID == id {
			return p, true
		}
	}
	return Page{}, false
}

// VisiblePages are the pages that have a question to ask of whoever files, given the
// answers so far.
func (f *Form) VisiblePages(answers map[string]string) []Page { return f.visible(answers, false) }

// OfficePages are the pages that have a question to ask of the officials.
func (f *Form) OfficePages(answers map[string]string) []Page { return f.visible(answers, true) }

func (f *Form) visible(answers map[string]string, office bool) []Page {
	shown := f.shown(answers)
	var out []Page
	for _, p := range f.pages {
		if p.Office == office && slices.ContainsFunc(p.Fields, func(id string) bool { return shown[id] }) {
			out = append(out, p)
		}
	}
	return out
}

// Next is the visible page after page; an empty page asks for the first.
func (f *Form) Next(page string, answers map[string]string) (Page, bool) {
	ps := f.VisiblePages(answers)
	if page == "" && len(ps) > 0 {
		return ps[0], true
	}
	for i, p := range ps {
		if p.ID == page && i+1 < len(ps) {
			return ps[i+1], true
		}
	}
	return Page{}, false
}

// Previous is the visible page before page.
func (f *Form) Previous(page string, answers map[string]string) (Page, bool) {
	ps := f.VisiblePages(answers)
	for i, p := range ps {
		if p.ID == page && i > 0 {
			return ps[i-1], true
		}
	}
	return Page{}, false
}

// Progress says that page is step step of of.
func (f *Form) Progress(page string, answers map[string]string) (step, of int) {
	ps := f.VisiblePages(answers)
	for i, p := range ps {
		if p.ID == page {
			return i + 1, len(ps)
		}
	}
	return 0, len(ps)
}

// Visible says whether a question is asked, given the answers so far.
func (f *Form) Visible(field string, answers map[string]string) bool { return f.shown(answers)[field] }

// Files are the ids of the files in the answers.
func (f *Form) Files(answers map[string]string) []string {
	var out []string
	for _, x := range f.fields {
		if v := answers[x.ID]; x.Kind == File && v != "" {
			out = append(out, strings.Split(v, ",")...)
		}
	}
	return out
}

// SubjectOf is the answer that names the case in lists; empty if none does.
func (f *Form) SubjectOf(answers map[string]string) string {
	for _, x := range f.fields {
		if x.Subject && answers[x.ID] != "" {
			return answers[x.ID]
		}
	}
	return ""
}

// AreaOf is the first administrative division among the answers; empty if there is none.
func (f *Form) AreaOf(answers map[string]string) string {
	for _, x := range f.fields {
		if x.Kind == Area && answers[x.ID] != "" {
			return answers[x.ID]
		}
	}
	return ""
}
