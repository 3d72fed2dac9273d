package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

type serveCommand struct {
	Data   string `required:"" help:"Folder the data is kept in; made if it is not there." placeholder:"DIR"`
	Listen string `default:"127.0.0.1:8080" help:"Address to answer at." placeholder:"ADDR"`
	Packs  string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run serves until the process is told to end. There is no sample sign-in here.
func (c serveCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now)
	if err != nil {
		return err
	}
	if len(h.desk.Services()) == 0 {
		fmt.Println("No pack is in force yet. Two people bring one in: atonce activate --help")
	}
	err = h.serve(ctx, c.Listen, false, func(url string) { fmt.Println("ready", url) })
	if cerr := h.close(); err == nil {
		err = cerr
	}
	return err
}
