package pack

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// sound is the law and the toy packs of the repository, in memory, to sow faults in.
func sound(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS("../../packs")
	for _, dir := range []string{"_law", "_toy"} {
		err := fs.WalkDir(root, dir, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := fs.ReadFile(root, p)
			out[p] = &fstest.MapFile{Data: b}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// fault is one fault sown into the library card: old becomes new in file, and the
// problem key must stand at the line of at (of new, if at is empty).
type fault struct {
	key, file, old, new, at string
}

var faults = []fault{
	// The nineteen rules of guides.
	{"pack.lint-1", "procedure.yaml", "promised: 5wd", "promised: 0wd", "item.yaml#handling: promised"},
	{"pack.lint-2", "item.yaml", "handling: promised", "handling: instant", ""},
	{"pack.lint-2", "item.yaml", "review: before", "review: instant", ""},
	{"pack.lint-3", "item.yaml", "ends: licence", "ends: document", ""},
	{"pack.lint-4", "text/zh.yaml", "visits.reason: 领证时本人到场一次，以免他人冒用。", "visits.reason: 无", ""},
	{"pack.lint-5", "item.yaml", "visits: {count: 1}", "visits: {count: 0}", "text/en.yaml#visits.reason:"},
	{"pack.lint-6", "item.yaml", "visits: {count: 1}|channels: [online, counter, post]|postal: true", "visits: {count: 0}|channels: [counter]|postal: false", "postal: false"},
	{"pack.lint-7", "item.yaml", "depth: 3", "depth: 4", "visits: {count: 1}"},
	{"pack.lint-8", "item.yaml", "  basis: {law: administrative-licensing, article: \"59\"}\n", "", "charged: true"},
	{"pack.lint-8", "item.yaml", "amount: 1000, ", "", "id: card"},
	{"pack.lint-9", "item.yaml", "charged: true", "charged: false", "online_payment: true"},
	{"pack.lint-10", "item.yaml", `consult: "0571-00000001"`, `consult: "00000001"`, ""},
	{"pack.lint-10", "item.yaml", `complain: "0571-00000002"`, `complain: "0571-00000001"`, ""},
	{"pack.lint-11", "item.yaml", `contact: "0571-00000003"`, `contact: "0571-00000002"`, ""},
	{"pack.lint-12", "item.yaml", "subjects: [person]", "subjects: [enterprise]", "themes:"},
	{"pack.lint-13", "item.yaml", "faqs: 1", "faqs: 0", ""},
	{"pack.lint-14", "item.yaml", "approve, conclude, deliver", "approve, conclude", ""},
	{"pack.lint-15", "item.yaml", "sample: true", "sample: false", ""},
	{"pack.lint-16", "text/zh.yaml", "material.photo: 读者照片一张", "material.photo: 其他有关材料", ""},
	{"pack.lint-16", "text/en.yaml", "material.photo: A photograph of the reader", "material.photo: Any other documents", ""},
	{"pack.lint-17", "item.yaml", "register: population, basis: {law: administrative-licensing, article: \"31\"}}", "register: population}", ""},
	{"pack.lint-18", "procedure.yaml", "promised: 5wd", "promised: 16wd", ""},
	{"pack.lint-19", "item.yaml", ", tolerance: true}", "}", "id: photo"},
	// Numbers and the law.
	{"pack.statutory-law", "procedure.yaml", "statutory: 15wd", "statutory: 21wd", ""},
	{"pack.statutory-law", "procedure.yaml", "statutory: 15wd", "statutory: 20d", ""},
	{"pack.extension-law", "procedure.yaml", "statutory: 15wd", "statutory: 15wd\n    extension: 11wd", "extension: 11wd"},
	{"pack.clock-ground", "procedure.yaml", "statutory: 15wd", "statutory: 15wd\n    pauses: [intermediary-report]", "pauses: [int"},
	{"pack.ground-unknown", "procedure.yaml", "grounds: [hearing, expert-review]", "grounds: [hearing, lunch]", ""},
	{"pack.ground-idle", "procedure.yaml", "grounds: [hearing, expert-review]", "grounds: [hearing, third-party-opinion]", ""},
	{"pack.clock-law", "procedure.yaml", "    illustrative: true\n    statutory: 10d", "    statutory: 10d", "id: renewal\n    statutory"},
	{"pack.clock-limit", "procedure.yaml", "    statutory: 10d\n", "", "id: renewal\n    illustrative"},
	{"pack.clock-not-illustrative", "procedure.yaml", "law: licence-decision", "law: licence-decision\n    illustrative: true", "id: decision"},
	{"pack.limit-unknown", "procedure.yaml", "law: licence-decision", "law: licence-wish", ""},
	{"pack.limit-kind", "procedure.yaml", "law: licence-decision", "law: licence-renewal-request", ""},
	{"pack.statute-unknown", "item.yaml", "basis: [{law: administrative-licensing", "basis: [{law: administrative-wishes", ""},
	{"pack.statute-not-in-force", "pack.yaml", "from: 2026-01-01", "from: 2003-01-01", "item.yaml#basis: [{law"},
	{"pack.limit-not-in-force", "pack.yaml", "from: 2026-01-01", "from: 2003-01-01", "procedure.yaml#law: licence-decision"},
	{"pack.article-missing", "item.yaml", `basis: [{law: administrative-licensing, article: "12"}]`, "basis: [{law: administrative-licensing}]", ""},
	{"law.citation", "item.yaml", `article: "12"`, `article: "twelve"`, ""},
	{"pack.basis-none", "item.yaml", `basis: [{law: administrative-licensing, article: "12"}]`, "basis: []", ""},
	{"pack.silence-verb", "procedure.yaml", "silence: {verb: accept, to: review, from_receipt: true}", "silence: {verb: refuse-intake, to: closed}", ""},
	{"pack.silence-law", "procedure.yaml", "    stops: [deliver]", "    stops: [deliver]\n    silence: {verb: deliver, to: delivered}", "silence: {verb: deliver"},
	{"pack.silence-stops", "procedure.yaml", "stops: [supplement, withdraw]", "stops: [supplement]", "silence: {verb: withdraw"},
	{"pack.silence-outcome", "procedure.yaml", "to: delivery, outcome: granted}", "to: delivery}", "silence: {verb: decide"},
	{"pack.main-none", "procedure.yaml", "    main: true\n", "", "format: 1"},
	{"pack.main-twice", "procedure.yaml", "    starts: [decide]", "    main: true\n    starts: [decide]", "id: delivery\n    law"},
	{"pack.warn", "procedure.yaml", "    main: true", "    main: true\n    warn: 100", "warn: 100"},
	// Ways through the procedure.
	{"pack.stage-unreached", "procedure.yaml", "  - id: closed\n", "  - id: limbo\n    turn: clerk\n    may: [{verb: close, by: [clerk], to: closed}]\n  - id: closed\n", "id: limbo"},
	{"pack.stage-stuck", "procedure.yaml", "      - {verb: close, by: [system], to: closed}", "      - {verb: assign, by: [clerk]}", "id: delivered"},
	{"pack.clock-never-starts", "procedure.yaml", "starts: [accept, reopen]", "starts: [link]", ""},
	{"pack.clock-never-stops", "procedure.yaml", "stops: [deliver]", "stops: [consult]", ""},
	{"pack.outcome-never", "procedure.yaml", "to: delivery}\n  - id: review|not_by: [propose, decide]", "to: delivery, only: [granted]}\n  - id: review|not_by: [propose, decide], only: [granted]", "id: refused"},
	{"pack.own-work", "procedure.yaml", ", not_by: [propose, decide]}", "}", "{verb: decide, by: [head], to: delivery}\n  - id: delivery"},
	{"pack.stage-unknown", "procedure.yaml", "to: review}\n      - {verb: ask", "to: nowhere}\n      - {verb: ask", ""},
	{"pack.opens-verb", "procedure.yaml", "opens: {verb: submit", "opens: {verb: open", ""},
	{"pack.opens-only", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: submit, by: [applicant]}", ""},
	{"pack.opens-to", "procedure.yaml", "by: [applicant], to: intake}\nflags", "by: [applicant]}\nflags", "opens:"},
	{"pack.turn-missing", "procedure.yaml", "  - id: delivered\n    turn: clerk\n", "  - id: delivered\n", "id: delivered"},
	{"pack.verb-unknown", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: bless, by: [clerk]}", ""},
	{"pack.verb-system", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: link, by: [clerk]}", ""},
	{"pack.verb-shape", "procedure.yaml", "shape: application", "shape: inquiry", "opens: {verb: submit"},
	{"pack.shape-unknown", "procedure.yaml", "shape: application", "shape: circle", ""},
	{"pack.applicant-none", "procedure.yaml", "shape: application", "shape: task", "opens: {verb: submit"},
	{"pack.applicant-verb", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [applicant]}", ""},
	{"pack.applicant-only", "procedure.yaml", "{verb: supplement, by: [applicant]", "{verb: supplement, by: [clerk]", ""},
	{"pack.role-unknown", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clrek]}", ""},
	{"pack.by-nobody", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: []}", ""},
	{"pack.permit-step", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: record, by: [clerk]}", ""},
	{"pack.permit-step-idle", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clerk], step: visit}", ""},
	{"pack.permit-grounds", "procedure.yaml", ", grounds: [hearing, expert-review]}", "}", "verb: pause"},
	{"pack.permit-grounds-idle", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clerk], grounds: [hearing]}", ""},
	{"pack.permit-clock", "procedure.yaml", "clock: decision, reason: true}", "reason: true}", "verb: extend"},
	{"pack.permit-clock-idle", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clerk], clock: decision}", ""},
	{"pack.permit-only-idle", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clerk], only: [granted]}", ""},
	{"pack.permit-once-again", "procedure.yaml", "to: correcting, once: true}", "to: correcting, once: true, again: true}", ""},
	{"pack.permit-record-to", "procedure.yaml", "step: objection}", "step: objection, to: closed}", ""},
	{"pack.system-refuses", "procedure.yaml", "to: delivery, only: [granted], when", "to: delivery, only: [refused], when", ""},
	{"pack.system-refuses", "procedure.yaml", "{verb: refuse-intake, by: [clerk], to: closed}", "{verb: refuse-intake, by: [system], to: closed, when: loans > 50}", ""},
	{"pack.statute-unknown", "procedure.yaml", "to: delivery, only: [granted], when", "to: delivery, only: [refused], basis: {law: library-wishes, article: \"1\"}, when", ""},
	{"pack.article-missing", "procedure.yaml", "to: delivery, only: [granted], when", "to: delivery, only: [refused], basis: {law: administrative-licensing}, when", ""},
	{"pack.permit-basis-idle", "procedure.yaml", "{verb: refer, by: [clerk]}", "{verb: refer, by: [clerk], basis: {law: administrative-licensing, article: \"38\"}}", ""},
	{"pack.again-none", "procedure.yaml", "reopen, by: [applicant], to", "reopen, by: [head], to", "to: delivery, only: [granted], when"},
	{"pack.again-none", "procedure.yaml", "to: review, when: 'outcome", "to: review, reason: true, when: 'outcome", "to: delivery, only: [granted], when"},
	{"pack.again-alone", "procedure.yaml", "reopen, by: [applicant], to: review", "reopen, by: [applicant], to: renewal", "to: delivery, only: [granted], when"},
	{"pack.again-same", "procedure.yaml", ", not_by: [propose, decide]}", ", not_by: [propose]}", ""},
	{"pack.system-only", "procedure.yaml", "to: delivery, only: [granted], when", "to: delivery, when", ""},
	{"pack.extend-nothing", "procedure.yaml", "clock: decision, reason", "clock: intake, reason", ""},
	{"pack.flag-unknown", "procedure.yaml", "needs: [visited]", "needs: [seen]", ""},
	{"pack.flag-never-set", "procedure.yaml", "large]\nsteps", "large, lost]\nsteps", ""},
	{"pack.needs-never", "procedure.yaml", "{id: visit, sets: [visited], visit: true}", "{id: visit, visit: true}", "needs: [visited]"},
	{"pack.step-unknown", "procedure.yaml", "step: objection}", "step: objections}", ""},
	{"pack.step-unused", "procedure.yaml", "  - {id: visit,", "  - {id: idle}\n  - {id: visit,", "id: idle"},
	{"pack.outcome-unknown", "procedure.yaml", "only: [granted]", "only: [grunted]", ""},
	{"pack.outcome-reasons", "procedure.yaml", "{id: refused, reasons: true,", "{id: refused,", ""},
	{"pack.outcome-remedies", "procedure.yaml", ", remedies: [reconsideration, litigation]}", "}", "id: refused"},
	{"pack.remedy-unknown", "procedure.yaml", "remedies: [reconsideration, litigation]", "remedies: [prayer]", ""},
	{"pack.licence-unknown", "procedure.yaml", "licence: library-card}", "licence: library-pass}", ""},
	{"pack.licence-refused", "procedure.yaml", "{id: refused, reasons", "{id: refused, licence: library-card, reasons", ""},
	{"pack.licence-never", "procedure.yaml", ", licence: library-card}", "}", "licence.yaml#id: library-card"},
	{"pack.clock-unknown", "procedure.yaml", "joint: decision", "joint: decisions", ""},
	{"pack.trigger", "procedure.yaml", "starts: [decide]", "starts: [decides]", ""},
	{"pack.branch-service", "procedure.yaml", "service: card-photo, when", "service: card-foto, when", ""},
	{"pack.branch-itself", "procedure.yaml", "service: card-photo, when", "service: library-card, when", ""},
	{"pack.branch-field", "procedure.yaml", `when: photo = "ours", passes: [reader]`, `when: photo = "ours", passes: [loans]`, ""},
	{"pack.branch-unknown", "procedure.yaml", "after: [photo]", "after: [foto]", ""},
	{"pack.branch-circle", "procedure.yaml", "after: [photo]", "after: [print]", ""},
	{"pack.joint-missing", "procedure.yaml", "joint: decision\n", "", "id: photo, service"},
	{"pack.condition-type", "procedure.yaml", "when: loans <= 5", "when: loans + 5", ""},
	{"feel.", "procedure.yaml", "when: loans <= 5", "when: loans <= ", ""},
	{"feel.", "procedure.yaml", "when: loans <= 5", "when: books <= 5", ""},
	{"pack.id-twice", "procedure.yaml", "  - {id: settled,", "  - {id: objection,", "id: objection, clears"},
	{"pack.id", "procedure.yaml", "id: deciding\n", "id: Deciding\n", ""},
	// Forms, materials, codes, texts.
	{"pack.field-unknown", "item.yaml", "field: photo_file", "field: photo_fil", ""},
	{"pack.field-unknown", "licence.yaml", "fields: [reader, loans]", "fields: [reader, loan]", ""},
	{"pack.material-register", "item.yaml", "register: population, ", "", "id: residence"},
	{"pack.material-asked", "item.yaml", "register: population, ", "register: population, field: reader, ", ""},
	{"pack.material-both", "item.yaml", "from: applicant, field", "from: applicant, register: population, field", ""},
	{"pack.material-field", "item.yaml", "field: photo_file, ", "", "id: photo"},
	{"pack.material-unknown", "item.yaml", "{id: photo, from", "{id: picture, from", "form.schema.json#\"photo_file\": {"},
	{"pack.material-other-field", "item.yaml", "field: photo_file", "field: reader", "form.schema.json#\"photo_file\": {"},
	{"form.", "form.schema.json", `"enum": ["own", "ours"]`, `"enum": ["own"]`, ""},
	{"code.length", "item.yaml", `type: "01"`, "type: \"01\"\ncodes: {basic: \"00013112800\"}", "codes:"},
	{"pack.code-type", "item.yaml", `type: "01"`, "type: \"01\"\ncodes: {basic: \"000731128000\"}", "codes:"},
	{"pack.code-other", "item.yaml", `type: "01"`, "type: \"01\"\ncodes: {basic: \"000131128000\", business: \"00013112900001\"}", "codes:"},
	{"pack.not-one-of", "item.yaml", "list: powers", "list: wishes", ""},
	{"pack.depth", "item.yaml", "depth: 3", "depth: 5", ""},
	{"pack.currency", "item.yaml", "currency: CNY", "currency: yuan", ""},
	{"pack.amount", "item.yaml", "amount: 1000", "amount: -1", ""},
	{"pack.count", "item.yaml", "conditions: 2", "conditions: 100", ""},
	{"pack.list-empty", "item.yaml", "channels: [online, counter, post]", "channels: []", ""},
	{"pack.eligibility-many", "item.yaml", "[lives_here]", "[lives_here, a, b, c, d, e]", ""},
	{"pack.language-missing", "item.yaml", "languages: [zh, en]", "languages: [zh]", ""},
	{"pack.language-unknown", "item.yaml", "languages: [zh, en]", "languages: [zh, en, tlh]", ""},
	{"pack.text-missing", "text/en.yaml", "stage.review: Being examined\n", "", "procedure.yaml#id: review"},
	{"pack.text-unused", "text/en.yaml", "stage.review: Being examined", "stage.review: Being examined\nstage.gone: Gone", "stage.gone"},
	{"pack.text-empty", "text/en.yaml", "stage.review: Being examined", `stage.review: ""`, ""},
	{"pack.name-taken", "procedure.yaml", "large]\nsteps", "large, reader]\nsteps", ""},
	{"pack.licence-alone", "licence.yaml", "trust: B", "trust: B\n    deeds: [{verb: revoke, by: [head], basis: [{law: administrative-licensing, article: \"69.2\"}]}]", "verb: revoke"},
	{"pack.licence-alone", "licence.yaml", "trust: B", "trust: B\n    deeds: [{verb: resume, by: [head], basis: []},\n      {verb: suspend, by: [head], basis: []}]", "verb: suspend"},
	{"pack.licence-not-proposed", "licence.yaml", "trust: B", "trust: B\n    deeds: [{verb: change, by: [head], propose: [clerk], basis: [{law: administrative-licensing, article: \"49\"}]}]", "verb: change"},
	{"pack.licence-resume", "licence.yaml", "trust: B", "trust: B\n    deeds: [{verb: suspend, by: [head], propose: [clerk], basis: [{law: administrative-licensing, article: \"49\"}]}]", "id: library-card"},
	{"pack.id", "licence.yaml", "trust: B", "trust: B\n    deeds: [{verb: revoke, by: [head], propose: [The Clerk], basis: [{law: administrative-licensing, article: \"49\"}]}]", "verb: revoke"},
	{"pack.prefix", "licence.yaml", "prefix: LC", "prefix: lc", ""},
	{"law.limit_unit", "licence.yaml", "valid: 3y", "valid: 3years", ""},
	// Decisions.
	{"dmn.prove.gap", "decide/loan-period.yaml", "\"> 5\"", "\"> 6\"", "format: 1"},
	{"dmn.prove.overlap", "decide/loan-period.yaml", "\"> 5\"", "\">= 5\"", "\"<= 5\""},
	{"feel.", "decide/loan-period.yaml", "then: [\"28\"]", "then: [\"28 +\"]", ""},
	{"pack.statute-unknown", "decide/loan-period.yaml", "basis: {law: administrative-licensing, article: \"12\"}", "basis: {law: library-lore, article: \"12\"}", "when: [\"<= 5\"]"},
	{"declare.anchor", "decide/loan-period.yaml", "inputs:", "inputs: &all", ""},
	// The pack itself.
	{"pack.format-newer", "procedure.yaml", "format: 1", "format: 2\nspells: []", "format: 2"},
	{"pack.format-older", "item.yaml", "format: 1", "format: 0", ""},
	{"pack.area-folder", "pack.yaml", "area: _toy", "area: public-services", ""},
	{"pack.country-unknown", "pack.yaml", "country: cn", "country: xx", ""},
	{"pack.owners", "pack.yaml", "owners: [library]", "owners: []", "format: 1"},
	{"pack.version", "pack.yaml", `version: "2026.1"`, `version: ""`, ""},
	{"declare.unknown_near", "item.yaml", "phones:", "phone:", ""},
	// Overlays: each kind of worsening.
	{"pack.overlay-longer", "overlays/330100.yaml", "decision: 3wd", "decision: 6wd", ""},
	{"pack.overlay-longer", "overlays/330106.yaml", "decision: 2wd", "decision: 4wd", ""},
	{"pack.overlay-longer", "overlays/330100.yaml", "decision: 3wd", "decision: 5wd", ""},
	{"pack.overlay-dearer", "overlays/330100.yaml", "card: 500", "card: 1500", ""},
	{"pack.overlay-dearer", "overlays/330106.yaml", "card: 0", "card: 600", ""},
	{"pack.overlay-fee-unknown", "overlays/330106.yaml", "card: 0", "stamp: 1", ""},
	{"pack.overlay-material", "overlays/330106.yaml", "without: [photo]", "without: [portrait]", ""},
	{"pack.overlay-idle", "overlays/330106.yaml", "channels: [township]", "channels: [counter]", ""},
	{"pack.overlay-file", "overlays/330106.yaml", `area: "330106"`, `area: "330105"`, ""},
	{"pack.clock-unknown", "overlays/330106.yaml", "decision: 2wd", "decide: 2wd", ""},
}

// Every fault is refused, with the file and the line it was sown in.
func TestSownFaults(t *testing.T) {
	base := sound(t)
	if _, ps := Load(base); len(ps) > 0 {
		t.Fatalf("the sound packs are not sound: %v", ps)
	}
	rules := map[string]bool{}
	for i, f := range faults {
		t.Run(fmt.Sprintf("%d %s", i, f.key), func(t *testing.T) {
			name := path.Join("_toy/library-card", f.file)
			files := fstest.MapFS{}
			for k, v := range base {
				files[k] = v
			}
			olds, news := strings.Split(f.old, "|"), strings.Split(f.new, "|")
			body := string(base[name].Data)
			for j := range olds {
				if !strings.Contains(body, olds[j]) {
					t.Fatalf("%s has no %q", name, olds[j])
				}
				body = strings.Replace(body, olds[j], news[j], 1)
			}
			files[name] = &fstest.MapFile{Data: []byte(body)}
			file, at := f.file, f.at
			if a, b, ok := strings.Cut(at, "#"); ok {
				file, at = a, b
			}
			if at == "" {
				at = news[0]
			}
			whole := string(files[path.Join("_toy/library-card", file)].Data)
			where := strings.Index(whole, at)
			if where < 0 {
				t.Fatalf("%s has no %q", file, at)
			}
			line := 1 + strings.Count(whole[:where], "\n")
			set, ps := Load(files)
			if set != nil {
				t.Fatal("the set was sealed")
			}
			for _, p := range ps {
				if strings.HasPrefix(p.Key, f.key) && p.File == path.Join("_toy/library-card", file) && p.Line == line {
					return
				}
			}
			t.Errorf("no %s at %s:%d; got:\n%v", f.key, file, line, ps)
		})
		rules[f.key] = true
	}
	for n := 1; n <= Rules; n++ {
		if !rules[fmt.Sprintf("pack.lint-%d", n)] {
			t.Errorf("no fault is sown for rule %d", n)
		}
	}
	t.Logf("%d faults sown for %d kinds of problem", len(faults), len(rules))
}

// Local practice that does not say so is refused where it is cited.
func TestPracticeMustSaySo(t *testing.T) {
	files := sound(t)
	edit := func(name, old, new string) {
		name = "_toy/library-card/" + name
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), old, new, 1))}
	}
	edit("pack.yaml", "illustrative: true", "illustrative: false")
	edit("item.yaml", "basis: [{law: administrative-licensing, article: \"12\"}]", "basis: [{law: sichuan-rating-practice}]")
	_, ps := Load(files)
	if len(ps) != 1 || ps[0].Key != "pack.practice" || ps[0].File != "_toy/library-card/item.yaml" || ps[0].Line != 9 {
		t.Errorf("got %v", ps)
	}
}
