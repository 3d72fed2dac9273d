package pack

import (
	"slices"

	"atonce/internal/assurance"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Item 事项 is what the public list says of a service (C 0109, GB/T 39554.2). Its
// words are texts of the service: name, summary, material.<id> and so on.
type Item struct {
	Basic       string // 基本编码, 12 characters; empty where none is given
	Business    string // 业务办理项编码, 14 characters
	Type        string // 事项类型, two digits: 01 licence … 20 public service
	List        string // which of the four lists it rests on: powers, duties, negative, funds
	Level       string // 行使层级: national, province, city, county, township, village
	PowerSource string // 权力来源, 1 to 6
	Agency      string // kind of office that handles it
	Subjects    []string
	Themes      Themes
	Basis       []law.Citation // 设定依据
	Handling    string         // 办件类型: instant 即办件, promised 承诺件
	Review      string         // 审查类型: instant 即审即办, before 前审后批
	Online      Online
	Result      Result
	Visits      int // how often the applicant must come 到办事现场次数
	Fee         Fee
	Phones      Phones
	Steps       []string
	Materials   []Material
	FAQs        int // questions with answers, texts faq.1.question, faq.1.answer …
	Synonyms    map[text.Lang][]string
	Channels    []string // 办理形式: online, counter, post, phone, terminal, township
	Languages   []text.Lang
	Eligibility []string // questions answered before signing in
	Conditions  int      // texts condition.1 …
	// Assurance is how sure it must be who applies; none asks for nothing more than a sign-in.
	Assurance assurance.Level
}

// Themes 主题 are the life events and the events of a firm an item is found under.
type Themes struct{ Person, Enterprise []string }

// Online says how far an item can be handled online 网上办理深度: 1 advice, 2 receive,
// 3 pre-check, 4 wholly 全程网办; and whether papers may come by post.
type Online struct {
	Depth  int
	Postal bool
}

// Result 办理结果 is what the applicant ends up holding.
type Result struct {
	Kind   string // licence, document, approval, other, none
	Sample bool   // a picture of it is shown
	Ends   string // how the case ends: licence 出证办结, document 出文办结, approval 审批办结
}

// Fee 收费 is what the item costs.
type Fee struct {
	Charged       bool
	Basis         law.Citation
	OnlinePayment bool
	Items         []FeeItem
}

// FeeItem is one charge. Amount is in the currency's minor unit (分).
type FeeItem struct {
	ID       string
	Amount   int64
	Currency string // ISO 4217
	Basis    law.Citation
}

// Phones are the three numbers a guide names.
type Phones struct{ Consult, Complain, Contact string }

// Material 申请材料 is one paper or datum the decision needs.
type Material struct {
	ID        string
	From      string // applicant; register: fetched, never asked for; wallet: a licence of the holder's
	Field     string // form field that carries it; of a licence the one in which it is chosen
	Register  string // which register it is fetched from
	Licence   string // kind of licence that is taken from the wallet
	Paper     string // form field for the paper of who has no other; empty where none is taken
	Basis     law.Citation
	Tolerance bool // may follow later 容缺受理 (浙江省保障“最多跑一次”改革规定 4)
}

// Fetched says whether the office gets the material itself.
func (m Material) Fetched() bool { return m.From == fromRegister }

func (i Item) clone() Item {
	i.Subjects, i.Basis, i.Steps = slices.Clone(i.Subjects), slices.Clone(i.Basis), slices.Clone(i.Steps)
	i.Themes = Themes{slices.Clone(i.Themes.Person), slices.Clone(i.Themes.Enterprise)}
	i.Fee.Items, i.Materials = slices.Clone(i.Fee.Items), slices.Clone(i.Materials)
	i.Channels, i.Languages = slices.Clone(i.Channels), slices.Clone(i.Languages)
	i.Eligibility = slices.Clone(i.Eligibility)
	s := make(map[text.Lang][]string, len(i.Synonyms))
	for l, ws := range i.Synonyms {
		s[l] = slices.Clone(ws)
	}
	i.Synonyms = s
	return i
}

// LicenceKind 证照类型 is a kind of licence that a decision can issue.
type LicenceKind struct {
	ID     string
	Prefix string    // licence number: prefix-year-serial
	Valid  law.Limit // zero is without end
	Basis  law.Citation
	Fields []string // answers it carries
	Trust  string   // level of trust of the electronic licence: A to D
	Deeds  []LicenceDeed
	Check  LicenceCheck // zero where nobody checks
}

// LicenceDeed 证照变动权限 says who may do a verb to a licence of a kind, and on which grounds.
// What no deed allows nobody may do.
type LicenceDeed struct {
	Verb    string
	By      []string // roles at the office that issued it
	Propose []string // roles that put it forward, for another person to decide; none where one person does it
	Basis   []law.Citation
}

// LicenceCheck 年度检查 is the check that a licence of a kind is due for.
type LicenceCheck struct {
	Every law.Limit
	Basis law.Citation
}

// Deed is what may be done to a licence of this kind by a verb, if anything.
func (k LicenceKind) Deed(verb string) (LicenceDeed, bool) {
	for _, d := range k.Deeds {
		if d.Verb == verb {
			return d, true
		}
	}
	return LicenceDeed{}, false
}

// Indicator 指标 is a figure a service has beyond the six every service has: how many
// cases satisfy a condition, or which share of those that satisfy another.
type Indicator struct {
	ID    string
	Count string // FEEL over answers, flags and outcome
	Of    string // FEEL; empty for a plain count
}

// Given says whether a material is there among the answers, or not asked for by them.
func (s *Service) Given(m Material, answers map[string]string) bool {
	return m.Field != "" && (answers[m.Field] != "" || !s.Form().Visible(m.Field, answers))
}
