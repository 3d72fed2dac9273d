package pack

import (
	"slices"

	"atonce/internal/law"
	"atonce/internal/record"
)

// Register 数据资源 is an authoritative register as its owner declares it: which
// records about which subjects it holds, field by field, how far each may be given,
// and where the records come from. It is sealed: Load made it and nothing changes it.
type Register struct {
	id, country  string
	from         law.Date
	names, about law.Words
	owner        string
	subject      string
	cycle        string
	system       law.Words
	source       string
	basis        []law.Citation
	illustrative bool
	share, open  Access
	key          RegisterField
	fields       []RegisterField
	grants       []Grant
	connector    Connector
	quality      Quality
	book         *law.Book
	digest       string
}

// RegisterField 数据项 is one field of a register.
type RegisterField struct {
	ID          string
	Type        record.Type
	Names       law.Words
	Sensitivity int // 1 not sensitive to 4 sensitive (DB33/T 2351-2021)
	Required    bool
	Lookup      bool // records can be found by it
	Options     []Option
	Asked       []string // words it is usually asked under, beside its name
	Share, Open Access   // the register's where the field says nothing
}

// Option is one of the values a text field may have.
type Option struct {
	ID    string
	Names law.Words
}

// Access 共享属性、开放属性 says how far data is given: unconditional, conditional or
// none, and unless it is unconditional the kind of reason (law, policy, sensitive,
// other) and in words the condition or the reason.
type Access struct {
	Type   string
	Reason string
	Says   law.Words
}

// The types of access.
const (
	Unconditional = "unconditional" // 无条件
	Conditional   = "conditional"   // 有条件
	Withheld      = "none"          // 不予共享、不予开放
)

// Where the records of a register come from.
const (
	Stored    = "stored"    // they are kept here
	Connected = "connector" // they are asked of the owner's own system each time
)

// ID is the register's id: the name of its folder.
func (r *Register) ID() string { return r.id }

// Country is the code of the country whose law it rests on.
func (r *Register) Country() string { return r.country }

// From is the first day the declaration holds.
func (r *Register) From() law.Date { return r.from }

// Names are the register's name in every language.
func (r *Register) Names() law.Words { return r.names }

// About says in one or two sentences what the register is.
func (r *Register) About() law.Words { return r.about }

// Owner is the kind of office that answers for the data.
func (r *Register) Owner() string { return r.owner }

// Subject is what a record is about: person, firm, address, licence and so on.
func (r *Register) Subject() string { return r.subject }

// Personal says that the records are about people, so that every reading is recorded.
func (r *Register) Personal() bool { return r.subject == "person" }

// Cycle is how often the owner brings it up to date: realtime, day, week, month,
// quarter, year or on-demand.
func (r *Register) Cycle() string { return r.cycle }

// System is the system that the records come from.
func (r *Register) System() law.Words { return r.system }

// Source is Stored or Connected.
func (r *Register) Source() string { return r.source }

// Basis 依据 is the law that the register is kept under; empty only if Illustrative.
func (r *Register) Basis() []law.Citation { return slices.Clone(r.basis) }

// Illustrative says that the register is made up for teaching.
func (r *Register) Illustrative() bool { return r.illustrative }

// Share is how far offices may have it, where a field does not say otherwise.
func (r *Register) Share() Access { return r.share }

// Open is how far everybody may have it, where a field does not say otherwise.
func (r *Register) Open() Access { return r.open }

// Key is the code by which a subject is known, as a field of its own.
func (r *Register) Key() RegisterField { return r.key.clone() }

// Fields are the fields in the order declared, without the key.
func (r *Register) Fields() []RegisterField {
	out := make([]RegisterField, len(r.fields))
	for i, f := range r.fields {
		out[i] = f.clone()
	}
	return out
}

// Field finds a field, or the key, by its id.
func (r *Register) Field(id string) (RegisterField, bool) {
	if r.key.ID == id {
		return r.key.clone(), true
	}
	for _, f := range r.fields {
		if f.ID == id {
			return f.clone(), true
		}
	}
	return RegisterField{}, false
}

// Layout is the order in which the fields of a record are kept.
func (r *Register) Layout() record.Layout {
	out := make(record.Layout, len(r.fields))
	for i, f := range r.fields {
		out[i] = record.Field{ID: f.ID, Type: f.Type}
	}
	return out
}

// Book is the law the register rests on.
func (r *Register) Book() *law.Book { return r.book }

// Digest is the SHA-256 of the register's folder, in hexadecimal.
func (r *Register) Digest() string { return r.digest }

func (f RegisterField) clone() RegisterField {
	f.Options = slices.Clone(f.Options)
	return f
}

// Registers are all registers in the order of their ids.
func (s *Set) Registers() []*Register { return slices.Clone(s.registers) }

// Register finds a register by its id.
func (s *Set) Register(id string) (*Register, bool) {
	for _, r := range s.registers {
		if r.id == id {
			return r, true
		}
	}
	return nil, false
}
