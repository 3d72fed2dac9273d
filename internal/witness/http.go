package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/merkle"

	"golang.org/x/mod/sumdb/note"
)

// most is enough for any head with its proof and cosignatures.
const most = 64 << 10

var status = map[Reason]int{Malformed: 400, UnknownLog: 404, NotSigned: 403, Shrunk: 400, OtherSize: 409, OtherRoot: 409, Inconsistent: 422,
	keptBroken: 500}

// Handler is the witness over HTTP: POST add-checkpoint, and its key for who wants
// to trust it.
func (w *Witness) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", func(rw http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, most))
		if err != nil {
			http.Error(rw, string(Malformed), http.StatusBadRequest)
			return
		}
		old, proof, checkpoint, err := ParseRequest(b)
		var line string
		if err == nil {
			line, err = w.Add(old, proof, checkpoint)
		}
		var no *Refused
		switch {
		case err == nil:
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(rw, line) // the asker may be gone: it asks again
		case errors.As(err, &no) && no.Why == OtherSize:
			rw.Header().Set("Content-Type", "text/x.tlog.size")
			rw.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(rw, strconv.FormatInt(no.Size, 10)+"\n") // as above
		case errors.As(err, &no):
			http.Error(rw, string(no.Why), status[no.Why])
		default:
			http.Error(rw, "the witness cannot write down what it saw", http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("GET /key", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, w.signer.VerifierKey()+"\n") // the asker may be gone
	})
	return mux
}

// Remote asks a witness behind an address.
type Remote struct {
	URL    string // submission prefix, without add-checkpoint
	Key    note.Verifier
	Client *http.Client
}

// Add sends a head and answers the cosignature's line, checked with the witness's
// key. A refusal is a *Refused.
func (r Remote) Add(ctx context.Context, old int64, proof []merkle.Hash, checkpoint []byte) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(r.URL, "/")+"/add-checkpoint",
		bytes.NewReader(Request(old, proof, checkpoint)))
	if err != nil {
		return "", fail.Wrap(err, "witness: ask")
	}
	resp, err := r.Client.Do(req)
	if err != nil {
		return "", fail.New(fail.Unavailable, "witness.silent", "name", r.Key.Name()).Because(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return "", fail.New(fail.Unavailable, "witness.silent", "name", r.Key.Name()).Because(err)
	}
	text := string(body)
	switch resp.StatusCode {
	case http.StatusOK:
		return r.check(checkpoint, text)
	case http.StatusConflict:
		n, err := strconv.ParseInt(strings.TrimSuffix(text, "\n"), 10, 64)
		if err != nil || resp.Header.Get("Content-Type") != "text/x.tlog.size" {
			return "", &Refused{Why: OtherRoot, Size: old}
		}
		return "", &Refused{Why: OtherSize, Size: n}
	case http.StatusUnprocessableEntity:
		return "", &Refused{Why: Inconsistent}
	case http.StatusNotFound:
		return "", &Refused{Why: UnknownLog}
	case http.StatusForbidden:
		return "", &Refused{Why: NotSigned}
	case http.StatusBadRequest:
		return "", &Refused{Why: Malformed}
	}
	return "", fail.New(fail.Unavailable, "witness.silent", "name", r.Key.Name()).Because(fmt.Errorf("%s: %s", resp.Status, text))
}

// check finds the witness's own line in its answer: it may have several keys.
func (r Remote) check(checkpoint []byte, answer string) (string, error) {
	text, _, ok := strings.Cut(string(checkpoint), "\n\n")
	if ok {
		for line := range strings.Lines(answer) {
			if _, err := note.Open([]byte(text+"\n\n"+line), note.VerifierList(r.Key)); err == nil {
				return line, nil
			}
		}
	}
	return "", fail.New(fail.Invalid, "witness.bad-answer", "name", r.Key.Name())
}
