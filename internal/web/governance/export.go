package governance

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/measure"
	"atonce/internal/web/door"
)

// csv sends the parts of a scope as a table for a spreadsheet, with the period and
// the time it was counted in every row, so that a copied row still says what it is.
// Heads are fixed words in English: programs read them.
func (f face) csv(r *door.Request) error {
	s, err := scopeOf(r.URL.Query(), r.Now.In(f.zone()))
	if err != nil {
		return err
	}
	c, err := f.count(r, s)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it the usual spreadsheet reads Chinese names as Latin letters
	w := csv.NewWriter(&b)
	by := string(s.by())
	rows := [][]string{{by, by + "_name", "period", "received_from", "counted_at", "cases", "promise_ended", "promise_kept", "decided", "mean_hours",
		"concluded", "one_visit", "open", "overdue", "open_corrections"}}
	line := func(id, name string, p part) {
		rows = append(rows, append([]string{export.Cell(id), export.Cell(name), s.period, day(s.from), r.Now.In(f.zone()).Format(time.RFC3339)}, cells(p)...))
	}
	for _, p := range c.parts {
		line(p.id, f.named(r.Lang, s.by(), p.id), p)
	}
	line("", r.T("governance.sum"), c.whole)
	if err := w.WriteAll(rows); err != nil {
		return fail.Wrap(err, "governance: write CSV")
	}
	h := r.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="figures.csv"`)
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write(b.Bytes()) // the reader may be gone: nobody is left to tell
	return nil
}

// cells are the numbers of a part. A hidden one says why in one word.
func cells(p part) []string {
	n := strconv.Itoa
	cell := func(x figure, of func(measure.Figures) string) string {
		switch p.hidden[x] {
		case small:
			return "fewer than 5"
		case guard:
			return "kept back"
		}
		return of(p.of(x))
	}
	mean := func(m measure.Figures) string {
		h, ok := m.MeanHours()
		if !ok {
			return ""
		}
		return strconv.FormatInt(h, 10)
	}
	return []string{
		cell(received, func(m measure.Figures) string { return n(m.Cases) }),
		cell(onTime, func(m measure.Figures) string { return n(m.Counted) }), cell(onTime, func(m measure.Figures) string { return n(m.InTime) }),
		cell(meanTime, func(m measure.Figures) string { return n(m.Decided) }), cell(meanTime, mean),
		cell(oneVisit, func(m measure.Figures) string { return n(m.Ended) }), cell(oneVisit, func(m measure.Figures) string { return n(m.OneVisit) }),
		cell(overdue, func(m measure.Figures) string { return n(m.Open) }), cell(overdue, func(m measure.Figures) string { return n(m.Overdue) }),
		cell(corrections, func(m measure.Figures) string { return n(m.Gaps) }),
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
