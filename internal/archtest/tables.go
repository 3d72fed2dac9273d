package archtest

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

var (
	tableRow  = regexp.MustCompile("^\\| `([a-z/]+)` \\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\|")
	tableMade = regexp.MustCompile(`(?m)^\s*CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?([a-z_]+)`)
	tableGone = regexp.MustCompile(`(?m)^\s*(?:DROP TABLE (?:IF EXISTS )?([a-z_]+)|ALTER TABLE ([a-z_]+) RENAME TO ([a-z_]+))`)
)

// Tables compares the table of database tables in ARCHITECTURE.md with what the
// migrations make: each table stands there once, under the room that owns it, and each room
// has one row.
func Tables(tree fs.FS) ([]string, error) {
	b, err := fs.ReadFile(tree, "ARCHITECTURE.md")
	if err != nil {
		return nil, err
	}
	said, rows := map[string]int{}, map[string]int{}
	for _, line := range strings.Split(string(b), "\n") {
		if m := tableRow.FindStringSubmatch(line); m != nil {
			rows[m[1]]++
			for _, name := range strings.Split(m[2], ", ") {
				said[strings.Trim(name, "`")]++
			}
		}
	}
	made, err := tablesMade(tree)
	if err != nil {
		return nil, err
	}
	var found []string
	for name := range made {
		if said[name] != 1 {
			found = append(found, fmt.Sprintf("ARCHITECTURE.md names the table %s %d times; once is right", name, said[name]))
		}
	}
	for name := range said {
		if !made[name] {
			found = append(found, fmt.Sprintf("ARCHITECTURE.md names the table %s, which no migration makes", name))
		}
	}
	for room, n := range rows {
		if n != 1 {
			found = append(found, fmt.Sprintf("ARCHITECTURE.md has %d rows for the tables of %s; one is right", n, room))
		}
	}
	slices.Sort(found)
	return found, nil
}

// tablesMade are the tables that stand once every migration has run. The part of a
// migration that takes it back is left out.
func tablesMade(tree fs.FS) (map[string]bool, error) {
	names, err := fs.Glob(tree, "internal/store/migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	made := map[string]bool{}
	for _, name := range names {
		b, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		up, _, _ := strings.Cut(string(b), "-- +goose Down")
		for _, m := range tableMade.FindAllStringSubmatch(up, -1) {
			made[m[1]] = true
		}
		for _, m := range tableGone.FindAllStringSubmatch(up, -1) {
			delete(made, m[1]+m[2])
			if m[3] != "" {
				made[m[3]] = true
			}
		}
	}
	return made, nil
}
