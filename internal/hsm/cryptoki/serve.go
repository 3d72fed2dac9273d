package cryptoki

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"atonce/internal/fail"
	"atonce/internal/hsm"
)

// Serve answers requests, one a line, until they end. It keeps to the goroutine it is called on, which is to be
// locked to its thread: a library that was not told of threads sees only one.
func Serve(in io.Reader, out io.Writer) error {
	var lib *library
	var s *session
	lines, answers := bufio.NewReader(in), json.NewEncoder(out)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var q hsm.Request
		var a hsm.Answer
		err = json.Unmarshal(line, &q)
		switch {
		case err != nil:
		case q.Find != nil && s == nil:
			if lib == nil {
				lib, err = load(q.Find.Key.Module)
			}
			if err == nil {
				s, err = open(lib, *q.Find)
			}
			if err == nil {
				a.Suite, a.Point = s.suite, s.point
			}
		case s != nil:
			a.Signature, err = s.sign(q.Sign)
		default:
			err = fail.New(fail.Internal, "hsm.call", "call", "C_Sign", "code", "-")
		}
		if err != nil {
			a = hsm.Answer{Refused: refusalOf(err)}
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

func refusalOf(err error) *hsm.Refusal {
	var r refused
	lost := errors.As(err, &r) && r.lost
	e := fail.As(err)
	return &hsm.Refusal{Kind: e.Kind, Key: e.Key, Args: e.Args, Lost: lost}
}
