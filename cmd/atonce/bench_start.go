package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

type benchStartCommand struct {
	Packs  string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Rounds int    `default:"3" help:"How often each start is measured."`
}

// Run starts this program as a person would, and prints how long it takes until the
// first page is answered, and what it holds in memory when nobody asks anything.
func (c benchStartCommand) Run() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "atonce-start-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Println("start with sample data       ready      first page  idle memory")
	for round := range c.Rounds + 1 {
		what := "data there already"
		if round == 0 {
			what = "empty folder, sample made"
		}
		if err := c.once(self, dir, what); err != nil {
			return err
		}
	}
	return nil
}

func (c benchStartCommand) once(self, dir, what string) error {
	began := time.Now()
	cmd := exec.Command(self, "dev", "--data", dir, "--listen", "127.0.0.1:0", "--packs", c.Packs)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended by itself
		_ = cmd.Wait()
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		url, ok := strings.CutPrefix(lines.Text(), "ready ")
		if !ok {
			continue
		}
		ready := time.Since(began)
		resp, err := http.Get(url + "/")
		if err != nil {
			return err
		}
		resp.Body.Close()
		first := time.Since(began)
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("the first page answered %s", resp.Status)
		}
		time.Sleep(2 * time.Second)
		memory, err := resident(cmd.Process.Pid)
		if err != nil {
			return err
		}
		fmt.Printf("%-26s %7d ms  %7d ms  %8.1f MB\n", what, ready.Milliseconds(), first.Milliseconds(), float64(memory)/1024)
		return nil
	}
	return fmt.Errorf("the program ended before it was ready")
}

// resident is the memory a process holds, in KiB, as Linux counts it.
func resident(pid int) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, l := range strings.Split(string(b), "\n") {
		var kib int
		if n, _ := fmt.Sscanf(l, "VmRSS: %d kB", &kib); n == 1 {
			return kib, nil
		}
	}
	return 0, fmt.Errorf("no VmRSS for process %d", pid)
}
