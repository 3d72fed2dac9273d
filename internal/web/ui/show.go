package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// DueState is how a deadline stands.
type DueState string

// The four states of a deadline, in the order of worry.
const (
	DueNormal DueState = "normal" // ○
	DueSoon   DueState = "soon"   // ◔
	DueLate   DueState = "late"   // ■
	DueHeld   DueState = "held"   // ‖ the clock stands still
)

func (s DueState) shape() string {
	switch s {
	case DueSoon:
		return "◔"
	case DueLate:
		return "■"
	case DueHeld:
		return "‖"
	default:
		return "○"
	}
}

// Due is a deadline in a few words: "今天 17:30", "逾期 1 天". Without words it says
// its state. The state is said to screen readers either way.
type Due struct {
	State DueState
	Text  string
}

// TagTone is the colour of a tag. The words of the tag carry the meaning.
type TagTone string

// The tones of a tag.
const (
	ToneNeutral TagTone = "grey"
	ToneGood    TagTone = "green"
	ToneWaiting TagTone = "yellow"
	ToneBad     TagTone = "red"
)

// Task is one line of a task list. A task without Href cannot be begun yet: its
// Hint says what unlocks it.
type Task struct {
	Title, Hint, Href, Status string
	Done                      bool
}

// Row is one line of a summary list.
type Row struct {
	Key    string
	Values []string // one paragraph each; rich content goes into Body
	Body   templ.Component
	Asks   bool // the body is a button, which paper has no use for
	Source *Source
	Action Link // "change"; the key is read out after it
	Marked bool // belongs to what is shown beside it
}

// Step is one step of a tracker.
type Step struct {
	Title  string
	When   string // "11-23 09:58", or what is expected
	Detail string // who has it now, what they do
	State  StepState
	Link   Link
}

// StepState says where a step is.
type StepState string

// The states of a step.
const (
	StepDone StepState = "done"
	StepNow  StepState = "now"
	StepTodo StepState = "todo"
)

// Promise is the box that says when a person will have their answer.
type Promise struct {
	Lead   string // "我们承诺在"
	Strong string // "11 月 25 日（周三）17:30 前"
	Note   string // "答复您。逾期会自动提醒科室负责人，您也会收到说明。"
	Due    *Due
	// ProvisionalAfter is the last year with published holidays when the date lies
	// beyond it, else 0.
	ProvisionalAfter int
}

// Tab is one of a few lists side by side. Count is shown when it is not negative.
type Tab struct {
	Label, Href string
	Count       int
	Current     bool
}

func (t Tab) words() string {
	if t.Count < 0 {
		return t.Label
	}
	return t.Label + " (" + strconv.Itoa(t.Count) + ")"
}

// Filter is the line of fields above a list. It is sent with GET, so a filtered
// list has an address; Keep holds what else the address says.
type Filter struct {
	Action string
	Fields []FilterField
	Keep   map[string]string
	Clear  string // address without filters, "" when none is set
}

// FilterField is a search box, or a choice when it has options.
type FilterField struct {
	Name, Label, Value string
	Options            []Option
}

// Pages leads through a list by keys: there is no page number, because a list
// that changes has none. An empty address draws nothing.
type Pages struct{ First, Previous, Next string }

// KPI is one number that leads down to what it is made of.
type KPI struct {
	Label, Value, Note, Href string
	Missed                   bool // below its target
}

// Tile is one area of a map made of links. Band is 4 (best) to 1 (needs
// attention), 0 when there is no figure. Column and RowNo place it, from 1 to 12.
type Tile struct {
	Name, Value, Href string
	Band              int
	Column, RowNo     int
}

func (t Tile) class() string {
	c := "tile tile--" + strconv.Itoa(min(max(t.Band, 0), 4))
	if t.Column > 0 && t.RowNo > 0 {
		c += " column-" + strconv.Itoa(t.Column) + " row-" + strconv.Itoa(t.RowNo)
	}
	return c
}

// Legend says what a band means.
type Legend struct {
	Band int
	Text string
}

// Licence is an issued document as a card: red rule above, round seal below.
type Licence struct {
	Title   string
	Facts   []Fact // number, holder, validity, issuer
	Status  string // "有效"
	Void    bool   // suspended, revoked or expired: the seal turns grey and the card says so
	Seal    []string
	QR      string // address the code holds, "" for none
	QRLabel string // what the code is for
	Mark    string // watermark, "" for none
	Lead    Button // the first thing to do with it, without a label for none
	Links   []Link
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// Check is one finding of a check, good or bad, with its ground.
type Check struct {
	Text, Detail string
	More         []string // what it rests on, a line each
	Bad          bool
}

// Card is one thing to choose, with one or two lines about it.
type Card struct {
	Title, Href string
	Lines       []string
	// Point is where the thing stands, as latitude,longitude: a device can then sort the
	// cards by how far they are. Away says that already; empty while nobody has said where
	// they are.
	Point, Away string
}
