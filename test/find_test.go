package test

import (
	"slices"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/scene"
)

// Officials find cases by number, name, how it is said, and the tail of a number, at
// once after the act, and only those of their own offices.
func TestCasesAreFound(t *testing.T) {
	s := scene.New(t)
	numbers := map[string]string{}
	for _, name := range []string{"林晓", "王阿珍", "欧阳雪梅", "Anna Schmidt", "杭州湖畔餐饮有限公司"} {
		numbers[name] = s.File(applicant, scene.Card, scene.Reader(name))
	}
	east := s.Person("east-clerk")
	find := func(by, text string) []string {
		t.Helper()
		p, err := s.Desk.Worklist(t.Context(), s.Person(by), desk.Asked{Pile: desk.PileAll, Text: text, Size: 50})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range p.Rows {
			out = append(out, r.Number)
		}
		return out
	}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"林晓", []string{"林晓"}}, {"晓", []string{"林晓"}}, {"林", []string{"林晓"}}, {"lin xiao", []string{"林晓"}}, {"linxiao", []string{"林晓"}}, {"lx", []string{"林晓"}},
		{"wangazhen", []string{"王阿珍"}}, {"阿珍", []string{"王阿珍"}}, {"ouyang", []string{"欧阳雪梅"}}, {"oyxm", []string{"欧阳雪梅"}},
		{"anna", []string{"Anna Schmidt"}}, {"SCHM", []string{"Anna Schmidt"}}, {"湖畔", []string{"杭州湖畔餐饮有限公司"}}, {"hupan", []string{"杭州湖畔餐饮有限公司"}},
		{"湖畔 杭州", []string{"杭州湖畔餐饮有限公司"}}, {numbers["王阿珍"], []string{"王阿珍"}}, {numbers["王阿珍"][len(numbers["王阿珍"])-6:], []string{"王阿珍"}},
		{"晓林", nil}, {"!!", nil}, {`" OR "`, nil}, {"office", nil},
	} {
		var want []string
		for _, n := range c.want {
			want = append(want, numbers[n])
		}
		if got := find(east.ID, c.text); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", c.text, got, want)
		}
		if got := find("west-clerk", c.text); len(got) > 0 {
			t.Errorf("%q finds %v in an office that has none", c.text, got)
		}
	}
	// A case that is referred on is found where it is now.
	s.Do(east.ID, numbers["林晓"], casework.Act{Verb: casework.Refer, Office: scene.West, Reason: "不在本馆辖区"})
	if got := find("west-clerk", "林晓"); !slices.Equal(got, []string{numbers["林晓"]}) {
		t.Errorf("after it was referred the other office finds %v", got)
	}
	if got := find(east.ID, "林晓"); len(got) > 0 {
		t.Errorf("after it was referred the first office finds %v", got)
	}
	// What is searched for can be made anew from the acts.
	if _, err := s.Desk.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := find(east.ID, "欧阳"); !slices.Equal(got, []string{numbers["欧阳雪梅"]}) {
		t.Errorf("built anew it finds %v", got)
	}
}
