package merkle

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// Head is a tree head (树头): the size and root of the tree at one moment. Who
// holds a signed head can never be shown another history.
type Head struct {
	Origin string // the log's name, as in C2SP tlog-checkpoint: a host and path without scheme
	Size   int64
	Root   Hash
}

// Head is the head of the tree with this edge, in the log named origin.
func (e Edge) Head(origin string) Head { return Head{Origin: origin, Size: e.size, Root: e.Root()} }

var errHead = errors.New("merkle: not a checkpoint: origin, size and root on one line each")

// Text is the checkpoint's text, C2SP tlog-checkpoint: what is signed.
func (h Head) Text() string {
	return h.Origin + "\n" + strconv.FormatInt(h.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(h.Root[:]) + "\n"
}

// ParseHead reads a checkpoint's text. Extension lines are allowed by the
// standard and are skipped.
func ParseHead(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" {
		return Head{}, errHead
	}
	for _, l := range lines[:len(lines)-1] {
		if l == "" {
			return Head{}, errHead
		}
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Head{}, errHead
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != HashSize || len(lines[2]) != base64.StdEncoding.EncodedLen(HashSize) {
		return Head{}, errHead
	}
	return Head{Origin: lines[0], Size: size, Root: Hash(root)}, nil
}

// Sign is the signed checkpoint: a signed note (C2SP signed-note) over Text.
// The first signer is the log itself, under its origin; others cosign.
func (h Head) Sign(signers ...note.Signer) ([]byte, error) {
	if len(signers) == 0 || signers[0].Name() != h.Origin {
		return nil, fmt.Errorf("merkle: the head of %q must first be signed under that name", h.Origin)
	}
	if strings.ContainsFunc(h.Origin, func(r rune) bool { return unicode.IsSpace(r) || r == '+' }) || h.Origin == "" {
		return nil, errHead
	}
	return note.Sign(&note.Note{Text: h.Text()}, signers...)
}

// OpenHead checks the signature of the log whose key is log on a signed
// checkpoint and reads it. Signatures of others are left to the caller, who has
// the note for it.
func OpenHead(signed []byte, log note.Verifier) (Head, *note.Note, error) {
	n, err := note.Open(signed, note.VerifierList(log))
	if err != nil {
		return Head{}, nil, err
	}
	h, err := ParseHead(n.Text)
	if err != nil {
		return Head{}, nil, err
	}
	if h.Origin != log.Name() {
		return Head{}, nil, fmt.Errorf("merkle: a head of %q signed by %q", h.Origin, log.Name())
	}
	return h, n, nil
}
