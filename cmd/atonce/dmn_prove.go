package main

import (
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"

	"atonce/internal/dmn/tck"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

type dmnProve struct {
	Model string `arg:"" help:"Model file: .dmn (XML) or .yaml (plain form)."`
	Lang  string `default:"en" enum:"zh,en" help:"Language of the findings: zh or en."`
}

// Run proves every table of the model. It fails if one does not hold.
func (c *dmnProve) Run() error {
	return finish(text.Lang(c.Lang), c.run(os.Stdout))
}

func (c *dmnProve) run(out io.Writer) error {
	lang := text.Lang(c.Lang)
	m, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	proofs := m.Prove()
	if len(proofs) == 0 {
		fmt.Fprintln(out, text.S(lang, "dmn.cli.no-table"))
	}
	for _, f := range m.Faults {
		fmt.Fprintf(out, "%s: %s\n", f.Path, text.T(lang, f.Key, f.Args))
	}
	holds := true
	for _, p := range proofs {
		if p.Holds() {
			fmt.Fprintf(out, "%s: %s\n", p.Path, text.S(lang, "dmn.prove.complete"))
			continue
		}
		holds = false
		for i := range p.Findings {
			fmt.Fprintf(out, "%s:%d: %s\n", p.Path, p.Pos.Line, p.Findings[i].Say(lang))
		}
	}
	if !holds {
		return errFailed
	}
	return nil
}

type dmnTck struct {
	Dir  string `arg:"" type:"existingdir" help:"Directory of the kit, with its compliance levels."`
	CSV  string `name:"csv" required:"" help:"File for the results, in the kit's own format."`
	Lang string `default:"en" enum:"zh,en" help:"Language of the totals: zh or en."`
}

// Run runs the kit, writes its result file and prints both totals last.
func (c *dmnTck) Run() error {
	return finish(text.Lang(c.Lang), c.run(os.Stdout))
}

func (c *dmnTck) run(out io.Writer) error {
	f, err := os.Create(c.CSV)
	if err != nil {
		return fail.New(fail.Invalid, "dmn.cli.file", "file", c.CSV).Because(err)
	}
	defer f.Close()
	var totals tck.Totals
	err = tck.Run(os.DirFS(c.Dir), feel.Limits{}, momentNow(), func(r tck.Row) {
		totals.Add(r)
		// Every field is quoted in the kit's format, which encoding/csv does not do.
		for i, s := range []string{r.Dir, r.File, r.Case, r.Outcome, r.Detail} {
			if i > 0 {
				io.WriteString(f, ",")
			}
			fmt.Fprintf(f, `"%s"`, quoteCSV(s))
		}
		io.WriteString(f, "\n")
	})
	if err != nil {
		return fail.Wrap(err, "run the kit")
	}
	levels := make([]string, 0, len(totals.ByDir))
	for l := range totals.ByDir {
		levels = append(levels, l)
	}
	sort.Strings(levels)
	lang := text.Lang(c.Lang)
	for _, l := range levels {
		n := totals.ByDir[l]
		fmt.Fprintln(out, text.S(lang, "dmn.cli.tck-level", "level", l, "passed", strconv.Itoa(n[0]), "all", strconv.Itoa(n[1]), "percent", percent(n[0], n[1])))
	}
	fmt.Fprintln(out, text.S(lang, "dmn.cli.tck-total", "passed", strconv.Itoa(totals.Passed), "all", strconv.Itoa(totals.All),
		"percent", percent(totals.Passed, totals.All), "valued_passed", strconv.Itoa(totals.ValuedPassed),
		"valued", strconv.Itoa(totals.Valued), "valued_percent", percent(totals.ValuedPassed, totals.Valued), "ignored", strconv.Itoa(totals.Ignored)))
	return nil
}

// quoteCSV doubles quotes and keeps a row on one line.
func quoteCSV(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			b = append(b, '"', '"')
		case '\n', '\r':
			b = append(b, ' ')
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}

func percent(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + "%"
}
