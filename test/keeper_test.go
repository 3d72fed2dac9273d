package test

import (
	"slices"
	"strings"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/scene"
)

const hill = `office,name,name_en,kind,area,letters,parent,person,person_name,person_name_en,identity,role
hill,山县图书馆,Hill Library,library,330198,SL,,,,,,
hill-north,山县图书馆北馆,Hill Library North,library,330198,SN,hill,,,,,
hill,,,,,,,wang-wu,王五,Wang Wu,,clerk
hill-north,,,,,,,wang-wu,王五,,330199199603082231,examiner
hill,,,,,,,zhao-liu,赵六,Zhao Liu,,head
`

func organised(t *testing.T, s *scene.Scene, file string, dry bool) desk.Reorganised {
	t.Helper()
	r, err := s.Desk.Reorganise(t.Context(), s.Person("mei-xun"), []byte(file), dry)
	if err != nil {
		t.Fatal(err, fail.As(err).Fields)
	}
	return r
}

// program is whoever a token lets in; ok says that it lets anybody in.
func program(t *testing.T, s *scene.Scene, token string) bool {
	t.Helper()
	_, ok, err := s.Desk.WhoIs(t.Context(), token, people.APISession)
	must(t, err)
	return ok
}

func tokenOf(t *testing.T, s *scene.Scene, person string) string {
	t.Helper()
	p, err := s.Desk.Person(t.Context(), person)
	must(t, err)
	token, err := s.Desk.MakeToken(t.Context(), p, "a program", people.Scopes{people.ScopeRead}, 30)
	must(t, err)
	if !program(t, s, token) {
		t.Fatal("a fresh token lets nobody in")
	}
	return token
}

// Whoever is signed out by a keeper, or has left, is out with every program in their name.
func TestTokensEndWithSessions(t *testing.T) {
	s := scene.New(t)
	organised(t, s, hill, false)
	stays, loses, leaves, ended := tokenOf(t, s, "zhang-min"), tokenOf(t, s, "wang-wu"), tokenOf(t, s, "zhao-liu"), tokenOf(t, s, "wu-fang")
	must(t, s.Desk.EndSessionsOf(t.Context(), s.Person("an-ran"), "wu-fang", "电脑丢失"))
	if program(t, s, ended) {
		t.Error("a token works after the sessions were ended")
	}
	lines := strings.SplitAfter(hill, "\n")
	organised(t, s, strings.Join(slices.Concat(lines[:4], lines[5:6]), ""), false) // wang-wu is no examiner any more
	if program(t, s, loses) || !program(t, s, leaves) {
		t.Error("a token outlives a post, or ends with somebody else's")
	}
	organised(t, s, strings.Join(lines[:4], ""), false)
	if program(t, s, leaves) {
		t.Error("a token works for who has left")
	}
	if !program(t, s, stays) {
		t.Error("the token of somebody else has ended")
	}
}

// What a file has no column for stays as it was, and who somebody is may stand in any of
// their rows.
func TestAnOrganisationWithFewerColumns(t *testing.T) {
	s := scene.New(t)
	organised(t, s, hill, false)
	wang, err := s.Desk.Person(t.Context(), "wang-wu")
	must(t, err)
	if wang.Identity != "330199199603082231" || wang.Name["en"] != "Wang Wu" {
		t.Errorf("of two rows was kept: %+v", wang)
	}
	short := `office,name,kind,area,letters,person,person_name,role
hill,山县图书馆,library,330198,SL,,,
hill-north,山县图书馆北馆,library,330198,SN,,,
hill,,,,,wang-wu,王五,clerk
hill-north,,,,,wang-wu,王五,examiner
hill,,,,,zhao-liu,赵六,head
`
	if r := organised(t, s, short, false); !r.Nothing() {
		t.Errorf("a file that says less changes %+v", r)
	}
	if o, _ := s.Desk.Office("hill-north"); o.Parent != "hill" || o.Name["en"] != "Hill Library North" {
		t.Errorf("the office is %+v", o)
	}
	// A column that is there and empty says that there is nothing.
	organised(t, s, strings.Replace(hill, "SN,hill,", "SN,,", 1), false)
	if o, _ := s.Desk.Office("hill-north"); o.Parent != "" {
		t.Errorf("the office is still below %q", o.Parent)
	}
	_, err = s.Desk.Reorganise(t.Context(), s.Person("mei-xun"), []byte(hill+"hill,,,,,,,wang-wu,王五,,330199199205171124,head\n"), true)
	if e := fail.As(err); len(e.Fields) != 1 || e.Fields[0].Key != "people.organisation-identity" || e.Fields[0].Path != "line 7" {
		t.Errorf("one person with two identities: %v", e.Fields)
	}
}

// Looking first refuses what writing would: somebody who is a keeper in an office that the
// file does not speak of becomes no second one.
func TestADryRunRefusesTwoKeepers(t *testing.T) {
	s := scene.New(t)
	file := hill + "hill,,,,,,,shen-jing,申静,Shen Jing,,security-keeper\n"
	for _, dry := range []bool{true, false} {
		_, err := s.Desk.Reorganise(t.Context(), s.Person("mei-xun"), []byte(file), dry)
		if e := fail.As(err); fail.KindOf(err) != fail.Invalid || len(e.Fields) != 1 || e.Fields[0].Key != "people.two-keepers" || e.Fields[0].Path != "shen-jing" {
			t.Errorf("dry %v: %v %v", dry, err, e.Fields)
		}
	}
	if _, ok := s.Desk.Office("hill"); ok {
		t.Error("an office was written")
	}
}
