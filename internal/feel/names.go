package feel

import "strings"

// normalName puts exactly one space where white space stands in a name.
func normalName(name string) string {
	if !strings.ContainsFunc(name, isSpace) {
		return name
	}
	return strings.Join(strings.FieldsFunc(name, isSpace), " ")
}

// knownName is a name cut into tokens, so that the parser can find it whatever
// the white space between them.
type knownName struct {
	name  string
	parts []string
	typ   *Type
}

func newKnownName(name string, t *Type) knownName {
	toks, err := lex(name)
	k := knownName{name: name, typ: t.orAny()}
	if err != nil {
		k.parts = []string{name}
		return k
	}
	for _, t := range toks[:len(toks)-1] {
		k.parts = append(k.parts, t.text)
	}
	return k
}

// nameSet finds the names that begin with a token.
type nameSet struct{ byFirst map[string][]knownName }

func (n *nameSet) add(k knownName) {
	if len(k.parts) == 0 {
		return
	}
	if n.byFirst == nil {
		n.byFirst = map[string][]knownName{}
	}
	n.byFirst[k.parts[0]] = append(n.byFirst[k.parts[0]], k)
}

// longest is the name with the most tokens that stands at the beginning of
// toks. Of equal ones the one added last wins: it hides the others.
func (n *nameSet) longest(toks []token, best *knownName) *knownName {
	for i := range n.byFirst[toks[0].text] {
		k := &n.byFirst[toks[0].text][i]
		if (best == nil || len(k.parts) >= len(best.parts)) && k.matches(toks) {
			best = k
		}
	}
	return best
}

func (k *knownName) matches(toks []token) bool {
	if len(k.parts) > len(toks)-1 { // the last token is the end of the source
		return false
	}
	for i, p := range k.parts {
		if toks[i].text != p || toks[i].kind == tokString {
			return false
		}
	}
	return true
}

// names are the known names of one scope, ancestors not included.
func (s *Scope) nameSet() *nameSet {
	if s.known == nil {
		set := &nameSet{}
		for i, n := range s.names {
			set.add(newKnownName(n, s.types[i]))
		}
		s.known = set
	}
	return s.known
}
