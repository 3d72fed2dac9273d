package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

// exporting is a house with as many people in the register as a test wants, and an
// official whose office the owner lets read it.
type exporting struct {
	t     *testing.T
	s     *scene.Scene
	grant int64
}

const (
	asker  = "zheng-yi"
	second = "shao-qi"
)

func newExporting(t *testing.T, records int) *exporting {
	t.Helper()
	x := &exporting{t: t, s: scene.New(t)}
	var csv bytes.Buffer
	csv.WriteString("identity_number,name,sex,birth_date,area,address,household\n")
	for i := range records {
		fmt.Fprintf(&csv, "%s,=人%d,male,1980-01-01,%s,住址%d号,\n", identityOf(i), i, []string{"330199101000", "330102001000"}[i%2], i)
	}
	_, err := x.s.Desk.ImportRegister(t.Context(), x.s.Person("cao-jie"), "population", bytes.NewReader(csv.Bytes()), register.ImportOptions{Name: "many.csv", From: law.Date{Year: 2026, Month: 1, Day: 1}})
	must(t, err)
	offers, err := x.s.Desk.ExportOffers(t.Context(), x.s.Person(asker))
	must(t, err)
	for _, o := range offers {
		if o.Grant.Register == "population" && o.Office == "market-supervision-bureau" {
			x.grant = o.ID
		}
	}
	if x.grant == 0 {
		t.Fatalf("no grant is offered: %+v", offers)
	}
	return x
}

// identityOf is a valid identity number (GB 11643) nobody in the sample has.
func identityOf(n int) string {
	body := fmt.Sprintf("33019919800101%03d", n%1000)
	if n >= 1000 {
		body = fmt.Sprintf("33019919810101%03d", n-1000)
	}
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

func (x *exporting) terms() desk.ExportAsk {
	return desk.ExportAsk{Grant: x.grant, Fields: []string{"name", "area", "address"}, Words: "核对辖区经营者登记住址", Basis: law.Citation{Law: "zhejiang-visit-at-most-once", Article: "7"},
		Until: law.Date{Year: 2026, Month: 10, Day: 20}}
}

func (x *exporting) ask(change func(*desk.ExportAsk)) (int64, error) {
	in := x.terms()
	if change != nil {
		change(&in)
	}
	return x.s.Desk.AskExport(x.t.Context(), x.s.Person(asker), in)
}

func (x *exporting) approved(change func(*desk.ExportAsk)) int64 {
	x.t.Helper()
	id, err := x.ask(change)
	must(x.t, err)
	must(x.t, x.s.Desk.AnswerExport(x.t.Context(), x.s.Person(second), id, true, ""))
	return id
}

// take takes a file, and says what stood in it.
func (x *exporting) take(by string, id int64, row func(n int)) (lines [][]string, err error) {
	_, err = x.s.Desk.TakeExport(x.t.Context(), x.s.Person(by), id, "csv", func(export.Export, *pack.Register) error { return nil }, func(v []string) error {
		lines = append(lines, v)
		if row != nil {
			row(len(lines))
		}
		return nil
	})
	return lines, err
}

// logged are the looks and the deeds of exports that the log commits to.
func (x *exporting) logged() (looks []share.Kept, deeds []export.Deed) {
	x.t.Helper()
	must(x.t, x.s.Store().Read(x.t.Context(), func(tx *store.Tx) error {
		looks, deeds = nil, nil
		if err := share.EachLogged(tx, 0, 1<<30, func(k share.Kept) error { looks = append(looks, k); return nil }); err != nil {
			return err
		}
		return export.Each(tx, func(_ int64, _, body []byte) error {
			var d export.Deed
			err := json.Unmarshal(body, &d)
			deeds = append(deeds, d)
			return err
		})
	}))
	return looks, deeds
}

func (x *exporting) denied(what string, err error, kind fail.Kind, key string) {
	x.t.Helper()
	if err == nil || fail.KindOf(err) != kind || fail.As(err).Key != key {
		x.t.Errorf("%s: %v, want %s", what, err, key)
	}
	_, deeds := x.logged()
	if len(deeds) == 0 || deeds[len(deeds)-1].Kind != export.Deny || deeds[len(deeds)-1].Key != key {
		x.t.Errorf("%s: the log does not say that it was refused", what)
	}
}

// A list leaves a register after two people, page by page; everybody in it has a line in
// the log, written before their row was given.
func TestAnExportTakesTwoPeople(t *testing.T) {
	x := newExporting(t, 1100)
	id, err := x.ask(func(in *desk.ExportAsk) { in.Full = []string{"address"} })
	must(t, err)
	_, err = x.take(asker, id, nil)
	x.denied("before it was approved", err, fail.Forbidden, "export.unapproved")
	must(t, x.s.Desk.AnswerExport(t.Context(), x.s.Person(second), id, true, ""))
	given := 0
	lines, err := x.take(asker, id, func(n int) {
		if n%500 == 1 {
			looks, _ := x.logged()
			if given = 0; len(looks) > 0 {
				for _, l := range looks {
					given += len(l.Of)
				}
			}
		}
		if n > given {
			t.Fatalf("row %d was given before its look was written", n)
		}
	})
	must(t, err)
	if len(lines) < 1100 {
		t.Fatalf("%d rows", len(lines))
	}
	looks, deeds := x.logged()
	seen := map[string]int{}
	pages := 0
	for _, l := range looks {
		if l.Export != id {
			continue
		}
		pages++
		if l.Second != x.s.Person(second).In("zh") || l.Name != x.s.Person(asker).In("zh") || l.Office == "" || l.Purpose != x.terms().Words || l.Basis != x.terms().Basis || l.Grant != x.grant ||
			!slices.Equal(l.Fields, []string{"population.name", "population.area", "population.address"}) {
			t.Errorf("look %+v", l.Look)
		}
		if len(l.Of) > 501 {
			t.Errorf("a page of %d: it must not grow with the register", len(l.Of))
		}
		for _, o := range l.Of {
			seen[o.Subject]++
		}
	}
	if len(seen) != len(lines) || pages < 3 {
		t.Errorf("%d rows, %d people in the log, %d pages", len(lines), len(seen), pages)
	}
	var kinds []export.Kind
	for _, d := range deeds {
		kinds = append(kinds, d.Kind)
	}
	if !slices.Equal(kinds, []export.Kind{export.Ask, export.Deny, export.Approve, export.Take, export.End}) || deeds[4].Rows != int64(len(lines)) || deeds[4].Key != "" {
		t.Errorf("deeds %v: %+v", kinds, deeds[len(deeds)-1])
	}
	// The subject reads both names.
	mine, err := x.s.Desk.Looks(t.Context(), x.s.Person(applicant))
	must(t, err)
	if len(mine) != 1 || mine[0].Export != id || mine[0].Second == "" {
		t.Errorf("the subject sees %+v", mine)
	}
	_, err = x.s.Desk.Verify(t.Context())
	must(t, err)
}

func TestWhoMayAnswerAndTakeAnExport(t *testing.T) {
	x := newExporting(t, 2)
	ctx := t.Context()
	id, err := x.ask(nil)
	must(t, err)
	x.denied("who asked answers", x.s.Desk.AnswerExport(ctx, x.s.Person(asker), id, true, ""), fail.Forbidden, "export.same")
	x.denied("a colleague answers", x.s.Desk.AnswerExport(ctx, x.s.Person("zhang-min"), id, true, ""), fail.NotFound, "export.unknown")
	x.denied("who keeps the register answers", x.s.Desk.AnswerExport(ctx, x.s.Person("cao-jie"), id, true, ""), fail.Forbidden, "export.second")
	x.denied("another office's data protection answers", x.s.Desk.AnswerExport(ctx, x.s.Person("wei-shu"), id, true, ""), fail.NotFound, "export.unknown")
	twin := x.s.Person(second)
	twin.Identity = "330199199205171124"
	own := x.s.Person(asker)
	own.Identity = twin.Identity
	must(t, x.s.Desk.SavePeople(ctx, people.Sample{People: []people.Person{own}}))
	x.denied("the same person under another name answers", x.s.Desk.AnswerExport(ctx, twin, id, true, ""), fail.Forbidden, "export.same")
	if err := x.s.Desk.AnswerExport(ctx, x.s.Person(second), id, false, " "); fail.KindOf(err) != fail.Invalid {
		t.Errorf("refused without a reason: %v", err)
	}
	must(t, x.s.Desk.AnswerExport(ctx, x.s.Person(second), id, false, "范围太大，请按区域申请"))
	x.denied("answered again", x.s.Desk.AnswerExport(ctx, x.s.Person(second), id, true, ""), fail.Conflict, "export.answered")
	_, err = x.take(asker, id, nil)
	x.denied("taken though refused", err, fail.Forbidden, "export.unapproved")
	id = x.approved(nil)
	for who, key := range map[string]string{second: "export.asker", "cao-jie": "export.asker"} {
		_, err = x.take(who, id, nil)
		x.denied(who+" takes it", err, fail.Forbidden, key)
	}
	_, err = x.take("zhang-min", id, nil)
	x.denied("a colleague takes it", err, fail.NotFound, "export.unknown")
	if v, err := x.s.Desk.Export(ctx, x.s.Person("wei-shu"), id); fail.KindOf(err) != fail.NotFound {
		t.Errorf("a stranger sees %+v, %v", v, err)
	}
	// Whose office reads under no grant is offered none, and gets none.
	other := x.s.Person("wei-shu")
	if offers, err := x.s.Desk.ExportOffers(ctx, other); err != nil || slices.ContainsFunc(offers, func(o desk.ExportOffer) bool { return o.ID == x.grant }) {
		t.Error(offers, err)
	}
	_, err = x.s.Desk.AskExport(ctx, other, x.terms())
	x.denied("asked without a grant", err, fail.Forbidden, "grant.none")
	_, err = x.s.Desk.Verify(ctx)
	must(t, err)
}

func TestAnExportStaysWithinItsGrant(t *testing.T) {
	x := newExporting(t, 4)
	ctx := t.Context()
	_, err := x.ask(func(in *desk.ExportAsk) { in.Fields = []string{"name", "household"} })
	x.denied("a field that is not granted", err, fail.Forbidden, "grant.scope")
	_, err = x.ask(func(in *desk.ExportAsk) { in.Where, in.Value = "sex", "male" })
	x.denied("narrowed by a field that is not granted", err, fail.Forbidden, "grant.scope")
	_, err = x.ask(func(in *desk.ExportAsk) { in.Number = "XX-2026-000001" })
	x.denied("for a case that is not theirs", err, fail.Forbidden, "export.case")
	if _, err = x.ask(func(in *desk.ExportAsk) { in.Number = x.s.File(applicant, registration, answers()) }); err != nil {
		t.Error("for a case of theirs:", err)
	}
	gs, _, err := x.s.Desk.Grants(ctx, x.s.Person("cao-jie"), "population")
	must(t, err)
	for _, g := range gs {
		if g.Service == registration && g.Purpose == "prove" {
			_, err = x.ask(func(in *desk.ExportAsk) { in.Grant, in.Fields = g.ID, []string{"name"} })
			x.denied("under a grant that serves one applicant", err, fail.Forbidden, "export.purpose")
		}
	}
	for path, change := range map[string]func(*desk.ExportAsk){
		"fields": func(in *desk.ExportAsk) { in.Fields = nil }, "full": func(in *desk.ExportAsk) { in.Full = []string{"household"} }, "words": func(in *desk.ExportAsk) { in.Words = "查" },
		"law": func(in *desk.ExportAsk) { in.Basis.Law = "none" }, "article": func(in *desk.ExportAsk) { in.Basis.Article = " " }, "until": func(in *desk.ExportAsk) { in.Until.Year++ },
		"value": func(in *desk.ExportAsk) { in.Where, in.Value = "area", "nowhere" }, "where": func(in *desk.ExportAsk) { in.Where, in.Value = "address", "x" }} {
		_, err := x.ask(change)
		if e := fail.As(err); err == nil || e.Kind != fail.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	// A sensitive field is masked unless it was asked for whole; an area holds what lies in it.
	id := x.approved(func(in *desk.ExportAsk) { in.Where, in.Value = "area", "330102" })
	lines, err := x.take(asker, id, nil)
	must(t, err)
	if len(lines) != 2 || lines[0][0] != "=人1" || lines[0][1] != "330102001000" || lines[0][2] != "住**" {
		t.Errorf("rows %v", lines)
	}
	// It can be taken again within the hour, and not after.
	x.s.Pass(59 * time.Minute)
	_, err = x.take(asker, id, nil)
	must(t, err)
	x.s.Pass(2 * time.Minute)
	_, err = x.take(asker, id, nil)
	x.denied("after the hour", err, fail.Forbidden, "export.over")
	id = x.approved(nil)
	late, err := x.ask(nil)
	must(t, err)
	x.s.Pass(10 * 24 * time.Hour)
	_, err = x.take(asker, id, nil)
	x.denied("after the last day", err, fail.Forbidden, "export.over")
	x.denied("approved after the last day", x.s.Desk.AnswerExport(ctx, x.s.Person(second), late, true, ""), fail.Conflict, "export.over")
}

// A field of the highest grade leaves in no file, though its owner granted it.
func TestTheHighestGradeIsNeverExported(t *testing.T) {
	f := shipped(t)
	replaced(t, f, "_data/household-means/grants.yaml", "grants:\n", "grants:\n  - {id: means, office: market-supervision-bureau, fields: [income, insured], purpose: inspect, from: 2026-01-01, until: 2028-12-31, basis: {law: zhejiang-visit-at-most-once, article: \"7\"}}\n")
	x := &exporting{t: t, s: scene.Over(t, scene.Monday, f, nil)}
	offers, err := x.s.Desk.ExportOffers(t.Context(), x.s.Person(asker))
	must(t, err)
	for _, o := range offers {
		if o.Grant.Register != "household-means" {
			continue
		}
		x.grant = o.ID
		if len(o.Fields) != 1 || o.Fields[0].ID != "insured" {
			t.Errorf("offered: %+v", o.Fields)
		}
	}
	for _, change := range []func(*desk.ExportAsk){
		func(in *desk.ExportAsk) { in.Fields = []string{"income"} },
		func(in *desk.ExportAsk) { in.Fields, in.Full = []string{"income"}, []string{"income"} }} {
		_, err := x.ask(change)
		x.denied("income", err, fail.Forbidden, "export.highest")
	}
	if _, err := x.ask(func(in *desk.ExportAsk) { in.Fields = []string{"insured"} }); err != nil {
		t.Error(err)
	}
}

// A grant that its owner cuts in the middle ends the file with the page at hand; what
// was given stands in the log, and no more.
func TestACutStopsAnExport(t *testing.T) {
	x := newExporting(t, 1100)
	id := x.approved(nil)
	lines, err := x.take(asker, id, func(n int) {
		if n == 1 {
			must(t, x.s.Desk.CutGrant(t.Context(), x.s.Person("cao-jie"), x.grant, "用途不符"))
		}
	})
	if fail.KindOf(err) != fail.Forbidden || fail.As(err).Key != "grant.cut" {
		t.Errorf("after the cut: %v", err)
	}
	looks, deeds := x.logged()
	of := 0
	for _, l := range looks {
		if l.Export == id {
			of += len(l.Of)
		}
	}
	if len(lines) == 0 || len(lines) > 600 || of != len(lines) {
		t.Errorf("%d rows, %d people in the log", len(lines), of)
	}
	if d := deeds[len(deeds)-1]; d.Kind != export.End || d.Key != "grant.cut" || d.Rows != int64(len(lines)) {
		t.Errorf("the end: %+v", d)
	}
	_, err = x.take(asker, id, nil)
	x.denied("taken once more", err, fail.Forbidden, "grant.cut")
	_, err = x.ask(nil)
	x.denied("asked once more", err, fail.Forbidden, "grant.cut")
}

// An export that was changed behind the program's back is found.
func TestVerifyFindsChangedExports(t *testing.T) {
	x := newExporting(t, 2)
	id, err := x.ask(nil)
	must(t, err)
	_, err = x.s.Desk.Verify(t.Context())
	must(t, err)
	db := raw(t, filepath.Join(x.s.Folder, "atonce.db"))
	_, err = db.Exec(`UPDATE data_export SET state = 'approved', body = CAST(replace(body, '"state":"asked"', '"state":"approved"') AS BLOB) WHERE id = ?`, id)
	must(t, err)
	if _, err = x.s.Desk.Verify(t.Context()); err == nil || !strings.Contains(fail.As(err).Key, "desk.verify-export") {
		t.Errorf("an approval that nobody gave: %v", err)
	}
}
