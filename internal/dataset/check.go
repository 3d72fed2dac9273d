package dataset

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

var (
	idForm    = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	codeForm  = regexp.MustCompile(`^[0-9A-Z]+([/.-][0-9A-Z]+)*$`)
	fieldForm = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)
)

// mostFields bounds a record, so that a page of it can be drawn.
const mostFields = 400

// Check is everything wrong with a record, by the name of the part: name.zh,
// share.condition, fields.phone.open. A record that has a problem is never kept.
func (r Record) Check() []fail.Field {
	c := checker{}
	c.must("id", idForm.MatchString(r.ID) && len(r.ID) <= 60, "dataset.bad-id")
	c.must("code", codeForm.MatchString(r.Code) && len(r.Code) <= 60, "dataset.bad-code")
	c.words("name", r.Name)
	c.words("summary", r.Summary)
	c.words("system", r.System)
	c.must("provider", r.Provider != "", "dataset.needed")
	if r.Credit != "" {
		_, err := code.ParseCredit(r.Credit)
		c.reason("credit", err)
	}
	c.must("sources", len(r.Sources) > 0, "dataset.needed")
	c.must("storage", slices.Contains(Storages, r.Storage), "dataset.not-among", "among", listOf(Storages))
	c.must("channel", slices.Contains(Channels, r.Channel), "dataset.not-among", "among", listOf(Channels))
	c.must("cycle", slices.Contains(Cycles, r.Cycle), "dataset.not-among", "among", listOf(Cycles))
	c.must("scenario", len(r.Scenario) > 0, "dataset.needed")
	for _, s := range r.Scenario {
		c.must("scenario", slices.Contains(Scenarios, s), "dataset.not-among", "among", strings.Join(Scenarios, ", "))
	}
	c.items(r)
	c.rule("share", r.Share)
	c.rule("open", r.Open)
	c.must("open", !r.Open.Way.wider(r.Share.Way), "dataset.open-wider")
	c.must("terms", r.Open.Way == Never || strings.HasPrefix(r.Terms, "https://"), "dataset.terms")
	c.must("fields", len(r.Fields) > 0, "dataset.needed")
	c.must("fields", len(r.Fields) <= mostFields, "dataset.too-many", "most", strconv.Itoa(mostFields))
	seen := map[string]bool{}
	for _, f := range r.Fields {
		c.must("fields."+f.ID, !seen[f.ID], "dataset.twice")
		seen[f.ID] = true
		c.field(f)
	}
	c.counted(r)
	return c.problems
}

type checker struct{ problems []fail.Field }

func (c *checker) must(path string, ok bool, key string, args ...string) {
	if !ok {
		c.problems = append(c.problems, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
}

func (c *checker) reason(path string, err error) {
	if err != nil {
		e := fail.As(err)
		c.problems = append(c.problems, fail.Field{Path: path, Key: e.Key, Args: e.Args})
	}
}

func (c *checker) words(path string, w law.Words) {
	for _, l := range text.Langs {
		c.must(path+"."+string(l), strings.TrimSpace(w[l]) != "", "dataset.needed")
		c.must(path+"."+string(l), len([]rune(w[l])) <= 2000, "dataset.too-long", "most", "2000")
	}
}

// items holds the linked service item to its codes: one is linked, or it is said
// why none is.
func (c *checker) items(r Record) {
	for _, x := range []struct {
		path, value string
		parse       func(string) error
	}{
		{"items.basic", r.Items.Basic, func(s string) error { _, err := code.ParseBasic(s); return err }},
		{"items.business", r.Items.Business, func(s string) error { _, err := code.ParseBusiness(s); return err }},
		{"items.implementation", r.Items.Implementation, func(s string) error { _, err := code.ParseImplementation(s); return err }},
	} {
		if x.value != "" {
			c.reason(x.path, x.parse(x.value))
		}
	}
	linked := r.Service != "" || r.Items != Items{}
	c.must("unlinked", linked || strings.TrimSpace(r.Unlinked) != "", "dataset.unlinked")
	c.must("unlinked", !linked || r.Unlinked == "", "dataset.linked")
}

func (c *checker) rule(path string, r Rule) {
	c.must(path, slices.Contains(Ways, r.Way), "dataset.not-among", "among", listOf(Ways))
	if r.Way == Conditional {
		c.words(path+".condition", r.Condition)
	}
	if r.Way == Never {
		c.must(path+".reason", slices.Contains(Reasons, r.Reason), "dataset.not-among", "among", strings.Join(Reasons, ", "))
		c.words(path+".because", r.Because)
	}
}

// field holds one field to what its grade allows (DB33/T 2351-2021: grade 1 may be
// open, 2 and 3 after approval and masked, 4 never).
func (c *checker) field(f Field) {
	path := "fields." + f.ID
	c.must(path, fieldForm.MatchString(f.ID), "dataset.bad-field")
	c.words(path+".name", f.Name)
	c.must(path+".type", f.Type != "", "dataset.needed")
	c.must(path+".sensitivity", f.Sensitivity >= 1 && f.Sensitivity <= 4, "dataset.bad-grade")
	c.must(path+".share", slices.Contains(Ways, f.Share), "dataset.not-among", "among", listOf(Ways))
	c.must(path+".open", slices.Contains(Ways, f.Open), "dataset.not-among", "among", listOf(Ways))
	c.must(path+".open", f.Sensitivity != 4 || f.Open == Never, "dataset.grade-four")
	c.must(path+".open", f.Sensitivity < 2 || f.Open != Unconditional, "dataset.grade-masked")
	c.must(path+".open", !f.Open.wider(f.Share), "dataset.open-wider")
	c.must(path+".mask", f.Mask == "" || slices.Contains(Masks, f.Mask), "dataset.not-among", "among", listOf(Masks))
	c.must(path+".mask", f.Mask == "" || f.Sensitivity != 4 && f.Open == Conditional, "dataset.mask-idle")
	c.must(path+".reason", f.Share != Never || strings.TrimSpace(f.Reason) != "", "dataset.needed")
}

// counted holds a table of counts to fields of which no value names a person.
func (c *checker) counted(r Record) {
	if r.Counted == nil {
		return
	}
	c.must("counted", r.Register != "", "dataset.counted-register")
	c.must("counted", len(r.Counted.By) > 0, "dataset.needed")
	for _, id := range r.Counted.By {
		f, ok := r.Field(id)
		c.must("counted", ok, "dataset.counted-field", "field", id)
		c.must("counted", f.Sensitivity != 4, "dataset.counted-grade", "field", id)
	}
}

func listOf[T ~string](xs []T) string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = string(x)
	}
	return strings.Join(out, ", ")
}
