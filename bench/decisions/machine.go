package main

import (
	"fmt"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// intro says what was measured on what, with the versions of all.
func intro() string {
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			versions[d.Path] = d.Version
		}
	}
	node, err := exec.Command("node", "--version").Output()
	if err != nil {
		node = []byte("unknown")
	}
	return fmt.Sprintf(`# Decisions: our engine beside others

Written by bench/decisions/run.sh on %s; do not edit. Every engine decides the same conditions on the same inputs in one run,
and every answer is checked. A number is the time of one evaluation on one core, inputs ready in the engine's own form: the best of five rounds, each over all engines.

- Machine: %s, %d cores, shared with other work; read the ratios rather than the numbers.
- Go %s, cel-go %s, expr %s; Node %s, feelin %s, @bpmn-io/feelin %s.
- Numbers: ours are exact decimals of 34 digits; the others use binary floating point, in which 0.1 + 0.2 is not 0.3.
- Limits: ours counts steps and depth in every evaluation. cel-go and expr run here with their defaults.
- feelin and @bpmn-io/feelin have no call to compile once, so they evaluate from text; the row "from text each time" is ours under that handicap.
`, time.Now().Format("2006-01-02"), runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), strings.TrimPrefix(runtime.Version(), "go"),
		versions["github.com/google/cel-go"], versions["github.com/expr-lang/expr"], strings.TrimSpace(string(node)),
		packageVersion("feelin"), packageVersion("@bpmn-io/feelin"))
}

// packageVersion asks npm's lock file through node, which is there anyway.
func packageVersion(name string) string {
	out, err := exec.Command("node", "-p", `require("./package-lock.json").packages["node_modules/`+name+`"].version`).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
