// Package witness watches logs grow, C2SP tlog-witness: a witness cosigns a head
// only if it continues every head it cosigned before. Here are both sides, who
// cosigns and who asks for it. It keeps one small file for each log it watches
// and knows nothing of what the entries say.
package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"atonce/internal/fail"
	"atonce/internal/merkle"

	"golang.org/x/mod/sumdb/note"
)

// Witness 见证人 cosigns heads of the logs it knows.
type Witness struct {
	signer *merkle.Cosigner
	logs   map[string][]note.Verifier // by origin; a log that changed its key has several
	dir    string
	clock  func() time.Time
	mu     sync.Mutex // one head at a time: what was cosigned last must not move under a check
}

// New makes a witness that keeps what it cosigned in dir. logs are the verifier
// keys of the logs it watches, past and present.
func New(signer *merkle.Cosigner, logs []note.Verifier, dir string, clock func() time.Time) (*Witness, error) {
	w := &Witness{signer: signer, logs: map[string][]note.Verifier{}, dir: dir, clock: clock}
	for _, v := range logs {
		w.logs[v.Name()] = append(w.logs[v.Name()], v)
	}
	return w, os.MkdirAll(dir, 0o700)
}

// Refused is why a witness did not cosign. Size is the size it knows, where that
// is the answer.
type Refused struct {
	Why  Reason
	Size int64
}

// Reason is one of the standard's refusals.
type Reason string

// The refusals, in the order in which they are looked for.
const (
	Malformed    Reason = "malformed"     // 400
	UnknownLog   Reason = "unknown-log"   // 404
	NotSigned    Reason = "not-signed"    // 403: by no key of the log
	Shrunk       Reason = "shrunk"        // 400: the old size is beyond the new
	OtherSize    Reason = "other-size"    // 409: the witness last saw another size, which it tells
	OtherRoot    Reason = "other-root"    // 409: same size, another tree: the log forked
	Inconsistent Reason = "inconsistent"  // 422: the proof does not show that the log only grew
	keptBroken   Reason = "broken-memory" // 500: what was cosigned last cannot be read
)

// Error is the operator's line.
func (r *Refused) Error() string {
	if r.Why == OtherSize {
		return fmt.Sprintf("witness: refused: %s: it last cosigned a head of %d entries", r.Why, r.Size)
	}
	return "witness: refused: " + string(r.Why)
}

// Add judges a head: old is the size that the sender believes was cosigned last,
// and proof shows that the tree only grew since. It answers the cosignature's
// line after the head was written down, or a *Refused.
func (w *Witness) Add(old int64, proof []merkle.Hash, checkpoint []byte) (string, error) {
	origin, _, _ := strings.Cut(string(checkpoint), "\n")
	keys, ok := w.logs[origin]
	if !ok {
		return "", &Refused{Why: UnknownLog}
	}
	head, n, ok := openBy(checkpoint, keys)
	if !ok {
		return "", &Refused{Why: NotSigned}
	}
	if old > head.Size {
		return "", &Refused{Why: Shrunk}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	last, err := w.last(origin, keys)
	if err != nil {
		return "", err
	}
	switch {
	case old != last.Size:
		return "", &Refused{Why: OtherSize, Size: last.Size}
	case old == head.Size && old > 0 && head.Root != last.Root:
		return "", &Refused{Why: OtherRoot, Size: last.Size}
	}
	if old == head.Size && len(proof) > 0 || old < head.Size && merkle.CheckConsistency(proof, head, last) != nil {
		return "", &Refused{Why: Inconsistent}
	}
	line, err := w.signer.Cosign(n.Text, w.clock())
	if err != nil {
		return "", fail.Wrap(err, "witness: cosign")
	}
	// Written before it is said: a witness that forgets could be shown another history.
	if err := w.keep(origin, append(checkpoint[:len(checkpoint):len(checkpoint)], line...)); err != nil {
		return "", err
	}
	return line, nil
}

func openBy(checkpoint []byte, keys []note.Verifier) (merkle.Head, *note.Note, bool) {
	for _, v := range keys {
		if h, n, err := merkle.OpenHead(checkpoint, v); err == nil {
			return h, n, true
		}
	}
	return merkle.Head{}, nil, false
}

// file is where the last head of a log is kept: origins may hold any character.
func (w *Witness) file(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return filepath.Join(w.dir, hex.EncodeToString(sum[:])+".checkpoint")
}

// last is the head that was cosigned last, the empty tree's before the first. What
// is kept must still be signed: a witness whose memory was changed stops.
func (w *Witness) last(origin string, keys []note.Verifier) (merkle.Head, error) {
	b, err := os.ReadFile(w.file(origin))
	if errors.Is(err, os.ErrNotExist) {
		return merkle.Edge{}.Head(origin), nil
	}
	if err != nil {
		return merkle.Head{}, fail.Wrap(err, "witness: read the last head")
	}
	h, _, ok := openBy(b, keys)
	if !ok {
		return h, &Refused{Why: keptBroken}
	}
	return h, nil
}

// keep replaces the file as a whole, on the disk before it returns.
func (w *Witness) keep(origin string, checkpoint []byte) (err error) {
	defer func() { err = fail.Wrap(err, "witness: keep the head") }()
	f, err := os.CreateTemp(w.dir, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(checkpoint); err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), w.file(origin)); err != nil {
		return err
	}
	d, err := os.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// maxProof is the standard's limit of a consistency proof.
const maxProof = 63

// Request is the body of add-checkpoint.
func Request(old int64, proof []merkle.Hash, checkpoint []byte) []byte {
	b := []byte("old " + strconv.FormatInt(old, 10) + "\n")
	for _, h := range proof {
		b = append(b, h.String()...)
		b = append(b, '\n')
	}
	return append(append(b, '\n'), checkpoint...)
}

// ParseRequest reads the body of add-checkpoint.
func ParseRequest(b []byte) (old int64, proof []merkle.Hash, checkpoint []byte, err error) {
	bad := &Refused{Why: Malformed}
	head, rest, ok := strings.Cut(string(b), "\n\n")
	if !ok {
		return 0, nil, nil, bad
	}
	lines := strings.Split(head, "\n")
	size, ok := strings.CutPrefix(lines[0], "old ")
	old, perr := strconv.ParseInt(size, 10, 64)
	if !ok || perr != nil || old < 0 || strconv.FormatInt(old, 10) != size || len(lines)-1 > maxProof {
		return 0, nil, nil, bad
	}
	for _, l := range lines[1:] {
		var h merkle.Hash
		if err := h.UnmarshalJSON([]byte(strconv.Quote(l))); err != nil || h.String() != l {
			return 0, nil, nil, bad
		}
		proof = append(proof, h)
	}
	return old, proof, []byte(rest), nil
}
