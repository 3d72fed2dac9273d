package decision

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/sign"
	"atonce/internal/text"

	"golang.org/x/mod/sumdb/note"
)

// Checked is what a good receipt shows.
type Checked struct {
	File        File
	Service     *pack.Service // made of the files in the receipt
	Head        merkle.Head   // of the log; its size is 0 where the receipt has no proof
	Entry       merkle.Entry
	Key         string // the log's key that signed
	Known       bool   // it was among those given
	SignerKnown bool   // the key that signed the receipt was among those given
	finding     pack.Finding
}

// Account says in words how the model came to its answer.
func (c Checked) Account(l text.Lang) []string { return c.finding.Account(l) }

// Value is the model's answer as a person reads it.
func (c Checked) Value(l text.Lang) string { return c.finding.Value(l) }

func refused(key string, args ...string) *fail.Error {
	return fail.New(fail.Invalid, "decision."+key, args...)
}

// Trust is which keys the reader of a receipt trusts.
type Trust struct {
	Log      []string   // verifier keys of the log
	Receipts []sign.Key // keys that sign receipts
}

// Check recomputes a receipt with nothing but its file and the keys that the reader
// trusts. It asks the model again, from the pack's files in the receipt, and
// holds what comes out to the receipt byte by byte; the error names each part that
// differs. Without keys it takes the one the receipt brings: then the receipt only fits
// together, and the reader must compare the key with the published one.
func Check(b []byte, log ...string) (Checked, error) { return CheckUnder(b, Trust{Log: log}) }

// CheckUnder is Check with the keys that sign receipts as well.
func CheckUnder(b []byte, trust Trust) (Checked, error) {
	f, err := Parse(b)
	if err != nil {
		return Checked{}, err
	}
	out := Checked{File: f}
	if err := f.whole(); err != nil {
		return out, err
	}
	if err := out.recompute(); err != nil {
		return out, err
	}
	if err := out.signedBy(trust.Receipts); err != nil {
		return out, err
	}
	if f.Log == nil {
		return out, nil
	}
	return out, out.proved(trust.Log)
}

// whole holds every part to its digest: whoever changed one did not change the other.
func (f File) whole() error {
	have, err := f.Receipt.Parts()
	if err != nil {
		return err
	}
	return different("changed", have, f.Parts)
}

// different names the parts of two lists that differ.
func different(key string, have, want []Part) error {
	e := refused(key)
	for _, p := range have {
		if !slices.Contains(want, p) {
			e.Fields = append(e.Fields, fail.Field{Path: p.Name, Key: "decision.part-" + key})
		}
	}
	for _, p := range want {
		if !slices.ContainsFunc(have, func(h Part) bool { return h.Name == p.Name }) {
			e.Fields = append(e.Fields, fail.Field{Path: p.Name, Key: "decision.part-lost"})
		}
	}
	if len(e.Fields) == 0 && !slices.Equal(have, want) {
		e.Fields = append(e.Fields, fail.Field{Path: "parts", Key: "decision.part-order"})
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// recompute makes the service of the files in the receipt, asks its model again and
// compares.
func (c *Checked) recompute() error {
	r := c.File.Receipt
	s, err := pack.LoadSnapshot(c.File.Pack.snapshot(), r.Service.Digest)
	if err != nil {
		return refused("pack", "digest", r.Service.Digest).Because(err)
	}
	m := casework.Model{ID: r.Model.ID, Digest: r.Service.Digest, At: r.Asked, Inputs: map[string]string{}}
	for _, in := range r.Inputs {
		m.Inputs[in.Name] = in.Value
	}
	f, ok := s.Recount(m)
	if !ok {
		return refused("model", "model", r.Model.ID)
	}
	again := r.reckoned(s, f)
	have, err := r.Parts()
	if err != nil {
		return err
	}
	want, err := again.Parts()
	if err != nil {
		return err
	}
	c.Service, c.finding = s, f
	return different("recomputed", have, want)
}

// proved holds the receipt to its entry and the entry to the signed head.
func (c *Checked) proved(trusted []string) error {
	p := c.File.Log
	index := strconv.FormatInt(p.Index, 10)
	keys := trusted
	if len(keys) == 0 {
		keys = []string{p.Key}
	}
	err := errors.New("decision: no key")
	for _, k := range keys {
		var v note.Verifier
		if v, err = note.NewVerifier(k); err != nil {
			continue
		}
		if c.Head, err = openPlain(p.Checkpoint, v); err == nil {
			c.Key, c.Known = k, len(trusted) > 0
			break
		}
	}
	if err != nil {
		return refused("signature").Because(err)
	}
	if c.Key != p.Key {
		return refused("key")
	}
	if c.Entry, err = merkle.ParseEntry(p.Entry); err != nil || c.Entry.Index != p.Index || c.Entry.Kind != EntryKind || c.Entry.Seq != int64(c.File.Receipt.Act) {
		return refused("entry", "index", index).Because(err)
	}
	body, err := Body(c.File.Receipt.Format, c.File.Parts)
	if err != nil {
		return err
	}
	if payload, err := merkle.Commit(p.Salt, body); err != nil || payload != c.Entry.Payload {
		return refused("logged", "index", index).Because(err)
	}
	if which, err := merkle.Commit(p.Salt, []byte(c.File.Receipt.Case)); err != nil || which != c.Entry.Case {
		return refused("logged", "index", index).Because(err)
	}
	if err := merkle.CheckInclusion(p.Path, c.Head, p.Index, merkle.LeafHash(p.Entry)); err != nil {
		return refused("proof", "index", index).Because(err)
	}
	return nil
}

// PlainHead is a signed head with the log's own signature only, in its one form: what
// others signed beside it cannot be checked by everybody who reads a receipt.
func PlainHead(signed []byte, log note.Verifier) (string, error) {
	_, n, err := merkle.OpenHead(signed, log)
	if err != nil {
		return "", fail.Wrap(err, "decision: signed head")
	}
	sig := n.Sigs[0]
	raw, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil {
		return "", fail.Wrap(err, "decision: signed head")
	}
	sig.Base64 = base64.StdEncoding.EncodeToString(raw)
	b, err := note.Sign(&note.Note{Text: n.Text, Sigs: []note.Signature{sig}})
	return string(b), fail.Wrap(err, "decision: signed head")
}

func openPlain(checkpoint string, log note.Verifier) (merkle.Head, error) {
	h, n, err := merkle.OpenHead([]byte(checkpoint), log)
	if err != nil {
		return h, err
	}
	if plain, err := PlainHead([]byte(checkpoint), log); err != nil || plain != checkpoint || n.Text != h.Text() {
		return h, errors.New("decision: the signed head is not in its one form")
	}
	return h, nil
}

// line is the number of the first line at which two texts differ.
func line(a, b []byte) string {
	n := min(len(a), len(b))
	at := 0
	for at < n && a[at] == b[at] {
		at++
	}
	return strconv.Itoa(1 + bytes.Count(a[:at], []byte("\n")))
}
