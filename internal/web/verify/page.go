package verify

import (
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pdf"
	"atonce/internal/presentation"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// nothingKnown is what the page says when it never had the keys of an issuer: a verdict
// of the browser alone.
const nothingKnown = "nothing-known"

// verdicts are the words that the page holds ready for the browser.
func verdicts() []string {
	out := []string{nothingKnown}
	for _, v := range presentation.Verdicts {
		out = append(out, string(v))
	}
	return out
}

// notes are what is said besides a verdict.
var notes = []string{"holder", "code", "copy", "status", "told", "untold"}

// tone is how a verdict looks.
func tone(verdict string) string {
	switch presentation.Verdict(verdict) {
	case presentation.Valid:
		return "good"
	case presentation.AsOf, presentation.NoStatus, nothingKnown, presentation.RunOut, presentation.Again, presentation.Early, presentation.Unknown, presentation.Unreadable:
		return "doubt"
	}
	return "bad"
}

// shape says the same as the colour, to those who do not see it.
func shape(verdict string) string {
	return map[string]string{"good": "○", "doubt": "◔", "bad": "■"}[tone(verdict)]
}

// piece is a stretch of a sentence: words, or a gap to be filled.
type piece struct{ words, gap string }

var gapPattern = regexp.MustCompile(`\{[a-z]+\}`)

// pieces cuts a sentence at its gaps; those that are in filled become words.
func pieces(sentence string, filled map[string]string) []piece {
	var out []piece
	at := 0
	for _, m := range gapPattern.FindAllStringIndex(sentence, -1) {
		name := sentence[m[0]+1 : m[1]-1]
		out = append(out, piece{words: sentence[at:m[0]]})
		if filled == nil {
			out = append(out, piece{gap: name})
		} else {
			out = append(out, piece{words: filled[name]})
		}
		at = m[1]
	}
	return append(out, piece{words: sentence[at:]})
}

// found is what the server found, to be drawn.
type found struct {
	verdict string
	gaps    map[string]string
	facts   []ui.Fact
	notes   []string
}

// verifyPage is what the page draws.
type verifyPage struct {
	typed  string
	offset string // seconds that the clocks of the country are ahead of Coordinated Universal Time
	found  *found
}

func (p verifyPage) verdict() string {
	if p.found == nil {
		return ""
	}
	return p.found.verdict
}

// page is where a licence is checked. Whoever has the number on the paper only, and not
// the code, is led on.
func (f face) page(r *door.Request) error {
	if m := strings.TrimSpace(r.URL.Query().Get("mark")); m != "" {
		return r.Redirect("/verify/" + url.PathEscape(m))
	}
	return f.draw(r, verifyPage{})
}

func (f face) draw(r *door.Request, p verifyPage) error {
	_, offset := r.Now.In(casepage.Zone(f.desk)).Zone()
	p.offset = strconv.Itoa(offset)
	frame := r.Frame(r.T("verify.title"))
	frame.Scripts = []string{"verify.js"}
	return r.Draw(frame, verifyBody(p))
}

// check checks what was pasted or uploaded. Nothing of it is kept; the holder of a
// licence that was issued here sees that it was checked.
func (f face) check(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	typed := r.PostFormValue("text")
	body, err := uploaded(r)
	if err != nil {
		return err
	}
	if len(body) > 0 {
		typed = textIn(body)
	}
	credential, err := presentation.TextOf(typed)
	if err != nil {
		credential = ""
	}
	c, err := f.desk.CheckShown(r.Context(), r.Person, credential)
	if err != nil {
		return err
	}
	return f.draw(r, verifyPage{typed: r.PostFormValue("text"), found: f.say(r, c)})
}

// uploaded is the file that was sent, if one was.
func uploaded(r *door.Request) ([]byte, error) {
	file, _, err := r.FormFile("file")
	if err != nil {
		return nil, nil // none was sent
	}
	defer file.Close()
	b, err := io.ReadAll(file)
	return b, fail.Wrap(err, "verify: read file")
}

// shapeOf is what a credential looks like, to find it among attached files.
var shapeOf = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~[A-Za-z0-9_.~-]*$`)

// textIn is the credential in a file: a PDF that holds one, or the text itself.
func textIn(body []byte) string {
	if !strings.HasPrefix(string(body[:min(5, len(body))]), "%PDF-") {
		return string(body[:min(len(body), presentation.Most)])
	}
	b, _ := pdf.Attached(body, presentation.Most, func(content []byte) bool { return shapeOf.MatchString(strings.TrimSpace(string(content))) })
	return string(b)
}

// say puts what was found into words.
func (f face) say(r *door.Request, c desk.Checked) *found {
	zone := casepage.Zone(f.desk)
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return ui.Moment(r.Lang, t.In(zone))
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return ui.Date(r.Lang, t.Add(-time.Minute).In(zone))
	}
	x := c.Finding
	out := &found{verdict: string(x.Verdict), gaps: map[string]string{"at": moment(x.At), "age": casepage.Age(r.Lang, r.Now.Sub(x.At)), "issuer": x.Issuer, "made": moment(x.Made),
		"until": day(x.Until), "when": moment(c.Again)}}
	switch x.Verdict {
	case presentation.Unreadable, presentation.Unknown, presentation.Forged, presentation.RunOut:
		return out
	}
	out.facts = f.facts(r, x)
	switch {
	case x.Bound:
		out.notes = append(out.notes, "holder")
	case x.Shown != nil:
		out.notes = append(out.notes, "code")
	default:
		out.notes = append(out.notes, "copy")
	}
	if !x.At.IsZero() {
		out.notes = append(out.notes, "status")
	}
	if c.Told {
		out.notes = append(out.notes, "told")
	} else {
		out.notes = append(out.notes, "untold")
	}
	return out
}

func registered() string { return strings.Join(presentation.Registered, " ") }
