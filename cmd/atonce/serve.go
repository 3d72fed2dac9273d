package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"atonce/internal/scan"
)

type serveCommand struct {
	keyFlags
	signInFlags
	letterFlags
	Data   string `required:"" help:"Folder the data is kept in; made if it is not there." placeholder:"DIR"`
	Listen string `default:"127.0.0.1:8080" help:"Address to answer at." placeholder:"ADDR"`
	Packs  string `required:"" help:"Folder of the packs." placeholder:"DIR"`
	Clamd  string `env:"ATONCE_CLAMD" help:"A clamd that looks at every file people send: tcp://HOST:PORT or unix:///PATH. Without one files are checked by their format only." placeholder:"ADDR"`
}

// Run serves until the process is told to end. There is no sample sign-in here.
func (c serveCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	by, err := c.carriers()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	keys, err := c.read(c.Data)
	if err != nil {
		return err
	}
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, keys)
	if err != nil {
		return err
	}
	if err := c.settle(ctx, h, c.Data); err != nil {
		return errors.Join(err, h.close())
	}
	if err := c.post(h, by); err != nil {
		return errors.Join(err, h.close())
	}
	if err := agreed(h.desk.Packs(), keys); err != nil {
		return errors.Join(err, h.close())
	}
	if c.Clamd != "" {
		scanner, err := scan.Parse(c.Clamd)
		if err != nil {
			return errors.Join(err, h.close())
		}
		h.desk.UseScanner(scanner)
	}
	go h.watchKeys(ctx, c.keyFlags, c.Data)
	// Sample people sign in by their name alone, and their tokens would go on working.
	samples, err := h.desk.Samples(ctx)
	if err == nil && len(samples) > 0 {
		err = fmt.Errorf("%s holds sample people of a development system: serve keeps real people's data in a folder of its own", c.Data)
	}
	if err != nil {
		return errors.Join(err, h.close())
	}
	if len(h.desk.Services()) == 0 {
		fmt.Println("No pack is in force yet. Two people bring one in: atonce activate --help")
	}
	if keys.Log.Sign == nil {
		fmt.Println("The log is not signed, so nobody outside can check it. Make a key: atonce key new log --help")
	}
	if keys.Licence.Signer == nil {
		fmt.Println("Licences are not signed, so they are checked here only. Make a key: atonce key new licence --help")
	}
	if keys.Receipt.Signer == nil {
		fmt.Println("Decisions get no signed receipt. Make a key: atonce key new receipt --help")
	}
	err = h.serve(ctx, c.Listen, false, func(url string) { fmt.Println("ready", url) })
	if cerr := h.close(); err == nil {
		err = cerr
	}
	return err
}
