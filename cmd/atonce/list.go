package main

import (
	"context"
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
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.LogKeys{})
	if err != nil {
		return err
	}
	defer h.close()
	by, err := h.person(ctx, c.By)
	if err != nil {
		return err
	}
	n, err := h.desk.Declare(ctx, by, in)
	if err == nil {
		fmt.Println(n, "written")
	}
	return err
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
