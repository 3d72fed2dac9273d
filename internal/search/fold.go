package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is how many characters of a question are read. Nobody types more to find a
// service, and what a stranger pastes must not cost more than a question.
const longest = 64

// fold makes what people type alike: lower case, usual width, no accents, one space,
// no signs.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, last := false, rune(0)
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = last != 0
			continue
		}
		if space && last < firstHan && r < firstHan {
			// Only between letters does a space mean something.
			b.WriteByte(' ')
		}
		space, last = false, unicode.ToLower(r)
		b.WriteRune(last)
	}
	return b.String()
}

// cut keeps the first most characters.
func cut(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// firstHan is where Chinese, Japanese and Korean characters begin. What lies below is
// written in words with spaces between.
const firstHan = 0x2E80

// Words that say that somebody asks, not what for.
var (
	fillersZH = []string{"请问一下", "请问", "我想要", "我想", "我要", "想要", "怎么样", "怎么", "如何", "哪里", "哪儿", "什么", "可以", "能不能", "需要", "一下", "一家", "一个", "应该",
		"我家", "家里", "我的", "我", "想", "吗", "呢", "的", "了", "啊"}
	// Where a question is read for its sense these mean nothing either: who asks and for
	// whom, when, how much, and what every service does.
	besideZH = strings.Fields(`怎么办 怎么弄 怎么约 怎么搞 怎样 点样 点办 啷个 咋子 咋地 咋样 咋办 咋个 咋整 咋弄 咋 哪点 哪块 哪些 哪个 哪种 哪家 哪 啥子 啥 什么样 有没有 有没得 没得 没有 莫得 冇 唔 没 无 有无 能否 是否 可不可以 行不行 要不要 算不算 要得不 晓得 不晓得 能不能 不能 不
能 可 要 要办 要去 得 去 找 谁 多少 好多 多久 多长时间 几个 几 这边 那边 这里 那里 这个 那个 这样 那样 这 那 现在 今年 去年 明年 最近 今天 昨天 明天 上周 下周 这个月 上个月 下个月 每个月 每月 月底 月初 年底 年初 已经 刚刚 刚 该 还 就 都 也 是 算 在 把 给 和 跟 与 被 让 对 从 向
我们 咱们 咱 你们 你好 您好 你 他们 他 她 它 打算 准备 快要 快 办理 办 申请 申领 领取 领 登记 手续 流程 材料 条件 程序 政策 业务 事情 相关 关于 有关 服务 一张 一份 一种 一些 几个月 有些 有点 有 些 个 张 里面 里 上面 上 下 着 过 到 来
之后 以后 后 以前 之前 前 时候 时 期间 因为 所以 但是 如果 必须 听说 知道 想知道 问题 情况 办法 地方 时间 要求 处理 弄 搞 做 用 吧 嘛 哦 哈 呀 哇 哩 咯 嗦 噻 之 其 为 为了 问下 问问 想问 请教 求问 麻烦 帮我 帮忙 帮 请 急 谢谢 老师傅 师傅 同志
我妈 妈妈 母亲 妈 娘 我爸 爸爸 父亲 爸 爹 爸妈 父母 老汉儿 老汉 爷爷 奶奶 公公 婆婆 外公 外婆 岳父 岳母 老丈人 丈母娘 叔叔 叔 舅舅 舅 姑姑 姑 姨 嫂子 女婿 儿媳 老公 老婆 丈夫 妻子 爱人 媳妇 对象 夫妻 两口子 哥哥 哥 姐姐 姐 弟弟 弟 妹妹 妹 大爷 大妈 大叔 大娘
屋头 屋里头 屋里 亲戚 朋友 邻居 同事 老乡 我家 一家人 全家 我们村 我们家 家 人 本人 自己 别人`)
	fillersEN = []string{"a", "an", "the", "to", "of", "for", "from", "in", "on", "at", "my", "i", "me", "how", "do", "want", "and", "or", "is", "can", "with", "need", "get", "where", "what", "have"}
)

// asks is how many units at the beginning only ask; 0 where they mean something.
func asks(us []unit) int {
	most := counted(us)
	for _, list := range [][]string{fillersZH, besideZH} {
		for _, f := range list {
			n := 0
			for _, r := range f {
				if n == len(us) || us[n].han != r {
					n = 0
					break
				}
				n++
			}
			most = max(most, n)
		}
	}
	return most
}

// measures are the words that things are counted by.
const measures = "个头只条辆台套间张份块元万岁年月天日次本家位名亩斤层栋口棵根件"

// counted is how many units at the beginning are a number with the word that things are
// counted by: how many there are says not what is asked for.
func counted(us []unit) int {
	n := 0
	for n < len(us) && (strings.ContainsRune("一二两三四五六七八九十百千万几半", us[n].han) && us[n].han != 0 || us[n].word != "" && digits(us[n].word)) {
		n++
	}
	if n == 0 {
		return 0
	}
	at := n
	for n < len(us) && us[n].han != 0 && strings.ContainsRune("多来几"+measures, us[n].han) {
		n++
	}
	if n == at && us[n-1].han != '万' {
		return 0
	}
	return n
}

// core is the folded question without its fillers; the question itself where nothing
// else is in it.
func core(q string) string {
	out := q
	for _, f := range fillersZH {
		out = strings.ReplaceAll(out, f, "")
	}
	if out == "" {
		return q
	}
	return strings.TrimSpace(out)
}

// stem cuts the usual endings of an English word. It is rough on purpose: both sides
// are cut alike.
func stem(w string) string {
	switch {
	case strings.HasSuffix(w, "sses"):
		w = w[:len(w)-2]
	case len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's':
		w = w[:len(w)-1]
	}
	for _, e := range []string{"ational", "ation", "ment", "ing", "ness", "ion", "ie", "ence", "ense", "ance", "ed", "y", "e"} {
		if len(w) > len(e)+2 && strings.HasSuffix(w, e) {
			return strings.TrimSuffix(w, e)
		}
	}
	return w
}

func filler(word string) bool { return slices.Contains(fillersEN, word) }
