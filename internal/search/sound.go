package search

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// alike makes equal what accents and ears confuse: retroflex and flat (zh, z), front
// and back nasals (in, ing). It takes one syllable; n and l, f and h are told apart,
// because too much would fall together.
func alike(syllable string) string {
	if len(syllable) > 2 && syllable[1] == 'h' && strings.IndexByte("zcs", syllable[0]) >= 0 {
		syllable = syllable[:1] + syllable[2:]
	}
	if strings.HasSuffix(syllable, "ang") || strings.HasSuffix(syllable, "eng") || strings.HasSuffix(syllable, "ing") {
		syllable = syllable[:len(syllable)-1]
	}
	return syllable
}

var tones = strings.NewReplacer("ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ī", "i", "í", "i", "ǐ", "i", "ì", "i",
	"ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ü", "u", "ǖ", "u", "ǘ", "u", "ǚ", "u", "ǜ", "u",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "ê", "e", "ề", "e", "ế", "e", "v", "u", "\u0304", "", "\u030c", "", "\u0300", "", "\u0301", "")

// readings are how a character may be read aloud, without tones and made alike, the
// usual one first. Three are enough: the rest are for names of places and old books.
func readings(r rune) []string {
	entry := pinyin.PinyinDict[int(r)]
	if entry == "" {
		return nil
	}
	var out []string
	for _, p := range strings.Split(tones.Replace(entry), ",") {
		if p = alike(p); !slices.Contains(out, p) && len(out) < 3 {
			out = append(out, p)
		}
	}
	return out
}

// syllables are all of standard Chinese, as pinyin writes them without tones.
const syllables = `a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai
chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang
dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e en er fa fan fang fei fen feng fo fou fu ga gai gan gang
gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun
huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun
kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lue lun luo ma mai man mang mao me mei men meng
mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nue nuo ou
pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang
rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu
shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui
tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong
you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang
zhui zhun zhuo zi zong zou zu zuan zui zun zuo`

var syllableSet = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(syllables) {
		m[alike(s)] = true
	}
	return m
}()

// heard is a syllable as typed, made alike; v is how ü is typed.
func heard(typed string) string { return alike(strings.ReplaceAll(typed, "v", "u")) }

// spell parts letters into as few syllables as they can be read as; nil where they
// cannot. What an accent confuses may be typed so: suang for shuang.
func spell(letters string) []string {
	if len(letters) > longest {
		return nil
	}
	fewest := make([]int, len(letters)+1) // to reach each place; 0 for not reached
	from := make([]int, len(letters)+1)
	for i := range letters {
		if i > 0 && fewest[i] == 0 {
			continue
		}
		for n := 1; n <= 6 && i+n <= len(letters); n++ {
			if (fewest[i+n] == 0 || fewest[i]+1 < fewest[i+n]) && syllableSet[heard(letters[i:i+n])] {
				fewest[i+n], from[i+n] = fewest[i]+1, i
			}
		}
	}
	if fewest[len(letters)] == 0 {
		return nil
	}
	out := make([]string, fewest[len(letters)])
	for i, k := len(letters), len(out)-1; k >= 0; i, k = from[i], k-1 {
		out[k] = letters[from[i]:i]
	}
	return out
}

// within is the fewest letters to add, drop or change so that a stands within b.
func within(a, b string) int {
	var space [2][256]int
	if len(b) >= len(space[0]) {
		b = b[:len(space[0])-1]
	}
	prev, cur := space[0][:len(b)+1], space[1][:len(b)+1]
	for i := range len(a) {
		cur[0] = i + 1
		for j := range len(b) {
			c := prev[j]
			if a[i] != b[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
		}
		prev, cur = cur, prev
	}
	return slices.Min(prev)
}
