package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Filing is what opens a case.
type Filing struct {
	Service string
	Answers map[string]string
	Office  string // empty lets the place decide
	// Post says that an official opens it in a role they hold, not as a matter of
	// their own: an operator who takes a call is not the caller.
	Post       bool
	Submission string // the same id twice is one case
	asked      bool   // a request for data, held against the catalogue
}

// Receipt says what was received.
type Receipt struct {
	Number string
	Seq    int // of the act that was answered
	Repeat bool
}

// Submit opens a case: an application, a report, or what an official starts.
// It refuses what is not listed, what the form cannot take and who may not file.
func (d *Desk) Submit(ctx context.Context, by people.Person, in Filing) (Receipt, error) {
	s, err := d.Service(in.Service)
	if err != nil {
		return Receipt{}, err
	}
	if err := within(by, in.Service, true); err != nil {
		return Receipt{}, err
	}
	if in.Submission == "" {
		return Receipt{}, fail.New(fail.Invalid, "desk.no-submission")
	}
	if s.Sharing() != nil && !in.asked {
		return Receipt{}, fail.New(fail.Forbidden, "desk.request-data")
	}
	request := digestOf("submit", in.Service, in.Office, in.Post, in.Answers)
	if r, ok, err := d.repeated(ctx, by, in.Submission, request); ok || err != nil {
		return r, err
	}
	answers, problems := s.Form().Check(in.Answers)
	if len(problems) > 0 {
		return Receipt{}, fail.New(fail.Invalid, "desk.form").WithFields(problems...)
	}
	office, err := d.officeOf(s, by, in, answers)
	if err != nil {
		return Receipt{}, err
	}
	s = s.For(office.Area)
	var out Receipt
	who := actor(by, office.ID, by.ID)
	if in.Post {
		who = officialOnly(who)
	}
	kept, err := d.Draft(ctx, by, in.Service)
	if err != nil {
		return Receipt{}, err
	}
	if !in.Post {
		fetched, err := d.fetch(ctx, by, s, kept)
		if err != nil {
			return Receipt{}, err
		}
		d.put(&kept, fetched)
	}
	sources := sourcesOf(kept, in.Answers)
	holder := by.ID
	if in.Post {
		holder = "" // a case of the office's own has nobody's licences
	}
	shown, err := d.takeNow(ctx, by, holder, s, answers)
	if err != nil {
		return Receipt{}, err
	}
	prepared, err := d.prepareOpening(s, office, opener{who, by.ID, by.In(text.ZH), withTaken(sources, shown)}, answers, in.Submission)
	if err != nil {
		return Receipt{}, err
	}
	prepared.taken = shown
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if a, ok, err := journal.FindSubmission(tx, by.ID, in.Submission, request); ok || err != nil {
			out = Receipt{a.Number, a.Seq, true}
			return err
		}
		if err := mayApply(tx, s); err != nil {
			return err
		}
		f, err := prepared.number(tx)
		if err != nil {
			return err
		}
		for _, id := range s.FilesOf(f.acts[0]) {
			if err := draft.GiveFile(tx, id, by.ID, f.header.Number); err != nil {
				return err
			}
		}
		if err := d.keep(tx, f); err != nil {
			return err
		}
		if err := d.disputes(tx, by.ID, f.header.Number, sources, answers); err != nil {
			return err
		}
		if kept.Replaces != "" && in.Submission == kept.Submission {
			if err := d.replace(tx, by, kept.Replaces, f.header.Number); err != nil {
				return err
			}
		}
		if err := draft.Delete(tx, by.ID, in.Service); err != nil {
			return err
		}
		out = Receipt{Number: f.header.Number, Seq: 1}
		return journal.KeepSubmission(tx, by.ID, in.Submission, request, journal.Answered{Number: out.Number, Seq: 1})
	})
	return out, err
}

// sourcesOf are where the answers and the fetched materials of a filing come from: as
// its draft holds them, and of answers only where the filing says what the draft says.
func sourcesOf(kept draft.Draft, answers map[string]string) map[string]record.Source {
	out := map[string]record.Source{}
	for q, x := range kept.Sources {
		if x.Field == "" || answers[q] == kept.Answers[q] && answers[q] != "" {
			x.Said = "" // the answer says it, or the dispute is about it
			out[q] = x
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// filed is a case on its way into the journal: what it was, what was added, and
// what follows.
type filed struct {
	header  journal.Header
	service *pack.Service
	was     casework.Case
	now     casework.Case
	acts    []casework.Act
	kept    []journal.Kept
	effects []casework.Effect
	office  people.Office
	stand   []standing // in whose place who asks may act
	taken   []taken    // licences that the answers name
}

// opener is who opens a case, and whose case it then is.
type opener struct {
	by        casework.Actor
	applicant string
	name      string
	sources   map[string]record.Source // of the answers that registers gave or licences stand behind
}

// prepareOpening does all of an opening that needs no database: the kernel's
// judgement and the bytes of the acts.
func (d *Desk) prepareOpening(s *pack.Service, office people.Office, o opener, answers map[string]string, submission string) (*filed, error) {
	procedure := s.Procedure()
	c := casework.Case{Service: s.ID(), Version: s.Version(), Digest: s.Digest(), Procedure: procedure, Office: office.ID,
		Applicant: o.applicant, Subject: s.Form().SubjectOf(answers)}
	acts, effects, err := casework.Apply(c, o.by, casework.Act{Verb: procedure.Opens.Verb, Answers: answers, Submission: submission, Sources: o.sources}, d.Now())
	if err != nil {
		return nil, err
	}
	if r := acts[0].Role; r != casework.RoleApplicant && r != casework.RoleSystem {
		// An official who opens a case does it for the office: it has no applicant.
		c.Applicant = ""
	}
	if c.Subject == "" {
		c.Subject = o.name
	}
	f := &filed{service: s, was: c, office: office}
	if err := f.add(acts, effects); err != nil {
		return nil, err
	}
	f.header = journal.Header{Service: s.ID(), Duty: s.Area(), Version: s.Version(), Digest: s.Digest(), Applicant: c.Applicant, Subject: c.Subject,
		Office: office.ID, Area: office.Area}
	return f, nil
}

// number gives the case its number: the agency's letters, the year and the next serial.
func (f *filed) number(tx *store.Tx) (*filed, error) {
	year := f.acts[0].At.In(f.service.Procedure().Calendar.Zone()).Year()
	name := fmt.Sprintf("case %s %d", f.office.Letters, year)
	n, err := journal.NextSerial(tx, name)
	if err != nil {
		return nil, err
	}
	f.header.Number = fmt.Sprintf("%s-%d-%06d", f.office.Letters, year, n)
	f.now.ID, f.now.Number = f.header.Number, f.header.Number
	return f, nil
}

// officeOf is where a filing goes: the one named if it answers for the service, an
// official's own, or the one of the place the answers name.
func (d *Desk) officeOf(s *pack.Service, by people.Person, in Filing, answers map[string]string) (people.Office, error) {
	if in.Office != "" {
		o, ok := d.Office(in.Office)
		if !ok || o.Kind != s.Item().Agency {
			return o, fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "office", Key: "desk.office-unknown"})
		}
		return o, nil
	}
	for _, id := range by.Offices() {
		if o, ok := d.Office(id); ok && o.Kind == s.Item().Agency {
			return o, nil
		}
	}
	return d.officeFor(s.Item().Agency, s.Form().AreaOf(answers))
}

func (d *Desk) repeated(ctx context.Context, by people.Person, id string, request []byte) (r Receipt, ok bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		var a journal.Answered
		a, ok, err = journal.FindSubmission(tx, by.ID, id, request)
		r = Receipt{a.Number, a.Seq, true}
		return err
	})
	return r, ok, err
}

// Answered is the case that a submission of a person made, if there is one.
func (d *Desk) Answered(ctx context.Context, by people.Person, id string) (number string, ok bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		var a journal.Answered
		a, ok, err = journal.AnsweredTo(tx, by.ID, id)
		number = a.Number
		return err
	})
	return number, ok, err
}

// digestOf is a fingerprint of a request: the same submission id must mean the
// same request.
func digestOf(parts ...any) []byte {
	b, err := json.Marshal(parts)
	if err != nil {
		panic("desk: request is not JSON: " + err.Error()) // the parts are texts and maps of texts
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// merged is what the answers become when more are added, for checking the whole form.
func merged(was, more map[string]string) map[string]string {
	out := maps.Clone(was)
	if out == nil {
		out = map[string]string{}
	}
	for k, v := range more {
		out[k] = strings.TrimSpace(v)
	}
	return out
}
