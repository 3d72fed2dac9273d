package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"atonce/internal/declare"
	"atonce/internal/pack"
	"atonce/internal/pack/story"
	"atonce/internal/text"
)

// testCommand runs the stories of packs: atonce test PACKS.
type testCommand struct {
	Packs  string `arg:"" help:"Folder of packs." type:"existingdir"`
	Update bool   `short:"u" help:"Write the kernel's answers into the stories; read them in the diff."`
	Lang   string `help:"Language of the sentences: zh or en." default:"en" enum:"zh,en"`
}

// Run runs every story and prints those that fail with file and line.
func (c *testCommand) Run() error { return c.test(os.Stdout) }

func (c *testCommand) test(out io.Writer) error {
	lang := text.Lang(c.Lang)
	set, problems := pack.Load(os.DirFS(c.Packs))
	if set == nil {
		fmt.Fprint(out, declare.Texts(lang, problems))
		return fmt.Errorf("%s", text.S(lang, "pack.proved-not", "problems", strconv.Itoa(len(problems))))
	}
	results, _ := story.Prove(set)
	if c.Update {
		if err := rewriteStories(c.Packs, set, results); err != nil {
			return err
		}
		// What is left after the answers were written is wrong with the stories themselves.
		if set, problems = pack.Load(os.DirFS(c.Packs)); set == nil {
			fmt.Fprint(out, declare.Texts(lang, problems))
			return fmt.Errorf("%s", text.S(lang, "pack.proved-not", "problems", strconv.Itoa(len(problems))))
		}
		results, _ = story.Prove(set)
	}
	acts, failed := 0, 0
	for _, r := range results {
		acts += r.Acts
		key := "story.passed"
		if !r.Passed() {
			key = "story.failed"
			failed++
		}
		fmt.Fprintln(out, text.S(lang, key, "file", r.File, "title", r.Title, "acts", strconv.Itoa(r.Acts), "refusals", strconv.Itoa(r.Refusals)))
		fmt.Fprint(out, declare.Texts(lang, r.Problems))
	}
	fmt.Fprintln(out, text.S(lang, "story.sum", "stories", strconv.Itoa(len(results)), "acts", strconv.Itoa(acts), "failed", strconv.Itoa(failed)))
	if failed > 0 {
		return fmt.Errorf("%s", text.S(lang, "story.failed-sum", "failed", strconv.Itoa(failed)))
	}
	return nil
}

// rewriteStories writes the answers of a run into the stories' files.
func rewriteStories(dir string, set *pack.Set, results []story.Result) error {
	written := map[string][]byte{}
	for _, s := range set.Services() {
		for _, st := range s.Stories() {
			written[st.File] = st.Data
		}
	}
	for _, r := range results {
		if bytes.Equal(written[r.File], r.Updated) {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(r.File)), r.Updated, 0o644); err != nil {
			return err
		}
	}
	return nil
}
