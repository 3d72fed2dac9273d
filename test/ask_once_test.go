package test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"atonce/internal/pack"
	"atonce/internal/text"
)

// shipped is the folder of packs in memory, so that a test can spoil a file.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS("../packs")
	err := fs.WalkDir(root, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, p)
		out[p] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func replaced(t *testing.T, f fstest.MapFS, name, from, to string) {
	t.Helper()
	s := string(f[name].Data)
	if !strings.Contains(s, from) {
		t.Fatalf("%s does not say %q", name, from)
	}
	f[name] = &fstest.MapFile{Data: []byte(strings.Replace(s, from, to, 1))}
}

// What a register holds is asked of nobody: two services that ask are refused with the
// register and the field at the line of the question, whether they say what it is or not.
func TestAskingForWhatARegisterHoldsIsRefused(t *testing.T) {
	services := []string{"market-supervision/individual-household-registration", "market-supervision/food-business-licence"}
	f := shipped(t)
	for _, s := range services {
		delete(f, s+"/data.yaml")
	}
	// One of them no longer says where the name stands; its label still does.
	replaced(t, f, services[0]+"/form.schema.json", `"x-source": "population.name", `, "")
	set, problems := pack.Load(f)
	if set != nil {
		t.Fatal("the packs were loaded")
	}
	for _, s := range services {
		for _, question := range []string{"operator", "identity"} {
			field := map[string]string{"operator": "name", "identity": "identity_number"}[question]
			found := false
			for _, p := range problems {
				if p.File == s+"/form.schema.json" && p.Key == "pack.asked-again" && p.Args["question"] == question && p.Args["register"] == "population" && p.Args["field"] == field {
					found = p.Line > 1 && text.Has(text.EN, p.Key) && text.Has(text.ZH, p.Key)
				}
			}
			if !found {
				t.Errorf("%s: %s is asked and nobody minds", s, question)
			}
		}
	}
	if _, problems := pack.Load(shipped(t)); len(problems) > 0 {
		t.Errorf("with needs and grants: %v", problems)
	}
}

func TestNeedsAndGrantsAreHeldToTheRegister(t *testing.T) {
	const service = "market-supervision/individual-household-registration/data.yaml"
	const grants = "_data/population/grants.yaml"
	for _, c := range []struct{ file, from, to, key string }{
		{service, "register: population", "register: nowhere", "pack.data-register"},
		{service, "fields: [name, identity_number, address]", "fields: [name, identity_number, address, shoes]", "pack.data-field"},
		{service, "operator: name", "operator: sex", "pack.data-field-unneeded"},
		{service, "operator: name", "nobody: name", "pack.data-question"},
		{service, "material: identity", "material: nothing", "pack.data-material"},
		{service, "material: title", "material: identity", "pack.data-material-unneeded"},
		{service, "by: holder", "by: use", "pack.data-by"},
		{service, "purpose: prefill", "purpose: curiosity", "pack.not-one-of"},
		{service, "purpose: prefill", "purpose: inspect", "pack.data-ungranted"},
		{grants, "service: individual-household-registration, fields: [name, identity_number, address]", "service: individual-household-registration, fields: [name]", "pack.data-ungranted"},
		{grants, "service: individual-household-registration, ", "", "pack.grant-reader"},
		{grants, "fields: [name, identity_number, address]", "fields: [name, shoes]", "pack.data-field"},
	} {
		f := shipped(t)
		replaced(t, f, c.file, c.from, c.to)
		_, problems := pack.Load(f)
		found := false
		for _, p := range problems {
			found = found || p.Key == c.key
		}
		if !found {
			t.Errorf("%s with %q: %v", c.file, c.to, problems)
		}
	}
}

// An exception lets a question be asked, with its basis.
func TestAnExceptionNamesItsBasis(t *testing.T) {
	const service = "market-supervision/individual-household-registration"
	f := shipped(t)
	replaced(t, f, service+"/data.yaml", "operator: name, ", "")
	if _, problems := pack.Load(f); len(problems) == 0 {
		t.Fatal("nobody minds")
	}
	data := string(f[service+"/data.yaml"].Data)
	f[service+"/data.yaml"] = &fstest.MapFile{Data: []byte(data + "exceptions:\n  - {asked: operator, register: population, field: name, basis: {law: market-entity-registration, article: \"16\"}}\n")}
	if _, problems := pack.Load(f); len(problems) > 0 {
		t.Error(problems)
	}
	f[service+"/data.yaml"] = &fstest.MapFile{Data: []byte(data + "exceptions:\n  - {asked: operator, register: population, field: name}\n")}
	if _, problems := pack.Load(f); len(problems) == 0 {
		t.Error("an exception without a basis passes")
	}
}
