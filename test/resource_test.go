package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/resource"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// The words that ten thousand made-up applications are called by.
var (
	realms = []string{"税务", "医保", "交通", "水利", "林业", "教育", "文旅", "应急", "民政", "住建", "农业", "统计", "审计", "司法", "档案", "卫健", "环保", "海事", "气象", "体育"}
	deeds  = []string{"申报", "稽查", "调度", "监测", "核验", "排班", "巡查", "评价", "登记", "归集", "预警", "分析", "公示", "结算", "培训", "考核", "派单", "勘验", "统分", "督办"}
	things = []string{"台账", "平台", "系统", "小程序", "工作站"}
	inEN   = []string{"tax", "health insurance", "traffic", "water", "forest", "school", "tourism", "emergency", "welfare", "housing", "farming", "statistics", "audit", "justice",
		"archives", "health", "environment", "shipping", "weather", "sport"}
	doesEN = []string{"filing", "inspection", "dispatch", "monitoring", "checking", "rosters", "patrols", "rating", "registration", "collection", "warning", "analysis", "notices",
		"settlement", "training", "appraisal", "orders", "survey", "scoring", "follow-up"}
)

// manyResources are ten thousand applications on a hundred data sets, in one office.
func manyResources(office string) (out []resource.Resource) {
	for i := range 100 {
		out = append(out, resource.Resource{ID: fmt.Sprintf("data-%03d", i), Kind: resource.Data, Name: law.Words{text.ZH: fmt.Sprintf("数据集%d", i), text.EN: fmt.Sprintf("data set %d", i)},
			Duty: law.Words{text.ZH: "权威数据", text.EN: "authoritative data"}, Owner: office, Business: "public-data", Level: "county", Grade: 2, Users: []string{"officials"}, State: resource.InUse})
	}
	for i := range 10_000 {
		a, b, c := i%20, i/20%20, i/400%5
		out = append(out, resource.Resource{ID: fmt.Sprintf("app-%05d", i), Kind: resource.Application,
			Name:  law.Words{text.ZH: fmt.Sprintf("%s%s%s%d", realms[a], deeds[b], things[c], i), text.EN: fmt.Sprintf("%s %s %d", inEN[a], doesEN[b], i)},
			Duty:  law.Words{text.ZH: fmt.Sprintf("%s部门%s用，第%d类", realms[a], deeds[b], i/2000), text.EN: fmt.Sprintf("%s of the %s office, class %d", doesEN[b], inEN[a], i/2000)},
			Owner: office, Business: fmt.Sprintf("business-%d", i%37), Level: "county", Grade: 1 + i%3, Users: []string{resource.Users[i%4]},
			Needs: []string{fmt.Sprintf("data-%03d", i%100), fmt.Sprintf("data-%03d", (i*7+1)%100)}, State: resource.InUse})
	}
	for i := range out {
		slices.Sort(out[i].Needs)
		out[i].Needs = slices.Compact(out[i].Needs)
	}
	return out
}

// Among ten thousand applications one that is nearly there already is flagged, with what
// is alike and how much that counts; one that is new is not.
func TestSimilarResources(t *testing.T) {
	s := scene.New(t)
	keeper, office := s.Person("pack-keeper-1"), "xiaoxi-data"
	n, err := s.Desk.ImportResources(t.Context(), keeper, resource.Declared{Resources: manyResources(office)})
	if err != nil || n != 10_100 {
		t.Fatal(n, err)
	}
	parking := resource.Resource{ID: "kerb-parking", Kind: resource.Application, Name: law.Words{text.ZH: "路侧停车收费管理系统", text.EN: "Kerbside parking fees"},
		Duty:  law.Words{text.ZH: "登记路侧泊位，计时收费，处理车主申诉", text.EN: "registers kerbside bays, counts time and fees, hears objections of drivers"},
		Owner: office, Business: "city-traffic", Level: "county", Grade: 2, Users: []string{"citizens"}, Needs: []string{"data-001", "data-042"}, State: resource.InUse}
	like, err := s.Desk.ProposeResource(t.Context(), keeper, parking, "")
	if err != nil || len(like) > 0 && like[0].Flagged() {
		t.Fatalf("new as it is: %+v, %v", like, err)
	}
	must(t, s.Desk.UseResource(t.Context(), keeper, parking.ID))
	again := parking
	again.ID, again.Name = "roadside-parking", law.Words{text.ZH: "路边停车收费平台", text.EN: "Roadside parking charges"}
	again.Duty = law.Words{text.ZH: "管理路侧泊位，计时收费，受理车主申诉", text.EN: "manages kerbside bays, counts time and fees, takes objections of drivers"}
	again.Users = []string{"citizens", "firms"}
	like, err = s.Desk.SimilarResources(t.Context(), again)
	must(t, err)
	if len(like) == 0 || like[0].Resource.ID != parking.ID || !like[0].Flagged() {
		t.Fatalf("the near duplicate: %+v", like)
	}
	sum, keys := 0, []string{}
	for _, r := range like[0].Reasons {
		if r.Points < 0 || r.Points > r.Of || len(r.Shared) == 0 {
			t.Errorf("%+v", r)
		}
		sum, keys = sum+r.Points, append(keys, strings.TrimPrefix(r.Key, "resource.like."))
		t.Logf("%s: %d of %d, %v", r.Key, r.Points, r.Of, r.Shared)
	}
	if sum != like[0].Points || !slices.Equal(keys, []string{"name", "duty", "data", "business", "users"}) {
		t.Errorf("%d points of %d, for %v", sum, like[0].Points, keys)
	}
	if len(like) > 1 && like[1].Flagged() {
		t.Errorf("and another: %+v", like[1])
	}
	_, err = s.Desk.ProposeResource(t.Context(), keeper, again, " ")
	if fail.KindOf(err) != fail.Conflict || fail.As(err).Key != "resource.like-flagged" {
		t.Errorf("without a reason: %v", err)
	}
	_, err = s.Desk.ProposeResource(t.Context(), keeper, again, "已有系统只管县城，不能扩到乡镇")
	must(t, err)
	if _, err := s.Desk.ProposeResource(t.Context(), s.Person("zhou-hang"), again, "x"); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("by somebody else: %v", err)
	}
}

// Whoever depends on what is to go is warned and must answer before it goes.
func TestRetiredResource(t *testing.T) {
	s := scene.New(t)
	data, market := s.Person("pack-keeper-1"), s.Person("zhang-min")
	one := func(id string, kind resource.Kind, owner string, needs ...string) resource.Resource {
		return resource.Resource{ID: id, Kind: kind, Name: law.Words{text.ZH: id, text.EN: id}, Duty: law.Words{text.ZH: id, text.EN: id}, Owner: owner, Business: "b",
			Level: "county", Grade: 2, Users: []string{"officials"}, Needs: needs, State: resource.InUse}
	}
	l, err := law.ParseLimit("5wd")
	must(t, err)
	_, err = s.Desk.ImportResources(t.Context(), data, resource.Declared{AnswerWithin: l, Resources: []resource.Resource{one("people-data", resource.Data, "xiaoxi-data"),
		one("shop-permits", resource.Application, "xiaoxi-market-supervision", "people-data"), one("shop-map", resource.Application, "xiaoxi-market-supervision", "shop-permits"),
		one("data-portal", resource.Application, "xiaoxi-data", "people-data")}})
	must(t, err)
	refused := func(err error, key string) {
		t.Helper()
		if e := fail.As(err); err == nil || e.Key != key || !text.Has(text.EN, key) || !text.Has(text.ZH, key) {
			t.Errorf("got %v, want %s", err, key)
		}
	}
	_, err = s.Desk.RetireResource(t.Context(), market, "people-data", "不再更新")
	refused(err, "resource.keepers")
	_, err = s.Desk.RetireResource(t.Context(), data, "people-data", " ")
	refused(err, "resource.form")
	refused(s.Desk.CompleteRetirement(t.Context(), data, "people-data"), "resource.unanswered")
	n, err := s.Desk.RetireResource(t.Context(), data, "people-data", "由省级数据代替")
	if err != nil || n != 2 {
		t.Fatalf("%d warned, %v", n, err)
	}
	work, err := s.Desk.ResourceWork(t.Context(), market)
	if err != nil || len(work.Warnings) != 1 || work.Warnings[0].Dependent != "shop-permits" {
		t.Errorf("%+v, %v", work, err)
	}
	refused(s.Desk.CompleteRetirement(t.Context(), data, "people-data"), "resource.unanswered")
	must(t, s.Desk.AnswerRetirement(t.Context(), market, "people-data", "shop-permits", "改用省级数据，下月切换"))
	refused(s.Desk.AnswerRetirement(t.Context(), market, "people-data", "data-portal", "不用了"), "resource.keepers")
	refused(s.Desk.CompleteRetirement(t.Context(), data, "people-data"), "resource.unanswered")
	must(t, s.Desk.AnswerRetirement(t.Context(), data, "people-data", "data-portal", "同时下线"))
	must(t, s.Desk.CompleteRetirement(t.Context(), data, "people-data"))
	v, err := s.Desk.DigitalResource(t.Context(), data, "people-data")
	if err != nil || v.Resource.State != resource.Retired || len(v.Dependents) != 2 || len(v.Further["shop-permits"]) != 1 || len(v.Deeds) != 3 {
		t.Errorf("%+v, %v", v, err)
	}
	refused(s.Desk.RequestResources(t.Context(), market, "xiaoxi-market-supervision", []string{"people-data"}, "核对身份"), "resource.state")

	// A cart of requests, each with its owner and its time.
	must(t, s.Desk.RequestResources(t.Context(), market, "xiaoxi-market-supervision", []string{"data-portal", "shop-map"}, "公示许可"))
	work, err = s.Desk.ResourceWork(t.Context(), data)
	if err != nil || len(work.ToAnswer) != 1 || work.ToAnswer[0].Due.Format("2006-01-02 15:04 MST") != "2026-10-19 09:30 UTC" {
		t.Fatalf("%+v, %v", work.ToAnswer, err)
	}
	id := work.ToAnswer[0].ID
	refused(s.Desk.AnswerResourceRequest(t.Context(), market, id, true, ""), "resource.keepers")
	refused(s.Desk.AnswerResourceRequest(t.Context(), data, id, false, ""), "resource.form")
	must(t, s.Desk.AnswerResourceRequest(t.Context(), data, id, true, ""))
	refused(s.Desk.AnswerResourceRequest(t.Context(), data, id, true, ""), "resource.request-answered")
}

// A file of resources is read whole or not at all, and every mistake is told at once.
func TestReadResources(t *testing.T) {
	const good = `format: 1
answer_within: {limit: 5wd, illustrative: true}
resources:
  - id: people-data
    kind: data
    name: {zh: 人口数据, en: People}
    duty: {zh: 权威数据, en: Authoritative data}
    owner: data-office
    business: public-data
    level: county
    grade: 3
    users: [officials]
    state: in-use
`
	offices := func(id string) bool { return id == "data-office" }
	known := func(id string) bool { return id == "older" }
	in, problems := resource.Read("r.yaml", []byte(good), offices, known)
	if len(problems) > 0 || len(in.Resources) != 1 || in.Resources[0].Grade != 3 || in.AnswerWithin.String() != "5wd" {
		t.Fatalf("%+v, %v", in, problems)
	}
	bad := good + `  - {id: People, kind: app, name: {zh: 人, en: P}, duty: {zh: 用, en: use}, owner: nobody, business: x, level: moon, grade: 9, users: [all], needs: [older, ghost], state: new}
  - {id: people-data, kind: data, name: {zh: 人}, colour: red}
`
	bad = strings.Replace(bad, "illustrative: true", "illustrative: false", 1)
	_, problems = resource.Read("r.yaml", []byte(bad), offices, known)
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, p.Key))
		if !text.Has(text.EN, p.Key) || !text.Has(text.ZH, p.Key) {
			t.Errorf("no words for %s", p.Key)
		}
	}
	for _, want := range []string{"2 resource.answer-basis", "14 resource.id", "14 resource.choice", "14 resource.owner", "14 resource.grade", "14 resource.need-unknown", "15 resource.twice"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s among %v", want, got)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, "15") })); n < 3 {
		t.Errorf("of line 15 only %d problems: %v", n, got)
	}
}
