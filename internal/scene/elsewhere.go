package scene

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"atonce/internal/pack"
)

// Owner is the system of every office that owns registers, as a service that answers in
// JSON. It may lie.
type Owner struct {
	t       testing.TB
	records map[string]map[string]map[string]any // register, key, field
	lie     atomic.Value                         // "", types or truncated
}

// ServeHTTP answers what a register holds of one subject.
func (o *Owner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	register, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	found, ok := o.records[register][key]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if o.lie.Load() == "types" {
		wrong := map[string]any{}
		for f := range found {
			wrong[f] = map[string]any{"value": true}
		}
		found = wrong
	}
	b, err := json.Marshal(found)
	if err != nil {
		o.t.Error(err)
	}
	if o.lie.Load() == "truncated" {
		b = b[:len(b)/2]
	}
	_, _ = w.Write(b) // the other side may be gone: that is what is tested
}

// Lie makes the owner answer with values of the wrong "types", or with JSON that is
// "truncated"; "" makes it tell the truth again.
func (o *Owner) Lie(how string) { o.lie.Store(how) }

// Elsewhere are the packs with every register that can be asked by the key of its
// subject moved to its owner: none is kept here any more, and
// none has quality rules or pays benefits here, so that no finder leads to one. Every address is that of the owner.
func Elsewhere(t testing.TB) (fs.FS, *Owner) {
	t.Helper()
	o := &Owner{t: t, records: map[string]map[string]map[string]any{}}
	o.lie.Store("")
	root := os.DirFS(filepath.Join(Root(t), "packs"))
	set, problems := pack.Load(root)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	moved := map[string]*pack.Register{}
	for _, s := range set.Services() {
		for _, n := range s.Needs() {
			moved[n.Register], _ = set.Register(n.Register)
		}
	}
	for _, s := range set.Services() {
		for _, n := range s.Needs() {
			if n.By != "" {
				delete(moved, n.Register) // no source elsewhere can be searched: see the connector's declaration
			}
		}
	}
	files := fstest.MapFS{}
	err := fs.WalkDir(root, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, p)
		register := path.Base(path.Dir(p))
		switch {
		case strings.HasPrefix(p, "_benefits/"), strings.HasPrefix(p, "_find/"):
			return err // a policy reads a whole register, so it must be kept here
		case strings.HasPrefix(p, "_sample/registers/") && moved[strings.TrimSuffix(path.Base(p), ".csv")] != nil:
			o.keep(strings.TrimSuffix(path.Base(p), ".csv"), moved[strings.TrimSuffix(path.Base(p), ".csv")], b)
			return err
		case p == "_data/"+register+"/quality.yaml" && moved[register] != nil:
			return err // its owner holds it to its rules
		case p == "_data/"+register+"/register.yaml" && moved[register] != nil && moved[register].Source() == pack.Stored:
			b = move(moved[register], b)
		}
		files[p] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, o
}

// move declares a register as kept by its owner's service.
func move(r *pack.Register, b []byte) []byte {
	var fields []string
	for _, f := range r.Fields() {
		fields = append(fields, f.ID+": "+f.ID)
	}
	s := strings.Replace(string(b), "source: stored", "source: connector", 1)
	s = strings.ReplaceAll(s, "lookup: true, ", "")
	return []byte(s + fmt.Sprintf("connector:\n  kind: rest\n  address: OWNER\n  path: /%s/{subject}\n  fields: {%s}\n  timeout: 300ms\n  failures: 1000\n  rest: 1s\n", r.ID(), strings.Join(fields, ", ")))
}

// keep gives the owner the sample records of a register, each value in the form in
// which a service answers in JSON.
func (o *Owner) keep(id string, r *pack.Register, b []byte) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		o.t.Fatal(err)
	}
	o.records[id] = map[string]map[string]any{}
	for _, row := range rows[1:] {
		out := map[string]any{}
		for i, name := range rows[0] {
			f, _ := r.Field(name)
			switch {
			case row[i] == "":
				out[name] = nil
			case f.Type.String() == "boolean":
				out[name] = row[i] == "true"
			case f.Type.String() == "integer":
				n, err := strconv.Atoi(row[i])
				if err != nil {
					o.t.Fatal(err)
				}
				out[name] = n
			default:
				out[name] = row[i]
			}
		}
		o.records[id][row[slices.Index(rows[0], r.Key().ID)]] = out
	}
}
