package desk

import (
	"atonce/internal/fail"
	"atonce/internal/pack"
)

// Finders are the finders 请先回答 that are loaded.
func (d *Desk) Finders() []*pack.Finder {
	if s := d.Packs(); s != nil {
		return s.Finders()
	}
	return nil
}

// Finder finds a finder by its id; NotFound if there is none.
func (d *Desk) Finder(id string) (*pack.Finder, error) {
	if s := d.Packs(); s != nil {
		if f, ok := s.Finder(id); ok {
			return f, nil
		}
	}
	return nil, fail.New(fail.NotFound, "desk.no-finder", "finder", id)
}
