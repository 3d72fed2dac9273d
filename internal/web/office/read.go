package office

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
)

// The fields of a verb's form begin with act-: no question of a pack can be called
// so, because their ids have no hyphens.
const (
	prefix      = "act-"
	fReason     = prefix + "reason"
	fNote       = prefix + "note"
	fUntil      = prefix + "until"
	fGaps       = prefix + "gaps"
	fOutcome    = prefix + "outcome"
	fGround     = prefix + "ground"
	fClock      = prefix + "clock"
	fHandler    = prefix + "handler"
	fOffice     = prefix + "office"
	fExpect     = prefix + "expect"
	fSubmission = prefix + "submission"
	fWas        = prefix + "was-" // and a question's id: it stood on the page, answered so
	fGo         = prefix + "go"
)

// gapReason is the field that says what is wrong with one thing.
func gapReason(id string) string { return fGaps + "-" + id }

// The buttons of a verb's form.
const (
	goPreview = "preview"
	goNext    = "next"
	goDraft   = "draft" // keep what is typed, and do nothing
	goDrop    = "drop"  // forget what was kept
	goWords   = "words" // put the usual words into the reason
)

// typed is a verb's form as it was sent, right and wrong alike: what a form that is
// drawn again holds.
type typed struct {
	act        casework.Act
	until      string
	ticked     []string
	why        map[string]string // by what is missing
	answers    map[string]string
	asked      []string
	fields     []form.Field // asked, as the service asks them
	expect     int
	submission string
	button     string
	saved      time.Time // when it was kept as a draft; zero for what was sent
}

// read turns a sent form into an act. It looks at nothing but what was sent and the
// form of the service, so that the same form sent twice is the same act.
func (f face) read(r *door.Request, s *pack.Service, o offer, was map[string]string) (typed, []fail.Field, error) {
	if err := formpage.Parse(r.Request); err != nil {
		return typed{}, nil, err
	}
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := typed{until: formpage.Date(r.Request, fUntil), submission: value(fSubmission), button: value(fGo), ticked: r.PostForm[fGaps],
		why: map[string]string{}}
	in.act = casework.Act{Verb: o.verb, Step: o.step, Reason: value(fReason), Note: value(fNote), Outcome: value(fOutcome), Ground: value(fGround),
		Clock: value(fClock), Handler: value(fHandler), Office: value(fOffice)}
	// A form without it says nothing of what was seen: it must be looked at again.
	in.expect = -1
	if n, err := strconv.Atoi(value(fExpect)); err == nil && n > 0 {
		in.expect = n
	}
	var problems []fail.Field
	if in.until != "" {
		day, p := dayOf(in.until)
		if p.Key != "" {
			problems = append(problems, p)
		} else {
			in.act.Until = s.Procedure().Calendar.CloseOf(day)
		}
	}
	if o.note() && in.act.Note == "" {
		problems = append(problems, fail.Field{Path: fNote, Key: "office.note-missing"})
	}
	if o.verb == casework.Extend && in.act.Reason == "" {
		problems = append(problems, fail.Field{Path: fReason, Key: "casework.reason-missing"})
	}
	problems = append(problems, in.readGaps(r)...)
	wrong, err := f.readAnswers(r, s, &in, was)
	return in, append(problems, wrong...), err
}

// readGaps takes what was ticked with its reason. A reason without a tick is asked
// about: it must neither be lost nor sent to somebody by mistake.
func (in *typed) readGaps(r *door.Request) []fail.Field {
	var problems []fail.Field
	var names []string
	for name := range r.PostForm {
		if id, ok := strings.CutPrefix(name, fGaps+"-"); ok {
			in.why[id] = strings.TrimSpace(r.PostFormValue(name))
			names = append(names, id)
		}
	}
	for _, id := range in.ticked {
		in.act.Gaps = append(in.act.Gaps, casework.Gap{Field: id, Reason: in.why[id]})
		if in.why[id] == "" {
			problems = append(problems, fail.Field{Path: gapReason(id), Key: "casework.gap-reason", Args: fail.Pairs("field", id)})
		}
	}
	slices.Sort(names)
	for _, id := range names {
		if in.why[id] != "" && !slices.Contains(in.ticked, id) {
			problems = append(problems, fail.Field{Path: gapReason(id), Key: "office.gap-unticked", Args: fail.Pairs("field", id)})
		}
	}
	return problems
}

// readAnswers reads the questions that stood on the page. One that comes back as it
// was drawn is left out: nobody has said anything new about it.
func (f face) readAnswers(r *door.Request, s *pack.Service, in *typed, was map[string]string) ([]fail.Field, error) {
	var fields []form.Field
	for _, x := range s.Form().Fields() {
		if _, ok := r.PostForm[fWas+x.ID]; ok {
			fields, in.asked = append(fields, x), append(in.asked, x.ID)
		}
	}
	answers, problems, err := formpage.Read(r.Request, fields, was, func(name string, body []byte) (draft.File, error) {
		return f.desk.AddFile(r.Context(), r.Person, name, body)
	})
	if err != nil {
		return nil, err
	}
	in.answers, in.fields = answers, fields
	for _, x := range fields {
		id, v := x.ID, answers[x.ID]
		if same(x, v, r.PostFormValue(fWas+id)) {
			continue
		}
		if in.act.Answers == nil {
			in.act.Answers = map[string]string{}
		}
		in.act.Answers[id] = v
	}
	return problems, nil
}

// same says whether an answer came back as it was drawn. Browsers write line ends and
// the three boxes of a day in their own way.
func same(x form.Field, now, was string) bool {
	if x.Kind == form.Date {
		y, m, d := formpage.SplitDate(was)
		if was = y + "-" + m + "-" + d; was == "--" {
			was = ""
		}
	}
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(now) == plain(was)
}

// dayOf reads the three boxes of the day an act announces.
func dayOf(raw string) (law.Date, fail.Field) {
	y, m, d := formpage.SplitDate(raw)
	for _, part := range []string{y, m, d} {
		if n, err := strconv.Atoi(part); err != nil || n < 1 || len(part) > 4 {
			return law.Date{}, fail.Field{Path: fUntil, Key: "form.date"}
		}
	}
	day := pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2)
	out, err := law.ParseDate(day)
	if err != nil {
		return out, fail.Field{Path: fUntil, Key: "form.date-impossible", Args: fail.Pairs("date", day)}
	}
	return out, fail.Field{}
}

func pad(s string, n int) string {
	for len(s) < n {
		s = "0" + s
	}
	return s
}

// placed moves the problems the kernel found to the fields they are drawn at.
func placed(fields []fail.Field) []fail.Field {
	out := make([]fail.Field, len(fields))
	for i, p := range fields {
		switch p.Path {
		case "reason", "note", "until", "gaps", "outcome", "ground", "clock", "handler", "office":
			p.Path = prefix + p.Path
		}
		out[i] = p
	}
	return out
}
