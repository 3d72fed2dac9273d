package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"atonce/internal/desk"
)

type importOrganisationCommand struct {
	File string `arg:"" help:"CSV in UTF-8. A row without a person is an office: office, name, name_en, kind, area, letters, parent. A row with one is a post: office, person, person_name, person_name_en, identity, role." type:"existingfile"`
	By   string `required:"" help:"Id of the keeper of the system who answers for it. The log keeps the name." placeholder:"PERSON"`
	Dry  bool   `help:"Say what would change, and change nothing."`
	Data string `required:"" help:"Folder of the data." placeholder:"DIR"`

	Packs string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
}

// Run reads the file and writes all of it, or says all that is wrong with it, line by
// line.
func (c importOrganisationCommand) Run() error { return c.run(context.Background(), os.Stdout) }

func (c importOrganisationCommand) run(ctx context.Context, out io.Writer) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	r, err := h.desk.Reorganise(ctx, by, b, c.Dry)
	if err != nil {
		return err
	}
	return tellReorganised(out, r, c.Dry)
}

func tellReorganised(out io.Writer, r desk.Reorganised, dry bool) error {
	did := "written"
	if dry {
		did = "would be written"
	}
	_, err := fmt.Fprintf(out, "%d offices and %d people %s, %d have left\n", len(r.Offices), len(r.People), did, len(r.Left))
	for _, x := range []struct {
		name string
		ids  []string
	}{{"offices", r.Offices}, {"people", r.People}, {"left", r.Left}} {
		if len(x.ids) > 0 && err == nil {
			_, err = fmt.Fprintf(out, "  %s: %s\n", x.name, strings.Join(x.ids, " "))
		}
	}
	return err
}
