package office_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/casework"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/resource"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// The pages of the resource ledger and of packing a case, as an official uses them
// without JavaScript, in both languages, on a phone and a wide screen.
func TestResourcePagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	s := scene.New(t)
	clerk, keeper, bureau := s.Person("zhang-min"), s.Person("pack-keeper-1"), "xiaoxi-market-supervision"
	one := func(id, zh, en string, kind resource.Kind, owner string, needs ...string) resource.Resource {
		return resource.Resource{ID: id, Kind: kind, Name: law.Words{text.ZH: zh, text.EN: en}, Duty: law.Words{text.ZH: zh + "的受理、核验和统计", text.EN: "takes in, checks and counts: " + en},
			Owner: owner, Business: "market-access", Level: "county", Grade: 2, Users: []string{"firms", "officials"}, Needs: needs, State: resource.InUse}
	}
	limit, err := law.ParseLimit("5wd")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Desk.ImportResources(t.Context(), keeper, resource.Declared{AnswerWithin: limit, Resources: []resource.Resource{
		one("people-data", "人口基础数据", "Register of people", resource.Data, "xiaoxi-data"), one("shop-permits", "小店许可系统", "Permits of small shops", resource.Application, bureau, "people-data"),
		one("shop-map", "小店地图", "Map of small shops", resource.Application, bureau, "shop-permits"), one("county-cloud", "县级政务云", "Cloud of the county", resource.Computing, "xiaoxi-data")}})
	if err == nil {
		_, err = s.Desk.RetireResource(t.Context(), keeper, "people-data", "由省级数据代替")
	}
	if err == nil {
		err = s.Desk.RequestResources(t.Context(), keeper, "xiaoxi-data", []string{"shop-map"}, "公示许可")
	}
	if err == nil {
		err = s.Desk.RequestResources(t.Context(), clerk, bureau, []string{"county-cloud"}, "扩容")
	}
	if err != nil {
		t.Fatal(err)
	}
	number := ""
	for _, x := range s.Desk.Services() {
		if _, ok := x.Licence("business-licence"); ok && number == "" {
			number = s.File("lin-jian", x.ID(), map[string]string{"operator": "林安", "identity": "330199199205171124", "phone": "13900000000", "residence": "晓溪县溪前路 2 号",
				"trade_name": "溪前面包坊", "scope": "面包销售", "start_date": "2026-12-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "electronic"})
		}
	}
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	s.SignLog()
	site := s.Handler(office.Routes(s.Desk), false)
	secrets := map[string]string{}
	for _, who := range []string{"zhang-min", "wu-fang", "pack-keeper-1"} {
		secrets[who] = s.Session(who, people.PageSession)
	}
	who := "zhang-min"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secrets[who]})
		site.ServeHTTP(w, r)
	}))
	defer server.Close()
	for _, l := range text.Langs {
		p := browser.Open(t, server.URL, 390, false, l.Tag())
		look := func(name string) {
			t.Helper()
			for _, width := range []int{320, 390, 1280} {
				p.Resize(width)
				for _, f := range p.Glance() {
					t.Errorf("%s %s at %d: %s", name, l, width, f)
				}
				if pictures := os.Getenv("ATONCE_PICTURES"); pictures != "" && width != 320 {
					p.Screenshot(filepath.Join(pictures, name+"-"+string(l)+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
		who = "zhang-min"
		p.Goto("/office/resources")
		look("resources")
		p.Goto("/office/resources/people-data")
		look("resource-retiring")
		p.Goto("/office/resources/shop-permits")
		look("resource")
		p.Goto("/office/resources/new")
		p.Fill("id", "corner-shop-permits")
		p.Fill("name-zh", "小店许可平台")
		p.Fill("name-en", "Permits for small shops")
		p.Fill("duty-zh", "小店许可系统的受理和统计")
		p.Fill("duty-en", "takes in and counts: permits of small shops")
		p.Fill("business", "market-access")
		p.Fill("needs", "people-data")
		p.Click("form .govuk-button[value=check]")
		look("resource-new-failed") // nobody was chosen whom it is for
		p.Click("input[name=users][value=firms]")
		p.Click("form .govuk-button[value=check]")
		look("resource-new-like")
		if !p.Has("textarea[name=reason]") {
			t.Errorf("%s: a near duplicate needs no reason: %s", l, p.Text("main"))
		}
		who = "wu-fang"
		p.Goto("/office/cases/" + number + "/archive")
		look("archive")
		who = "pack-keeper-1"
		p.Goto("/office/resources/people-data")
		look("resource-keeper")
	}
}
