package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/dataset"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// DataRequest 数据共享申请 is what one office asks of another: which fields, for which
// service, on what basis, for what, how far and how.
type DataRequest struct {
	Dataset    string   // a record of the catalogue; empty for data that no catalogue lists
	Title      string   // which data, where there is no record
	Holder     string   // the office that has it, where there is no record
	Fields     []string // ids of fields; in words where there is no record
	Office     string   // that needs it
	Service    string   // for which it is needed
	Basis      string
	Use        string // one of pack.Purposes
	Purpose    string // in words
	Scope      string
	Method     string
	Until      law.Date // the last day it is needed
	Submission string
}

// RequestData files a request for data. More than the catalogue says is shared is
// refused here, with the fields named.
func (d *Desk) RequestData(ctx context.Context, by people.Person, in DataRequest) (Receipt, error) {
	if !slices.Contains(by.Roles(in.Office), RoleDataKeeper) {
		return Receipt{}, fail.New(fail.Forbidden, "desk.request-keepers")
	}
	kind, answers := pack.Uncatalogued, map[string]string{"title": in.Title, "holder": in.Holder, "fields": strings.Join(in.Fields, ", ")}
	var problems []fail.Field
	if in.Dataset != "" {
		kind = pack.Catalogued
		var err error
		if answers, problems, err = d.ofCatalogue(ctx, in); err != nil {
			return Receipt{}, err
		}
	}
	s, ok := d.sharingService(kind)
	if !ok {
		return Receipt{}, fail.New(fail.Unavailable, "desk.no-request-service")
	}
	if _, ok := d.Office(answers["holder"]); !ok {
		problems = append(problems, fail.Field{Path: "holder", Key: "desk.office-unknown"})
	}
	if answers["holder"] == in.Office {
		problems = append(problems, fail.Field{Path: "dataset", Key: "desk.request-own"})
	}
	if _, err := d.Service(in.Service); err != nil {
		problems = append(problems, fail.Field{Path: "service", Key: "desk.no-service", Args: fail.Pairs("service", in.Service)})
	}
	if len(in.Fields) == 0 {
		problems = append(problems, fail.Field{Path: "fields", Key: "dataset.needed"})
	}
	for k, v := range map[string]string{"office": in.Office, "service": in.Service, "basis": in.Basis, "use": in.Use, "purpose": in.Purpose, "scope": in.Scope, "method": in.Method, "until": in.Until.String()} {
		answers[k] = v
	}
	if in.Until.IsZero() {
		delete(answers, "until")
	}
	_, wrong := s.Form().Check(answers)
	if problems = append(problems, wrong...); len(problems) > 0 {
		return Receipt{}, fail.New(fail.Invalid, "desk.form").WithFields(problems...)
	}
	return d.Submit(ctx, by, Filing{Service: s.ID(), Answers: answers, Submission: in.Submission, asked: true})
}

// ofCatalogue holds a request to the record it names, and answers what the form says
// of the record.
func (d *Desk) ofCatalogue(ctx context.Context, in DataRequest) (map[string]string, []fail.Field, error) {
	e, err := d.Dataset(ctx, in.Dataset)
	if err != nil {
		return nil, nil, err
	}
	if e.State == dataset.Deleted || e.State == dataset.Revoked {
		return nil, nil, fail.New(fail.NotFound, "dataset.none", "id", in.Dataset)
	}
	record, published := e.Record, "no"
	if e.Public != nil {
		record, published = *e.Public, "yes"
	}
	way, problems := beyond(record, in.Fields)
	if published == "no" && way == dataset.Unconditional {
		way = dataset.Conditional // nobody but the provider can give what is not published
	}
	return map[string]string{"title": record.Name.In(text.ZH), "dataset": record.ID, "holder": record.Provider, "fields": strings.Join(in.Fields, ","),
		"share": string(way), "published": published}, problems, nil
}

// beyond names each field that r does not share, and says how the others are shared.
func beyond(r dataset.Record, fields []string) (dataset.Way, []fail.Field) {
	way := dataset.Unconditional
	var problems []fail.Field
	shared := r.Shared()
	for _, id := range fields {
		i := slices.IndexFunc(shared, func(f dataset.Field) bool { return f.ID == id })
		if i < 0 {
			problems = append(problems, fail.Field{Path: "fields", Key: "desk.request-beyond", Args: fail.Pairs("field", id)})
			continue
		}
		if shared[i].Share == dataset.Conditional {
			way = dataset.Conditional
		}
	}
	return way, problems
}

// sharingService is the service in force whose cases ask for data of a kind.
func (d *Desk) sharingService(kind string) (*pack.Service, bool) {
	for _, s := range d.Services() {
		if x := s.Sharing(); x != nil && x.For == kind {
			return s, true
		}
	}
	return nil, false
}

// passOn refers a request for data as soon as the procedure lets the system do so:
// to who provides the data, or back to where the case was opened.
func (f *filed) passOn(now time.Time) error {
	s := f.service.Sharing()
	if s == nil {
		return nil
	}
	stage, _ := f.now.Procedure.Stage(f.now.Stage)
	if !slices.ContainsFunc(stage.May, func(p casework.Permit) bool {
		return p.Verb == casework.Refer && slices.Contains(p.By, casework.RoleSystem)
	}) {
		return nil
	}
	to := f.now.OpenedIn()
	if f.now.Office == to {
		to = f.now.Answers[s.Holder]
	}
	acts, effects, err := casework.Apply(f.now, casework.System, casework.Act{Verb: casework.Refer, Office: to}, now)
	if k := fail.KindOf(err); err != nil && (k == fail.Conflict || k == fail.Forbidden) {
		return nil // not yet: what the procedure asks for first is not recorded
	}
	if err != nil {
		return err
	}
	return f.add(append(f.acts, acts...), append(f.effects, effects...))
}

// grantShared grants what was asked for, in the transaction of the decision. It holds
// the request to the catalogue once more: what has been withdrawn since is not given,
// and what is shared under a condition only its provider, or a mediator after it, gives.
func (d *Desk) grantShared(tx *store.Tx, f *filed) error {
	s := f.service.Sharing()
	if s == nil || !slices.ContainsFunc(f.acts, func(a casework.Act) bool { return a.Verb == casework.Decide && slices.Contains(s.Outcomes, a.Outcome) }) {
		return nil
	}
	e, err := dataset.Find(tx, f.now.Answers[s.Dataset])
	if err != nil {
		return err
	}
	if e.Public == nil {
		return fail.New(fail.Conflict, "desk.request-unpublished", "dataset", e.Record.ID)
	}
	holder := f.now.Answers[s.Holder]
	if holder != e.Public.Provider {
		return fail.New(fail.Conflict, "desk.request-provider", "dataset", e.Record.ID)
	}
	fields := splitList(f.now.Answers[s.Fields])
	way, problems := beyond(*e.Public, fields)
	if len(problems) > 0 {
		return fail.New(fail.Invalid, "desk.form").WithFields(problems...)
	}
	if way == dataset.Conditional && !touched(f.now, holder) {
		return fail.New(fail.Forbidden, "desk.request-conditional")
	}
	until, err := law.ParseDate(f.now.Answers[s.Until])
	if err != nil {
		return fail.Wrap(err, "desk: last day of a request")
	}
	g := grant.Grant{Register: e.Public.Register, Request: f.header.Number, Dataset: e.Record.ID, Holder: holder, Service: f.now.Answers[s.Service], Reader: f.now.Answers[s.Office],
		Purpose: f.now.Answers[s.Use], Words: f.now.Answers[s.Purpose], Fields: fields, From: d.today(tx), Until: until}
	if a, ok := f.now.Last(casework.Decide); ok {
		g.By = a.By
	}
	return addGrant(tx, g)
}

// splitList reads words with commas between.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '，' || r == ' ' || r == '\n' || r == '\r' })
}
