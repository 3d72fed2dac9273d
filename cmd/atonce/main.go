// Command atonce (一次) is digital government in one program: a government declares
// its services in packs of plain files, and this program carries every case through
// them, from the public list to the licence, under the clocks the law sets.
package main

import (
	"errors"
	"fmt"
	"os"

	"atonce/internal/fail"
	"atonce/internal/text"

	"github.com/alecthomas/kong"
)

// root is the whole command line. Every flag may also be an environment variable:
// ATONCE_ and the flag's name in capitals.
type root struct {
	Dev   devCommand   `cmd:"" help:"Start everything with sample packs and people, and print where to look. Packs are read again when they are saved."`
	Serve serveCommand `cmd:"" help:"Serve a government: its data folder, its packs."`
	Check checkCommand `cmd:"" help:"Prove packs: print every problem with file and line."`
	Test  testCommand  `cmd:"" help:"Run the stories of packs."`
	New   newCommand   `cmd:"" help:"Make new things that pass check."`

	Generate generateCommand `cmd:"" help:"Make sample data of people and firms that do not exist."`

	People    peopleCommand    `cmd:"" help:"Read offices and people with their posts from a folder (offices.yaml, people.yaml)."`
	Import    importCommand    `cmd:"" help:"Read what a government has already, such as its list of items, into its data."`
	List      listCommand      `cmd:"" help:"Change the four lists as a file says: entries, or one change with its reason."`
	Activate  activateCommand  `cmd:"" help:"Put packs forward or approve them; bringing one into force takes two people."`
	Archive   archiveCommand   `cmd:"" help:"Pack an ended case for the archives, as one file that anybody can check."`
	Replay    replayCommand    `cmd:"" help:"Try a changed rule on past decisions before anybody signs it: who would gain, who would lose, what it costs."`
	Erase     eraseCommand     `cmd:"" help:"Erase the record of an ended case, on a ground in law; it takes two people, and the log stays whole."`
	Invite    inviteCommand    `cmd:"" help:"Print an invitation with which a person makes their account."`
	Firm      firmCommand      `cmd:"" help:"Make one person the only owner of a firm, by decision of the office: its legal representative."`
	Token     tokenCommand     `cmd:"" help:"Print a bearer token for the API: of a person within scopes, or of a sample person."`
	Client    clientCommand    `cmd:"" help:"Let systems of other agencies in, and shut them out."`
	Catalogue catalogueCommand `cmd:"" help:"Make the records of the data catalogue that _catalogue declares."`
	Verify    verifyCommand    `cmd:"" help:"Check evidence: a whole log, here or elsewhere, or one receipt."`
	Log       logCommand       `cmd:"" help:"Publish the log."`
	Key       keyCommand       `cmd:"" help:"Make the keys that sign."`
	Witness   witnessCommand   `cmd:"" help:"Watch logs of others and cosign their heads while they only grow."`
	Bench     benchCommand     `cmd:"" help:"Measure this machine and print the figures as they are."`
	Dmn       dmnCommand       `cmd:"" name:"dmn" help:"Evaluate, prove, convert and test decision models."`
}

func main() {
	os.Exit(run(os.Args[1:]))
}

// run is main without the process: it answers the exit code.
func run(args []string) int {
	var cli root
	parser, err := kong.New(&cli, kong.Name("atonce"),
		kong.Description("Atonce 一次: digital government in one program.\n\nTo look around:  atonce dev   (then open the address it prints)\nTo serve:        atonce serve --data DIR --packs DIR"),
		kong.DefaultEnvars("ATONCE"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "atonce:", err)
		return 2
	}
	for i, a := range args {
		// Go's own tools spell it with one dash, and so do people's fingers.
		if a == "-update" {
			args[i] = "--update"
		}
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		var p *kong.ParseError
		if errors.As(err, &p) {
			fmt.Fprintln(os.Stderr, "atonce:", err)
			fmt.Fprintln(os.Stderr, "Run \"atonce --help\", or \"atonce", "COMMAND --help\".")
		}
		return 2
	}
	if err := ctx.Run(); err != nil {
		say(err)
		return 1
	}
	return 0
}

// say prints an error for who sits at the terminal: its sentence, each field, and
// the cause, which here is the operator's to know.
func say(err error) {
	var e *fail.Error
	if !errors.As(err, &e) {
		fmt.Fprintln(os.Stderr, "atonce:", err)
		return
	}
	fmt.Fprintln(os.Stderr, "atonce:", text.Error(text.EN, e))
	for _, f := range e.Fields {
		fmt.Fprintf(os.Stderr, "  %s: %s\n", f.Path, text.T(text.EN, f.Key, f.Args))
	}
	if e.Cause != nil {
		fmt.Fprintln(os.Stderr, "  because:", e.Cause)
	}
}
