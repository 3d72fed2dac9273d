package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/store"
	"atonce/internal/text"
)

type importRegisterCommand struct {
	Register string   `arg:"" help:"Id of the register."`
	File     string   `arg:"" help:"CSV with a header of the register's fields, JSON lines or a JSON array; in UTF-8." type:"existingfile"`
	Data     string   `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs    string   `default:"packs" help:"Folder of the packs that declare the register." type:"existingdir" placeholder:"DIR"`
	From     law.Date `help:"First day that rows hold which name none; today otherwise." placeholder:"DAY"`
	By       string   `default:"import" help:"Who answers for it, for the record." placeholder:"PERSON"`
	Batch    int      `default:"20000" help:"Rows in one commit. A serving program waits that long for its turn."`
	Abandon  bool     `help:"Give up another file that was begun and not finished."`
	Rejects  string   `help:"File for the rows that were not taken, each reason on a line." placeholder:"FILE"`
	Lang     string   `default:"en" enum:"zh,en" help:"Language of the report: ${enum}."`
}

// Run reads the file, straight into the store, and prints the report. A row that cannot
// be taken is no failure of the command: the report counts it, and why is kept.
func (c importRegisterCommand) Run() error { return c.run(context.Background(), os.Stdout, os.Stderr) }

func (c importRegisterCommand) run(ctx context.Context, out, progress io.Writer) (err error) {
	lang, _ := text.ParseLang(c.Lang)
	set, problems := pack.Load(os.DirFS(c.Packs))
	if len(problems) > 0 {
		return faulty(problems)
	}
	r, ok := set.Register(c.Register)
	if !ok {
		return errors.New(text.S(lang, "desk.no-register", "register", c.Register))
	}
	in, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, "atonce.db")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	began, told, before := time.Now(), time.Now(), -1
	rep, err := register.Import(ctx, st, r, in, register.ImportOptions{Name: filepath.Base(c.File), By: c.By, From: c.From, Batch: c.Batch, Abandon: c.Abandon,
		Progress: func(p register.Report) {
			if before < 0 {
				before = p.Rows
			}
			if time.Since(told) > time.Second {
				told = time.Now()
				fmt.Fprintln(progress, text.S(lang, "register.progress", "rows", strconv.Itoa(p.Rows), "percent", strconv.FormatInt(100*p.AtByte/max(p.Size, 1), 10),
					"rate", perSecond(p.Rows-before, time.Since(began))))
			}
		}})
	if rep.Source != 0 {
		if perr := c.print(ctx, out, lang, st, rep); err == nil {
			err = perr
		}
	}
	return err
}

func perSecond(rows int, took time.Duration) string {
	return strconv.FormatFloat(float64(rows)/max(took.Seconds(), 1e-6), 'f', 0, 64)
}

// shownRejects is how many reasons are printed; all of them are kept.
const shownRejects = 20

var errEnough = errors.New("enough")

func (c importRegisterCommand) print(ctx context.Context, out io.Writer, lang text.Lang, st *store.Store, rep register.Report) (err error) {
	n := strconv.Itoa
	if rep.Resumed {
		fmt.Fprintln(out, text.S(lang, "register.report-resumed"))
	}
	fmt.Fprintln(out, text.S(lang, "register.report", "rows", n(rep.Rows), "good", n(rep.Good()), "added", n(rep.Added), "changed", n(rep.Changed),
		"unchanged", n(rep.Unchanged), "rejected", n(rep.Rejected)))
	if rep.Rejected == 0 {
		return nil
	}
	to, most := out, shownRejects
	if c.Rejects != "" {
		f, err := os.Create(c.Rejects)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to, most = f, -1
	}
	shown := 0
	err = st.Read(ctx, func(tx *store.Tx) error {
		return register.Rejects(tx, rep.Source, func(x register.Reject) error {
			if shown == most {
				return errEnough
			}
			shown++
			_, err := fmt.Fprintln(to, text.S(lang, "register.reject", "row", n(x.Row), "field", x.Field.Path, "reason", text.T(lang, x.Field.Key, x.Field.Args)))
			return err
		})
	})
	switch {
	case errors.Is(err, errEnough):
		fmt.Fprintln(out, text.S(lang, "register.report-more"))
		err = nil
	case err == nil && c.Rejects != "":
		fmt.Fprintln(out, text.S(lang, "register.report-file", "file", c.Rejects))
	}
	return err
}
