package search

import "strings"

// LooselyOf parts what somebody looks for among Terms as AskedOf does, for where that found
// nothing: characters may be others that sound alike, two texts may be typed as one, with a
// character too much at the end, and the blocks of a number may have spaces between.
func LooselyOf(query string) []Asked {
	var out []Asked
	for _, a := range AskedOf(blocksJoined(cut(query, longest))) {
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
