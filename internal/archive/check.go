package archive

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/sign"

	"github.com/emmansun/gmsm/sm3"
)

// Property is one of the four that whoever takes over an electronic archive tests
// (Archives Law, article 39).
type Property string

// The four properties 四性, in the law's order.
const (
	Truth        Property = "truth"        // 真实性: it is what was done, and by whom
	Completeness Property = "completeness" // 完整性: nothing that belongs to it is missing
	Usability    Property = "usability"    // 可用性: it can be found, opened and understood
	Safety       Property = "safety"       // 安全性: it does no harm and hides nothing
)

// Properties are the four, in order.
var Properties = []Property{Truth, Completeness, Usability, Safety}

// Mark is how one field came out.
type Mark string

// The marks. Unknown is what could not be decided with what the checker was given,
// and says what to do.
const (
	Good    Mark = "good"
	Bad     Mark = "bad"
	Unknown Mark = "unknown"
)

// Finding is what one field of one property came to.
type Finding struct {
	Property Property  `json:"property"`
	Field    string    `json:"field"`
	File     string    `json:"file"`
	Mark     Mark      `json:"mark"`
	Key      string    `json:"key,omitempty"` // text key of what is wrong; empty if it is good
	Args     fail.Args `json:"args,omitempty"`
}

// Report is what a check found, field by field.
type Report struct {
	Manifest Manifest  `json:"-"`
	Findings []Finding `json:"findings"`
}

// Good says whether nothing is bad.
func (r Report) Good() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Mark == Bad })
}

// Of are the findings of a property with a mark.
func (r Report) Of(p Property, m Mark) (out []Finding) {
	for _, f := range r.Findings {
		if f.Property == p && f.Mark == m {
			out = append(out, f)
		}
	}
	return out
}

// Trust is what the checker knows beforehand.
type Trust struct {
	Log []string // verifier keys of the log; without any, the package's own are taken and must be compared
	// Receipts are the keys that sign receipts and manifests; without any, the package's
	// own is taken and must be compared.
	Receipts []sign.Key
	// Element checks the elements of a kind in ways of their own, such as asking the rules
	// of a decision again.
	Element map[Kind]func(e Element, body []byte) error
}

// Check tests a package with nothing but its bytes and what the checker trusts.
func Check(b []byte, trust Trust) Report {
	c := checker{trust: trust, bodies: map[string][]byte{}}
	files, err := unpack(b)
	if err != nil {
		e := fail.As(err)
		c.bad(Safety, "container", "", e.Key, e.Args)
		return c.report
	}
	c.good(Safety, "container", "")
	for _, f := range files {
		c.bodies[f.path] = f.body
	}
	if !c.manifest(files) {
		return c.report
	}
	c.signature()
	c.elements(files)
	c.record()
	c.proof()
	c.names()
	c.opened()
	return c.report
}

type checker struct {
	trust  Trust
	report Report
	bodies map[string][]byte
	acts   []act
	words  Meaning
}

func (c *checker) add(p Property, field, file string, m Mark, key string, args fail.Args) {
	c.report.Findings = append(c.report.Findings, Finding{p, field, file, m, key, args})
}

func (c *checker) good(p Property, field, file string) { c.add(p, field, file, Good, "", nil) }

func (c *checker) bad(p Property, field, file, key string, args fail.Args) {
	c.add(p, field, file, Bad, key, args)
}

// held records a field as good or as bad.
func (c *checker) held(ok bool, p Property, field, file, key string, args ...string) bool {
	if ok {
		c.good(p, field, file)
	} else {
		c.bad(p, field, file, "archive.bad."+key, fail.Pairs(args...))
	}
	return ok
}

// manifest reads the list of what there should be.
func (c *checker) manifest(files []file) bool {
	if !c.held(len(files) > 0 && files[0].path == manifestPath, Completeness, "manifest", manifestPath, "no-manifest") {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(files[0].body))
	dec.DisallowUnknownFields()
	err := dec.Decode(&c.report.Manifest)
	if _, more := dec.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("archive: more than one value")
	}
	// Only one spelling is read: two members of one name would mean one thing here and
	// another elsewhere.
	again, werr := indented(c.report.Manifest)
	if err == nil && (werr != nil || !bytes.Equal(again, files[0].body)) {
		err = errors.New("archive: not as a manifest is written")
	}
	if err != nil {
		return c.held(false, Usability, "manifest", manifestPath, "manifest")
	}
	if f := c.report.Manifest.Format; f != Format {
		return c.held(false, Usability, "manifest", manifestPath, "version", "format", f)
	}
	c.good(Usability, "manifest", manifestPath)
	return true
}

func (c *checker) signature() {
	sig, ok := c.bodies[signaturePath]
	if !c.held(ok, Truth, "signature", signaturePath, "unsigned") {
		return
	}
	key, known, err := checkSignature(c.bodies[manifestPath], sig, c.trust.Receipts)
	switch {
	case err != nil:
		c.held(false, Truth, "signature", signaturePath, "signature")
	case !known && len(c.trust.Receipts) > 0:
		c.held(false, Truth, "signature", signaturePath, "signer", "issuer", key.Issuer, "key", key.Public.ID())
	case !known:
		c.add(Truth, "signature", signaturePath, Unknown, "archive.unknown.signer", fail.Pairs("issuer", key.Issuer, "key", key.Public.ID()))
	default:
		c.good(Truth, "signature", signaturePath)
	}
}

// elements holds every file to its line in the manifest, both ways.
func (c *checker) elements(files []file) {
	listed := map[string]bool{manifestPath: true, signaturePath: true}
	for _, e := range c.report.Manifest.Elements {
		if !c.held(plainPath(e.Path) && !listed[e.Path], Safety, "path", e.Path, "path") {
			continue
		}
		listed[e.Path] = true
		body, ok := c.bodies[e.Path]
		if !c.held(ok, Completeness, "element", e.Path, "missing") {
			continue
		}
		three := sm3.Sum(body)
		c.held(digestOf(body) == e.SHA256 && int64(len(body)) == e.Size, Truth, "sha256", e.Path, "digest")
		c.held(hex.EncodeToString(three[:]) == e.SM3, Truth, "sm3", e.Path, "digest")
		c.held(e.FormedBy != "" && !e.FormedAt.IsZero() && len(e.Title) > 0 && e.Kind != "", Completeness, "element-fields", e.Path, "element-fields")
		end, usable := ending[e.Format]
		if c.held(usable && (e.Kind == KindRules) == (e.Format == "application/octet-stream"), Usability, "format", e.Path, "format", "format", e.Format) {
			c.held(strings.TrimPrefix(path.Ext(e.Path), ".") == end && looks(e.Format, body), Usability, "content", e.Path, "content", "format", e.Format)
		}
		if key := harmful(e.Format, body); key != "" {
			c.bad(Safety, "active", e.Path, key, nil)
		} else {
			c.good(Safety, "active", e.Path)
		}
	}
	for _, f := range files {
		c.held(listed[f.path], Safety, "listed", f.path, "extra")
	}
	for _, p := range []string{readingPath, proofPath, keysPath, wordsPath, rulesPath} {
		c.held(listed[p] && c.bodies[p] != nil, Completeness, "part", p, "missing")
	}
}

// record asks for every field of the metadata.
func (c *checker) record() {
	m := c.report.Manifest
	r := m.Record
	for _, f := range []struct {
		field string
		there bool
	}{
		{"number", r.Number != ""}, {"item", r.Item.ID != ""}, {"item.name", len(r.Item.Name) > 0}, {"item.version", r.Item.Version != ""},
		{"item.digest", r.Item.Digest != ""}, {"office", r.Office.ID != "" && len(r.Office.Name) > 0}, {"office.area", r.Office.Area != ""},
		{"subject", r.Subject != ""}, {"handlers", r.Handlers != nil}, {"received", !r.Received.IsZero()}, {"ended", !r.Ended.IsZero()},
		{"acts", r.Acts > 0}, {"packed.at", !m.Packed.At.IsZero()}, {"packed.by", m.Packed.By.ID != ""}, {"packed.program", m.Packed.Program != ""},
		{"packed.log", m.Packed.Log != ""},
	} {
		c.held(f.there, Completeness, "record."+f.field, manifestPath, "field", "field", f.field)
	}
	// Who sets how long, and which codes an item has, is not ours: what was not declared
	// is told and is no fault of the package.
	told := func(field string, there bool) {
		if there {
			c.good(Completeness, "record."+field, manifestPath)
		} else {
			c.add(Completeness, "record."+field, manifestPath, Unknown, "archive.unknown.field", fail.Pairs("field", field))
		}
	}
	told("retention", r.Retention != nil)
	told("item.basic", r.Item.Basic != "")
	if r.Retention != nil {
		c.held(len(r.Retention.Check()) == 0, Usability, "record.retention", manifestPath, "retention")
	}
	c.held(r.Security == Internal || r.Security == Open, Safety, "record.security", manifestPath, "security")
}

// Check says what is wrong with a declared time of keeping; nothing with one that
// nobody declared.
func (r *Retention) Check() (out []fail.Field) {
	if r == nil {
		return nil
	}
	if !retention(r.Period) {
		out = append(out, fail.Field{Path: "keep", Key: "archive.bad.retention"})
	}
	if r.Basis == "" || len([]rune(r.Basis)) > 300 {
		out = append(out, fail.Field{Path: "keep-basis", Key: "archive.bad.retention-basis"})
	}
	return out
}

// retention says whether a period can be read: permanent, or so many years.
func retention(p string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(p, "y"))
	return p == "permanent" || strings.HasSuffix(p, "y") && err == nil && n > 0 && strconv.Itoa(n)+"y" == p
}

// proof holds the acts to the log, and the record to the acts.
func (c *checker) proof() {
	raw, ok := c.bodies[proofPath]
	if !ok {
		return
	}
	keys := c.trust.Log
	got, err := merkle.CheckReceipt(raw, keys...)
	if err != nil {
		e := fail.As(err)
		c.bad(Truth, "log", proofPath, e.Key, e.Args)
		return
	}
	if got.Known {
		c.good(Truth, "log", proofPath)
	} else {
		c.add(Truth, "log", proofPath, Unknown, "archive.unknown.log", fail.Pairs("key", got.Key))
	}
	r := c.report.Manifest.Record
	c.held(got.Case == r.Number && got.Head.Origin == c.report.Manifest.Packed.Log, Truth, "record.number", manifestPath, "other-case", "number", got.Case)
	var proved merkle.Receipt
	if err := json.Unmarshal(raw, &proved); err != nil {
		return // CheckReceipt has read it
	}
	for i, a := range proved.Acts {
		var x act
		if err := json.Unmarshal([]byte(a.Body), &x); err != nil {
			c.held(false, Usability, "act", proofPath, "act", "n", strconv.Itoa(i+1))
			return
		}
		c.acts = append(c.acts, x)
		file := actPath(i + 1)
		c.held(x.Seq == i+1, Completeness, "act", file, "gap", "n", strconv.Itoa(i+1))
		c.held(bytes.Equal(c.bodies[file], []byte(a.Body)), Truth, "act", file, "act-differs")
	}
	c.held(len(c.acts) == r.Acts, Completeness, "record.acts", manifestPath, "count", "want", strconv.Itoa(r.Acts), "have", strconv.Itoa(len(c.acts)))
	c.follows()
}
