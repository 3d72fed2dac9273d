package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/people"
)

type benchLifecycleCommand struct {
	Packs   string        `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Clients []int         `default:"1,8,64" help:"How many clients work at once."`
	Time    time.Duration `default:"5s" help:"How long each measurement runs."`
	Cases   int           `default:"100000" help:"Cases stored before the second half of the measurements."`
	Dir     string        `help:"Folder for the database: the disk that is measured." type:"existingdir"`
}

// Run measures on an empty database, fills it, and measures again.
func (c benchLifecycleCommand) Run() error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	dir, err := os.MkdirTemp(c.Dir, "atonce-lifecycle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := open(ctx, dir, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.furnish(ctx); err != nil {
		return err
	}
	url := make(chan string, 1)
	done := make(chan error, 1)
	go func() { done <- h.serve(ctx, "127.0.0.1:0", true, func(u string) { url <- u }) }()
	l, err := newLife(ctx, h, <-url)
	if err != nil {
		return err
	}
	fmt.Printf("%-8s %-8s %12s %-10s %10s %10s\n", "cases", "clients", "lifecycles/s", "call", "p50", "p99")
	for _, stored := range []int{0, c.Cases} {
		if err := l.fill(ctx, stored); err != nil {
			return err
		}
		for _, n := range c.Clients {
			if err := l.measure(ctx, stored, n, c.Time); err != nil {
				return err
			}
		}
	}
	v, err := h.desk.Verify(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("verified: %d entries, %d acts, %d cases\n", v.Entries, v.Acts, v.Cases)
	stop()
	return <-done
}

// life is what a client needs to take a case through its life.
type life struct {
	desk   *desk.Desk
	url    string
	client *http.Client
	tokens map[string]string
	people map[string]people.Person
	stored int
	body   map[string]string
	steps  []lifeStep
}

// lifeStep is one act of the way, by a sample person.
type lifeStep struct {
	name, by string
	act      map[string]any
}

func newLife(ctx context.Context, h *house, url string) (*life, error) {
	l := &life{desk: h.desk, url: url, tokens: map[string]string{}, people: map[string]people.Person{},
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}},
		body: map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000", "residence": "晓溪县溪前路 2 号",
			"trade_name": "林家面包坊", "scope": "面包销售", "start_date": "2026-12-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "counter"},
		steps: []lifeStep{
			{"accept", "zhang-min", map[string]any{"verb": "accept"}},
			{"propose", "zhou-hang", map[string]any{"verb": "propose", "outcome": "registered"}},
			{"decide", "wu-fang", map[string]any{"verb": "decide", "outcome": "registered"}},
		}}
	sample, problems := people.LoadSample(h.packs)
	if len(problems) > 0 {
		return nil, faulty(problems)
	}
	for _, p := range sample.People {
		l.people[p.ID] = p
		secret, _, err := h.desk.SignInSample(ctx, p.ID, people.APISession)
		if err != nil {
			return nil, err
		}
		l.tokens[p.ID] = secret
	}
	return l, nil
}

// send makes one request and answers its body and how long it took.
func (l *life) send(ctx context.Context, method, path, by string, in any) (out []byte, took time.Duration, err error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, 0, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, l.url+path, body)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+l.tokens[by])
	req.Header.Set("Content-Type", "application/json")
	began := time.Now()
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	out, err = io.ReadAll(resp.Body)
	took = time.Since(began)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, out)
	}
	return out, took, err
}

// one takes one case through its life and notes how long each call took.
func (l *life) one(ctx context.Context, note func(name string, took time.Duration)) error {
	out, took, err := l.send(ctx, "POST", "/api/cases", "lin-jian", map[string]any{"service": lifeService, "answers": l.body, "submission": desk.NewSubmission()})
	if err != nil {
		return err
	}
	note("file", took)
	var filed struct {
		Number string `json:"number"`
	}
	if err := json.Unmarshal(out, &filed); err != nil {
		return err
	}
	for _, s := range l.steps {
		act := map[string]any{"submission": desk.NewSubmission()}
		for k, v := range s.act {
			act[k] = v
		}
		if _, took, err = l.send(ctx, "POST", "/api/cases/"+filed.Number+"/acts", s.by, act); err != nil {
			return err
		}
		note(s.name, took)
	}
	if _, took, err = l.send(ctx, "GET", "/api/cases/"+filed.Number, "lin-jian", nil); err != nil {
		return err
	}
	note("read", took)
	return nil
}

// lifeService is the service whose cases are measured.
const lifeService = "individual-household-registration"

// measure lets n clients work for a while and prints what came of it.
func (l *life) measure(ctx context.Context, stored, n int, long time.Duration) error {
	var mu sync.Mutex
	calls := map[string][]time.Duration{}
	var lives atomic.Int64
	end := time.Now().Add(long)
	errs := make(chan error, n)
	began := time.Now()
	for range n {
		go func() {
			own := map[string][]time.Duration{}
			var err error
			for err == nil && time.Now().Before(end) {
				err = l.one(ctx, func(name string, took time.Duration) { own[name] = append(own[name], took) })
				if err == nil {
					lives.Add(1)
				}
			}
			mu.Lock()
			for k, v := range own {
				calls[k] = append(calls[k], v...)
			}
			mu.Unlock()
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	took := time.Since(began)
	l.stored += int(lives.Load())
	rate := float64(lives.Load()) / took.Seconds()
	for i, name := range []string{"file", "accept", "propose", "decide", "read"} {
		head := []any{"", "", ""}
		if i == 0 {
			head = []any{strconv.Itoa(stored), strconv.Itoa(n), fmt.Sprintf("%.1f", rate)}
		}
		d := calls[name]
		slices.Sort(d)
		fmt.Printf("%-8s %-8s %12s %-10s %10s %10s\n", append(head, name, share(d, 50), share(d, 99))...)
	}
	return nil
}

func share(sorted []time.Duration, percent int) string {
	if len(sorted) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f ms", float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)].Microseconds())/1000)
}

// fill stores finished cases through the desk until there are want.
func (l *life) fill(ctx context.Context, want int) error {
	if want <= l.stored {
		return nil
	}
	fmt.Fprintf(os.Stderr, "storing %d cases …\n", want-l.stored)
	left := atomic.Int64{}
	left.Store(int64(want - l.stored))
	const writers = 64
	errs := make(chan error, writers)
	for range writers {
		go func() {
			var err error
			for err == nil && left.Add(-1) >= 0 {
				err = l.stow(ctx)
			}
			errs <- err
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			return err
		}
	}
	l.stored = want
	return nil
}

func (l *life) stow(ctx context.Context) error {
	answers := maps.Clone(l.body)
	answers["delivery"] = "electronic" // at the counter it would wait to be fetched, and not end
	got, err := l.desk.Submit(ctx, l.people["lin-jian"], desk.Filing{Service: lifeService, Answers: answers, Submission: desk.NewSubmission()})
	for _, s := range l.steps {
		if err != nil {
			return err
		}
		a := casework.Act{Verb: casework.Verb(s.act["verb"].(string))}
		if o, ok := s.act["outcome"].(string); ok {
			a.Outcome = o
		}
		_, err = l.desk.Act(ctx, l.people[s.by], desk.Doing{Number: got.Number, Act: a, Submission: desk.NewSubmission()})
	}
	return err
}
