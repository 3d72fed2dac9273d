package archive

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"atonce/internal/fail"
)

func plain() []file {
	return []file{{"manifest.json", []byte("{}\n")}, {"acts/0001.json", []byte(`{"seq":1}`)}, {"index.html", []byte("<p>hello")}}
}

// The one form is read back as it was written.
func TestContainer(t *testing.T) {
	b := pack(plain())
	got, err := unpack(b)
	if err != nil || len(got) != 3 || got[1].path != "acts/0001.json" || string(got[1].body) != `{"seq":1}` {
		t.Fatalf("%v, %v", got, err)
	}
}

// Every trick by which a ZIP file means one thing here and another elsewhere is refused.
func TestContainerTricks(t *testing.T) {
	good := pack(plain())
	at := func(signature uint32, n int) int { // the n-th header of a kind
		var raw [4]byte
		binary.LittleEndian.PutUint32(raw[:], signature)
		i := -1
		for range n + 1 {
			i += 1 + bytes.Index(good[i+1:], raw[:])
		}
		return i
	}
	set := func(i int, v ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[i:], v)
		return b
	}
	named := func(names ...string) []byte {
		var fs []file
		for _, n := range names {
			fs = append(fs, file{n, []byte("x")})
		}
		return pack(fs)
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"empty":                   {nil, "end"},
		"cut off":                 {good[:len(good)-1], "end"},
		"no ZIP":                  {[]byte(strings.Repeat("hello ", 20)), "end"},
		"a name twice":            {named("a", "b", "a"), "twice"},
		"out of its folder":       {named("../a"), "path"},
		"out of a folder inside":  {named("a/../../b"), "path"},
		"absolute":                {named("/etc/passwd"), "path"},
		"a drive":                 {named(`c:\a`), "path"},
		"a folder":                {named("a/"), "path"},
		"a hidden file":           {named(".a"), "path"},
		"another spelling":        {named("A"), "path"},
		"a name without end":      {named("a\x00.txt"), "path"},
		"a long name":             {named(strings.Repeat("a", 101)), "path"},
		"no name":                 {named(""), "path"},
		"bytes before":            {append([]byte("MZ"), good...), "end"},
		"bytes behind":            {append(bytes.Clone(good), 0), "end"},
		"a comment":               {set(len(good)-2, 1, 0), "form"},
		"bytes between":           {append(append(bytes.Clone(good[:at(centralSignature, 0)]), 'x'), good[at(centralSignature, 0):]...), "end"},
		"compressed":              {set(at(centralSignature, 1)+10, 8), "compressed"},
		"compressed, it says":     {set(at(localSignature, 1)+8, 8), "form"},
		"encrypted":               {set(at(centralSignature, 1)+8, 1), "encrypted"},
		"a symbolic link":         {set(at(centralSignature, 1)+38, 0, 0, 0xff, 0xa1), "attributes"},
		"another name inside":     {set(at(localSignature, 1)+localSize, 'b'), "form"},
		"another size inside":     {set(at(localSignature, 1)+22, 1), "form"},
		"a size beyond the end":   {set(at(centralSignature, 1)+24, 0xff, 0xff, 0xff, 0x7f), "end"},
		"a place beyond the end":  {set(at(centralSignature, 1)+42, 0xff, 0xff, 0xff, 0x7f), "end"},
		"two files on one":        {set(at(centralSignature, 1)+42, good[at(centralSignature, 0)+42]), "form"},
		"another checksum":        {set(at(centralSignature, 1)+16, good[at(centralSignature, 1)+16]+1), "form"},
		"other bytes":             {set(at(localSignature, 1)+localSize+len("acts/0001.json"), 'X'), "form"},
		"fewer files than it has": {set(len(good)-endSize+8, 2, 0, 2, 0), "form"},
		"more files than it has":  {set(len(good)-endSize+8, 9, 0, 9, 0), "end"},
		"so many":                 {set(len(good)-endSize+8, 0xff, 0xff, 0xff, 0xff), "end"},
	} {
		_, err := unpack(c.b)
		if e := fail.As(err); err == nil || e.Key != "archive.container-"+c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	for i := range good {
		for _, bit := range []byte{1, 0x80} {
			b := bytes.Clone(good)
			b[i] ^= bit
			if _, err := unpack(b); err == nil {
				t.Errorf("byte %d changed: taken", i)
			}
		}
	}
}

// Nothing that is read differs from what is written in any byte, whatever comes in.
func FuzzCheck(f *testing.F) {
	f.Add(pack(plain()))
	f.Add(pack(nil))
	f.Add(pack([]file{{manifestPath, []byte(`{"format":"atonce-archive/1","record":{},"packed":{},"elements":[{"path":"a"}]}`)}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, err := unpack(b)
		if err == nil && !bytes.Equal(pack(files), b) {
			t.Error("another form is read")
		}
		if Check(b, Trust{}).Good() {
			t.Error("good without a proof")
		}
	})
}
