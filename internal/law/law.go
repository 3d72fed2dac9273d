// Package law is what a country's law says about time and grounds: citations,
// dated values, units of time limits, the working-day calendar and the book of
// statutes, periods, pause grounds and remedies that a country pack declares.
// It computes no deadline (that is the clock room) and knows no country: China
// is data.
package law

import (
	"regexp"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/sign"
	"atonce/internal/text"
)

var (
	slug        = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	articleForm = regexp.MustCompile(`^[1-9][0-9]*(\.[1-9][0-9]*){0,2}$`)
)

// Citation points to the article a rule rests on 设定依据. Law is the id of a
// statute of the Book, Article the article as the text numbers it: "42", "42.2"
// for its second paragraph 款, "32.1.4" for the fourth item 项 of the first.
type Citation struct {
	Law     string
	Article string
}

// IsZero says that nothing is cited.
func (c Citation) IsZero() bool { return c == Citation{} }

// UnmarshalText reads a citation in a declaration: the statute's id, a space,
// the article.
func (c *Citation) UnmarshalText(b []byte) error {
	id, article, _ := strings.Cut(string(b), " ")
	if !slug.MatchString(id) || (article != "" && !articleForm.MatchString(article)) {
		return fail.New(fail.Invalid, "law.citation", "value", string(b))
	}
	*c = Citation{id, article}
	return nil
}

// MarshalText writes a citation as UnmarshalText reads it.
func (c Citation) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// String is the citation as declarations write it: administrative-licensing 42.
func (c Citation) String() string {
	if c.Article == "" {
		return c.Law
	}
	return c.Law + " " + c.Article
}

// Words are the same words in every language of a country.
type Words map[text.Lang]string

// In is the words in lang, and in any other language of the pack where lang is
// missing, so that a title is never empty on a page.
func (w Words) In(lang text.Lang) string {
	if s, ok := w[lang]; ok {
		return s
	}
	for _, l := range text.Langs {
		if s, ok := w[l]; ok {
			return s
		}
	}
	return ""
}

// UnmarshalText reads a rank in a declaration.
func (r *Rank) UnmarshalText(b []byte) error {
	switch *r = Rank(b); *r {
	case Act, Regulation, Rule, Document, Practice:
		return nil
	}
	return fail.New(fail.Invalid, "law.rank", "value", string(b))
}

// Rank says how strong a text is 效力层级.
type Rank string

// The ranks, from the strongest. Practice is not law: a source for a number
// that some place uses; whatever rests on it is shown as illustrative.
const (
	Act        Rank = "act"        // 法律
	Regulation Rank = "regulation" // 行政法规 or 地方性法规
	Rule       Rank = "rule"       // 规章
	Document   Rank = "document"   // 规范性文件
	Practice   Rank = "practice"   // published local practice
)

// Statute 法律法规 is one text that can be cited.
type Statute struct {
	ID      string
	Title   Words
	Number  string // of the promulgating order, if known
	Rank    Rank
	Adopted Date
	InForce Date
	Revised []Date // days on which a revised text took effect
	Ends    Date   // the first day it is no longer in force; zero while it is
	Area    string // GB/T 2260 code of the area it holds in; "" is the whole country
	Source  Words  // who publishes it
}

// InForceOn says whether the statute is in force on d.
func (s Statute) InForceOn(d Date) bool {
	return !s.InForce.IsZero() && !d.Before(s.InForce) && (s.Ends.IsZero() || d.Before(s.Ends))
}

// VersionOn is the day from which the text holds that is in force on d: the last of
// its revisions, or the day it first took effect. ok is false while it is not in force.
func (s Statute) VersionOn(d Date) (from Date, ok bool) {
	if !s.InForceOn(d) {
		return Date{}, false
	}
	from = s.InForce
	for _, r := range s.Revised {
		if !r.After(d) && r.After(from) {
			from = r
		}
	}
	return from, true
}

// Ground 法定事由 is a reason for which law lets a clock stand still.
type Ground struct {
	ID           string
	Basis        Citation
	Title        Words
	Illustrative bool // rests on practice, not on law
}

// Remedy 救济途径 is what a person may do against a decision.
type Remedy struct {
	ID    string
	Kind  string // reconsideration 行政复议, litigation 行政诉讼, review 复查
	Limit Limit  // from knowing of the decision
	Basis Citation
	Title Words
	// Against is the statute whose decisions it is for; "" is any decision.
	Against string
}

// Silence 默示规则 is what the law takes as done when a period runs out unused:
// the act the kernel then does by itself.
type Silence struct {
	Act   string
	Basis Citation
}

// IsZero says that silence means nothing.
func (s Silence) IsZero() bool { return s == Silence{} }

// Kind says which way a period is measured.
type Kind string

// UnmarshalText reads a kind in a declaration.
func (k *Kind) UnmarshalText(b []byte) error {
	switch *k = Kind(b); *k {
	case Within, Before, Lasts, Yearly, Set:
		return nil
	}
	return fail.New(fail.Invalid, "law.kind", "value", string(b))
}

// The kinds of period.
const (
	Within Kind = "within" // due at most this long after the start: the usual time limit
	Before Kind = "before" // to be done at least this long before a day: apply 30 days before expiry
	Lasts  Kind = "lasts"  // lasts this long before what follows may be done: publicity, keeping of logs
	Yearly Kind = "yearly" // due on one day of every year
	Set    Kind = "set"    // as long as the agency sets when it asks: the law gives no number
)

// Terms are the numbers of a period at one time.
type Terms struct {
	Limit     Limit
	Extension Limit // added once, if the law lets it be extended
}

// Period 期限 is a time limit that law sets: for what, how long, how it starts,
// which grounds pause it, how it may be extended and what silence means.
type Period struct {
	ID             string
	Title          Words
	Kind           Kind
	Basis          Citation
	Values         Dated[Terms]
	Day            MonthDay // of a Yearly period
	Starts         Words    // what starts it, in words
	ExtensionBasis Citation
	ExtensionBy    Words    // whose approval the extension needs
	Pauses         []string // ids of grounds
	Silence        Silence
	Illustrative   bool // rests on local practice, not on law
	Note           Words
}

// On is the period's numbers in force on d. Before its first date, and after
// its repeal, there are none.
func (p Period) On(d Date) (Terms, bool) { return p.Values.At(d) }

// CodeSystem is a system of public codes the country uses and its standard.
type CodeSystem struct {
	Kind     string // as the code room names it: credit, identity, area, item
	Standard string // GB 11643-1999
	Title    Words
}

// Book is what a country's law pack says. It is made by Load and not changed
// afterwards.
type Book struct {
	Country   string
	Title     Words
	Languages []text.Lang
	Calendar  Calendar
	Codes     []CodeSystem
	Signature sign.Suite // that licences and receipts are signed with
	Sources   Words      // of the calendar: who announces holidays, and where the data came from
	Digest    string     // SHA-256 of the files, in hexadecimal

	statutes map[string]Statute
	periods  map[string]Period
	grounds  map[string]Ground
	remedies []Remedy
}

// Limit is the period under id.
func (b *Book) Limit(id string) (Period, bool) { p, ok := b.periods[id]; return p, ok }

// LimitOn is the limit under id in force on d.
func (b *Book) LimitOn(id string, d Date) (Terms, bool) {
	p, ok := b.periods[id]
	if !ok {
		return Terms{}, false
	}
	return p.On(d)
}

// Ground is the pause ground under id.
func (b *Book) Ground(id string) (Ground, bool) { g, ok := b.grounds[id]; return g, ok }

// Cite is the statute a citation points to.
func (b *Book) Cite(c Citation) (Statute, bool) { s, ok := b.statutes[c.Law]; return s, ok }

// Remedies are what a person may do against a decision, in the order declared.
func (b *Book) Remedies() []Remedy { return append([]Remedy(nil), b.remedies...) }

// RemediesAgainst are the remedies against a decision under a statute: its own
// if it has some (petitions are reviewed, not litigated), else the general ones.
func (b *Book) RemediesAgainst(statute string) []Remedy {
	var own, general []Remedy
	for _, r := range b.remedies {
		switch r.Against {
		case statute:
			own = append(own, r)
		case "":
			general = append(general, r)
		}
	}
	if statute != "" && len(own) > 0 {
		return own
	}
	return general
}

// Limits lists the ids of all periods in order.
func (b *Book) Limits() []string { return sorted(b.periods) }

// Grounds lists the ids of all pause grounds in order.
func (b *Book) Grounds() []string { return sorted(b.grounds) }

// Statutes lists the ids of all statutes in order.
func (b *Book) Statutes() []string { return sorted(b.statutes) }

// SayCitation is a citation in words: Administrative Licensing Law, art. 42;
// 《行政许可法》第42条.
func (b *Book) SayCitation(lang text.Lang, c Citation) string {
	title := c.Law
	if s, ok := b.statutes[c.Law]; ok {
		title = s.Title.In(lang)
	}
	if c.Article == "" {
		return text.S(lang, "law.cite_whole", "title", title)
	}
	return text.S(lang, "law.cite", "title", title, "article", SayArticle(lang, c.Article))
}

// SayArticle is an article as people of the law say it: 第16条第1款第2项; art. 16.1.2. The
// parts of its number are article 条, paragraph 款 and item 项.
func SayArticle(lang text.Lang, article string) string {
	parts := strings.SplitN(article, ".", 3)
	keys := []string{"law.article", "law.paragraph", "law.item"}
	var b strings.Builder
	for i, n := range parts {
		b.WriteString(text.S(lang, keys[i], "number", n))
	}
	return b.String()
}
