package main

import (
	"fmt"
	"strconv"
	"strings"
)

// benefitRegister holds the made-up people of the bench.
const benefitRegister = "bench-people"

const benefitRegisterYAML = `format: 1
country: cn
from: 2026-01-01
names: {zh: 测试人口, en: People of the bench}
about: {zh: 测试用, en: Made up by the bench}
owner: bench
subject: person
cycle: day
system: {zh: 测试, en: bench}
source: stored
illustrative: true
share: {type: none, reason: other, says: {zh: 测试, en: bench}}
open: {type: none, reason: other, says: {zh: 测试, en: bench}}
key: {id: code, type: text, sensitivity: 1, names: {zh: 编号, en: number}}
fields:
  - {id: birth_date, type: date, sensitivity: 2, required: true, names: {zh: 出生日期, en: date of birth}}
  - {id: sex, type: text, sensitivity: 2, required: true, names: {zh: 性别, en: sex}}
  - {id: area, type: text, sensitivity: 2, required: true, names: {zh: 地区, en: area}}
  - {id: income, type: "money:CNY", sensitivity: 4, required: true, names: {zh: 收入, en: income}}
  - {id: children, type: integer, sensitivity: 3, required: true, names: {zh: 子女数, en: children}}
  - {id: disabled, type: boolean, sensitivity: 4, required: true, names: {zh: 残疾, en: disabled}}
  - {id: died, type: date, sensitivity: 3, names: {zh: 死亡日期, en: date of death}}
`

// benefitGrantsYAML lets the policies of the bench read what they look at.
const benefitGrantsYAML = `format: 1
grants:
  - {id: bench, office: bench, fields: [birth_date, sex, area, income, children, disabled, died], purpose: decide, from: 2026-01-01, basis: {law: zhejiang-visit-at-most-once, article: "7"}}
`

const benchBenefitYAML = `format: 1
country: cn
from: 2026-01-01
names: {zh: 测试政策 %d, en: Policy %d of the bench}
about: {zh: 测试用, en: Made up by the bench}
owner: bench
register: bench-people
decision: amount
objection: 7d
audit: 20
illustrative: true
`

// madeUp is one person of the bench.
type madeUp struct {
	code       string
	born, died [3]int // died is zero for the living
	sex, area  string
	income     int64 // fen a year
	children   int
	disabled   bool
}

// personOf makes the i-th person, always the same.
func personOf(i int) madeUp {
	x := uint64(i)*0x9E3779B97F4A7C15 + 0x1234567
	next := func(n uint64) int {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int(x % n)
	}
	p := madeUp{code: fmt.Sprintf("P%09d", i)}
	p.born = [3]int{1920 + next(106), 1 + next(12), 1 + next(28)}
	p.sex = []string{"male", "female"}[next(2)]
	p.area = "33" + fmt.Sprintf("%02d%02d", 1+next(11), 1+next(20))
	p.income = int64(next(400_000)) * 100
	p.children = next(4)
	p.disabled = next(20) == 0
	if next(30) == 0 {
		p.died = [3]int{2026, 1 + next(10), 1 + next(28)}
	}
	return p
}

func (p madeUp) fields() map[string]string {
	out := map[string]string{"birth_date": ymd(p.born), "sex": p.sex, "area": p.area, "income": strconv.FormatInt(p.income/100, 10),
		"children": strconv.Itoa(p.children), "disabled": strconv.FormatBool(p.disabled)}
	if p.died[0] != 0 {
		out["died"] = ymd(p.died)
	}
	return out
}

func ymd(d [3]int) string { return fmt.Sprintf("%04d-%02d-%02d", d[0], d[1], d[2]) }

// age counts whole years to the day of the bench, without the rules' own calendar.
func (p madeUp) age() int {
	years := benefitDay.Year - p.born[0]
	if p.born[1] > int(benefitDay.Month) || p.born[1] == int(benefitDay.Month) && p.born[2] > benefitDay.Day {
		years--
	}
	return years
}

// benchPolicy is one policy: what its rules say, and the same in plain Go.
type benchPolicy struct {
	least, most int    // age from, and below
	area        string // the area begins so
	sex         string // empty for both
	poor        int64  // income below, in fen; 0 for any
	perChild    bool   // the amount for each child, else once
	disabled    bool   // only for disabled people
	amount      int64  // fen
}

var benchPolicies = func() []benchPolicy {
	var out []benchPolicy
	for i := range 20 {
		p := benchPolicy{least: []int{0, 16, 60, 80, 90}[i%5], most: []int{3, 60, 80, 90, 200}[i%5], area: "33", amount: int64(10_000 * (i + 1))}
		if i%2 == 1 {
			p.area = fmt.Sprintf("33%02d", 1+i%11)
		}
		if i%3 == 1 {
			p.poor = int64(2_000_000 + 500_000*i)
		}
		if i%4 == 2 {
			p.sex = "female"
		}
		p.perChild, p.disabled = i%6 == 4, i%7 == 5
		out = append(out, p)
	}
	return out
}()

// oracle is what the policy pays, worked out without rules.
func (b benchPolicy) oracle(p madeUp) int64 {
	age := p.age()
	if p.died[0] != 0 || age < b.least || age >= b.most || !strings.HasPrefix(p.area, b.area) || b.sex != "" && p.sex != b.sex ||
		b.poor > 0 && p.income >= b.poor || b.disabled && !p.disabled {
		return 0
	}
	if b.perChild {
		return b.amount * int64(p.children)
	}
	return b.amount
}

// yaml is the policy as rules: a table over what was worked out before.
func (b benchPolicy) yaml(n int) string {
	cond := []string{"died = null", fmt.Sprintf(`starts with(area, %q)`, b.area)}
	needs := []string{"died", "area"}
	inputs := []string{"{name: birth_date, type: date}", "{name: area, type: string}", "{name: died, type: date}"}
	add := func(name, kind, c string) {
		inputs = append(inputs, fmt.Sprintf("{name: %s, type: %s}", name, kind))
		if c != "" {
			cond, needs = append(cond, c), append(needs, name)
		}
	}
	if b.sex != "" {
		add("sex", "string", fmt.Sprintf("sex = %q", b.sex))
	}
	if b.poor > 0 {
		add("income", "number", fmt.Sprintf("income < %d", b.poor))
	}
	if b.disabled {
		add("disabled", "boolean", "disabled")
	}
	pays, paysNeeds := strconv.FormatInt(b.amount, 10), ""
	if b.perChild {
		add("children", "number", "")
		pays, paysNeeds = pays+" * children", ", children"
	}
	return fmt.Sprintf(`format: 1
id: policy-%02d
label: {zh: 测试政策, en: policy of the bench}
inputs: [%s]
decisions:
  - {id: age, type: number, needs: [birth_date], value: "years and months duration(birth_date, today()).years"}
  - {id: within, type: boolean, needs: [%s], value: '%s'}
  - id: rate
    type: number
    inputs: [{value: within, type: boolean}, {value: age, type: number, allowed: ">= 0"}]
    outputs: [{name: rate, type: number}]
    hit: F
    rules:
      - {when: ["true", "[%d..%d)"], then: ["1"], basis: {law: zhejiang-social-assistance, article: "3", illustrative: true}}
      - {when: ["-", "-"], then: ["0"], basis: {law: zhejiang-social-assistance, article: "3", illustrative: true}}
  - {id: amount, type: number, needs: [rate%s], value: "if rate = 1 then %s else 0"}
`, n, strings.Join(inputs, ", "), strings.Join(needs, ", "), strings.Join(cond, " and "), b.least, b.most, paysNeeds, pays)
}
