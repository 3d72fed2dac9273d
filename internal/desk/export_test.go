package desk

import (
	"context"

	"atonce/internal/law"
	"atonce/internal/people"
)

// TryBenefitEach tries one policy as a run does, and calls each for everybody who is due something.
func (d *Desk) TryBenefitEach(ctx context.Context, by people.Person, policy string, day law.Date, each func(subject string, amount int64) error) (*Tried, error) {
	b, r, err := d.benefitOf(policy)
	if err != nil {
		return nil, err
	}
	t, _, err := d.tryBenefit(ctx, by, b, r, day, moment(d.Now()), each)
	return t, err
}
