package search

import (
	"strconv"
	"strings"
)

// LooselyOf parts what somebody looks for among Terms as AskedOf does, for where that found
// nothing: characters may be others that sound alike, two texts may be typed as one, with a
// character too much at the end, and the blocks of a number may have spaces between.
func LooselyOf(query string) []Asked {
	var out []Asked
	for _, a := range AskedOf(inDigits(bare(blocksJoined(cut(query, longest))))) {
		if a.run != "" {
			if said := said(a.run); len(said) > 1 {
				a.Spoken, a.Together = said, flat(strings.Join(said, ""))
			}
			a.Parted = parted([]rune(a.run))
		}
		out = append(out, a)
	}
	return out
}

// blocksJoined is a query with the blocks of a number put together.
func blocksJoined(query string) string {
	words := strings.Fields(query)
	var b strings.Builder
	for i, w := range words {
		if i > 0 && (!digits(fold(w)) || !digits(fold(words[i-1]))) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// parted are the ways to cut a run of characters in two words of two characters at least.
func parted(run []rune) [][2][]string {
	var out [][2][]string
	for _, end := range []int{len(run), len(run) - 1} {
		for at := 2; at+2 <= end; at++ {
			out = append(out, [2][]string{pairs(string(run[:at])), pairs(string(run[at:end]))})
		}
	}
	return out[:min(len(out), mostParted)]
}

// mostParted is how many ways to cut are looked for: what is longer is no name.
const mostParted = 12

// courtesies follow a name, and stand in no text.
var courtesies = []string{"先生", "女士", "小姐", "老板娘", "老板", "师傅", "同志", "大姐", "大哥"}

// bare is a query without what only ties it together.
func bare(query string) string {
	query = strings.ReplaceAll(query, "的", " ")
	for _, c := range courtesies {
		query = strings.ReplaceAll(query, c, " ")
	}
	return query
}

// inDigits is a query with the number before a house, a floor or a room in digits.
func inDigits(query string) string {
	rs := []rune(query)
	var b strings.Builder
	for i := 0; i < len(rs); {
		n := i
		for n < len(rs) && (numeral[rs[n]] > 0 || rs[n] == '十') {
			n++
		}
		if n > i && n < len(rs) && strings.ContainsRune("号栋幢楼层室弄巷", rs[n]) {
			b.WriteString(strconv.Itoa(years(string(rs[i:n]))))
			i = n
			continue
		}
		n = max(n, i+1)
		b.WriteString(string(rs[i:n]))
		i = n
	}
	return b.String()
}
