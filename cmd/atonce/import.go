package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/store"
	"atonce/internal/text"
)

type importCommand struct {
	Items        importItemsCommand        `cmd:"" help:"Read a file of items into one of the four lists. It may be read again: only what differs is written."`
	Resources    importResourcesCommand    `cmd:"" help:"Read a file of digital resources into the ledger, all of it or nothing."`
	Organisation importOrganisationCommand `cmd:"" help:"Read offices and who holds which post from a file of the personnel office. Who is not in it any more loses their posts and is signed out."`
	Register     importRegisterCommand     `cmd:"" help:"Read a file of records into a register. Killed, it goes on where it was when it is called again."`
}

type importItemsCommand struct {
	File string `arg:"" help:"CSV in UTF-8 with the columns department, main_item, name, item_code, area_code, task_type, dept_code." type:"existingfile"`
	Data string `required:"" help:"Folder of the data." placeholder:"DIR"`
	List string `default:"powers" enum:"powers,duties,negative,funds" help:"List the items belong to: ${enum}."`
	By   string `default:"import" help:"Who answers for it, for the record of changes." placeholder:"PERSON"`
	Lang string `default:"en" enum:"zh,en" help:"Language of the report: ${enum}."`
}

// Run reads the file, straight into the store, and prints the report. A row that is
// wrong is no failure of the command: the report names it.
func (c importItemsCommand) Run() error { return c.run(os.Stdout) }

func (c importItemsCommand) run(out io.Writer) (err error) {
	lang, _ := text.ParseLang(c.Lang)
	in, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, "atonce.db")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	// With no packs of its own the desk takes what is in force from the data, so that
	// the items are searched among the services that people will find beside them.
	d := desk.New(desk.Config{Store: st, Clock: time.Now, Slog: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err := d.Restore(ctx, &pack.Set{}); err != nil {
		return err
	}
	list := catalogue.List(c.List)
	report, err := d.ImportItems(ctx, in, catalogue.ImportOptions{List: list, By: c.By,
		Why: text.S(lang, "catalogue.import-why", "file", filepath.Base(c.File))})
	if err != nil && report.Read == 0 {
		return err
	}
	printReport(out, lang, report)
	if err != nil {
		return err
	}
	found, listed, err := searchable(ctx, st, d, list)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, text.S(lang, "catalogue.report-searchable", "found", strconv.Itoa(found), "listed", strconv.Itoa(listed)))
	return nil
}

func printReport(w io.Writer, lang text.Lang, r catalogue.Report) {
	n := strconv.Itoa
	if len(r.Problems) > 0 {
		fmt.Fprintln(w, text.S(lang, "catalogue.report-problems", "count", n(len(r.Problems))))
		for _, p := range r.Problems {
			fmt.Fprintln(w, "  "+p.Text(lang))
		}
	}
	fmt.Fprintln(w, text.S(lang, "catalogue.report-rows", "read", n(r.Read), "good", n(r.Good), "malformed", n(r.Malformed),
		"duplicates", n(r.Duplicates), "refused", n(r.Refused)))
	fmt.Fprintln(w, text.S(lang, "catalogue.report-entries", "added", n(r.Added), "changed", n(r.Changed), "unchanged", n(r.Unchanged)))
}

// foundAmong is how far down a list of hits a person looks. Entries of several
// departments often share a name.
const foundAmong = 20

// searchable searches each entry of the list by its own name, as people do, and says
// how many of how many are found: so that it is tried and not assumed.
func searchable(ctx context.Context, st *store.Store, d *desk.Desk, list catalogue.List) (found, listed int, err error) {
	err = st.Read(ctx, func(tx *store.Tx) error {
		for e, err := range catalogue.All(tx) {
			if err != nil {
				return err
			}
			if e.List != list || e.State == catalogue.Cancelled {
				continue
			}
			listed++
			if slices.ContainsFunc(d.Search(text.ZH, e.Name.In(text.ZH), false, foundAmong).Hits, func(h desk.Hit) bool {
				return h.List == string(e.List) && h.Code == e.Code || h.Service != "" && h.Service == e.Service
			}) {
				found++
			}
		}
		return nil
	})
	return found, listed, err
}
