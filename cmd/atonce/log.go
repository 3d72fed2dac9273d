package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"atonce/internal/desk"
	"atonce/internal/merkle"
	"atonce/internal/store"
	"atonce/internal/tiles"
	"atonce/internal/witness"

	"golang.org/x/mod/sumdb/note"
)

type logCommand struct {
	Export logExportCommand `cmd:"" help:"Write the log into a folder that any web server can publish."`
}

type logExportCommand struct {
	logFlags
	Data string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Out  string `required:"" help:"Folder to write to. What is there already is kept; only what grew is written." placeholder:"DIR"`
}

// Run signs the newest head if it can, and writes what the folder has not yet.
func (c logExportCommand) Run() error {
	ctx := context.Background()
	keys, err := c.logFlags.read(c.Data)
	if err != nil {
		return err
	}
	d, closing, err := bareDesk(ctx, c.Data, keys)
	if err != nil {
		return err
	}
	defer closing()
	if _, err := d.SignHead(ctx); err != nil {
		return err
	}
	_, vs, err := merkle.ParseKeys(strings.Join(keys.Trusted, "\n"))
	if err != nil {
		return err
	}
	files, head, err := tiles.Export(ctx, d, vs, c.Out)
	if err != nil {
		return err
	}
	if keys.Sign != nil {
		if err := os.WriteFile(filepath.Join(c.Out, "key"), []byte(keys.Sign.Verifier+"\n"), 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(c.Out, "keys"), []byte(strings.Join(keys.Trusted, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	fmt.Printf("%d files written; the log in %s has %d entries, root %s\n", files, c.Out, head.Size, head.Root)
	return nil
}

// bareDesk is a desk without packs: enough to read and sign the log.
func bareDesk(ctx context.Context, dir string, keys desk.LogKeys) (*desk.Desk, func() error, error) {
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, "atonce.db"), Clock: time.Now})
	if err != nil {
		return nil, nil, err
	}
	return desk.New(desk.Config{Store: st, Clock: time.Now, Slog: newLog(), Keys: desk.Keys{Log: keys}}), st.Close, nil
}

type witnessCommand struct {
	Listen string `default:"127.0.0.1:8090" help:"Address to answer at." placeholder:"ADDR"`
	Data   string `required:"" help:"Folder in which the heads it cosigned are kept. Never throw it away: a witness that forgets is none." placeholder:"DIR"`
	Key    string `required:"" help:"File with the witness's key (atonce key new witness)." placeholder:"FILE"`
	LogKey string `required:"" help:"File with the verifier keys of the logs to watch, one a line." placeholder:"FILE"`
}

// Run cosigns heads until the process is told to end.
func (c witnessCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	skey, err := os.ReadFile(c.Key)
	if err != nil {
		return err
	}
	signer, err := merkle.ParseCosigner(strings.TrimSpace(string(skey)))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Key, err)
	}
	logs, err := readKeys(c.LogKey)
	if err != nil {
		return err
	}
	w, err := witness.New(signer, logs, c.Data, time.Now)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: w.Handler(), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		finish, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(finish) // Serve tells how it ended
	}()
	for _, v := range logs {
		fmt.Println("watching", v.Name())
	}
	fmt.Printf("add to the log's command line: --witness \"http://%s %s\"\n", listener.Addr(), signer.VerifierKey())
	fmt.Println("ready", "http://"+listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// readKeys reads a file of verifier keys that must hold one at least.
func readKeys(file string) ([]note.Verifier, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	_, vs, err := merkle.ParseKeys(string(b))
	if err == nil && len(vs) == 0 {
		err = errors.New("no key in it")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return vs, nil
}
