package ui

import (
	"context"
	"hash/fnv"
	"strconv"

	"atonce/internal/text"
)

// Paper is a document that people keep, as a page shows it: its picture or its words
// under the watermark that says how far it may be believed.
type Paper struct {
	Src   string // address of the picture; empty when there is none to draw
	Alt   string
	Words string
	Mark  string // the watermark
}

// markID tells the patterns of several watermarks on a page apart.
func markID(words string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(words)) // a hash takes everything
	return "mark-" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

// markWidth is how far apart the words stand, in pixels: Han characters are as wide as
// they are high, others about half.
func markWidth(words string) string {
	width := 48.0
	for _, r := range words {
		if r > 0x2E80 {
			width += 15
		} else {
			width += 8
		}
	}
	return strconv.Itoa(int(width))
}

func noPicture(ctx context.Context) string { return text.S(LangOf(ctx), "ui.paper.no-picture") }
