package record

import "time"

// Source 数据来源 says where an answer comes from that was fetched instead of asked, or
// which licence it names: it stands in the act that the answer came with, so that whoever
// explains a decision can name the register or the licence, and the time.
type Source struct {
	Register string    `json:"register,omitempty"`
	Field    string    `json:"field"` // of the register; of a licence its kind
	State    string    `json:"state"` // fresh, cached, none, down or refused, as the register answered; valid of a licence
	AsOf     time.Time `json:"as_of,omitzero"`
	Own      bool      `json:"own,omitempty"`     // the person says otherwise, and their word is what counts 信息有误
	Licence  string    `json:"licence,omitempty"` // number of the licence that was shown from the wallet
	Version  int       `json:"version,omitempty"` // of the licence, as it was shown
	Digest   string    `json:"digest,omitempty"`  // SHA-256 of its credential as issued, in hexadecimal; empty where licences are not signed
}

// Given says that the answer is the register's and nobody typed it.
func (s Source) Given() bool { return !s.Own && (s.State == "fresh" || s.State == "cached") }

// Shown says that a licence from the holder's wallet stands behind the answer.
func (s Source) Shown() bool { return s.Licence != "" }
