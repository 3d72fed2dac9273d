package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/tiles"

	"golang.org/x/mod/sumdb/note"
)

type verifyCommand struct {
	Log      verifyLogCommand      `cmd:"" default:"withargs" help:"Recompute a whole log and name the first bad entry."`
	Licence  verifyLicenceCommand  `cmd:"" help:"Check a signed licence, without a network."`
	Receipt  verifyReceiptCommand  `cmd:"" help:"Check a receipt that somebody kept, without a network."`
	Archive  verifyArchiveCommand  `cmd:"" help:"Check a package of an ended case, without a network: truth, completeness, usability, safety."`
	Decision verifyDecisionCommand `cmd:"" help:"Ask the rules in a decision receipt again, without a network, and say why it was decided so."`
}

type verifyLogCommand struct {
	Data    string `xor:"where" required:"" help:"Folder of the data: the log, every act it commits to, every list row." placeholder:"DIR"`
	URL     string `xor:"where" required:"" help:"Address of a published log, such as https://example.org/log." placeholder:"URL"`
	Dir     string `xor:"where" required:"" help:"Folder of an exported log." placeholder:"DIR"`
	LogKeys string `help:"File with the keys you trust, one a line. Without it, those that lie beside the log are taken: then it is only shown that the log fits together." placeholder:"FILE"`
	Head    string `help:"File with a signed head that you kept: the log must contain it." placeholder:"FILE"`
	Packs   string `default:"packs" help:"Folder of the packs, with --data." placeholder:"DIR"`
	Rebuild bool   `help:"Build what lists show anew from the acts, after the log was found good; with --data."`
}

// Run recomputes the log, and with the data at hand holds every act to it and every
// list row to its acts.
func (c verifyLogCommand) Run() error {
	ctx := context.Background()
	if c.Data != "" {
		return c.data(ctx)
	}
	src, keys, err := c.published(ctx)
	if err != nil {
		return err
	}
	heads, err := c.kept(keys)
	if err != nil {
		return err
	}
	got, err := tiles.Check(ctx, src, keys, heads...)
	if err != nil {
		return err
	}
	fmt.Printf("good: %d entries, root %s\nsigned by %s+%08x\n", got.Head.Size, got.Head.Root, got.Key.Name(), got.Key.KeyHash())
	for _, kind := range slices.Sorted(maps.Keys(got.Each)) {
		fmt.Printf("  %d of kind %s\n", got.Each[kind], kind)
	}
	known := map[uint32]bool{}
	for _, v := range keys {
		if at, ok := got.Cosigned(v); ok {
			known[v.KeyHash()] = true
			fmt.Printf("cosigned by %s at %s\n", v.Name(), at.Format(time.RFC3339))
		}
	}
	for _, s := range got.Note.UnverifiedSigs {
		if at, err := merkle.CosignedAt(s); err == nil && !known[s.Hash] {
			fmt.Printf("cosigned by %s at %s (its key is not among yours, so this was not checked)\n", s.Name, at.Format(time.RFC3339))
		}
	}
	if c.LogKeys == "" {
		fmt.Println("the key came with the log: compare it with the one the office has made known")
	}
	return nil
}

// published finds the log outside and the keys to check it with.
func (c verifyLogCommand) published(ctx context.Context) (src tiles.Source, keys []note.Verifier, err error) {
	site := tiles.Site{URL: c.URL, Client: &http.Client{Timeout: time.Minute}}
	src = site
	if c.Dir != "" {
		src = tiles.Dir(c.Dir)
	}
	if c.LogKeys != "" {
		keys, err = readKeys(c.LogKeys)
		return src, keys, err
	}
	if c.Dir != "" {
		keys, err = readKeys(filepath.Join(c.Dir, "keys"))
		return src, keys, err
	}
	b, err := site.Get(ctx, "keys")
	if errors.Is(err, fs.ErrNotExist) {
		b, err = site.Get(ctx, "key") // logs of others have one key at most
	}
	if err != nil {
		return nil, nil, err
	}
	_, keys, err = merkle.ParseKeys(string(b))
	return src, keys, err
}

// kept reads the head that the user kept.
func (c verifyLogCommand) kept(keys []note.Verifier) ([]merkle.Head, error) {
	if c.Head == "" {
		return nil, nil
	}
	b, err := os.ReadFile(c.Head)
	if err != nil {
		return nil, err
	}
	for _, v := range keys {
		if h, _, err := merkle.OpenHead(b, v); err == nil {
			return []merkle.Head{h}, nil
		}
	}
	return nil, fmt.Errorf("%s: not a head signed with one of the keys", c.Head)
}

func (c verifyLogCommand) data(ctx context.Context) error {
	keys, err := logFlags{LogKeys: c.LogKeys}.trusted(c.Data)
	if err != nil {
		return err
	}
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.Keys{Log: keys})
	if err != nil {
		return err
	}
	defer h.close()
	var heads []merkle.Head
	if c.Head != "" {
		vs, err := readKeys(orUsual(c.LogKeys, filepath.Join(c.Data, "log.keys")))
		if err != nil {
			return err
		}
		if heads, err = c.kept(vs); err != nil {
			return err
		}
	}
	v, err := h.desk.Verify(ctx, heads...)
	if c.Rebuild && err != nil && fail.As(err).Key == "desk.verify-row" {
		n, rerr := h.desk.Rebuild(ctx)
		if rerr != nil {
			return rerr
		}
		fmt.Println("rows built anew:", n)
		v, err = h.desk.Verify(ctx, heads...)
	}
	if err != nil {
		return err
	}
	fmt.Printf("good: %d entries, %d acts, %d cases; root %s\n", v.Entries, v.Acts, v.Cases, v.Root)
	if v.Erased > 0 {
		fmt.Printf("%d cases were erased on a ground; the log says so of each\n", v.Erased)
	}
	if !v.Heads {
		fmt.Println("no key of the log is known here: signed heads were not checked")
	}
	return nil
}

func orUsual(name, usual string) string {
	if name == "" {
		return usual
	}
	return name
}

type verifyReceiptCommand struct {
	File    string `arg:"" help:"The receipt as it was downloaded."`
	LogKeys string `help:"File with the keys of the log that you trust, one a line. Without it the receipt's own key is taken, which you then compare." placeholder:"FILE"`
}

// Run checks a receipt with nothing but the file and the keys.
func (c verifyReceiptCommand) Run() error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var trusted []string
	if c.LogKeys != "" {
		k, err := os.ReadFile(c.LogKeys)
		if err != nil {
			return err
		}
		if trusted, _, err = merkle.ParseKeys(string(k)); err != nil {
			return fmt.Errorf("%s: %w", c.LogKeys, err)
		}
	}
	r, err := merkle.CheckReceipt(b, trusted...)
	if err != nil {
		return err
	}
	fmt.Printf("good: case %s, %d acts in the log %s of %d entries\n", r.Case, len(r.Acts), r.Head.Origin, r.Head.Size)
	for _, e := range r.Acts {
		fmt.Printf("  act %d, entry %d, recorded %s\n", e.Seq, e.Index, e.Time.Format(time.RFC3339))
	}
	if !r.Known {
		fmt.Printf("compare this key with the one the office has made known:\n  %s\n", r.Key)
	}
	return nil
}
