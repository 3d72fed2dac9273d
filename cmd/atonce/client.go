package main

import (
	"context"
	"fmt"

	"atonce/internal/client"
	"atonce/internal/dataset"
	"atonce/internal/people"
)

// clientCommand is about systems of other agencies.
type clientCommand struct {
	New    clientNewCommand    `cmd:"" help:"Let a system in and print its secret, once."`
	Revoke clientRevokeCommand `cmd:"" help:"Shut a system out at once, with all its tokens."`
}

type clientNewCommand struct {
	ID     string   `arg:"" help:"Id of the system: small letters, digits, hyphens."`
	Office string   `required:"" help:"Office that answers for it."`
	Name   string   `required:"" help:"Which system it is."`
	Scope  []string `required:"" help:"What it may ask for: catalogue, read:REGISTER, write:REGISTER. Several times, or with commas."`
	Rate   int      `default:"600" help:"Requests a minute."`
	By     string   `required:"" help:"Id of the client keeper." placeholder:"PERSON"`
	Data   string   `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs  string   `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run prints the secret, which is kept nowhere.
func (c clientNewCommand) Run() error {
	ctx := context.Background()
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	secret, err := h.desk.MakeClient(ctx, by, client.Client{ID: c.ID, Name: c.Name, Office: c.Office, Scopes: c.Scope, Rate: c.Rate})
	if err == nil {
		fmt.Println(secret)
	}
	return err
}

type clientRevokeCommand struct {
	ID    string `arg:"" help:"Id of the system."`
	By    string `required:"" help:"Id of the client keeper." placeholder:"PERSON"`
	Data  string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run shuts the system out.
func (c clientRevokeCommand) Run() error {
	ctx := context.Background()
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	return h.desk.RevokeClient(ctx, by, c.ID)
}

type catalogueCommand struct {
	By    string `required:"" help:"Id of a data keeper." placeholder:"PERSON"`
	Data  string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs string `required:"" help:"Folder of the packs, with _catalogue in it." placeholder:"DIR"`
}

// Run makes the declared records of the keeper's office that are not there yet.
func (c catalogueCommand) Run() error {
	ctx := context.Background()
	h, by, err := openAs(ctx, c.Data, c.Packs, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	all, problems := dataset.Load(h.packs)
	if len(problems) > 0 {
		return faulty(problems)
	}
	made, err := h.desk.DeclareDatasets(ctx, by, all)
	for _, id := range made {
		fmt.Println(id)
	}
	return err
}

// sampleCatalogue publishes the made-up records of a development system.
func (h *house) sampleCatalogue(ctx context.Context) error {
	all, problems := dataset.Load(h.packs)
	if len(problems) > 0 {
		return faulty(problems)
	}
	first, err := h.person(ctx, "jin-lei")
	if err != nil {
		return nil // a folder without these people has no catalogue of theirs
	}
	second, err := h.person(ctx, "wei-shu")
	if err != nil {
		return err
	}
	reviewer, err := h.person(ctx, "tao-ran")
	if err != nil {
		return err
	}
	return h.desk.PublishDeclared(ctx, all, []people.Person{first, second}, reviewer)
}
