package search

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	ageWritten = regexp.MustCompile(`([0-9]{1,3}|[一二三四五六七八九十]{1,3})[多来几]?周?岁|快([0-9]{2}|[一二三四五六七八九十]{2,3})了`)
	numeral    = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
)

// ended is what somebody says who gives something up.
var ended = regexp.MustCompile(`(不|没)(再|想|打算)*(开|干|做|要|经营|营业|生意|卖|跑|养)(下去|店)?了`)

// staged is a question with each age in years replaced by the word for that time of a
// life 年龄段: services are named by it, and seldom by a year of age. 快六十了 is an age too. What
// somebody gives up is said in one way.
func staged(q string) string {
	q = ended.ReplaceAllString(q, "不做了")
	return ageWritten.ReplaceAllStringFunc(q, func(s string) string {
		m := ageWritten.FindStringSubmatch(s)
		n := years(m[1] + m[2])
		if m[2] != "" {
			n--
		}
		switch {
		case n >= 80:
			return "高龄老人"
		case n >= 60:
			return "退休老人"
		case n >= 50:
			return "快退休"
		case n < 18:
			return "小孩"
		}
		return ""
	})
}

// years reads a number below a thousand in digits, or below a hundred in characters.
func years(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	tens, ones, ten := strings.Cut(s, "十")
	if !ten {
		tens, ones = "", s
	}
	n := 0
	for _, r := range ones {
		n = n*10 + numeral[r]
	}
	if ten {
		t := 1
		for _, r := range tens {
			t = numeral[r]
		}
		n += 10 * t
	}
	return n
}
