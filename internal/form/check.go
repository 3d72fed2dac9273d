package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"

	"github.com/cockroachdb/apd/v3"
)

// Check judges all answers of whoever files. It returns them in canonical form, without what is not
// asked, and every problem with the field it is in. Problems do not lose answers:
// the caller keeps what was typed.
func (f *Form) Check(answers map[string]string) (map[string]string, []fail.Field) {
	return f.check(answers, func(x Field) bool { return !x.Office })
}

// CheckPage judges the answers of one page, against the whole picture.
func (f *Form) CheckPage(page string, answers map[string]string) (map[string]string, []fail.Field) {
	p, _ := f.Page(page)
	return f.check(answers, func(x Field) bool { return slices.Contains(p.Fields, x.ID) })
}

// CheckSome judges only the answers in some, against the whole picture all: what
// whoever filed adds to a case that is under way. Answers to the office's questions
// are not kept: nobody writes the findings about themselves.
func (f *Form) CheckSome(all, some map[string]string) (map[string]string, []fail.Field) {
	return f.check(all, func(x Field) bool { _, given := some[x.ID]; return given && !x.Office })
}

// CheckOffice is CheckSome for what an official adds: findings, and what was
// mended at the desk together with the applicant.
func (f *Form) CheckOffice(all, some map[string]string) (map[string]string, []fail.Field) {
	return f.check(all, func(x Field) bool { _, given := some[x.ID]; return given })
}

// CheckAlone judges values one by one, each by how its field is declared, and gives them in canonical form: of what
// stands by itself, such as a licence, where no other answer says whether it would be asked. Empty values and fields that
// there are not are left out.
func (f *Form) CheckAlone(values map[string]string) (map[string]string, []fail.Field) {
	out := map[string]string{}
	var problems []fail.Field
	for _, x := range f.fields {
		v := strings.TrimSpace(values[x.ID])
		if v == "" {
			continue
		}
		c, err := x.rule.canonical(x, v)
		if err != nil {
			e := fail.As(err)
			problems = append(problems, fail.Field{Path: x.ID, Key: e.Key, Args: e.Args})
			continue
		}
		out[x.ID] = c
	}
	return out, problems
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
	if !utf8.ValidString(v) || strings.ContainsFunc(v, unreadable) {
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
		return files(v)
	case Licence:
		return numberOfLicence(v)
	}
	return r.text(f, v)
}

// unreadable are control characters other than the breaks and tabs people type.
func unreadable(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }

const mostFiles = 20

var fileID = regexp.MustCompile(`^[\pL\pN._-]{1,100}$`)

// files holds the ids of uploads to their form; whether the files are there and
// whose they are is not the form's to say.
func files(v string) (string, error) {
	ids := strings.Split(v, ",")
	if len(ids) > mostFiles {
		return "", wrong("form.files-many", "most", itoa(mostFiles))
	}
	for i, id := range ids {
		if ids[i] = strings.TrimSpace(id); !fileID.MatchString(ids[i]) {
			return "", wrong("form.file")
		}
	}
	return strings.Join(ids, ","), nil
}

var licenceNumber = regexp.MustCompile(`^[A-Z]{1,8}(-[A-Z0-9]{1,12}){1,4}$`)

// numberOfLicence holds the answer to its form; whether there is such a licence, and
// whose, is not the form's to say.
func numberOfLicence(v string) (string, error) {
	if v == OnPaper {
		return v, nil
	}
	if v = strings.ToUpper(narrow(v)); !licenceNumber.MatchString(v) {
		return "", wrong("form.licence")
	}
	return v, nil
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

// Days as people write them: 2026-8-3, 2026年8月3日, 2026 8 3, 20260803.
var written = []*regexp.Regexp{
	regexp.MustCompile(`^(\d{4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?$`),
	regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`),
}

func (r rule) date(v string) (string, error) {
	var m []string
	for _, w := range written {
		if m = w.FindStringSubmatch(strings.Map(halfWidth, v)); m != nil {
			break
		}
	}
	if m == nil {
		return "", wrong("form.date")
	}
	day := m[1] + "-" + two(m[2]) + "-" + two(m[3])
	d, err := law.ParseDate(day)
	if err != nil {
		return "", wrong("form.date-impossible", "date", day)
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

// Commas only part thousands: 1,5 is what many countries write for one and a half,
// and must not become fifteen.
var plain = regexp.MustCompile(`^[-+]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,6})?$`)

// number reads a decimal as people type it, and shifts it left by places: money is
// typed in yuan and kept in fen. Bounds are of what is kept.
func (r rule) number(v string, places int32) (string, error) {
	v = narrow(v)
	if places > 0 {
		v = strings.TrimSuffix(strings.TrimLeft(v, "¥￥"), "元")
	}
	if !plain.MatchString(v) {
		return "", wrong("form.number")
	}
	d, _, err := apd.NewFromString(strings.ReplaceAll(v, ",", ""))
	if err != nil {
		return "", wrong("form.number")
	}
	d.Exponent += places
	kept := new(apd.Decimal)
	if kept.Reduce(d); places > 0 && kept.Exponent < 0 {
		return "", wrong("form.money-places")
	}
	if kept.IsZero() {
		kept.Negative = false // people who type -0 mean 0
	}
	if r.min != nil && kept.Cmp(r.min) < 0 {
		return "", wrong("form.too-small", "least", shifted(r.min, -places))
	}
	if r.max != nil && kept.Cmp(r.max) > 0 {
		return "", wrong("form.too-big", "most", shifted(r.max, -places))
	}
	return kept.Text('f'), nil
}

// shifted is d with its point moved right by places, as people write it.
func shifted(d *apd.Decimal, places int32) string {
	out := new(apd.Decimal).Set(d)
	out.Exponent += places
	return out.Text('f')
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
	return strings.Map(func(c rune) rune {
		if c = halfWidth(c); c == ' ' {
			return -1
		}
		return c
	}, s)
}

func halfWidth(c rune) rune {
	switch {
	case c == '\u3000' || c == '\u00a0':
		return ' '
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case c == '。':
		return '.'
	}
	return c
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
	return shifted(d, -2)
}
