package dmn

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// sayAll is an error with all its places, in English.
func sayAll(err error) string {
	e := fail.As(err)
	lines := []string{text.Error(text.EN, err)}
	for _, f := range e.Fields {
		lines = append(lines, "  "+f.Path+": "+text.T(text.EN, f.Key, f.Args))
	}
	if e.Cause != nil {
		lines = append(lines, e.Cause.Error())
	}
	return strings.Join(lines, "\n")
}
