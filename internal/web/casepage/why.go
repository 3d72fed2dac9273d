package casepage

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Why is one decision explained: what was decided, by which rules under which articles,
// from which data, under which version, with its receipt.
type Why struct {
	ID       string // of the part of the page
	Title    string
	When     string
	Lead     []string // who decided, and against the rules or with them
	Rules    []string // how the rules came to their answer, with articles
	Data     []ui.Row
	Versions []ui.Row
	Prints   []ui.Row // what a check compares, folded away: digests are for programs
	Receipt  string   // address of the receipt
	File     string   // name of its file
	Remedies []string
}

// WhyPath is the page that explains the decisions of a case.
func WhyPath(v desk.View) string {
	if v.Own {
		return "/cases/" + url.PathEscape(v.Case.Number) + "/why"
	}
	return "/office/cases/" + url.PathEscape(v.Case.Number) + "/why"
}

// Explain puts the decisions of a case into words, the latest first. register says what a
// register is called.
func Explain(l text.Lang, v desk.View, all []desk.Explained, register func(id string) string) []Why {
	var out []Why
	for i := len(all) - 1; i >= 0; i-- {
		x := all[i]
		s, seq := x.Service, strconv.Itoa(x.Act.Seq)
		w := Why{ID: "act-" + seq, Title: title(l, s, x.Act), When: ui.Moment(l, x.Act.At.In(zone(s))), Lead: lead(l, s, x),
			Rules: x.Finding.Account(l), Versions: versions(l, x), Prints: prints(l, x), Receipt: WhyPath(v) + "/" + seq + "/receipt",
			File: "decision-" + v.Case.Number + "-" + seq + ".json"}
		for _, in := range x.Receipt.Inputs {
			w.Data = append(w.Data, ui.Row{Key: inputName(l, s, in), Values: []string{inputValue(l, s, v, in), source(l, s, in.Source, register)}})
		}
		for _, name := range x.Receipt.Missing {
			w.Data = append(w.Data, ui.Row{Key: FieldName(l, s, name), Values: []string{text.S(l, "casepage.why-missing")}})
		}
		if o, ok := s.Procedure().Outcome(x.Act.Outcome); ok && x.Act.Verb == casework.Decide {
			for _, r := range o.Remedies {
				w.Remedies = append(w.Remedies, text.S(l, "casepage.remedy", "remedy", r.Title.In(l), "limit", r.Limit.Say(l), "basis", s.Book().SayCitation(l, r.Basis)))
			}
		}
		out = append(out, w)
	}
	return out
}

// lead says who decided, and how that stands to what the rules say.
func lead(l text.Lang, s *pack.Service, x desk.Explained) []string {
	m := *x.Act.Model
	var out []string
	add := func(key string, args ...string) { out = append(out, text.S(l, key, args...)) }
	switch {
	case x.Act.Role == casework.RoleSystem:
		add("casepage.rules-alone")
		if c, ok := s.Alone(x.Act.Outcome); ok {
			add("casepage.why-alone", "basis", s.Book().SayCitation(l, c))
		}
	case m.Answer == "":
		add("casepage.rules-silent")
	case m.Outcome == "":
		add("casepage.rules-answer", "name", x.Finding.Name(l), "value", x.Finding.Value(l))
	case m.Outcome == x.Act.Outcome:
		add("casepage.rules-same")
	default:
		add("casepage.rules-other", "outcome", OutcomeName(l, s, m.Outcome))
	}
	if x.Act.Reason != "" {
		add("casepage.reason", "reason", x.Act.Reason)
	}
	return out
}

func inputName(l text.Lang, s *pack.Service, in decision.Input) string {
	if n := in.Label.In(l); n != "" {
		return n
	}
	if s.HasText("flag." + in.Name) {
		return s.Text(l, "flag."+in.Name)
	}
	return FieldName(l, s, in.Name)
}

func inputValue(l text.Lang, s *pack.Service, v desk.View, in decision.Input) string {
	if f, ok := s.Form().Field(in.Name); ok {
		return strings.Join(Answer(l, v, f, in.Value, Names(l, v)), text.S(l, "casepage.comma"))
	}
	if in.Value == "true" {
		return text.S(l, "casepage.yes")
	}
	return text.S(l, "casepage.no")
}

// source says where an input came from and when.
func source(l text.Lang, s *pack.Service, src decision.Source, register func(id string) string) string {
	at := func(t time.Time) string { return ui.Moment(l, t.In(zone(s))) }
	switch {
	case src.Kind == decision.NotRecorded:
		return text.S(l, "casepage.why-from-none")
	case src.Kind == decision.FromRegister:
		return text.S(l, "casepage.why-from-register", "register", register(src.Register), "time", at(src.AsOf))
	case src.Kind == decision.FromLicence:
		return text.S(l, "casepage.why-from-licence", "number", src.Licence, "version", strconv.Itoa(src.Version), "time", at(src.AsOf))
	case src.Disputed != "":
		return text.S(l, "casepage.why-from-disputed", "register", register(src.Disputed), "time", at(src.At))
	}
	return text.S(l, "casepage.why-from-"+src.Kind, "role", RoleName(l, s, src.Role), "time", at(src.At))
}

// prints are what a check compares with.
func prints(l text.Lang, x desk.Explained) []ui.Row {
	r := x.Receipt
	return []ui.Row{
		{Key: text.S(l, "casepage.why-model"), Values: []string{r.Model.File, text.S(l, "casepage.why-digest", "digest", r.Model.Digest[:12])}},
		{Key: text.S(l, "casepage.why-pack"), Values: []string{text.S(l, "casepage.why-digest", "digest", r.Service.Digest[:12])}},
	}
}

// versions say which declaration was asked, and in which text the articles held.
func versions(l text.Lang, x desk.Explained) []ui.Row {
	r := x.Receipt
	out := []ui.Row{
		{Key: text.S(l, "casepage.why-service"), Values: []string{text.S(l, "casepage.why-version", "name", r.Service.Name.In(l), "version", r.Service.Version)}},
	}
	seen := map[string]bool{}
	for _, st := range r.Steps {
		for _, rule := range st.Rules {
			for _, a := range rule.Basis {
				if !rule.Counted || seen[a.Law+" "+a.Article] {
					continue
				}
				seen[a.Law+" "+a.Article] = true
				name := a.Title.In(l)
				if name == "" {
					name = a.Law
				}
				line := text.S(l, "law.cite", "title", name, "article", law.SayArticle(l, a.Article))
				if a.Version != "" {
					line = text.S(l, "casepage.why-text", "basis", line, "version", textDay(l, a.Version))
				}
				if a.Illustrative {
					line = text.S(l, "dmn.say.illustrative", "basis", line)
				}
				out = append(out, ui.Row{Key: text.S(l, "casepage.why-law"), Values: []string{line}})
			}
		}
	}
	return out
}

// SendDecision sends the receipt of one act of a case as a file to keep.
func SendDecision(ctx context.Context, w http.ResponseWriter, d *desk.Desk, by people.Person, number, act string) error {
	seq, err := strconv.Atoi(act)
	if err != nil {
		return fail.New(fail.NotFound, "decision.none", "case", number)
	}
	b, err := d.DecisionFile(ctx, by, number, seq)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="decision-`+url.PathEscape(number)+"-"+strconv.Itoa(seq)+`.json"`)
	_, _ = w.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}

// Registers names the registers that a set of packs declares, in a language.
func Registers(l text.Lang, set *pack.Set) func(id string) string {
	return func(id string) string { return RegisterName(l, set, id) }
}

// textDay is the day a text of law came into force, in words.
func textDay(l text.Lang, version string) string {
	if d, err := law.ParseDate(version); err == nil {
		return ui.Date(l, d.At(0, time.UTC))
	}
	return version
}
