package hsm

import (
	"atonce/internal/fail"
	"atonce/internal/sign"
)

// Request is one line to atonce-hsm: find a key, or sign with the one that was found.
type Request struct {
	Find *Find  `json:"find,omitempty"`
	Sign []byte `json:"sign,omitempty"` // the message
}

// Find names a key of a module.
type Find struct {
	Key  URI        `json:"key"`
	PIN  []byte     `json:"pin,omitempty"`
	Make sign.Suite `json:"make,omitempty"` // make a key of this suite there; it is refused if one of the name is there
}

// Answer is one line from atonce-hsm: what was asked for, or what went wrong.
type Answer struct {
	Suite     sign.Suite `json:"suite,omitempty"`
	Point     []byte     `json:"point,omitempty"` // as sign.NewPublic takes it
	Signature []byte     `json:"signature,omitempty"`
	Refused   *Refusal   `json:"refused,omitempty"`
}

// Refusal is an error in its words, as it goes from one program to the other.
type Refusal struct {
	Kind fail.Kind `json:"kind"`
	Key  string    `json:"key"`
	Args fail.Args `json:"args,omitempty"`
	// Lost says that the session is gone and another one may do better.
	Lost bool `json:"lost,omitempty"`
}

// err is the refusal as an error.
func (r *Refusal) err() error { return &fail.Error{Kind: r.Kind, Key: r.Key, Args: r.Args} }

// AnswerFD is the file descriptor that atonce-hsm answers on. What a module's library prints
// goes to the standard output, and is no answer.
const AnswerFD = 3
