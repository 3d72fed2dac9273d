package citizen

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/text"
	"atonce/internal/web/ui"
)

func samplePaper(l text.Lang) sheet {
	p := sheet{lang: l, title: "食品经营许可证", number: "JY1990101000017", office: "青瓷县市场监督管理局", seal: []string{"青瓷县市场", "监督管理局"},
		check: text.S(l, "citizen.pdf-check"), address: "https://atonce.example/verify/abcdefghjkmnpqrstuvw", honest: text.S(l, "citizen.licence-honest"),
		facts: []ui.Fact{{Name: "编号", Value: "JY1990101000017"}, {Name: "持有人", Value: "青瓷县王𠂇𬀩面馆（个体工商户）"},
			{Name: "经营场所", Value: "云溪市青瓷县青瓷镇人民路100号东侧第三间门面房（原供销社一楼，县实验小学对面）"},
			{Name: "经营项目", Value: "热食类食品制售"}, {Name: "经营项目", Value: "冷食类食品制售"}, {Name: "有效期至", Value: "2031 年 10 月 3 日"}}}
	if l == text.EN {
		p.title, p.office = "Food operation licence", "Market Supervision Bureau of Qingci County"
		p.facts[0].Name, p.facts[1].Name, p.facts[2].Name = "Number", "Holder", "Place of business and everything that belongs to it"
	}
	return p
}

// read returns the text and the number of sheets of a paper, by Poppler.
func read(t *testing.T, name string, p sheet) (words string, sheets int) {
	t.Helper()
	for _, tool := range []string{"pdftotext", "pdftoppm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s (of Poppler) is not installed", tool)
		}
	}
	b, err := p.draw()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.draw(); err != nil || !bytes.Equal(b, again) {
		t.Fatalf("drawn twice the paper differs: %v", err)
	}
	dir := os.Getenv("ATONCE_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	file := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "70", "-png", file, filepath.Join(dir, name)).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.Command("pdftotext", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out), bytes.Count(out, []byte{'\f'})
}

func TestLicenceOnPaper(t *testing.T) {
	for _, l := range text.Langs {
		p := samplePaper(l)
		got, sheets := read(t, "licence-"+string(l), p)
		if sheets != 1 {
			t.Errorf("%s: %d sheets", l, sheets)
		}
		for _, want := range []string{p.title, p.number, "王𠂇𬀩面馆", "热食类食品制售", "冷食类食品制售", "监督管理局", p.address, p.check} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not on the paper:\n%s", l, want, got)
			}
		}
		if flat := strings.Join(strings.Fields(got), " "); l == text.EN && !strings.Contains(flat, p.honest) {
			t.Errorf("the honest line is not on the paper:\n%s", got)
		}
		if strings.Count(got, "经营项目") != 1 {
			t.Errorf("%s: a name with two values stands twice:\n%s", l, got)
		}
	}
}

func TestExpiredLicenceSaysSo(t *testing.T) {
	p := samplePaper(text.ZH)
	p.status = text.S(text.ZH, "citizen.licence-expired")
	if got, _ := read(t, "licence-expired", p); !strings.Contains(got, p.status) {
		t.Errorf("%q is not on the paper:\n%s", p.status, got)
	}
}

func TestLongLicenceGoesOnToAnotherSheet(t *testing.T) {
	p := samplePaper(text.ZH)
	p.facts = append(p.facts, ui.Fact{Name: "说明", Value: strings.Repeat("经营范围很长的一句话。", 120) + "到此为止"})
	got, sheets := read(t, "licence-long", p)
	if sheets < 2 || !strings.Contains(strings.Join(strings.Fields(got), ""), "到此为止") {
		t.Errorf("%d sheets, text:\n%s", sheets, got)
	}
}
