package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"atonce/internal/decision"
	"atonce/internal/law"
	"atonce/internal/merkle"
	"atonce/internal/sign"
	"atonce/internal/text"
)

type verifyDecisionCommand struct {
	File        string `arg:"" help:"The decision receipt as it was downloaded."`
	LogKeys     string `help:"File with the keys of the log that you trust, one a line. Without it the receipt's own key is taken, which you then compare." placeholder:"FILE"`
	ReceiptKeys string `help:"File with the keys that sign receipts and that you trust, one a line." placeholder:"FILE"`
	Lang        string `default:"en" enum:"zh,en" help:"Language of the explanation: zh or en."`
}

// Run asks the rules in the receipt again, without a network, and says why the decision
// came out as it did; or which part of the receipt is not what it was.
func (c verifyDecisionCommand) Run() error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var trust decision.Trust
	if c.LogKeys != "" {
		k, err := os.ReadFile(c.LogKeys)
		if err != nil {
			return err
		}
		if trust.Log, _, err = merkle.ParseKeys(string(k)); err != nil {
			return fmt.Errorf("%s: %w", c.LogKeys, err)
		}
	}
	if c.ReceiptKeys != "" {
		k, err := os.ReadFile(c.ReceiptKeys)
		if err != nil {
			return err
		}
		if trust.Receipts, err = sign.ParseKeys(k); err != nil {
			return fmt.Errorf("%s: %w", c.ReceiptKeys, err)
		}
	}
	got, err := decision.CheckUnder(b, trust)
	if err != nil {
		return finish(text.Lang(c.Lang), err)
	}
	for _, l := range c.words(got) {
		fmt.Println(l)
	}
	return nil
}

// words are what the receipt shows, in plain words.
func (c verifyDecisionCommand) words(got decision.Checked) []string {
	l, r := text.Lang(c.Lang), got.File.Receipt
	say := func(key string, args ...string) string { return text.S(l, "decision.say."+key, args...) }
	out := []string{say("good", "case", r.Case, "act", fmt.Sprint(r.Act)),
		say("decided", "service", r.Service.Name.In(l), "version", r.Service.Version, "outcome", r.Decided.Name.In(l),
			"time", r.Decided.At.In(got.Service.Procedure().Calendar.Zone()).Format("2006-01-02 15:04"))}
	out = append(out, say("by-"+r.Decided.By))
	for _, in := range r.Inputs {
		out = append(out, "  "+say("input", "name", first(in.Label.In(l), in.Name), "value", in.Value, "source", c.source(in.Source, got.Service.Procedure().Calendar.Zone())))
	}
	for _, name := range r.Missing {
		out = append(out, "  "+say("missing", "name", name))
	}
	for _, line := range got.Account(l) {
		out = append(out, "  "+line)
	}
	if r.Proposes != "" {
		out = append(out, say("proposes", "outcome", got.Service.Text(l, "outcome."+r.Proposes)))
	} else if r.Answer != "" {
		out = append(out, say("answer", "answer", got.Value(l)))
	} else {
		out = append(out, say("silent"))
	}
	if r.Decided.Reason != "" {
		out = append(out, say("reason", "reason", r.Decided.Reason))
	}
	for _, a := range articles(r) {
		out = append(out, say("article", "law", first(a.Title.In(l), a.Law), "article", law.SayArticle(l, a.Article), "version", first(a.Version, "-")))
	}
	if s := got.File.Signature; s != nil {
		out = append(out, say("signed", "issuer", s.Issuer, "suite", string(s.Key.Suite()), "id", s.Key.ID()))
		if !got.SignerKnown {
			out = append(out, say("signer-unknown"))
		}
	}
	if got.Head.Size == 0 {
		return append(out, say("unproved"))
	}
	out = append(out, say("proved", "index", fmt.Sprint(got.Entry.Index), "log", got.Head.Origin, "size", fmt.Sprint(got.Head.Size), "time", got.Entry.Time.Format(time.RFC3339)))
	if !got.Known {
		out = append(out, say("compare"), "  "+got.Key)
	}
	return out
}

// source says where an input came from: the register or the licence behind it by its own
// id, because the receipt brings no more.
func (c verifyDecisionCommand) source(s decision.Source, zone *time.Location) string {
	key := s.Kind
	if s.Disputed != "" {
		key = "disputed"
	}
	args := []string{"register", first(s.Register, s.Disputed), "field", s.Field, "number", s.Licence, "version", fmt.Sprint(s.Version),
		"digest", first(s.Digest, "-"), "as_of", s.AsOf.In(zone).Format("2006-01-02 15:04"), "time", s.At.In(zone).Format("2006-01-02 15:04")}
	return text.S(text.Lang(c.Lang), "decision.say.from-"+key, args...)
}

// articles are those that the rules that counted rest on, each once.
func articles(r decision.Receipt) (out []decision.Article) {
	seen := map[string]bool{}
	for _, s := range r.Steps {
		for _, rule := range s.Rules {
			for _, a := range rule.Basis {
				if key := strings.Join([]string{a.Law, a.Article, a.Version}, " "); rule.Counted && !seen[key] {
					seen[key] = true
					out = append(out, a)
				}
			}
		}
	}
	return out
}

func first(s, or string) string {
	if s == "" {
		return or
	}
	return s
}
