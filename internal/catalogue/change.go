package catalogue

import (
	"reflect"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Put lists an entry, or changes it where it differs from what is listed. Putting
// what is there already changes nothing and answers false.
func Put(tx *store.Tx, e Entry, m Made) (bool, error) {
	if err := sound(e); err != nil {
		return false, err
	}
	was, ok, err := Find(tx, e.List, e.Code)
	if err != nil {
		return false, err
	}
	if !ok {
		e.Version, e.State, m.Verb = 1, InForce, Add
		return true, write(tx, Version{e, m})
	}
	e.Version, e.State = was.Version, was.State
	if len(Diff(was, e)) == 0 {
		return false, nil
	}
	if was.State == Cancelled {
		return false, fail.New(fail.Conflict, "catalogue.cancelled-stays", "code", e.Code)
	}
	e.Version, m.Verb = was.Version+1, Change
	return true, write(tx, Version{e, m})
}

// sound holds an entry to what every list demands: no power without a basis in
// law (优化营商环境条例 35). What was imported without one is flagged, and MayApply
// refuses it.
func sound(e Entry) error {
	var f []fail.Field
	if !e.List.Known() {
		f = append(f, fail.Field{Path: "list", Key: "catalogue.list-unknown"})
	}
	if strings.TrimSpace(e.Code) == "" {
		f = append(f, fail.Field{Path: "code", Key: "catalogue.code-missing"})
	}
	if strings.TrimSpace(e.Name["zh"]) == "" {
		f = append(f, fail.Field{Path: "name", Key: "catalogue.name-missing"})
	}
	if len(e.Basis) == 0 && !slices.Contains(e.Flags, BasisMissing) {
		f = append(f, fail.Field{Path: "basis", Key: "catalogue.basis-missing"})
	}
	if len(f) > 0 {
		return fail.New(fail.Invalid, "catalogue.entry").WithFields(f...)
	}
	return nil
}

// SuspendEntry takes an entry out of use for a time; CancelEntry for ever. Each
// needs a reason, and an entry that is in a state to be so changed.
func SuspendEntry(tx *store.Tx, l List, code string, m Made) error {
	m.Verb = Suspend
	return turn(tx, l, code, m, Suspended, InForce)
}

// ResumeEntry brings a suspended entry back: it is a change of its state.
func ResumeEntry(tx *store.Tx, l List, code string, m Made) error {
	m.Verb = Change
	return turn(tx, l, code, m, InForce, Suspended)
}

// CancelEntry takes an entry out of use for ever.
func CancelEntry(tx *store.Tx, l List, code string, m Made) error {
	m.Verb = Cancel
	return turn(tx, l, code, m, Cancelled, InForce, Suspended)
}

func turn(tx *store.Tx, l List, code string, m Made, to State, from ...State) error {
	e, ok, err := Find(tx, l, code)
	switch {
	case err != nil:
		return err
	case !ok:
		return fail.New(fail.NotFound, "catalogue.not-listed", "code", code)
	case strings.TrimSpace(m.Reason) == "":
		return fail.New(fail.Invalid, "catalogue.entry").WithFields(fail.Field{Path: "reason", Key: "catalogue.reason-missing"})
	case !slices.Contains(from, e.State):
		return fail.New(fail.Conflict, "catalogue.not-from", "code", code, "state", string(e.State))
	}
	e.State, e.Version = to, e.Version+1
	return write(tx, Version{e, m})
}

// SplitEntry replaces one entry by two or more; the old one is cancelled and says
// what it became.
func SplitEntry(tx *store.Tx, l List, code string, into []Entry, m Made) error {
	if len(into) < 2 {
		return fail.New(fail.Invalid, "catalogue.entry").WithFields(fail.Field{Path: "into", Key: "catalogue.split-two"})
	}
	m.Verb, m.Into = Split, nil
	for _, e := range into {
		m.Into = append(m.Into, e.Code)
	}
	if err := turn(tx, l, code, m, Cancelled, InForce, Suspended); err != nil {
		return err
	}
	m.From, m.Into = []string{code}, nil
	for _, e := range into {
		if err := fresh(tx, l, e, m); err != nil {
			return err
		}
	}
	return nil
}

// MergeEntries replaces two or more entries by one.
func MergeEntries(tx *store.Tx, l List, codes []string, into Entry, m Made) error {
	if len(codes) < 2 {
		return fail.New(fail.Invalid, "catalogue.entry").WithFields(fail.Field{Path: "codes", Key: "catalogue.merge-two"})
	}
	m.Verb, m.Into = Merge, []string{into.Code}
	for _, c := range codes {
		if err := turn(tx, l, c, m, Cancelled, InForce, Suspended); err != nil {
			return err
		}
	}
	m.From, m.Into = codes, nil
	return fresh(tx, l, into, m)
}

func fresh(tx *store.Tx, l List, e Entry, m Made) error {
	e.List, e.State, e.Version = l, InForce, 1
	if err := sound(e); err != nil {
		return err
	}
	_, ok, err := Find(tx, l, e.Code)
	if err != nil {
		return err
	}
	if ok {
		return fail.New(fail.Conflict, "catalogue.listed-already", "code", e.Code)
	}
	return write(tx, Version{e, m})
}

// Difference is one thing that differs between two versions of an entry.
type Difference struct{ Field, Before, After string }

// Diff compares two versions field by field.
func Diff(a, b Entry) []Difference {
	var out []Difference
	add := func(field, before, after string) {
		if before != after {
			out = append(out, Difference{field, before, after})
		}
	}
	add("state", string(a.State), string(b.State))
	add("name.zh", a.Name["zh"], b.Name["zh"])
	add("name.en", a.Name["en"], b.Name["en"])
	add("agency", a.Agency, b.Agency)
	add("area", a.Area, b.Area)
	add("level", a.Level, b.Level)
	add("type", a.Type, b.Type)
	add("service", a.Service, b.Service)
	add("raw", a.Raw, b.Raw)
	add("flags", strings.Join(a.Flags, ", "), strings.Join(b.Flags, ", "))
	if !reflect.DeepEqual(a.Basis, b.Basis) && len(a.Basis)+len(b.Basis) > 0 {
		add("basis", citations(a), citations(b))
	}
	for _, k := range keys(a.Details, b.Details) {
		add(k, a.Details[k], b.Details[k])
	}
	return out
}

func citations(e Entry) string {
	var out []string
	for _, c := range e.Basis {
		out = append(out, c.String())
	}
	return strings.Join(out, "; ")
}

func keys(ms ...map[string]string) []string {
	var out []string
	for _, m := range ms {
		for k := range m {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
