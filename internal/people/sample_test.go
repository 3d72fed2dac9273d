package people_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/code"
	"atonce/internal/declare"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/text"
)

func sample(t *testing.T) people.Sample {
	t.Helper()
	s, problems := people.LoadSample(os.DirFS("../../packs"))
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	return s
}

// The made-up people must pass every check of real ones, and belong to nobody.
func TestSamplePeopleAreValidAndNobody(t *testing.T) {
	s := sample(t)
	ids := map[string]bool{}
	rare := false
	for _, p := range s.People {
		if ids[p.ID] {
			t.Errorf("%s stands twice", p.ID)
		}
		ids[p.ID] = true
		for _, r := range p.In(text.ZH) {
			rare = rare || r > 0xFFFF
		}
		if p.Identity == "" {
			continue
		}
		area := ""
		switch p.Kind {
		case people.Natural:
			n, err := code.ParseIdentity(p.Identity)
			if err != nil {
				t.Errorf("%s: %v", p.ID, err)
				continue
			}
			area = n.Area()
		case people.Firm:
			c, err := code.ParseCredit(p.Identity)
			if err != nil {
				t.Errorf("%s: %v", p.ID, err)
				continue
			}
			area = c.Area()
		}
		if area != "330199" {
			t.Errorf("%s has the number of a real county, %s", p.ID, area)
		}
	}
	if !rare {
		t.Error("nobody has a name beyond the basic plane, so nothing tries one")
	}
	for _, id := range []string{"pack-keeper-1", "pack-keeper-2"} {
		if !ids[id] {
			t.Errorf("%s is missing: packs come into force by two people", id)
		}
	}
}

// Every service of the sample county can be worked to its end: its agency has an
// office, and every role in its procedure is somebody's.
func TestEveryRoleIsHeld(t *testing.T) {
	s := sample(t)
	set, problems := pack.Load(os.DirFS("../../packs"))
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	held := map[string][]string{}
	for _, p := range s.People {
		for _, x := range p.Posts {
			held[x.Role] = append(held[x.Role], p.ID)
		}
	}
	for _, service := range set.Services() {
		if strings.HasPrefix(service.Area(), "_") {
			continue // fixtures have no county
		}
		if !slices.ContainsFunc(s.Offices, func(o people.Office) bool { return o.Kind == service.Item().Agency }) {
			t.Errorf("%s: no office of kind %s", service.ID(), service.Item().Agency)
		}
		p := service.Procedure()
		permits := []casework.Permit{p.Opens}
		for _, stage := range p.Stages {
			permits = append(permits, stage.May...)
		}
		for _, permit := range permits {
			for _, r := range permit.By {
				if r != casework.RoleApplicant && r != casework.RoleSystem && held[string(r)] == nil {
					t.Errorf("%s: nobody is %s, who may %s", service.ID(), r, permit.Verb)
				}
			}
			if slices.ContainsFunc(permit.NotBy, func(t casework.Trigger) bool { return t.Verb == casework.Record }) && slices.ContainsFunc(permit.By, func(r casework.Role) bool { return len(held[string(r)]) < 2 }) {
				t.Errorf("%s: %s needs a second person", service.ID(), permit.Verb)
			}
		}
	}
}
