package record

import "time"

// Source 数据来源 says where an answer comes from that was fetched instead of asked: it
// stands in the act that the answer came with, so that whoever explains a decision can
// name the register and the time.
type Source struct {
	Register string    `json:"register"`
	Field    string    `json:"field"`
	State    string    `json:"state"` // fresh, cached, none, down or refused, as the register answered
	AsOf     time.Time `json:"as_of,omitzero"`
	Own      bool      `json:"own,omitempty"` // the person says otherwise, and their word is what counts 信息有误
}

// Given says that the answer is the register's and nobody typed it.
func (s Source) Given() bool { return !s.Own && (s.State == "fresh" || s.State == "cached") }
