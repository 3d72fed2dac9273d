package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var columns = []Column{{"name", "姓名", true}, {"income", "年收入", false}}

func written(t interface {
	Helper()
	Fatal(...any)
}, format string, rows ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	f, err := NewFile(&b, format, columns)
	for _, r := range rows {
		if err == nil {
			err = f.Row(r)
		}
	}
	if err == nil {
		err = f.End(int64(len(rows)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFileSaysWhatWasRead(t *testing.T) {
	if got, want := written(t, "csv", []string{"李晓", "-5.00"}, []string{"=1+1", ""}), "\ufeff姓名,年收入\n李晓,-5.00\n'=1+1,\n"; got != want {
		t.Errorf("CSV %q, want %q", got, want)
	}
	var out struct {
		Records []map[string]string
		Rows    int
	}
	if err := json.Unmarshal([]byte(written(t, "json", []string{"=1+1", "-5.00"}, []string{"李晓", ""})), &out); err != nil {
		t.Fatal(err)
	}
	if out.Rows != 2 || len(out.Records) != 2 || out.Records[0]["name"] != "=1+1" || out.Records[0]["income"] != "-5.00" || len(out.Records[1]) != 1 {
		t.Errorf("JSON %+v", out)
	}
	if err := json.Unmarshal([]byte(written(t, "json")), &out); err != nil {
		t.Error("an empty file:", err)
	}
	if _, err := NewFile(&bytes.Buffer{}, "exe", columns); err == nil {
		t.Error("an unknown format was begun")
	}
}

// Whatever a text is, the table holds it whole, and no cell begins as a formula does.
func TestNoCellIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ \t\x{3000}]?[=+@＝＋－＠-].*`)).Draw(t, "text")
		v = strings.ReplaceAll(v, "\r", "") // encoding/csv reads a carriage return before a line's end away
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(written(t, "csv", []string{v, "1"}), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		got := rows[1][0]
		if strings.IndexAny(strings.TrimLeft(got, " \u00a0\u3000"), "=+-@\t\r\n＝＋－＠") == 0 {
			t.Fatalf("%q begins as a formula does", got)
		}
		if got != v && got != "'"+v {
			t.Fatalf("%q became %q", v, got)
		}
	})
}
