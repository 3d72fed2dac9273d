package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

type verifyCommand struct {
	Data    string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs   string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Rebuild bool   `help:"Build what lists show anew from the acts, after the log was found good."`
}

// Run recomputes the log, holds every act to it and every list row to its acts.
func (c verifyCommand) Run() error {
	ctx := context.Background()
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now)
	if err != nil {
		return err
	}
	defer h.close()
	if c.Rebuild {
		n, err := h.desk.Rebuild(ctx)
		if err != nil {
			return err
		}
		fmt.Println("rows built anew:", n)
	}
	v, err := h.desk.Verify(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("good: %d entries, %d acts, %d cases; root %s\n", v.Entries, v.Acts, v.Cases, v.Root)
	return nil
}
