package citizen

import (
	"net/http"
	"net/url"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// appealPage is what a person may do against a decision.
type appealPage struct {
	number string
	rows   []ui.Row
	ways   []appealWay
	again  string // the page on which a person may be asked to look again; empty where nobody can be
}

type appealWay struct {
	title string
	rows  []ui.Row
	draft string // address of the draft
}

// appeal says why a decision went against the applicant, and what they may do, until
// when, with a draft to begin with.
func (f face) appeal(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	decided, ways, ok := casepage.Against(r.Lang, v, r.Now)
	if !ok {
		return fail.New(fail.NotFound, "citizen.no-appeal")
	}
	zone := v.Case.Procedure.Calendar.Zone()
	base := "/cases/" + url.PathEscape(v.Case.Number)
	p := appealPage{number: v.Case.Number, rows: []ui.Row{
		{Key: r.T("citizen.appeal-decision"), Values: []string{casepage.OutcomeName(r.Lang, v.Service, decided.Outcome), ui.Moment(r.Lang, decided.At.In(zone))}}}}
	reason := decided.Reason
	if reason == "" {
		reason = r.T("citizen.appeal-no-reason")
	}
	p.rows = append(p.rows, ui.Row{Key: r.T("citizen.appeal-reason"), Values: []string{reason}},
		ui.Row{Key: r.T("citizen.appeal-grounds"), Values: casepage.Grounds(r.Lang, v)},
		ui.Row{Key: r.T("citizen.appeal-office"), Values: []string{v.Office.Name.In(r.Lang)}})
	for _, w := range ways {
		last := r.T("citizen.appeal-last", "day", ui.Date(r.Lang, w.Last.At(0, zone)))
		if w.Over {
			last = r.T("citizen.appeal-over", "day", ui.Date(r.Lang, w.Last.At(0, zone)))
		}
		p.ways = append(p.ways, appealWay{title: w.Title, draft: base + "/appeal/" + url.PathEscape(w.ID), rows: []ui.Row{
			{Key: r.T("citizen.appeal-until"), Values: []string{last, r.T("citizen.appeal-limit", "limit", w.Limit)}},
			{Key: r.T("citizen.appeal-basis"), Values: []string{w.Basis}}}})
	}
	for _, o := range v.Options {
		if o.Verb == casework.Reopen && decided.Model != nil {
			p.again = casepage.WhyPath(v)
		}
	}
	frame := r.Frame(r.T("citizen.appeal"))
	frame.Back = ui.Link{Text: r.T("citizen.back"), Href: base}
	return r.Draw(frame, appealBody(p))
}

// appealDraft sends the draft of one way as a file to go on with.
func (f face) appealDraft(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	decided, ways, ok := casepage.Against(r.Lang, v, r.Now)
	for _, w := range ways {
		if !ok || w.ID != r.PathValue("remedy") {
			continue
		}
		h := r.W.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="`+url.PathEscape(w.ID)+"-"+url.PathEscape(v.Case.Number)+`.txt"`)
		r.W.WriteHeader(http.StatusOK)
		_, _ = r.W.Write([]byte(casepage.AppealDraft(r.Lang, v, decided, w))) // the reader may be gone: nobody is left to tell
		return nil
	}
	return fail.New(fail.NotFound, "citizen.no-appeal")
}
