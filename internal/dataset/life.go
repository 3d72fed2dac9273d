package dataset

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
)

// State 生命周期状态 is where a record stands between its making and its end.
type State string

// The eight states, as provincial catalogues name them.
const (
	Created         State = "created"          // 已创建
	PublishPending  State = "publish-pending"  // 待发布审核
	PublishRejected State = "publish-rejected" // 发布被退回
	Published       State = "published"        // 已发布
	RevokePending   State = "revoke-pending"   // 待撤销审核
	RevokeRejected  State = "revoke-rejected"  // 撤销被退回
	Revoked         State = "revoked"          // 已撤销
	Deleted         State = "deleted"          // 已删除
)

// States lists them in the order of a life.
var States = []State{Created, PublishPending, PublishRejected, Published, RevokePending, RevokeRejected, Revoked, Deleted}

// Deed is what somebody does to a record of the catalogue.
type Deed string

// The deeds. Those that approve or reject are a second person's.
const (
	Make           Deed = "make"            // 编目
	Edit           Deed = "edit"            // 修改
	AskPublish     Deed = "ask-publish"     // 提请发布
	ApprovePublish Deed = "approve-publish" // 同意发布
	RejectPublish  Deed = "reject-publish"  // 退回发布
	AskRevoke      Deed = "ask-revoke"      // 提请撤销
	ApproveRevoke  Deed = "approve-revoke"  // 同意撤销
	RejectRevoke   Deed = "reject-revoke"   // 退回撤销
	Delete         Deed = "delete"          // 删除
)

// Deeds lists them in the order of a life.
var Deeds = []Deed{Make, Edit, AskPublish, ApprovePublish, RejectPublish, AskRevoke, ApproveRevoke, RejectRevoke, Delete}

// way is one line of the table of what is allowed.
type way struct {
	deed Deed
	from []State // none is before the first deed
	to   State   // empty stays
}

// ways is every allowed deed. A record that is published and edited stays published
// as it was until the change is published too.
var ways = []way{
	{Make, nil, Created},
	{Edit, []State{Created, PublishRejected, Published, RevokeRejected, Revoked}, ""},
	{AskPublish, []State{Created, PublishRejected, Published, RevokeRejected, Revoked}, PublishPending},
	{ApprovePublish, []State{PublishPending}, Published},
	{RejectPublish, []State{PublishPending}, PublishRejected},
	{AskRevoke, []State{Published, RevokeRejected, PublishRejected}, RevokePending},
	{ApproveRevoke, []State{RevokePending}, Revoked},
	{RejectRevoke, []State{RevokePending}, RevokeRejected},
	{Delete, []State{Created, PublishRejected, Revoked}, Deleted},
}

// Reviews says whether d is the second person's.
func (d Deed) Reviews() bool {
	return d == ApprovePublish || d == RejectPublish || d == ApproveRevoke || d == RejectRevoke
}

// reasoned says whether d needs a reason.
func (d Deed) reasoned() bool { return d == RejectPublish || d == AskRevoke || d == RejectRevoke }

// Act 目录操作 is one deed done, as the log keeps it.
type Act struct {
	Dataset string
	Seq     int
	Deed    Deed
	From    State `json:",omitempty"`
	To      State
	By      string
	At      time.Time
	Reason  string  `json:",omitempty"`
	Record  *Record `json:",omitempty"` // what the record says from then on, where the deed changed it
}

// Entry 目录记录 is one record of the catalogue with its life so far.
type Entry struct {
	State  State
	Seq    int     // acts so far
	Record Record  // as last edited
	Public *Record // as published; nil where it is not
	Hand   string  // who made or changed the record last
	Asked  string  // who asked for what is pending
}

// Changed says whether what was edited differs from what is published.
func (e Entry) Changed() bool { return e.Public == nil || !same(*e.Public, e.Record) }

// May are the deeds that e's state allows, whoever does them.
func (e Entry) May() []Deed {
	var out []Deed
	for _, w := range ways {
		if e.allows(w) {
			out = append(out, w.deed)
		}
	}
	return out
}

func (e Entry) allows(w way) bool {
	if e.Seq == 0 {
		return w.from == nil
	}
	if w.from == nil || !slices.Contains(w.from, e.State) {
		return false
	}
	switch {
	case w.deed == AskPublish && e.State == Published:
		return e.Changed() // there is nothing to publish
	case w.deed == AskRevoke && e.State == PublishRejected, w.deed == Delete && e.State == PublishRejected:
		// A rejected change leaves what is published as it was.
		return (e.Public != nil) == (w.deed == AskRevoke)
	}
	return true
}

// Judge says what follows when a deed is done to e, or why it may not be done. The
// act's record is needed by Make and Edit and taken by no other.
func (e Entry) Judge(a Act) (Entry, Act, error) {
	i := slices.IndexFunc(ways, func(w way) bool { return w.deed == a.Deed })
	if i < 0 {
		return e, a, fail.New(fail.Invalid, "dataset.no-deed", "deed", string(a.Deed))
	}
	if !e.allows(ways[i]) {
		return e, a, fail.New(fail.Conflict, "dataset.not-now", "deed", string(a.Deed), "state", string(e.State))
	}
	if (a.Record != nil) != (a.Deed == Make || a.Deed == Edit) {
		return e, a, fail.New(fail.Invalid, "dataset.no-record")
	}
	a.Reason = strings.TrimSpace(a.Reason)
	if a.Deed.reasoned() && a.Reason == "" {
		return e, a, fail.New(fail.Invalid, "dataset.request").WithFields(fail.Field{Path: "reason", Key: "dataset.needed"})
	}
	if a.Deed.Reviews() && (a.By == e.Hand || a.By == e.Asked) {
		return e, a, fail.New(fail.Forbidden, "dataset.two-people")
	}
	if a.Record != nil {
		if problems := a.Record.Check(); len(problems) > 0 {
			return e, a, fail.New(fail.Invalid, "dataset.request").WithFields(problems...)
		}
		// Addresses and old acts name the record by these.
		if a.Deed == Edit && (a.Record.ID != e.Record.ID || a.Record.Provider != e.Record.Provider) {
			return e, a, fail.New(fail.Invalid, "dataset.fixed")
		}
	}
	a.Seq, a.From, a.To = e.Seq+1, e.State, ways[i].to
	if a.To == "" {
		a.To = e.State
	}
	if a.Record != nil {
		a.Dataset = a.Record.ID
	} else {
		a.Dataset = e.Record.ID
	}
	return e.Fold(a), a, nil
}

// Fold is e after an act that was judged.
func (e Entry) Fold(a Act) Entry {
	e.Seq, e.State = a.Seq, a.To
	if a.Record != nil {
		e.Record, e.Hand = *a.Record, a.By
	}
	switch a.Deed {
	case AskPublish, AskRevoke:
		e.Asked = a.By
	case ApprovePublish:
		was := e.Record
		e.Public, e.Asked = &was, ""
	case ApproveRevoke:
		e.Public, e.Asked = nil, ""
	case RejectPublish, RejectRevoke:
		e.Asked = ""
	}
	return e
}

// Same says whether two entries say the same.
func (e Entry) Same(o Entry) bool { return bytes.Equal(must(e), must(o)) }
