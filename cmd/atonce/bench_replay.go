package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/edition"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/precedent"
	"atonce/internal/store"
)

type benchReplayCommand struct {
	Decisions int    `default:"1000000" help:"Past decisions to try the changed rule on."`
	Packs     string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Service   string `default:"minimum-subsistence-allowance" help:"Service whose rule is changed."`
	Model     string `default:"allowance" help:"Its model."`
	Was       string `default:"120000" help:"Text in the model that is changed."`
	Now       string `default:"130000" help:"What it becomes."`
	Dir       string `help:"Folder for the database." type:"existingdir"`
}

// Run fills a database with decided cases and tries a changed rule on all of them.
func (c benchReplayCommand) Run() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp(c.Dir, "atonce-replay-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, "atonce.db"), Clock: time.Now})
	if err != nil {
		return err
	}
	defer st.Close()
	was, now, err := c.versions()
	if err != nil {
		return err
	}
	began := time.Now()
	if err := c.fill(ctx, st, was); err != nil {
		return err
	}
	fmt.Printf("filled with %d decisions: %.0f a second\n", c.Decisions, float64(c.Decisions)/time.Since(began).Seconds())
	d := desk.New(desk.Config{Store: st, Clock: time.Now, Slog: slog.New(slog.NewTextHandler(io.Discard, nil))})
	leader := people.Person{ID: "bench", Posts: []people.Post{{Office: "bench", Role: desk.RoleLeader}}}
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where there is one, the most memory counts from here
	cpu := processorTime()
	began = time.Now()
	out, err := d.Replay(ctx, leader, desk.Trying{Service: now, Most: 20})
	if err != nil {
		return err
	}
	took := time.Since(began)
	fmt.Printf("replayed %d decisions in %.2f s on %d cores: %.0f decisions/s; %s of processor time; most memory of the process meanwhile %s\n", out.Decisions, took.Seconds(),
		runtime.GOMAXPROCS(0), float64(out.Decisions)/took.Seconds(), spent(cpu, processorTime()), peak())
	fmt.Printf("newly granted %d, newly refused %d, more %d, less %d, same %d; paid before %s, after %s\n", out.Counts[desk.ClassGranted], out.Counts[desk.ClassRefused],
		out.Counts[desk.ClassMore], out.Counts[desk.ClassLess], out.Counts[desk.ClassSame], money(out.Before), money(out.After))
	return nil
}

// versions are the service as it stands and with the change, each sealed.
func (c benchReplayCommand) versions() (was, now *pack.Service, err error) {
	files := os.DirFS(c.Packs)
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		return nil, nil, faulty(problems)
	}
	was, ok := set.Service(c.Service)
	if !ok {
		return nil, nil, fmt.Errorf("the packs have no service %q", c.Service)
	}
	d, ok := was.Decision(c.Model)
	if !ok {
		return nil, nil, fmt.Errorf("%s has no model %q", c.Service, c.Model)
	}
	_, parts, _ := pack.SplitSnapshot(was.Snapshot())
	changed := fstest.MapFS{}
	for _, p := range parts {
		data := p.Data
		if p.Path == d.File {
			if !strings.Contains(string(data), c.Was) {
				return nil, nil, fmt.Errorf("%s has no %q", d.File, c.Was)
			}
			data = []byte(strings.Replace(string(data), c.Was, c.Now, 1))
		}
		changed[p.Path] = &fstest.MapFile{Data: data}
	}
	set, problems = pack.Load(changed)
	if len(problems) > 0 {
		return nil, nil, faulty(problems)
	}
	now, _ = set.Service(c.Service)
	return was, now, nil
}

// fill writes decisions as the desk keeps them, of households of many sizes and incomes.
func (c benchReplayCommand) fill(ctx context.Context, st *store.Store, s *pack.Service) error {
	if err := st.Write(ctx, func(tx *store.Tx) error { return edition.Keep(tx, s.ID(), s.Digest(), s.Snapshot()) }); err != nil {
		return err
	}
	random := mrand.New(mrand.NewPCG(1, 2)) // the same households on every machine
	start := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)
	for at := 0; at < c.Decisions; {
		rows := map[precedent.Kind][]precedent.Row{}
		for range min(10_000, c.Decisions-at) {
			f := casework.Facts{At: start.Add(time.Duration(at) * 20 * time.Second), Flags: map[string]bool{"visited": true, "checked": true},
				Answers: map[string]string{"members": strconv.Itoa(1 + random.IntN(6)), "checked_income": strconv.Itoa(random.IntN(900_000)), "property_within": []string{"yes", "yes", "yes", "no"}[random.IntN(4)],
					"area": "330199101000", "helped": "no", "has_wages": "no", "income": strconv.Itoa(random.IntN(900_000)), "car": "no", "homes": "1", "consent": "yes"}}
			said, ok := s.Ask(c.Model, f)
			if !ok || !said.Answered() {
				return fmt.Errorf("the model %s gives no answer to made-up households", c.Model)
			}
			k := precedent.Kind{Service: s.ID(), Digest: s.Digest(), Model: c.Model, Verb: precedent.Decides, Outcome: said.Outcome, Proposed: said.Outcome,
				Rules: strings.Join(said.Rules, "\n"), Answered: true}
			row := precedent.Row{Leaf: int64(at), Number: fmt.Sprintf("QX-2026-%07d", at), Seq: 9, At: f.At, Stands: true, Told: s.Told(f, said.Model)}
			row.Amount, row.Paid = said.Amount()
			rows[k] = append(rows[k], row)
			at++
		}
		if err := st.Write(ctx, func(tx *store.Tx) error {
			for k, rs := range rows {
				if err := precedent.Fill(tx, k, rs); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// processorTime is how long the process has had processors, in hundredths of a second as
// Linux counts them; -1 where it is not told.
func processorTime() int64 {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return -1
	}
	fields := strings.Fields(string(b)[strings.LastIndexByte(string(b), ')')+1:])
	if len(fields) < 13 {
		return -1
	}
	user, uerr := strconv.ParseInt(fields[11], 10, 64)
	system, serr := strconv.ParseInt(fields[12], 10, 64)
	if uerr != nil || serr != nil {
		return -1
	}
	return user + system
}

func spent(from, to int64) string {
	if from < 0 || to < 0 {
		return "an unknown amount"
	}
	return fmt.Sprintf("%.2f s", float64(to-from)/100)
}

// peak is the most memory the process has had, as the system counts it.
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown here"
	}
	for _, l := range strings.Split(string(b), "\n") {
		if rest, ok := strings.CutPrefix(l, "VmHWM:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown here"
}
