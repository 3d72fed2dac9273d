// Package dataset is the catalogue of public data 公共数据目录: what an agency holds,
// who may share it, what is open to everybody, and the life of each record of it.
// It knows no row of any data: registers hold those.
package dataset

import (
	"slices"

	"atonce/internal/law"
)

// Record 目录条目 is what the catalogue says of one set of data. It says so of what
// another room holds and of what lies elsewhere alike.
type Record struct {
	ID       string // as addresses write it: letters, digits and hyphens
	Code     string // 目录代码, as the provider's list numbers it
	Name     law.Words
	Summary  law.Words
	Provider string    // office that answers for it
	Credit   string    `json:",omitempty"` // 统一社会信用代码 of the provider
	System   law.Words // which system it comes from
	Sources  []string  // kinds of office that collect it
	Storage  Storage
	Channel  Channel
	Cycle    Cycle
	Licence  bool     // holds the data of an electronic licence 电子证照
	Service  string   `json:",omitempty"` // the service it serves, as packs name it
	Items    Items    // the codes of the service item
	Unlinked string   `json:",omitempty"` // why no service item is linked, where none is
	Scenario []string // where it is used
	Share    Rule     // with other agencies 共享
	Open     Rule     // to everybody 开放
	Terms    string   `json:",omitempty"` // address of the licence under which it is open
	Register string   `json:",omitempty"` // the register whose rows it is; empty where they lie elsewhere
	Fields   []Field
	Counted  *Counted `json:",omitempty"` // a table of counts instead of rows
}

// Items 关联事项 are the codes of the service item that a set of data serves
// (DOMAIN of C 0109: basic, business item, implementation).
type Items struct{ Basic, Business, Implementation string }

// Storage 存储形式 says what the data is kept as.
type Storage string

// Channel 共享渠道 says over which network it is exchanged.
type Channel string

// Cycle 更新周期 says how often it is renewed.
type Cycle string

// What a record may say, as provincial catalogues list it.
var (
	Storages  = []Storage{"api", "table", "file", "unstructured"}
	Channels  = []Channel{"government", "internet", "dedicated"}
	Cycles    = []Cycle{"realtime", "day", "week", "month", "quarter", "year", "on-demand"}
	Scenarios = []string{"services", "public", "supervision", "other"}
	Reasons   = []string{"law", "policy", "sensitive", "other"}
	Ways      = []Way{Unconditional, Conditional, Never}
)

// Way says whether data goes out, and whether somebody has to agree first.
type Way string

// The three ways of sharing and of opening.
const (
	Unconditional Way = "unconditional" // 无条件
	Conditional   Way = "conditional"   // 有条件
	Never         Way = "none"          // 不予
)

// wider says whether w gives more than than.
func (w Way) wider(than Way) bool { return slices.Index(Ways, w) < slices.Index(Ways, than) }

// Rule says how the whole of a set of data goes out.
type Rule struct {
	Way       Way
	Condition law.Words `json:",omitempty"` // where it is conditional
	Reason    string    `json:",omitempty"` // kind of reason, where it is not unconditional
	Because   law.Words `json:",omitempty"` // the reason in words
}

// Field 数据项 is one column.
type Field struct {
	ID     string
	Name   law.Words
	Type   string
	Length int `json:",omitempty"` // in characters; 0 is without bound
	// Sensitivity 数据分级 is 1 to 4: not sensitive, slightly, rather, very. What is of grade 1
	// may be open, 2 and 3 only after approval and masked, 4 never (DB33/T 2351-2021).
	Sensitivity int
	Share, Open Way
	Reason      string `json:",omitempty"` // why it does not go out
	Mask        Mask   `json:",omitempty"` // under which it is open, of grade 2 and 3
}

// Counted 汇总 turns rows into a table of how many there are of each kind, so that
// something can be open where no row may be.
type Counted struct {
	By []string // fields of the register; each combination is one line
}

// Fewest is the least number that a table of counts shows: of fewer people a
// neighbour could tell who they are. It is our choice, not a rule of law.
const Fewest = 5

// Field finds a field by its id.
func (r Record) Field(id string) (Field, bool) {
	i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return r.Fields[i], true
}

// Shared are the fields that other agencies may be given, each under the stricter
// of its own rule and that of the whole.
func (r Record) Shared() []Field {
	var out []Field
	for _, f := range r.Fields {
		if f.Share = stricter(f.Share, r.Share.Way); f.Share != Never {
			out = append(out, f)
		}
	}
	return out
}

func stricter(a, b Way) Way {
	if a.wider(b) {
		return b
	}
	return a
}
