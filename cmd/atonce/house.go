package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"atonce/internal/declare"
	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/provider"
	"atonce/internal/store"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// house is a running program: the database, the desk on it, the packs it reads.
type house struct {
	store *store.Store
	desk  *desk.Desk
	packs fs.FS
	log   *slog.Logger
	in    provider.Settings // how people come in
}

// open opens the database in dir and loads the packs; what two people activated
// before is in force again.
func open(ctx context.Context, dir string, packs fs.FS, clock func() time.Time, keys desk.Keys) (*house, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	set, problems := pack.Load(packs)
	if len(problems) > 0 {
		return nil, faulty(problems)
	}
	log := newLog()
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, "atonce.db"), Clock: clock})
	if err != nil {
		return nil, err
	}
	h := &house{store: st, packs: packs, log: log}
	h.desk = desk.New(desk.Config{Store: st, Clock: clock, Slog: log, Keys: keys})
	words, problems := desk.Words(packs)
	if len(problems) > 0 {
		return nil, errors.Join(faulty(problems), st.Close())
	}
	h.desk.Understand(words)
	if err := h.desk.Restore(ctx, set); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return h, nil
}

// signEvery is how often the head of the log is signed while it grows.
const signEvery = time.Second

// newLog is where the program tells its operator what went wrong.
func newLog() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// faulty is the error of packs that did not load: every problem, each on its line.
func faulty(problems []declare.Problem) error {
	return fmt.Errorf("%d problems:\n%s", len(problems), declare.Texts(text.EN, problems))
}

// serve answers requests at address until ctx ends, then lets those under way finish.
// ready is called once the first request would be answered.
func (h *house) serve(ctx context.Context, address string, dev bool, ready func(url string)) error {
	site := door.House{Keeper: h.desk, Routes: routesOf(h.desk, dev, h.in), Dev: dev, Log: h.log, Proxies: h.in.Proxies}
	server := &http.Server{Handler: site.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn)}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	watch, stop := context.WithCancel(ctx)
	defer stop()
	var watched sync.WaitGroup
	watched.Go(func() { h.desk.Watch(watch, 5*time.Second) })
	watched.Go(func() { h.desk.WatchRegisters(watch, 10*time.Minute) })
	watched.Go(func() { h.desk.WatchLetters(watch, 5*time.Second) })
	watched.Go(func() { h.desk.WatchLog(watch, signEvery) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	ready("http://" + listener.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = server.Shutdown(finish)
	}
	stop()
	watched.Wait()
	return err
}

func (h *house) close() error { return h.store.Close() }
