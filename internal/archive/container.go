package archive

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"regexp"
	"strconv"

	"atonce/internal/fail"
)

// A package is a ZIP file (PKWARE APPNOTE 6.3) of the plainest form there is, so that
// every program opens it in thirty years and none reads in it what another does not:
// nothing compressed, no comment, no extra field, no date, names of plain letters.
// Only one run of bytes holds given files in a given order. Whatever else claims to
// be the same package is refused.

// file is one file of a package.
type file struct {
	path string
	body []byte
}

const (
	localSignature   = 0x04034b50
	centralSignature = 0x02014b50
	endSignature     = 0x06054b50
	localSize        = 30
	centralSize      = 46
	endSize          = 22
	zipVersion       = 20     // needed to read it: what every writer says
	firstDay         = 0x0021 // 1 January 1980: ZIP knows no earlier day, and none is meant
)

// The bounds of a package. A larger case is a matter for several packages.
const (
	MaxPackage = 1 << 30 // bytes
	maxFiles   = 10_000
	maxPath    = 100
)

var pathForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$`)

func plainPath(p string) bool { return len(p) <= maxPath && pathForm.MatchString(p) }

// pack writes files as a package.
func pack(files []file) []byte {
	size := endSize
	for _, f := range files {
		size += localSize + centralSize + 2*len(f.path) + len(f.body)
	}
	out := make([]byte, 0, size)
	var central []byte
	for _, f := range files {
		at := len(out)
		shared := binary.LittleEndian.AppendUint16(nil, zipVersion)
		shared = append(shared, 0, 0, 0, 0, 0, 0) // no flags, stored, at midnight
		shared = binary.LittleEndian.AppendUint16(shared, firstDay)
		shared = binary.LittleEndian.AppendUint32(shared, crc32.ChecksumIEEE(f.body))
		shared = binary.LittleEndian.AppendUint32(shared, uint32(len(f.body)))
		shared = binary.LittleEndian.AppendUint32(shared, uint32(len(f.body)))
		shared = binary.LittleEndian.AppendUint16(shared, uint16(len(f.path)))
		shared = append(shared, 0, 0) // no extra field
		out = binary.LittleEndian.AppendUint32(out, localSignature)
		out = append(append(append(out, shared...), f.path...), f.body...)
		central = binary.LittleEndian.AppendUint32(central, centralSignature)
		central = binary.LittleEndian.AppendUint16(central, zipVersion)
		central = append(append(central, shared...), make([]byte, 10)...) // no comment, one disk, no attributes
		central = binary.LittleEndian.AppendUint32(central, uint32(at))
		central = append(central, f.path...)
	}
	at := len(out)
	out = append(out, central...)
	out = binary.LittleEndian.AppendUint32(out, endSignature)
	out = append(out, 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(files)))
	out = binary.LittleEndian.AppendUint16(out, uint16(len(files)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(central)))
	out = binary.LittleEndian.AppendUint32(out, uint32(at))
	return append(out, 0, 0)
}

func unsafe(key string, args ...string) error {
	return fail.New(fail.Invalid, "archive.container-"+key, args...)
}

// unpack reads a package and nothing that differs from one in any byte. Its files
// share b's memory.
func unpack(b []byte) ([]file, error) {
	switch {
	case len(b) > MaxPackage:
		return nil, unsafe("large", "most", strconv.Itoa(MaxPackage>>20))
	case len(b) < endSize || binary.LittleEndian.Uint32(b[len(b)-endSize:]) != endSignature:
		return nil, unsafe("end")
	}
	end := b[len(b)-endSize:]
	n := int(binary.LittleEndian.Uint16(end[10:]))
	at := int(binary.LittleEndian.Uint32(end[16:]))
	if n > maxFiles || at > len(b)-endSize {
		return nil, unsafe("end")
	}
	central := b[at : len(b)-endSize]
	files, seen := make([]file, 0, n), map[string]bool{}
	for range n {
		f, rest, err := entry(b[:at], central)
		if err != nil {
			return nil, err
		}
		if seen[f.path] {
			return nil, unsafe("twice", "file", f.path)
		}
		seen[f.path] = true
		files, central = append(files, f), rest
	}
	// Whatever was hidden between, before or behind the files, or said of them in one
	// place and not in the other, makes these bytes differ.
	if !bytes.Equal(pack(files), b) {
		return nil, unsafe("form")
	}
	return files, nil
}

// entry reads the file that the next entry of the central directory names.
func entry(local, central []byte) (f file, rest []byte, err error) {
	if len(central) < centralSize || binary.LittleEndian.Uint32(central) != centralSignature {
		return f, nil, unsafe("end")
	}
	name := int(binary.LittleEndian.Uint16(central[28:]))
	if len(central) < centralSize+name {
		return f, nil, unsafe("end")
	}
	f.path = string(central[centralSize : centralSize+name])
	shown := strconv.QuoteToASCII(f.path[:min(len(f.path), maxPath)])
	flags, method := binary.LittleEndian.Uint16(central[8:]), binary.LittleEndian.Uint16(central[10:])
	size, at := int(binary.LittleEndian.Uint32(central[24:])), int(binary.LittleEndian.Uint32(central[42:]))
	switch {
	case !plainPath(f.path):
		return f, nil, unsafe("path", "file", shown)
	case flags&1 != 0:
		return f, nil, unsafe("encrypted", "file", shown)
	case method != 0:
		return f, nil, unsafe("compressed", "file", shown)
	case binary.LittleEndian.Uint32(central[38:]) != 0:
		return f, nil, unsafe("attributes", "file", shown)
	}
	begin := at + localSize + name
	if begin > len(local) || size > len(local)-begin {
		return f, nil, unsafe("end")
	}
	f.body = local[begin : begin+size]
	return f, central[centralSize+name:], nil
}
