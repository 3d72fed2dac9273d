package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"atonce/internal/archive"
	"atonce/internal/credential"
	"atonce/internal/decision"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/people"
	"atonce/internal/sign"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
)

type archiveCommand struct {
	keyFlags
	Number    string `arg:"" help:"Number of the ended case."`
	By        string `required:"" help:"Id of the archivist of the case's office who packs it. The look is recorded." placeholder:"PERSON"`
	Out       string `required:"" help:"File to write. One that is there already is not written over." placeholder:"FILE"`
	Keep      string `help:"How long it is to be kept: permanent, or years such as 30y. Without it the package says that nobody has declared it." placeholder:"TIME"`
	KeepBasis string `help:"Who set that, such as the archives authority's table." placeholder:"WORDS"`
	Data      string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs     string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
}

// Run packs one case. Whoever can run this command on the server's files is trusted to
// say who they are; the record of looks keeps the name.
func (c archiveCommand) Run() error {
	ctx := context.Background()
	keys, err := c.read(c.Data)
	if err != nil {
		return err
	}
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, keys)
	if err != nil {
		return err
	}
	defer h.close()
	by, err := h.person(ctx, c.By)
	if err != nil {
		return err
	}
	return c.pack(ctx, h.desk, by)
}

// pack signs the head of the log if it can, so that all acts are under it, and writes
// the package.
func (c archiveCommand) pack(ctx context.Context, d *desk.Desk, by people.Person) error {
	var keep *archive.Retention
	if c.Keep != "" || c.KeepBasis != "" {
		keep = &archive.Retention{Period: c.Keep, Basis: c.KeepBasis}
	}
	if _, err := d.SignHead(ctx); err != nil {
		return err
	}
	b, err := d.Archive(ctx, by, c.Number, keep, casepage.Telling())
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		fmt.Printf("%s is packed: %s, %d bytes\n", c.Number, filepath.Base(c.Out), len(b))
	}
	return err
}

type verifyArchiveCommand struct {
	File        string `arg:"" help:"The package as it was handed over."`
	LogKeys     string `help:"File with the keys of the log that you trust, one a line. Without it the package's own key is taken, which you then compare." placeholder:"FILE"`
	ReceiptKeys string `help:"File with the keys that you trust to sign receipts and packages, one a line. Without it the package's own is taken, which you then compare." placeholder:"FILE"`
	LicenceKeys string `help:"File with the keys that you trust to sign licences, one a line. Without it signed licences are not checked." placeholder:"FILE"`
	Lang        string `default:"en" enum:"zh,en" help:"Language of what is found: zh or en."`
	JSON        bool   `help:"Print every finding as JSON, also the good ones."`
}

// Run reports the four properties, field by field. It ends with an error if any field
// is bad.
func (c verifyArchiveCommand) Run() error {
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	l := text.Lang(c.Lang)
	if info.Size() > archive.MaxPackage {
		return finish(l, fail.New(fail.TooLarge, "archive.container-large", "most", fmt.Sprint(archive.MaxPackage>>20)))
	}
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	trust := archive.Trust{Element: map[archive.Kind]func(archive.Element, []byte) error{}}
	if c.LogKeys != "" {
		k, err := os.ReadFile(c.LogKeys)
		if err != nil {
			return err
		}
		if trust.Log, _, err = merkle.ParseKeys(string(k)); err != nil {
			return fmt.Errorf("%s: %w", c.LogKeys, err)
		}
	}
	if c.ReceiptKeys != "" {
		k, err := os.ReadFile(c.ReceiptKeys)
		if err != nil {
			return err
		}
		if trust.Receipts, err = sign.ParseKeys(k); err != nil {
			return inFile(c.ReceiptKeys, err)
		}
	}
	if c.LicenceKeys != "" {
		k, err := os.ReadFile(c.LicenceKeys)
		if err != nil {
			return err
		}
		trusted, err := sign.ParseKeys(k)
		if err != nil {
			return inFile(c.LicenceKeys, err)
		}
		trust.Element[archive.KindLicence] = licenceCheck(trusted)
	}
	trust.Element[archive.KindDecision] = func(_ archive.Element, body []byte) error {
		_, err := decision.Check(body, trust.Log...)
		return err
	}
	report := archive.Check(b, trust)
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", " ")
		if err := e.Encode(report); err != nil {
			return err
		}
	} else {
		fmt.Print(archiveWords(l, report))
	}
	if !report.Good() {
		return fmt.Errorf("%s: not as an archive must be", filepath.Base(c.File))
	}
	return nil
}

// licenceCheck checks a signed licence of a package. One that has ended since was good
// all the same; whether it was revoked is not asked of a file.
func licenceCheck(trusted []sign.Key) func(archive.Element, []byte) error {
	keys := sign.Keys{Trusted: trusted}
	return func(e archive.Element, body []byte) error {
		if e.Format != archive.FormatCredential {
			return nil
		}
		_, err := credential.Verify(string(body), credential.Expect{Trust: keys.Known, Now: e.FormedAt})
		return err
	}
}

// archiveWords are what a check found, in plain words: each property with its counts,
// and each field that is not good.
func archiveWords(l text.Lang, r archive.Report) string {
	var out strings.Builder
	if m := r.Manifest; m.Format != "" {
		fmt.Fprintf(&out, "%s  %s, %s\n", m.Record.Number, m.Record.Item.Name[string(l)], m.Record.Office.Name[string(l)])
	}
	for _, p := range archive.Properties {
		good, bad, unknown := r.Of(p, archive.Good), r.Of(p, archive.Bad), r.Of(p, archive.Unknown)
		fmt.Fprintf(&out, "%s: %d good, %d bad, %d not decided\n", text.S(l, "archive.property."+string(p)), len(good), len(bad), len(unknown))
		for _, f := range append(bad, unknown...) {
			fmt.Fprintf(&out, "  %-7s %s %s: %s\n", f.Mark, f.Field, f.File, text.T(l, f.Key, f.Args))
		}
	}
	return out.String()
}
