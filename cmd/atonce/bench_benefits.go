package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/store"
	"atonce/internal/text"
)

type benchBenefitsCommand struct {
	People int    `default:"10000000" help:"People in the register."`
	Sample int    `default:"100000" help:"People whose amount under each policy is compared with the oracle one by one; the counts and sums are compared over everybody."`
	Dir    string `help:"Folder for the database: the disk that is measured." type:"existingdir"`
	Packs  string `default:"packs" help:"Folder of the packs, for the law of the country." placeholder:"DIR"`
}

// benefitDay is the day to which ages are counted.
var benefitDay = law.Date{Year: 2026, Month: 11, Day: 2}

// Run fills a register with made-up people, tries twenty policies on all of them, and
// holds the answer to an oracle that was written apart from the rules.
func (c benchBenefitsCommand) Run() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp(c.Dir, "atonce-benefits-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	set, err := benefitPacks(dir, c.Packs)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, "atonce.db"), Clock: time.Now})
	if err != nil {
		return err
	}
	defer st.Close()
	r, _ := set.Register(benefitRegister)
	began := time.Now()
	want, err := fillPeople(ctx, st, r, c.People)
	if err != nil {
		return err
	}
	fmt.Printf("filled with %d people: %.0f rows/s\n", c.People, float64(c.People)/time.Since(began).Seconds())
	d := desk.New(desk.Config{Store: st, Clock: time.Now, Slog: slog.New(slog.DiscardHandler)})
	officer := people.Person{ID: "bench", Kind: people.Official, Posts: []people.Post{{Office: "bench", Role: desk.RoleBenefitOfficer}}, Name: law.Words{text.ZH: "测", text.EN: "bench"}}
	if err := d.Restore(ctx, set); err != nil {
		return err
	}
	if err := d.SavePeople(ctx, people.Sample{Offices: []people.Office{{ID: "bench", Kind: "bench", Name: law.Words{text.ZH: "测", text.EN: "bench"}, Area: "330199", Letters: "BE"}},
		People: []people.Person{officer}}); err != nil {
		return err
	}
	var ids []string
	for _, b := range set.Benefits() {
		ids = append(ids, b.ID())
	}
	runtime.GC()
	peak := watchMemory()
	began = time.Now()
	tried, err := d.TryBenefits(ctx, officer, ids, benefitDay)
	took := time.Since(began)
	memory := peak()
	if err != nil {
		return err
	}
	decisions := float64(c.People) * float64(len(ids))
	fmt.Printf("%d policies over %d people on %d processors: %.1f s, %.0f decisions/s, heap at most %d MB\n", len(ids), c.People, runtime.GOMAXPROCS(0),
		took.Seconds(), decisions/took.Seconds(), memory>>20)
	wrong := 0
	for i, t := range tried {
		w := want[i]
		if t.Count != w.count || t.Total != w.total || t.Unknown != 0 || t.Read != int64(c.People) {
			wrong++
			fmt.Printf("  %s: %d people, %d in all; the oracle says %d and %d\n", t.Policy.ID(), t.Count, t.Total, w.count, w.total)
		}
	}
	n, off, err := comparePeople(ctx, st, r, set.Benefits(), min(c.Sample, c.People))
	if err != nil {
		return err
	}
	fmt.Printf("against the oracle: counts and sums of %d policies differ in %d; of %d single amounts %d differ\n", len(ids), wrong, n, off)
	if wrong+off > 0 {
		return fmt.Errorf("the rules and the oracle do not agree")
	}
	return nil
}

// watchMemory samples the heap until the answer is asked for.
func watchMemory() func() uint64 {
	done, out := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-done:
				out <- most
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(done); return <-out }
}

// benefitPacks writes the packs of the bench below dir, with the law of the country,
// and loads them.
func benefitPacks(dir, packs string) (*pack.Set, error) {
	root := filepath.Join(dir, "packs")
	if err := os.CopyFS(filepath.Join(root, "_law", "cn"), os.DirFS(filepath.Join(packs, "_law", "cn"))); err != nil {
		return nil, err
	}
	files := map[string]string{filepath.Join("_data", benefitRegister, "register.yaml"): benefitRegisterYAML, filepath.Join("_data", benefitRegister, "grants.yaml"): benefitGrantsYAML}
	for i, p := range benchPolicies {
		name := filepath.Join("_benefits", fmt.Sprintf("policy-%02d", i+1))
		files[filepath.Join(name, "benefit.yaml")] = fmt.Sprintf(benchBenefitYAML, i+1, i+1)
		files[filepath.Join(name, "decide", "rules.yaml")] = p.yaml(i + 1)
	}
	for name, body := range files {
		to := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, []byte(body), 0o644); err != nil {
			return nil, err
		}
	}
	set, problems := pack.Load(os.DirFS(root))
	if len(problems) > 0 {
		return nil, faulty(problems)
	}
	return set, nil
}

// fillBatch is how many rows one transaction writes.
const fillBatch = 5000

// fillPeople writes the made-up people and sums up what the oracle says of them.
func fillPeople(ctx context.Context, st *store.Store, r *pack.Register, n int) ([]sum, error) {
	want := make([]sum, len(benchPolicies))
	var source int64
	if err := st.Write(ctx, func(tx *store.Tx) (err error) {
		source, err = register.AddSource(tx, r, register.Source{Kind: "file", Name: "bench", Digest: strings.Repeat("0", 64), By: "bench"})
		return err
	}); err != nil {
		return nil, err
	}
	for from := 0; from < n; from += fillBatch {
		var rows []register.Row
		for i := from; i < min(n, from+fillBatch); i++ {
			p := personOf(i)
			for k, policy := range benchPolicies {
				if a := policy.oracle(p); a > 0 {
					want[k].count, want[k].total = want[k].count+1, want[k].total+a
				}
			}
			row, err := register.Parse(r, p.code, p.fields())
			if err != nil {
				return nil, err
			}
			row.From = law.Date{Year: 2026, Month: 1, Day: 1}
			rows = append(rows, row)
		}
		if err := st.Write(ctx, func(tx *store.Tx) error {
			for _, row := range rows {
				if _, err := register.Put(tx, r, source, row); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return want, nil
}

type sum struct{ count, total int64 }

// comparePeople holds single amounts to the oracle, for people spread over the register.
func comparePeople(ctx context.Context, st *store.Store, r *pack.Register, policies []*pack.Benefit, n int) (compared, off int, err error) {
	judges := make([]*pack.Judge, len(policies))
	var fields []string
	at := make([][]int, len(policies))
	for i, b := range policies {
		judges[i] = b.Judge(benefitDay)
		for _, f := range b.Fields() {
			at[i] = append(at[i], len(fields))
			fields = append(fields, f)
		}
	}
	stop := fmt.Errorf("enough")
	seen := 0
	err = register.Scan(ctx, st, r, register.Span{}, register.At{Valid: benefitDay}, fields, func(l register.Line) error {
		var number int
		if _, err := fmt.Sscanf(l.Subject, "P%d", &number); err != nil {
			return err
		}
		p := personOf(number)
		for i, j := range judges {
			got, err := j.Amount(l.Values, at[i])
			if err != nil || got != benchPolicies[i].oracle(p) {
				off++
			}
			compared++
		}
		if seen++; seen >= n {
			return stop
		}
		return nil
	})
	if err == stop {
		err = nil
	}
	return compared, off, err
}
