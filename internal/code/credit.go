package code

import (
	"strings"

	"atonce/internal/text"
)

// Credit is a unified social credit code 统一社会信用代码 (GB 32100-2015): 18
// characters that name a firm, an institution or an agency. Its fields cannot be
// set, so a Credit that is not "" has a right check character.
type Credit struct{ s string }

// Organisation is an organisation code 组织机构代码 (GB 11714-1997): nine
// characters, also the 9th to 17th of a credit code; an agency's own code.
type Organisation struct{ s string }

// ParseCredit reads a credit code. The error is Invalid and says which
// character is wrong and how to mend it.
func ParseCredit(s string) (Credit, error) {
	if err := plain(s, creditSet, 18); err != nil {
		return Credit{}, err
	}
	// 100000 is the nation's own register.
	if err := knownProvince(s[2:4], 3); err != nil && s[2:8] != "100000" {
		return Credit{}, err
	}
	for i := 2; i < 8; i++ {
		if s[i] > '9' {
			return Credit{}, invalid("code.credit_area", "area", s[2:8])
		}
	}
	if want := creditCheck(s[:17]); s[17] != want {
		return Credit{}, invalid("code.check", "position", "18", "want", string(want), "got", s[17:])
	}
	return Credit{s}, nil
}

// creditCheck is the 18th character: weights 3^i modulo 31 (GB 32100-2015, 5.5).
func creditCheck(s string) byte {
	sum, w := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(creditSet, s[i]) * w
		w = w * 3 % 31
	}
	return creditSet[(31-sum%31)%31]
}

// String is the code as it is written.
func (c Credit) String() string { return c.s }

// Area is the division of the authority that registered the holder.
func (c Credit) Area() string { return c.s[2:8] }

// Organisation is the organisation code inside. It has a check character of its
// own, which a few old codes get wrong while the credit code as a whole is right.
func (c Credit) Organisation() (Organisation, error) { return ParseOrganisation(c.s[8:17]) }

// Explain says what each part means.
func (c Credit) Explain(lang text.Lang) []Part {
	department := "code.credit_department_" + c.s[:1]
	if !text.Has(lang, department) {
		department = "code.credit_department"
	}
	return []Part{
		part(lang, c.s[:1], department), part(lang, c.s[1:2], "code.credit_category"),
		part(lang, c.s[2:8], "code.credit_registered", "place", province(lang, c.s[2:4])),
		part(lang, c.s[8:17], "code.credit_organisation"), part(lang, c.s[17:], "code.check_right"),
	}
}

// ParseOrganisation reads an organisation code, as nine characters or as the
// standard prints it, with a hyphen before the check character.
func ParseOrganisation(s string) (Organisation, error) {
	bare := s
	if len(s) == 10 && s[8] == '-' {
		bare = s[:8] + s[9:]
	}
	if err := plain(bare, upper, 9); err != nil {
		return Organisation{}, err
	}
	if want := organisationCheck(bare[:8]); bare[8] != want {
		return Organisation{}, invalid("code.check", "position", "9", "want", string(want), "got", bare[8:])
	}
	return Organisation{bare}, nil
}

// organisationCheck is the ninth character (GB 11714-1997, 3.4).
func organisationCheck(s string) byte {
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += strings.IndexByte(upper, s[i]) * w
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + c)
	}
}

// String is the nine characters without hyphen.
func (o Organisation) String() string { return o.s }

// Printed is the code with its hyphen: 19672024-4.
func (o Organisation) Printed() string { return o.s[:8] + "-" + o.s[8:] }

// Explain says what each part means.
func (o Organisation) Explain(lang text.Lang) []Part {
	return []Part{part(lang, o.s[:8], "code.organisation_number"), part(lang, o.s[8:], "code.check_right")}
}
