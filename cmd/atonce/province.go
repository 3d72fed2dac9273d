package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"atonce/internal/code"
)

// provinceFiles are the sample registers that a province has files for.
var provinceFiles = []string{"population", "household-means", "addresses", "legal-entities", "licences", "credit"}

// mostPeople bounds a province: 1,000 numbers for each day of birth, all of a county
// that does not exist, and room to choose.
const mostPeople = 20_000_000

// province writes people, firms and addresses of nowhere. Identity numbers and credit
// codes pass every check and are of the county 330199, which does not exist; names are
// a surname and what a child could make up.
type province struct {
	rng   *rand.Rand
	files map[string]io.Writer
	given [2][]uint16 // serials given on each day of birth: even for women, odd for men
	made  struct{ people, households, addresses, firms, licences int }
	today time.Time
}

// firstBirth is the earliest day of birth.
var firstBirth = time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC)

func newProvince[W io.Writer](seed uint64, files map[string]W) *province {
	p := &province{rng: rand.New(rand.NewPCG(seed, 0x61746f6e6365)), files: map[string]io.Writer{}, today: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
	days := int(p.today.Sub(firstBirth).Hours()/24) + 1
	p.given = [2][]uint16{make([]uint16, days), make([]uint16, days)}
	for name, w := range files {
		p.files[name] = w
	}
	return p
}

var provinceHeads = map[string]string{
	"population":      "identity_number,name,sex,birth_date,area,address,household,relation,marital,died",
	"household-means": "identity_number,income,savings,dwellings,vehicles,insured,checked",
	"addresses":       "address_code,area,road,number,room,use",
	"legal-entities":  "credit_code,name,kind,representative,representative_name,area,address,capital,scope,registered,staff,state",
	"licences":        "number,kind,holder,holder_name,office,issued,until,state",
	"credit":          "credit_code,adverse,last_adverse,good,serious",
}

func (p *province) row(file, format string, args ...any) {
	if w, ok := p.files[file]; ok {
		fmt.Fprintf(w, format+"\n", args...)
	}
}

// write makes as many people, household by household.
func (p *province) write(people int) struct{ people, households, addresses, firms, licences int } {
	for name, head := range provinceHeads {
		p.row(name, "%s", head)
	}
	for p.made.people < people {
		p.household(people - p.made.people)
	}
	return p.made
}

var (
	surnames = []string{"云", "溪", "竹", "松", "岩", "枫", "荷", "桥", "石", "棉", "茶", "桑"}
	given    = []string{"小一", "小二", "小三", "小四", "阿苗", "阿禾", "阿杏", "阿桐", "豆豆", "朵朵", "果果", "米米"}
	roads    = []string{"虚构路", "样例街", "示范巷", "无名路", "假山路", "纸桥街"}
	towns    = []string{"330199101000", "330199102000", "330199103000", "330199104000"}
)

func pick[T any](p *province, from []T) T { return from[p.rng.IntN(len(from))] }

func (p *province) name(surname string) string {
	return surname + pick(p, given) + strconv.Itoa(p.rng.IntN(1000))
}

// born gives an identity number of the sex to somebody born about that many years ago.
func (p *province) born(years int, male bool) (code.Identity, time.Time) {
	sex := 0
	if male {
		sex = 1
	}
	days := p.given[sex]
	day := len(days) - 1 - years*365 - p.rng.IntN(365)
	day = max(day, 0)
	for days[day] >= 500 { // all numbers of the day are given
		day = (day + 1) % len(days)
	}
	serial := int(days[day])*2 + sex
	days[day]++
	at := firstBirth.AddDate(0, 0, day)
	return code.SampleIdentity(at.Year(), at.Month(), at.Day(), serial), at
}

type member struct {
	relation, marital string
	years             int
	male              bool
}

func (p *province) household(most int) {
	p.made.households++
	p.made.addresses++
	town, road, house := pick(p, towns), pick(p, roads), 1+p.made.households/len(roads)
	at := fmt.Sprintf("%s %d 号", road, house)
	p.row("addresses", "DZ%09d,%s,%s,%d,,dwelling", p.made.addresses, town, road, house)
	age, male := 22+p.rng.IntN(65), p.rng.IntN(2) == 0
	couple := p.rng.IntN(100) < 65
	marital := "single"
	if couple {
		marital = "married"
	} else if age > 60 {
		marital = pick(p, []string{"widowed", "divorced"})
	}
	members := []member{{"head", marital, age, male}}
	if couple {
		members = append(members, member{"spouse", "married", max(20, age-4+p.rng.IntN(9)), !male})
	}
	if age < 55 && (couple || p.rng.IntN(5) == 0) {
		for range p.rng.IntN(4) {
			members = append(members, member{"child", "single", p.rng.IntN(max(1, min(age-20, 21))), p.rng.IntN(2) == 0})
		}
	}
	surname := pick(p, surnames)
	means := 8_000 + p.rng.IntN(90_000)
	if p.rng.IntN(10) == 0 {
		means = p.rng.IntN(9_000)
	}
	for i, m := range members[:min(len(members), most)] {
		p.made.people++
		id, birth := p.born(m.years, m.male)
		name, sex := p.name(surname), "female"
		if m.male {
			sex = "male"
		}
		p.row("population", "%s,%s,%s,%s,%s,%s,H%08d,%s,%s,", id, name, sex, birth.Format(time.DateOnly), town, at, p.made.households+10_000_000, m.relation, m.marital)
		income, savings, homes, cars := means, p.rng.IntN(120_000), p.rng.IntN(2), p.rng.IntN(2)
		if m.relation == "child" {
			income, savings, homes, cars = 0, 0, 0, 0
		}
		p.row("household-means", "%s,%d.%02d,%d.00,%d,%d,%t,2026-09-01", id, income, p.rng.IntN(100), savings, homes, cars, m.years >= 18 && p.rng.IntN(10) > 0)
		if i == 0 && p.rng.IntN(8) == 0 {
			p.firm(id, name, at)
		}
	}
}

func (p *province) firm(owner code.Identity, ownerName, at string) {
	p.made.firms++
	c := code.SampleCreditCode('9', p.made.firms)
	kind := pick(p, []string{"household", "household", "company", "cooperative", "partnership"})
	since := p.today.AddDate(0, 0, -30-p.rng.IntN(5000))
	state := pick(p, []string{"open", "open", "open", "open", "open", "open", "suspended", "closed"})
	name := fmt.Sprintf("晓溪县样例%s%d号店", pick(p, []string{"茶", "面", "竹器", "布", "纸", "伞"}), p.made.firms)
	p.row("legal-entities", "%s,%s,%s,%s,%s,330199,%s,%d.00,样例经营,%s,%d,%s", c, name, kind, owner, ownerName, at,
		(1+p.rng.IntN(500))*1000, since.Format(time.DateOnly), 1+p.rng.IntN(60), state)
	p.licence("business", c.String(), name, since, "", state == "open")
	if p.rng.IntN(3) == 0 {
		p.licence("food", c.String(), name, since, since.AddDate(5, 0, -1).Format(time.DateOnly), since.AddDate(5, 0, 0).After(p.today))
	}
	adverse, last := 0, ""
	if p.rng.IntN(20) == 0 {
		adverse, last = 1+p.rng.IntN(3), p.today.AddDate(0, 0, -p.rng.IntN(1500)).Format(time.DateOnly)
	}
	p.row("credit", "%s,%d,%s,%d,%t", c, adverse, last, p.rng.IntN(4), adverse == 3)
}

func (p *province) licence(kind, holder, name string, since time.Time, until string, valid bool) {
	p.made.licences++
	state := "valid"
	if !valid {
		state = "expired"
	}
	p.row("licences", "YL%09d,%s,%s,%s,晓溪县市场监督管理局,%s,%s,%s", p.made.licences, kind, holder, name, since.Format(time.DateOnly), until, state)
}
