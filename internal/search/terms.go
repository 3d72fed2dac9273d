package search

import "strings"

// Terms 检索词 are what texts are found by in an index of whole words, such as a
// database keeps for more texts than fit in memory. Each is words with spaces
// between.
type Terms struct {
	Written  string // pairs of characters, words in letters and digits
	Spoken   string // the usual reading of each character, in order
	Initials string // pairs of first letters of those readings
}

// TermsOf are the words that texts are found by. A tail of a long number is a word of
// its own: people remember the last digits.
func TermsOf(texts ...string) Terms {
	var written, spoken, initials []string
	for _, t := range texts {
		run := ""
		flush := func() {
			written = append(written, pairs(run)...)
			if rs := []rune(run); len(rs) > 1 {
				written = append(written, string(rs[len(rs)-1])) // else no single character would find it
			}
			for _, said := range asName(run) {
				spoken = append(spoken, said...)
				if n := len(said); n > 1 && n <= together {
					spoken = append(spoken, gap, flat(strings.Join(said, "")))
				}
				initials = append(initials, pairs(firsts(said))...)
				// A word between two runs keeps a phrase from reaching over the gap.
				if len(said) > 0 {
					spoken, initials = append(spoken, gap), append(initials, gap)
				}
			}
			run = ""
		}
		for _, part := range parts(fold(t)) {
			if isHan(part) {
				run += part
				continue
			}
			flush()
			written = append(written, part)
			for _, n := range tails {
				if len(part) > n && digits(part[len(part)-n:]) {
					written = append(written, part[len(part)-n:])
				}
			}
		}
		flush()
	}
	return Terms{strings.Join(written, " "), strings.Join(spoken, " "), strings.Join(initials, " ")}
}

// together is the most syllables that are a word of their own as typed without
// spaces: a person's name can be parted in more than one way (wang a zhen, wan ga zhen).
const together = 4

// flat makes letters alike whose syllables nobody has parted yet.
func flat(letters string) string { return flats.Replace(letters) }

var flats = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ang", "an", "eng", "en", "ing", "in", "v", "u")

// gap is no syllable and no pair of initials.
const gap = "0"

// surnames are those that are read in another way as a family name.
var surnames = map[rune]string{'曾': "zeng", '单': "shan", '解': "xie", '仇': "qiu", '区': "ou", '查': "zha", '朴': "piao", '盖': "ge", '翟': "zhai", '覃': "qin",
	'种': "chong", '乐': "yue", '折': "she", '黑': "he", '缪': "miao", '冼': "xian", '任': "ren", '华': "hua", '宁': "ning", '燕': "yan", '尉': "yu", '员': "yun", '繁': "po"}

// asName are the ways in which a run of characters is said: as words, and, where it is as
// short as a name and begins with such a surname, as a name too.
func asName(run string) [][]string {
	usual := said(run)
	out := [][]string{usual}
	rs := []rune(run)
	if len(rs) < 2 || len(rs) > together || len(usual) != len(rs) {
		return out
	}
	if name := alike(surnames[rs[0]]); name != "" && name != usual[0] {
		out = append(out, append([]string{name}, usual[1:]...))
	}
	return out
}

// tails are how many last characters of a number are a word of their own: as spoken
// on the telephone, with or without the block before them, and as printed behind asterisks.
// The last twelve of an identity number begin with the day of birth.
var tails = []int{4, 6, 7, 8, 12}

// Asked is one part of what somebody looks for; every part must be found, in one of
// these ways.
type Asked struct {
	Written  []string      // words that must all be there, the last one begun at least
	Whole    bool          // the last of Written is a whole word
	Spoken   []string      // syllables, one after the other; none where it cannot be read so
	Together string        // the letters of those syllables, begun at least
	Initials []string      // pairs of initials, one after the other
	run      string        // in characters, as folded
	Parted   [][2][]string // words of two texts that were typed without a space between: both must be there
	Near     []Near        // what stands there if something typed is wrong
}

// AskedOf parts what somebody looks for among Terms. Characters are looked for as
// written; letters as written, as pinyin and as initials; digits as written.
func AskedOf(query string) []Asked {
	var out []Asked
	var all []string
	for _, word := range strings.Fields(cut(query, longest)) {
		for _, p := range parts(fold(word)) {
			// What follows the number of a house is a word of its own.
			if rest, ok := strings.CutPrefix(p, "号"); ok && rest != "" && len(all) > 0 && digits(all[len(all)-1]) {
				all = append(all, "号")
				p = rest
			}
			all = append(all, p)
		}
	}
	for _, p := range all {
		switch {
		case isHan(p):
			out = append(out, Asked{Written: pairs(p), Whole: len([]rune(p)) > 1, run: p})
		case digits(p):
			out = append(out, Asked{Written: []string{p}})
		default:
			a := Asked{Written: []string{p}}
			if ss := spell(p); ss != nil {
				a.Together = flat(p)
				for _, s := range ss {
					a.Spoken = append(a.Spoken, heard(s))
				}
			}
			if len(p) > 1 && len(p) <= 8 {
				a.Initials = pairs(p)
			}
			out = append(out, a)
		}
	}
	return out
}

// parts are the runs of characters and of letters or digits in folded text.
func parts(folded string) []string {
	var out []string
	start, han := 0, false
	end := func(i int) {
		if s := strings.TrimSpace(folded[start:i]); s != "" {
			out = append(out, s)
		}
		start = i
	}
	for i, r := range folded {
		switch h := r >= firstHan; {
		case r == ' ':
			end(i)
		case h != han:
			end(i)
			han = h
		}
	}
	end(len(folded))
	return out
}

func isHan(part string) bool {
	for _, r := range part {
		return r >= firstHan
	}
	return false
}

func digits(s string) bool {
	for i := range len(s) {
		// The last place of an identity number may be an x.
		if (s[i] < '0' || s[i] > '9') && (s[i] != 'x' || i != len(s)-1) {
			return false
		}
	}
	return s != ""
}

// pairs are the characters two by two, overlapping; the one where there is only one.
func pairs(s string) []string {
	rs := []rune(s)
	if len(rs) == 0 {
		return nil
	}
	if len(rs) == 1 {
		return []string{s}
	}
	out := make([]string, 0, len(rs)-1)
	for i := range len(rs) - 1 {
		out = append(out, string(rs[i:i+2]))
	}
	return out
}

func said(han string) []string {
	var out []string
	for _, r := range han {
		if rs := readings(r); len(rs) > 0 {
			out = append(out, rs[0])
		}
	}
	return out
}

func firsts(syllables []string) string {
	b := make([]byte, len(syllables))
	for i, s := range syllables {
		b[i] = s[0]
	}
	return string(b)
}
