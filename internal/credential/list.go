package credential

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// Status is what became of a credential (draft-ietf-oauth-status-list, section 7.1).
type Status byte

// The statuses in two bits. There is no fourth.
const (
	StatusValid     Status = 0
	StatusInvalid   Status = 1 // revoked, and for good
	StatusSuspended Status = 2 // until further notice
)

// ListSize is how many credentials one list holds: the least that W3C Bitstring Status
// List takes, so that nobody sees from a request which one is meant.
const ListSize = 131072

const bits = 2

// longestList bounds what a list may unpack to: 4 million entries of two bits.
const longestList = 1 << 20

// StatusList 状态列表 is the status of ListSize credentials by their index.
type StatusList struct {
	URI     string
	Issuer  string
	Issued  time.Time
	Expires time.Time     // who has an older list asks again
	TTL     time.Duration // how long it may be kept before asking again
	bytes   []byte
}

// NewList is a list on which everything is valid.
func NewList(issuer, uri string, issued time.Time, ttl, lasts time.Duration) *StatusList {
	return &StatusList{URI: uri, Issuer: issuer, Issued: issued, Expires: issued.Add(lasts), TTL: ttl, bytes: make([]byte, ListSize*bits/8)}
}

// Set puts a status at an index from 0 to ListSize-1.
func (l *StatusList) Set(index int64, s Status) error {
	if index < 0 || index*bits/8 >= int64(len(l.bytes)) || s > StatusSuspended {
		return refuse(NoIndex)
	}
	at, shift := index*bits/8, index*bits%8
	l.bytes[at] = l.bytes[at]&^(3<<shift) | byte(s)<<shift
	return nil
}

// Get is the status at an index.
func (l *StatusList) Get(index int64) (Status, error) {
	if index < 0 || index*bits/8 >= int64(len(l.bytes)) {
		return 0, refuse(NoIndex)
	}
	return Status(l.bytes[index*bits/8] >> (index * bits % 8) & 3), nil
}

// Check refuses a credential that this list says is not valid, or says nothing of.
func (l *StatusList) Check(ref StatusRef, now time.Time) error {
	if ref.URI != l.URI {
		return refuse(OtherList)
	}
	if !l.Expires.IsZero() && !now.Before(l.Expires) {
		return refuse(StaleList)
	}
	s, err := l.Get(ref.Index)
	if err != nil {
		return err
	}
	switch s {
	case StatusValid:
		return nil
	case StatusSuspended:
		return refuse(Suspended)
	}
	return refuse(Withdrawn) // also what has no meaning yet is not valid
}

type listPayload struct {
	Iss  string       `json:"iss"`
	Sub  string       `json:"sub"`
	Iat  seconds      `json:"iat"`
	Exp  *seconds     `json:"exp,omitempty"`
	TTL  int64        `json:"ttl,omitempty"`
	List *statusBytes `json:"status_list"`
}

type statusBytes struct {
	Bits int    `json:"bits"`
	List string `json:"lst"`
}

// Sign is the list as a statuslist+jwt.
func (l *StatusList) Sign(s sign.Signer) (string, error) {
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestCompression)
	if err != nil {
		return "", fail.Wrap(err, "credential: pack a status list")
	}
	if _, err := w.Write(l.bytes); err != nil {
		return "", fail.Wrap(err, "credential: pack a status list")
	}
	if err := w.Close(); err != nil {
		return "", fail.Wrap(err, "credential: pack a status list")
	}
	exp := seconds(l.Expires.Unix())
	return signToken(s, typeStatusList, listPayload{Iss: l.Issuer, Sub: l.URI, Iat: seconds(l.Issued.Unix()), Exp: &exp, TTL: int64(l.TTL / time.Second),
		List: &statusBytes{bits, encode(packed.Bytes())}})
}

// OpenList reads a statuslist+jwt that a trusted key of its issuer signed, of two bits a
// status.
func OpenList(text string, trust Trust) (*StatusList, error) {
	t, err := parseToken(strings.TrimSpace(text), typeStatusList)
	if err != nil {
		return nil, err
	}
	var p listPayload
	if err := sign.Decode(t.payload, &p); err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	if err := t.checkBy(trust, p.Iss); err != nil {
		return nil, err
	}
	if p.Sub == "" || !p.Iat.valid() || p.TTL < 0 || p.TTL > latest || p.Exp != nil && !p.Exp.valid() || p.List == nil || p.List.Bits != bits {
		return nil, refuse(Malformed)
	}
	packed, err := sign.DecodeBase64(p.List.List)
	if err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	l := &StatusList{URI: p.Sub, Issuer: p.Iss, Issued: p.Iat.time(), TTL: time.Duration(min(p.TTL, 1<<31)) * time.Second}
	if p.Exp != nil {
		l.Expires = p.Exp.time()
	}
	l.bytes, err = unpack(r)
	return l, err
}

// unpack reads a packed list, and no more than the bound.
func unpack(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, longestList+1))
	if err != nil {
		return nil, refuse(Malformed).Because(err)
	}
	if len(b) > longestList {
		return nil, refuse(TooBig)
	}
	return b, nil
}

// Purpose is what a W3C Bitstring Status List says: there is one list for each.
type Purpose string

// The purposes.
const (
	Revocation Purpose = "revocation"
	Suspension Purpose = "suspension"
)

// Bitstring is the same list as a W3C Bitstring Status List credential (Recommendation of
// 15 May 2025), for readers of that family: one bit each, of one purpose, signed as vc+jwt.
func (l *StatusList) Bitstring(s sign.Signer, uri string, p Purpose) (string, error) {
	status := StatusInvalid
	if p == Suspension {
		status = StatusSuspended
	}
	n := int64(len(l.bytes)) * 8 / bits
	set := make([]byte, n/8)
	for i := range n {
		if got, err := l.Get(i); err == nil && got == status {
			set[i/8] |= 0x80 >> (i % 8) // index 0 is the leftmost bit
		}
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(set); err != nil {
		return "", fail.Wrap(err, "credential: pack a bitstring")
	}
	if err := w.Close(); err != nil {
		return "", fail.Wrap(err, "credential: pack a bitstring")
	}
	return signToken(s, typeBitstring, map[string]any{
		"@context":   []string{"https://www.w3.org/ns/credentials/v2"},
		"id":         uri,
		"type":       []string{"VerifiableCredential", "BitstringStatusListCredential"},
		"issuer":     l.Issuer,
		"validFrom":  l.Issued.UTC().Format(time.RFC3339),
		"validUntil": l.Expires.UTC().Format(time.RFC3339),
		"credentialSubject": map[string]any{
			"id":            uri + "#list",
			"type":          "BitstringStatusList",
			"statusPurpose": string(p),
			"ttl":           l.TTL.Milliseconds(),
			"encodedList":   "u" + encode(packed.Bytes()),
		},
	})
}
