package decision

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/pack"
)

// File is a receipt as a person keeps it: with the files of the pack, so that anybody
// can read the rules and ask them again, and with the proof that the log commits to it.
type File struct {
	Receipt   Receipt    `json:"decision"`
	Parts     []Part     `json:"parts"`
	Signature *Signature `json:"signed,omitempty"` // nil where the office signs no receipts
	Log       *Proof     `json:"log,omitempty"`    // nil while no signed head covers it
	Pack      Pack       `json:"pack"`
}

// Proof shows that the log commits to the receipt.
type Proof struct {
	Key        string        `json:"key"`        // verifier key of the log, in a note's form
	Checkpoint string        `json:"checkpoint"` // signed head, with the log's own signature only
	Index      int64         `json:"index"`
	Entry      []byte        `json:"entry"` // the entry's bytes
	Salt       []byte        `json:"salt"`
	Path       []merkle.Hash `json:"proof"` // RFC 6962 section 2.1.1
}

// Pack is an edition as files.
type Pack struct {
	Folder string     `json:"folder"` // of the service; the others are the law of its country
	Files  []PackFile `json:"files"`
}

// PackFile is one file: as text where it is text.
type PackFile struct {
	Path string `json:"path"`
	Text string `json:"text,omitempty"`
	Data []byte `json:"data,omitempty"`
}

// maxFile is more than any receipt has: a pack with its law is some hundred kilobytes.
const maxFile = 16 << 20

// NewFile makes the file of a receipt. snapshot are the bytes of the edition it was
// decided under.
func NewFile(r Receipt, snapshot []byte, proof *Proof) (File, error) {
	f := File{Receipt: r, Log: proof}
	var err error
	if f.Parts, err = r.Parts(); err != nil {
		return f, err
	}
	dir, parts, ok := pack.SplitSnapshot(snapshot)
	if !ok {
		return f, fail.New(fail.Internal, "pack.snapshot-torn")
	}
	f.Pack.Folder = dir
	for _, p := range parts {
		x := PackFile{Path: p.Path}
		if utf8.Valid(p.Data) {
			x.Text = string(p.Data)
		} else {
			x.Data = p.Data
		}
		f.Pack.Files = append(f.Pack.Files, x)
	}
	return f, nil
}

// Bytes are the file's one and only form.
func (f File) Bytes() ([]byte, error) {
	// A list without entries is written in one way only.
	f.Receipt.Inputs, f.Receipt.Steps = append([]Input{}, f.Receipt.Inputs...), append([]Step{}, f.Receipt.Steps...)
	if f.Log != nil {
		log := *f.Log
		log.Path = append([]merkle.Hash{}, log.Path...)
		f.Log = &log
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(f)
	return b.Bytes(), fail.Wrap(err, "decision: file")
}

// Parse reads a file and nothing that differs in any byte from what Bytes writes.
func Parse(b []byte) (f File, err error) {
	if len(b) > maxFile {
		return f, fail.New(fail.TooLarge, "decision.too-large")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, refused("unread").Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return f, refused("unread")
	}
	if !slices.Contains(Formats, f.Receipt.Format) {
		return f, refused("format", "format", f.Receipt.Format)
	}
	for _, in := range f.Receipt.Inputs {
		if !in.Source.of(f.Receipt.Format) {
			return f, refused("unread")
		}
	}
	for _, x := range f.Pack.Files {
		if x.Text != "" && x.Data != nil || utf8.Valid(x.Data) && x.Data != nil {
			return f, refused("unread")
		}
	}
	again, err := f.Bytes()
	if err != nil {
		return f, err
	}
	if !bytes.Equal(b, again) {
		return f, refused("form", "line", line(b, again))
	}
	return f, nil
}

func (p Pack) snapshot() []byte {
	parts := make([]pack.Part, len(p.Files))
	for i, f := range p.Files {
		parts[i] = pack.Part{Path: f.Path, Data: f.Data}
		if f.Text != "" {
			parts[i].Data = []byte(f.Text)
		}
	}
	return pack.JoinSnapshot(p.Folder, parts)
}
