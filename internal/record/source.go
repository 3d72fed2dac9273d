package record

import "time"

// Source 数据来源 says where an answer comes from that was fetched instead of asked, or
// which licence it names: it stands in the act that the answer came with, so that whoever
// explains a decision can name the register or the licence, and the time. Of a material
// it also holds what the register said, and the words and files of a person who says
// otherwise or sends a paper in its place.
type Source struct {
	Register string            `json:"register,omitempty"`
	Field    string            `json:"field"` // of the register; of a licence its kind; empty of a material
	State    string            `json:"state"` // fresh, cached, none, down or refused, as the register answered; valid of a licence
	AsOf     time.Time         `json:"as_of,omitzero"`
	Asked    time.Time         `json:"asked,omitzero"`    // when the register was asked
	Own      bool              `json:"own,omitempty"`     // the person says otherwise, and their word is what counts 信息有误
	Why      string            `json:"why,omitempty"`     // down: text key of the reason
	Said     string            `json:"said,omitempty"`    // in a draft: what the register said, which an answer may say otherwise
	Values   map[string]string `json:"values,omitempty"`  // of a material: what the register said, by field
	Words    string            `json:"words,omitempty"`   // of a material: why the person says that the register is wrong
	Files    []string          `json:"files,omitempty"`   // of a material: ids of what the person sent instead
	Licence  string            `json:"licence,omitempty"` // number of the licence that was shown from the wallet
	Version  int               `json:"version,omitempty"` // of the licence, as it was shown
	Digest   string            `json:"digest,omitempty"`  // SHA-256 of its credential as issued, in hexadecimal; empty where licences are not signed
}

// down is the state of an answer that never came, or that nobody could believe.
const down = "down"

// Given says that the answer is the register's and nobody typed it.
func (s Source) Given() bool { return !s.Own && (s.State == "fresh" || s.State == "cached") }

// Down says that the register was asked and gave nothing that can be used 数据源故障.
func (s Source) Down() bool { return s.State == down }

// disputed says that the person says otherwise than a register said: in an answer, or of
// a material in words. A paper sent instead of a material disputes nothing.
func (s Source) disputed() bool { return s.Own && (s.Field != "" || s.Words != "") }

// AnyUnsettled says whether something rests on a person's word or paper only because a
// register gave no answer, or where the person says that the register is wrong: no program
// decides on that by itself.
func AnyUnsettled(sources map[string]Source) bool {
	for _, s := range sources {
		if s.Down() || s.disputed() {
			return true
		}
	}
	return false
}

// Material is the name under which the source of a fetched material is kept. No
// question of a form has such a name.
func Material(id string) string { return "material." + id }

// Shown says that a licence from the holder's wallet stands behind the answer.
func (s Source) Shown() bool { return s.Licence != "" }
