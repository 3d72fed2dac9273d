package feel

import (
	"strconv"

	"atonce/internal/fail"
)

// SyntaxError says where a source cannot be read and what was expected there.
type SyntaxError struct {
	Pos  Pos
	Key  string   // text key, "feel.syntax.…"
	Args []string // name, value, name, value
}

func syntaxError(pos Pos, key string, args ...string) *SyntaxError {
	return &SyntaxError{Pos: pos, Key: key, Args: args}
}

// Error is the operator's line: line:column: key and arguments.
func (e *SyntaxError) Error() string {
	return strconv.Itoa(e.Pos.Line) + ":" + strconv.Itoa(e.Pos.Col) + ": " + (&Reason{Key: e.Key, Args: e.Args}).String()
}

// Fail is the error for a person: invalid, with line and column among the
// arguments of its text.
func (e *SyntaxError) Fail() *fail.Error {
	args := append([]string{"line", itoa(e.Pos.Line), "column", itoa(e.Pos.Col)}, e.Args...)
	return fail.New(fail.Invalid, e.Key, args...)
}

func itoa(i int) string { return strconv.Itoa(i) }
