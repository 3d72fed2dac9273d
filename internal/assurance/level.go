// Package assurance names how sure it is who somebody is. Packs demand a level, sessions
// have one.
package assurance

// Level 保证等级 is how sure it is who somebody is: how they were first identified and
// how they signed in, whichever is less. The three levels are those of ISO/IEC 29115
// that governments use for their people (low, substantial, high).
type Level int

// The levels. An item demands the least that it takes.
const (
	None        Level = iota // nobody said
	Low                      // a name that somebody gave and a password
	Substantial              // identified by an office, signed in with two proofs
	High                     // identified in person, signed in with a key that cannot be copied
)

var levelWords = []string{"", "low", "substantial", "high"}

// String is the level as packs and settings write it.
func (l Level) String() string {
	if l < None || l > High {
		return ""
	}
	return levelWords[l]
}

// Parse reads low, substantial or high.
func Parse(s string) (Level, bool) {
	for i, w := range levelWords {
		if i > 0 && w == s {
			return Level(i), true
		}
	}
	return None, false
}
