package archive

import (
	"bytes"
	_ "embed" // the page's frame
	"fmt"
	"html/template"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/text"
)

//go:embed reading.html
var readingHTML string

var readingPage = template.Must(template.New("reading").Parse(readingHTML))

// sheet is the reading page in one language.
type sheet struct {
	Tag, Title, Number, Lead string
	Facts                    []fact
	CourseTitle, FilesTitle  string
	CheckTitle, Check        string
	Course                   []deed
	Files                    []attached
}

type fact struct {
	Key    string
	Values []string
}

type deed struct {
	When, Title, Who, Href string
	Detail                 []string
}

type attached struct{ Title, Name, Href string }

// reading draws the case for people, in every language one after the other. It needs
// no program but a browser, and no network.
func reading(c Content) ([]byte, error) {
	var sheets []sheet
	for _, l := range text.Langs {
		sheets = append(sheets, c.sheet(l))
	}
	var b bytes.Buffer
	err := readingPage.Execute(&b, sheets)
	return b.Bytes(), fail.Wrap(err, "archive: draw the reading page")
}

func (c Content) sheet(l text.Lang) sheet {
	r, in := c.Record, string(l)
	t := func(key string, args ...string) string { return text.S(l, "archive."+key, args...) }
	out := sheet{Tag: l.Tag(), Title: r.Item.Name[in], Number: r.Number, Lead: t("lead"), CourseTitle: t("course"), FilesTitle: t("files"),
		CheckTitle: t("check-title"), Check: t("check-how", "log", c.Packed.Log)}
	add := func(key string, values ...string) {
		if strings.Join(values, "") != "" {
			out.Facts = append(out.Facts, fact{t("record." + key), values})
		}
	}
	add("number", r.Number)
	add("item", r.Item.Name[in], r.Item.Basic, r.Item.Business)
	add("version", r.Item.Version)
	add("office", r.Office.Name[in])
	add("subject", r.Subject)
	add("received", c.moment(r.Received))
	add("decided", c.moment(r.Decided))
	add("outcome", r.Outcome.Name[in])
	add("ended", c.moment(r.Ended))
	add("acts", fmt.Sprint(r.Acts))
	add("licences", r.Licences...)
	add("parent", r.Parent)
	add("children", r.Children...)
	if r.Retention != nil {
		period := t("retention.permanent")
		if years, ok := strings.CutSuffix(r.Retention.Period, "y"); ok {
			period = t("retention.years", "n", years)
		}
		add("retention", period, r.Retention.Basis)
	} else {
		add("retention", t("retention.undeclared"))
	}
	add("security", t("security."+r.Security))
	for _, a := range c.Acts {
		out.Course = append(out.Course, deed{c.moment(a.At), a.Title[in], a.Who[in], fmt.Sprintf("acts/%04d.json", a.Seq), a.Detail[in]})
	}
	count := map[Kind]int{}
	for _, p := range c.Pieces {
		count[p.Kind]++
		href := fmt.Sprintf("%s/%04d.%s", folder[p.Kind], count[p.Kind], ending[p.Format])
		name := p.Name
		if name == "" {
			name = href
		}
		out.Files = append(out.Files, attached{p.Title[in], name, href})
	}
	return out
}

// moment writes a time in the zone that it comes in: that of the place.
func (c Content) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 -07:00")
}
