package catalogue

import (
	"errors"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

// Verb is one of the six ways a list may change 清单动态调整.
type Verb string

// The six verbs of the national guideline.
const (
	Add     Verb = "add"     // 新增
	Alter   Verb = "change"  // 变更; also lifts a suspension
	Split   Verb = "split"   // 拆分
	Merge   Verb = "merge"   // 合并
	Suspend Verb = "suspend" // 暂停
	Cancel  Verb = "cancel"  // 取消
)

// Change is one use of a verb, and its record.
type Change struct {
	ID        int64 // given by Apply, in the order recorded
	Verb      Verb
	List      List
	Codes     []string       // change, split, suspend, cancel: the one entry; merge: those that go in
	Entries   []Entry        // add, change, merge: the one that results; split: the parts
	By        string         // who decided
	At        time.Time      // when it was recorded; given by Apply
	Effective time.Time      // from when it holds, not after At; zero is At
	Why       string         // reason, for the public
	Basis     []law.Citation // law that demands the change, if one does

	imported bool // by Import: entries may lack a basis
}

// Apply does a change: checks it against the list as it stands, records it, and
// writes a new version of each entry it touches. Nothing is ever edited in place.
// Errors: Invalid for what is wrong with the change, NotFound for an entry that is
// not listed, Conflict for one whose state does not allow it. Days in them are said
// in the zone of c.Effective.
func Apply(tx *store.Tx, c Change) (Change, error) {
	c.At = micro(tx.Now())
	zone := c.Effective.Location()
	if c.Effective.IsZero() {
		c.Effective = c.At
	}
	c.Effective = micro(c.Effective)
	if err := c.check(); err != nil {
		return c, err
	}
	d := doing{tx: tx, c: &c, zone: zone}
	steps := map[Verb]func() error{Add: d.add, Alter: d.alter, Split: d.split, Merge: d.merge, Suspend: d.suspend, Cancel: d.cancel}
	if err := steps[c.Verb](); err != nil {
		return c, err
	}
	return c, d.write()
}

// check holds a change to what needs no look at the list.
func (c *Change) check() error {
	var bad []fail.Field
	add := func(path, key string, args ...string) {
		bad = append(bad, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
	if !slices.Contains(Lists, c.List) {
		add("list", "catalogue.bad-list", "list", string(c.List))
	}
	if strings.TrimSpace(c.By) == "" {
		add("by", "catalogue.bad-by")
	}
	if strings.TrimSpace(c.Why) == "" {
		add("why", "catalogue.bad-why")
	}
	if c.Effective.After(c.At) {
		add("effective", "catalogue.bad-effective")
	}
	if slices.ContainsFunc(c.Basis, law.Citation.IsZero) {
		add("basis", "catalogue.bad-change-basis")
	}
	codes, entries := len(c.Codes), len(c.Entries)
	switch c.Verb {
	case Add:
		if entries != 1 || codes != 0 {
			add("entries", "catalogue.one-entry")
		}
	case Alter:
		if entries != 1 || codes > 1 || codes == 1 && c.Codes[0] != c.Entries[0].Code {
			add("entries", "catalogue.one-entry")
		}
	case Suspend, Cancel:
		if codes != 1 || entries != 0 {
			add("codes", "catalogue.one-code")
		}
	case Split:
		if codes != 1 {
			add("codes", "catalogue.one-code")
		}
		if entries < 2 {
			add("entries", "catalogue.two-parts")
		}
	case Merge:
		if entries != 1 {
			add("entries", "catalogue.one-entry")
		}
		if codes == 0 {
			add("codes", "catalogue.two-sources")
		}
	default:
		add("verb", "catalogue.bad-verb", "verb", string(c.Verb))
	}
	if code, again := repeated(c.Codes); again {
		add("codes", "catalogue.twice", "code", code)
	}
	results := make([]string, len(c.Entries))
	for i, e := range c.Entries {
		results[i] = e.Code
	}
	if code, again := repeated(results); again {
		add("entries", "catalogue.twice", "code", code)
	}
	if len(bad) > 0 {
		return fail.New(fail.Invalid, "catalogue.bad-change").WithFields(bad...)
	}
	return nil
}

func repeated(codes []string) (string, bool) {
	seen := map[string]bool{}
	for _, c := range codes {
		if seen[c] {
			return clip(c), true
		}
		seen[c] = true
	}
	return "", false
}

// doing is a change under way: the versions it will write.
type doing struct {
	tx    *store.Tx
	c     *Change
	zone  *time.Location
	next  []Entry
	links [][2]string
}

// standing is the entry under code, which must be listed and not cancelled.
func (d *doing) standing(code string) (Entry, error) {
	e, err := Find(d.tx, d.c.List, code)
	if err != nil {
		return e, err
	}
	if e.State == Cancelled {
		return e, d.over(e)
	}
	if d.c.Effective.Before(e.From) && !e.From.After(d.c.At) {
		return e, fail.New(fail.Conflict, "catalogue.before-last", "code", clip(code), "date", d.day(e.From))
	}
	return e, nil
}

func (d *doing) day(t time.Time) string { return t.In(d.zone).Format(time.DateOnly) }

// over is the refusal to touch what is cancelled: its code stays its own for ever.
func (d *doing) over(e Entry) error {
	return fail.New(fail.Conflict, "catalogue.is-cancelled", "code", clip(e.Code), "date", d.day(e.From))
}

// put takes e as the version that follows old; old is empty for a new entry.
func (d *doing) put(old, e Entry) error {
	e = e.clone()
	e.List, e.Version = d.c.List, old.Version+1
	switch {
	case old.Version > 0 && old.From.After(d.c.Effective):
		e.From = old.From // planned, and still so
	case old.Version > 0 || e.From.IsZero():
		e.From = d.c.Effective
	}
	if err := e.check(d.c.imported || old.Flagged(FlagBasisMissing) && e.State != InForce); err != nil {
		return err
	}
	d.next = append(d.next, e)
	return nil
}

// fresh takes e as a new entry.
func (d *doing) fresh(e Entry) error {
	old, err := Find(d.tx, d.c.List, e.Code)
	switch {
	case err == nil && old.State == Cancelled:
		return d.over(old)
	case err == nil:
		return fail.New(fail.Conflict, "catalogue.exists", "code", clip(e.Code))
	case fail.KindOf(err) != fail.NotFound:
		return err
	}
	e.State = InForce
	return d.put(Entry{}, e)
}

func (d *doing) add() error { return d.fresh(d.c.Entries[0]) }

func (d *doing) alter() error {
	e := d.c.Entries[0]
	old, err := d.standing(e.Code)
	if err != nil {
		return err
	}
	d.c.Codes = []string{e.Code}
	switch {
	case e.State == "":
		e.State = old.State
	case e.State == Cancelled || e.State == Suspended && old.State != Suspended:
		return fail.New(fail.Invalid, "catalogue.other-verb", "state", string(e.State))
	}
	e.List = old.List
	if sameContent(old, e.clone()) {
		return fail.New(fail.Conflict, "catalogue.nothing-changed", "code", clip(e.Code))
	}
	return d.put(old, e)
}

func (d *doing) suspend() error {
	old, err := d.standing(d.c.Codes[0])
	if err != nil {
		return err
	}
	if old.State == Suspended {
		return fail.New(fail.Conflict, "catalogue.is-suspended", "code", clip(old.Code), "date", d.day(old.From))
	}
	e := old
	e.State = Suspended
	return d.put(old, e)
}

func (d *doing) cancel() error { return d.end(d.c.Codes[0]) }

// end cancels the entry under code.
func (d *doing) end(code string) error {
	old, err := d.standing(code)
	if err != nil {
		return err
	}
	e := old
	e.State, e.To = Cancelled, time.Time{}
	return d.put(old, e)
}

func (d *doing) split() error {
	source := d.c.Codes[0]
	if err := d.end(source); err != nil {
		return err
	}
	for _, part := range d.c.Entries {
		if err := d.fresh(part); err != nil {
			return err
		}
		d.links = append(d.links, [2]string{source, part.Code})
	}
	return nil
}

func (d *doing) merge() error {
	target := d.c.Entries[0]
	if slices.Contains(d.c.Codes, target.Code) {
		return fail.New(fail.Invalid, "catalogue.into-itself", "code", clip(target.Code))
	}
	for _, code := range d.c.Codes {
		if err := d.end(code); err != nil {
			return err
		}
		d.links = append(d.links, [2]string{code, target.Code})
	}
	old, err := d.standing(target.Code)
	switch {
	case fail.KindOf(err) == fail.NotFound && err != nil:
		if len(d.c.Codes) < 2 {
			return fail.New(fail.Invalid, "catalogue.bad-change").WithFields(fail.Field{Path: "codes", Key: "catalogue.two-sources"})
		}
		return d.fresh(target)
	case err != nil:
		return err
	}
	target.State = old.State
	return d.put(old, target)
}

// Outcome says what Put did.
type Outcome string

// What Put can have done.
const (
	Added     Outcome = "added"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
)

// Put brings an entry to what e says, for a source that always sends everything,
// such as a pack that comes into force: the first time it is added, later changed
// where it differs, and not touched where it does not. An empty state keeps the
// entry's own, so that a source which knows nothing of a suspension does not lift
// it. c says by whom and why; its verb, codes and entries are set here.
func Put(tx *store.Tx, e Entry, c Change) (Outcome, error) {
	c.List, c.Codes, c.Entries = e.List, nil, []Entry{e}
	old, err := Find(tx, e.List, e.Code)
	if err != nil && fail.KindOf(err) != fail.NotFound {
		return "", err
	}
	if err != nil {
		c.Verb = Add
		_, err := Apply(tx, c)
		return outcome(Added, err)
	}
	if e.State == "" {
		e.State = old.State
	}
	if sameContent(old, e.clone()) {
		return Unchanged, nil
	}
	c.Verb = Alter
	c.Entries[0] = e
	_, err = Apply(tx, c)
	return outcome(Changed, err)
}

func outcome(o Outcome, err error) (Outcome, error) {
	if err != nil {
		return "", err
	}
	return o, nil
}

// isNone says that a query drew nothing.
func isNone(err error) bool { return errors.Is(err, store.ErrNoRows) }
