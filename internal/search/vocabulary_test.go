package search

import (
	"slices"
	"testing"
)

func TestTitlesWithStars(t *testing.T) {
	for _, c := range []struct {
		starred, title string
		want           bool
	}{
		{"供水报装", "供水报装", true}, {"供水报装", "供水报装点", false}, {"拖拉机*登记", "拖拉机注册登记", true}, {"拖拉机*登记", "拖拉机登记", true}, {"拖拉机*登记", "拖拉机登记表", false},
		{"*招标*备案*", "公路工程招标备案", true}, {"*招标*备案*", "备案招标", false}, {"*", "", true}, {"a*a", "a", false},
	} {
		if got := like(c.starred, c.title); got != c.want {
			t.Errorf("%q like %q: %v", c.title, c.starred, got)
		}
	}
}

// What people call a document finds it, and stands in the place of nothing that it is called itself.
func TestVocabulary(t *testing.T) {
	docs := []Doc{{ID: "water", Phrases: []string{"供水报装（县级）"}}, {ID: "gas", Phrases: []string{"供气报装"}}, {ID: "card", Phrases: []string{"居民身份证挂失"}}, {ID: "renew", Phrases: []string{"居民身份证换领"}}, {ID: "show", Phrases: []string{"营业性演出审批"}}}
	v := Vocabulary{
		Things:    []Group{{"演出", "演唱会"}, {"身份证", "id card"}},
		Beside:    []Group{{"挂失", "丢了"}, {"换领", "过期"}, {"老人", "奶奶家"}},
		Elsewhere: Group{"门票", "天气"},
		Called:    []Called{{Of: []string{"供水报装"}, As: []string{"装水表", "connect water"}}, {Of: []string{"供*报装"}, As: []string{"新房开通"}}},
	}
	for _, x := range []*Index{New(docs, v), New(docs[:2], v).With(docs[1:])} {
		for query, want := range map[string]string{"我要装个水表": "water", "zhuang shuibiao": "water", "connect the water": "water", "身份证丢了": "card", "身份证过期": "renew", "id card 过期": "renew", "身份证": "renew", "演唱会": "show"} {
			hits := x.Find(query, false, 3)
			if !slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == want }) || query != "身份证" && hits[0].ID != want {
				t.Errorf("%q finds %v, want %s", query, hits, want)
			}
		}
		if hits := x.Find("新房开通", false, 3); len(hits) != 2 {
			t.Errorf("a name of two finds %v", hits)
		}
		// Who asks does not decide; what no document is about does.
		if hits := x.Find("老人身份证丢了", false, 1); len(hits) == 0 || hits[0].ID != "card" {
			t.Errorf("who asks turns the answer to %v", hits)
		}
		if hits := x.Find("周杰伦演唱会门票", false, 1); len(hits) > 0 {
			t.Errorf("a ticket is found: %v", hits)
		}
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	var v Vocabulary
	if p := v.Read("words.yaml", []byte("format: 1\ncalled:\n  - {of: [供水报装]}\nnames: []\n")); len(p) != 2 {
		t.Errorf("two faults are reported as %v", p)
	}
	v = Vocabulary{}
	if p := v.Read("words.yaml", []byte("format: 1\ncalled:\n  - {of: [供水报装], as: [装水表]}\nbeside: [[丢了, 挂失]]\nelsewhere: [天气]\n")); len(p) > 0 || len(v.Called) != 1 || len(v.Beside) != 1 || len(v.Elsewhere) != 1 {
		t.Errorf("read %v with %v", v, p)
	}
}

func TestShortenedInitials(t *testing.T) {
	for _, c := range []struct {
		letters, initials string
		want              bool
	}{{"gsdj", "gssldj", true}, {"tkrygy", "tkryjzgy", true}, {"gsd", "gssld", false}, {"gsdj", "gsdj", false}, {"gsxx", "gssldj", false}} {
		if got := shortened(c.letters, c.initials); got != c.want {
			t.Errorf("%s of %s: %v", c.letters, c.initials, got)
		}
	}
}
