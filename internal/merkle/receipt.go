package merkle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"atonce/internal/fail"

	"golang.org/x/mod/sumdb/note"
)

// Receipt (存证回执) is what a person keeps of a case: the acts themselves, and for
// each the proof that it is in the log. It needs nobody's help to be checked, and
// stays good when the office's own record is lost.
type Receipt struct {
	Format     string       `json:"format"`
	Case       string       `json:"case"`       // number of the case
	Key        string       `json:"key"`        // verifier key of the log, in a note's form
	Checkpoint string       `json:"checkpoint"` // signed head, with cosignatures
	Acts       []ReceiptAct `json:"acts"`
}

// ReceiptAct is one act with its proof.
type ReceiptAct struct {
	Index int64  `json:"index"`
	Entry []byte `json:"entry"` // the entry's bytes
	Proof []Hash `json:"proof"` // RFC 6962 section 2.1.1
	Salt  []byte `json:"salt"`
	Body  string `json:"body"` // the act as canonical JSON, byte for byte
}

// ReceiptFormat names the form of receipts. A later form gets another number and
// this one is read for ever.
const ReceiptFormat = "atonce-receipt/1"

// Receipted is what a good receipt shows.
type Receipted struct {
	Case  string
	Head  Head
	Note  *note.Note // the checkpoint, for who wants its cosignatures
	Key   string     // of those given, the one that signed; else the receipt's own
	Known bool       // the key was among those given
	Acts  []Entry
}

func forged(key string, cause error, args ...string) error {
	return fail.New(fail.Invalid, "merkle.receipt-"+key, args...).Because(cause)
}

// CheckReceipt checks a receipt against the keys of the log that the reader trusts.
// Without any it takes the key the receipt brings: then the receipt only fits
// together, and the reader must compare the key with the published one.
func CheckReceipt(b []byte, trusted ...string) (Receipted, error) {
	var r Receipt
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return Receipted{}, forged("unread", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Receipted{}, forged("unread", err)
	}
	if r.Format != ReceiptFormat {
		return Receipted{}, forged("format", nil, "format", r.Format)
	}
	out := Receipted{Case: r.Case}
	keys := trusted
	if len(keys) == 0 {
		keys = []string{r.Key}
	}
	err := errors.New("merkle: no key")
	for _, k := range keys {
		var v note.Verifier
		if v, err = note.NewVerifier(k); err != nil {
			continue
		}
		if out.Head, out.Note, err = OpenHead([]byte(r.Checkpoint), v); err == nil {
			out.Key, out.Known = k, len(trusted) > 0
			break
		}
	}
	if err != nil {
		return out, forged("signature", err)
	}
	if len(r.Acts) == 0 {
		return out, forged("empty", nil)
	}
	for _, a := range r.Acts {
		e, err := a.check(r.Case, out.Head)
		if err != nil {
			return out, err
		}
		out.Acts = append(out.Acts, e)
	}
	return out, nil
}

// check holds one act to its entry, and the entry to the head.
func (a ReceiptAct) check(number string, head Head) (Entry, error) {
	index := strconv.FormatInt(a.Index, 10)
	e, err := ParseEntry(a.Entry)
	if err != nil || e.Index != a.Index {
		return e, forged("entry", err, "index", index)
	}
	payload, err := Commit(a.Salt, []byte(a.Body))
	if err != nil || payload != e.Payload {
		return e, forged("act", err, "index", index)
	}
	which, err := Commit(a.Salt, []byte(number))
	if err != nil || which != e.Case {
		return e, forged("case", err, "index", index, "case", number)
	}
	var body struct {
		Seq int64 `json:"seq"`
	}
	if err := json.Unmarshal([]byte(a.Body), &body); err != nil || body.Seq != e.Seq {
		return e, forged("act", err, "index", index)
	}
	if err := CheckInclusion(a.Proof, head, a.Index, LeafHash(a.Entry)); err != nil {
		return e, forged("proof", err, "index", index)
	}
	return e, nil
}
