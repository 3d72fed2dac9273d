package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/journal"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
)

// asProgram makes this test binary run as the program itself: the crash test kills
// the real thing.
const asProgram = "ATONCE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if args := os.Getenv(asProgram); args != "" {
		os.Exit(run(strings.Split(args, "\n")))
	}
	os.Exit(m.Run())
}

// told is what the program answered before it was killed: by submission, the number
// of the case.
type told struct {
	sync.Mutex
	cases map[string]string
	acts  map[string]string // submission of an acceptance → number of the case
}

// Killed at any moment under load, the program has lost nothing it answered, has
// done nothing twice, and its log verifies.
func TestKilledUnderLoad(t *testing.T) {
	dir := t.TempDir()
	citizen, clerk := tokensFor(t, dir)
	said := &told{cases: map[string]string{}, acts: map[string]string{}}
	storetest.Crash{
		Start: func(int) *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), asProgram+"="+strings.Join([]string{"dev", "--data", dir, "--packs", "../../packs", "--listen", "127.0.0.1:0"}, "\n"))
			return cmd
		},
		Ready: "ready ",
		Load: func(ctx context.Context, ready string) {
			url := strings.TrimPrefix(ready, "ready ")
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					for ctx.Err() == nil {
						if !said.fileAndAccept(ctx, url, citizen, clerk) {
							return
						}
					}
				})
			}
			wg.Wait()
		},
		Check: func(round int) { said.check(t, dir, round) },
		Least: 20 * time.Millisecond, Most: 400 * time.Millisecond,
	}.Run(t, storetest.Rounds(5))
	t.Logf("%d cases and %d acts were answered; every one is there, once", len(said.cases), len(said.acts))
	if len(said.cases) == 0 || len(said.acts) == 0 {
		t.Error("nothing was answered before the kills: the test showed nothing")
	}
}

// tokensFor furnishes a database and signs two sample people in.
func tokensFor(t *testing.T, dir string) (citizen, clerk string) {
	t.Helper()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		id string
		to *string
	}{{"lin-jian", &citizen}, {"zhang-min", &clerk}} {
		if *x.to, _, err = h.desk.SignInSample(t.Context(), x.id, people.APISession); err != nil {
			t.Fatal(err)
		}
	}
	return citizen, clerk
}

// fileAndAccept files one case and accepts it, and remembers what was answered. It
// answers false when the program no longer does.
func (s *told) fileAndAccept(ctx context.Context, url, citizen, clerk string) bool {
	filing := desk.NewSubmission()
	answers := map[string]any{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000", "residence": "晓溪县溪前路 2 号", "trade_name": "林家面包坊",
		"scope": "面包销售", "start_date": "2027-10-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "counter"}
	number, ok := post(ctx, url+"/api/cases", citizen, map[string]any{"service": lifeService, "answers": answers, "submission": filing})
	if !ok {
		return false
	}
	s.Lock()
	s.cases[filing] = number
	s.Unlock()
	act := desk.NewSubmission()
	if _, ok = post(ctx, url+"/api/cases/"+number+"/acts", clerk, map[string]any{"verb": "accept", "submission": act}); ok {
		s.Lock()
		s.acts[act] = number
		s.Unlock()
	}
	return ok
}

func post(ctx context.Context, url, token string, in any) (number string, ok bool) {
	body, err := json.Marshal(in)
	if err != nil {
		return "", false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return "", false
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", false
	}
	defer resp.Body.Close()
	var out struct {
		Number string `json:"number"`
	}
	err = json.NewDecoder(resp.Body).Decode(&out)
	return out.Number, err == nil && resp.StatusCode < 300
}

// check opens what the killed program left and looks for everything it answered.
func (s *told) check(t *testing.T, dir string, round int) {
	t.Helper()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	v, err := h.desk.Verify(t.Context())
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	err = h.store.Read(t.Context(), func(tx *store.Tx) error {
		seen := map[string]string{}
		for filing, number := range s.cases {
			if other, twice := seen[number]; twice {
				return fmt.Errorf("submissions %s and %s are both case %s", filing, other, number)
			}
			seen[number] = filing
			got, ok, err := journal.AnsweredTo(tx, "lin-jian", filing)
			if err != nil {
				return err
			}
			if !ok || got.Number != number {
				return fmt.Errorf("answered case %s is gone: %+v", number, got)
			}
		}
		for act, number := range s.acts {
			got, ok, err := journal.AnsweredTo(tx, "zhang-min", act)
			if err != nil {
				return err
			}
			if !ok || got.Number != number || got.Seq != 2 {
				return fmt.Errorf("answered act %s on case %s is gone: %+v", act, number, got)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	t.Logf("round %d: %d entries, %d acts, %d cases verified", round, v.Entries, v.Acts, v.Cases)
}
