package ledger_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/ledger"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
)

// crashData names the database of the program that is killed; it is this test's
// own binary, started again.
const crashData = "ATONCE_LEDGER_CRASH_DATA"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashData); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path, os.Getenv("ATONCE_LEDGER_CRASH_ROUND")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver lets clients write and say each write after it was answered.
func writeForEver(path, round string) error {
	s, err := store.Open(context.Background(), store.Config{Path: path})
	if err != nil {
		return err
	}
	if _, err := fmt.Println("ready"); err != nil {
		return err
	}
	failed := make(chan error)
	for client := range 8 {
		go func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("%s-%d-%d", round, client, n)
				err := s.Write(context.Background(), func(tx *store.Tx) error {
					idx, err := ledger.Append(tx, entry(int64(n)))
					if err != nil {
						return err
					}
					_, err = tx.Exec("INSERT INTO crash (name, idx) VALUES (?, ?)", name, idx)
					return err
				})
				if err == nil {
					// One call of write: a line is said whole or not at all.
					_, err = os.Stdout.WriteString(name + "\n")
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// A killed program loses nothing that it answered, doubles nothing, and leaves
// the log whole: every act has its entry and every entry its act.
func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "atonce.db")
	open := func() *store.Store {
		s, err := store.Open(context.Background(), store.Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	storetest.Write(t, s, func(tx *store.Tx) error {
		// No unique index: it must not be the index that keeps doubles out.
		_, err := tx.Exec("CREATE TABLE crash (name TEXT NOT NULL, idx BIGINT NOT NULL)")
		return err
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	answered := map[string]bool{}
	rounds := storetest.Rounds(5)
	storetest.Crash{
		Ready: "ready",
		Start: func(round int) *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), crashData+"="+path, fmt.Sprintf("ATONCE_LEDGER_CRASH_ROUND=%d", round))
			return cmd
		},
		Line: func(line string) {
			if strings.Contains(line, "-") {
				answered[line] = true
			}
		},
		Check: func(int) {
			s := open()
			defer s.Close()
			seen, at := map[string]int{}, map[int64]bool{}
			storetest.Read(t, s, func(tx *store.Tx) error {
				rows, err := tx.Query("SELECT name, idx FROM crash")
				if err != nil {
					return err
				}
				for rows.Next() {
					var name string
					var idx int64
					if err := rows.Scan(&name, &idx); err != nil {
						return err
					}
					seen[name]++
					at[idx] = true
				}
				return rows.Err()
			})
			for name := range answered {
				if seen[name] == 0 {
					t.Errorf("%s was answered and is lost", name)
				}
			}
			for name, n := range seen {
				if n != 1 {
					t.Errorf("%s is there %d times", name, n)
				}
			}
			edge, err := verify(t, s, nil)
			if err != nil {
				t.Error(err)
			}
			if edge.Size() != int64(len(seen)) || len(at) != len(seen) {
				t.Errorf("%d entries, %d acts at %d places", edge.Size(), len(seen), len(at))
			}
		},
	}.Run(t, rounds)
	if len(answered) == 0 {
		t.Error("nothing was ever answered: there was no load")
	}
	t.Logf("%d rounds, %d writes answered, none lost", rounds, len(answered))
}
