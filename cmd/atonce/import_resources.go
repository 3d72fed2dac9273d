package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"atonce/internal/resource"
)

type importResourcesCommand struct {
	File  string `arg:"" help:"YAML with format: 1 and resources. Everything is checked first; one wrong entry and nothing is written." type:"existingfile"`
	By    string `required:"" help:"Id of the person who answers for it. The record keeps the name." placeholder:"PERSON"`
	Data  string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
}

// Run reads the file and writes all of it, or says all that is wrong with it.
func (c importResourcesCommand) Run() error {
	ctx := context.Background()
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	have, err := h.desk.KnownResources(ctx)
	if err != nil {
		return err
	}
	office := func(id string) bool { _, ok := h.desk.Office(id); return ok }
	in, problems := resource.Read(c.File, b, office, func(id string) bool { return have[id] })
	if len(problems) > 0 {
		return faulty(problems)
	}
	n, err := h.desk.ImportResources(ctx, by, in)
	if err == nil {
		fmt.Println(n, "resources written")
	}
	return err
}

// sampleLedger is the made-up ledger of a development system, within the packs.
const sampleLedger = "_sample/resources.yaml"

// sampleResources writes the sample resources once, and has one of them on its way out, so
// that the ledger shows a warning to those who depend on it.
func (h *house) sampleResources(ctx context.Context) error {
	b, err := fs.ReadFile(h.packs, sampleLedger)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a folder of one's own need not have one
	}
	if err != nil {
		return err
	}
	have, err := h.desk.KnownResources(ctx)
	if err != nil {
		return err
	}
	office := func(id string) bool { _, ok := h.desk.Office(id); return ok }
	in, problems := resource.Read(sampleLedger, b, office, func(id string) bool { return have[id] })
	if len(problems) > 0 {
		return faulty(problems)
	}
	if len(in.Resources) == 0 || have[in.Resources[0].ID] {
		return nil
	}
	keeper, err := h.person(ctx, "zhang-min")
	if err != nil {
		return err
	}
	if _, err := h.desk.ImportResources(ctx, keeper, in); err != nil {
		return err
	}
	_, err = h.desk.RetireResource(ctx, keeper, "sample-old-permits", "记录已并入市场准入办理")
	return err
}
