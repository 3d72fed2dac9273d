package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
)

// Bounds on how much of a foreign file is looked at, so that none takes long.
const (
	mostAttached = 100     // places where an attached file may stand
	longestHead  = 4 << 10 // bytes between the beginning of an object and its type
)

// Attached finds the first file inside a PDF that accept takes, at most most bytes of
// it. The PDF may be anybody's. A stream always stands in the file itself, never in
// another stream (ISO 32000-1, 7.5.7), so a walk over the file meets every attached
// one, also after another program has saved it anew; an encrypted one is not read.
func Attached(file []byte, most int, accept func(content []byte) bool) ([]byte, bool) {
	at := 0
	for range mostAttached {
		next := bytes.Index(file[at:], []byte("/EmbeddedFile"))
		if next < 0 {
			break
		}
		at += next + len("/EmbeddedFile")
		if at < len(file) && isLetter(file[at]) {
			continue // the tree of names, /EmbeddedFiles
		}
		start := bytes.Index(file[at:], []byte("stream"))
		if start < 0 {
			break
		}
		head := file[max(0, at-longestHead) : at+start]
		entries := head[max(0, bytes.LastIndex(head, []byte(" obj"))):]
		content := streamContent(file[at+start+len("stream"):], bytes.Contains(entries, []byte("/FlateDecode")), most)
		if content != nil && accept(content) {
			return content, true
		}
	}
	return nil, false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// streamContent is what stands behind the word stream, unpacked; nil when it cannot be
// read or is longer than most bytes.
func streamContent(b []byte, packed bool, most int) []byte {
	b = bytes.TrimPrefix(bytes.TrimPrefix(b, []byte("\r")), []byte("\n"))
	end := bytes.Index(b, []byte("endstream"))
	if end < 0 {
		return nil
	}
	if !packed {
		if end > most {
			return nil
		}
		return bytes.TrimRight(b[:end], "\r\n")
	}
	// What is packed may hold the word endstream by chance: it knows its own end.
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	defer z.Close()
	content, err := io.ReadAll(io.LimitReader(z, int64(most)+1))
	if err != nil || len(content) > most {
		return nil
	}
	return content
}
