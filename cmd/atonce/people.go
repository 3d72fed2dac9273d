package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"atonce/internal/counter"
	"atonce/internal/desk"
	"atonce/internal/people"
)

type peopleCommand struct {
	Folder string `arg:"" help:"Folder with offices.yaml, people.yaml and counters.yaml; each may be left out." type:"existingdir"`
	Data   string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs  string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run writes the offices and people over what was there under their ids. Somebody
// who is no longer in the file keeps their place in the records of what they did.
func (c peopleCommand) Run() error {
	ctx := context.Background()
	read, problems := people.Read(os.DirFS(c.Folder), ".")
	if len(problems) > 0 {
		return faulty(problems)
	}
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.desk.SavePeople(ctx, read); err != nil {
		return err
	}
	fmt.Printf("%d offices and %d people read\n", len(read.Offices), len(read.People))
	l, err := h.readCounters(ctx, os.DirFS(c.Folder), ".")
	if err == nil && l.Counters != nil {
		fmt.Printf("%d counters and %d places read\n", len(l.Counters), len(l.Places))
	}
	return err
}

// readCounters reads the list of counters in a folder, if there is one: the whole list, and
// a counter that is no longer in it is closed.
func (h *house) readCounters(ctx context.Context, f fs.FS, folder string) (counter.List, error) {
	l, found, problems := counter.Read(f, folder, func(id string) bool { _, ok := h.desk.Office(id); return ok })
	if len(problems) > 0 {
		return l, faulty(problems)
	}
	if !found {
		return l, nil
	}
	return l, h.desk.SaveCounters(ctx, l)
}

type activateCommand struct {
	Service string `arg:"" help:"Service to bring into force, or \"all\"."`
	By      string `required:"" help:"Id of the person who proposes or approves." placeholder:"PERSON"`
	Approve bool   `help:"Approve what another person proposed."`
	Data    string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs   string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run proposes or approves. Whoever can run this command on the server's files is
// trusted to say who they are; the log keeps both names.
func (c activateCommand) Run() error {
	ctx := context.Background()
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	if _, ok := h.desk.Packs().Service(c.Service); !ok && c.Service != "all" {
		return fmt.Errorf("the packs have no service %q", c.Service)
	}
	for _, s := range h.desk.Packs().Services() {
		if c.Service != "all" && c.Service != s.ID() {
			continue
		}
		if in, err := h.desk.Service(s.ID()); err == nil && in.Digest() == s.Digest() {
			fmt.Println(s.ID(), "is in force already")
			continue
		}
		if err := c.one(ctx, h.desk, by, s.ID()); err != nil {
			return err
		}
	}
	return nil
}

func (c activateCommand) one(ctx context.Context, d *desk.Desk, by people.Person, service string) error {
	if !c.Approve {
		_, err := d.ProposePack(ctx, by, service)
		if err == nil {
			fmt.Println(service, "proposed; a second person approves it with --approve")
		}
		return err
	}
	_, err := d.ApprovePack(ctx, by, service)
	if err == nil {
		fmt.Println(service, "is in force")
	}
	return err
}

type eraseCommand struct {
	Number  string `arg:"" help:"Number of the case whose record is to be erased."`
	Ground  string `help:"On which ground, with law and article. It is kept for ever and shown: it must not tell what is erased." placeholder:"WORDS"`
	By      string `required:"" help:"Id of the keeper of records who proposes or approves." placeholder:"PERSON"`
	Approve bool   `help:"Approve what another keeper proposed. The record is gone then; the log stays whole."`
	Data    string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs   string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run proposes or approves an erasure. Whoever can run this command on the server's
// files is trusted to say who they are; the record of the erasure keeps both names.
func (c eraseCommand) Run() error {
	ctx := context.Background()
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	if c.Approve {
		if err := h.desk.ApproveErasure(ctx, by, c.Number); err != nil {
			return err
		}
		fmt.Println(c.Number, "is erased; copies in backups are not")
		return nil
	}
	if err := h.desk.ProposeErasure(ctx, by, c.Number, c.Ground); err != nil {
		return err
	}
	fmt.Println(c.Number, "proposed; a second keeper of records approves it with --approve")
	return nil
}
