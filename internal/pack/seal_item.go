package pack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/assurance"
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// The closed words of an item (C 0109; DOMAIN dictionaries of GB/T 39554).
var (
	itemTypes = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}
	lists     = []string{"powers", "duties", "negative", "funds"}
	levels    = []string{"national", "province", "city", "county", "township", "village"}
	sources   = []string{"1", "2", "3", "4", "5", "6"}
	subjects  = []string{"person", "enterprise", "institution", "social", "agency", "other"}
	results   = []string{"licence", "document", "approval", "other", "none"}
	channels  = []string{"online", "counter", "post", "phone", "terminal", "township"}
	stepWords = []string{"accept", "examine", "approve", "conclude", "deliver", "investigate", "publish", "check", "assign", "handle", "feedback", "report"}
)

const (
	typeLicence   = "01"
	instant       = "instant"
	promised      = "promised"
	before        = "before"
	online        = "online"
	wholly        = 4 // 全程网办
	fromApplicant = "applicant"
	fromRegister  = "register"
	mostQuestions = 5 // before signing in: a person must see at once whether it is worth it
)

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// sealItem seals item.yaml.
func (d *draft) sealItem() {
	w := d.item
	d.oneOf(w.Type, "type", itemTypes...)
	d.oneOf(w.List, "list", lists...)
	d.oneOf(w.Level, "level", levels...)
	d.oneOf(w.PowerSource, "power_source", sources...)
	d.oneOf(w.Handling, "handling", instant, promised)
	d.oneOf(w.Review, "review", instant, before)
	d.oneOf(w.Result.Kind, "result.kind", results...)
	d.oneOf(w.Result.Ends, "result.ends", "licence", "document", "approval")
	if w.Assurance.Set() {
		d.oneOf(w.Assurance, "assurance", assurance.Low.String(), assurance.Substantial.String(), assurance.High.String())
	}
	d.words(w.Subjects, "subjects", subjects)
	d.words(w.Channels, "channels", channels)
	d.words(w.Steps, "steps", stepWords)
	if n := w.Online.Depth; n.Set() && (n.Value < 1 || n.Value > wholly) {
		d.add(n.Problem("pack.depth"))
	}
	d.sealed = Item{Type: w.Type.Value, List: w.List.Value, Level: w.Level.Value, PowerSource: w.PowerSource.Value,
		Agency: w.Agency.Value, Subjects: values(w.Subjects.Value), Handling: w.Handling.Value, Review: w.Review.Value,
		Themes: Themes{values(w.Themes.Person.Value), values(w.Themes.Enterprise.Value)},
		Online: Online{w.Online.Depth.Value, w.Online.Postal.Value},
		Result: Result{w.Result.Kind.Value, w.Result.Sample, w.Result.Ends.Value},
		Phones: Phones{w.Phones.Consult.Value, w.Phones.Complain.Value, w.Phones.Contact.Value},
		Steps:  values(w.Steps.Value), Channels: values(w.Channels.Value),
		Visits: d.count(w.Visits.Count, "visits"), FAQs: d.count(w.FAQs, "faqs"), Conditions: d.count(w.Conditions, "conditions")}
	d.sealed.Assurance, _ = assurance.Parse(w.Assurance.Value)
	if len(w.Basis.Value) == 0 {
		d.add(w.Basis.Problem("pack.basis-none"))
	}
	for _, b := range w.Basis.Value {
		d.sealed.Basis = append(d.sealed.Basis, d.cite(&b))
	}
	d.checkCodes()
	d.sealFee()
	d.sealMaterials()
	d.sealWords()
}

// words holds a list to a closed vocabulary, each word once.
func (d *draft) words(ts declare.At[[]declare.Text], what string, allowed []string) {
	if ts.Set() && len(ts.Value) == 0 {
		d.add(ts.Problem("pack.list-empty", "what", what))
	}
	seen := map[string]bool{}
	for _, t := range ts.Value {
		d.oneOf(t, what, allowed...)
		if seen[t.Value] {
			d.add(t.Problem("pack.id-twice", "id", t.Value))
		}
		seen[t.Value] = true
	}
}

// most keeps a slip of the finger from demanding ten thousand texts.
const most = 99

func (d *draft) count(n declare.At[int], what string) int {
	if n.Value < 0 || n.Value > most {
		d.add(n.Problem("pack.count", "what", what, "most", strconv.Itoa(most)))
		return 0
	}
	return n.Value
}

func (d *draft) sealFee() {
	w := d.item.Fee
	f := Fee{Charged: w.Charged, OnlinePayment: w.OnlinePayment.Value, Basis: d.cite(w.Basis)}
	seen := map[string]bool{}
	for _, i := range w.Items {
		d.named(i.ID, seen)
		if i.Amount.Value < 0 {
			d.add(i.Amount.Problem("pack.amount"))
		}
		if !currency.MatchString(i.Currency.Value) {
			at := i.Pos
			if i.Currency.Set() {
				at = i.Currency.Pos
			}
			d.add(at.Problem("pack.currency", "value", i.Currency.Value))
		}
		d.need("fee."+i.ID.Value, i.ID.Pos)
		f.Items = append(f.Items, FeeItem{i.ID.Value, i.Amount.Value, i.Currency.Value, d.cite(i.Basis)})
	}
	d.sealed.Fee = f
}

func (d *draft) sealMaterials() {
	seen := map[string]bool{}
	for _, m := range d.item.Materials {
		d.named(m.ID, seen)
		d.oneOf(m.From, "from", fromApplicant, fromRegister, fromWallet)
		d.need("material."+m.ID.Value, m.ID.Pos)
		d.optional["material."+m.ID.Value+".example"] = true
		d.sealed.Materials = append(d.sealed.Materials, Material{ID: m.ID.Value, From: m.From.Value, Field: m.Field.Value,
			Register: m.Register.Value, Licence: m.Licence.Value, Paper: m.Paper.Value, Basis: d.cite(m.Basis), Tolerance: m.Tolerance.Value})
	}
}

// sealWords seals languages, synonyms and eligibility, and says which texts the item needs.
func (d *draft) sealWords() {
	w := d.item
	seen := map[string]bool{}
	for _, t := range w.Languages.Value {
		lang, ok := text.ParseLang(t.Value)
		if !ok || string(lang) != t.Value {
			d.add(t.Problem("pack.language-unknown", "lang", t.Value))
			continue
		}
		if seen[t.Value] {
			d.add(t.Problem("pack.id-twice", "id", t.Value))
			continue
		}
		seen[t.Value] = true
		d.sealed.Languages = append(d.sealed.Languages, lang)
	}
	for _, lang := range d.book.Languages {
		if !slices.Contains(d.sealed.Languages, lang) {
			d.add(w.Languages.Problem("pack.language-missing", "lang", string(lang)))
		}
	}
	d.sealed.Synonyms = map[text.Lang][]string{}
	for _, e := range w.Synonyms {
		lang, ok := text.ParseLang(e.Key.Value)
		if !ok || !slices.Contains(d.sealed.Languages, lang) {
			d.add(e.Key.Problem("pack.language-extra", "lang", e.Key.Value))
			continue
		}
		d.sealed.Synonyms[lang] = values(e.Value)
	}
	if len(w.Eligibility) > mostQuestions {
		d.add(w.Eligibility[mostQuestions].Problem("pack.eligibility-many", "most", strconv.Itoa(mostQuestions)))
	}
	asked := map[string]bool{}
	for _, q := range w.Eligibility {
		d.named(q, asked)
		for _, part := range []string{"", ".yes", ".no"} {
			d.need("eligibility."+q.Value+part, q.Pos)
		}
	}
	d.sealed.Eligibility = values(w.Eligibility)
	for _, k := range []string{"name", "summary", "visits.reason", "office.address", "office.hours"} {
		d.need(k, w.Pos)
	}
	if d.sealed.Result.Kind != "none" {
		d.need("result.name", w.Result.Pos)
	}
	for i := 1; i <= d.sealed.Conditions; i++ {
		d.need("condition."+strconv.Itoa(i), w.Conditions.Pos)
	}
	for i := 1; i <= d.sealed.FAQs; i++ {
		d.need("faq."+strconv.Itoa(i)+".question", w.FAQs.Pos)
		d.need("faq."+strconv.Itoa(i)+".answer", w.FAQs.Pos)
	}
}

// checkMaterials holds materials and questions together: a paper asked for has its
// question, and nothing is asked that a register can answer.
func (d *draft) checkMaterials() {
	for _, m := range d.item.Materials {
		d.checkWallet(m)
		switch {
		case m.From.Value == fromRegister && strings.TrimSpace(m.Register.Value) == "":
			d.add(m.Pos.Problem("pack.material-register", "material", m.ID.Value))
		case m.From.Value == fromRegister && m.Field.Set():
			d.add(m.Field.Problem("pack.material-asked", "material", m.ID.Value, "register", m.Register.Value))
		case m.From.Value == fromApplicant && m.Register.Set():
			d.add(m.Register.Problem("pack.material-both", "material", m.ID.Value))
		case m.From.Value == fromApplicant && !m.Field.Set():
			d.add(m.Pos.Problem("pack.material-field", "material", m.ID.Value))
		case m.From.Value == fromApplicant:
			if _, ok := d.field(m.Field.Value); !ok {
				d.add(m.Field.Problem("pack.field-unknown", "field", m.Field.Value, "fields", d.fieldIDs()))
			}
		}
	}
	d.checkLicenceQuestions()
	for _, f := range d.form.Fields() {
		if f.Material == "" {
			continue
		}
		at := d.fieldAt[f.ID]
		i := slices.IndexFunc(d.sealed.Materials, func(m Material) bool { return m.ID == f.Material })
		if i < 0 {
			d.add(at.Problem("pack.material-unknown", "field", f.ID, "material", f.Material))
		} else if d.sealed.Materials[i].Field != f.ID {
			d.add(at.Problem("pack.material-other-field", "field", f.ID, "material", f.Material))
		}
	}
}

func (d *draft) fieldIDs() string {
	var ids []string
	for _, f := range d.form.Fields() {
		ids = append(ids, f.ID)
	}
	return strings.Join(ids, ", ")
}

// sealLicences seals licence.yaml.
func (d *draft) sealLicences() {
	seen := map[string]bool{}
	for _, k := range d.licence.Kinds {
		d.named(k.ID, seen)
		d.need("licence."+k.ID.Value, k.ID.Pos)
		d.oneOf(k.Trust, "trust", "A", "B", "C", "D")
		sealed := LicenceKind{ID: k.ID.Value, Prefix: k.Prefix.Value, Basis: d.cite(&k.Basis), Fields: values(k.Fields), Trust: k.Trust.Value}
		if k.Prefix.Set() && !prefix.MatchString(k.Prefix.Value) {
			d.add(k.Prefix.Problem("pack.prefix", "prefix", k.Prefix.Value))
		}
		if k.Valid.Value != "" {
			limit, err := law.ParseLimit(k.Valid.Value)
			if err != nil {
				d.add(problemOf(k.Valid.Pos, err))
			}
			sealed.Valid = limit
		}
		for _, f := range k.Fields {
			d.optional["licence."+k.ID.Value+"."+f.Value] = true
			if _, ok := d.field(f.Value); !ok {
				d.add(f.Problem("pack.field-unknown", "field", f.Value, "fields", d.fieldIDs()))
			}
		}
		d.sealDeeds(k, &sealed)
		d.licences = append(d.licences, sealed)
	}
}

var prefix = regexp.MustCompile(`^[A-Z]{1,8}$`)

// sealIndicators compiles the figures of the service.
func (d *draft) sealIndicators() {
	seen := map[string]bool{}
	for _, w := range d.figures.Indicators {
		d.named(w.ID, seen)
		d.need("indicator."+w.ID.Value, w.ID.Pos)
		d.condition(w.Count)
		d.condition(w.Of)
	}
}
