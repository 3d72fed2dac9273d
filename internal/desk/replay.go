package desk

import (
	"context"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/precedent"
	"atonce/internal/store"
)

// Trying is what somebody asks of a changed version before it is signed.
type Trying struct {
	Service *pack.Service // the changed version
	Since   time.Time     // decisions from then on
	Most    int           // case numbers told of each class
	Purpose string        // why the record is read, in the person's words; empty takes the usual
	Rows    io.Writer     // takes a CSV row of each case that changes; nil writes none
}

// Class 影响类别 is what a changed rule would have meant for one decision.
type Class string

// The classes. Who decided against the rules, or where they had no answer, stands apart:
// a change of the rules did not decide there.
const (
	ClassSame       Class = "same"
	ClassGranted    Class = "granted"    // refused then, granted now
	ClassRefused    Class = "refused"    // granted then, refused now
	ClassMore       Class = "more"       // granted both times, more is paid
	ClassLess       Class = "less"       // granted both times, less is paid
	ClassOther      Class = "other"      // another answer that neither helps nor harms by itself
	ClassSilent     Class = "silent"     // the changed rules have no answer
	ClassOverridden Class = "overridden" // a person had decided otherwise than the rules
	ClassUnruled    Class = "unruled"    // the rules of then had no answer
)

// Classes are all classes, in the order they are told.
var Classes = []Class{ClassGranted, ClassMore, ClassRefused, ClassLess, ClassOther, ClassSilent, ClassSame, ClassOverridden, ClassUnruled}

// Changes says whether the class is one of those whom the changed rules would touch.
func (c Class) Changes() bool {
	return slices.Contains([]Class{ClassGranted, ClassRefused, ClassMore, ClassLess, ClassOther, ClassSilent}, c)
}

// NamedCase is one case that a trial would touch, by its number.
type NamedCase struct {
	Number string `json:"number"`
	Leaf   int64  `json:"leaf"`
}

// Replayed 规则变更回放 is what a changed version would have meant for past decisions. It
// holds numbers only, and case numbers for whom may see cases.
type Replayed struct {
	ID        int64                 `json:"-"`
	By        string                `json:"-"`
	At        time.Time             `json:"at"`
	Service   string                `json:"service"`
	Version   string                `json:"version"`
	Digest    string                `json:"digest"`
	Since     time.Time             `json:"since"`
	Purpose   string                `json:"purpose"`
	Decisions int                   `json:"decisions"`
	Counts    map[Class]int         `json:"counts"`
	AgreesNow int                   `json:"agrees_now"` // of those overridden: the changed rules propose what the person decided
	Money     bool                  `json:"money"`      // the version declares what it pays
	Before    int64                 `json:"before"`     // in minor units, over all decisions that the rules decided then
	After     int64                 `json:"after"`
	Odd       int                   `json:"odd,omitempty"`        // amounts that are no whole number of minor units: not counted
	Unpriced  int                   `json:"unpriced,omitempty"`   // granted then under a version that declared no amount
	ModelGone int                   `json:"model_gone,omitempty"` // the version has no model of that name: counted as silent
	Flips     []Flip                `json:"flips"`
	Lists     map[Class][]NamedCase `json:"lists,omitempty"`
	Veiled    bool                  `json:"-"` // small counts are hidden from whom asks
}

// stripeLeaves is how many entries of the log one reader takes at a time.
const stripeLeaves = 1 << 15

// MayReplay says whether somebody may try changed rules on past decisions: who brings
// packs into force, and who leads.
func MayReplay(by people.Person) bool { return by.Holds(RolePackKeeper) || mayList(by) }

// mayList says whether somebody may be told case numbers.
func mayList(by people.Person) bool { return by.Holds(RoleLeader) }

// RoleLeader is the post of those who may see which cases a figure counts.
const RoleLeader = "leader"

// Replay runs the models of a changed version over the decisions that stand, as of the
// moments they were made, and says whom it would touch. One trial runs at a time: it takes every core. Each core reads a stripe of
// decisions at a time, so that memory does not grow with their number. What was read, by
// whom and for what is recorded, and of each case that is named also with its applicant.
func (d *Desk) Replay(ctx context.Context, by people.Person, in Trying) (out Replayed, err error) {
	if !MayReplay(by) {
		return out, fail.New(fail.Forbidden, "desk.replay-who")
	}
	if in.Rows != nil && !mayList(by) {
		return out, fail.New(fail.Forbidden, "desk.replay-cases")
	}
	if !d.trying.TryLock() {
		return out, fail.New(fail.Unavailable, "desk.replay-busy")
	}
	defer d.trying.Unlock()
	run := &replay{desk: d, in: in, by: by, parts: map[int64][]byte{}}
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if run.kinds, err = precedent.Kinds(tx, in.Service.ID()); err != nil {
			return err
		}
		run.first, run.last, err = precedent.Span(tx, in.Service.ID(), in.Since)
		return err
	}); err != nil {
		return out, err
	}
	if err := run.all(ctx); err != nil {
		return out, err
	}
	out = run.result(d.Now())
	if err := d.tellFlips(ctx, in.Service, &out); err != nil {
		return out, err
	}
	if mayList(by) {
		if err := d.nameCases(ctx, run, &out); err != nil {
			return out, err
		}
	}
	return out, d.recordReplay(ctx, by, &out)
}

// replay is one run under way.
type replay struct {
	desk        *Desk
	in          Trying
	by          people.Person
	kinds       map[int64]precedent.Kind
	first, last int64
	next        atomic.Int64

	mu    sync.Mutex
	sum   tally
	parts map[int64][]byte // rows of stripes that wait for those before them
	wrote int64            // the next stripe to write
}

// all runs the stripes on all cores.
func (r *replay) all(ctx context.Context) error {
	r.sum = newTally()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			if err := r.work(ctx); err != nil {
				stop(err)
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}

func (r *replay) work(ctx context.Context) error {
	w := newReplayer(r)
	for ctx.Err() == nil {
		n := r.next.Add(1) - 1
		from := r.first + n*stripeLeaves
		if from > r.last {
			break
		}
		err := r.desk.store.Read(ctx, func(tx *store.Tx) error {
			return precedent.Stripe(tx, r.in.Service.ID(), r.in.Since, from, min(from+stripeLeaves, r.last+1), w.one)
		})
		if err != nil {
			return err
		}
		if err := w.handOver(ctx, n); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.add(w.sum, r.in.Most)
	return nil
}
