// Package sign is how the government signs: one interface over the signature suites
// a country may choose from, public keys as JSON Web Keys, key files, and the keys of
// one purpose as they change over the years. It is pure: bytes come in and go out.
//
// None of the suites here is a certified cryptographic module 商用密码产品. Whoever needs
// one keeps the key in such a module and gives its Signer.
package sign

import (
	"atonce/internal/fail"
)

// Suite is a signature suite 签名算法: a curve, a hash and the form of a signature.
type Suite string

// The suites. Every signature of theirs is 64 bytes. The same message under the same key from a file
// gives the same signature; a security module may give another of ES256 each time.
const (
	// Ed25519 is RFC 8032, section 5.1.
	Ed25519 Suite = "ed25519"
	// ES256 is ECDSA on P-256 with SHA-256 (FIPS 186-5), with the nonce of RFC 6979.
	ES256 Suite = "es256"
	// SM2 is SM2 with SM3 and the default user id 1234567812345678 (GB/T 32918.2, GB/T
	// 32905, GB/T 35276), with the nonce of RFC 6979 over SM3.
	SM2 Suite = "sm2"
)

// Suites are all suites, in order.
var Suites = []Suite{Ed25519, ES256, SM2}

// signatureSize is the length of a signature of any suite: R and S, or the two halves
// of RFC 8032.
const signatureSize = 64

// algorithms are the suites' names in a JSON Web Signature.
var algorithms = map[Suite]string{Ed25519: "EdDSA", ES256: "ES256", SM2: "SM2"}

// Algorithm is the suite's name in a JSON Web Signature (RFC 7518, RFC 8037). SM2 is
// not registered there: the name is our own, and other programs must be told it.
func (s Suite) Algorithm() string { return algorithms[s] }

// SuiteOf is the suite with this name in a JSON Web Signature. There is none called none.
func SuiteOf(algorithm string) (Suite, bool) {
	for s, a := range algorithms {
		if a == algorithm {
			return s, true
		}
	}
	return "", false
}

// UnmarshalText reads a suite in a declaration or on the command line.
func (s *Suite) UnmarshalText(b []byte) error {
	if _, ok := algorithms[Suite(b)]; !ok {
		return fail.New(fail.Invalid, "sign.suite", "value", string(b))
	}
	*s = Suite(b)
	return nil
}
