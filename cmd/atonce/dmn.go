package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

// dmnCommand works with decision models on their own: nothing of the rest of
// the program is needed to evaluate, prove or convert one.
type dmnCommand struct {
	Eval    dmnEval    `cmd:"" help:"Evaluate a decision for inputs in JSON."`
	Prove   dmnProve   `cmd:"" help:"Prove every table complete and without overlap, or show a counter-example."`
	Convert dmnConvert `cmd:"" help:"Convert a model between DMN (XML) and the plain form (YAML)."`
	Batch   dmnBatch   `cmd:"" help:"Evaluate a decision for every row of a CSV file, on all cores."`
	Tck     dmnTck     `cmd:"" help:"Run the cases of the DMN Technology Compatibility Kit in a directory."`
}

// errFailed ends a command with exit status 1 after it has said why itself.
var errFailed = errors.New("failed")

// dmnDefaultLimits bound one evaluation from the command line.
func dmnDefaultLimits(wait time.Duration) feel.Limits {
	if wait <= 0 {
		return feel.Limits{}
	}
	end := time.Now().Add(wait)
	return feel.Limits{Poll: func() error {
		if time.Now().After(end) {
			return fail.New(fail.TooLarge, "dmn.cli.time", "limit", wait.String())
		}
		return nil
	}}
}

// loadDefinitions reads a model file in the form its extension says.
func loadDefinitions(path string) (*dmn.Definitions, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fail.New(fail.NotFound, "dmn.cli.file", "file", path).Because(err)
	}
	return dmn.ReadNamed(path, data, dmn.ReadLimits{})
}

// loadModel reads and compiles a model with what it imports. Imports are looked
// for beside the file, by namespace.
func loadModel(path string) (*dmn.Model, error) {
	main, err := loadDefinitions(path)
	if err != nil {
		return nil, err
	}
	var others []*dmn.Definitions
	if len(main.Imports) > 0 {
		beside, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.dmn"))
		if err != nil {
			return nil, fail.Wrap(err, "look for imports")
		}
		sort.Strings(beside)
		for _, p := range beside {
			if d, err := loadDefinitions(p); err == nil && filepath.Base(p) != filepath.Base(path) {
				others = append(others, d)
			}
		}
	}
	return dmn.Compile(main, others...)
}

// sayError prints an error with all its places, in the reader's language.
func sayError(w io.Writer, lang text.Lang, err error) {
	e := fail.As(err)
	fmt.Fprintln(w, text.Error(lang, err))
	for _, f := range e.Fields {
		fmt.Fprintf(w, "  %s: %s\n", f.Path, text.T(lang, f.Key, f.Args))
	}
	if e.Kind == fail.Internal && e.Cause != nil {
		fmt.Fprintln(w, "  "+e.Cause.Error())
	}
}

// finish turns an error of a command into its words on stderr.
func finish(lang text.Lang, err error) error {
	if err == nil || errors.Is(err, errFailed) {
		return err
	}
	sayError(os.Stderr, lang, err)
	return errFailed
}

// momentNow is the present as FEEL's now() answers it.
func momentNow() feel.Value {
	return feel.ParseTemporal(time.Now().Format("2006-01-02T15:04:05Z07:00"))
}

type dmnEval struct {
	Model    string        `arg:"" help:"Model file: .dmn (XML) or .yaml (plain form)."`
	Decision string        `required:"" help:"Name of the decision or decision service."`
	Input    string        `required:"" help:"JSON file with the inputs by name; - reads standard input."`
	Explain  bool          `help:"Say which rules fired, with which inputs, on which article they rest."`
	Lang     string        `default:"en" enum:"zh,en" help:"Language of the explanation and of errors: zh or en."`
	Wait     time.Duration `default:"10s" help:"Give up after this long."`
}

// Run evaluates and prints the result as JSON, then the explanation if asked.
func (c *dmnEval) Run() error {
	return finish(text.Lang(c.Lang), c.run(os.Stdin, os.Stdout))
}

func (c *dmnEval) run(in io.Reader, out io.Writer) error {
	lang := text.Lang(c.Lang)
	m, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	if c.Input != "-" {
		f, err := os.Open(c.Input)
		if err != nil {
			return fail.New(fail.NotFound, "dmn.cli.file", "file", c.Input).Because(err)
		}
		defer f.Close()
		in = f
	}
	given, err := readInputs(in, m)
	if err != nil {
		return err
	}
	x, ok := m.Find(c.Decision)
	if !ok || x.Kind != dmn.KindDecision && x.Kind != dmn.KindService {
		return fail.New(fail.NotFound, "dmn.cli.no-decision", "name", c.Decision, "known", decisionNames(m))
	}
	e := m.NewEvaluator(dmnDefaultLimits(c.Wait))
	e.SetNow(momentNow())
	if err := e.SetAll(given); err != nil {
		return err
	}
	explanation := e.Explain(x)
	if err := e.Err(); err != nil {
		return err
	}
	j := json.NewEncoder(out)
	j.SetIndent("", "  ")
	j.SetEscapeHTML(false)
	if err := j.Encode(explanation.Result.JSON()); err != nil {
		return fail.Wrap(err, "write the result")
	}
	switch r := explanation.Result.Reason(); {
	case c.Explain:
		fmt.Fprintln(out, explanation.Text(lang, nil))
	case r != nil:
		fmt.Fprintln(os.Stderr, text.T(lang, r.Key, fail.Pairs(r.Args...)))
	}
	return nil
}

func decisionNames(m *dmn.Model) string {
	var names []string
	for _, k := range []dmn.Kind{dmn.KindDecision, dmn.KindService} {
		for _, x := range m.Elements(k) {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, ", ")
}

// readInputs reads a JSON object as values of the types the model declares.
func readInputs(in io.Reader, m *dmn.Model) (map[string]feel.Value, error) {
	d := json.NewDecoder(io.LimitReader(in, 64<<20))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return nil, fail.New(fail.Invalid, "dmn.cli.json", "detail", err.Error())
	}
	given := map[string]feel.Value{}
	for name, x := range raw {
		var t *feel.Type
		if e, ok := m.Find(name); ok {
			t = e.Type
		}
		v, err := feel.FromJSON(x, t)
		if err != nil {
			e := fail.As(err)
			if p, ok := e.Args["path"]; ok {
				e.Args["path"] = name + p
			}
			return nil, fail.New(fail.Invalid, "dmn.eval.inputs", "first", name).WithFields(fail.Field{Path: name, Key: e.Key, Args: e.Args})
		}
		given[name] = v
	}
	return given, nil
}

type dmnConvert struct {
	Model string `arg:"" help:"Model file: .dmn (XML) or .yaml (plain form)."`
	To    string `help:"Form to write: xml or yaml. Default: the other one."`
	Out   string `short:"o" help:"File to write; default standard output. Its extension may name the form."`
	Lang  string `default:"en" enum:"zh,en" help:"Language of errors: zh or en."`
}

// Run converts. Diagrams and extensions of other tools are not kept.
func (c *dmnConvert) Run() error {
	return finish(text.Lang(c.Lang), c.run(os.Stdout))
}

func (c *dmnConvert) run(out io.Writer) error {
	d, err := loadDefinitions(c.Model)
	if err != nil {
		return err
	}
	to := c.To
	if to == "" && c.Out != "" {
		to = map[string]string{".yaml": "yaml", ".yml": "yaml", ".dmn": "xml", ".xml": "xml"}[strings.ToLower(filepath.Ext(c.Out))]
	}
	if to == "" {
		to = "yaml"
		if d.Plain {
			to = "xml"
		}
	}
	var data []byte
	switch to {
	case "xml", "dmn":
		data = dmn.Write(d)
	case "yaml":
		if data, err = dmn.WritePlain(d); err != nil {
			return err
		}
	default:
		return fail.New(fail.Invalid, "dmn.cli.form", "form", to)
	}
	if c.Out == "" {
		_, err = out.Write(data)
	} else {
		err = os.WriteFile(c.Out, data, 0o644)
	}
	return fail.Wrap(err, "write the model")
}
