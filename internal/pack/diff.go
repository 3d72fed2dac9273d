package pack

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/law"
)

// Change is one difference between two versions of a service. Field is a path such
// as clock.decision.promised or material.photo; an empty Before means added, an
// empty After removed. Names and numbers are as declared, not in words.
type Change struct {
	Field  string
	Before string
	After  string
}

// Diff says what differs from a to b, in the order of the fields: what a page shows
// the two people who bring a version into force, and the public afterwards. Either
// may be nil.
func Diff(a, b *Service) []Change {
	was, is := flat(a), flat(b)
	all := map[string]bool{}
	for k := range was {
		all[k] = true
	}
	for k := range is {
		all[k] = true
	}
	var out []Change
	for _, k := range keys(all) {
		if was[k] != is[k] {
			out = append(out, Change{k, was[k], is[k]})
		}
	}
	return out
}

// facts are the fields of a service by path.
type facts map[string]string

func (f facts) put(field string, value any) {
	if s := fmt.Sprint(value); s != "" && s != "false" && s != "[]" {
		f[field] = s
	}
}

func flat(s *Service) facts {
	f := facts{}
	if s == nil {
		return f
	}
	f.put("version", s.version)
	f.put("from", s.from)
	f.put("illustrative", s.illustrative)
	f.put("owners", list(s.owners))
	f.item(s.item)
	if s.procedure != nil {
		f.procedure(s.procedure)
	}
	for _, k := range s.licences {
		f.put("licence."+k.ID, strings.Join([]string{k.Prefix, k.Valid.String(), k.Basis.String(), list(k.Fields), k.Trust, deedsOf(k)}, "; "))
	}
	for _, x := range s.form.Fields() {
		f.put("question."+x.ID, strings.Join([]string{string(x.Kind), fmt.Sprint(x.Required), list(x.Options), x.Min, x.Max, x.Source}, "; "))
	}
	for _, d := range s.decisions {
		f.put("decision."+d.ID, s.hashOf(d.File))
	}
	for lang, texts := range s.texts {
		for k, t := range texts {
			f.put("text."+string(lang)+"."+k, t)
		}
	}
	for _, area := range s.Overlays() {
		o := s.areas[area]
		for _, c := range Diff(s.For(parentArea(area)).bare(), o.bare()) {
			f.put("overlay."+area+"."+c.Field, orNothing(c.After))
		}
	}
	return f
}

// bare is the service without its overlays, so that comparing one with its own
// overlay does not compare the overlays again.
func (s *Service) bare() *Service {
	c := *s
	c.areas = nil
	return &c
}

// hashOf is a short mark of a file's contents: a decision table is compared whole.
func (s *Service) hashOf(name string) string {
	_, files, _ := parseSnapshot(s.snapshot)
	i := slices.IndexFunc(files, func(f file) bool { return f.path == name })
	if i < 0 {
		return ""
	}
	return digest(files[i].data)[:12]
}

func (f facts) item(i Item) {
	for k, v := range map[string]string{"basic": i.Basic, "business": i.Business, "type": i.Type, "list": i.List, "level": i.Level,
		"power_source": i.PowerSource, "agency": i.Agency, "handling": i.Handling, "review": i.Review, "subjects": list(i.Subjects),
		"themes.person": list(i.Themes.Person), "themes.enterprise": list(i.Themes.Enterprise), "basis": citations(i.Basis),
		"result": i.Result.Kind, "result.ends": i.Result.Ends, "phones.consult": i.Phones.Consult, "phones.complain": i.Phones.Complain,
		"phones.contact": i.Phones.Contact, "steps": list(i.Steps), "channels": list(i.Channels), "eligibility": list(i.Eligibility)} {
		f.put("item."+k, v)
	}
	f.put("item.online.depth", i.Online.Depth)
	f.put("item.online.postal", i.Online.Postal)
	f.put("item.visits", i.Visits)
	f.put("item.languages", i.Languages)
	f.put("item.fee.charged", i.Fee.Charged)
	f.put("item.fee.online_payment", i.Fee.OnlinePayment)
	for _, x := range i.Fee.Items {
		f.put("fee."+x.ID, fmt.Sprintf("%d %s; %s", x.Amount, x.Currency, x.Basis))
	}
	for _, m := range i.Materials {
		f.put("material."+m.ID, strings.TrimSpace(fmt.Sprintf("%s %s%s; %s; tolerance %t%s", m.From, m.Field, m.Register, m.Basis, m.Tolerance, walletText(m))))
	}
	for lang, ws := range i.Synonyms {
		f.put("item.synonyms."+string(lang), list(ws))
	}
}

func (f facts) procedure(p *casework.Procedure) {
	f.put("shape", p.Shape)
	f.put("opens", permitText(p.Opens))
	f.put("joint", p.Joint)
	for _, s := range p.Stages {
		f.put("stage."+s.ID, fmt.Sprintf("turn %s; end %t", s.Turn, s.End))
		var may []string
		for _, m := range s.May {
			may = append(may, permitText(m))
		}
		f.put("stage."+s.ID+".may", strings.Join(may, "\n"))
	}
	for _, c := range p.Clocks {
		id := "clock." + c.Rule.ID
		f.put(id+".limit", c.Rule.Limit)
		f.put(id+".promised", c.Promised)
		f.put(id+".extension", c.Rule.Extension)
		f.put(id+".basis", c.Rule.Basis)
		f.put(id+".pauses", list(c.Rule.Pauses))
		f.put(id+".turn", c.Turn)
		f.put(id+".main", c.Main)
		f.put(id+".starts", triggers(c.Starts))
		f.put(id+".stops", triggers(c.Stops))
		if s := c.Silence; s != nil {
			f.put(id+".silence", strings.TrimSpace(fmt.Sprintf("%s %s%s %s; from receipt %t", s.Verb, s.Outcome, s.Step, s.To, s.FromReceipt)))
		}
	}
	for _, o := range p.Outcomes {
		var rs []string
		for _, r := range o.Remedies {
			rs = append(rs, r.ID)
		}
		f.put("outcome."+o.ID, fmt.Sprintf("favours %t; licence %s; reasons %t; remedies %s", o.Favours, orNothing(o.Licence), o.Reasons, orNothing(list(rs))))
	}
	for _, s := range p.Steps {
		f.put("step."+s.ID, fmt.Sprintf("sets %s; clears %s; visit %t", orNothing(list(s.Sets)), orNothing(list(s.Clears)), s.Visit))
	}
	for _, b := range p.Branches {
		f.put("branch."+b.ID, fmt.Sprintf("%s; after %s; when %s; passes %s", b.Service, orNothing(list(b.After)), source(b.When), orNothing(list(b.Passes))))
	}
}

func permitText(p casework.Permit) string {
	by := make([]string, len(p.By))
	for i, r := range p.By {
		by[i] = string(r)
	}
	out := []string{string(p.Verb), "by " + list(by)}
	for _, x := range []struct{ word, value string }{{"to", p.To}, {"step", p.Step}, {"only", list(p.Only)}, {"not by", triggers(p.NotBy)},
		{"grounds", list(p.Grounds)}, {"clock", p.Clock}, {"needs", list(p.Needs)}, {"unless", list(p.Unless)}, {"when", source(p.When)},
		{"model", p.Model}, {"sets", list(p.Sets)}, {"clears", list(p.Clears)}} {
		if x.value != "" {
			out = append(out, x.word+" "+x.value)
		}
	}
	for _, x := range []struct {
		word string
		is   bool
	}{{"once", p.Once}, {"again", p.Again}, {"reason", p.Reason}, {"visit", p.Visit}} {
		if x.is {
			out = append(out, x.word)
		}
	}
	return strings.Join(out, "; ")
}

// source is a condition as it was written.
func source(c casework.Condition) string {
	if by, ok := c.(alone); ok {
		c = by.when
	}
	if own, ok := c.(*condition); ok {
		return own.prog.Source
	}
	return ""
}

func list(ss []string) string { return strings.Join(ss, ", ") }

func triggers(ts []casework.Trigger) string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = strings.TrimSuffix(string(t.Verb)+":"+t.Step+t.Outcome, ":")
	}
	sort.Strings(out)
	return list(out)
}

func citations(cs []law.Citation) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.String()
	}
	return list(out)
}

func orNothing(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// walletText is what a material takes from the wallet, for a comparison of versions.
func walletText(m Material) string {
	if !m.FromWallet() {
		return ""
	}
	return strings.TrimSuffix("; licence "+m.Licence+", on paper "+m.Paper, ", on paper ")
}
