package api

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/people"
	"atonce/internal/web/door"
)

// mostAnswers is more than any form asks.
const mostAnswers = 500

// Answers are answers by the question's id. Money is an integer in minor units,
// several choices or files are one text with commas between.
type Answers map[string]any

// typed turns answers into what the form room reads, and names each that does not fit.
func (a Answers) typed(f *form.Form) (map[string]string, []fail.Field) {
	out := map[string]string{}
	var bad []fail.Field
	for _, id := range slices.Sorted(maps.Keys(a)) {
		x, known := f.Field(id)
		n, number := a[id].(json.Number)
		switch {
		case !known:
			bad = append(bad, fail.Field{Path: "answers." + id, Key: "api.unknown"})
		case x.Kind == form.Money && !number:
			bad = append(bad, fail.Field{Path: "answers." + id, Key: "api.money"})
		case x.Kind == form.Money:
			out[id] = f.Show(id, n.String())
		case number:
			bad = append(bad, fail.Field{Path: "answers." + id, Key: "api.text"})
		default:
			out[id], _ = a[id].(string)
		}
	}
	return out, bad
}

// shownAnswers are kept answers as this door writes them.
func shownAnswers(f *form.Form, kept map[string]string) Answers {
	out := Answers{}
	for id, v := range kept {
		out[id] = v
		if x, ok := f.Field(id); ok && x.Kind == form.Money {
			out[id] = json.Number(v)
		}
	}
	return out
}

// inRequest names the form's questions as they stand in the request.
func inRequest(err error, f *form.Form) error {
	if err == nil {
		return nil
	}
	e := *fail.As(err)
	e.Fields = slices.Clone(e.Fields)
	for i, x := range e.Fields {
		if _, ok := f.Field(x.Path); ok {
			e.Fields[i].Path = "answers." + x.Path
		}
	}
	return &e
}

// Filing opens a case.
type Filing struct {
	Service    string  `json:"service" least:"1" most:"100"`
	Answers    Answers `json:"answers"`
	Submission string  `json:"submission" least:"8" most:"100" about:"An id you make up for this filing. Sent again with the same content it is the same case."`
	Office     string  `json:"office,omitempty" most:"100" about:"Absent lets the place in the answers decide."`
}

// Receipt says what was received.
type Receipt struct {
	Number string `json:"number"`
	Act    int    `json:"act" about:"Which act of the case this was, from 1."`
}

func (f face) file(r *door.Request) error {
	var in Filing
	if err := receive(r, &in); err != nil {
		return err
	}
	s, err := f.desk.Service(in.Service)
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	answers, bad := in.Answers.typed(s.Form())
	if len(bad) > 0 {
		return invalid(bad...)
	}
	receipt, err := f.desk.Submit(r.Context(), r.Person, desk.Filing{Service: in.Service, Answers: answers, Office: in.Office, Submission: in.Submission})
	if err != nil {
		return inRequest(err, s.Form())
	}
	return answer(r, receipt)
}

// answer is 201 for what was done now, and the same body with 200 for what was done
// before.
func answer(r *door.Request, was desk.Receipt) error {
	r.W.Header().Set("Location", "/api/cases/"+url.PathEscape(was.Number))
	status := http.StatusCreated
	if was.Repeat {
		status = http.StatusOK
	}
	return r.JSON(status, Receipt{was.Number, was.Seq})
}

// Act is what somebody does to a case. Which members a verb needs is the service's to
// say; a refusal names what is missing and what is allowed instead.
type Act struct {
	Verb       casework.Verb `json:"verb"`
	Step       string        `json:"step,omitempty" most:"100" about:"Of the verb record."`
	Outcome    string        `json:"outcome,omitempty" most:"100"`
	Reason     string        `json:"reason,omitempty" most:"5000" about:"Told to the applicant."`
	Ground     string        `json:"ground,omitempty" most:"100" about:"In law, of a pause."`
	Until      time.Time     `json:"until,omitzero" about:"End of a pause, deadline of a correction."`
	Clock      string        `json:"clock,omitempty" most:"100" about:"Of an extension."`
	Gaps       []Gap         `json:"gaps,omitempty" most:"100" about:"All that is missing: a correction is asked for once."`
	Handler    string        `json:"handler,omitempty" most:"100"`
	Office     string        `json:"office,omitempty" most:"100"`
	Stars      int           `json:"stars,omitempty" least:"1" most:"5"`
	Answers    Answers       `json:"answers,omitempty"`
	Note       string        `json:"note,omitempty" most:"5000" about:"Internal: the applicant never sees it."`
	Expect     int           `json:"expect,omitempty" least:"0" most:"1000000" about:"How many acts you saw. If there are more by now, nothing is done and you look first."`
	Submission string        `json:"submission" least:"8" most:"100" about:"An id you make up for this act. Sent again with the same content it is the same act."`
}

// Gap is one thing missing or wrong.
type Gap struct {
	Field  string `json:"field" least:"1" most:"100" about:"Question or material."`
	Reason string `json:"reason" least:"1" most:"2000" about:"What is wrong and how to mend it."`
}

func (f face) act(r *door.Request) error {
	var in Act
	if err := receive(r, &in); err != nil {
		return err
	}
	number := r.PathValue("number")
	if in.Verb == casework.Decide && !r.Session.Scopes.Has(people.ScopeDecide) {
		// Nobody proves who they are at that moment: it takes a token made for it.
		return fail.New(fail.Forbidden, "door.scope", "scope", string(people.ScopeDecide))
	}
	do := desk.Doing{Number: number, Expect: in.Expect, Submission: in.Submission, Act: casework.Act{Verb: in.Verb, Step: in.Step, Outcome: in.Outcome,
		Reason: in.Reason, Ground: in.Ground, Until: in.Until, Clock: in.Clock, Handler: in.Handler, Office: in.Office, Stars: in.Stars, Note: in.Note}}
	for _, g := range in.Gaps {
		do.Act.Gaps = append(do.Act.Gaps, casework.Gap(g))
	}
	if len(in.Answers) == 0 {
		receipt, err := f.desk.Act(r.Context(), r.Person, do)
		if err != nil {
			return err
		}
		return answer(r, receipt)
	}
	// Only the case says which questions its form asks.
	v, err := f.desk.Case(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	var bad []fail.Field
	if do.Act.Answers, bad = in.Answers.typed(v.Service.Form()); len(bad) > 0 {
		return invalid(bad...)
	}
	receipt, err := f.desk.Act(r.Context(), r.Person, do)
	if err != nil {
		return inRequest(err, v.Service.Form())
	}
	return answer(r, receipt)
}

// File is a file that was taken.
type File struct {
	ID     string `json:"id" about:"The answer to a question that asks for a file."`
	Name   string `json:"name"`
	Type   string `json:"type" about:"Media type, found in the content."`
	Size   int    `json:"size" about:"In bytes."`
	SHA256 string `json:"sha256" about:"In hexadecimal."`
}

func (f face) addFile(r *door.Request) error {
	name := strings.TrimSpace(r.URL.Query().Get("name"))
	if name == "" {
		return invalid(fail.Field{Path: "name", Key: "api.missing"})
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	x, err := f.desk.AddFile(r.Context(), r.Person, name, body)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusCreated, File{x.ID, x.Name, x.Kind, x.Size, hex.EncodeToString(x.SHA256)})
}
