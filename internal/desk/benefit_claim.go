package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// OwnClaim is what somebody is due under a policy.
type OwnClaim struct {
	benefit.Claim
	Run    benefit.Run
	Policy *pack.Benefit // nil where its pack is gone
}

// MyBenefits lists what a person is due, the newest first. People are known to a
// register by their code; who has none here is not found in it.
func (d *Desk) MyBenefits(ctx context.Context, by people.Person) (out []OwnClaim, err error) {
	if by.Identity == "" {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		cs, err := benefit.Of(tx, by.Identity)
		if err != nil {
			return err
		}
		for _, c := range cs {
			r, err := benefit.FindRun(tx, c.Run)
			if err != nil {
				return err
			}
			if r.Approved == "" {
				continue // its writing has not ended: nobody has been told yet
			}
			b, _, err := d.benefitOf(r.Policy)
			if err != nil && fail.KindOf(err) != fail.NotFound {
				return err
			}
			out = append(out, OwnClaim{c, r, b})
		}
		return nil
	})
	return out, err
}

// mostWordsOfClaim bounds what is said about a claim, in characters.
const mostWordsOfClaim = 1000

// AnswerBenefit is what a person says to a claim of their own: confirm it with the
// account to pay to, object, or decline.
func (d *Desk) AnswerBenefit(ctx context.Context, by people.Person, run int64, deed benefit.Deed, account, words string) (out benefit.Claim, err error) {
	account, words = strings.ReplaceAll(strings.TrimSpace(account), " ", ""), strings.TrimSpace(words)
	e := fail.New(fail.Invalid, "benefit.form")
	switch deed {
	case benefit.Confirm:
		if !benefit.Account(account) {
			e.Fields = append(e.Fields, fail.Field{Path: "account", Key: "benefit.account"})
		}
	case benefit.Object:
		account = ""
		if words == "" || len([]rune(words)) > mostWordsOfClaim {
			e.Fields = append(e.Fields, fail.Field{Path: "words", Key: "benefit.words"})
		}
	case benefit.Decline:
		account, words = "", ""
	default:
		return out, fail.New(fail.Forbidden, "benefit.officers")
	}
	if len(e.Fields) > 0 {
		return out, e
	}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := benefit.FindRun(tx, run)
		if err != nil {
			return err
		}
		if deed == benefit.Object && !tx.Now().Before(r.Ends) {
			return fail.New(fail.Conflict, "benefit.too-late")
		}
		out, err = d.doClaim(tx, by, r, by.Identity, deed, account, words)
		return err
	})
}

// doClaim moves one claim of a run that is signed, with its entry in the log. The log
// commits to the words; the account stays out of it.
func (d *Desk) doClaim(tx *store.Tx, by people.Person, r benefit.Run, subject string, deed benefit.Deed, account, words string) (benefit.Claim, error) {
	c, err := benefit.FindClaim(tx, r.ID, subject)
	if err == nil && r.Approved == "" {
		err = fail.New(fail.NotFound, "benefit.no-claim")
	}
	if err != nil {
		return c, err
	}
	if c, err = benefit.Do(tx, c, deed, account, words); err != nil {
		return c, err
	}
	return c, keepBenefit(tx, benefit.Body{Run: r.ID, Subject: subject, Deed: deed, By: by.ID, Words: words})
}

// SettleBenefit is what an officer does to one claim: answers an objection, leaves
// somebody out, notes what a look at a paid claim found, claims money back. Each needs
// its reason.
func (d *Desk) SettleBenefit(ctx context.Context, by people.Person, run int64, subject string, deed benefit.Deed, reason string) (out benefit.Claim, err error) {
	switch deed {
	case benefit.Uphold, benefit.Exclude, benefit.Audit, benefit.Reclaim:
	default:
		return out, fail.New(fail.Forbidden, "benefit.officers")
	}
	if reason = strings.TrimSpace(reason); reason == "" || len([]rune(reason)) > mostWordsOfClaim {
		return out, fail.New(fail.Invalid, "benefit.form").WithFields(fail.Field{Path: "words", Key: "benefit.words"})
	}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := d.ownRun(tx, by, run, RoleBenefitOfficer, RoleBenefitHead)
		if err != nil {
			return err
		}
		if deed == benefit.Exclude {
			if err := benefit.LeaveOut(tx, r.Policy, subject, reason, by.ID); err != nil {
				return err
			}
		}
		out, err = d.doClaim(tx, by, r, subject, deed, "", reason)
		return err
	})
}

// ownRun is a run of an office in which by holds one of the roles.
func (d *Desk) ownRun(tx *store.Tx, by people.Person, run int64, roles ...string) (benefit.Run, error) {
	r, err := benefit.FindRun(tx, run)
	if err != nil {
		return r, err
	}
	for _, role := range by.Roles(r.Office) {
		for _, want := range roles {
			if role == want {
				return r, nil
			}
		}
	}
	return r, fail.New(fail.Forbidden, "benefit.officers")
}

// OrderBenefit writes a payment order for every confirmed claim, once the time to
// object has ended. Who has not confirmed is paid in a later order.
func (d *Desk) OrderBenefit(ctx context.Context, by people.Person, run int64, bank benefit.Bank) (file []byte, err error) {
	return file, d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := d.ownRun(tx, by, run, RoleBenefitHead)
		if err != nil {
			return err
		}
		if r.Approved == "" || tx.Now().Before(r.Ends) {
			return fail.New(fail.Conflict, "benefit.window")
		}
		var paid []benefit.Claim
		o := benefit.PaymentOrder{Run: run, Number: r.Ordered + 1, At: moment(tx.Now())}
		for after := ""; ; {
			cs, err := benefit.In(tx, run, benefit.Confirmed, after, benefitBatch)
			if err != nil {
				return err
			}
			for _, c := range cs {
				o.Lines = append(o.Lines, benefit.PaymentLine{Subject: c.Subject, Account: c.Account, Amount: c.Amount})
				o.Total += c.Amount
				paid = append(paid, c)
				after = c.Subject
				if _, err := d.doClaim(tx, by, r, c.Subject, benefit.Order, "", ""); err != nil {
					return err
				}
			}
			if len(cs) < benefitBatch {
				break
			}
		}
		if len(o.Lines) == 0 {
			return fail.New(fail.Conflict, "benefit.nothing-to-pay")
		}
		if file, err = bank.Write(o); err != nil {
			return err
		}
		if err := benefit.KeepOrder(tx, run, o.Number, file); err != nil {
			return err
		}
		// The account leaves the house: each of them sees to whom, and who let it.
		looks, err := d.accountLooks(tx, by, r, paid)
		if err != nil {
			return err
		}
		if err := recordLooks(tx, looks...); err != nil {
			return err
		}
		return keepBenefit(tx, benefit.Body{Run: run, Deed: benefit.Order, By: by.ID, Count: int64(len(o.Lines)), Total: o.Total, List: benefit.DigestOf(file)})
	})
}

// LastOrder is the last payment order of a run once more, should it have been lost on its
// way to the bank. Nobody is ordered to be paid by it a second time, and everybody in it
// sees that it was fetched again.
func (d *Desk) LastOrder(ctx context.Context, by people.Person, run int64) (file []byte, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		r, err := d.ownRun(tx, by, run, RoleBenefitHead)
		if err != nil {
			return nil, err
		}
		if file, err = benefit.LastOrder(tx, run); err != nil {
			return nil, err
		}
		subjects, err := benefit.Subjects(file)
		if err != nil {
			return nil, err
		}
		var cs []benefit.Claim
		for _, s := range subjects {
			cs = append(cs, benefit.Claim{Subject: s})
		}
		return d.accountLooks(tx, by, r, cs)
	})
	return file, err
}

// accountLooks are the looks at everybody whose account is in an order, a bounded number
// of people in each: an entry of the log must not grow with the number of the paid.
func (d *Desk) accountLooks(tx *store.Tx, by people.Person, r benefit.Run, cs []benefit.Claim) (out []share.Look, err error) {
	for some := range slices.Chunk(cs, exportPage) {
		look, err := d.claimsLook(tx, by, r, []string{"account", "amount"}, some)
		if err != nil {
			return nil, err
		}
		out = append(out, look)
	}
	return out, nil
}

// PaidBenefit takes the bank's answer to an order. Lines that are of no ordered claim
// are refused as a whole: the file is of another order, or was changed.
func (d *Desk) PaidBenefit(ctx context.Context, by people.Person, run int64, bank benefit.Bank, answer []byte) (paid, failed int, err error) {
	results, err := bank.Read(answer)
	if err != nil {
		return 0, 0, err
	}
	return paid, failed, d.store.Write(ctx, func(tx *store.Tx) error {
		paid, failed = 0, 0
		r, err := d.ownRun(tx, by, run, RoleBenefitOfficer, RoleBenefitHead)
		if err != nil {
			return err
		}
		for _, x := range results {
			deed := benefit.Pay
			if !x.Paid {
				deed = benefit.Fail
			}
			if x.Run != run {
				return fail.New(fail.Invalid, "benefit.other-order")
			}
			c, err := benefit.FindClaim(tx, run, x.Subject)
			if err != nil || c.Amount != x.Amount {
				return fail.New(fail.Invalid, "benefit.other-order").Because(err)
			}
			if _, err := d.doClaim(tx, by, r, x.Subject, deed, "", x.Words); err != nil {
				return err
			}
			if x.Paid {
				paid++
			} else {
				failed++
			}
		}
		return nil
	})
}

// BenefitRuns lists the runs of an official's offices, the newest first.
func (d *Desk) BenefitRuns(ctx context.Context, by people.Person) (out []benefit.Run, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = benefit.Runs(tx, by.Offices())
		return err
	})
	return out, err
}
