package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
)

type replayCommand struct {
	Pack    string `required:"" help:"Folder of the changed service, in a folder of packs: the law of its country is read beside it." type:"existingdir" placeholder:"DIR"`
	Since   string `required:"" help:"Day from which past decisions are tried, such as 2026-01-01." placeholder:"DATE"`
	Data    string `required:"" help:"Folder of the data." placeholder:"DIR"`
	By      string `required:"" help:"Id of the person who tries: who keeps packs or leads. Case numbers are told to leaders only; reading them is recorded." placeholder:"PERSON"`
	Purpose string `help:"Why the record is read; it is kept." placeholder:"WORDS"`
	Most    int    `default:"20" help:"Case numbers told of each class."`
	CSV     string `help:"File for one row of each case that would change." placeholder:"FILE"`
	Lang    string `default:"en" enum:"zh,en" help:"Language: zh or en."`
}

// Run tries a changed version on past decisions and says whom it would touch.
func (c replayCommand) Run() error { return finish(text.Lang(c.Lang), c.run(context.Background())) }

func (c replayCommand) run(ctx context.Context) (err error) {
	day, err := law.ParseDate(c.Since)
	if err != nil {
		return err
	}
	whole, err := filepath.Abs(c.Pack)
	if err != nil {
		return err
	}
	root := filepath.Dir(filepath.Dir(whole))
	set, problems := pack.Load(os.DirFS(root))
	if len(problems) > 0 {
		return faulty(problems)
	}
	s, ok := set.Service(path.Base(filepath.ToSlash(whole)))
	if !ok {
		return fail.New(fail.NotFound, "desk.no-service", "service", filepath.Base(whole))
	}
	h, by, err := openAs(ctx, c.Data, root, c.By)
	if err != nil {
		return err
	}
	defer h.close()
	in := desk.Trying{Service: s, Since: day.At(0, s.Procedure().Calendar.Zone()), Most: c.Most, Purpose: c.Purpose}
	if c.CSV != "" {
		f, err := os.OpenFile(c.CSV, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		defer func() {
			if ferr := w.Flush(); err == nil {
				err = ferr
			}
			if cerr := f.Close(); err == nil {
				err = cerr
			}
		}()
		fmt.Fprintln(w, "case,class,asked,was,now,was_amount,now_amount,was_rules,now_rules")
		in.Rows = w
	}
	began := time.Now()
	out, err := h.desk.Replay(ctx, by, in)
	if err != nil {
		return err
	}
	took := time.Since(began)
	for _, l := range replayWords(text.Lang(c.Lang), s, out.For(by)) {
		fmt.Println(l)
	}
	fmt.Println(text.S(text.Lang(c.Lang), "desk.replay.took", "seconds", strconv.FormatFloat(took.Seconds(), 'f', 2, 64), "rate", rate(int64(out.Decisions), took)))
	return nil
}

// replayWords are what a replay found, in plain words.
func replayWords(l text.Lang, s *pack.Service, r desk.Replayed) []string {
	count := func(n int) string {
		if n == desk.Hidden {
			return text.S(l, "desk.replay.hidden")
		}
		return strconv.Itoa(n)
	}
	out := []string{text.S(l, "desk.replay.tried", "service", s.Text(l, "name"), "version", r.Version, "n", strconv.Itoa(r.Decisions), "since", r.Since.In(s.Procedure().Calendar.Zone()).Format(time.DateOnly))}
	for _, c := range desk.Classes {
		if n := r.Counts[c]; n != 0 {
			out = append(out, "  "+text.S(l, "desk.replay.class-"+string(c), "n", count(n)))
			for _, x := range r.Lists[c] {
				out = append(out, "    "+x.Number)
			}
		}
	}
	if r.AgreesNow != 0 {
		out = append(out, text.S(l, "desk.replay.agrees", "n", count(r.AgreesNow)))
	}
	if r.Money {
		out = append(out, text.S(l, "desk.replay.money", "before", money(r.Before), "after", money(r.After), "more", money(r.After-r.Before)))
	}
	for key, n := range map[string]int{"odd": r.Odd, "unpriced": r.Unpriced, "gone": r.ModelGone} {
		if n > 0 {
			out = append(out, text.S(l, "desk.replay."+key, "n", strconv.Itoa(n)))
		}
	}
	for _, f := range r.Flips {
		out = append(out, text.S(l, "desk.replay.flip", "n", strconv.Itoa(f.Count), "what", text.S(l, "desk.replay.kind-"+string(f.Class))))
		for _, line := range casepage.FlipWords(l, s, f) {
			out = append(out, "    "+line)
		}
	}
	return out
}

// money is an amount of minor units with its two decimals.
func money(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return sign + strconv.FormatInt(minor/100, 10) + "." + fmt.Sprintf("%02d", minor%100)
}
