package code

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// check reads s with parse and wants it printed back as it was, or the key of
// the refusal; a refusal is Invalid and well said in both languages.
func check[T fmt.Stringer](t *testing.T, parse func(string) (T, error), s, key string) {
	t.Helper()
	got, err := parse(s)
	if key == "" {
		if err != nil {
			t.Errorf("%q: %s", s, Reason(text.EN, err))
		} else if got.String() != s {
			t.Errorf("%q is printed as %q", s, got)
		}
		return
	}
	var e *fail.Error
	if !errors.As(err, &e) || e.Kind != fail.Invalid {
		t.Errorf("%q: want %s, got %v", s, key, err)
		return
	}
	keys := []string{e.Key}
	for _, f := range e.Fields {
		keys = append(keys, f.Key)
	}
	if strings.Join(keys, " ") != key {
		t.Errorf("%q: want %s, got %v", s, key, keys)
	}
	for _, l := range text.Langs {
		if says := Reason(l, err); strings.Contains(says, "[code.") || strings.Contains(says, "{") {
			t.Errorf("%q badly said: %s", s, says)
		}
	}
}

func TestCredit(t *testing.T) {
	for _, c := range []struct{ s, key string }{
		{"12441500196720244T", ""}, // Shanwei water supply
		{"11511301008778183N", ""},
		{"1151130000877869M", "code.length"}, // 17 characters, from a real catalogue
		{"11511301452259996u", "code.small"},
		{"12441500196720244W", "code.check"},
		{"12441500196720245T", "code.check"},
		{"12441500I96720244T", "code.lookalike"},
		{"12441500１96720244T", "code.wide"},
		{"12441500 196720244T", "code.space"},
		{"12441500196720244T\n", "code.space"},
		{"12441500\u200b196720244T", "code.invisible"},
		{"12441500-96720244T", "code.char"},
		{"12991500196720244T", "code.province"},
		{"124415A0196720244T", "code.credit_area"},
		{"1244\xff500196720244T", "code.not_text"},
		{"", "code.empty"},
	} {
		check(t, ParseCredit, c.s, c.key)
	}
	c, _ := ParseCredit("12441500196720244T")
	o, err := c.Organisation()
	if err != nil || o.Printed() != "19672024-4" || c.Area() != "441500" {
		t.Errorf("parts: %v %v %s", o, err, c.Area())
	}
	for _, c := range []struct{ s, key string }{{"196720244", ""}, {"196720243", "code.check"}, {"19672024", "code.length"}, {"19672024x", "code.small"}} {
		check(t, ParseOrganisation, c.s, c.key)
	}
	if o, err := ParseOrganisation("19672024-4"); err != nil || o.String() != "196720244" {
		t.Errorf("with hyphen: %v %v", o, err)
	}
}

// Numbers of nobody: the sample county does not exist. 11010519491231002X is
// the example of the standard itself.
func TestIdentity(t *testing.T) {
	for _, c := range []struct{ s, key string }{
		{"11010519491231002X", ""},
		{"11010519491231002x", "code.small"},
		{"110105194912310021", "code.check"},
		{"11010519490230002X", "code.identity_birth"},
		{"110105190002290029", "code.identity_birth"}, // 1900 was no leap year
		{"11010517991231002X", "code.identity_birth"},
		{"1101051949123100X2", "code.identity_x"},
		{"110105491231002", "code.identity_old"},
		{"10010519491231002X", "code.province"},
		{"1101051949123100", "code.length"},
		{"１1010519491231002X", "code.wide"},
	} {
		check(t, ParseIdentity, c.s, c.key)
	}
	n, _ := ParseIdentity("11010519491231002X")
	if y, m, d := n.Birth(); y != 1949 || m != 12 || d != 31 || n.Sex() != Female || n.Area() != "110105" {
		t.Errorf("parts: %d %d %d %s %s", y, m, d, n.Sex(), n.Area())
	}
	if n.AgeOn(1967, 12, 30) != 17 || n.AgeOn(1967, 12, 31) != 18 {
		t.Error("age at the birthday")
	}
	leap := SampleIdentity(2004, 2, 29, 7)
	if leap.AgeOn(2022, 2, 28) != 17 || leap.AgeOn(2022, 3, 1) != 18 || leap.Sex() != Male {
		t.Error("born on 29 February")
	}
	if n.Masked() != "110*************2X" || len(n.Masked()) != 18 {
		t.Errorf("masked: %s", n.Masked())
	}
}

func TestArea(t *testing.T) {
	for _, c := range []struct {
		s, key string
		level  Level
	}{
		{"330000", "", Province}, {"330100", "", City}, {"330106", "", County}, {"511602000000", "", County},
		{"441900003000", "", Town}, {"330106109052", "", Village}, {"100000", "", Nation},
		{"330001", "code.area_gap", 0}, {"330106000052", "code.area_gap", 0}, {"330000109000", "code.area_gap", 0},
		{"990000", "code.province", 0}, {"100001", "code.area_nation", 0}, {"33010", "code.lengths", 0}, {"33010A", "code.char", 0},
	} {
		check(t, ParseArea, c.s, c.key)
		if a, err := ParseArea(c.s); err == nil && a.Level() != c.level {
			t.Errorf("%s is of level %d", c.s, a.Level())
		}
	}
	parse := func(s string) Area { a, _ := ParseArea(s); return a }
	for _, c := range []struct {
		a, b string
		want bool
	}{{"330000", "330106", true}, {"330106", "330106109052", true}, {"330106", "330000", false}, {"100000", "110105", true}, {"330100", "330200", false}} {
		if parse(c.a).Contains(parse(c.b)) != c.want {
			t.Errorf("%s contains %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestItemCodes(t *testing.T) {
	for _, c := range []struct{ s, key string }{
		{"442199806003", ""}, {"331400515002", ""}, {"000131128000", ""}, {"00016421300Y", ""}, {"000164213003", ""},
		{"0001642130Y0", "code.basic_y"}, {"00016421300y", "code.small"}, {"990131128000", "code.province"}, {"00013112800", "code.length"},
	} {
		check(t, ParseBasic, c.s, c.key)
	}
	for _, c := range []struct{ s, key string }{
		{"00013112800001", ""}, {"00013112800002", ""}, {"00016421300301", ""}, {"00016421300Y01", "code.business_y"}, {"0001311280000", "code.length"},
	} {
		check(t, ParseBusiness, c.s, c.key)
	}
	for _, c := range []struct{ s, key string }{
		{"12441500196720244T3442199806003", ""},
		{"12441500196720244T7442199806003", "code.level"},
		{"12441500196720244W3442199806003", "code.in_unit code.check"},
		{"12441500196720244T3992199806003", "code.in_basic code.province"},
		{"12441500196720244T344219980600", "code.length"},
	} {
		check(t, ParseImplementation, c.s, c.key)
	}
	i, _ := ParseImplementation("12441500196720244T3442199806003")
	if i.Level() != 3 || i.Basic().Source() != "44" || i.Basic().Type() != "21" || i.Basic().Main() != "442199806" {
		t.Errorf("parts: %+v", i)
	}
	for _, c := range []struct{ s, key string }{
		{"12441500196720244T3442199806003202206230068", ""},
		{"12441500196720244T3442199806003202206310068", "code.case_date"},
		{"12441500196720244T34421998060032022062X0068", "code.in_date code.char"},
		{"12441500196720244W3442199806003202206230068", "code.in_item code.in_unit code.check"},
		{"12441500196720244T344219980600320220623068", "code.length"},
	} {
		check(t, ParseCaseNumber, c.s, c.key)
	}
	if c, err := NewCaseNumber(i, 2022, time.June, 23, 68); err != nil || c.String() != "12441500196720244T3442199806003202206230068" {
		t.Errorf("made: %v %v", c, err)
	}
	if _, err := NewCaseNumber(i, 2022, time.June, 23, 10000); fail.As(err).Key != "code.case_serial" {
		t.Errorf("the day's serials are used up: %v", err)
	}
	for _, c := range []struct{ s, key string }{
		{"MS-2026-000123", ""}, {"HZXH-2026-1234567", ""}, {"ms-2026-000123", "code.small"}, {"MS-2026-123", "code.short_form"},
		{"MS-2026-0000123", "code.short_form"}, {"MS-2026-000000", "code.short_form"}, {"M-2026-000123", "code.short_form"}, {"MS–2026–000123", "code.char"},
	} {
		check(t, ParseShortCase, c.s, c.key)
	}
}

func TestDashed(t *testing.T) {
	for _, c := range []struct{ s, key string }{
		{"511A0146000000-511602000000-000-11511301008778183N-1-00", ""},
		{"G-000007-001-511602000000-000-11511301008778183N-2-00", ""},
		{"511A0146000000-511602000000-000-1151130000877869M-1-00", "code.in_unit code.length"},
		{"511A0146000000-511602000000-000-00877868-0-1-00", "code.dashed_organisation"},
		{"E-000004-001-11511301008778386B", "code.dashed_parts"},
		{"511A0146000000-511602-000-11511301008778183N-1-00", "code.in_area code.length"},
		{"511A0146000000-511602000000-0-11511301008778183N-1-00", "code.dashed_group"},
		{"511A0146000000-511602000000-000-11511301008778183N-x-00", "code.dashed_group"},
		{"511A0146000000-511602000000-000-11511301008778183N-1-0", "code.dashed_group"},
		{"--511602000000-000-11511301008778183N-1-00", "code.dashed_item"},
		{"", "code.empty"},
	} {
		check(t, ParseDashed, c.s, c.key)
	}
}

// shared is the folder of real data beside the repository.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("ATONCE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
	}
	return ""
}

// 1,135 real item codes of one district: each is read, or refused with a reason.
func TestRealItems(t *testing.T) {
	f, err := os.Open(filepath.Join(shared(t), "data", "items-guangan-district.csv"))
	if err != nil {
		t.Skip("the real items are not here: set ATONCE_SHARED to the folder that has data/items-guangan-district.csv")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	good, reasons := 0, map[string]int{}
	for _, r := range rows[1:] {
		d, err := ParseDashed(r[3])
		if err == nil {
			if good++; d.String() != r[3] {
				t.Errorf("%s is printed as %s", r[3], d)
			}
			continue
		}
		e := fail.As(err)
		if e.Kind != fail.Invalid || strings.Contains(Reason(text.ZH, err), "{") {
			t.Errorf("%s: %v", r[3], err)
		}
		key := e.Key
		for _, f := range e.Fields {
			key += " " + f.Key
		}
		reasons[key]++
	}
	t.Logf("%d items: %d good", len(rows)-1, good)
	keys := make([]string, 0, len(reasons))
	for k := range reasons {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		t.Logf("%4d %s", reasons[k], k)
	}
	// Counted by another program: 981 of the credit codes have 18 right characters.
	if len(rows) != 1136 || good != 981 {
		t.Errorf("%d items, %d good", len(rows)-1, good)
	}
}

// Samples are valid, differ, and name a county that does not exist.
func TestSamples(t *testing.T) {
	seen := map[string]bool{}
	for seed := -50; seed < 50_000; seed += 7 {
		n, c := SampleIdentityNumber(seed), SampleCreditCode('9', seed)
		if seed >= 0 && (seen[n.String()] || seen[c.String()]) {
			t.Fatalf("seed %d gives a number twice", seed)
		}
		seen[n.String()], seen[c.String()] = seed >= 0, seed >= 0
		if n.Area() != sampleArea || c.Area() != sampleArea {
			t.Fatalf("%s %s", n, c)
		}
		if _, err := c.Organisation(); err != nil {
			t.Fatal(err)
		}
	}
	b, _ := ParseBasic("000131128000")
	if _, err := ParseImplementation(SampleImplementationCode(3, b).String()); err != nil {
		t.Error(Reason(text.EN, err))
	}
}

// An explanation leaves no character out and no text missing.
func TestExplain(t *testing.T) {
	credit, _ := ParseCredit("12441500196720244T")
	identity, _ := ParseIdentity("11010519491231002X")
	area, _ := ParseArea("330106109052")
	business, _ := ParseBusiness("00013112800001")
	number, _ := ParseCaseNumber("12441500196720244T3442199806003202206230068")
	short, _ := ParseShortCase("MS-2026-000123")
	dashed, _ := ParseDashed("511A0146000000-511602000000-000-11511301008778183N-1-00")
	nation, _ := ParseArea("100000")
	for _, l := range text.Langs {
		for _, c := range []struct {
			s  string
			ps []Part
		}{{credit.s, credit.Explain(l)}, {identity.s, identity.Explain(l)}, {area.s, area.Explain(l)}, {business.s, business.Explain(l)},
			{number.String(), number.Explain(l)}, {short.String(), short.Explain(l)}, {dashed.String(), dashed.Explain(l)}, {nation.s, nation.Explain(l)}} {
			all := ""
			for _, p := range c.ps {
				if p.Says == "" || strings.ContainsAny(p.Says, "{[") {
					t.Errorf("%s: %q says %q", c.s, p.Digits, p.Says)
				}
				all += p.Digits
			}
			if all != strings.ReplaceAll(c.s, "-", "") {
				t.Errorf("%s explained as %s", c.s, all)
			}
		}
	}
	for p := range strings.FieldsSeq(provinces) {
		if !text.Has(text.ZH, "code.province_"+p) {
			t.Errorf("province %s has no name", p)
		}
	}
}

func ExampleParseCredit() {
	_, err := ParseCredit("12441500196720244W")
	fmt.Println(Reason(text.EN, err))
	// Output: The check character at position 18 is W, but the others give T. One of the characters is mistyped.
}

func fuzz[T fmt.Stringer](f *testing.F, parse func(string) (T, error), seeds ...string) {
	for _, s := range append(seeds, "", "０", "\xff", "12441500196720244T", "-", "a", "X\u200b") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := parse(s)
		if err != nil {
			if fail.KindOf(err) != fail.Invalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if v.String() != s {
			t.Fatalf("%q was changed to %q", s, v)
		}
	})
}

func FuzzCredit(f *testing.F)   { fuzz(f, ParseCredit) }
func FuzzIdentity(f *testing.F) { fuzz(f, ParseIdentity, "11010519491231002X", "110105491231002") }
func FuzzArea(f *testing.F)     { fuzz(f, ParseArea, "330106", "330106109052", "100000000000") }
func FuzzBasic(f *testing.F)    { fuzz(f, ParseBasic, "00016421300Y") }
func FuzzBusiness(f *testing.F) { fuzz(f, ParseBusiness, "00013112800001") }
func FuzzImplementation(f *testing.F) {
	fuzz(f, ParseImplementation, "12441500196720244T3442199806003")
}
func FuzzCaseNumber(f *testing.F) {
	fuzz(f, ParseCaseNumber, "12441500196720244T3442199806003202206230068")
}
func FuzzShortCase(f *testing.F) { fuzz(f, ParseShortCase, "MS-2026-000123") }
func FuzzDashed(f *testing.F) {
	fuzz(f, ParseDashed, "511A0146000000-511602000000-000-11511301008778183N-1-00", "G-000007-001-511602000000-000-00877868-0-1-00")
}
func FuzzOrganisation(f *testing.F) {
	f.Add("196720244")
	f.Add("19672024-4")
	f.Fuzz(func(t *testing.T, s string) {
		o, err := ParseOrganisation(s)
		if (err == nil && o.String() != s && o.Printed() != s) || (err != nil && fail.KindOf(err) != fail.Invalid) {
			t.Fatalf("%q: %v %v", s, o, err)
		}
	})
}
