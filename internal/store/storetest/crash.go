package storetest

import (
	"bufio"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Crash kills a program at random moments under load, again and again on the
// same data, and lets the caller look at what is left. The program is ended with
// SIGKILL, so that nothing of it can tidy up.
type Crash struct {
	// Start makes the program of a round. It is started here, with its standard
	// output read here.
	Start func(round int) *exec.Cmd
	// Ready is the beginning of the line by which the program says that load may
	// begin: the time to the kill runs from there.
	Ready string
	// Line is given every whole line of the program from the ready line on, up to
	// the kill. A line is what the program says it has done.
	Line func(line string)
	// Load, if set, drives the program from outside from the ready line on, and
	// returns when ctx ends, which is after the kill.
	Load func(ctx context.Context, ready string)
	// Check looks at what the killed program left.
	Check func(round int)
	// Least and Most bound the time from the ready line to the kill; 5 to 250 ms if zero.
	Least, Most time.Duration
}

// Rounds is how often the crash tests kill: ATONCE_CRASH_ROUNDS, or usual.
func Rounds(usual int) int {
	n, err := strconv.Atoi(os.Getenv("ATONCE_CRASH_ROUNDS"))
	if err != nil || n < 1 {
		return usual
	}
	return n
}

// Run does the rounds.
func (c Crash) Run(t *testing.T, rounds int) {
	t.Helper()
	if c.Most == 0 {
		c.Least, c.Most = 5*time.Millisecond, 250*time.Millisecond
	}
	for round := range rounds {
		c.round(t, round)
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
	}
}

func (c Crash) round(t *testing.T, round int) {
	t.Helper()
	cmd := c.Start(round)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	loaded := make(chan struct{})
	ready := false
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // what follows the last newline was not said
		}
		line = strings.TrimSuffix(line, "\n")
		if !ready && strings.HasPrefix(line, c.Ready) {
			ready = true
			wait := c.Least + rand.N(c.Most-c.Least)
			time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
			go func() {
				defer close(loaded)
				if c.Load != nil {
					c.Load(ctx, line)
				}
			}()
		}
		if ready && c.Line != nil {
			c.Line(line)
		}
	}
	_ = cmd.Wait() // killed is how it has to end
	stop()
	if !ready {
		t.Fatalf("round %d: the program ended before it was ready:\n%s", round, complaint.String())
	}
	<-loaded
	if cmd.ProcessState.Success() {
		t.Fatalf("round %d: the program ended by itself:\n%s", round, complaint.String())
	}
	c.Check(round)
}
