package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/people"
)

type devCommand struct {
	keyFlags
	signInFlags
	letterFlags
	Data   string `default:"tmp/dev" help:"Folder the development data is kept in." placeholder:"DIR"`
	Listen string `default:"127.0.0.1:8080" help:"Address to answer at." placeholder:"ADDR"`
	Packs  string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	AsOf   string `help:"Pretend that the program was started at this day and time (2026-10-08 or 2026-10-08T09:00)." placeholder:"TIME"`
	Fresh  bool   `help:"Begin with an empty database."`
}

// The two sample people who bring sample packs into force.
const (
	firstKeeper  = "pack-keeper-1"
	secondKeeper = "pack-keeper-2"
)

// Run starts a development system: sample packs in force, sample people, a page
// that signs in as any of them. The last line printed says where to look.
func (c devCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	clock, err := asOf(c.AsOf, time.Now)
	if err != nil {
		return err
	}
	by, err := c.carriers()
	if err != nil {
		return err
	}
	if c.Fresh {
		if err := forget(c.Data); err != nil {
			return err
		}
	}
	if c.LogKey == "" {
		if err := devLogKey(c.Data); err != nil {
			return err
		}
	}
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), clock, desk.Keys{})
	if err != nil {
		return err
	}
	if err := c.settle(ctx, h, c.Data); err != nil {
		return errors.Join(err, h.close())
	}
	if err := c.post(h, by); err != nil {
		return errors.Join(err, h.close())
	}
	if err := c.development(c.Data, suiteOf(h.desk.Packs())); err != nil {
		return errors.Join(err, h.close())
	}
	keys, err := c.read(c.Data)
	if err != nil {
		return errors.Join(err, h.close())
	}
	h.desk.UseKeys(keys)
	go h.watchKeys(ctx, c.keyFlags, c.Data)
	if err := h.furnish(ctx); err != nil {
		return errors.Join(err, h.close())
	}
	go h.reload(ctx, c.Packs)
	err = h.serve(ctx, c.Listen, true, func(url string) {
		fmt.Println("This is a development system: the people, firms and offices are made up.")
		fmt.Println("citizens   ", url+"/")
		fmt.Println("officials  ", url+"/office")
		fmt.Println("leaders    ", url+"/governance")
		fmt.Println("programs   ", url+"/api/openapi.json")
		fmt.Println("log        ", url+"/log")
		fmt.Println("sign in as ", url+"/sign-in")
		fmt.Println("ready", url)
	})
	if cerr := h.close(); err == nil {
		err = cerr
	}
	return err
}

// asOf makes a clock that runs from a chosen moment; without one it is the real one.
func asOf(moment string, real func() time.Time) (func() time.Time, error) {
	if moment == "" {
		return real, nil
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, moment, time.FixedZone("", 8*3600)); err == nil {
			off := t.Sub(real())
			return func() time.Time { return real().Add(off) }, nil
		}
	}
	return nil, fmt.Errorf("--as-of %q is no day (2026-10-08) and no time (2026-10-08T09:00)", moment)
}

// forget removes the files of a development database, and nothing else in the folder.
func forget(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "atonce.db*"))
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := os.Remove(n); err != nil {
			return err
		}
	}
	return nil
}

// furnish puts the sample people in, and every loaded pack in force by two of them.
func (h *house) furnish(ctx context.Context) error {
	sample, problems := people.LoadSample(h.packs)
	if len(problems) > 0 {
		return faulty(problems)
	}
	if err := h.desk.SavePeople(ctx, sample); err != nil {
		return err
	}
	if _, err := h.readCounters(ctx, h.packs, "_sample"); err != nil {
		return err
	}
	if err := activateAll(ctx, h.desk, sample); err != nil {
		return err
	}
	if err := h.desk.LoadSampleRegisters(ctx, h.packs); err != nil {
		return err
	}
	if err := h.sampleCatalogue(ctx); err != nil {
		return err
	}
	if err := h.sampleResources(ctx); err != nil {
		return err
	}
	for _, p := range sample.People {
		if p.ID == firstKeeper {
			return h.sampleLists(ctx, p)
		}
	}
	return nil
}

// activateAll brings every loaded pack that is not in force into force, by the two
// sample keepers. Real packs take two real people: see atonce activate.
func activateAll(ctx context.Context, d *desk.Desk, sample people.Sample) error {
	var first, second people.Person
	for _, p := range sample.People {
		switch p.ID {
		case firstKeeper:
			first = p
		case secondKeeper:
			second = p
		}
	}
	if first.ID == "" || second.ID == "" {
		return fmt.Errorf("_sample/people.yaml needs %s and %s: packs come into force by two people", firstKeeper, secondKeeper)
	}
	for _, s := range d.Packs().Services() {
		if in, err := d.Service(s.ID()); err == nil && in.Digest() == s.Digest() {
			continue
		}
		if _, err := d.ProposePack(ctx, first, s.ID()); err != nil {
			return err
		}
		if _, err := d.ApprovePack(ctx, second, s.ID()); err != nil {
			return err
		}
	}
	return nil
}

// reload looks for saved packs twice a second. Packs that do not load are reported,
// and what was in force stays in force.
func (h *house) reload(ctx context.Context, dir string) {
	last := newest(dir)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
		now := newest(dir)
		if now == last {
			continue
		}
		last = now
		set, problems := pack.Load(h.packs)
		if len(problems) > 0 {
			fmt.Println("saved, not in force:", faulty(problems))
			continue
		}
		if err := h.desk.Restore(ctx, set); err != nil {
			fmt.Println("saved, not in force:", err)
			continue
		}
		if err := h.furnish(ctx); err != nil {
			fmt.Println("saved, not in force:", err)
			continue
		}
		fmt.Println("packs read again and in force")
	}
}

// state is what tells one saving from the next: how many files, and the newest.
type state struct {
	files int
	at    time.Time
}

func newest(dir string) (s state) {
	// A folder that is being moved about is looked at again half a second later.
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		if info, err := e.Info(); err == nil {
			s.files++
			if info.ModTime().After(s.at) {
				s.at = info.ModTime()
			}
		}
		return nil
	})
	return s
}
