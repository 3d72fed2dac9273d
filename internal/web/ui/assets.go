package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed asset
var assetFiles embed.FS

// AssetPath is where Assets must be mounted.
const AssetPath = "/assets/"

// asset is one file as it is sent: its name holds a hash of its content, so a
// browser may keep it for ever and still never show an old one.
type asset struct {
	href, kind     string
	plain, gzipped []byte
}

var assets, assetByHref = mustLoadAssets()

func mustLoadAssets() (byName, byHref map[string]*asset) {
	byName, byHref = map[string]*asset{}, map[string]*asset{}
	entries, err := fs.ReadDir(assetFiles, "asset")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		b, err := fs.ReadFile(assetFiles, path.Join("asset", e.Name()))
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		a := &asset{
			href:    AssetPath + strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:6]) + ext,
			kind:    mime.TypeByExtension(ext),
			plain:   b,
			gzipped: compress(b),
		}
		byName[e.Name()], byHref[a.href] = a, a
	}
	return byName, byHref
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := z.Write(b); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// Asset is the address of the asset called name. A name that is not there is a
// programmer's mistake and panics, so that the first test of a page finds it.
func Asset(name string) string {
	a, ok := assets[name]
	if !ok {
		panic("ui: no asset " + name)
	}
	return a.href
}

// Assets serves the style sheet and the modules under AssetPath, compressed once
// at start, to be kept for a year.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assetByHref[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.gzipped
		}
		if r.Method != http.MethodHead {
			_, _ = w.Write(body)
		}
	})
}
