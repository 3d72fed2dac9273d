package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
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
	needs          []*asset // modules that it imports
}

var assets, assetByHref = mustLoadAssets()

// imported is a module that another one asks for by its plain name, at once or when
// it is needed.
var imported = regexp.MustCompile(`((?:from|import) ?\(?)"\./([a-z0-9-]+\.js)"`)

func mustLoadAssets() (byName, byHref map[string]*asset) {
	byName, byHref = map[string]*asset{}, map[string]*asset{}
	entries, err := fs.ReadDir(assetFiles, "asset")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		loadAsset(e.Name(), nil, byName)
	}
	for _, a := range byName {
		byHref[a.href] = a
	}
	return byName, byHref
}

// loadAsset loads an asset and those it imports before it: their addresses, which
// change with their content, are written into it. loading are those that wait for it.
func loadAsset(name string, loading []string, into map[string]*asset) *asset {
	if a := into[name]; a != nil {
		return a
	}
	if slices.Contains(loading, name) {
		panic("ui: modules import each other: " + strings.Join(append(loading, name), ", "))
	}
	b, err := fs.ReadFile(assetFiles, path.Join("asset", name))
	if err != nil {
		panic(err)
	}
	a := &asset{}
	ext := path.Ext(name)
	if ext == ".js" {
		b = imported.ReplaceAllFunc(b, func(found []byte) []byte {
			m := imported.FindSubmatch(found)
			other := loadAsset(string(m[2]), append(loading, name), into)
			a.needs = append(a.needs, other)
			return fmt.Appendf(nil, "%s%q", m[1], other.href)
		})
	}
	sum := sha256.Sum256(b)
	a.href = AssetPath + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.kind, a.plain, a.gzipped = mime.TypeByExtension(ext), b, compress(b)
	into[name] = a
	return a
}

// AssetsFor are the addresses of the assets called names and of all modules they
// import, each once: what a page needs that is to work without the network.
func AssetsFor(names ...string) []string {
	var out []string
	var add func(a *asset)
	add = func(a *asset) {
		if !slices.Contains(out, a.href) {
			out = append(out, a.href)
			for _, b := range a.needs {
				add(b)
			}
		}
	}
	for _, name := range names {
		add(mustAsset(name))
	}
	return out
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
func Asset(name string) string { return mustAsset(name).href }

// AssetBytes is the asset called name as it is sent.
func AssetBytes(name string) []byte { return mustAsset(name).plain }

func mustAsset(name string) *asset {
	a, ok := assets[name]
	if !ok {
		panic("ui: no asset " + name)
	}
	return a
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
