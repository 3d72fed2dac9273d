package test

import (
	"path/filepath"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/scene"
)

// A look that was changed in any column, taken away or added behind the program's back
// is found.
func TestVerifyFindsChangedLooks(t *testing.T) {
	s := scene.New(t)
	number := s.File(applicant, registration, answers())
	for range 3 {
		if _, err := s.Desk.Case(t.Context(), s.Person("zhang-min"), number); err != nil {
			t.Fatal(err)
		}
	}
	s.SignLog()
	set, problems := pack.Load(s.Packs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	v := vault{file: filepath.Join(t.TempDir(), "vault.db"), set: set, keys: desk.LogKeys{Trusted: []string{s.Log.Verifier}}}
	db := raw(t, filepath.Join(s.Folder, "atonce.db"))
	if _, err := db.Exec("VACUUM INTO ?", v.file); err != nil {
		t.Fatal(err)
	}
	if err := v.verify(t, v.file); err != nil {
		t.Fatal("untouched:", err)
	}
	attacks := []string{"DELETE FROM look WHERE id = 2",
		"INSERT INTO look (subject, by_id, by_name, office, number, purpose, fields, at, leaf, salt, body) SELECT subject, by_id, by_name, office, number, purpose, fields, at, 99, salt, body FROM look WHERE id = 2"}
	for _, c := range []string{"subject", "by_id", "by_name", "reader", "office", "number", "service", "purpose", "law", "article", "fields", "refused", "second"} {
		attacks = append(attacks, "UPDATE look SET "+c+" = "+c+" || 'x' WHERE id = 2")
	}
	attacks = append(attacks, "UPDATE look SET export = export + 1 WHERE id = 2", "UPDATE look SET at = at + 1 WHERE id = 2", "UPDATE look SET leaf = -1 WHERE id = 2", "UPDATE look SET body = x'7b7d' WHERE id = 2",
		"UPDATE look SET salt = randomblob(16) WHERE id = 2")
	for _, attack := range attacks {
		file := v.copy(t)
		db := raw(t, file)
		for _, trigger := range []string{"look_no_UPDATE", "look_no_DELETE"} {
			if _, err := db.Exec("DROP TRIGGER IF EXISTS " + trigger); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Exec(attack); err != nil {
			t.Fatal(attack, err)
		}
		db.Close()
		if err := v.verify(t, file); err == nil {
			t.Errorf("not found: %s", attack)
		}
	}
}
