package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// formalism is what no office may be made to do by a program (国办函〔2026〕12号): each
// is looked for by the words it would be called.
var formalism = map[string]*regexp.Regexp{
	"check-in":                  regexp.MustCompile(`(?i)打卡|签到|check[-_ ]?in\b|clock[-_ ]?in\b|attendance`),
	"points":                    regexp.MustCompile(`(?i)积分|攒分|reward[-_ ]points?|points? (earned|scored)|\bbadges?\b`),
	"ranking of persons":        regexp.MustCompile(`(?i)(个人|人员|同事|经办|干部).{0,4}(排名|排行)|排行榜|龙虎榜|红黑榜|leader[-_ ]?board|(staff|official|person|handler|colleague)[a-z]*[-_ ]rank`),
	"time online":               regexp.MustCompile(`(?i)在线时长|登录时长|学习时长|online[-_ ](time|hours|duration)|time[-_ ]online`),
	"steps and distances":       regexp.MustCompile(`(?i)步数|运动轨迹|(daily|walked)[-_ ]steps|steps[-_ ](walked|today)|pedometer`),
	"read receipts":             regexp.MustCompile(`(?i)已读回执|阅读回执|已读人数|read[-_ ]receipt|read[-_ ]by\b`),
	"forced location":           regexp.MustCompile(`(?i)开启定位|实时定位|行动轨迹|geolocation|watchPosition|\blatitude\b|\blongitude\b`),
	"forced photos":             regexp.MustCompile(`(?i)留痕照片|照片数量|photo[-_ ]quota`),
	"permissions of the device": regexp.MustCompile(`navigator\.permissions|requestPermission|DeviceMotionEvent|Accelerometer|IdleDetector|sendBeacon`),
}

// noFormalism reads every route, every table and column, every sentence and every
// module of the pages: nothing there counts, ranks, follows or drives the people who
// do the work. What a page may ask of a device is asked of the page itself.
func noFormalism(c *checklist) {
	read := 0
	look := func(where, words string) {
		read++
		for what, r := range formalism {
			if found := r.FindString(words); found != "" {
				c.Errorf("%s: %s: %q", what, where, found)
			}
		}
	}
	for _, r := range routes(c.Desk, true) {
		look("route "+r.Pattern(), r.Path+" "+r.About)
	}
	err := c.Store().Read(c.Context(), func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var table, column string
			if err := rows.Scan(&table, &column); err != nil {
				return err
			}
			look("table "+table, table+" "+column)
		}
		return rows.Err()
	})
	if err != nil {
		c.Fatal(err)
	}
	for _, folder := range []string{"internal/text/messages", "internal/web/ui/asset"} {
		err := filepath.WalkDir(filepath.Join(scene.Root(c.T), folder), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".js" {
				return err
			}
			body, err := os.ReadFile(path)
			if filepath.Base(path) == "near.js" {
				sortsAlone(c, string(body))
				return err
			}
			for _, line := range strings.Split(string(body), "\n") {
				look(filepath.Base(path), line)
			}
			return err
		})
		if err != nil {
			c.Fatal(err)
		}
	}
	// The browser gives no page of an office, and none of the governance face, where its device is.
	for path, who := range map[string]string{"/office": "east-clerk", "/office/visits": "east-clerk", "/governance": "shao-qi"} {
		p := c.open(who, path, wide)
		if p.Status() != 200 || p.Ask(`String(document.featurePolicy.allowsFeature('geolocation'))`) != "false" || p.Has("[data-near], script[src*=near]") {
			c.Errorf("%s may ask where the official is", path)
		}
	}
	if read < 1000 {
		c.Fatalf("only %d things were read", read)
	}
	// Whether a citizen has read a message is nobody's business: the official's page of
	// the case says the same before and after.
	n := c.cards("林一")[0]
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	p := c.open("east-clerk", "/office/cases/"+n, wide)
	before := p.Text("main")
	c.open("lin-jian", "/inbox", phone)
	p.Goto("/office/cases/" + n)
	if after := p.Text("main"); after != before {
		c.Errorf("the page of the case changed when the citizen read a message:\n%s\n%s", before, after)
	}
}

// sortsAlone holds the one module that asks a device where it is, for citizens who press a
// button, to what it may do: sort a list on the device. It sends nothing, keeps nothing
// and does not follow anybody.
func sortsAlone(c *checklist, body string) {
	c.Helper()
	if !strings.Contains(body, "getCurrentPosition") || !strings.Contains(body, `addEventListener("click"`) {
		c.Error("near.js sorts no more when somebody presses its button")
	}
	if found := regexp.MustCompile(`fetch|XMLHttpRequest|sendBeacon|WebSocket|EventSource|watchPosition|[sS]torage|indexedDB|cookie|import|location\.(href|assign|replace)|\.src\b|submit`).FindString(body); found != "" {
		c.Errorf("near.js could tell where somebody is: %s", found)
	}
}

// TestFormalismIsFound holds the words above to what they must find.
func TestFormalismIsFound(t *testing.T) {
	for what, words := range map[string][]string{
		"check-in":                  {"请先打卡", "/office/check-in", "POST /signs/checkin", "attendance_day"},
		"points":                    {"本月积分", "reward_points"},
		"ranking of persons":        {"经办人员排名", "/office/leaderboard", "official_rank"},
		"time online":               {"在线时长", "online_time"},
		"steps and distances":       {"今日步数", "daily_steps"},
		"read receipts":             {"阅读回执", "read_receipt", "read_by"},
		"forced location":           {"请开启定位", "navigator.geolocation.getCurrentPosition", "latitude"},
		"forced photos":             {"photo_quota"},
		"permissions of the device": {"navigator.permissions.query", "Notification.requestPermission"},
	} {
		for _, w := range words {
			if !formalism[what].MatchString(w) {
				t.Errorf("%s is not found in %q", what, w)
			}
		}
	}
	if len(formalism) != 9 {
		t.Errorf("%d kinds are looked for", len(formalism))
	}
}
