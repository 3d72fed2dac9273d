package decision

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/merkle"
)

// EntryKind is the kind of entry that commits to a receipt in the log.
const EntryKind = "decision"

// Part is one part of a receipt with its digest, so that a change can be named.
type Part struct {
	Name   string `json:"part"`
	Digest string `json:"sha256"` // of the part's canonical JSON, in hexadecimal
}

// Parts are the parts of the receipt in order.
func (r Receipt) Parts() ([]Part, error) {
	var out []Part
	var err error
	add := func(name string, v any) {
		b, e := canonical(v)
		if e != nil {
			err = e
			return
		}
		sum := sha256.Sum256(b)
		out = append(out, Part{name, hex.EncodeToString(sum[:])})
	}
	add("case", []any{r.Format, r.Case, r.Act})
	add("service", r.Service)
	add("decided", r.Decided)
	add("model", r.Model)
	add("asked", r.Asked)
	for _, in := range r.Inputs {
		add("input "+in.Name, in)
	}
	add("missing", r.Missing)
	for i, s := range r.Steps {
		add("step "+strconv.Itoa(i+1)+" "+s.Name, s)
	}
	add("answer", []string{r.Answer, r.Proposes})
	return out, err
}

// Body is what the log commits to and what is signed: the format and the parts.
func Body(format string, parts []Part) ([]byte, error) {
	return canonical(struct {
		Format string `json:"format"`
		Parts  []Part `json:"parts"`
	}{format, parts})
}

// Salt is what the entry of a receipt is salted with. It follows from the salt of the
// act, so that it is erased with it, and does not tell it, so that it can be given out
// where the act holds an internal note.
func Salt(act []byte) []byte {
	h := sha256.New()
	h.Write([]byte("atonce/decision-salt/1\x00"))
	h.Write(act)
	return h.Sum(nil)[:merkle.MinSalt]
}

// Entry is what the log holds of a receipt: nothing but commitments. act is the salt of
// the act it is about.
func (r Receipt) Entry(act []byte) (merkle.Entry, error) {
	parts, err := r.Parts()
	if err != nil {
		return merkle.Entry{}, err
	}
	body, err := Body(r.Format, parts)
	if err != nil {
		return merkle.Entry{}, err
	}
	salt := Salt(act)
	which, err := merkle.Commit(salt, []byte(r.Case))
	if err != nil {
		return merkle.Entry{}, fail.Wrap(err, "decision: entry")
	}
	payload, err := merkle.Commit(salt, body)
	return merkle.Entry{Kind: EntryKind, Case: which, Seq: int64(r.Act), Payload: payload}, fail.Wrap(err, "decision: entry")
}

// canonical is v as JSON without spaces: fields in the order of the type, keys of maps
// sorted, no character escaped that JSON does not demand it of.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), fail.Wrap(err, "decision: canonical JSON")
}
