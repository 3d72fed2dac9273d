package desk

import (
	"context"

	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// Doing is what somebody does to a case.
type Doing struct {
	Number string
	Act    casework.Act
	// Expect is how many acts the person saw on the page. If there are more by now,
	// somebody acted in between and the person must look first; 0 does not ask.
	Expect     int
	Submission string // the same id twice is one act
	Drafted    bool   // what was typed was kept before: it goes with the act
}

// tries is how often an act is judged again because another came in between.
const tries = 5

// Act does one thing to one case, with everything that follows, in one transaction.
func (d *Desk) Act(ctx context.Context, by people.Person, in Doing) (Receipt, error) {
	if in.Submission == "" {
		return Receipt{}, fail.New(fail.Invalid, "desk.no-submission")
	}
	request := digestOf("act", in.Number, in.Act)
	if r, ok, err := d.repeated(ctx, by, in.Submission, request); ok || err != nil {
		return r, err
	}
	in.Act.Submission = in.Submission
	for try := 1; ; try++ {
		out, err := d.actOnce(ctx, by, in, request)
		if e := fail.As(err); err != nil && e.Key == "journal.changed-meanwhile" && in.Expect == 0 && try < tries {
			continue
		}
		return out, err
	}
}

// actOnce reads and judges outside the writer's turn. The journal's key tells when
// the case was changed between the judgement and the writing.
func (d *Desk) actOnce(ctx context.Context, by people.Person, in Doing, request []byte) (out Receipt, err error) {
	f, err := d.readFor(ctx, by, in.Number)
	if err != nil {
		return out, err
	}
	if err := within(by, f.header.Service, true); err != nil {
		return out, err
	}
	if in.Expect != 0 && in.Expect != len(f.was.Acts) {
		return out, fail.New(fail.Conflict, "journal.changed-meanwhile", "number", in.Number)
	}
	if err := d.judge(ctx, f, by, in.Act); err != nil {
		return out, err
	}
	if err := d.lookAgain(ctx, f); err != nil {
		return out, err
	}
	if in.Act.Verb == casework.Assign {
		if err := d.mayHandle(ctx, in.Act.Handler, f.was.Office); err != nil {
			return out, err
		}
		if err := freshEyes(f.was, in.Act.Handler); err != nil {
			return out, err
		}
	}
	seq := f.acts[len(f.acts)-1].Seq
	for _, a := range f.acts {
		if a.By == actorID(by) {
			seq = a.Seq
		}
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if a, ok, err := journal.FindSubmission(tx, by.ID, in.Submission, request); ok || err != nil {
			out = Receipt{a.Number, a.Seq, true}
			return err
		}
		for _, id := range f.service.Form().Files(in.Act.Answers) {
			if err := draft.GiveFile(tx, id, by.ID, in.Number); err != nil {
				return err
			}
		}
		if err := d.keep(tx, f); err != nil {
			return err
		}
		if in.Drafted {
			if err := draft.DropAct(tx, by.ID, in.Number, draftName(in.Act)); err != nil {
				return err
			}
		}
		if err := d.mention(tx, by, f, seq, in.Act.Note); err != nil {
			return err
		}
		out = Receipt{Number: in.Number, Seq: seq}
		return journal.KeepSubmission(tx, by.ID, in.Submission, request, journal.Answered{Number: out.Number, Seq: seq})
	})
	return out, err
}

// Preview is what would follow if by did act now, with nothing written: what the
// page shows as the applicant will see it.
func (d *Desk) Preview(ctx context.Context, by people.Person, number string, act casework.Act) (before, after casework.Case, err error) {
	f, err := d.readFor(ctx, by, number)
	if err != nil {
		return before, after, err
	}
	err = d.judge(ctx, f, by, act)
	return f.was, f.now, err
}

// judge asks the kernel and prepares the bytes of what it answers.
func (d *Desk) judge(ctx context.Context, f *filed, by people.Person, act casework.Act) error {
	act.Sources = nil // whoever acts does not say where their answers come from
	if len(act.Answers) > 0 {
		check := f.service.Form().CheckOffice
		if by.ID == f.was.Applicant {
			check = f.service.Form().CheckSome
		}
		checked, problems := check(merged(f.service.Form().AsTyped(f.was.Answers), act.Answers), act.Answers)
		if len(problems) > 0 {
			return fail.New(fail.Invalid, "desk.form").WithFields(problems...)
		}
		act.Answers = checked
		var err error
		if f.taken, err = d.takeNow(ctx, by, f.was.Applicant, f.service, checked); err != nil {
			return err
		}
		act.Sources = withTaken(nil, f.taken)
	}
	if act.Verb == casework.Move {
		s, err := d.Service(f.header.Service)
		if err != nil {
			return err
		}
		act.Onto, act.Digest = s.Procedure(), s.Digest()
		f.service = s // what follows is done under it
	}
	if act.Verb == casework.Refer {
		if _, ok := d.Office(act.Office); !ok {
			return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "office", Key: "desk.office-unknown"})
		}
	}
	now := d.Now()
	who := actor(by, f.was.Office, f.was.Applicant)
	if f.was.Applicant == "" {
		who = officialOnly(who)
	}
	if act.Step == casework.StepTaken && act.Verb == casework.Record && !waitsFor(f.was, who.ID) {
		return fail.New(fail.Conflict, "desk.not-handed")
	}
	acts, effects, err := casework.Apply(f.was, who, act, now)
	if err != nil {
		acts, effects, err = d.instead(f, by, act, now, err)
	}
	if err != nil {
		return err
	}
	if err := f.add(acts, effects); err != nil {
		return err
	}
	return f.passOn(now)
}

// officialOnly takes the applicant's role from who acts in a case that has none.
func officialOnly(a casework.Actor) casework.Actor {
	var rs []casework.Role
	for _, r := range a.Roles {
		if r != casework.RoleApplicant {
			rs = append(rs, r)
		}
	}
	a.Roles = rs
	return a
}

// add takes what the kernel answered, with what the pack's rules said of it.
func (f *filed) add(acts []casework.Act, effects []casework.Effect) (err error) {
	if err := f.service.Heed(f.was, acts); err != nil {
		return err
	}
	f.acts, f.effects = acts, effects
	if f.now, err = casework.Fold(f.was, acts...); err != nil {
		return err
	}
	f.kept, err = journal.Prepare(acts)
	return err
}

// read folds a case as it stands, under the pack it is pinned to.
func (d *Desk) read(ctx context.Context, number string) (f *filed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		f, err = d.readIn(tx, number)
		return err
	})
	return f, err
}

// readFor reads a case for somebody whom it concerns, with those in whose place they may
// act. Others do not learn that it exists.
func (d *Desk) readFor(ctx context.Context, by people.Person, number string) (f *filed, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if f, err = d.readIn(tx, number); err != nil {
			return err
		}
		if err = mayKnow(by, f); err == nil {
			f.stand, err = d.standsFor(tx, by)
		}
		return err
	})
	return f, err
}

func (d *Desk) readIn(tx *store.Tx, number string) (*filed, error) {
	row, ok, err := journal.FindRow(tx, number)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fail.New(fail.NotFound, "desk.no-case", "number", number)
	}
	if err := notErased(tx, number); err != nil {
		return nil, err
	}
	acts, err := journal.Acts(tx, number)
	if err != nil {
		return nil, err
	}
	return d.foldRow(tx, row, acts)
}

func (d *Desk) foldRow(tx *store.Tx, row journal.Row, acts []casework.Act) (*filed, error) {
	if len(acts) == 0 || len(acts) != row.Acts {
		return nil, fail.New(fail.Internal, "casework.torn")
	}
	first := acts[0].Digest
	for i := range acts {
		if acts[i].Verb == casework.Move {
			s, err := d.pinnedTo(tx, acts[i].Digest)
			if err != nil {
				return nil, err
			}
			acts[i].Onto = s.Procedure()
		}
	}
	s, err := d.pinnedTo(tx, first)
	if err != nil {
		return nil, err
	}
	office, _ := d.Office(acts[0].Office)
	c := casework.Case{ID: row.Number, Number: row.Number, Service: row.Service, Version: row.Version, Digest: first, Procedure: s.Procedure(),
		Applicant: row.Applicant, Subject: row.Subject, Parent: row.Parent, Branch: row.Branch}
	if c, err = casework.Fold(c, acts...); err != nil {
		return nil, err
	}
	if c.Digest != first {
		if s, err = d.pinnedTo(tx, c.Digest); err != nil {
			return nil, err
		}
	}
	return &filed{header: row.Header, service: s, was: c, now: c, office: office}, nil
}

// pinnedTo is the service as it was under a digest: in force, remembered, or read
// back from the edition that was kept.
func (d *Desk) pinnedTo(tx *store.Tx, digest string) (*pack.Service, error) {
	if s, ok := d.pinned.Load(digest); ok {
		return s.(*pack.Service), nil
	}
	whole, area := pack.SplitDigest(digest)
	for _, s := range d.force.Load().services {
		if s.Digest() != whole {
			continue
		}
		if in := s.For(area); in.Digest() == digest {
			d.pinned.Store(digest, in)
			return in, nil
		}
	}
	s, err := d.readEdition(tx, digest)
	if err != nil {
		return nil, err
	}
	d.pinned.Store(digest, s)
	return s, nil
}

// mayKnow keeps from everybody but those it concerns that a case exists at all.
func mayKnow(by people.Person, f *filed) error {
	if f.was.Applicant != "" && f.was.Applicant == by.ID && within(by, f.header.Service, false) == nil {
		return nil
	}
	for _, o := range by.Offices() {
		if o == f.was.Office || touched(f.was, o) {
			return nil
		}
	}
	return fail.New(fail.NotFound, "desk.no-case", "number", f.header.Number)
}

// touched says whether the case was ever at office: who referred it on may still
// read what became of it.
func touched(c casework.Case, office string) bool {
	if c.OpenedIn() == office {
		return true
	}
	for _, a := range c.Acts {
		if a.Verb == casework.Refer && a.Office == office {
			return true
		}
	}
	return false
}
