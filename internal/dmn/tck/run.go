package tck

import (
	"io/fs"
	"path"
	"sort"
	"strings"

	"atonce/internal/dmn"
	"atonce/internal/feel"
)

// The outcomes of the kit's result format.
const (
	Success = "SUCCESS"
	Error   = "ERROR"
	Ignored = "IGNORED"
)

// Row is one line of the kit's result format: one result node of one case.
type Row struct {
	Dir, File, Case string
	Outcome         string
	Detail          string
	Valued          bool // the case expects a value and not null or an error
}

// Totals count rows: all, and those that expect a value. An engine that always
// answers null passes two of five of all, so both are told.
type Totals struct {
	All, Passed          int
	Valued, ValuedPassed int
	Ignored              int
	ByDir                map[string][2]int // passed and all, by compliance level
}

// Add counts a row. Ignored rows are counted apart.
func (t *Totals) Add(r Row) {
	if t.ByDir == nil {
		t.ByDir = map[string][2]int{}
	}
	if r.Outcome == Ignored {
		t.Ignored++
		return
	}
	level, _, _ := strings.Cut(r.Dir, "/")
	n := t.ByDir[level]
	t.All++
	n[1]++
	if r.Valued {
		t.Valued++
	}
	if r.Outcome == Success {
		t.Passed++
		n[0]++
		if r.Valued {
			t.ValuedPassed++
		}
	}
	t.ByDir[level] = n
}

// Run runs every case under root and gives its rows to report, in order of
// directory, file and case. Models that bind functions to Java are ignored:
// they need a Java machine. now is what now() and today() answer.
func Run(root fs.FS, limits feel.Limits, now feel.Value, report func(Row)) error {
	dirs := map[string][]string{}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(p, ".dmn") || strings.HasSuffix(p, ".xml")) {
			dirs[path.Dir(p)] = append(dirs[path.Dir(p)], path.Base(p))
		}
		return err
	})
	if err != nil {
		return err
	}
	names := make([]string, 0, len(dirs))
	for d := range dirs {
		names = append(names, d)
	}
	sort.Strings(names)
	for _, d := range names {
		runDir(root, d, dirs[d], limits, now, report)
	}
	return nil
}

func runDir(root fs.FS, dir string, files []string, limits feel.Limits, now feel.Value, report func(Row)) {
	models := map[string]*dmn.Definitions{}
	broken := map[string]string{}
	var order []string
	for _, f := range files {
		if !strings.HasSuffix(f, ".dmn") {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(dir, f))
		if err == nil {
			models[f], err = dmn.Read(data, dmn.ReadLimits{})
		}
		if err != nil {
			broken[f] = err.Error()
			delete(models, f)
			continue
		}
		order = append(order, f)
	}
	for _, f := range files {
		if !strings.HasSuffix(f, ".xml") {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(dir, f))
		if err != nil {
			continue
		}
		s, err := parse(data)
		if err != nil || len(s.Cases) == 0 {
			continue // another kind of XML
		}
		r := runner{row: Row{Dir: dir, File: strings.TrimSuffix(f, ".xml")}, limits: limits, now: now, report: report}
		main := models[s.ModelName]
		if main == nil {
			r.fault = "no model " + s.ModelName + " " + broken[s.ModelName]
		} else {
			var others []*dmn.Definitions
			for _, o := range order {
				if o != s.ModelName {
					others = append(others, models[o])
				}
			}
			if r.model, err = dmn.CompileLenient(main, others...); err != nil {
				r.fault = err.Error()
			}
			r.foreign = foreign(main)
		}
		r.suite(s)
	}
}

// foreign says that the model binds functions to another machine.
func foreign(d *dmn.Definitions) bool {
	for _, k := range d.Knowledge {
		if k.Function != nil && k.Function.Kind != "FEEL" {
			return true
		}
	}
	for _, x := range d.Decisions {
		if c, ok := x.Logic.(*dmn.Context); ok {
			for _, e := range c.Entries {
				if f, ok := e.Value.(*dmn.Function); ok && f.Kind != "FEEL" {
					return true
				}
			}
		}
		if l, ok := x.Logic.(*dmn.Literal); ok && strings.Contains(l.Text, ") external") {
			return true
		}
	}
	return false
}

type runner struct {
	row     Row
	model   *dmn.Model
	fault   string
	foreign bool
	limits  feel.Limits
	now     feel.Value
	report  func(Row)
}

func (r *runner) suite(s *suite) {
	for _, c := range s.Cases {
		for _, n := range c.Results {
			row := r.row
			row.Case = c.ID
			want, err := n.Expected.feel()
			row.Valued = !n.Error && !want.IsNull()
			switch {
			case r.foreign:
				row.Outcome, row.Detail = Ignored, "a function of the model is bound to Java or PMML"
			case r.fault != "":
				row.Outcome, row.Detail = Error, r.fault
			case err != nil:
				row.Outcome, row.Detail = Error, err.Error()
			default:
				row.Outcome, row.Detail = r.check(&c, &n, want)
			}
			r.report(row)
		}
	}
}

func (r *runner) check(c *testCase, n *result, want feel.Value) (outcome, detail string) {
	have, why := r.evaluate(c, n)
	if why != "" {
		return Error, why
	}
	if same(want, have) || n.Error && have.IsNull() {
		return Success, ""
	}
	detail = "want " + want.String() + ", have " + have.String()
	if reason := have.Reason(); reason != nil {
		detail += " because " + reason.String()
	}
	return Error, detail
}

func (r *runner) find(namespace, name string) (*dmn.Element, bool) {
	if namespace != "" {
		if x, ok := r.model.FindIn(namespace, name); ok {
			return x, true
		}
	}
	return r.model.Find(name)
}

func (r *runner) evaluate(c *testCase, n *result) (feel.Value, string) {
	name := n.Name
	if c.Invocable != "" {
		name = c.Invocable
	}
	x, ok := r.find(n.Namespace, name)
	if !ok {
		return feel.Null, "no element " + name
	}
	e := r.model.NewEvaluator(r.limits)
	e.SetNow(r.now)
	given := map[string]feel.Value{}
	for i := range c.Inputs {
		in := &c.Inputs[i]
		v, err := in.feel()
		if err != nil {
			return feel.Null, err.Error()
		}
		given[in.Name] = v
		if y, ok := r.find(in.Namespace, in.Name); ok {
			e.Set(y, v)
		}
	}
	if x.Kind == dmn.KindKnowledge {
		return e.Call(x, given), ""
	}
	v := e.Evaluate(x)
	// A service with several outputs answers a context; the node names one of them.
	if ctx := v.Context(); ctx != nil && x.Kind == dmn.KindService && n.Name != name {
		if part, ok := ctx.Get(n.Name); ok && x.Outputs() > 1 {
			return part, ""
		}
	}
	return v, ""
}
