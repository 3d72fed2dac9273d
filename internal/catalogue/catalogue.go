// Package catalogue keeps the four lists 四张清单: powers, duties, the negative list
// and special funds. Each entry has a legal basis and versions; a list changes only
// by one of six verbs, each of which leaves a record of who, when, why and on which
// article. Only what is listed, in force and founded in law can be applied for
// (优化营商环境条例 arts. 35 and 40). The room knows no packs and no cases.
package catalogue

import (
	"maps"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

// List is one of the four lists 四张清单.
type List string

// The four lists.
const (
	Powers   List = "powers"   // 权力清单: what an agency may do, and on which article
	Duties   List = "duties"   // 责任清单: what it must do and answer for
	Negative List = "negative" // 负面清单: investments that need approval or are barred
	Funds    List = "funds"    // 专项资金清单: public money by purpose, with who grants it
)

// Lists are the four lists in the order they are shown.
var Lists = []List{Powers, Duties, Negative, Funds}

// State is how an entry stands 事项状态.
type State string

// The states of C 0109: 在用, 暂停, 取消.
const (
	InForce   State = "in-force"
	Suspended State = "suspended"
	Cancelled State = "cancelled"
)

// States are the states in the order they are shown.
var States = []State{InForce, Suspended, Cancelled}

// Levels are the levels of exercise 行使层级 an entry may name; shared is 分级管理.
var Levels = []string{"national", "province", "city", "county", "township", "village", "shared"}

// Flags say what is wrong with an entry that was taken from outside as it was found.
const (
	FlagBasisMissing  = "basis-missing"  // no legal basis is known: it cannot be applied for
	FlagCodeMalformed = "code-malformed" // Raw is no code of any system
	FlagCodeDuplicate = "code-duplicate" // its code is another entry's too
	FlagAreaMalformed = "area-malformed"
	FlagTypeMalformed = "type-malformed"
	FlagNameMissing   = "name-missing" // the code stands in for it
	FlagTextMalformed = "text-malformed"
)

// Entry is one entry of a list 清单事项 in one version. List and Code name it for
// ever: a code is never given to another entry.
type Entry struct {
	List    List              `json:"list"`
	Code    string            `json:"code"`
	Name    law.Words         `json:"name"`
	Agency  string            `json:"agency,omitempty"`
	Area    string            `json:"area,omitempty"`  // GB/T 2260, 6 or 12 digits
	Level   string            `json:"level,omitempty"` // one of Levels
	Type    string            `json:"type,omitempty"`  // 事项类型, two digits: 01 licence … 20 public service
	Basis   []law.Citation    `json:"basis,omitempty"` // 设定依据
	State   State             `json:"state"`
	Version int               `json:"-"` // from 1
	From    time.Time         `json:"-"` // when this version takes effect
	To      time.Time         `json:"to,omitzero"`
	Service string            `json:"service,omitempty"` // id of the pack's service that handles it
	Raw     string            `json:"raw,omitempty"`     // the code as found, if it is malformed
	Flags   []string          `json:"flags,omitempty"`
	Details map[string]string `json:"details,omitempty"` // what only this list or source says
}

// Flagged says whether the entry carries flag.
func (e Entry) Flagged(flag string) bool { return slices.Contains(e.Flags, flag) }

// clone is a deep copy in normal form: nothing empty where there is nothing, and the
// flag of a missing basis exactly where there is none.
func (e Entry) clone() Entry {
	e.Name = maps.Clone(e.Name)
	maps.DeleteFunc(e.Name, func(_ text.Lang, s string) bool { return s == "" })
	e.Details = maps.Clone(e.Details)
	maps.DeleteFunc(e.Details, func(_, s string) bool { return s == "" })
	if len(e.Details) == 0 {
		e.Details = nil
	}
	e.Basis, e.Flags = slices.Clone(e.Basis), slices.Clone(e.Flags)
	e.Flags = slices.DeleteFunc(e.Flags, func(f string) bool { return f == FlagBasisMissing })
	if len(e.Basis) == 0 {
		e.Flags = append(e.Flags, FlagBasisMissing)
	}
	slices.Sort(e.Flags)
	e.Flags = slices.Compact(e.Flags)
	if len(e.Basis) == 0 {
		e.Basis = nil
	}
	if len(e.Flags) == 0 {
		e.Flags = nil
	}
	e.From, e.To = micro(e.From), micro(e.To)
	return e
}

// micro cuts a time to what the database keeps.
func micro(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// longestCode bounds a code in bytes: the longest of a public system has 57.
const longestCode = 200

// check holds an entry to what every entry of every list has. imported entries may
// lack a basis, and then say so.
func (e Entry) check(imported bool) error {
	var bad []fail.Field
	add := func(path, key string, args ...string) {
		bad = append(bad, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
	if !slices.Contains(Lists, e.List) {
		add("list", "catalogue.bad-list", "list", string(e.List))
	}
	if !plainCode(e.Code) {
		add("code", "catalogue.bad-code", "code", clip(e.Code))
	}
	if strings.TrimSpace(e.Name.In("")) == "" {
		add("name", "catalogue.bad-name")
	}
	if e.Level != "" && !slices.Contains(Levels, e.Level) {
		add("level", "catalogue.bad-level", "level", e.Level, "levels", strings.Join(Levels, ", "))
	}
	if !slices.Contains(States, e.State) {
		add("state", "catalogue.bad-state", "state", string(e.State))
	}
	if !e.To.IsZero() && !e.To.After(e.From) {
		add("to", "catalogue.bad-to")
	}
	if slices.ContainsFunc(e.Basis, law.Citation.IsZero) || len(e.Basis) == 0 && !imported {
		add("basis", "catalogue.bad-basis")
	}
	if len(bad) > 0 {
		return fail.New(fail.Invalid, "catalogue.bad-entry", "code", clip(e.Code)).WithFields(bad...)
	}
	return nil
}

// plainCode says whether s can name an entry: it goes into addresses and reports,
// where a space or a line break at its edge would not be seen.
func plainCode(s string) bool {
	return s != "" && len(s) <= longestCode && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' })
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
