package people_test

import (
	"testing"
	"testing/fstest"

	"atonce/internal/people"
)

// Nobody is two of the three keepers, wherever the two posts are.
func TestKeepersAreThreePeople(t *testing.T) {
	const head = "format: 1\noffices:\n- {id: a, kind: x, name: {zh: 甲}, area: \"330199\", letters: AA}\n- {id: b, kind: x, name: {zh: 乙}, area: \"330199\", letters: BB}\n"
	for _, c := range []struct {
		posts string
		bad   bool
	}{
		{"[{office: a, role: system-keeper}, {office: b, role: audit-keeper}]", true},
		{"[{office: a, role: security-keeper}, {office: a, role: system-keeper}]", true},
		{"[{office: a, role: system-keeper}, {office: b, role: system-keeper}]", false},
		{"[{office: a, role: audit-keeper}, {office: a, role: clerk}]", false},
	} {
		_, problems := people.Read(fstest.MapFS{"offices.yaml": {Data: []byte(head)},
			"people.yaml": {Data: []byte("format: 1\npeople:\n- {id: p, name: {zh: 人}, kind: official, posts: " + c.posts + "}\n")}}, ".")
		if found := len(problems) > 0; found != c.bad {
			t.Errorf("%s: %v", c.posts, problems)
		}
	}
}
