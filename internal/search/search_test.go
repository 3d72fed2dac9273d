package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

var shops = []Doc{
	{ID: "shop", Phrases: []string{"个体工商户设立登记", "Registering an individual business", "开店", "营业执照"}},
	{ID: "card", Phrases: []string{"老年人优待证", "Senior citizen card", "敬老卡"}},
	{ID: "stay", Phrases: []string{"居住证办理", "Residence permit"}},
	{ID: "fund", Phrases: []string{"住房公积金提取", "Housing fund withdrawal"}},
	{ID: "bank", Phrases: []string{"银行开户许可", "Bank account permit"}},
}

var sameWords = Vocabulary{Things: []Group{{"开店", "开面包店"}, {"老年卡", "老年人优待证", "敬老卡"}, {"暂住证", "居住证"}, {"公积金", "住房公积金"}, {"oap", "senior citizen"}}}

// What is said about a hit must be true: the page tells the person why it is shown.
func TestHowItMatched(t *testing.T) {
	x := New(shops, sameWords)
	for _, c := range []struct {
		query, id, by string
		way           Way
	}{
		{"营业执照", "shop", "营业执照", Words},
		{"個體工商戶", "shop", "个体工商户设立登记", Sound},
		{"我想开面包店", "shop", "开店", Meaning},
		{"kai mianbaodian", "shop", "开店", Meaning},
		{"kāidiàn", "shop", "开店", Sound},
		{"gtgsh", "shop", "个体工商户设立登记", Initials},
		{"老年ka", "card", "老年人优待证", Meaning},
		{"暂注证", "stay", "居住证办理", Meaning},
		{"公积精", "fund", "住房公积金提取", Sound},
		{"yinghang kaihu", "bank", "银行开户许可", Sound},
		{"juzhuzhneg", "stay", "居住证办理", Typo},
		{"registering BUSINESSES", "shop", "Registering an individual business", Words},
		{"ｒｅｓｉｄｅｎｃｅ", "stay", "Residence permit", Words},
		{"residense permitt", "stay", "Residence permit", Typo},
		{"OAP", "card", "Senior citizen card", Meaning},
	} {
		hits := x.Find(c.query, false, 3)
		if len(hits) == 0 {
			t.Errorf("%s found nothing; nearest %v", c.query, x.Nearest(c.query, 1))
			continue
		}
		h := hits[0]
		if h.ID != c.id || h.By != c.by || h.Way != c.way || h.Exact != (c.way == Words) {
			t.Errorf("%s found %s for %q by %s (%.2f), want %s for %q by %s", c.query, h.ID, h.By, h.Way, h.Score, c.id, c.by, c.way)
		}
	}
}

func TestLiteralKeepsToTheWords(t *testing.T) {
	x := New(shops, sameWords)
	for _, q := range []string{"开面包店", "gtgsh", "老年ka", "暂注证", "juzhuzheng"} {
		for _, h := range x.Find(q, true, 5) {
			if !h.Exact || h.Way != Words {
				t.Errorf("%s, to the letter, found %s by %s", q, h.ID, h.Way)
			}
		}
	}
	if h := x.Find("开店", true, 5); len(h) != 1 || h[0].ID != "shop" {
		t.Errorf("开店, to the letter: %v", h)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	x := New(append(slices.Clone(shops), Doc{ID: "heavy", Phrases: []string{"急救"}, Weight: 2}, Doc{ID: "nameless"}), sameWords)
	for _, q := range []string{"", "  ，。", "量子引力", "qqqqqqq", "\xff\xfe", strings.Repeat("啊", 5000)} {
		if h := x.Find(q, false, 5); len(h) > 0 {
			t.Errorf("%q found %v", q, h)
		}
		if h := x.Nearest(q, 3); len(h) != 3 {
			t.Errorf("%q: nearest are %v", q, h)
		}
	}
	if h := x.Nearest("qqqqqqq", 3); h[0].ID != "heavy" {
		t.Errorf("where nothing is near the heaviest comes first: %v", h)
	}
	if h := New(nil, Vocabulary{}).Nearest("开店", 3); len(h) > 0 {
		t.Errorf("an empty index found %v", h)
	}
}

// An index that was changed answers as one that was made anew.
func TestWith(t *testing.T) {
	docs := realItems(t)
	r := rand.New(rand.NewPCG(1, 2))
	x := New(docs[:600], sameWords)
	gone := []string{docs[3].ID, docs[400].ID, "never there"}
	changed := append(slices.Clone(docs[600:]), Doc{ID: docs[7].ID, Phrases: []string{"量子引力许可"}})
	y := x.With(changed, gone...)

	var all []Doc
	for _, d := range append(slices.Clone(docs[:600]), changed...) {
		if !slices.Contains(gone, d.ID) && (d.ID != docs[7].ID || d.Phrases[0] == "量子引力许可") {
			all = append(all, d)
		}
	}
	z := New(all, sameWords)
	if y.Size() != z.Size() || y.Size() != len(docs)-2 {
		t.Fatalf("%d documents changed, %d anew, of %d", y.Size(), z.Size(), len(docs))
	}
	for range 200 {
		d := []rune(docs[r.IntN(len(docs))].Phrases[0])
		from := r.IntN(len(d))
		q := string(d[from:min(len(d), from+2+r.IntN(6))])
		if a, b := y.Find(q, false, 10), z.Find(q, false, 10); fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("%s: changed %v, anew %v", q, a, b)
		}
	}
	if h := y.Find("量子引力", false, 1); len(h) != 1 || h[0].ID != docs[7].ID {
		t.Errorf("the changed document is not found: %v", h)
	}
	if h := x.Find("量子引力", false, 1); len(h) != 0 {
		t.Errorf("the index before has changed: %v", h)
	}
}

// Every real item is found by its own name, by its pinyin, and with one character
// replaced by another of the same sound.
func TestEveryItemIsFound(t *testing.T) {
	docs := realItems(t)
	x := New(docs, Vocabulary{})
	same := map[string][]rune{}
	for r := rune(0x4E00); r < 0x9FA5; r++ {
		for _, d := range pinyin.SinglePinyin(r, pinyin.NewArgs()) {
			same[d] = append(same[d], r)
		}
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var short, byName, byPinyin, byHomophone int
	for _, d := range docs {
		name := d.Phrases[0]
		if found(x, name, name) {
			byName++
		} else {
			t.Errorf("%s is not found by its own name: %v", name, x.Find(name, false, 3))
		}
		var rs []rune
		for _, r := range name {
			if r >= firstHan && len(readings(r)) > 0 {
				rs = append(rs, r)
			}
		}
		if len(rs) < 4 || len(rs) > 20 {
			continue
		}
		short++
		if found(x, strings.Join(pinyin.LazyPinyin(string(rs), pinyin.NewArgs()), ""), name) {
			byPinyin++
		}
		i := rnd.IntN(len(rs))
		other := same[pinyin.SinglePinyin(rs[i], pinyin.NewArgs())[0]]
		rs[i] = other[rnd.IntN(len(other))]
		if found(x, string(rs), name) {
			byHomophone++
		}
	}
	t.Logf("first three: %d of %d by name; of %d short enough to type, %d by pinyin, %d with a homophone", byName, len(docs), short, byPinyin, byHomophone)
	if byPinyin*100 < short*97 || byHomophone*100 < short*97 {
		t.Error("fewer than 97 % are found")
	}
}

func found(x *Index, query, name string) bool {
	hits := x.Find(query, false, 3)
	// Some names are there more than once, from more than one department.
	return slices.ContainsFunc(hits, func(h Hit) bool { return h.By == name })
}

func TestManyAsk(t *testing.T) {
	x := New(shops, sameWords)
	want := fmt.Sprint(x.Find("老年ka", false, 5))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := fmt.Sprint(x.Find("老年ka", false, 5)); got != want {
					t.Errorf("%s, alone %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestSpell(t *testing.T) {
	for in, want := range map[string]string{
		"kaimianbaodian": "kai mian bao dian", "nanguan": "nan guan", "xian": "xian", "suangsuiji": "suang sui ji",
		"nvxing": "nv xing", "lve": "lve", "shop": "", "": "", strings.Repeat("a", 500): "",
	} {
		if got := strings.Join(spell(in), " "); got != want {
			t.Errorf("%q is spelt %q, want %q", in, got, want)
		}
	}
}

// Every usual reading can be typed.
func TestEverySyllableIsKnown(t *testing.T) {
	unknown := map[string]int{}
	for r := rune(0x4E00); r < 0x9FA5; r++ {
		for _, s := range readings(r) {
			if !syllableSet[s] {
				unknown[s]++
			}
		}
	}
	// Sounds of assent and of other languages that nobody types to find a service.
	for _, s := range strings.Fields("hm hng m n ng o yo rua fiao lo mou ei eng zhei kei tei shei nun nou den pia bia") {
		delete(unknown, s)
		delete(unknown, alike(s))
	}
	if len(unknown) > 0 {
		t.Errorf("readings that cannot be typed: %v", unknown)
	}
}

func FuzzFind(f *testing.F) {
	for _, q := range []string{"开面包店", "kai mianbaodian", "gtgsh", "老年ka", "暂注证", "open a bakery", "\xff", "ǚ", "한국", "é́", "𠮷"} {
		f.Add(q)
	}
	x := New(shops, sameWords)
	f.Fuzz(func(t *testing.T, q string) {
		hits := x.Find(q, false, 3)
		for i, h := range hits {
			if h.Score < floor || h.Score > 1.1 || i > 0 && h.Score > hits[i-1].Score || !utf8.ValidString(h.By) {
				t.Fatalf("%q: %v", q, hits)
			}
		}
		if n := len(x.Nearest(q, 3)); n != 3 {
			t.Fatalf("%q has %d nearest", q, n)
		}
		// A document may be named by anybody's words too.
		New([]Doc{{ID: "a", Phrases: []string{q}}}, Vocabulary{Things: []Group{{q, "b"}}, Called: []Called{{Of: []string{q}, As: []string{q}}}}).Find(q, false, 1)
	})
}
