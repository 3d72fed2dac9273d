// Package merkle is the arithmetic of the log: what an entry's bytes are, which
// hashes an append completes, tree heads, proofs, and the check that names the
// first bad entry. It is pure: rows come in as values, nothing is stored here.
//
// The tree is that of RFC 6962 with SHA-256, so that other people's tools can
// check it: C2SP tlog-tiles serves it, C2SP tlog-checkpoint signs its heads.
package merkle

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 of the tree.
type Hash = tlog.Hash

// HashSize is the number of bytes of a Hash.
const HashSize = tlog.HashSize

// Entry is one entry of the log (日志条目): what is published of an act for
// ever. It holds no personal data. What could lead to a person is there only as
// a salted commitment, so that a record can be erased, with its salt, while the
// log stays whole.
type Entry struct {
	Index   int64     // place in the tree, from 0; an entry that was moved betrays itself
	Kind    string    // what was recorded, such as "act": a word of the program, 1 to 64 bytes
	Case    Hash      // Commit of the case number; zero if the entry is about no case
	Seq     int64     // number of the act within its case
	Time    time.Time // when it was recorded; kept to the microsecond, in UTC
	Payload Hash      // Commit of the canonical bytes of what was recorded
}

// The bytes of an entry, version 1. They may never change: a receipt that a
// citizen keeps is checked against them in thirty years. Another version is
// another number here and another case in ParseEntry.
//
//	1 byte            version, 1
//	for each field    2 bytes length, big-endian, then that many bytes:
//	  Index           8 bytes, big-endian
//	  Kind            1 to 64 bytes of UTF-8
//	  Case            32 bytes
//	  Seq             8 bytes, big-endian
//	  Time            8 bytes, big-endian: microseconds since 1970, UTC
//	  Payload         32 bytes
const entryVersion = 1

const maxKind = 64

var (
	errKind    = fmt.Errorf("merkle: an entry's kind is UTF-8 of 1 to %d bytes", maxKind)
	errNumber  = errors.New("merkle: an entry's index and number are not below 0")
	errVersion = errors.New("merkle: an entry of an unknown version")
	errLength  = errors.New("merkle: an entry's fields have not the lengths of its version")
)

// Bytes is the entry's canonical form, which is hashed and served.
func (e Entry) Bytes() ([]byte, error) {
	if len(e.Kind) == 0 || len(e.Kind) > maxKind || !utf8.ValidString(e.Kind) {
		return nil, errKind
	}
	if e.Index < 0 || e.Seq < 0 {
		return nil, errNumber
	}
	b := make([]byte, 0, 1+6*2+3*8+2*HashSize+len(e.Kind))
	b = append(b, entryVersion)
	b = appendInt(b, e.Index)
	b = appendField(b, []byte(e.Kind))
	b = appendField(b, e.Case[:])
	b = appendInt(b, e.Seq)
	b = appendInt(b, e.Time.UnixMicro())
	return appendField(b, e.Payload[:]), nil
}

func appendField(b, field []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(field)))
	return append(b, field...)
}

func appendInt(b []byte, n int64) []byte {
	b = binary.BigEndian.AppendUint16(b, 8)
	return binary.BigEndian.AppendUint64(b, uint64(n))
}

// ParseEntry reads an entry's canonical form, and nothing that differs from it
// in any byte.
func ParseEntry(b []byte) (Entry, error) {
	if len(b) == 0 || b[0] != entryVersion {
		return Entry{}, errVersion
	}
	var e Entry
	var fields [6][]byte
	rest := b[1:]
	for i := range fields {
		if len(rest) < 2 {
			return Entry{}, errLength
		}
		n := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+n {
			return Entry{}, errLength
		}
		fields[i], rest = rest[2:2+n], rest[2+n:]
	}
	if len(rest) != 0 || len(fields[0]) != 8 || len(fields[2]) != HashSize ||
		len(fields[3]) != 8 || len(fields[4]) != 8 || len(fields[5]) != HashSize {
		return Entry{}, errLength
	}
	e.Index = int64(binary.BigEndian.Uint64(fields[0]))
	e.Kind = string(fields[1])
	e.Case = Hash(fields[2])
	e.Seq = int64(binary.BigEndian.Uint64(fields[3]))
	e.Time = time.UnixMicro(int64(binary.BigEndian.Uint64(fields[4]))).UTC()
	e.Payload = Hash(fields[5])
	if len(e.Kind) == 0 || len(e.Kind) > maxKind || !utf8.ValidString(e.Kind) {
		return Entry{}, errKind
	}
	if e.Index < 0 || e.Seq < 0 {
		return Entry{}, errNumber
	}
	return e, nil
}

// LeafHash is the hash of an entry's bytes as a leaf, RFC 6962 section 2.1.
func LeafHash(entry []byte) Hash { return tlog.RecordHash(entry) }

// MinSalt is the least number of bytes of a salt. Case numbers and answers can
// be guessed and tried; a salt cannot.
const MinSalt = 16

// ErrSalt says that a salt is too short to hide anything.
var ErrSalt = fmt.Errorf("merkle: a salt has at least %d bytes", MinSalt)

// commitDomain keeps a commitment from being mistaken for any other hash.
const commitDomain = "atonce/commit/1\x00"

// Commit is the salted commitment (加盐承诺) to payload: whoever has salt and
// payload can show that they are what was logged; without the salt the hash
// tells nothing. It is SHA-256 of the domain, then salt and payload, each with
// its length in 8 bytes, big-endian.
func Commit(salt, payload []byte) (Hash, error) {
	if len(salt) < MinSalt {
		return Hash{}, ErrSalt
	}
	h := sha256.New()
	var n [8]byte
	h.Write([]byte(commitDomain))
	binary.BigEndian.PutUint64(n[:], uint64(len(salt)))
	h.Write(n[:])
	h.Write(salt)
	binary.BigEndian.PutUint64(n[:], uint64(len(payload)))
	h.Write(n[:])
	h.Write(payload)
	return Hash(h.Sum(nil)), nil
}
