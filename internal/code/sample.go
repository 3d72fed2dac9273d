package code

import (
	"fmt"
	"time"
)

// sampleArea is a county code that no county has, so that no sample can be the
// code of a real person or firm.
const sampleArea = "330199"

// SampleIdentityNumber is a valid identity number of nobody: its county does not
// exist. The same seed gives the same number, different seeds below 27 million
// different ones.
func SampleIdentityNumber(seed int) Identity {
	seed = max(seed, -seed)
	day := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, seed%20000)
	return SampleIdentity(day.Year(), day.Month(), day.Day(), seed/20000)
}

// SampleIdentity is a valid identity number of nobody, with a day of birth and
// a serial (its last three digits are used; odd is male). The day must exist.
func SampleIdentity(year int, month time.Month, day, serial int) Identity {
	s := fmt.Sprintf("%s%04d%02d%02d%03d", sampleArea, year, int(month), day, max(serial, -serial)%1000)
	n, err := ParseIdentity(s + string(identityCheck(s)))
	if err != nil {
		panic(err) // a day that does not exist is the caller's slip
	}
	return n
}

// SampleCreditCode is a valid credit code of nobody: its registering county
// does not exist. department is the first character (1 agencies and
// institutions, 9 firms). Different seeds below ten million give different codes.
func SampleCreditCode(department byte, seed int) Credit {
	organisation := fmt.Sprintf("A%07d", max(seed, -seed)%10_000_000)
	s := string(department) + "1" + sampleArea + organisation + string(organisationCheck(organisation))
	c, err := ParseCredit(s + string(creditCheck(s)))
	if err != nil {
		panic(err) // only a department outside the alphabet
	}
	return c
}

// SampleImplementationCode is a valid 31-character code of a sample agency.
func SampleImplementationCode(seed int, basic Basic) Implementation {
	return Implementation{SampleCreditCode('1', seed), '4', basic}
}
