package casepage

import (
	"time"

	"atonce/internal/paper"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// PaperMark is the watermark of a paper: how far it may be believed, in words
// (国办函〔2016〕108号).
func PaperMark(l text.Lang, p paper.Paper, office string, zone *time.Location) string {
	if p.Level == paper.Checked {
		return text.S(l, "casepage.mark-b", "office", office, "day", ui.Date(l, p.Checked.In(zone)))
	}
	return text.S(l, "casepage.mark-"+string(p.Level))
}

// IssuedMark is the watermark of a licence, which an agency issued here. until is
// empty without end.
func IssuedMark(l text.Lang, office, until string) string {
	if until == "" {
		return text.S(l, "casepage.mark-a-no-end", "office", office)
	}
	return text.S(l, "casepage.mark-a", "office", office, "day", until)
}

// PaperRows are what is known of a paper.
func PaperRows(l text.Lang, p paper.Paper, office string, zone *time.Location) []ui.Row {
	rows := []ui.Row{{Key: text.S(l, "casepage.paper-level"), Values: []string{text.S(l, "casepage.level-"+string(p.Level))}},
		{Key: text.S(l, "casepage.paper-added"), Values: []string{ui.Moment(l, p.Added.In(zone))}}}
	if p.Level == paper.Checked {
		rows = append(rows, ui.Row{Key: text.S(l, "casepage.paper-checked"), Values: []string{office, ui.Moment(l, p.Checked.In(zone))}})
	}
	return rows
}

// PaperShown is a paper as a page draws it; src is where its file can be fetched.
func PaperShown(l text.Lang, p paper.Paper, src, mark string) ui.Paper {
	out := ui.Paper{Alt: p.Title, Words: p.Words, Mark: mark}
	switch p.Kind {
	case "image/jpeg", "image/png", "image/webp":
		out.Src = src
	}
	return out
}
