package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// photo is a small picture that a browser can draw.
func photo(c *checklist) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for x := range 60 {
		m.Set(x, x*2/3, color.RGBA{10, 70, 68, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		c.Fatal(err)
	}
	return b.Bytes()
}

// withPhotos files a case with n pictures.
func (c *checklist) withPhotos(name string, n int) string {
	c.Helper()
	answers := scene.Reader(name)
	var ids []string
	for i := range n {
		x, err := c.Desk.AddFile(c.Context(), c.Person("lin-jian"), "photo-"+strconv.Itoa(i+1)+".png", photo(c))
		if err != nil {
			c.Fatal(err)
		}
		ids = append(ids, x.ID)
	}
	answers["photo_file"] = strings.Join(ids, ",")
	return c.File("lin-jian", scene.Card, answers)
}

// box is where an element stands: left, top, width, height, in CSS pixels.
func (c *checklist) box(p interface{ Ask(string) string }, selector string) (out [4]float64) {
	c.Helper()
	said := p.Ask(`JSON.stringify((r => [r.left, r.top, r.width, r.height])(document.querySelector(` + strconv.Quote(selector) + `).getBoundingClientRect()))`)
	if err := json.Unmarshal([]byte(said), &out); err != nil {
		c.Fatal(err)
	}
	return out
}

func splitView(c *checklist) {
	n := c.withPhotos("林一", 2)
	p := c.open("east-clerk", "/office/cases/"+n, wide)
	papers, work := c.box(p, ".split__papers"), c.box(p, ".split__work")
	if papers[0]+papers[2] > work[0] || papers[1] != work[1] {
		c.Errorf("papers at %v do not stand left of the work at %v", papers, work)
	}
	p.Click("photo-1.png")
	c.says(p, "photo-1.png（第 1 个，共 2 个）", "没有记录文字位置")
	if !p.Has(".viewer img") || len(p.All(".row--marked")) != 1 || !strings.Contains(p.Text(".row--marked"), "照片") {
		c.Errorf("the file and its answer are not shown together: %q", p.All(".row--marked"))
	}
	p.Follow("r")
	p.Wait(".viewer__picture--turn-90")
	p.Follow("+")
	p.Wait(".viewer__picture--size-150.viewer__picture--turn-90")
	if !p.Has(".split__work") {
		c.Error("the work is gone beside the file")
	}
	c.clean(p)
	p.Follow("-")
	p.Wait(".viewer__picture--size-100.viewer__picture--turn-90")
	p.Follow("]")
	p.Wait(".viewer__picture--turn-0")
	c.says(p, "photo-2.png（第 2 个，共 2 个）")
	p.Resize(phone)
	papers, work = c.box(p, ".split__papers"), c.box(p, ".split__work")
	if papers[1]+papers[3] > work[1] {
		c.Errorf("on a phone the papers %v and the work %v do not stand below each other", papers, work)
	}
	c.clean(p)
	// Without scripts the links do the same.
	q := c.openAs("east-clerk", "/office/cases/"+n, wide, false, "zh")
	q.Click("photo-1.png")
	q.Click("转 90°")
	if !q.Has(".viewer__picture--turn-90") {
		c.Error("without scripts the file does not turn")
	}
}

// allowance is a case whose rules propose a refusal, before anybody proposed.
func allowance(c *checklist) string {
	n := c.File("lin-jian", "minimum-subsistence-allowance", map[string]string{"applicant": "周一", "identity": "330199198807013567", "phone": "13800000105", "area": "330199101000",
		"address": "晓溪县桥下镇柳巷 7 号", "helped": "no", "members": "2", "names": "周一，本人；周小满，儿子，肢体残疾", "income": "800", "has_wages": "no", "car": "yes", "homes": "1", "consent": "yes"})
	c.Do("he-ping", n, casework.Act{Verb: casework.Accept})
	c.Do("he-ping", n, casework.Act{Verb: casework.Record, Step: "home-visit", Answers: map[string]string{"home_visit": "两人同住，儿子坐轮椅，车用来送他上学", "amount": "1600"}})
	c.Do("he-ping", n, casework.Act{Verb: casework.Record, Step: "registers-checked", Answers: map[string]string{"property_within": "no", "checked_income": "800"}})
	return n
}

func checksRestOnSomething(c *checklist) {
	n := allowance(c)
	p := c.open("he-ping", "/office/cases/"+n, wide)
	first := p.All(".split__work .checks")[0]
	if !strings.Contains(first, "不符合") && !p.Has(".split__work .checks:first-of-type .checks__bad") {
		c.Errorf("what fails does not stand first: %s", first)
	}
	for _, want := range []string{"规则 allowance", "事项版本", "起作用的条目", "何平填写", "条"} {
		if !strings.Contains(first, want) {
			c.Errorf("the check does not say %q: %s", want, first)
		}
	}
	c.clean(p)
}

func overrideNeedsReason(c *checklist) {
	n := allowance(c)
	p := c.openAs("he-ping", "/office/cases/"+n+"/do/propose", phone, false, "zh")
	p.Fill("act-outcome", "granted")
	p.Click("提交")
	c.says(p, "作出其他决定请说明理由")
	if a := c.actsAs("he-ping", n); a[len(a)-1].Verb == casework.Propose {
		c.Fatal("another outcome than the rules propose was taken without a reason")
	}
	c.clean(p)
	p.Fill("act-outcome", "granted")
	p.Fill("act-reason", "车辆用于接送残疾孩子上学，按规定不计入。")
	p.Click("提交")
	a := c.actsAs("he-ping", n)
	last := a[len(a)-1]
	if last.Verb != casework.Propose || last.Model == nil || last.Model.Outcome == "granted" {
		c.Fatalf("the proposal does not say what the rules proposed: %+v", last)
	}
	// How the rules came to theirs is said in sentences, without a table's or field's name.
	why := p.Text("main")
	for _, id := range []string{"property_within", "checked_income", "has_wages"} {
		if strings.Contains(why, id) {
			c.Errorf("the explanation names %s", id)
		}
	}
}

// actsAs are the acts of a case as somebody of its office reads them.
func (c *checklist) actsAs(person, number string) []casework.Act {
	c.Helper()
	v, err := c.Desk.Case(c.Context(), c.Person(person), number)
	if err != nil {
		c.Fatal(err)
	}
	return v.Case.Acts
}

func decisionForm(c *checklist) {
	var numbers []string
	for _, name := range []string{"林一", "林二"} {
		n := c.cards(name)[0]
		c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
		c.Do("east-examiner", n, casework.Act{Verb: casework.Record, Step: "visit"})
		c.Do("east-examiner", n, casework.Act{Verb: casework.Propose, Outcome: "refused", Reason: "住所不在本县"})
		numbers = append(numbers, n)
	}
	p := c.openAs("east-head", "/office/cases/"+numbers[0]+"/do/decide", phone, false, "zh")
	p.Fill("act-outcome", "refused")
	p.Click("填入常用文字")
	words := p.Value("act-reason")
	if !strings.Contains(words, numbers[0]) || !strings.Contains(words, "依据") {
		c.Fatalf("the usual words are %q", words)
	}
	p.Fill("act-reason", words+"住所不在本县，也不在本县工作。")
	p.Click("预览申请人看到的内容")
	c.clean(p)
	shown := p.Text(".paper")
	p.Click("提交并看下一件")
	c.says(p, numbers[1])
	citizen := c.open("lin-jian", "/cases/"+numbers[0], phone).Text("main")
	for _, line := range strings.Split(shown, "\n") {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "住所不在本县") && !strings.Contains(citizen, line) {
			c.Errorf("the preview said %q, the citizen reads %s", line, citizen)
		}
	}
	if !strings.Contains(shown, "住所不在本县，也不在本县工作。") {
		c.Errorf("the preview does not hold the reason: %s", shown)
	}
}

func oneSupplementRequest(c *checklist) {
	n := c.cards("林一")[0]
	p := c.openAs("east-clerk", "/office/cases/"+n+"/do/ask-correction", phone, false, "zh")
	p.Fill("act-gaps", "reader")
	p.Fill("act-gaps-reader", "请按身份证写全名。")
	p.Click("先保存，以后再办")
	c.says(p, "已保存未提交的内容")
	p.Goto("/office/cases/" + n)
	p.Goto("/office/cases/" + n + "/do/ask-correction")
	if p.Value("act-gaps-reader") != "请按身份证写全名。" || !slices.Contains(p.Checked("act-gaps"), "reader") {
		c.Fatalf("the draft holds %q, ticked %v", p.Value("act-gaps-reader"), p.Checked("act-gaps"))
	}
	p.Fill("act-gaps", "loans")
	p.Fill("act-gaps-loans", "请填写一次想借几本。")
	p.Fill("act-until-year", "2026")
	p.Fill("act-until-month", "11")
	p.Fill("act-until-day", "2")
	p.Click("提交")
	a := c.acts(n)
	if last := a[len(a)-1]; last.Verb != casework.AskCorrection || len(last.Gaps) != 2 || last.Until.IsZero() {
		c.Fatalf("the request is %+v", last)
	}
	inbox, err := c.Desk.Inbox(c.Context(), c.Person("lin-jian"))
	if err != nil || len(inbox) != 2 { // received, and the one request
		c.Errorf("%d messages, %v", len(inbox), err)
	}
	v, err := c.Desk.Case(c.Context(), c.Person("east-clerk"), n)
	if err != nil {
		c.Fatal(err)
	}
	for _, k := range v.Clocks {
		if k.Live() && k.Decl.Turn != casework.RoleApplicant {
			c.Errorf("clock %s of the office runs while the applicant supplements", k.Run.Rule.ID)
		}
	}
	c.Do("lin-jian", n, casework.Act{Verb: casework.Supplement, Answers: map[string]string{"reader": "林一山", "loans": "8"}})
	p.Goto("/office/cases/" + n + "/do/ask-correction")
	if p.Has("form [name=act-gaps]") {
		c.Error("a clerk may ask a second time")
	}
	head := c.openAs("east-head", "/office/cases/"+n, wide, false, "zh")
	c.says(head, "一次性告知过补正", "负责人写明理由")
	head.Goto("/office/cases/" + n + "/do/ask-correction")
	c.says(head, "再次告知是例外")
	head.Fill("act-gaps", "loans")
	head.Fill("act-gaps-loans", "写成了两个数。")
	head.Fill("act-until-year", "2026")
	head.Fill("act-until-month", "11")
	head.Fill("act-until-day", "9")
	head.Click("提交")
	if a := c.acts(n); a[len(a)-1].Verb == casework.AskCorrection {
		c.Error("a second request was taken without a supervisor's reason")
	}
	c.clean(head)
	head.Fill("act-reason", "第一次没有说清，责任在本馆。")
	head.Click("提交")
	if a := c.acts(n); a[len(a)-1].Verb != casework.AskCorrection {
		c.Error("a second request with a supervisor's reason was not taken")
	}
}

func timeline(c *checklist) {
	n := c.withPhotos("林一", 1)
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	p := c.open("east-clerk", "/office/cases/"+n, wide)
	p.Click("全部经过")
	c.says(p, "受理", "收到文件 photo-1.png", "SHA-256", "东clerk查看了数据", "已通知林一")
	c.clean(p)
	for show, want := range map[string]string{"acts": "受理", "looks": "查看了数据", "files": "收到文件", "messages": "已通知"} {
		p.Goto("/office/cases/" + n + "/trace?show=" + show)
		for _, row := range p.All(".tracker b") {
			if !strings.Contains(row, want) && show != "acts" {
				c.Errorf("%s lists %q", show, row)
			}
		}
		if len(p.All(".tracker b")) == 0 || !strings.Contains(p.Text(".tracker"), want) {
			c.Errorf("%s does not list %s", show, want)
		}
	}
	p.Resize(phone)
	c.clean(p)
	for _, change := range []string{`UPDATE act SET verb = 'close'`, `DELETE FROM act`, `UPDATE look SET by_id = 'nobody'`, `DELETE FROM look`} {
		err := c.Store().Write(c.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(change)
			return err
		})
		if err == nil {
			c.Errorf("the database takes %q", change)
		}
	}
}

func notesStayInside(c *checklist) {
	const words = "此件请@东examiner 留意：与去年的材料对不上"
	n := c.cards("林一")[0]
	p := c.open("east-clerk", "/office/cases/"+n+"/do/record/note", phone)
	p.Fill("act-note", words)
	p.Click("提交")
	c.says(p, "与去年的材料对不上")
	other := c.open("east-examiner", "/office", wide)
	if !strings.Contains(other.Text(".menu"), "提醒 (1)") {
		c.Errorf("the menu says %s", other.Text(".menu"))
	}
	other.Goto("/office/notices")
	c.says(other, "备注中提到您", n)
	c.clean(other)
	none := c.open("east-head", "/office/notices", phone)
	c.saysNot(none, n)
	// Nothing the citizen can read holds a word of it: pages, files and what programs get.
	c.SignLog()
	q := c.open("lin-jian", "/cases/"+n, phone)
	for _, path := range []string{"/cases/" + n, "/cases/" + n + "/receipt", "/cases/" + n + "/proof", "/cases/" + n + "/proof/receipt", "/cases", "/inbox", "/data-use"} {
		if status, _, body := q.Fetch(path); status != http.StatusOK || bytes.Contains(body, []byte("对不上")) || bytes.Contains(body, []byte("@东")) {
			c.Errorf("%s answers %d and holds the note", path, status)
		}
	}
	req, err := http.NewRequestWithContext(c.Context(), "GET", c.server.URL+"/api/cases/"+n, nil)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Session("lin-jian", people.APISession))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK || !strings.Contains(body.String(), n) {
		c.Fatalf("the API answers %s: %s, %v", res.Status, body.String(), err)
	}
	if strings.Contains(body.String(), "对不上") {
		c.Error("the API shows the note to the citizen")
	}
}
