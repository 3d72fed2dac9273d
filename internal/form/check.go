package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"

	"github.com/cockroachdb/apd/v3"
)

// Check judges all answers. It returns them in canonical form, without what is not
// asked, and every problem with the field it is in. Problems do not lose answers:
// the caller keeps what was typed.
func (f *Form) Check(answers map[string]string) (map[string]string, []fail.Field) {
	return f.check(answers, func(Field) bool { return true })
}

// CheckPage judges the answers of one page, against the whole picture.
func (f *Form) CheckPage(page string, answers map[string]string) (map[string]string, []fail.Field) {
	p, _ := f.Page(page)
	return f.check(answers, func(x Field) bool { return slices.Contains(p.Fields, x.ID) })
}

// CheckSome judges only the answers in some, against the whole picture all: what a
// person adds to a case that is under way.
func (f *Form) CheckSome(all, some map[string]string) (map[string]string, []fail.Field) {
	return f.check(all, func(x Field) bool { _, given := some[x.ID]; return given })
}

func (f *Form) check(answers map[string]string, concerns func(Field) bool) (map[string]string, []fail.Field) {
	canonical := make(map[string]string, len(answers))
	wrong := map[string]fail.Field{}
	for _, x := range f.fields {
		v := strings.TrimSpace(answers[x.ID])
		if v == "" {
			continue
		}
		c, err := x.rule.canonical(x, v)
		if err != nil {
			e := fail.As(err)
			wrong[x.ID] = fail.Field{Path: x.ID, Key: e.Key, Args: e.Args}
			continue
		}
		canonical[x.ID] = c
	}
	shown := f.shown(canonical)
	out := map[string]string{}
	var problems []fail.Field
	for _, x := range f.fields {
		if !shown[x.ID] || !concerns(x) {
			continue
		}
		if p, bad := wrong[x.ID]; bad {
			problems = append(problems, p)
			continue
		}
		v, given := canonical[x.ID]
		if given {
			out[x.ID] = v
		} else if x.Required {
			problems = append(problems, fail.Field{Path: x.ID, Key: "form.missing-" + string(x.Kind)})
		}
	}
	return out, problems
}

// rule is what Parse prepared for checking a field.
type rule struct {
	pattern  *regexp.Regexp
	min, max *apd.Decimal
	from, to law.Date
}

func newRule(f Field) (r rule, err error) {
	if f.Pattern != "" {
		// JSON Schema patterns are not anchored; answers are whole.
		if r.pattern, err = regexp.Compile(`^(?:` + f.Pattern + `)$`); err != nil {
			return r, err
		}
	}
	if f.Kind == Date {
		if f.Min != "" {
			if r.from, err = law.ParseDate(f.Min); err != nil {
				return r, err
			}
		}
		if f.Max != "" {
			r.to, err = law.ParseDate(f.Max)
		}
		return r, err
	}
	if f.Min != "" {
		if r.min, _, err = apd.NewFromString(f.Min); err != nil {
			return r, err
		}
	}
	if f.Max != "" {
		r.max, _, err = apd.NewFromString(f.Max)
	}
	return r, err
}

func wrong(key string, args ...string) error { return fail.New(fail.Invalid, key, args...) }

// usualLength bounds what has no bound of its own, so that no answer can be a book.
var usualLength = map[Kind]int{Text: 100, LongText: 4000, Address: 200, Phone: 30}

// canonical is v in the one form it is kept in, or why it does not fit.
func (r rule) canonical(f Field, v string) (string, error) {
	if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
		return "", wrong("form.characters")
	}
	switch f.Kind {
	case OneOf:
		if !slices.Contains(f.Options, v) {
			return "", wrong("form.not-an-option")
		}
		return v, nil
	case SomeOf:
		return r.some(f, v)
	case YesNo:
		if v != "yes" && v != "no" {
			return "", wrong("form.not-an-option")
		}
		return v, nil
	case Date:
		return r.date(v)
	case Money:
		return r.number(v, 2)
	case Number:
		return r.number(v, 0)
	case PersonID:
		id, err := code.ParseIdentity(strings.ToUpper(narrow(v)))
		return id.String(), err
	case CreditCode:
		c, err := code.ParseCredit(strings.ToUpper(narrow(v)))
		return c.String(), err
	case Area:
		a, err := code.ParseArea(narrow(v))
		return a.String(), err
	case Phone:
		return phone(v)
	case File:
		return v, nil
	}
	return r.text(f, v)
}

func (r rule) text(f Field, v string) (string, error) {
	most := f.MaxLength
	if most == 0 {
		most = usualLength[f.Kind]
	}
	n := utf8.RuneCountInString(v)
	switch {
	case n > most:
		return "", wrong("form.too-long", "most", itoa(most), "over", itoa(n-most))
	case n < f.MinLength:
		return "", wrong("form.too-short", "least", itoa(f.MinLength))
	case f.Kind != LongText && strings.ContainsAny(v, "\r\n"):
		return "", wrong("form.one-line")
	case r.pattern != nil && !r.pattern.MatchString(v):
		return "", wrong("form.pattern")
	}
	return strings.ReplaceAll(v, "\r\n", "\n"), nil
}

func (r rule) some(f Field, v string) (string, error) {
	chosen := strings.Split(v, ",")
	for _, c := range chosen {
		if !slices.Contains(f.Options, c) {
			return "", wrong("form.not-an-option")
		}
	}
	var out []string
	for _, o := range f.Options {
		if slices.Contains(chosen, o) {
			out = append(out, o)
		}
	}
	return strings.Join(out, ","), nil
}

var written = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)

func (r rule) date(v string) (string, error) {
	m := written.FindStringSubmatch(narrow(v))
	if m == nil {
		return "", wrong("form.date")
	}
	d, err := law.ParseDate(m[1] + "-" + two(m[2]) + "-" + two(m[3]))
	if err != nil {
		return "", wrong("form.date-impossible", "date", m[1]+"-"+two(m[2])+"-"+two(m[3]))
	}
	if !r.from.IsZero() && d.Before(r.from) {
		return "", wrong("form.date-early", "from", r.from.String())
	}
	if !r.to.IsZero() && d.After(r.to) {
		return "", wrong("form.date-late", "to", r.to.String())
	}
	return d.String(), nil
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

var plain = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`)

// number reads a decimal as people type it, and shifts it left by places: money is
// typed in yuan and kept in fen.
func (r rule) number(v string, places int32) (string, error) {
	v = strings.NewReplacer(",", "", "¥", "", "元", "").Replace(narrow(v))
	if !plain.MatchString(v) {
		return "", wrong("form.number")
	}
	d, _, err := apd.NewFromString(v)
	if err != nil {
		return "", wrong("form.number")
	}
	if r.min != nil && d.Cmp(r.min) < 0 {
		return "", wrong("form.too-small", "least", r.min.Text('f'))
	}
	if r.max != nil && d.Cmp(r.max) > 0 {
		return "", wrong("form.too-big", "most", r.max.Text('f'))
	}
	d.Exponent += places
	if places > 0 && d.Exponent < 0 {
		reduced := new(apd.Decimal)
		if reduced.Reduce(d); reduced.Exponent < 0 {
			return "", wrong("form.money-places")
		}
		d = reduced
	}
	return d.Text('f'), nil
}

var phones = regexp.MustCompile(`^(1\d{10}|0\d{2,3}-?\d{7,8}|\+\d{6,15}|\d{5,8})$`)

func phone(v string) (string, error) {
	v = strings.NewReplacer(" ", "", "(", "", ")", "").Replace(narrow(v))
	if !phones.MatchString(v) {
		return "", wrong("form.phone")
	}
	return v, nil
}

// narrow turns full-width letters, digits and signs into the usual ones and drops
// spaces, which input methods leave behind.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u3000' || r == '\u00a0':
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '。':
			return '.'
		}
		return r
	}, s)
}

func itoa(n int) string { return strconv.Itoa(n) }

// Show is an answer as people write it: money in units again, everything else as
// it is kept.
func (f *Form) Show(field, answer string) string {
	x, ok := f.Field(field)
	if !ok || x.Kind != Money || answer == "" {
		return answer
	}
	d, _, err := apd.NewFromString(answer)
	if err != nil {
		return answer // typed and not yet judged: shown as typed
	}
	if strings.Contains(answer, ".") {
		return answer
	}
	d.Exponent -= 2
	return d.Text('f')
}
