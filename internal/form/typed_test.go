package form_test

import (
	"testing"

	"atonce/internal/form"
)

// What is kept, typed again and checked again, is what was kept.
func TestAsTypedIsCheckedBackToWhatIsKept(t *testing.T) {
	f, problems := form.Parse("form.schema.json", []byte(`{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "x-pages": [{"id": "p", "fields": ["pay", "n", "day"]}], "properties": {
		"pay": {"type": "integer", "x-kind": "money"}, "n": {"type": "number", "x-kind": "number"}, "day": {"type": "string", "x-kind": "date"}}}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, pay := range []string{"0", "1", "90", "800", "82050", "100000000"} {
		kept := map[string]string{"pay": pay, "n": "12.5", "day": "2026-08-03"}
		got, problems := f.Check(f.AsTyped(kept))
		if len(problems) > 0 {
			t.Fatal(pay, problems)
		}
		for id, want := range kept {
			if got[id] != want {
				t.Errorf("%s: kept %s, came back as %s", id, want, got[id])
			}
		}
	}
}
