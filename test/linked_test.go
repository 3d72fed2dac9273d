package test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/scene"
	"atonce/internal/web/publicdata"
)

// nodeIn is a folder with npm packages; the test is skipped with the reason where
// they are missing.
func nodeIn(t *testing.T, folder, module string) string {
	t.Helper()
	dir := filepath.Join(scene.Root(t), folder)
	if _, err := exec.LookPath("node"); err != nil {
		lackingTool(t, "node is missing: it runs the validators")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", filepath.FromSlash(module))); err != nil {
		lackingTool(t, module+" is missing: npm ci --prefix "+folder)
	}
	return dir
}

// lackingTool skips, or fails where the run was told to have everything.
func lackingTool(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("ATONCE_NEED_BROWSER") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// violations are what a SHACL validator finds in a document.
func violations(t *testing.T, dir, shapes string, doc any, types ...string) string {
	t.Helper()
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", append([]string{filepath.Join(dir, "validate.mjs"), filepath.Join(dir, shapes)}, types...)...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(b)
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	if err != nil && len(bytes.TrimSpace(out)) == 0 {
		t.Fatal("the validator failed and said nothing")
	}
	if strings.Contains(string(out), "Error:") {
		t.Fatalf("the validator broke: %s", out)
	}
	return string(out)
}

// The catalogue and the services are DCAT-AP and CPSV-AP to a validator that is not
// ours, and the same validator refuses each document that lacks something.
func TestLinkedDataIsValid(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: twelve runs of the validator take half a minute")
	}
	dir := nodeIn(t, "test/linked", "rdf-validate-shacl")
	s := scene.New(t)
	s.Catalogue()
	h := s.Handler(publicdata.Routes(s.Desk), false)
	get := func(path string) (doc map[string]any) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/ld+json" {
			t.Fatal(path, w.Code, w.Header())
		}
		if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	const dcat, m8g = "http://www.w3.org/ns/dcat#", "http://data.europa.eu/m8g/"
	for _, c := range []struct {
		path, shapes string
		types        []string
	}{
		{"/data/catalog.jsonld", "dcat-ap.ttl", []string{dcat + "Catalog", dcat + "Dataset", dcat + "Distribution"}},
		{"/services.jsonld", "cpsv-ap.ttl", []string{"http://purl.org/vocab/cpsv#PublicService", m8g + "PublicOrganisation", m8g + "Evidence", m8g + "Output"}},
		{"/items/individual-household-registration/cpsv.jsonld", "cpsv-ap.ttl", []string{"http://purl.org/vocab/cpsv#PublicService"}},
	} {
		if v := violations(t, dir, c.shapes, get(c.path), c.types...); v != "" {
			t.Errorf("%s:\n%s", c.path, v)
		}
	}
	for _, c := range []struct{ path, shapes, class, lose, says string }{
		{"/data/catalog.jsonld", "dcat-ap.ttl", "dcat:Dataset", "dct:title", "title MinCount"},
		{"/data/catalog.jsonld", "dcat-ap.ttl", "dcat:Dataset", "dct:publisher", "publisher MinCount"},
		{"/data/catalog.jsonld", "dcat-ap.ttl", "dcat:Catalog", "dct:description", "description MinCount"},
		{"/data/catalog.jsonld", "dcat-ap.ttl", "foaf:Agent", "foaf:name", "name MinCount"},
		{"/data/catalog.jsonld", "dcat-ap.ttl", "dcat:Distribution", "dct:license", "license MinCount"},
		{"/data/catalog.jsonld", "dcat-ap.ttl", "dcat:Distribution", "dcat:accessURL", "accessURL MinCount"},
		{"/services.jsonld", "cpsv-ap.ttl", "cpsv:PublicService", "cv:hasCompetentAuthority", "hasCompetentAuthority MinCount"},
		{"/services.jsonld", "cpsv-ap.ttl", "cpsv:PublicService", "dct:identifier", "identifier MinCount"},
		{"/services.jsonld", "cpsv-ap.ttl", "cv:PublicOrganisation", "dct:spatial", "spatial MinCount"},
	} {
		doc := get(c.path)
		if !lose(doc, c.class, c.lose) {
			t.Fatalf("%s has no %s with %s", c.path, c.class, c.lose)
		}
		if v := violations(t, dir, c.shapes, doc); !strings.Contains(v, c.says) {
			t.Errorf("%s without %s of a %s passes: %q", c.path, c.lose, c.class, v)
		}
	}
}

// lose takes a property from the first thing of a class.
func lose(v any, class, property string) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, has := v[property]; has && v["@type"] == class {
			delete(v, property)
			return true
		}
		for k, x := range v {
			if k != "@context" && lose(x, class, property) {
				return true
			}
		}
	case []any:
		for _, x := range v {
			if lose(x, class, property) {
				return true
			}
		}
	}
	return false
}
