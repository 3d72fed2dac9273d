// Command atonce-hsm runs the library of a security module 密码机 for atonce, which starts it, asks it to sign, and
// ends it. It is a program of its own because such a library is foreign code of another language:
// what it breaks it breaks here, and only this program needs the machine's C library.
// See docs/adr/0023.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"atonce/internal/hsm"
	"atonce/internal/hsm/cryptoki"
)

func main() {
	runtime.LockOSThread()
	answers := os.NewFile(hsm.AnswerFD, "answers")
	if _, err := answers.Stat(); err != nil {
		fmt.Fprintln(os.Stderr, "atonce-hsm is started by atonce, where a key lies in a security module. See docs/guide/keys.md.")
		os.Exit(2)
	}
	// A terminal and a service manager tell a whole group to end. atonce still signs its last head then, and closes
	// this program's input when it is done.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if err := cryptoki.Serve(os.Stdin, answers); err != nil {
		fmt.Fprintln(os.Stderr, "atonce-hsm:", err)
		os.Exit(1)
	}
}
