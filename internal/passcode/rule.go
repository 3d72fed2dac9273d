package passcode

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The length of a password, in characters. NIST SP 800-63B-4 §3.1.1.2 asks for fifteen
// where a password may stand alone; it bids no mixing of kinds of characters.
const (
	Least = 15
	Most  = 200
)

// banned are what people choose first and guessers try first. A password is looked up
// without case, blanks, and repetition of itself.
var banned = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
123456789012345 1234567890123456 12345678901234567890 987654321098765 112233445566778899 123456789987654321 111222333444555 147258369147258
passwordpassword password12345678 passw0rdpassw0rd mypasswordispassword correcthorsebatterystaple iloveyouiloveyou letmeinletmein
qwertyuiopasdfghjkl qwertyuiopasdfgh 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv qazwsxedcrfvtgb zxcvbnmasdfghjkl asdfghjklzxcvbnm abcdefghijklmnop
abcdefghijklmnopqrstuvwxyz woaini1314520woaini woainiwoaini1314 woaiwojiawoaiwojia zhongguozhongguo zhonghuarenmingongheguo nihaonihaonihao
admin1234567890 administrator123 administratoradministrator rootrootrootroot atonceatonceatonce yicibanchengyici zuiduopaoyici123 changemechangeme
welcome123456789 trustno1trustno1 thisismypassword iamtheadministrator`) {
		m[w] = true
	}
	return m
}()

// Weak is the text key of what is wrong with a new password, or empty. about are words
// an attacker knows: the name it is used with, the person's name and number.
func Weak(password string, about ...string) string {
	p := norm.NFKC.String(password)
	n := utf8.RuneCountInString(p)
	switch {
	case n < Least:
		return "passcode.short"
	case n > Most:
		return "passcode.long"
	}
	plain := bare(p)
	if banned[plain] || banned[unit(plain)] || utf8.RuneCountInString(unit(plain)) < 5 || run(plain) {
		return "passcode.common"
	}
	for _, a := range about {
		// What is left without the known words must still be hard to guess.
		if a = bare(norm.NFKC.String(a)); utf8.RuneCountInString(a) >= 3 && utf8.RuneCountInString(strings.ReplaceAll(plain, a, "")) < Least/2 {
			return "passcode.yours"
		}
	}
	return ""
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// unit is the shortest text whose repetition s is.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if strings.HasPrefix(s[n:], s[:len(s)-n]) && utf8.ValidString(s[:n]) {
			return s[:n]
		}
	}
	return s
}

// run says whether each character follows the one before, up or down.
func run(s string) bool {
	rs := []rune(s)
	for _, step := range []rune{1, -1} {
		all := len(rs) > 1
		for i := 1; i < len(rs) && all; i++ {
			all = rs[i]-rs[i-1] == step
		}
		if all {
			return true
		}
	}
	return false
}
