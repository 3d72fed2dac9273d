package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/dmn"
	"atonce/internal/text"
)

const parking = "../../internal/dmn/testdata/parking-fee.yaml"

func TestEvalPrintsTheResultAndItsReasons(t *testing.T) {
	in := strings.NewReader(`{"zone": "outer", "vehicle": "small", "hours": 0.5}`)
	var out bytes.Buffer
	c := dmnEval{Model: parking, Decision: "parking-fee", Input: "-", Explain: true, Lang: "zh"}
	if err := c.run(in, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0\n", "停车 0.5 小时，不足半小时，免费", "《示例收费办法》第5条"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %s", want, out.String())
		}
	}
}

func TestEvalRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct{ decision, input, want string }{
		{"parking", `{}`, "no decision “parking”. It has: parking-fee"},
		{"parking-fee", `{"zones": "outer"}`, "no input called “zones”"},
		{"parking-fee", `{"hours": "many"}`, "hours"},
		{"parking-fee", `[1]`, "not a JSON object"},
	} {
		cmd := dmnEval{Model: parking, Decision: c.decision, Input: "-", Lang: "en"}
		err := cmd.run(strings.NewReader(c.input), io.Discard)
		if err == nil {
			t.Errorf("%s %s: no error", c.decision, c.input)
			continue
		}
		var said bytes.Buffer
		sayError(&said, text.EN, err)
		if !strings.Contains(said.String(), c.want) {
			t.Errorf("%s %s: %s", c.decision, c.input, said.String())
		}
	}
}

func TestProveFailsOnAFaultyTable(t *testing.T) {
	var out bytes.Buffer
	good := dmnProve{Model: "../../internal/dmn/testdata/prove/good-route.yaml", Lang: "en"}
	if err := good.run(&out); err != nil {
		t.Error(err, out.String())
	}
	out.Reset()
	faulty := dmnProve{Model: "../../internal/dmn/testdata/prove/faulty-route.yaml", Lang: "zh"}
	if err := faulty.run(&out); err != errFailed || !strings.Contains(out.String(), "没有一条规则适用于：kind为“objection”") {
		t.Error(err, out.String())
	}
}

func TestConvertThereAndBack(t *testing.T) {
	dir := t.TempDir()
	xml, yaml := filepath.Join(dir, "m.dmn"), filepath.Join(dir, "m.yaml")
	for _, c := range []dmnConvert{{Model: parking, Out: xml}, {Model: xml, Out: yaml}} {
		if err := c.run(io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	first, err := loadDefinitions(parking)
	if err != nil {
		t.Fatal(err)
	}
	back, err := loadDefinitions(yaml)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(dmn.Write(first), dmn.Write(back)) {
		t.Errorf("%s\n%s", dmn.Write(first), dmn.Write(back))
	}
}

func newBatch(tb testing.TB, cores int) *batch {
	tb.Helper()
	m, err := loadModel(parking)
	if err != nil {
		tb.Fatal(err)
	}
	return &batch{model: m, decision: m.Elements(dmn.KindDecision)[0], lang: text.EN, cores: cores, now: momentNow()}
}

// rows is a CSV of n cases, with a line break and a comma within quotes now and
// then, so that chunks are cut in awkward places.
func rows(n int) (in, want []byte) {
	var a, b bytes.Buffer
	a.WriteString("note,hours,zone,vehicle\n")
	b.WriteString("note,hours,zone,vehicle,parking-fee,reason\n")
	for i := 0; i < n; i++ {
		note := strconv.Itoa(i)
		if i%7 == 0 {
			note = `"` + note + `, ""said""` + "\n" + `so"`
		}
		row := note + "," + strconv.Itoa(i%24) + ",outer,small"
		fee := "500"
		switch {
		case i%24 == 0:
			fee = "0"
		case i%24 <= 4:
			fee = "300"
		}
		a.WriteString(row + "\n")
		b.WriteString(row + "," + fee + ",\n")
	}
	return a.Bytes(), b.Bytes()
}

func TestBatchKeepsOrderAndEveryRow(t *testing.T) {
	in, want := rows(60_000)
	for _, cores := range []int{1, 3} {
		var out bytes.Buffer
		b := newBatch(t, cores)
		if err := b.run(bytes.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%d cores: %d bytes, want %d", cores, out.Len(), len(want))
		}
		if b.rows.Load() != 60_000 || b.nulls.Load() != 0 {
			t.Error(b.rows.Load(), b.nulls.Load())
		}
	}
}

// A row that cannot be decided stays in its place and says why.
func TestBatchSaysWhyARowHasNoAnswer(t *testing.T) {
	in := "\ufeffzone,vehicle,hours\r\ncore,small,1\r\nmoon,small,1\r\ncore,small,long\r\ncore\r\n\r\nouter,large,\r\ncore,large,99"
	var out bytes.Buffer
	if err := newBatch(t, 2).run(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, want := range []string{"reason", "core,small,1,1000,", "outside what the table is made for", "cannot be read as number",
		"The row has 1 columns", "No rule", "outside"} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Fatalf("line %d: want %q in\n%s", i+1, want, out.String())
		}
	}
}

func TestBatchWantsEveryInput(t *testing.T) {
	err := newBatch(t, 1).run(strings.NewReader("zone,hours\ncore,1\n"), io.Discard)
	if err == nil || !strings.Contains(text.Error(text.EN, err), "no column for the input “vehicle”") {
		t.Error(err)
	}
}

func TestTckWritesTheKitsFormat(t *testing.T) {
	dir := t.TempDir()
	kit := filepath.Join(dir, "kit", "level", "one")
	if err := os.MkdirAll(kit, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"m.dmn": `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n"><decision name="d"><literalExpression><text>"a" + "b"</text></literalExpression></decision></definitions>`,
		"m-test-01.xml": `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>
			<testCase id="1"><resultNode name="d"><expected><value xsi:type="xsd:string">ab</value></expected></resultNode></testCase>
			<testCase id="2"><resultNode name="d"><expected><value xsi:type="xsd:string">a"b</value></expected></resultNode></testCase></testCases>`,
	} {
		if err := os.WriteFile(filepath.Join(kit, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	csv := filepath.Join(dir, "r.csv")
	var out bytes.Buffer
	c := dmnTck{Dir: filepath.Join(dir, "kit"), CSV: csv, Lang: "en"}
	if err := c.run(&out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(csv)
	if err != nil {
		t.Fatal(err)
	}
	want := `"level/one","m-test-01","1","SUCCESS",""` + "\n" + `"level/one","m-test-01","2","ERROR","want ""a\""b"", have ""ab"""` + "\n"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); !strings.HasPrefix(lines[len(lines)-1], "total: 1 of 2 passed, 50.00%; of those that expect a value 1 of 2") {
		t.Error(out.String())
	}
}

// The whole way of a batch: read CSV, decide, write CSV. One iteration is 100,000 rows.
func BenchmarkBatch100k(b *testing.B) {
	in, _ := rows(100_000)
	batch := newBatch(b, 2)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		batch.columns = nil
		if err := batch.run(bytes.NewReader(in), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	n := float64(batch.rows.Load())
	b.ReportMetric(n/b.Elapsed().Seconds(), "decisions/s")
	b.ReportMetric(n*2/(float64(batch.pure.Load())/1e9), "pure-decisions/s")
}
