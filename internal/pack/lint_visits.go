package pack

import (
	"slices"
	"strings"

	"atonce/internal/text"
)

// nothing is how each language says that there is no reason to come.
var nothing = map[text.Lang]string{text.ZH: "无", text.EN: "none"}

// Rule 4: whoever must come is told why.
func lintVisitReason(l *linter) {
	if l.sealed.Visits == 0 {
		return
	}
	for _, lang := range l.languages() {
		said, at := l.said(lang, "visits.reason")
		if at.Known() && says(lang, said) {
			l.fires(at, "visits", count(l.sealed.Visits))
		}
	}
}

// Rule 5: whoever need not come is not given a reason to.
func lintNoVisitReason(l *linter) {
	if l.sealed.Visits != 0 {
		return
	}
	for _, lang := range l.languages() {
		said, at := l.said(lang, "visits.reason")
		if at.Known() && !says(lang, said) {
			l.fires(at, "none", nothing[lang])
		}
	}
}

// says says whether a text is the language's word for nothing.
func says(lang text.Lang, s string) bool {
	return strings.EqualFold(strings.Trim(strings.TrimSpace(s), ".。"), nothing[lang])
}

// Rule 6: no visit and no way online leaves the post.
func lintPostal(l *linter) {
	if l.sealed.Visits == 0 && !slices.Contains(l.sealed.Channels, online) && !l.sealed.Online.Postal {
		l.fires(l.item.Online.Postal.Pos)
	}
}

// Rule 7: wholly online 全程网办 means that nobody has to come.
func lintWhollyOnline(l *linter) {
	if l.sealed.Online.Depth == wholly && l.sealed.Visits != 0 {
		l.fires(l.item.Visits.Count.Pos, "visits", count(l.sealed.Visits))
	}
}
