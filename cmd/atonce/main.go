// Command atonce is digital government in one program.
package main

import (
	"os"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Dmn dmnCommand `cmd:"" help:"Decision models: evaluate, prove, convert, batch, test kit."`
}

func main() {
	var c commands
	k := kong.Parse(&c, kong.Name("atonce"))
	if err := k.Run(); err != nil {
		os.Exit(1)
	}
}
