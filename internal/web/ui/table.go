package ui

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Table is a list of many things. On a wide screen it is a table; on a phone each
// row becomes a card and nothing scrolls sideways.
type Table struct {
	Caption    string
	HideTitle  bool // the caption is only heard: a heading above already says it
	Columns    []Column
	Rows       []TableRow
	Pick       string // name of the check boxes, "" for none; the caller puts the form around
	EmptyWords string // said when there is no row; a general sentence if empty
}

// Column is one column. Place says what it becomes on a phone.
type Column struct {
	Head  string
	Place Place
}

// Place is where a cell stands on a card.
type Place string

// The places of a card.
const (
	PlaceLine  Place = "line"  // a line of its own, with the column's name before it
	PlaceTitle Place = "title" // the first line
	PlaceMark  Place = "mark"  // the corner, for the due mark
	PlacePlain Place = "plain" // a line without the column's name
	PlaceWide  Place = "wide"  // only on a wide screen; never for what is needed to act
	PlaceNum   Place = "num"   // a line with its name; to the right on a wide screen
)

func (p Place) class() string {
	switch p {
	case PlaceTitle:
		return "worklist__title"
	case PlaceMark:
		return "worklist__mark"
	case PlaceWide:
		return "worklist__wide"
	case PlaceNum:
		return "worklist__number"
	default:
		return ""
	}
}

func (p Place) named() bool { return p == PlaceLine || p == PlaceNum }

// TableRow is one row.
type TableRow struct {
	ID      string // value the row's check box sends
	Label   string // what the box selects, for who cannot see the row
	Current bool
	Cells   []Cell
}

// Cell is what stands in one field of a table: words, perhaps as a link, a
// smaller line below, and marks.
type Cell struct {
	Text, Href, Sub string
	Due             *Due
	Tag             string
	Tone            TagTone
}

// A number or a moment of so few characters stands on one line; a word of more than so
// many, such as a digest, is broken where the column ends.
const (
	shortCell = 16
	longWord  = 24
)

func (c Cell) class() string {
	if c.Href == "" && strings.ContainsAny(c.Text, "0123456789") && max(utf8.RuneCountInString(c.Text), utf8.RuneCountInString(c.Sub)) <= shortCell {
		return "worklist__short"
	}
	for _, word := range strings.Fields(c.Text + " " + c.Sub) {
		if len(word) > longWord && word[0] < utf8.RuneSelf {
			return "worklist__long"
		}
	}
	return ""
}

// column is the column of the i-th cell; a row with more cells than columns is a
// programmer's mistake that draws plain cells rather than none.
func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
