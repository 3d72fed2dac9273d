package people

import (
	"slices"
	"strings"
)

// Scope 令牌权限 is what a token may be used for. A token opens nothing it was not made for.
type Scope string

// The scopes.
const (
	ScopeRead      Scope = "read"      // the holder's cases, and those of their offices
	ScopeFile      Scope = "file"      // cases in the holder's name
	ScopeAct       Scope = "act"       // acts on cases, but decisions
	ScopeDecide    Scope = "decide"    // decisions: without a person who proves who they are at that moment
	ScopeRegisters Scope = "registers" // registers and data that offices share
	ScopePeople    Scope = "people"    // officials and their posts, for a directory (SCIM)
)

// AllScopes are all there are, in the order in which they are offered.
var AllScopes = []Scope{ScopeRead, ScopeFile, ScopeAct, ScopeDecide, ScopeRegisters, ScopePeople}

// Scopes are what one token may be used for.
type Scopes []Scope

// Has says whether x is among them.
func (s Scopes) Has(x Scope) bool { return slices.Contains(s, x) }

// String is the scopes as they are kept: words with blanks between.
func (s Scopes) String() string {
	words := make([]string, len(s))
	for i, x := range s {
		words[i] = string(x)
	}
	return strings.Join(words, " ")
}

// ParseScopes reads scopes as String writes them. The first word that is no scope is
// answered.
func ParseScopes(words string) (out Scopes, unknown string) {
	for _, w := range strings.Fields(words) {
		if !slices.Contains(AllScopes, Scope(w)) {
			return nil, w
		}
		out = append(out, Scope(w))
	}
	return out, ""
}
