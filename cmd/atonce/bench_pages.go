package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/web/door"
)

type benchPagesCommand struct {
	Packs   string        `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Clients int           `default:"8" help:"How many clients ask at once."`
	Pause   time.Duration `default:"0s" help:"How long each client waits between an answer and its next question, as a person reads."`
	Time    time.Duration `default:"5s" help:"How long each page is measured."`
	Cases   int           `default:"100000" help:"Cases stored before: of ten, nine have ended."`
	Dir     string        `help:"Folder for the database: the disk that is measured." type:"existingdir"`
}

// benchPage is one page that is measured, as somebody sees it; nobody for "".
type benchPage struct{ name, by, path string }

// Run fills a database, then lets clients ask for each page through HTTP.
func (c benchPagesCommand) Run() error { return c.measure(context.Background(), os.Stdout) }

func (c benchPagesCommand) measure(ctx context.Context, out io.Writer) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	dir, err := os.MkdirTemp(c.Dir, "atonce-pages-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := open(ctx, dir, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.furnish(ctx); err != nil {
		return err
	}
	l, err := newLife(ctx, h, "")
	if err != nil {
		return err
	}
	number, err := l.fillOpen(ctx, c.Cases)
	if err != nil {
		return err
	}
	site := door.House{Keeper: h.desk, Routes: routesOf(h.desk, true, h.in), Dev: true, Log: h.log}.Handler()
	server := httptest.NewServer(site)
	defer server.Close()
	l.url = server.URL
	pages := []benchPage{{"home", "", "/"}, {"guide", "", "/items/" + lifeService}, {"search", "", "/?q=%E5%BC%80%E9%9D%A2%E5%8C%85%E5%BA%97"},
		{"worklist of 50", "zhang-min", "/office"}, {"case", "zhang-min", "/office/cases/" + number}, {"search cases", "zhang-min", "/office?text=" + number[len(number)-4:]},
		{"case not there", "zhang-min", "/office?text=%E6%AC%A7%E9%98%B3%E6%97%A0%E6%AD%A4%E4%BA%BA"},
		{"my case", "lin-jian", "/cases/" + number}}
	fmt.Fprintf(out, "%d cases, %d clients, each waits %s between two questions\n%-16s %12s %10s %10s %10s %10s %10s %9s\n",
		c.Cases, c.Clients, c.Pause, "page", "requests/s", "p50", "p95", "p99", "bytes", "gzipped", "queries")
	for _, p := range pages {
		cookie, err := pageCookie(ctx, h.desk, p.by)
		if err != nil {
			return err
		}
		plain, queries, err := pageCost(ctx, site, p, cookie)
		if err != nil {
			return err
		}
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: c.Clients, DisableCompression: true}}
		rate, took, sent, err := c.load(func() (int64, error) { return ask(client, server.URL+p.path, cookie) })
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-16s %12.0f %10s %10s %10s %10d %10d %9d\n", p.name, rate, share(took, 50), share(took, 95), share(took, 99), plain, sent, queries)
	}
	rate, took, _, err := c.load(func() (int64, error) {
		answer, _, err := l.send(ctx, http.MethodPost, "/api/cases", "lin-jian", map[string]any{"service": lifeService, "answers": l.body, "submission": desk.NewSubmission()})
		return int64(len(answer)), err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-16s %12.0f %10s %10s %10s\n", "submit", rate, share(took, 50), share(took, 95), share(took, 99))
	return nil
}

// fillOpen stores cases of which every tenth is only filed, and answers the number of
// one of these.
func (l *life) fillOpen(ctx context.Context, cases int) (number string, err error) {
	if err := l.fill(ctx, cases-cases/10); err != nil {
		return "", err
	}
	for range max(cases/10, 60) {
		got, err := l.desk.Submit(ctx, l.people["lin-jian"], desk.Filing{Service: lifeService, Answers: l.body, Submission: desk.NewSubmission()})
		if err != nil {
			return "", err
		}
		number = got.Number
	}
	return number, nil
}

func pageCookie(ctx context.Context, d *desk.Desk, by string) (*http.Cookie, error) {
	if by == "" {
		return nil, nil
	}
	secret, _, err := d.SignInSample(ctx, by, people.PageSession)
	return &http.Cookie{Name: door.SessionCookie, Value: secret}, err
}

// pageCost asks for a page once, without the network: its size, and how many statements
// it asks of the database.
func pageCost(ctx context.Context, site http.Handler, p benchPage, cookie *http.Cookie) (size, queries int, err error) {
	ctx, n := store.Counting(ctx)
	r := httptest.NewRequestWithContext(ctx, "GET", p.path, nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return 0, 0, fmt.Errorf("%s answers %d", p.path, w.Code)
	}
	return w.Body.Len(), n.N(), nil
}

// load lets clients ask one question for a while, each with its pause after each answer.
// sent is the size of the last answer as it came, compressed.
func (c benchPagesCommand) load(ask func() (int64, error)) (rate float64, took []time.Duration, sent int, err error) {
	end := time.Now().Add(c.Time)
	type result struct {
		took []time.Duration
		err  error
	}
	results := make(chan result, c.Clients)
	var size atomic.Int64
	began := time.Now()
	for i := range c.Clients {
		go func() {
			// Nobody begins at the same moment as everybody else.
			time.Sleep(c.Pause * time.Duration(i) / time.Duration(c.Clients))
			var own result
			for own.err == nil && time.Now().Before(end) {
				var n int64
				at := time.Now()
				n, own.err = ask()
				own.took = append(own.took, time.Since(at))
				size.Store(n)
				time.Sleep(c.Pause)
			}
			results <- own
		}()
	}
	for range c.Clients {
		r := <-results
		took, err = append(took, r.took...), errors.Join(err, r.err)
	}
	rate = float64(len(took)) / time.Since(began).Seconds()
	slices.Sort(took)
	return rate, took, int(size.Load()), err
}

func ask(client *http.Client, url string, cookie *http.Cookie) (int64, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	if cookie != nil {
		req.AddCookie(cookie)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", url, resp.Status)
	}
	return n, err
}
