package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What somebody typed with an error in it still leads to what stands there.
func TestWhatIsTypedWrongIsNear(t *testing.T) {
	for _, c := range []struct{ query, text string }{
		{"王丽蝶", "王丽娟"}, {"张丽娟", "王丽娟"}, {"王大娟", "王丽娟"}, {"丽王娟", "王丽娟"}, {"王立军", "王丽君"}, {"欧雪梅", "欧阳雪梅"}, {"欧阳雪红梅", "欧阳雪梅"},
		{"建国汽车修理", "建国汽修"}, {"chnezhiqiang", "陈志强"}, {"wangglijuan", "王丽娟"}, {"niuyang", "刘洋"}, {"fuge", "胡歌"}, {"wulixiao", "吴小莉"},
		{"schmitt", "Anna Schmidt"}, {"davidwong", "David Wong"}, {"19999000019", "13999000019"}, {"13800010099", "13800010031"}, {"1380001031", "13800010031"}, {"138000100031", "13800010031"}, {"13800100031", "13800010031"}, {"10031", "13800010031"},
	} {
		if !standsNear(LoosestOf(c.query), TermsOf(c.text)) {
			t.Errorf("%q is not near %q", c.query, c.text)
		}
	}
	for _, c := range []struct{ query, text string }{{"王丽", "李丽"}, {"李建国", "王丽娟"}, {"schmidt", "Anna Schulz"}, {"13800010031", "13900020042"}} {
		if standsNear(LoosestOf(c.query), TermsOf(c.text)) {
			t.Errorf("%q is near %q", c.query, c.text)
		}
	}
}

// Courtesy and numbers in characters are no errors: they are read before.
func TestCourtesyAndNumbersInCharacters(t *testing.T) {
	for query, want := range map[string]string{"陈志强老板": "陈志强", "章伟先生": "章伟", "赵子龙的店": "赵子龙 店", "站前路三十三号": "站前路33号", "十字街十二号": "十字街12号", "三里村": "三里村"} {
		if got := strings.TrimSpace(inDigits(bare(query))); got != want {
			t.Errorf("%q is read as %q, want %q", query, got, want)
		}
	}
}

// A search looks for few things, however long what was pasted.
func TestWaysAreFew(t *testing.T) {
	for _, query := range []string{strings.Repeat("王", 500), strings.Repeat("wang ", 100), strings.Repeat("a", 500), strings.Repeat("chenzhiqiangwang ", 9), strings.Repeat("12345678 ", 60), "欧阳雪梅 chenzhiqiang 13800010012 溪前路"} {
		ways := 0
		for _, a := range LoosestOf(query) {
			ways += 1 + len(a.Parted) + len(a.Near)
		}
		if ways > 200 {
			t.Errorf("%.20q… is looked for in %d ways", query, ways)
		}
	}
}

func FuzzLoosestOf(f *testing.F) {
	for _, q := range []string{"王丽娟", "chnezhiqiang", "溪前路十二号", "13800010012", "𠮷", "\xff", "的", "先生", "븽", "бюро"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, a := range LoosestOf(query) {
			for _, c := range a.Near {
				for _, w := range slices.Concat(slices.Concat(c.Written...), c.Begun, c.Spoken, c.Initials) {
					if w == "" || !utf8.ValidString(w) || strings.ContainsAny(w, `"* `) {
						t.Fatalf("%q is looked for by %q", query, w)
					}
				}
			}
		}
	})
}

// standsNear says whether every part of what is looked for is there, typed right or wrong.
func standsNear(asked []Asked, terms Terms) bool {
	phrase := func(in string, words []string) bool {
		return len(words) > 0 && strings.Contains(" "+in+" ", " "+strings.Join(words, " ")+" ")
	}
	begun := func(in, word string) bool { return strings.Contains(" "+in, " "+word) }
	for _, a := range asked {
		ok := phrase(terms.Written, a.Written) || phrase(terms.Spoken, a.Spoken)
		for _, c := range a.Near {
			all := true
			for _, w := range c.Written {
				all = all && phrase(terms.Written, w)
			}
			for _, w := range c.Begun {
				all = all && begun(terms.Written, w)
			}
			if len(c.Spoken) > 0 {
				all = all && (phrase(terms.Spoken, c.Spoken) || begun(terms.Spoken, c.Together))
			}
			if len(c.Initials) > 0 {
				all = all && phrase(terms.Initials, c.Initials)
			}
			ok = ok || all
		}
		if !ok {
			return false
		}
	}
	return len(asked) > 0
}
