// Package fail holds the one error that crosses rooms: what kind of trouble it
// is, which text tells the person about it, which fields are concerned, and the
// cause that only the operator may see. It draws nothing and knows no HTTP:
// the doors turn a Kind into a status, the text room turns a Key into words.
package fail

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says who can do something about an error.
type Kind int

// The kinds of trouble. The zero Kind is Internal, so that an error that nobody
// classified is never shown to a person in its own words.
const (
	Internal        Kind = iota // a defect or a broken machine: the operator's
	Invalid                     // what was sent is wrong: the sender mends it
	NotFound                    // there is no such thing, or none that this person may know of
	Forbidden                   // this person may not do it
	Unauthenticated             // nobody is signed in
	Conflict                    // not now: the state of the thing does not allow it
	TooLarge                    // more bytes than are taken
	Unavailable                 // try again later: overloaded or a source is down
	TooMany                     // the sender asks more often than agreed; the argument "after" says how many seconds to wait
)

// String names the kind in one lower-case word, for logs and the API.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not-found"
	case Forbidden:
		return "forbidden"
	case Unauthenticated:
		return "unauthenticated"
	case Conflict:
		return "conflict"
	case TooLarge:
		return "too-large"
	case Unavailable:
		return "unavailable"
	case TooMany:
		return "too-many"
	default:
		return "internal"
	}
}

// Args are the named values a text key is filled with: {name} in the text.
type Args map[string]string

// Field is one problem with one field of what was sent. Key says what is wrong
// and how to mend it, in the text room's words.
type Field struct {
	Path string // the field's id, as in the form
	Key  string // text key
	Args Args
}

// Error is trouble with a kind, a text and perhaps a cause.
type Error struct {
	Kind   Kind
	Key    string // text key of the sentence the person reads
	Args   Args
	Fields []Field
	Cause  error // for the operator's log only
}

// New makes an error of kind k whose words are under key.
// args are pairs: name, value, name, value.
func New(k Kind, key string, args ...string) *Error {
	return &Error{Kind: k, Key: key, Args: Pairs(args...)}
}

// Wrap makes an internal error that keeps cause for the operator and says in
// doing what was being done. An *Error passes unchanged: its words were chosen
// nearer to the trouble.
func Wrap(cause error, doing string) error {
	if cause == nil {
		return nil
	}
	var e *Error
	if errors.As(cause, &e) {
		return cause
	}
	return &Error{Kind: Internal, Key: "fail.internal", Cause: fmt.Errorf("%s: %w", doing, cause)}
}

// Pairs turns name, value, name, value into Args. A name without a value is a
// programmer's mistake and gets an empty value, so that the text shows the gap.
func Pairs(args ...string) Args {
	if len(args) == 0 {
		return nil
	}
	m := make(Args, (len(args)+1)/2)
	for i := 0; i < len(args); i += 2 {
		v := ""
		if i+1 < len(args) {
			v = args[i+1]
		}
		m[args[i]] = v
	}
	return m
}

// WithFields adds field problems and returns the same error.
func (e *Error) WithFields(f ...Field) *Error { e.Fields = append(e.Fields, f...); return e }

// Because sets the operator's cause and returns the same error.
func (e *Error) Because(cause error) *Error { e.Cause = cause; return e }

// Error is the operator's line: kind, key, arguments, fields and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String() + ": " + e.Key)
	for k, v := range e.Args {
		fmt.Fprintf(&b, " %s=%q", k, v)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s %s]", f.Path, f.Key)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of err: Internal for anything that is not an *Error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// As returns err as an *Error; anything else becomes an Internal one with err as cause.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Key: "fail.internal", Cause: err}
}
