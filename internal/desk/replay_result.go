package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/precedent"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Flip is one way in which decisions come out otherwise: which rules counted then and
// count now, and where the two versions differ on that way.
type Flip struct {
	Class  Class        `json:"class"`
	Count  int          `json:"count"`
	Was    string       `json:"was"` // the outcome proposed then; empty where a plain value was answered
	Now    string       `json:"now"`
	Rules  []RuleFlip   `json:"rules"`
	Causes []pack.Cause `json:"causes"` // the formulas and cells that were changed
	leaf   int64
	kind   precedent.Kind
	brief  precedent.Brief
	ruled  string
}

// RuleFlip is a table whose rules counted otherwise.
type RuleFlip struct {
	Table string         `json:"table"`
	Label law.Words      `json:"label,omitempty"`
	Was   []int          `json:"was"` // rules from 1
	Now   []int          `json:"now"`
	Under []law.Citation `json:"under,omitempty"` // articles of the rules that counted then
	Over  []law.Citation `json:"over,omitempty"`  // of those that count now
}

// mostFlips bounds how many ways are told in full; the largest come first.
const mostFlips = 50

// PurposeReplay is the purpose under which a case that is named is read.
const PurposeReplay = "desk.purpose.replay"

// result is the tally as an answer, without case numbers.
func (r *replay) result(now time.Time) Replayed {
	s, t := r.in.Service, r.sum
	out := Replayed{By: r.by.ID, At: now, Service: s.ID(), Version: s.Version(), Digest: s.Digest(), Since: r.in.Since.UTC(), Purpose: strings.TrimSpace(r.in.Purpose),
		Decisions: t.decisions, Counts: t.counts, AgreesNow: t.agrees, Before: t.before, After: t.after, Odd: t.odd, Unpriced: t.unpriced, ModelGone: t.gone, Flips: []Flip{}}
	for _, d := range s.Decisions() {
		if trial, ok := s.Trial(d.ID); ok && trial.Pays() {
			out.Money = true
		}
	}
	for k, x := range t.turns {
		kind := r.kinds[k.kind]
		out.Flips = append(out.Flips, Flip{Class: k.class, Count: x.n, Was: kind.Proposed, Now: k.outcome, kind: kind, brief: x.example, ruled: k.rules, leaf: x.example.Leaf})
	}
	slices.SortFunc(out.Flips, func(a, b Flip) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.leaf, b.leaf), cmp.Compare(a.Class, b.Class))
	})
	out.Flips = out.Flips[:min(len(out.Flips), mostFlips)]
	return out
}

// tellFlips finds for each flip which tables and which places of the two versions it
// hangs on, from its first example.
func (d *Desk) tellFlips(ctx context.Context, now *pack.Service, out *Replayed) error {
	return d.store.Read(ctx, func(tx *store.Tx) error {
		for i := range out.Flips {
			f := &out.Flips[i]
			was, err := d.pinnedTo(tx, f.kind.Digest)
			if err != nil {
				return err
			}
			f.Rules = ruleFlips(was, now, f.kind.Model, f.kind.Rules, f.ruled)
			f.Causes = causesOf(was, now, f)
		}
		return nil
	})
}

// ruleFlips are the tables whose counted rules differ, in the order of the old ones.
func ruleFlips(was, now *pack.Service, model, old, new string) []RuleFlip {
	a, b := byTable(old), byTable(new)
	out := []RuleFlip{}
	for _, name := range slices.Compact(append(tables(old), tables(new)...)) {
		if slices.Equal(a[name], b[name]) || slices.ContainsFunc(out, func(f RuleFlip) bool { return f.Table == name }) {
			continue
		}
		f := RuleFlip{Table: name, Was: append([]int{}, a[name]...), Now: append([]int{}, b[name]...)}
		if d, ok := now.Decision(model); ok {
			if x, ok := d.Model.Find(name); ok {
				f.Label = law.Words(x.Labels)
			}
		}
		for _, n := range f.Was {
			f.Under = append(f.Under, was.Articles(model, name, n)...)
		}
		for _, n := range f.Now {
			f.Over = append(f.Over, now.Articles(model, name, n)...)
		}
		out = append(out, f)
	}
	return out
}

func tables(rules string) (out []string) {
	for _, l := range strings.Split(rules, "\n") {
		if i := strings.LastIndexByte(l, ' '); i > 0 {
			out = append(out, l[:i])
		}
	}
	return out
}

func byTable(rules string) map[string][]int {
	out := map[string][]int{}
	for _, l := range strings.Split(rules, "\n") {
		if i := strings.LastIndexByte(l, ' '); i > 0 {
			if n, err := strconv.Atoi(l[i+1:]); err == nil {
				out[l[:i]] = append(out[l[:i]], n)
			}
		}
	}
	return out
}

// causesOf are the places where the versions differ that lie on the way of a flip: a
// formula, a table as a whole, or a cell of a rule that counted then or counts now.
func causesOf(was, now *pack.Service, f *Flip) []pack.Cause {
	a, b := byTable(f.kind.Rules), byTable(f.ruled)
	out := []pack.Cause{}
	for _, c := range pack.Causes(was, now, f.kind.Model) {
		if c.Rule == 0 || slices.Contains(a[c.Element], c.Rule) || slices.Contains(b[c.Element], c.Rule) {
			out = append(out, c)
		}
	}
	return out
}

// nameCases puts case numbers to the lists, and records with the applicant of each that
// it was read.
func (d *Desk) nameCases(ctx context.Context, r *replay, out *Replayed) error {
	out.Lists = map[Class][]NamedCase{}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		clear(out.Lists)
		for c, leaves := range r.sum.lists {
			for _, leaf := range leaves {
				number, err := d.named(tx, r, leaf)
				if err != nil {
					return err
				}
				out.Lists[c] = append(out.Lists[c], NamedCase{number, leaf})
			}
		}
		return nil
	})
}

// nameRows puts the case number before each row.
func (d *Desk) nameRows(ctx context.Context, r *replay, rows []byte, leaves []int64) (out []byte, err error) {
	if len(leaves) == 0 {
		return nil, nil
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out = out[:0]
		rest := rows
		for _, leaf := range leaves {
			number, err := d.named(tx, r, leaf)
			if err != nil {
				return err
			}
			i := bytes.IndexByte(rest, '\n') + 1
			out = append(append(append(out, number...), ','), rest[:i]...)
			rest = rest[i:]
		}
		return nil
	})
	return out, err
}

// named is the number of a case that is told, recorded as a look at its applicant's data.
func (d *Desk) named(tx *store.Tx, r *replay, leaf int64) (string, error) {
	number, err := precedent.Number(tx, leaf)
	if err != nil {
		return "", err
	}
	row, ok, err := journal.FindRow(tx, number)
	if err != nil || !ok || row.Applicant == "" {
		return number, err
	}
	return number, recordLooks(tx, share.Look{Subject: row.Applicant, By: r.by.ID, Name: r.by.In("zh"), Office: row.Office, Number: number, Purpose: PurposeReplay})
}

// recordReplay keeps that the record was read, by whom and for what, with the answer.
func (d *Desk) recordReplay(ctx context.Context, by people.Person, out *Replayed) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		body, err := json.Marshal(out)
		if err != nil {
			return fail.Wrap(err, "desk: replay as JSON")
		}
		out.ID, err = precedent.KeepReplay(tx, precedent.Replay{By: by.ID, Service: out.Service, Digest: out.Digest, Since: out.Since, Purpose: out.Purpose,
			Decisions: out.Decisions, Body: body})
		return err
	})
}

// Replays lists what was tried of a service, the newest first, as who asks may see it.
func (d *Desk) Replays(ctx context.Context, by people.Person, service string) (out []Replayed, err error) {
	if !MayReplay(by) {
		return nil, fail.New(fail.Forbidden, "desk.replay-who")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		kept, err := precedent.Replays(tx, service)
		for _, k := range kept {
			var x Replayed
			if err := json.Unmarshal(k.Body, &x); err != nil {
				return fail.Wrap(err, "desk: kept replay")
			}
			x.ID, x.By = k.ID, k.By
			out = append(out, x.For(by))
		}
		return err
	})
	return out, err
}

// Few is the size below which a group of cases could tell of a person.
const Few = 5

// Hidden stands for a count that is not told.
const Hidden = -1

// For is the answer as who asks may see it: without case numbers for whom may not see
// cases, and without groups so small that they would tell of a person. One small group
// alone could be worked out as the whole less the others, so the next smallest is kept
// back with it.
func (r Replayed) For(by people.Person) Replayed {
	if mayList(by) {
		return r
	}
	r.Lists, r.Veiled = nil, true
	counts := map[Class]int{}
	order := []Class{}
	for c, n := range r.Counts {
		counts[c] = n
		if n > 0 {
			order = append(order, c)
		}
	}
	slices.SortFunc(order, func(a, b Class) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
	groups, cases := 0, 0
	for _, c := range order {
		n := counts[c]
		if n >= Few && (groups == 0 || groups > 1 && cases >= Few) {
			break
		}
		counts[c] = Hidden
		groups, cases = groups+1, cases+n
		if c == ClassOverridden {
			r.AgreesNow = Hidden
		}
	}
	r.Counts = counts
	if groups > 0 {
		r.Money = false // the difference could be that of one household
	}
	if r.AgreesNow > 0 && r.AgreesNow < Few {
		r.AgreesNow = Hidden
	}
	flips := []Flip{}
	for _, f := range r.Flips {
		if f.Count >= Few && counts[f.Class] != Hidden {
			flips = append(flips, f)
		}
	}
	r.Flips = flips
	return r
}

// TryPack tries the version of a service that was put forward and that nobody has
// approved yet; where none was, the loaded one.
func (d *Desk) TryPack(ctx context.Context, by people.Person, service string, in Trying) (Replayed, error) {
	s, err := d.putForward(ctx, service)
	if err != nil {
		return Replayed{}, err
	}
	in.Service = s
	out, err := d.Replay(ctx, by, in)
	return out.For(by), err
}

func (d *Desk) putForward(ctx context.Context, service string) (*pack.Service, error) {
	history, err := d.History(ctx, service)
	if err != nil {
		return nil, err
	}
	if len(history) > 0 && history[0].ApprovedBy == "" {
		var s *pack.Service
		err := d.store.Read(ctx, func(tx *store.Tx) error {
			s, err = d.readEdition(tx, history[0].Digest)
			return err
		})
		return s, err
	}
	if set := d.Packs(); set != nil {
		if s, ok := set.Service(service); ok {
			return s, nil
		}
	}
	return nil, fail.New(fail.NotFound, "desk.no-service", "service", service)
}
