package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Rows good and bad go in, the command does not fail for them, and what is listed is
// found by its own name among the services in force. A second time nothing changes.
func TestImportItems(t *testing.T) {
	dir := t.TempDir()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), nil, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "items.csv")
	rows := "department,main_item,name,item_code,area_code,task_type,dept_code\n" +
		"区公安局,未分类,普通护照签发,511A0126800000-511602000000-000-11511301008778183N-1-00,511602000000,1,11511301008778183N\n" +
		"区公安局,未分类,犬类准养证办理,511A0146000000-511602000000-000-1151130000877869M-1-00,511602000000,1,1151130000877869M\n" +
		"\"区公安局\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	c := importItemsCommand{File: file, Data: dir, List: "powers", By: "li", Lang: "zh"}
	for _, added := range []string{"2", "0"} {
		var out bytes.Buffer
		if err := c.run(&out); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			text.S(text.ZH, "catalogue.report-rows", "read", "3", "good", "1", "malformed", "1", "duplicates", "0", "refused", "1"),
			text.S(text.ZH, "catalogue.report-searchable", "found", "2", "listed", "2"), "新增 " + added,
			"1151130000877869M", text.S(text.ZH, "catalogue.row-open-quote"),
		} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("the report does not say %q:\n%s", want, out.String())
			}
		}
		st, err := store.Open(t.Context(), store.Config{Path: filepath.Join(dir, "atonce.db")})
		if err != nil {
			t.Fatal(err)
		}
		err = st.Read(t.Context(), func(tx *store.Tx) error {
			vs, err := catalogue.Versions(tx, catalogue.Powers, "511A0146000000-511602000000-000-1151130000877869M-1-00")
			if err != nil || len(vs) != 1 || !vs[0].Flagged(catalogue.FlagCodeMalformed) || vs[0].Change.Why != text.S(text.ZH, "catalogue.import-why", "file", "items.csv") {
				t.Errorf("%+v, %v", vs, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// A desk that was not told of the import finds nothing: the number is tried.
		d := desk.New(desk.Config{Store: st})
		if found, listed, err := searchable(t.Context(), st, d, catalogue.Powers); found != 0 || listed != 2 || err != nil {
			t.Errorf("%d of %d found, %v", found, listed, err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
