package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/pack"
	"atonce/internal/scene"
	looks "atonce/internal/share"
	"atonce/internal/store"
)

const readingFolder = "ATONCE_TEST_READS_IN"

// refusalsEnough is how often the other process asks again after it was refused.
const refusalsEnough = 20

// TestReadingInAnotherProcess is that process: it reads one person's record again and
// again on the database of the test below, and says what came of each.
func TestReadingInAnotherProcess(t *testing.T) {
	folder, at, _ := strings.Cut(os.Getenv(readingFolder), "|")
	if folder == "" {
		t.Skip("it is run by TestACutStopsAnotherProcess")
	}
	micro, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.UnixMicro(micro) }
	st, err := store.Open(t.Context(), store.Config{Path: filepath.Join(folder, "atonce.db"), Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	set, problems := pack.Load(os.DirFS(filepath.Join(scene.Root(t), "packs")))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	d := desk.New(desk.Config{Store: st, Clock: now, Slog: slog.New(slog.DiscardHandler)})
	if err := d.Restore(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	s, err := d.Service(lifeService)
	if err != nil {
		t.Fatal(err)
	}
	me, err := d.Named(t.Context(), []string{"lin-jian"})
	if err != nil {
		t.Fatal(err)
	}
	for refused := 0; refused < refusalsEnough; {
		a, err := d.ReadGranted(t.Context(), me["lin-jian"], s, 0, "")
		switch {
		case err == nil && a.Holds():
			fmt.Println("served")
		case fail.KindOf(err) == fail.Forbidden:
			refused++
			fmt.Println("refused", fail.As(err).Key)
		default:
			t.Fatal(a, err)
		}
	}
}

// A grant that is cut here serves nothing more to a process that reads under it all the
// while: every reading that came after the cut, in the order of the log, was refused.
func TestACutStopsAnotherProcess(t *testing.T) {
	s := scene.New(t)
	gs, _, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	if err != nil {
		t.Fatal(err)
	}
	var under grant.Grant
	for _, g := range gs {
		if g.Service == lifeService && g.Purpose == "prefill" {
			under = g
		}
	}
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), me, "-test.run=^TestReadingInAnotherProcess$", "-test.v")
	cmd.Env = append(os.Environ(), readingFolder+"="+s.Folder+"|"+strconv.FormatInt(s.Now().UnixMicro(), 10))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	served, refused, cut := 0, 0, false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch line := lines.Text(); {
		case line == "served":
			served++
		case line == "refused grant.cut":
			refused++
		case strings.HasPrefix(line, "refused"):
			t.Error(line)
		}
		if served == 10 && !cut {
			cut = true
			if err := s.Desk.CutGrant(t.Context(), s.Person("cao-jie"), under.ID, "用途不符"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if served < 10 || refused != refusalsEnough {
		t.Fatalf("%d readings were served and %d refused", served, refused)
	}
	// The order of the log is the order of the commits.
	before, after := 0, 0
	err = s.Store().Read(t.Context(), func(tx *store.Tx) error {
		var end int64
		if err := grant.EachAct(tx, func(leaf int64, _, _ []byte) error { end = leaf; return nil }); err != nil {
			return err
		}
		return looks.EachLogged(tx, 0, 1<<30, func(k looks.Kept) error {
			switch {
			case k.Register != "population" || k.By != "lin-jian":
			case k.Leaf < end && k.Refused == "" && k.Grant == under.ID:
				before++
			case k.Leaf > end && k.Refused == "grant.cut":
				after++
			default:
				t.Errorf("entry %d, the cut is %d: %+v", k.Leaf, end, k.Look)
			}
			return nil
		})
	})
	if err != nil || before != served || after != refused {
		t.Errorf("the log holds %d readings before the cut and %d refusals after it, of %d and %d: %v", before, after, served, refused, err)
	}
	t.Logf("served %d times, then refused %d times", served, refused)
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
