package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/text"

	"github.com/emmansun/gmsm/sm3"
)

// program is what formed the files that no person formed.
const program = "atonce"

// FormatCredential is the format of a licence as its holder has it, SD-JWT VC.
const FormatCredential = "application/dc+sd-jwt"

// ending is the end of a file's name for each usable format 可用格式. What is not here
// nobody promises to be able to read.
var ending = map[string]string{
	"application/json": "json", "text/plain": "txt", "text/html": "html", "application/octet-stream": "snapshot",
	"application/pdf": "pdf", "application/ofd": "ofd", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp",
	FormatCredential: "sd-jwt",
}

// folder is where the elements of a kind lie.
var folder = map[Kind]string{KindAct: "acts", KindMaterial: "materials", KindDecision: "decisions", KindLicence: "licences"}

// Make packs a case. The same content gives the same bytes. sign makes the signature
// file over the manifest's bytes; without it the place stays empty, and the check says
// that nobody signed.
func Make(c Content, sign func(manifest []byte) ([]byte, error)) ([]byte, error) {
	m := Manifest{Format: Format, Record: c.Record, Packed: c.Packed}
	m.Packed.Program = program
	var files []file
	add := func(e Element, body []byte) {
		sum := sha256.Sum256(body)
		three := sm3.Sum(body)
		e.Size, e.SHA256, e.SM3 = int64(len(body)), hex.EncodeToString(sum[:]), hex.EncodeToString(three[:])
		if e.FormedBy == "" {
			e.FormedBy, e.FormedAt = program, c.Packed.At
		}
		m.Elements = append(m.Elements, e)
		files = append(files, file{e.Path, body})
	}
	page, err := reading(c)
	if err != nil {
		return nil, err
	}
	add(Element{Path: readingPath, Kind: KindReading, Title: say("archive.reading"), Format: "text/html"}, page)
	for i, a := range c.Proof.Acts {
		if i >= len(c.Acts) {
			return nil, fail.New(fail.Internal, "archive.torn")
		}
		is := c.Acts[i]
		add(Element{Path: fmt.Sprintf("acts/%04d.json", is.Seq), Kind: KindAct, Title: is.Title, Format: "application/json",
			FormedBy: is.By, FormedAt: is.At, Seq: is.Seq}, []byte(a.Body))
	}
	count := map[Kind]int{}
	for _, p := range c.Pieces {
		count[p.Kind]++
		p.Path = fmt.Sprintf("%s/%04d.%s", folder[p.Kind], count[p.Kind], ending[p.Format])
		if !plainPath(p.Path) {
			return nil, fail.New(fail.Internal, "archive.unusable", "format", p.Format)
		}
		add(p.Element, p.Body)
	}
	proof, err := indented(c.Proof)
	if err != nil {
		return nil, err
	}
	add(Element{Path: proofPath, Kind: KindProof, Title: say("archive.proof"), Format: "application/json"}, proof)
	add(Element{Path: keysPath, Kind: KindProof, Title: say("archive.keys"), Format: "text/plain"}, []byte(strings.Join(c.Keys, "\n")+"\n"))
	words, err := indented(c.Meaning)
	if err != nil {
		return nil, err
	}
	add(Element{Path: wordsPath, Kind: KindWords, Title: say("archive.words"), Format: "application/json"}, words)
	add(Element{Path: rulesPath, Kind: KindRules, Title: say("archive.rules"), Format: "application/octet-stream"}, c.Rules)
	manifest, err := indented(m)
	if err != nil {
		return nil, err
	}
	head := []file{{manifestPath, manifest}}
	if sign != nil {
		signature, err := sign(manifest)
		if err != nil {
			return nil, err
		}
		head = append(head, file{signaturePath, signature})
	}
	out := pack(append(head, files...))
	if len(out) > MaxPackage {
		return nil, fail.New(fail.TooLarge, "archive.container-large", "most", strconv.Itoa(MaxPackage>>20))
	}
	return out, nil
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), fail.Wrap(err, "archive: write JSON")
}

// say is a text of ours in every language.
func say(key string, args ...string) Words {
	out := Words{}
	for _, l := range text.Langs {
		out[string(l)] = text.S(l, key, args...)
	}
	return out
}

// digestOf is the SHA-256 of bytes as the manifest writes it.
func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// committed says whether a file's name commits to these bytes, if it commits to any.
func committed(name string, body []byte) (same, any bool) {
	want, ok := merkle.FileDigest(name)
	return ok && want == merkle.Hash(sha256.Sum256(body)), ok
}
