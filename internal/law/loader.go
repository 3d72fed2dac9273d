package law

import (
	"io/fs"

	"atonce/internal/declare"
)

type loader struct {
	files    fs.FS
	book     *Book
	problems []Problem
}

func (l *loader) load() {
	if _, err := fs.ReadFile(l.files, "country.yaml"); err != nil {
		l.problems = append(l.problems, declare.Pos{File: "country.yaml"}.Problem("law.file_missing", "file", "country.yaml"))
	}
}
