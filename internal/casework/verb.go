package casework

import "slices"

// Shape is one of the four kinds of case. Services differ by what they declare
// within a shape, never by a shape of their own.
type Shape string

// The four shapes.
const (
	Application Shape = "application" // 申请办件: permits, confirmations, benefits, disclosure requests, objections
	Inquiry     Shape = "inquiry"     // 检查: inspections and enforcement, opened by an agency
	Report      Shape = "report"      // 诉求/事件: hotline orders, grid events, alarms
	Task        Shape = "task"        // 任务: assignments, rectification, internal items
)

// Verb is what a person, or the kernel itself, does to a case. The list is
// closed: a new verb needs a decision record, because every face, every figure
// and every pack must learn it.
type Verb string

// The verbs, in the order of a case's life.
const (
	Open          Verb = "open"           // 立案/发起: an official starts an inquiry or a task
	Submit        Verb = "submit"         // 提交申请
	ReportIn      Verb = "report"         // 来电/上报: a report comes in
	Accept        Verb = "accept"         // 受理
	RefuseIntake  Verb = "refuse-intake"  // 不予受理
	AskCorrection Verb = "ask-correction" // 一次性告知补正
	Supplement    Verb = "supplement"     // 补正
	Assign        Verb = "assign"         // 分派: to a person of the same office
	Refer         Verb = "refer"          // 转办/退回: to another office, or back
	Consult       Verb = "consult"        // 征求意见
	Record        Verb = "record"         // 记录: a declared step, which may only set flags
	Pause         Verb = "pause"          // 特别程序: stops clocks on a ground in law
	Resume        Verb = "resume"         // 恢复计时
	Extend        Verb = "extend"         // 延长期限
	Propose       Verb = "propose"        // 审核/拟办: a proposed decision
	SendBack      Verb = "send-back"      // 退回重审
	Decide        Verb = "decide"         // 决定
	Deliver       Verb = "deliver"        // 送达
	Withdraw      Verb = "withdraw"       // 撤回申请
	Close         Verb = "close"          // 办结/归档
	Reopen        Verb = "reopen"         // 重办
	Rate          Verb = "rate"           // 好差评
	Link          Verb = "link"           // 关联: a child case was opened or has ended, or two cases belong together
	Move          Verb = "move"           // 转入新版: pins the case to another digest of its pack
)

// Verbs lists every verb in the order of a case's life.
var Verbs = []Verb{Open, Submit, ReportIn, Accept, RefuseIntake, AskCorrection, Supplement, Assign, Refer,
	Consult, Record, Pause, Resume, Extend, Propose, SendBack, Decide, Deliver, Withdraw, Close, Reopen, Rate, Link, Move}

var opening = map[Shape][]Verb{Application: {Submit}, Report: {ReportIn}, Inquiry: {Open}, Task: {Open}}

// Opens says whether v is the verb that a case of this shape begins with.
func (s Shape) Opens(v Verb) bool { return slices.Contains(opening[s], v) }

// Known says whether s is one of the four shapes.
func (s Shape) Known() bool { _, ok := opening[s]; return ok }

// Known says whether v is one of the closed list.
func (v Verb) Known() bool { return slices.Contains(Verbs, v) }

// System says whether only the kernel itself does v: no pack may grant it to a person.
func (v Verb) System() bool { return v == Link }
