package story

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/declare"
	"atonce/internal/pack"
)

// Problem is one thing wrong with a story, with its line.
type Problem = declare.Problem

// script is a story as read.
type script struct {
	title, office, area string
	held                []pack.Held // licences in the applicant's wallet
	lines               []string    // as written, without the end of line
	acts                []line
}

// line is one act and the answer written below it.
type line struct {
	n      int // the line it stands on, from 1
	at     time.Time
	branch string // empty is the case itself
	role   string
	person string
	verb   string
	words  []string
	pairs  []pair
	want   []answer
}

type pair struct{ key, value string }

type answer struct {
	n    int
	text string
}

const maxLines = 2000

// parse reads a story. zone is the country's, in which its hours are meant.
func parse(file string, data []byte, zone *time.Location) (script, []Problem) {
	var s script
	var ps []Problem
	bad := func(n int, key string, args ...string) {
		ps = append(ps, declare.Pos{File: file, Line: n, Column: 1}.Problem(key, args...))
	}
	if !utf8.Valid(data) {
		bad(1, "story.not-utf8")
		return s, ps
	}
	s.lines = strings.Split(strings.ReplaceAll(strings.TrimRight(string(data), "\n\r"), "\r\n", "\n"), "\n")
	if len(s.lines) > maxLines {
		bad(maxLines, "story.long")
		return s, ps
	}
	for i, raw := range s.lines {
		n, text := i+1, strings.TrimSpace(raw)
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, ">"):
			if len(s.acts) == 0 {
				bad(n, "story.answer-first")
				continue
			}
			a := &s.acts[len(s.acts)-1]
			a.want = append(a.want, answer{n, strings.TrimSpace(text[1:])})
		case len(s.acts) == 0 && strings.HasPrefix(text, "wallet:"):
			if !s.wallet(strings.Fields(text[len("wallet:"):])) {
				bad(n, "story.wallet", "said", text)
			}
		case len(s.acts) == 0 && s.setting(text):
		default:
			l, key, args := act(text, zone)
			if key != "" {
				bad(n, key, args...)
				continue
			}
			l.n = n
			if k := len(s.acts); k > 0 && l.at.Before(s.acts[k-1].at) {
				bad(n, "story.back")
				continue
			}
			s.acts = append(s.acts, l)
		}
	}
	if len(s.acts) == 0 && len(ps) == 0 {
		bad(1, "story.empty")
	}
	if s.title == "" && len(ps) == 0 {
		bad(1, "story.title")
	}
	return s, ps
}

// setting reads one line of the head: story: …, office: …, area: ….
func (s *script) setting(text string) bool {
	key, value, ok := strings.Cut(text, ":")
	if !ok {
		return false
	}
	value = strings.TrimSpace(value)
	switch key {
	case "story":
		s.title = value
	case "office":
		s.office = value
	case "area":
		s.area = value
	default:
		return false
	}
	return true
}

// wallet reads one licence that the applicant holds: its kind and number, and how it
// stands where it is not valid.
func (s *script) wallet(words []string) bool {
	if len(words) == 2 {
		words = append(words, pack.HeldValid)
	}
	if len(words) != 3 || !slices.Contains([]string{pack.HeldValid, "expired", "suspended", "revoked"}, words[2]) {
		return false
	}
	s.held = append(s.held, pack.Held{Kind: words[0], Number: words[1], Version: 1, Status: words[2]})
	return true
}

// act reads date, hour, actor, verb and words. On trouble key says what is wrong.
func act(text string, zone *time.Location) (l line, key string, args []string) {
	toks, ok := tokens(text)
	if !ok {
		return l, "story.quote", nil
	}
	if len(toks) < 4 {
		return l, "story.act", nil
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", toks[0]+" "+toks[1], zone)
	if err != nil {
		return l, "story.time", []string{"value", toks[0] + " " + toks[1]}
	}
	l.at, toks = at, toks[2:]
	if b, ok := strings.CutPrefix(toks[0], "@"); ok {
		l.branch, toks = b, toks[1:]
	}
	if len(toks) < 2 {
		return l, "story.act", nil
	}
	l.role, l.person, _ = strings.Cut(toks[0], "/")
	l.verb = toks[1]
	for _, t := range toks[2:] {
		k, v, isPair := strings.Cut(t, "=")
		if isPair && !strings.ContainsAny(k, ":\"") {
			l.pairs = append(l.pairs, pair{k, unquote(v)})
		} else {
			l.words = append(l.words, t)
		}
	}
	return l, "", nil
}

// tokens splits at spaces outside quotes. A quote left open is not ok.
func tokens(s string) (out []string, ok bool) {
	var b strings.Builder
	quoted, any := false, false
	for _, r := range s {
		switch {
		case r == '"':
			quoted, any = !quoted, true
			b.WriteRune(r)
		case r == ' ' && !quoted || r == '\t' && !quoted:
			if any {
				out = append(out, b.String())
				b.Reset()
				any = false
			}
		default:
			b.WriteRune(r)
			any = true
		}
	}
	if any {
		out = append(out, b.String())
	}
	return out, !quoted
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}
