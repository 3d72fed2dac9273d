package dmn

import (
	"os"
	"path/filepath"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

// tight are limits under which any model, however hostile, is done at once.
var tight = feel.Limits{Depth: 32, Steps: 20_000, List: 5_000, String: 1 << 16}

func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		if d, err := ReadPlain(data, ReadLimits{}); err == nil {
			f.Add(Write(d))
		}
	}
	f.Add([]byte(head + `<decision id="a" name="a"><variable name="a"/><filter><in><list><literalExpression><text>1</text></literalExpression></list></in>
		<match><literalExpression><text>item &gt; 0</text></literalExpression></match></filter></decision>
		<decisionService id="s" name="s"><outputDecision href="#a"/></decisionService></definitions>`))
	f.Add([]byte(head + `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/><context><contextEntry><variable name="g"/>
		<functionDefinition><formalParameter name="x"/><literalExpression><text>g(x)</text></literalExpression></functionDefinition></contextEntry>
		<contextEntry><literalExpression><text>g(n)</text></literalExpression></contextEntry></context></encapsulatedLogic></businessKnowledgeModel>
		<decision id="a" name="a"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement><invocation><literalExpression><text>f</text>
		</literalExpression><binding><parameter name="n"/><literalExpression><text>1</text></literalExpression></binding></invocation></decision></definitions>`))
}

// FuzzRead: foreign bytes never break the reader, what it refuses it explains,
// and what it takes it writes so that it can be read again.
func FuzzRead(f *testing.F) {
	seeds(f)
	limits := ReadLimits{Bytes: 1 << 16, Depth: 60, Elements: 2000}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func([]byte, ReadLimits) (*Definitions, error){Read, ReadPlain} {
			d, err := read(data, limits)
			if err != nil {
				if fail.KindOf(err) == fail.Internal {
					t.Fatalf("internal error: %v", err)
				}
				continue
			}
			if _, err := Read(Write(d), ReadLimits{}); err != nil {
				t.Fatalf("written, not readable: %v\n%s", err, Write(d))
			}
		}
	})
}

// FuzzEvaluate: whatever a model says, evaluating, explaining and proving it ends,
// within limits.
func FuzzEvaluate(f *testing.F) {
	seeds(f)
	limits := ReadLimits{Bytes: 1 << 14, Depth: 60, Elements: 500}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(data, limits)
		if err != nil {
			if d, err = ReadPlain(data, limits); err != nil {
				return
			}
		}
		m, err := CompileLenient(d)
		if err != nil {
			return
		}
		e := m.NewEvaluator(tight)
		for _, k := range []Kind{KindDecision, KindService} {
			for _, x := range m.Elements(k) {
				e.Evaluate(x)
				e.Explain(x).Text(text.ZH, nil)
			}
		}
		m.Prove()
	})
}
