package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/sign"
	"atonce/internal/text"
)

type verifyLicenceCommand struct {
	File   string `arg:"" help:"The signed licence (.sd-jwt), as it was downloaded or shown."`
	Keys   string `required:"" help:"File with the keys of issuers that you trust, one a line (from /credentials/keys, or from a notice of the office)." placeholder:"FILE"`
	Status string `help:"File with the status list that the licence names, fetched before. Without it nothing is said of suspension and revocation." placeholder:"FILE"`
	AsOf   string `help:"Check as of this day and time (2026-10-08 or 2026-10-08T09:00) instead of now." placeholder:"TIME"`
}

// Run checks a licence with nothing but files: who signed it, whether it is in time, and
// what the status list says of it.
func (c verifyLicenceCommand) Run() error {
	clock, err := asOf(c.AsOf, time.Now)
	if err != nil {
		return err
	}
	now := clock()
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	lines, err := os.ReadFile(c.Keys)
	if err != nil {
		return err
	}
	keys, err := sign.ParseKeys(lines)
	if err != nil {
		return inFile(c.Keys, err)
	}
	// A key for receipts is no key for licences, whoever put it into the file.
	keys = slices.DeleteFunc(keys, func(k sign.Key) bool { return k.Purpose != sign.Licences })
	trust := sign.Keys{Trusted: keys}.Known
	got, err := credential.Verify(strings.TrimSpace(string(file)), credential.Expect{Trust: trust, Now: now})
	if err != nil {
		if why := credential.Why(err); why == credential.Lapsed {
			return fmt.Errorf("%s It ended at %s", text.S(text.EN, string(why)), got.Expires.Format(time.RFC3339))
		}
		return err
	}
	standing := "valid by its days; without a status list nothing is known of suspension or revocation"
	if c.Status != "" {
		if standing, err = c.standing(got, trust, now); err != nil {
			return err
		}
	}
	fmt.Println(standing)
	fmt.Printf("issued by %s at %s, kind %s\n", got.Issuer, got.Issued.Format(time.RFC3339), got.Type)
	if !got.Expires.IsZero() {
		fmt.Println("ends at", got.Expires.Format(time.RFC3339))
	}
	for _, name := range slices.Sorted(maps.Keys(got.Claims)) {
		fmt.Printf("  %s: %v\n", name, got.Claims[name])
	}
	if !got.Holder.IsZero() && got.Binding == nil {
		fmt.Println("bound to a key of its holder, who has not signed here: whoever brought this file may be somebody else")
	}
	return nil
}

// standing is what the status list says, and as of when.
func (c verifyLicenceCommand) standing(got credential.Credential, trust credential.Trust, now time.Time) (string, error) {
	b, err := os.ReadFile(c.Status)
	if err != nil {
		return "", err
	}
	list, err := credential.OpenList(string(b), trust)
	if err != nil {
		return "", inFile(c.Status, err)
	}
	if got.Status == nil {
		return "", fail.New(fail.Invalid, string(credential.OtherList))
	}
	if list.Issuer != got.Issuer {
		return "", fail.New(fail.Invalid, string(credential.OtherList))
	}
	err = list.Check(*got.Status, now)
	if credential.Why(err) == credential.StaleList {
		err = list.Check(*got.Status, list.Issued)
		if err == nil {
			return "valid as of " + list.Issued.Format(time.RFC3339) + "; the status list is older than it may be, fetch a newer one", nil
		}
	}
	if err != nil {
		return "", err
	}
	return "valid as of " + list.Issued.Format(time.RFC3339), nil
}
