package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/pack"
	"atonce/internal/pack/story"
	"atonce/internal/text"
)

// checkCommand proves packs: atonce check PACKS.
type checkCommand struct {
	Packs string `arg:"" help:"Folder of packs." type:"existingdir"`
	Lang  string `help:"Language of the sentences: zh or en." default:"en" enum:"zh,en"`
}

// Run prints every problem with file and line, or what was proved of each pack.
func (c *checkCommand) Run() error { return c.check(os.Stdout) }

func (c *checkCommand) check(out io.Writer) error {
	lang := text.Lang(c.Lang)
	set, problems := pack.Load(os.DirFS(c.Packs))
	var results []story.Result
	if set != nil {
		results, problems = story.Prove(set)
	}
	fmt.Fprint(out, declare.Texts(lang, problems))
	if len(problems) > 0 {
		return fmt.Errorf("%s", text.S(lang, "pack.proved-not", "problems", strconv.Itoa(len(problems))))
	}
	told := map[string][]story.Result{}
	for _, r := range results {
		dir, _, _ := strings.Cut(r.File, "/stories/")
		told[dir] = append(told[dir], r)
	}
	for _, s := range set.Services() {
		acts, refusals := 0, 0
		for _, r := range told[s.Dir()] {
			acts, refusals = acts+r.Acts, refusals+r.Refusals
		}
		p := s.Procedure()
		fmt.Fprintln(out, text.S(lang, "pack.proved", "pack", s.Dir(), "shape", string(p.Shape), "stages", strconv.Itoa(len(p.Stages)),
			"clocks", strconv.Itoa(len(p.Clocks)), "questions", strconv.Itoa(len(s.Form().Fields())), "decisions", strconv.Itoa(len(s.Decisions())),
			"texts", strconv.Itoa(len(s.Texts(text.ZH))), "stories", strconv.Itoa(len(s.Stories())), "acts", strconv.Itoa(acts),
			"refusals", strconv.Itoa(refusals), "digest", s.Digest()[:12]))
	}
	for _, r := range set.Registers() {
		fmt.Fprintln(out, text.S(lang, "pack.proved-register", "register", r.ID(), "source", r.Source(), "fields", strconv.Itoa(len(r.Fields())),
			"rules", strconv.Itoa(len(r.Quality().Rules)), "digest", r.Digest()[:12]))
	}
	fmt.Fprintln(out, text.S(lang, "pack.proved-all", "packs", strconv.Itoa(len(set.Services())), "rules", strconv.Itoa(pack.Rules), "digest", set.Digest()))
	return nil
}
