package test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/store"
)

const longLife = "long-life-allowance"

// populate writes people into the register of the population.
func populate(t *testing.T, s *scene.Scene, rows map[string]map[string]string) {
	t.Helper()
	r, ok := s.Desk.Packs().Register("population")
	if !ok {
		t.Fatal("no register of the population")
	}
	err := s.Store().Write(t.Context(), func(tx *store.Tx) error {
		source, err := register.AddSource(tx, r, register.Source{Kind: "file", Name: "test", Digest: strings.Repeat("0", 64), By: "test"})
		for subject, fields := range rows {
			row, perr := register.Parse(r, subject, fields)
			if perr != nil {
				return perr
			}
			row.From = law.Date{Year: 2026, Month: 1, Day: 1}
			if _, err := register.Put(tx, r, source, row); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func older(born string, more ...string) map[string]string {
	out := map[string]string{"name": "某人", "sex": "female", "birth_date": born, "area": "330199101000"}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

// bankDouble pays every account but those that end in 0.
type bankDouble struct{ benefit.File }

// answer is what the bank says to an order.
func (bankDouble) answer(order []byte) []byte {
	lines := strings.Split(strings.TrimSpace(string(order)), "\n")
	for i, l := range lines[1:] {
		what := ",paid,"
		if strings.HasSuffix(strings.Split(l, ",")[1], "0") {
			what = ",failed,账号不存在"
		}
		lines[i+1] = l + what
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// Nobody applies: the rules name people over the whole register, two officials sign,
// people confirm, object or decline, money goes out after the time to object, and
// what was paid wrongly is claimed back. Every step is in the log.
func TestBenefitWithoutApplication(t *testing.T) {
	s := scene.New(t)
	ctx := context.Background()
	guilan := s.Person("chen-guilan") // 33019919511002334X
	lin := s.Person("lin-jian")       // 330199199205171124
	li := s.Person("li-xiao")         // 330199199603082231
	populate(t, s, map[string]map[string]string{
		guilan.Identity: older("1940-10-02"), lin.Identity: older("1930-05-17"), li.Identity: older("1926-03-08"),
		"33019919800101101X": older("1980-01-01"), "330199194001011011": older("1940-01-01", "died", "2026-02-01"),
	})
	officer, head := s.Person("shen-lan"), s.Person("gao-jun")
	day := law.Date{Year: 2026, Month: 10, Day: 12}
	kind := func(err error, want fail.Kind, key string) {
		t.Helper()
		if fail.KindOf(err) != want || fail.As(err).Key != key {
			t.Fatalf("%v, want %s %s", err, want, key)
		}
	}
	_, err := s.Desk.TryBenefits(ctx, lin, []string{longLife}, day)
	kind(err, fail.Forbidden, "benefit.officers")
	tried, err := s.Desk.TryBenefits(ctx, officer, []string{longLife, "newborn-gift"}, day)
	if err != nil || tried[0].Count != 3 || tried[0].Total != 60000+120000+360000 || tried[0].Unknown != 0 || tried[1].Count != 0 {
		t.Fatalf("%+v %+v, %v", tried[0], tried[1], err)
	}
	run, err := s.Desk.ProposeBenefit(ctx, officer, longLife, day)
	if err != nil || run.Count != 3 {
		t.Fatal(run, err)
	}
	// Nobody is told before the second person signs; the first cannot sign too.
	if mine, err := s.Desk.MyBenefits(ctx, guilan); err != nil || len(mine) != 0 {
		t.Fatal(mine, err)
	}
	_, err = s.Desk.ApproveBenefit(ctx, officer, run.ID)
	kind(err, fail.Forbidden, "benefit.officers")
	// What the register learns meanwhile is of the next run.
	s.Pass(time.Second)
	populate(t, s, map[string]map[string]string{"330199193501011013": older("1935-01-01")})
	run, err = s.Desk.ApproveBenefit(ctx, head, run.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := run.Ends.In(scene.Monday.Location()).Format("2006-01-02 15:04"); got != "2026-10-20 00:00" {
		t.Errorf("seven days to object end at %s", got)
	}
	mine, err := s.Desk.MyBenefits(ctx, guilan)
	if err != nil || len(mine) != 1 || mine[0].Amount != 60000 || mine[0].State != benefit.Named {
		t.Fatal(mine, err)
	}
	_, err = s.Desk.AnswerBenefit(ctx, guilan, run.ID, benefit.Confirm, "12345", "")
	kind(err, fail.Invalid, "benefit.form")
	for _, x := range []struct {
		person  string
		deed    benefit.Deed
		account string
		words   string
	}{{"chen-guilan", benefit.Confirm, "6222 0000 0000 0000 012", ""}, {"lin-jian", benefit.Confirm, "123456789010", ""}, {"li-xiao", benefit.Object, "", "生日登记错了"}} {
		account := x.account
		if account != "" && len(strings.ReplaceAll(account, " ", "")) > 15 {
			account = luhn(strings.ReplaceAll(account, " ", ""))
		}
		if _, err := s.Desk.AnswerBenefit(ctx, s.Person(x.person), run.ID, x.deed, account, x.words); err != nil {
			t.Fatal(x, err)
		}
	}
	bank := bankDouble{}
	_, err = s.Desk.OrderBenefit(ctx, head, run.ID, bank)
	kind(err, fail.Conflict, "benefit.window")
	s.Set(run.Ends)
	_, err = s.Desk.AnswerBenefit(ctx, guilan, run.ID, benefit.Object, "", "太晚")
	kind(err, fail.Conflict, "benefit.too-late")
	order, err := s.Desk.OrderBenefit(ctx, head, run.ID, bank)
	if err != nil || strings.Count(string(order), "\n") != 3 || strings.Contains(string(order), li.Identity) {
		t.Fatalf("%s, %v", order, err)
	}
	// An answer that was changed on the way is refused whole.
	_, _, err = s.Desk.PaidBenefit(ctx, officer, run.ID, bank, []byte(strings.Replace(string(bank.answer(order)), ",60000,", ",70000,", 1)))
	kind(err, fail.Invalid, "benefit.answer-sum")
	paid, failed, err := s.Desk.PaidBenefit(ctx, officer, run.ID, bank, bank.answer(order))
	if err != nil || paid != 1 || failed != 1 {
		t.Fatal(paid, failed, err)
	}
	// Who could not be paid gives another account and is in the next order; whose
	// objection was looked at is named again.
	if _, err := s.Desk.AnswerBenefit(ctx, lin, run.ID, benefit.Confirm, "123456789011", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.SettleBenefit(ctx, officer, run.ID, li.Identity, benefit.Uphold, "已与户籍核对，出生日期无误"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.AnswerBenefit(ctx, li, run.ID, benefit.Decline, "", ""); err != nil {
		t.Fatal(err)
	}
	order, err = s.Desk.OrderBenefit(ctx, head, run.ID, bank)
	if err != nil || strings.Count(string(order), "\n") != 2 {
		t.Fatalf("%s, %v", order, err)
	}
	if paid, _, err = s.Desk.PaidBenefit(ctx, officer, run.ID, bank, bank.answer(order)); err != nil || paid != 1 {
		t.Fatal(paid, err)
	}
	if _, err := s.Desk.SettleBenefit(ctx, officer, run.ID, lin.Identity, benefit.Reclaim, ""); err == nil {
		t.Fatal("money was claimed back without a reason")
	}
	if _, err := s.Desk.SettleBenefit(ctx, officer, run.ID, lin.Identity, benefit.Reclaim, "抽查发现年龄不符"); err != nil {
		t.Fatal(err)
	}
	// Left out of this run, a person is left out of the next one too.
	next, err := s.Desk.ProposeBenefit(ctx, officer, longLife, law.Date{Year: 2026, Month: 10, Day: 21})
	if err != nil || next.Count != 4 {
		t.Fatal(next, err)
	}
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.ApproveBenefit(ctx, head, next.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.SettleBenefit(ctx, officer, next.ID, lin.Identity, benefit.Exclude, "信用核查中"); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Desk.TryBenefits(ctx, officer, []string{longLife}, law.Date{Year: 2026, Month: 10, Day: 21}); err != nil || again[0].Count != 3 || again[0].LeftOut != 1 {
		t.Fatalf("%+v %v", again, err)
	}
}

// luhn makes a card number right by its last digit.
func luhn(s string) string {
	for d := range 10 {
		if c := s[:len(s)-1] + fmt.Sprint(d); benefit.Account(c) {
			return c
		}
	}
	return s
}
