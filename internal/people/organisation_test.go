package people

import (
	"strings"
	"testing"
)

const goodOrganisation = `office,name,name_en,kind,area,letters,parent,person,person_name,person_name_en,identity,role
hill,山县图书馆,Hill Library,library,330198,HL,,,,,,
hill-north,山县图书馆北馆,,library,330198,HN,hill,,,,,
hill,,,,,,,wang-wu,王五,Wang Wu,,clerk
hill-north,,,,,,,wang-wu,王五,,,examiner
hill,,,,,,,zhao-liu,赵六,,,head
`

func none(string) bool { return false }

func TestReadOrganisation(t *testing.T) {
	o, problems := ReadOrganisation([]byte("\ufeff"+goodOrganisation), none)
	if len(problems) > 0 || len(o.Offices) != 2 || len(o.People) != 2 || len(o.People[0].Posts) != 2 || o.Offices[1].Parent != "hill" || o.Offices[1].Name["en"] != "山县图书馆北馆" {
		t.Fatalf("%+v, %v", o, problems)
	}
}

// Every problem is told at once, each with its line.
func TestReadOrganisationTellsEveryProblem(t *testing.T) {
	bad := strings.Join([]string{
		"office,name,name_en,kind,area,letters,parent,person,person_name,person_name_en,identity,role",
		"hill,山县图书馆,,library,3301,HL,,,,,,",                    // 2: area
		"hill,山县图书馆,,library,330198,HL,,,,,,",                  // 3: twice
		"dale,,,library,330198,HL,nowhere,,,,,",                // 4: no name, letters, parent
		"hill,,,,,,,Wang Wu,王五,,,clerk",                        // 5: id
		"moon,,,,,,,zhao-liu,赵六,,,head",                        // 6: no office
		"hill,,,,,,,zhao-liu,赵七,,,",                            // 7: no role, other name
		"hill,,,,,,,sun-ba,孙八,,,system-keeper",                 // 8
		"hill,,,,,,,sun-ba,孙八,,,audit-keeper",                  // 9: two keepers, told of both lines
		"loop-a,甲,,library,330198,LA,loop-b,,,,,",              // 10: loop
		"loop-b,乙,,library,330198,LB,loop-a,,,,,,,,,,too,many", // 11: wide
	}, "\n")
	_, problems := ReadOrganisation([]byte(bad), none)
	want := []string{"line 2 people.organisation-area", "line 3 people.organisation-twice", "line 4 people.organisation-missing", "line 4 people.organisation-letters",
		"line 4 people.no-office", "line 5 people.organisation-id", "line 6 people.no-office", "line 7 people.organisation-missing", "line 7 people.organisation-name",
		"line 8 people.two-keepers", "line 9 people.two-keepers", "line 10 people.no-office", "line 11 people.organisation-wide"}
	var got []string
	for _, p := range problems {
		got = append(got, p.Path+" "+p.Key)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for name, file := range map[string]string{"empty": "", "no columns": "a,b\n1,2\n", "a torn quote": goodOrganisation + "\"hill", "other letters": "\xff\xfe"} {
		if _, problems := ReadOrganisation([]byte(file), none); len(problems) == 0 {
			t.Errorf("%s: no problem is told", name)
		}
	}
	loop := strings.Replace(strings.Replace(goodOrganisation, "330198,HL,,", "330198,HL,hill-north,", 1), "x", "x", 1)
	if _, problems := ReadOrganisation([]byte(loop), none); len(problems) != 2 || problems[0].Key != "people.organisation-loop" {
		t.Errorf("two offices above each other: %v", problems)
	}
}

func FuzzReadOrganisation(f *testing.F) {
	f.Add([]byte(goodOrganisation))
	f.Add([]byte("office,name\n\"a"))
	f.Fuzz(func(t *testing.T, file []byte) {
		o, problems := ReadOrganisation(file, none)
		if len(problems) > 0 && (len(o.Offices) > 0 || len(o.People) > 0) {
			t.Error("something was read of a file with problems")
		}
		for _, p := range o.People {
			if len(p.Posts) == 0 || TwoKeepers(p.Posts) {
				t.Errorf("%+v", p)
			}
		}
	})
}
