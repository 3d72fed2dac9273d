package desk

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"runtime"
	"sync"
	"time"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/store"
)

// Tried is what one policy says over a whole register.
type Tried struct {
	Policy  *pack.Benefit
	Day     law.Date
	Read    int64 // records looked at
	Count   int64 // people who are due something
	Total   int64 // what they are due together, in minor units
	LeftOut int64 // due something, but excluded or paid under a policy kept apart
	Unknown int64 // records the rules could not answer about: nobody is paid or refused by them
	Example string
	list    listSum
}

// List is a digest of who is due what, whatever the order they were found in.
func (t *Tried) List() string { return t.list.String() }

// listSum adds the digests of single lines as numbers of 256 bits: the sum does not
// depend on the order, and no line can be changed without changing it.
type listSum [4]uint64

func (t *listSum) line(subject string, amount int64) {
	b := make([]byte, 0, 64)
	b = append(append(b, subject...), 0)
	h := sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(amount)))
	t.add(listSum{binary.BigEndian.Uint64(h[24:]), binary.BigEndian.Uint64(h[16:]), binary.BigEndian.Uint64(h[8:]), binary.BigEndian.Uint64(h[:])})
}

func (t *listSum) add(o listSum) {
	var carry uint64
	for i := range t {
		t[i], carry = bits.Add64(t[i], o[i], carry)
	}
}

// String is the sum in hexadecimal, the highest digit first.
func (t listSum) String() string {
	var b []byte
	for i := len(t) - 1; i >= 0; i-- {
		b = binary.BigEndian.AppendUint64(b, t[i])
	}
	return hex.EncodeToString(b)
}

// scanBenefits asks policies over the same register about every record of it, side by
// side on every processor, in flat memory. each is called for everybody who is due
// something, by one goroutine at a time for one place in the answer; it may be nil.
func (d *Desk) scanBenefits(ctx context.Context, r *pack.Register, policies []*pack.Benefit, out []map[string]bool, day law.Date, recorded time.Time,
	each func(policy int, subject string, amount int64) error) ([]*Tried, error) {
	var fields []string
	place := map[string]int{}
	for _, p := range policies {
		for _, f := range p.Fields() {
			if _, ok := place[f]; !ok {
				place[f] = len(fields)
				fields = append(fields, f)
			}
		}
	}
	spans, err := register.Split(ctx, d.store, r, runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	total := make([]*Tried, len(policies))
	for i, p := range policies {
		total[i] = &Tried{Policy: p, Day: day}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wait sync.WaitGroup
	var lock sync.Mutex
	var failed error
	for _, span := range spans {
		wait.Go(func() {
			w := newBenefitWorker(policies, out, day, place)
			if each != nil {
				w.each = func(policy int, subject string, amount int64) error {
					lock.Lock()
					defer lock.Unlock()
					return each(policy, subject, amount)
				}
			}
			// Each page asks the grants again: cut, the reading ends with the page before.
			may := func(tx *store.Tx) error {
				for _, p := range policies {
					if _, err := grant.Find(tx, policyAsk(tx, p, r)); err != nil {
						return err
					}
				}
				return nil
			}
			err := register.ScanWhile(ctx, d.store, r, span, register.At{Valid: day, Recorded: recorded}, fields, may, w.line)
			lock.Lock()
			defer lock.Unlock()
			if err != nil && failed == nil {
				failed = err
				stop()
			}
			for i, t := range w.tried {
				total[i].join(t)
			}
		})
	}
	wait.Wait()
	return total, failed
}

func (t *Tried) join(o Tried) {
	t.Read, t.Count, t.Total, t.LeftOut, t.Unknown = t.Read+o.Read, t.Count+o.Count, t.Total+o.Total, t.LeftOut+o.LeftOut, t.Unknown+o.Unknown
	if t.Example == "" {
		t.Example = o.Example
	}
	t.list.add(o.list)
}

// benefitWorker asks every policy about one record after another.
type benefitWorker struct {
	judges []*pack.Judge
	picks  [][]int // by policy: places of its fields in the line
	out    []map[string]bool
	tried  []Tried
	each   func(policy int, subject string, amount int64) error
}

func newBenefitWorker(policies []*pack.Benefit, out []map[string]bool, day law.Date, place map[string]int) *benefitWorker {
	w := &benefitWorker{out: out, tried: make([]Tried, len(policies))}
	for _, p := range policies {
		w.judges = append(w.judges, p.Judge(day))
		var picks []int
		for _, f := range p.Fields() {
			picks = append(picks, place[f])
		}
		w.picks = append(w.picks, picks)
	}
	return w
}

func (w *benefitWorker) line(l register.Line) error {
	for i, j := range w.judges {
		t := &w.tried[i]
		t.Read++
		amount, err := j.Amount(l.Values, w.picks[i])
		switch {
		case err != nil:
			t.Unknown++
			if t.Example == "" {
				t.Example = fail.As(err).Key
			}
		case amount == 0:
		case w.out != nil && w.out[i][l.Subject]:
			t.LeftOut++
		default:
			t.Count++
			t.Total += amount
			t.list.line(l.Subject, amount)
			if w.each != nil {
				if err := w.each(i, l.Subject, amount); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
