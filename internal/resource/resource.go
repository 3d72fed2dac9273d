// Package resource keeps the resource ledger 一体化数字资源系统: every application, data
// set, component and computing resource of a government, who owns it, which core
// business it serves, on what it rests and what rests on it. It says of something new
// what is like it already, and warns those who depend on what is to go.
package resource

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Kind 资源类别 says what a resource is.
type Kind string

// The kinds of resource.
const (
	Application Kind = "application" // 应用
	Data        Kind = "data"        // 数据
	Component   Kind = "component"   // 组件
	Computing   Kind = "computing"   // 算力
)

// Kinds are all, in order.
var Kinds = []Kind{Application, Data, Component, Computing}

// State is where in its life a resource is.
type State string

// The states of a life.
const (
	Proposed State = "proposed" // 拟建
	InUse    State = "in-use"   // 在用
	Retiring State = "retiring" // 拟停用: those who depend on it have been told
	Retired  State = "retired"  // 已停用
)

// States are all, in the order of a life.
var States = []State{Proposed, InUse, Retiring, Retired}

// Levels are the levels of government, from the top.
var Levels = []string{"national", "province", "city", "county", "township"}

// Users are the kinds of people that a resource serves.
var Users = []string{"citizens", "firms", "officials", "leaders"}

// MostGrade is the highest grade of protection 等级保护; 1 is the lowest (GB/T 22240).
const MostGrade = 5

// Resource 数字资源 is one entry of the ledger.
type Resource struct {
	ID       string
	Kind     Kind
	Name     law.Words
	Duty     law.Words // what it does
	Owner    string    // office id
	Business string    // id of the core business 核心业务 that it serves
	Level    string
	Grade    int
	Users    []string // in the order of Users
	Needs    []string // ids of what it rests on, in order
	State    State
}

// Deed is one thing done to a resource.
type Deed struct {
	Verb   string // import, propose, use, retire, complete, keep
	By     string
	Name   string
	At     time.Time
	Reason string
}

// Warning is what the owner of a dependent was told of a retirement.
type Warning struct {
	Resource  string
	Dependent string
	Owner     string
	Told      time.Time
	Answer    string // empty while there is none
	By        string
	Answered  time.Time
}

// Request 资源申请 is one resource that an office asks to use.
type Request struct {
	ID       int64
	Resource string
	Owner    string
	Office   string
	By       string
	Purpose  string
	Asked    time.Time
	Due      time.Time // zero where no time was declared
	Granted  int       // -1 while unanswered, 0 refused, 1 granted
	Reason   string
	Answered time.Time
}

// Open says whether a request waits for its answer.
func (r Request) Open() bool { return r.Granted < 0 }

var idForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?$`)

// The most that fields may hold, in characters.
const (
	mostName = 100
	mostDuty = 600
	mostList = 50
)

// Check says what is wrong with r by itself, field by field. Whether its owner and what
// it rests on exist is the caller's to ask.
func (r Resource) Check() (out []fail.Field) {
	bad := func(path, key string, args ...string) {
		out = append(out, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
	id := func(path, value string) {
		if value == "" {
			bad(path, "resource.id-missing")
		} else if !idForm.MatchString(value) {
			bad(path, "resource.id", "value", value)
		}
	}
	id("id", r.ID)
	choice := func(path, value string, of []string) {
		if !slices.Contains(of, value) {
			bad(path, "resource.choice", "value", value, "choices", strings.Join(of, ", "))
		}
	}
	choice("kind", string(r.Kind), kinds())
	choice("level", r.Level, Levels)
	choice("state", string(r.State), states())
	for _, l := range text.Langs {
		if n := len([]rune(r.Name[l])); n == 0 || n > mostName {
			bad("name-"+string(l), "resource.words", "most", "100")
		}
		if n := len([]rune(r.Duty[l])); n == 0 || n > mostDuty {
			bad("duty-"+string(l), "resource.words", "most", "600")
		}
	}
	if r.Owner == "" {
		bad("owner", "resource.owner", "office", r.Owner)
	}
	id("business", r.Business)
	if r.Grade < 1 || r.Grade > MostGrade {
		bad("grade", "resource.grade")
	}
	for _, u := range r.Users {
		choice("users", u, Users)
	}
	if len(r.Users) == 0 {
		bad("users", "resource.users")
	}
	for i, n := range r.Needs {
		if n == r.ID || slices.Contains(r.Needs[:i], n) || len(r.Needs) > mostList {
			bad("needs", "resource.need-twice", "need", n)
		}
	}
	return out
}

func kinds() (out []string) {
	for _, k := range Kinds {
		out = append(out, string(k))
	}
	return out
}

func states() (out []string) {
	for _, s := range States {
		out = append(out, string(s))
	}
	return out
}

// sorted is r with its lists in the one order that is kept.
func (r Resource) sorted() Resource {
	users := []string{}
	for _, u := range Users {
		if slices.Contains(r.Users, u) {
			users = append(users, u)
		}
	}
	r.Users = users
	r.Needs = slices.Clone(r.Needs)
	slices.Sort(r.Needs)
	return r
}
