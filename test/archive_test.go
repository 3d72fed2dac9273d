package test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/archive"
	"atonce/internal/casework"
	"atonce/internal/credential"
	"atonce/internal/decision"
	"atonce/internal/fail"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/sign"
	"atonce/internal/text"
	"atonce/internal/web/casepage"

	"github.com/emmansun/gmsm/sm3"
)

// keep is a time of keeping that somebody declared.
var keep = &archive.Retention{Period: "30y", Basis: "本单位文件材料归档范围和保管期限表（示例）"}

var keepArchive = flag.Bool("keep-archive", false, "write testdata/archive-1.zip; only for a new form of package")

// house is a scene whose receipts are signed.
func house(t testing.TB) (*scene.Scene, sign.Key) { return houseIn(t, sign.SM2) }

// houseIn is a scene that signs in a suite.
func houseIn(t testing.TB, suite sign.Suite) (*scene.Scene, sign.Key) {
	t.Helper()
	s := scene.New(t)
	private, err := sign.Generate(suite)
	if err != nil {
		t.Fatal(err)
	}
	key := sign.Key{Purpose: sign.Receipts, Issuer: "https://atonce.invalid", Public: private.Public()}
	licences, err := sign.Generate(suite)
	if err != nil {
		t.Fatal(err)
	}
	keys := s.Desk.Keys()
	keys.Licence = sign.Keys{Signer: licences, Issuer: key.Issuer, Trusted: []sign.Key{{Purpose: sign.Licences, Issuer: key.Issuer, Public: licences.Public()}}}
	keys.Receipt = sign.Keys{Signer: private, Issuer: key.Issuer, Trusted: []sign.Key{key}}
	s.Desk.UseKeys(keys)
	return s, key
}

// packed is a registration with a lease, decided and packed by the archivist.
func packed(t *testing.T) (s *scene.Scene, number string, b []byte) {
	t.Helper()
	s, _ = house(t)
	number, b = packedIn(t, s)
	return s, number, b
}

func packedIn(t *testing.T, s *scene.Scene) (number string, b []byte) {
	t.Helper()
	lease, err := s.Desk.AddFile(t.Context(), s.Person(applicant), "租赁合同.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	must(t, err)
	with := answers()
	with["held"], with["premises_file"] = "rent", lease.ID
	number = s.File(applicant, registration, with)
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered", Note: "内部意见"})
	s.Pass(time.Hour)
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	s.SignLog()
	b, err = s.Desk.Archive(t.Context(), s.Person("wu-fang"), number, keep, casepage.Telling())
	must(t, err)
	return number, b
}

func trusting(s *scene.Scene) archive.Trust {
	return trust([]string{s.Log.Verifier}, s.Desk.Keys().Receipt.Trusted, s.Desk.Keys().Licence)
}

func trust(log []string, receipts []sign.Key, licences sign.Keys) archive.Trust {
	return archive.Trust{Log: log, Receipts: receipts, Element: map[archive.Kind]func(archive.Element, []byte) error{
		archive.KindDecision: func(_ archive.Element, body []byte) error { _, err := decision.Check(body, log...); return err },
		archive.KindLicence: func(e archive.Element, body []byte) error {
			if e.Format != archive.FormatCredential {
				return nil
			}
			_, err := credential.Verify(string(body), credential.Expect{Trust: licences.Known, Now: e.FormedAt})
			return err
		}}}
}

// wrong are the bad findings as property/field/key.
func wrong(r archive.Report) (out []string) {
	for _, p := range archive.Properties {
		for _, f := range r.Of(p, archive.Bad) {
			out = append(out, string(p)+"/"+f.Field+"/"+f.Key)
		}
	}
	return out
}

// A closed case leaves as one package which another machine finds good field by field,
// and which other programs open. The look is told to whom it concerns.
func TestArchive(t *testing.T) {
	s, number, b := packed(t)
	r := archive.Check(b, trusting(s))
	if got := wrong(r); len(got) > 0 {
		t.Errorf("bad: %v", got)
	}
	for _, p := range archive.Properties {
		t.Logf("%s: %d good, %d bad, %d not decided", p, len(r.Of(p, archive.Good)), len(r.Of(p, archive.Bad)), len(r.Of(p, archive.Unknown)))
		if len(r.Of(p, archive.Good)) == 0 {
			t.Errorf("%s: nothing was tested", p)
		}
	}
	for _, f := range r.Findings {
		if f.Key != "" && (!text.Has(text.ZH, f.Key) || !text.Has(text.EN, f.Key)) {
			t.Errorf("no words for %s", f.Key)
		}
	}
	m := r.Manifest
	if m.Record.Number != number || m.Record.Outcome.ID != "registered" || len(m.Record.Licences) != 1 || len(m.Record.Handlers) != 3 || m.Record.Acts < 5 {
		t.Errorf("%+v", m.Record)
	}
	kinds := map[archive.Kind]int{}
	for _, e := range m.Elements {
		kinds[e.Kind]++
	}
	// Nothing leaves that a credential's hidden claims or a public check rest on.
	if bytes.Contains(b, []byte(`"Secret"`)) || bytes.Contains(b, []byte(`"Mark"`)) {
		t.Error("the package holds a secret of a licence")
	}
	if _, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), number, &archive.Retention{Period: "soon"}, casepage.Telling()); fail.KindOf(err) != fail.Invalid {
		t.Errorf("kept for a time that nobody can read: %v", err)
	}
	if kinds[archive.KindMaterial] != 1 || kinds[archive.KindLicence] != 2 || kinds[archive.KindAct] != m.Record.Acts {
		t.Errorf("%v", kinds)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	for _, f := range z.File {
		rc, err := f.Open()
		must(t, err)
		_, err = io.Copy(io.Discard, rc) // checks its CRC
		must(t, err)
	}
	again, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), number, keep, casepage.Telling())
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("the same case at the same moment gives other bytes: %v", err)
	}
	looks, err := s.Desk.Looks(t.Context(), s.Person(applicant), share.Filter{})
	// The package says whose case it is and holds the licence: the look names both.
	if err != nil || len(looks) == 0 || looks[0].Purpose != "desk.purpose.archive" || !slices.Contains(looks[0].Fields, "applicant") || !slices.Contains(looks[0].Fields, "licence") {
		t.Errorf("%+v, %v", looks, err)
	}
	for _, who := range []string{"zhang-min", "zhou-hang", "li-xiao", "pack-keeper-1", applicant} {
		if _, err := s.Desk.Archive(t.Context(), s.Person(who), number, keep, casepage.Telling()); fail.KindOf(err) != fail.Forbidden && fail.KindOf(err) != fail.NotFound {
			t.Errorf("%s packs it: %v", who, err)
		}
	}
	open := s.File(applicant, registration, answers())
	if _, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), open, nil, casepage.Telling()); err == nil || fail.As(err).Key != "desk.archive-open" {
		t.Errorf("one under way: %v", err)
	}
	s.Do(applicant, open, casework.Act{Verb: casework.Withdraw})
	if _, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), open, nil, casepage.Telling()); err == nil || fail.As(err).Key != "desk.archive-waiting" {
		t.Errorf("not under a head: %v", err)
	}
	must(t, s.Desk.ProposeErasure(t.Context(), s.Person("pack-keeper-1"), open, "时限届满"))
	must(t, s.Desk.ApproveErasure(t.Context(), s.Person("pack-keeper-2"), open))
	if _, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), open, nil, casepage.Telling()); err == nil || fail.As(err).Key != "desk.erased" {
		t.Errorf("erased: %v", err)
	}
	if *keepArchive {
		must(t, os.WriteFile(filepath.Join("testdata", "archive-1.zip"), b, 0o644))
		must(t, os.WriteFile(filepath.Join("testdata", "archive-1.log.keys"), []byte(s.Log.Verifier+"\n"), 0o644))
		must(t, os.WriteFile(filepath.Join("testdata", "archive-1.licence.keys"), []byte(s.Desk.Keys().Licence.Trusted[0].Line()+"\n"), 0o644))
		must(t, os.WriteFile(filepath.Join("testdata", "archive-1.receipt.keys"), []byte(s.Desk.Keys().Receipt.Trusted[0].Line()+"\n"), 0o644))
	}
}

// unzipped and zipped take a package apart and put it together as an attacker would who
// knows its form.
func unzipped(t testing.TB, b []byte) (names []string, bodies map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string][]byte{}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		names, bodies[f.Name] = append(names, f.Name), body
	}
	return names, bodies
}

func zipped(t testing.TB, names []string, files map[string][]byte, m archive.Manifest) []byte {
	t.Helper()
	for i, e := range m.Elements {
		if body, ok := files[e.Path]; ok {
			two, three := sha256.Sum256(body), sm3.Sum(body)
			m.Elements[i].Size, m.Elements[i].SHA256, m.Elements[i].SM3 = int64(len(body)), hex.EncodeToString(two[:]), hex.EncodeToString(three[:])
		}
	}
	var manifest bytes.Buffer
	enc := json.NewEncoder(&manifest)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(m); err != nil {
		t.Fatal(err)
	}
	files["manifest.json"] = manifest.Bytes()
	for name := range files {
		if !slices.Contains(names, name) {
			names = append(slices.Clone(names), name)
		}
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		body, ok := files[name]
		if !ok {
			continue
		}
		//lint:ignore SA1019 the package's writer sets this field too: a zip holds the day in this form
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, ModifiedDate: 0x21, ReaderVersion: 20, CreatorVersion: 20, CRC32: crc32.ChecksumIEEE(body),
			CompressedSize64: uint64(len(body)), UncompressedSize64: uint64(len(body))})
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Whatever somebody changes who packs and counts anew, the field that says so is named.
func TestChangedArchives(t *testing.T) {
	s, _, b := packed(t)
	names, bodies := unzipped(t, b)
	var m archive.Manifest
	must(t, json.Unmarshal(bodies["manifest.json"], &m))
	pathOf := func(k archive.Kind) string {
		return m.Elements[slices.IndexFunc(m.Elements, func(e archive.Element) bool { return e.Kind == k })].Path
	}
	for name, c := range map[string]struct {
		change func(files map[string][]byte, m *archive.Manifest)
		want   string
	}{
		"a material": {func(f map[string][]byte, _ *archive.Manifest) {
			f[pathOf(archive.KindMaterial)] = append(bytes.Clone(f[pathOf(archive.KindMaterial)]), 0)
		},
			"truth/material/archive.bad.material-differs"},
		"an act": {func(f map[string][]byte, _ *archive.Manifest) { f["acts/0002.json"] = f["acts/0001.json"] }, "truth/act/archive.bad.act-differs"},
		"rules": {func(f map[string][]byte, _ *archive.Manifest) {
			f["rules.snapshot"] = append(bytes.Clone(f["rules.snapshot"]), 'x')
		}, "truth/rules/archive.bad.rules"},
		"outcome": {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Outcome.ID = "refused" }, "truth/record.outcome/archive.bad.record"},
		"decided": {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Decided = m.Record.Decided.Add(time.Hour) }, "truth/record.decided/archive.bad.record"},
		"whose":   {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Applicant.ID = "li-xiao" }, "truth/record.applicant/archive.bad.record"},
		"number":  {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Number += "1" }, "truth/record.number/archive.bad.other-case"},
		"handler": {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Handlers = m.Record.Handlers[1:] }, "completeness/record.handlers/archive.bad.handler"},
		"class":   {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Security = "secret" }, "safety/record.security/archive.bad.security"},
		"keeping": {func(_ map[string][]byte, m *archive.Manifest) {
			m.Record.Retention = &archive.Retention{Period: "soon", Basis: "x"}
		}, "usability/record.retention/archive.bad.retention"},
		"subject":  {func(_ map[string][]byte, m *archive.Manifest) { m.Record.Subject = "" }, "completeness/record.subject/archive.bad.field"},
		"format":   {func(_ map[string][]byte, m *archive.Manifest) { m.Elements[1].Format = "application/msword" }, "usability/format/archive.bad.format"},
		"no words": {func(f map[string][]byte, _ *archive.Manifest) { f["words.json"] = []byte("{}") }, "usability/verb/archive.bad.wordless"},
		"a licence": {func(f map[string][]byte, m *archive.Manifest) {
			i := slices.IndexFunc(m.Elements, func(e archive.Element) bool { return e.Format == archive.FormatCredential })
			p := m.Elements[i].Path
			f[p] = append([]byte("a"), f[p]...)
		}, "truth/licence/credential.malformed"},
		"a script": {func(f map[string][]byte, _ *archive.Manifest) { f["index.html"] = []byte("<script>alert(1)</script>") }, "safety/active/archive.bad.active"},
		"a licence is gone": {func(f map[string][]byte, m *archive.Manifest) {
			drop(f, m, "licences/0001.json")
			drop(f, m, "licences/0002.sd-jwt")
		}, "completeness/licence/archive.bad.licence"},
		"a material is gone": {func(f map[string][]byte, m *archive.Manifest) { drop(f, m, pathOf(archive.KindMaterial)) },
			"completeness/material/archive.bad.material"},
		"the proof is gone": {func(f map[string][]byte, m *archive.Manifest) { drop(f, m, "proof/acts.json") }, "completeness/part/archive.bad.missing"},
		"the last act is gone": {func(f map[string][]byte, m *archive.Manifest) {
			var r map[string]any
			must(t, json.Unmarshal(f["proof/acts.json"], &r))
			r["acts"] = r["acts"].([]any)[:m.Record.Acts-1]
			f["proof/acts.json"], _ = json.Marshal(r)
		}, "completeness/record.acts/archive.bad.count"},
		"the proof of another act": {func(f map[string][]byte, _ *archive.Manifest) {
			f["proof/acts.json"] = bytes.Replace(f["proof/acts.json"], []byte(`registered`), []byte(`refused000`), 1)
		}, "truth/log/merkle.receipt-act"},
		"an unlisted file":      {func(f map[string][]byte, _ *archive.Manifest) { f["extra.txt"] = []byte("hello") }, "safety/listed/archive.bad.extra"},
		"the signature is gone": {func(f map[string][]byte, m *archive.Manifest) { delete(f, "manifest.sig") }, "truth/signature/archive.bad.unsigned"},
		"the manifest":          {func(_ map[string][]byte, m *archive.Manifest) { m.Packed.At = m.Packed.At.Add(time.Second) }, "truth/signature/archive.bad.signature"},
		"a future form":         {func(_ map[string][]byte, m *archive.Manifest) { m.Format = "atonce-archive/9" }, "usability/manifest/archive.bad.version"},
	} {
		files := map[string][]byte{}
		for k, v := range bodies {
			files[k] = v
		}
		x := m
		must(t, json.Unmarshal(bodies["manifest.json"], &x)) // a copy of its own
		c.change(files, &x)
		got := wrong(archive.Check(zipped(t, names, files, x), trusting(s)))
		if !slices.Contains(got, c.want) {
			t.Errorf("%s: found %v, want %s", name, got, c.want)
		}
	}
	other, _, _ := packed(t)
	if got := wrong(archive.Check(b, trusting(other))); !slices.Contains(got, "truth/signature/archive.bad.signer") {
		t.Errorf("with the keys of another: %v", got)
	}
	if r := archive.Check(b, trust(nil, nil, s.Desk.Keys().Licence)); !r.Good() || len(r.Of(archive.Truth, archive.Unknown)) != 2 {
		t.Errorf("without keys: %v, %v", wrong(r), r.Of(archive.Truth, archive.Unknown))
	}
	if got := wrong(archive.Check(b, trusting(other))); !slices.Contains(got, "truth/log/merkle.receipt-signature") {
		t.Errorf("with the key of another log: %v", got)
	}
}

func drop(f map[string][]byte, m *archive.Manifest, path string) {
	delete(f, path)
	m.Elements = slices.DeleteFunc(m.Elements, func(e archive.Element) bool { return e.Path == path })
}

// A package that was handed over verifies for ever. If this fails, the reader is wrong:
// mend it, never the file.
func TestKeptArchive(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "archive-1.zip"))
	must(t, err)
	log, err := os.ReadFile(filepath.Join("testdata", "archive-1.log.keys"))
	must(t, err)
	line, err := os.ReadFile(filepath.Join("testdata", "archive-1.receipt.keys"))
	must(t, err)
	receipts, err := sign.ParseKeys(line)
	must(t, err)
	line, err = os.ReadFile(filepath.Join("testdata", "archive-1.licence.keys"))
	must(t, err)
	licences, err := sign.ParseKeys(line)
	must(t, err)
	r := archive.Check(b, trust([]string{strings.TrimSpace(string(log))}, receipts, sign.Keys{Trusted: licences}))
	if got := wrong(r); len(got) > 0 || len(r.Of(archive.Truth, archive.Unknown)) > 0 {
		t.Errorf("bad: %v", got)
	}
}
