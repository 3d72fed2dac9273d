package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"atonce/internal/desk"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"

	"golang.org/x/mod/sumdb/note"
)

type benchEvidenceCommand struct {
	Entries int           `default:"1000000" help:"Entries of the large log."`
	Appends int           `default:"2000" help:"Appends measured at each size, each in a write of its own."`
	Proofs  int           `default:"2000" help:"Proofs measured at each size."`
	Time    time.Duration `default:"20s" help:"How long the checkpoint delay is measured."`
	Packs   string        `default:"packs" help:"Folder of the packs, for the cases that are packed for the archives." placeholder:"DIR"`
	Dir     string        `help:"Folder for the database: the disk that is measured." type:"existingdir"`
}

// smallLog is the log that the large one is compared with.
const smallLog = 1000

// rounds is how often the small and the large log take turns, so that what else the
// machine does falls on both alike.
const rounds = 20

// Run fills two logs and measures both, in turns.
func (c benchEvidenceCommand) Run() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp(c.Dir, "atonce-evidence-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var logs []*evidenceBench
	for i, size := range []int{smallLog, c.Entries} {
		st, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, fmt.Sprintf("%d.db", i)), Clock: time.Now})
		if err != nil {
			return err
		}
		defer st.Close()
		e := &evidenceBench{ctx: ctx, store: st}
		began := time.Now()
		if err := e.fill(size); err != nil {
			return err
		}
		fmt.Printf("filled with %d entries in writes of 10000: %.0f entries/s\n", size, float64(size)/time.Since(began).Seconds())
		if err := e.prove(c.Proofs); err != nil {
			return err
		}
		logs = append(logs, e)
	}
	for range rounds {
		for _, e := range logs {
			if err := e.appends(c.Appends / rounds); err != nil {
				return err
			}
		}
	}
	for i, e := range logs {
		slices.Sort(e.rates)
		slices.Sort(e.took)
		fmt.Printf("at %d entries: %.0f appends/s (median of %d turns), one after the other, each on the disk; p50 %s, p99 %s\n", []int{smallLog, c.Entries}[i],
			e.rates[rounds/2], rounds, fine(e.took[len(e.took)/2]), fine(e.took[len(e.took)*99/100]))
	}
	fmt.Printf("appending at %d entries is %.0f %% as fast as at %d\n", c.Entries, 100*logs[1].rates[rounds/2]/logs[0].rates[rounds/2], smallLog)
	if err := benchCredentials(c.Time / 20); err != nil {
		return err
	}
	if err := logs[1].delay(c.Time); err != nil {
		return err
	}
	return c.archives(ctx)
}

type evidenceBench struct {
	ctx   context.Context
	store *store.Store
	size  int
	rates []float64       // appends a second, of each turn
	took  []time.Duration // of each append
}

// sealed is an entry as an act makes one, without the act.
func sealed(seq int) merkle.Entry {
	e := merkle.Entry{Kind: "act", Seq: int64(seq)}
	rand.Read(e.Case[:]) // never fails since Go 1.24: it ends the program instead
	rand.Read(e.Payload[:])
	return e
}

// append adds n entries in one write.
func (e *evidenceBench) append(n int) error {
	entries := make([]merkle.Entry, n)
	for i := range entries {
		entries[i] = sealed(e.size + i)
	}
	e.size += n
	return e.store.Write(e.ctx, func(tx *store.Tx) error {
		_, err := ledger.Append(tx, entries...)
		return err
	})
}

func (e *evidenceBench) fill(want int) error {
	for e.size < want {
		if err := e.append(min(10_000, want-e.size)); err != nil {
			return err
		}
	}
	return nil
}

// prove prints how long inclusion proofs take and how large they are.
func (e *evidenceBench) prove(n int) error {
	took, bytes := make([]time.Duration, 0, n), 0
	for range n {
		i := mrand.Int64N(int64(e.size))
		began := time.Now()
		var proof []merkle.Hash
		err := e.store.Read(e.ctx, func(tx *store.Tx) (err error) {
			proof, err = ledger.Proof(tx, int64(e.size), i)
			return err
		})
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		bytes = max(bytes, len(proof)*merkle.HashSize)
	}
	slices.Sort(took)
	fmt.Printf("at %d entries: inclusion proof p50 %s, p99 %s, at most %d bytes (%d in base64)\n", e.size, fine(took[len(took)/2]), fine(took[len(took)*99/100]),
		bytes, base64.StdEncoding.EncodedLen(merkle.HashSize)*bytes/merkle.HashSize)
	return nil
}

// appends is one turn.
func (e *evidenceBench) appends(n int) error {
	began := time.Now()
	for range n {
		at := time.Now()
		if err := e.append(1); err != nil {
			return err
		}
		e.took = append(e.took, time.Since(at))
	}
	e.rates = append(e.rates, float64(n)/time.Since(began).Seconds())
	return nil
}

// delay measures how long it takes until a signed head covers an entry, with the loop
// that the running program has.
func (e *evidenceBench) delay(long time.Duration) error {
	skey, _, err := note.GenerateKey(rand.Reader, "bench.invalid/log")
	if err != nil {
		return err
	}
	key, err := merkle.ParseLogKey(skey)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(e.ctx, long)
	defer stop()
	d := desk.New(desk.Config{Store: e.store, Clock: time.Now, Slog: slog.New(slog.DiscardHandler), Keys: desk.Keys{Log: desk.LogKeys{Sign: &key, Trusted: []string{key.Verifier}}}})
	watched := make(chan struct{})
	go func() { defer close(watched); d.WatchLog(ctx, signEvery) }()
	var took []time.Duration
	for ctx.Err() == nil {
		began := time.Now()
		size := int64(0)
		err := e.store.Write(e.ctx, func(tx *store.Tx) (err error) {
			size, err = ledger.Append(tx, sealed(e.size))
			return err
		})
		if err != nil {
			return err
		}
		for ctx.Err() == nil {
			signed := int64(0)
			err := e.store.Read(e.ctx, func(tx *store.Tx) (err error) {
				signed, _, err = ledger.Published(tx, 0)
				return err
			})
			if err == nil && signed > size {
				took = append(took, time.Since(began))
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		// Not in step with the loop that signs.
		time.Sleep(time.Duration(mrand.Int64N(int64(300 * time.Millisecond))))
	}
	<-watched
	if len(took) == 0 {
		return fmt.Errorf("no head was signed within %s", long)
	}
	slices.Sort(took)
	fmt.Printf("from an entry's commit to the signed head over it: p50 %s, most %s (%d measured; a head is signed every %s when the log grew)\n",
		fine(took[len(took)/2]), fine(took[len(took)-1]), len(took), signEvery)
	return nil
}

func fine(d time.Duration) string { return fmt.Sprintf("%.3f ms", float64(d.Nanoseconds())/1e6) }
