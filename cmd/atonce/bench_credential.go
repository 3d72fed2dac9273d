package main

import (
	"fmt"
	"time"

	"atonce/internal/credential"
	"atonce/internal/sign"
)

// benchCredentials measures, on one core, how many licences of six claims are signed and
// verified in a second by each suite.
func benchCredentials(span time.Duration) error {
	for _, suite := range sign.Suites {
		k, err := sign.Generate(suite)
		if err != nil {
			return err
		}
		now := time.Now()
		c := credential.Content{Issuer: developmentIssuer, Type: developmentIssuer + "/credentials/type/bench/licence", Issued: now,
			Status: &credential.StatusRef{URI: developmentIssuer + "/credentials/status/0"}, Open: []credential.Field{{Name: "number", Value: "BL-0"}}}
		for _, name := range []string{"holder", "trade_name", "operator", "premises", "scope"} {
			c.Hidden = append(c.Hidden, credential.Field{Name: name, Value: "一段不长的文字"})
		}
		salt := func(string) []byte { return make([]byte, 16) } // nothing is hidden in a measurement
		var text string
		issued, err := rateOf(span, func() error {
			text, err = credential.Issue(k, c, salt)
			return err
		})
		if err != nil {
			return err
		}
		trust := sign.Keys{Trusted: []sign.Key{{Purpose: sign.Licences, Issuer: developmentIssuer, Public: k.Public()}}}.Known
		verified, err := rateOf(span, func() error {
			_, err := credential.Verify(text, credential.Expect{Trust: trust, Now: now})
			return err
		})
		if err != nil {
			return err
		}
		fmt.Printf("licences, %s: %.0f signed/s, %.0f verified/s, %d bytes each\n", suite, issued, verified, len(text))
	}
	return nil
}

// rateOf is how often f goes through in a second, measured over span.
func rateOf(span time.Duration, f func() error) (float64, error) {
	began, n := time.Now(), 0
	for time.Since(began) < span {
		if err := f(); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(began).Seconds(), nil
}
