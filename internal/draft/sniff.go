package draft

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"atonce/internal/fail"
)

// MaxFile is the largest file taken, in bytes.
const MaxFile = 10 << 20

// Sniff says what kind of file body is, by its content: a name can claim anything.
// What is not a picture, a PDF or an OFD is refused with what to do instead.
func Sniff(name string, body []byte) (kind string, err error) {
	switch {
	case len(body) == 0:
		return "", fail.New(fail.Invalid, "draft.file-empty", "file", name)
	case len(body) > MaxFile:
		return "", fail.New(fail.TooLarge, "draft.file-large", "file", name, "most", strconv.Itoa(MaxFile>>20))
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return "application/pdf", nil
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", nil
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		return "image/jpeg", nil
	case len(body) > 12 && string(body[:4]) == "RIFF" && string(body[8:12]) == "WEBP":
		return "image/webp", nil
	case bytes.HasPrefix(body, []byte("PK\x03\x04")) && bytes.Contains(body[:min(len(body), 4096)], []byte("OFD.xml")):
		return "application/ofd", nil
	}
	return "", fail.New(fail.Invalid, "draft.file-kind", "file", name)
}

// SafeName is name without folders and characters that a page, a header or a file
// system could take for something else. It never becomes empty.
func SafeName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune(`"<>:|?*`, r) {
			return -1
		}
		return r
	}, name))
	if r := []rune(name); len(r) > 100 {
		name = string(r[len(r)-100:])
	}
	if name == "" || name == "." || name == ".." {
		return "file"
	}
	return name
}
