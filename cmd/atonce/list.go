package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/store"
)

type listCommand struct {
	File  string `arg:"" help:"YAML file with entries, or with one change: add, change, split, merge, suspend, cancel." type:"existingfile"`
	By    string `required:"" help:"Id of the keeper who decides." placeholder:"PERSON"`
	Data  string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run changes the four lists as a file says. Every change adds a version with who,
// when and why; nothing is edited in place.
func (c listCommand) Run() error {
	ctx := context.Background()
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	in, problems := catalogue.ReadDeclared(c.File, data)
	if len(problems) > 0 {
		return faulty(problems)
	}
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	n, err := h.desk.Declare(ctx, by, in)
	if err == nil {
		fmt.Println(n, "written")
	}
	return err
}

// openAs opens a government's data for a command that a person gives.
func openAs(ctx context.Context, data, packs, person string) (*house, people.Person, error) {
	h, err := open(ctx, data, os.DirFS(packs), time.Now, desk.Keys{})
	if err != nil {
		return nil, people.Person{}, err
	}
	by, err := h.person(ctx, person)
	if err != nil {
		return nil, by, errors.Join(err, h.close())
	}
	return h, by, nil
}

// person finds somebody by id.
func (h *house) person(ctx context.Context, id string) (p people.Person, err error) {
	err = h.store.Read(ctx, func(tx *store.Tx) error {
		var ok bool
		p, ok, err = people.Find(tx, id)
		if err == nil && !ok {
			err = fmt.Errorf("there is no person %q", id)
		}
		return err
	})
	return p, err
}

// sampleLists puts the made-up entries of the other three lists in, where a folder
// of packs has some.
func (h *house) sampleLists(ctx context.Context, by people.Person) error {
	const file = "_sample/lists.yaml"
	data, err := fs.ReadFile(h.packs, file)
	if err != nil {
		return nil // a folder without samples has none to put in
	}
	in, problems := catalogue.ReadDeclared(file, data)
	if len(problems) > 0 {
		return faulty(problems)
	}
	_, err = h.desk.Declare(ctx, by, in)
	return err
}
