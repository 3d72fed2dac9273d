package main

import "testing"

// The bench's twenty policies and its oracle agree on every person, so that what it
// measures is right.
func TestBenchBenefits(t *testing.T) {
	if err := (benchBenefitsCommand{People: 3000, Sample: 3000, Packs: "../../packs"}).Run(); err != nil {
		t.Fatal(err)
	}
}
