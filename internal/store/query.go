package store

import (
	"errors"
	"fmt"
	"strings"
)

// statement is a query as the shim read it: the text without what surrounds it
// and the places of its placeholders.
type statement struct {
	text  string
	marks []int // byte offsets of ? in text
}

// forbidden begin or are words that would end the transaction the closure is
// in, or reach outside of it. Those belong to the store alone.
var forbidden = map[string]bool{
	"BEGIN": true, "COMMIT": true, "END": true, "SAVEPOINT": true, "RELEASE": true,
	"ROLLBACK": true, "PRAGMA": true, "ATTACH": true, "DETACH": true, "VACUUM": true, "SET": true,
}

// read finds the placeholders of one statement, leaving alone what stands in
// strings, quoted names and comments, and refuses what a closure may not run.
func read(query string) (statement, error) {
	text := strings.TrimRight(strings.TrimSpace(query), "; \t\r\n")
	st := statement{text: text}
	first := true
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\'' || c == '"':
			// A doubled quote inside closes and opens again, which comes to the same.
			end := strings.IndexByte(text[i+1:], c)
			if end < 0 {
				return st, fmt.Errorf("quote %q is not closed", c)
			}
			i += end + 2
		case strings.HasPrefix(text[i:], "--"):
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				end = len(text) - i
			}
			i += end
		case strings.HasPrefix(text[i:], "/*"):
			end := strings.Index(text[i+2:], "*/")
			if end < 0 {
				return st, errors.New("comment is not closed")
			}
			i += end + 4
		case c == '?':
			st.marks = append(st.marks, i)
			i++
		case c == ';':
			return st, errors.New("one statement at a time")
		case isLetter(c):
			j := i
			for j < len(text) && (isLetter(text[j]) || text[j] >= '0' && text[j] <= '9') {
				j++
			}
			word := strings.ToUpper(text[i:j])
			// INSERT OR ROLLBACK would undo other people's writes of the same group.
			if first && forbidden[word] || word == "ROLLBACK" {
				return st, fmt.Errorf("%s is the store's own", word)
			}
			first = false
			i = j
		default:
			i++
		}
	}
	if first {
		return st, errors.New("there is no statement")
	}
	return st, nil
}

// number writes the statement with each ? replaced by what mark gives for its
// position from 1: PostgreSQL's $1, $2.
func (st statement) number(mark func(n int) string) string {
	var b strings.Builder
	at := 0
	for i, m := range st.marks {
		b.WriteString(st.text[at:m])
		b.WriteString(mark(i + 1))
		at = m + 1
	}
	b.WriteString(st.text[at:])
	return b.String()
}

func isLetter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
