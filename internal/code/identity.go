package code

import (
	"strconv"
	"time"

	"atonce/internal/text"
)

// Identity is a citizen identity number 公民身份号码 (GB 11643-1999): 18
// characters with area, birth date, serial and check character.
type Identity struct{ s string }

// Sex 性别 as the number tells it.
type Sex string

// The two values the number can carry: an odd serial is male, an even one female.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// ParseIdentity reads an identity number. It refuses days that do not exist and
// years before 1800; it cannot refuse days to come, because it knows no today.
func ParseIdentity(s string) (Identity, error) {
	if len(s) == 15 && plain(s, digits, 15) == nil {
		return Identity{}, invalid("code.identity_old")
	}
	if err := plain(s, digits+"X", 18); err != nil {
		return Identity{}, err
	}
	for i := range 17 {
		if s[i] == 'X' {
			return Identity{}, invalid("code.identity_x", "position", strconv.Itoa(i+1))
		}
	}
	if err := knownProvince(s[:2], 1); err != nil {
		return Identity{}, err
	}
	day, err := time.Parse("20060102", s[6:14])
	if err != nil || day.Year() < 1800 {
		return Identity{}, invalid("code.identity_birth", "date", s[6:10]+"-"+s[10:12]+"-"+s[12:14])
	}
	if want := identityCheck(s[:17]); s[17] != want {
		return Identity{}, invalid("code.check", "position", "18", "want", string(want), "got", s[17:])
	}
	return Identity{s}, nil
}

// identityCheck is the last character: ISO 7064 MOD 11-2.
func identityCheck(s string) byte {
	p := 0
	for i := range 17 {
		p = (p + int(s[i]-'0')) * 2 % 11
	}
	return "10X98765432"[p]
}

// String is the number as it is written.
func (n Identity) String() string { return n.s }

// Area is the division where the number was first given.
func (n Identity) Area() string { return n.s[:6] }

// Birth is the day of birth.
func (n Identity) Birth() (year int, month time.Month, day int) {
	t, _ := time.Parse("20060102", n.s[6:14]) // checked when parsed
	return t.Date()
}

// AgeOn is the age in full years on a day. Someone born on 29 February comes of
// age on 1 March of a common year. It is negative before birth.
func (n Identity) AgeOn(year int, month time.Month, day int) int {
	y, m, d := n.Birth()
	age := year - y
	if month < m || (month == m && day < d) {
		age--
	}
	return age
}

// Sex is what the 17th digit says.
func (n Identity) Sex() Sex {
	if (n.s[16]-'0')%2 == 1 {
		return Male
	}
	return Female
}

// Masked shows as much as a public page may: the first three and last two
// characters.
func (n Identity) Masked() string { return n.s[:3] + "*************" + n.s[16:] }

// Explain says what each part means.
func (n Identity) Explain(lang text.Lang) []Part {
	return []Part{
		part(lang, n.s[:6], "code.identity_area", "place", province(lang, n.s[:2])),
		part(lang, n.s[6:14], "code.identity_born", "date", n.s[6:10]+"-"+n.s[10:12]+"-"+n.s[12:14]),
		part(lang, n.s[14:17], "code.identity_serial_"+string(n.Sex())), part(lang, n.s[17:], "code.check_right"),
	}
}
