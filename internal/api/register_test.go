package api

import (
	"net/http"
	"strings"
	"testing"
)

// A data keeper of the owning office reads a file in; the same file again changes
// nothing; nobody else may.
func TestImportRecords(t *testing.T) { open(t).importRecords() }

func (c *program) importRecords() {
	t := c.t
	const path, keeper = "/api/registers/addresses/imports", "cao-jie"
	rows := "address_code,area,road,number\nT-1,330199101000,纸桥街,1\nT-2,330199101000,,2\nT-3,12,纸桥街,3\n"
	out := c.send(keeper, "POST", path+"?name=a.csv&from=2026-10-01", rows, http.StatusOK)
	if out["state"] != "finished" || out["added"] != 1.0 || out["rejected"] != 2.0 || out["from"] != "2026-10-01" || len(out["rejects"].([]any)) != 2 {
		t.Errorf("%v", out)
	}
	if fault := out["rejects"].([]any)[0].(map[string]any); fault["row"] != 2.0 || fault["field"] != "road" || fault["key"] != "register.required" {
		t.Errorf("%v", fault)
	}
	out = c.send(keeper, "POST", path+"?name=a.csv", rows, http.StatusOK)
	if out["added"] != 0.0 || out["unchanged"] != 1.0 {
		t.Errorf("the same again: %v", out)
	}
	list := c.send(keeper, "GET", path, nil, http.StatusOK)["imports"].([]any)
	if len(list) != 3 { // with the sample's
		t.Errorf("%d imports", len(list))
	}
	c.send(keeper, "POST", path+"?name=b.csv", "address_code,what\n", http.StatusUnprocessableEntity)
	c.send(keeper, "POST", path+"?name=b.csv&from=soon", rows, http.StatusUnprocessableEntity)
	c.send(keeper, "POST", path, rows, http.StatusUnprocessableEntity)
	for by, want := range map[string]int{"": 401, "lin-jian": 403, "jin-lei": 403, "zhang-min": 403} {
		c.send(by, "POST", path+"?name=c.csv", rows, want)
		c.send(by, "GET", path, nil, want)
	}
	c.send(keeper, "POST", strings.Replace(path, "addresses", "nothing", 1)+"?name=c.csv", rows, http.StatusNotFound)
}
