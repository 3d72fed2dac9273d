package desk

import (
	"fmt"
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/licence"
	"atonce/internal/merkle"
	"atonce/internal/notify"
	"atonce/internal/store"
)

// generations bounds how far one act may reach: a parent, its branches, theirs.
const generations = 8

// keep writes what was judged: acts, projection, leaves of the log, and carries out
// every effect, all in tx. It is the only place where a case is written.
func (d *Desk) keep(tx *store.Tx, f *filed) error { return d.keepTo(tx, f, generations) }

func (d *Desk) keepTo(tx *store.Tx, f *filed, left int) error {
	if left == 0 {
		return fail.New(fail.Internal, "desk.too-deep")
	}
	if o, ok := d.Office(f.now.Office); ok {
		f.header.Area = o.Area
	}
	entries := make([]merkle.Entry, len(f.kept))
	for i, k := range f.kept {
		var err error
		if entries[i], err = entryOf(f.header.Number, k); err != nil {
			return err
		}
	}
	leaf, err := ledger.Append(tx, entries...)
	if err != nil {
		return err
	}
	if err := journal.Append(tx, f.header, f.now, f.kept, leaf); err != nil {
		return err
	}
	if f.findable() {
		if err := journal.Index(tx, f.header.Number, f.now.Office, f.terms()); err != nil {
			return err
		}
	}
	if err := keepRuled(tx, f); err != nil {
		return err
	}
	if err := d.oweReplies(tx, f); err != nil {
		return err
	}
	if err := recordLooks(tx, ruledLooks(f)...); err != nil {
		return err
	}
	if err := d.keepTaken(tx, f); err != nil {
		return err
	}
	for _, e := range f.effects {
		if err := d.carryOut(tx, f, e, left-1); err != nil {
			return err
		}
	}
	return d.grantShared(tx, f)
}

// entryOf is an act as the log holds it: the case and the act by salted commitment
// only, so that the log can be published and the act erased.
func entryOf(number string, k journal.Kept) (merkle.Entry, error) {
	which, err := merkle.Commit(k.Salt, []byte(number))
	if err != nil {
		return merkle.Entry{}, fail.Wrap(err, "desk: entry of an act")
	}
	payload, err := merkle.Commit(k.Salt, k.Body)
	return merkle.Entry{Kind: kindAct, Case: which, Seq: int64(k.Act.Seq), Payload: payload}, fail.Wrap(err, "desk: entry of an act")
}

func (d *Desk) carryOut(tx *store.Tx, f *filed, e casework.Effect, left int) error {
	switch e := e.(type) {
	case casework.IssueLicence:
		return d.issue(tx, f, e.Kind)
	case casework.OpenChild:
		return d.openChild(tx, f, e, left)
	case casework.TellParent:
		return d.tellParent(tx, f, e, left)
	case casework.EndChild:
		return d.endChild(tx, f, e, left)
	case casework.Tell:
		return d.tell(tx, f, e)
	}
	return fail.New(fail.Internal, "desk.unknown-effect")
}

// issue writes the licence that a decision grants.
func (d *Desk) issue(tx *store.Tx, f *filed, kind string) error {
	k, ok := f.service.Licence(kind)
	if !ok {
		return fail.New(fail.Internal, "desk.no-licence-kind", "kind", kind)
	}
	decided, _ := f.now.Last(casework.Decide)
	zone := f.now.Procedure.Calendar.Zone()
	number, err := licenceNumber(tx, k.Prefix, f.office.Letters, decided.At.In(zone).Year())
	if err != nil {
		return err
	}
	l := licence.Licence{Number: number, Kind: kind, Service: f.header.Service, Digest: f.now.Digest, Case: f.header.Number, Office: f.now.Office,
		Holder: f.header.Applicant, Name: f.header.Subject, Issued: decided.At, Fields: map[string]string{}, Mark: licence.NewMark()}
	if !k.Valid.IsZero() {
		l.Expires = expiry(decided.At, k.Valid, f.now.Procedure.Calendar)
	}
	for _, field := range k.Fields {
		if v := f.now.Answers[field]; v != "" {
			l.Fields[field] = v
		}
	}
	place, err := journal.NextSerial(tx, "licence place")
	if err != nil {
		return err
	}
	l.Place, l.Secret = int64(place)-1, newSecret()
	_, err = recordDeed(tx, l, licence.Deed{Verb: licence.Issue, At: decided.At, Case: l.Case, Law: k.Basis.Law, Article: k.Basis.Article}, nil, "")
	return err
}

// openChild opens a branch as a case of its own and tells the parent its number.
func (d *Desk) openChild(tx *store.Tx, f *filed, e casework.OpenChild, left int) error {
	s, err := d.Service(e.Service)
	if err != nil {
		return err
	}
	office, err := d.officeFor(s.Item().Agency, f.header.Area)
	if err != nil {
		return err
	}
	s = s.For(office.Area)
	shown, answers, err := d.offer(tx, f.header.Applicant, s, e.Answers)
	if err != nil {
		return err
	}
	child, err := d.prepareOpening(s, office, opener{casework.System, f.header.Applicant, f.header.Subject, withTaken(handed(f.now, e.Answers), shown)}, answers, "")
	if err != nil {
		return err
	}
	child.taken = shown
	child.header.Parent, child.header.Branch = f.header.Number, e.Branch
	child.was.Parent, child.was.Branch = f.header.Number, e.Branch
	child.now.Parent, child.now.Branch = f.header.Number, e.Branch
	if f.header.Subject != "" {
		child.header.Subject, child.now.Subject = f.header.Subject, f.header.Subject
	}
	if child, err = child.number(tx); err != nil {
		return err
	}
	if err := d.keepTo(tx, child, left); err != nil {
		return err
	}
	return d.link(tx, f.header.Number, casework.Act{Verb: casework.Link, Branch: e.Branch, Case: child.header.Number}, left)
}

// endChild withdraws a branch with the parent it belongs to. A branch that can no
// longer be withdrawn, because it was decided, stands.
func (d *Desk) endChild(tx *store.Tx, f *filed, e casework.EndChild, left int) error {
	c, err := d.readIn(tx, e.Case)
	if err != nil {
		return err
	}
	who := casework.Actor{ID: c.header.Applicant, Name: c.header.Subject, Roles: []casework.Role{casework.RoleApplicant, casework.RoleSystem}}
	acts, effects, err := casework.Apply(c.was, who, casework.Act{Verb: casework.Withdraw, Reason: f.header.Number}, moment(tx.Now()))
	if k := fail.KindOf(err); err != nil && (k == fail.Conflict || k == fail.Forbidden) {
		return nil
	}
	if err != nil {
		return err
	}
	// The parent has ended already and needs no word of its branch.
	effects = slices.DeleteFunc(effects, func(e casework.Effect) bool { _, ok := e.(casework.TellParent); return ok })
	if err := c.add(acts, effects); err != nil {
		return err
	}
	return d.keepTo(tx, c, left)
}

func (d *Desk) tellParent(tx *store.Tx, f *filed, e casework.TellParent, left int) error {
	return d.link(tx, e.Parent, e.Act(f.header.Number), left)
}

// link adds the kernel's own act about a branch to the parent, as it now stands in
// this transaction.
func (d *Desk) link(tx *store.Tx, parent string, act casework.Act, left int) error {
	p, err := d.readIn(tx, parent)
	if err != nil {
		return err
	}
	acts, effects, err := casework.Apply(p.was, casework.System, act, moment(tx.Now()))
	if err != nil {
		return err
	}
	if err := p.add(acts, effects); err != nil {
		return err
	}
	return d.keepTo(tx, p, left)
}

// licenceNumber is the kind's prefix, the agency's letters, the year and the next serial.
func licenceNumber(tx *store.Tx, prefix, letters string, year int) (string, error) {
	name := fmt.Sprintf("%s-%s-%d", prefix, letters, year)
	n, err := journal.NextSerial(tx, "licence "+name)
	return fmt.Sprintf("%s-%06d", name, n), err
}

// expiry is the first moment at which a licence of this validity is no longer
// valid: the day after its last day begins.
func expiry(issued time.Time, valid law.Limit, cal law.Calendar) time.Time {
	d := cal.Today(issued)
	switch valid.Unit {
	case law.Years:
		d = d.AddMonths(12 * valid.N)
	case law.Months:
		d = d.AddMonths(valid.N)
	default:
		d = d.AddDays(valid.N)
	}
	return d.AddDays(1).At(0, cal.Zone())
}

// tell puts exactly one message about one act into the right inbox: the
// applicant's, or of who handles the case.
func (d *Desk) tell(tx *store.Tx, f *filed, e casework.Tell) error {
	i := slices.IndexFunc(f.acts, func(a casework.Act) bool { return a.Seq == e.Act })
	if i < 0 {
		return fail.New(fail.Internal, "desk.unknown-effect")
	}
	a := f.acts[i]
	person := f.header.Applicant
	if e.To != casework.RoleApplicant {
		person = f.now.Handler
	}
	if person == "" {
		return nil
	}
	return notify.Queue(tx, notify.Message{Person: person, Number: f.header.Number, Seq: a.Seq, Verb: string(a.Verb), At: a.At})
}
