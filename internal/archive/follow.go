package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/fail"
)

// act is what the check reads of an act. Acts have more fields, and may get others:
// those are covered by the proof whatever they are called.
type act struct {
	Seq     int               `json:"seq"`
	Verb    string            `json:"verb"`
	By      string            `json:"by"`
	Name    string            `json:"name"`
	Role    string            `json:"role"`
	At      time.Time         `json:"at"`
	Outcome string            `json:"outcome"`
	Answers map[string]string `json:"answers"`
	Office  string            `json:"office"`
	Digest  string            `json:"digest"`
	Model   json.RawMessage   `json:"model"`
}

func actPath(seq int) string { return fmt.Sprintf("acts/%04d.json", seq) }

// follows holds what the manifest says of the case to its acts, which the log proves.
func (c *checker) follows() {
	if len(c.acts) == 0 {
		return
	}
	r, first, last := c.report.Manifest.Record, c.acts[0], c.acts[len(c.acts)-1]
	says := func(ok bool, field string) {
		c.held(ok, Truth, "record."+field, manifestPath, "record", "field", field)
	}
	digest, _, _ := strings.Cut(first.Digest, "@")
	says(digest == r.Item.Digest, "item.digest")
	c.held(digestOf(c.bodies[rulesPath]) == digest, Truth, "rules", rulesPath, "rules")
	if r.Applicant.ID != "" {
		says(first.Role != "applicant" || first.By == r.Applicant.ID, "applicant")
	}
	says(!r.Ended.Before(first.At) && !r.Ended.After(last.At), "ended")
	says(!r.Received.After(first.At), "received")
	decided, outcome := time.Time{}, ""
	for _, a := range c.acts {
		if a.Verb == "decide" {
			decided, outcome = a.At, a.Outcome
		}
	}
	says(decided.Equal(r.Decided), "decided")
	if outcome != "" {
		says(r.Outcome.ID == outcome, "outcome")
	}
	for _, h := range r.Handlers {
		says(slices.ContainsFunc(c.acts, func(a act) bool { return a.By == h.ID }), "handlers")
	}
	for _, a := range c.acts {
		known := a.Role == "applicant" || a.Role == "system" || slices.ContainsFunc(r.Handlers, func(h Party) bool { return h.ID == a.By })
		c.held(known, Completeness, "record.handlers", actPath(a.Seq), "handler", "name", a.Name)
	}
	for _, a := range c.acts {
		if len(a.Model) == 0 {
			continue
		}
		there := slices.ContainsFunc(c.report.Manifest.Elements, func(e Element) bool { return e.Kind == KindDecision && e.Seq == a.Seq })
		c.held(there, Completeness, "decision", actPath(a.Seq), "decision", "n", strconv.Itoa(a.Seq))
	}
	for _, n := range r.Licences {
		there := slices.ContainsFunc(c.report.Manifest.Elements, func(e Element) bool { return e.Kind == KindLicence && e.Name == n })
		c.held(there, Completeness, "licence", manifestPath, "licence", "number", n)
	}
}

// opened lets those who know a kind of element look into each.
func (c *checker) opened() {
	for _, e := range c.report.Manifest.Elements {
		look, body := c.trust.Element[e.Kind], c.bodies[e.Path]
		if look == nil && e.Format == FormatCredential {
			c.add(Truth, string(e.Kind), e.Path, Unknown, "archive.unknown.licence", nil)
		}
		if look == nil || body == nil {
			continue
		}
		if err := look(e, body); err != nil {
			x := fail.As(err)
			c.bad(Truth, string(e.Kind), e.Path, x.Key, x.Args)
		} else {
			c.good(Truth, string(e.Kind), e.Path)
		}
	}
}

// names asks that every name in the acts has its words, and that every file they name
// is there and is the one that was filed.
func (c *checker) names() {
	raw, ok := c.bodies[wordsPath]
	if !ok || len(c.acts) == 0 {
		return
	}
	if !c.held(json.Unmarshal(raw, &c.words) == nil, Usability, "words", wordsPath, "words") {
		return
	}
	materials := map[string]Element{}
	for _, e := range c.report.Manifest.Elements {
		if e.Kind == KindMaterial {
			materials[e.File] = e
		}
	}
	named := map[string]bool{}
	for _, a := range c.acts {
		file := actPath(a.Seq)
		c.held(len(c.words.Verbs[a.Verb]) > 0, Usability, "verb", file, "wordless", "name", a.Verb)
		if a.Outcome != "" && a.Verb == "decide" {
			c.held(len(c.words.Outcomes[a.Outcome]) > 0, Usability, "outcome", file, "wordless", "name", a.Outcome)
		}
		for id, value := range a.Answers {
			i := slices.IndexFunc(c.words.Fields, func(f Field) bool { return f.ID == id })
			if !c.held(i >= 0 && len(c.words.Fields[max(i, 0)].Name) > 0, Usability, "question", file, "wordless", "name", id) {
				continue
			}
			if c.words.Fields[i].Kind != fileKind || value == "" {
				continue
			}
			for _, name := range strings.Split(value, ",") {
				named[name] = true
				e, ok := materials[name]
				if !c.held(ok, Completeness, "material", file, "material", "name", name) {
					continue
				}
				same, any := committed(name, c.bodies[e.Path])
				if !any {
					c.add(Truth, "material", e.Path, Unknown, "archive.unknown.material", nil)
					continue
				}
				c.held(same, Truth, "material", e.Path, "material-differs")
			}
		}
	}
	for name, e := range materials {
		c.held(named[name], Truth, "material", e.Path, "material-stray")
	}
}

// looks says whether content is of the format it claims, by its first bytes.
func looks(format string, b []byte) bool {
	switch format {
	case "application/json":
		return json.Valid(b)
	case "text/plain", "text/html":
		return utf8.Valid(b)
	case "application/pdf":
		return bytes.HasPrefix(b, []byte("%PDF-"))
	case "image/png":
		return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n"))
	case "image/jpeg":
		return bytes.HasPrefix(b, []byte("\xff\xd8\xff"))
	case "image/webp":
		return len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
	case "application/ofd":
		return bytes.HasPrefix(b, []byte("PK\x03\x04"))
	case FormatCredential:
		return utf8.Valid(b) && bytes.Count(b[:max(bytes.IndexByte(b, '~'), 0)], []byte(".")) == 2
	}
	return true
}

// harmful is the text key of what in a file can act by itself or keeps it from being
// read, as far as it lies open. It is no search for viruses.
func harmful(format string, b []byte) string {
	switch format {
	case "application/pdf":
		for _, mark := range []string{"/JavaScript", "/JS ", "/JS(", "/Launch", "/EmbeddedFile", "/RichMedia"} {
			if bytes.Contains(b, []byte(mark)) {
				return "archive.bad.active"
			}
		}
		if bytes.Contains(b, []byte("/Encrypt")) {
			return "archive.bad.encrypted"
		}
	case "text/html":
		low := bytes.ToLower(b)
		for _, mark := range []string{"<script", "<iframe", "<object", "<embed", "<img", "<link", "<svg", "<meta http", `="javascript:`, ` onload="`, ` onerror="`} {
			if bytes.Contains(low, []byte(mark)) {
				return "archive.bad.active"
			}
		}
	}
	return ""
}
