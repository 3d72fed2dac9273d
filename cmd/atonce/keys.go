package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"atonce/internal/declare"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/sign"
	"atonce/internal/text"
)

// keyFlags name the keys of all purposes.
type keyFlags struct {
	logFlags
	LicenceKey            string `help:"File with the key that signs licences; without it, licence.key in the data folder if it is there." placeholder:"FILE"`
	LicenceKeys           string `help:"File with all keys that ever signed licences, one a line; without it, licence.keys in the data folder." placeholder:"FILE"`
	LicencePassphraseFile string `help:"File with the passphrase of the licences' key, if it is sealed." placeholder:"FILE"`
	ReceiptKey            string `help:"File with the key that signs receipts of decisions; without it, receipt.key in the data folder if it is there." placeholder:"FILE"`
	ReceiptKeys           string `help:"File with all keys that ever signed receipts, one a line; without it, receipt.keys in the data folder." placeholder:"FILE"`
	ReceiptPassphraseFile string `help:"File with the passphrase of the receipts' key, if it is sealed." placeholder:"FILE"`
}

// purposeKeys are the files of one purpose.
type purposeKeys struct {
	purpose               sign.Purpose
	key, keys, passphrase string
	dir                   string
}

func (f keyFlags) licence(dir string) purposeKeys {
	return purposeKeys{sign.Licences, f.LicenceKey, f.LicenceKeys, f.LicencePassphraseFile, dir}
}

func (f keyFlags) receipt(dir string) purposeKeys {
	return purposeKeys{sign.Receipts, f.ReceiptKey, f.ReceiptKeys, f.ReceiptPassphraseFile, dir}
}

// keyFile and listFile are where the key and the list are, named or in their usual place.
func (p purposeKeys) keyFile() string {
	return orUsual(p.key, filepath.Join(p.dir, string(p.purpose)+".key"))
}
func (p purposeKeys) listFile() string {
	return orUsual(p.keys, filepath.Join(p.dir, string(p.purpose)+".keys"))
}

// read finds the keys of every purpose.
func (f keyFlags) read(dir string) (k desk.Keys, err error) {
	if k.Log, err = f.logFlags.read(dir); err != nil {
		return k, err
	}
	if k.Licence, err = f.licence(dir).read(); err != nil {
		return k, err
	}
	k.Receipt, err = f.receipt(dir).read()
	return k, err
}

// read finds one purpose's keys. A key that signs is trusted, and is written into the
// list of the data folder, so that what it signed can be checked after the next change.
func (p purposeKeys) read() (k sign.Keys, err error) {
	b, err := os.ReadFile(p.listFile())
	if err != nil && (p.keys != "" || !errors.Is(err, fs.ErrNotExist)) {
		return k, err
	}
	if k.Trusted, err = sign.ParseKeys(b); err != nil {
		return k, inFile(p.listFile(), err)
	}
	for _, t := range k.Trusted {
		if t.Purpose != p.purpose {
			return k, fmt.Errorf("%s: a key for %s, where keys for %s belong", p.listFile(), t.Purpose, p.purpose)
		}
	}
	b, err = os.ReadFile(p.keyFile())
	if p.key == "" && errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	passphrase, err := readPassphrase(p.passphrase)
	if err != nil {
		return k, err
	}
	own, signer, err := openKey(b, passphrase)
	if err != nil {
		return k, inFile(p.keyFile(), err)
	}
	if own.Purpose != p.purpose {
		return k, fmt.Errorf("%s: a key for %s, where one for %s belongs", p.keyFile(), own.Purpose, p.purpose)
	}
	k.Signer, k.Issuer = signer, own.Issuer
	if _, ok := k.Known(own.Issuer, own.Public.ID()); ok {
		return k, nil
	}
	k.Trusted = append(k.Trusted, own)
	if p.keys != "" {
		return k, nil
	}
	return k, appendLine(p.listFile(), own.Line())
}

func appendLine(file, line string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// inFile puts the file before a sentence for people.
func inFile(file string, err error) error {
	var e *fail.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", file, err)
	}
	return fmt.Errorf("%s: %s", file, text.Error(text.EN, e))
}

// readPassphrase reads the first line of a file; without a file there is none.
func readPassphrase(file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	if line = bytes.TrimSpace(line); len(line) == 0 {
		return nil, fmt.Errorf("%s: no passphrase in the first line", file)
	}
	return line, nil
}

// suiteOf is the signature suite that the packs' country declares; of several, the first's.
func suiteOf(set *pack.Set) sign.Suite {
	for _, c := range set.Countries() {
		if b, ok := set.Book(c); ok {
			return b.Signature
		}
	}
	return sign.Ed25519
}

// agreed refuses a key of another suite than the country declares: its law asks for one.
func agreed(set *pack.Set, k desk.Keys) error {
	want := suiteOf(set)
	for what, keys := range map[string]sign.Keys{"licences": k.Licence, "receipts": k.Receipt} {
		if keys.Signer != nil && keys.Signer.Public().Suite() != want {
			return fmt.Errorf("the key that signs %s is of the suite %s, but the country pack declares %s", what, keys.Signer.Public().Suite(), want)
		}
	}
	return nil
}

// developmentIssuer is the issuer of a development system: an address that can never be.
const developmentIssuer = "https://atonce.invalid"

// development makes the keys of a development system once, in its data folder.
func (f keyFlags) development(dir string, suite sign.Suite) error {
	for _, p := range []purposeKeys{f.licence(dir), f.receipt(dir)} {
		if p.key != "" {
			continue
		}
		if _, err := makeSigningKey(p.keyFile(), p.purpose, developmentIssuer, suite, nil); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// makeSigningKey writes a new private key, readable by its owner only and never over an
// old one.
func makeSigningKey(file string, p sign.Purpose, issuer string, suite sign.Suite, passphrase []byte) (sign.Key, error) {
	k, err := sign.Generate(suite)
	if err != nil {
		return sign.Key{}, err
	}
	b, err := sign.EncodeFile(p, issuer, k, passphrase)
	if err != nil {
		return sign.Key{}, err
	}
	return sign.Key{Purpose: p, Issuer: issuer, Public: k.Public()}, writeNew(file, b)
}

// writeNew writes a file that only its owner can read, and never over another.
func writeNew(file string, b []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// notThere refuses a file that is there, in the words of writeNew, before work is done for it.
func notThere(file string) error {
	_, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = &fs.PathError{Op: "open", Path: file, Err: fs.ErrExist}
	}
	return err
}

// keyNew are the flags of a new key of the suites.
type keyNew struct {
	File           string     `arg:"" help:"File to write the private key to; it must not be there yet."`
	Name           string     `required:"" help:"Who signs: the https address of this government, such as https://gov.example. All keys of one issuer have the same name."`
	Suite          sign.Suite `help:"Signature suite: ed25519, es256 or sm2. Without it, what the country of --packs declares." placeholder:"SUITE"`
	Packs          string     `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	PassphraseFile string     `help:"File whose first line is a passphrase: the key is sealed with it." placeholder:"FILE"`
	moduleFlags
}

func (c keyNew) make(p sign.Purpose) error {
	suite := c.Suite
	if suite == "" {
		set, problems := pack.Load(os.DirFS(c.Packs))
		if len(problems) > 0 {
			return fmt.Errorf("--suite is not given, and the packs do not load:\n%s", declare.Texts(text.EN, problems))
		}
		suite = suiteOf(set)
	}
	if c.PKCS11 != "" {
		return c.inModule(c.File, p, c.Name, suite)
	}
	passphrase, err := readPassphrase(c.PassphraseFile)
	if err != nil {
		return err
	}
	k, err := makeSigningKey(c.File, p, c.Name, suite, passphrase)
	if err == nil {
		fmt.Println(k.Line())
	}
	return err
}

type keyNewLicenceCommand struct{ keyNew }

// Run makes a key for licences and prints its public line.
func (c keyNewLicenceCommand) Run() error { return c.make(sign.Licences) }

type keyNewReceiptCommand struct{ keyNew }

// Run makes a key for receipts and prints its public line.
func (c keyNewReceiptCommand) Run() error { return c.make(sign.Receipts) }

// lookForKeys is how often the files of keys are looked at.
const lookForKeys = 2 * time.Second

// watchKeys takes new keys into use when their files change or the process is told by
// SIGHUP, without a stop. Files that do not read are reported, and the former keys stay.
func (h *house) watchKeys(ctx context.Context, f keyFlags, dir string) {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGHUP)
	defer signal.Stop(told)
	last := f.state(dir)
	tick := time.NewTicker(lookForKeys)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-told:
		case <-tick.C:
			if f.state(dir) == last {
				continue
			}
		}
		last = f.state(dir)
		if err := h.takeKeys(f, dir); err != nil {
			h.log.Error("keys were not read again; the former ones stay in use", "error", err)
			continue
		}
		h.log.Info("keys read again")
	}
}

// takeKeys reads the keys and puts them in use.
func (h *house) takeKeys(f keyFlags, dir string) error {
	k, err := f.read(dir)
	if err == nil {
		err = agreed(h.desk.Packs(), k)
	}
	if err == nil {
		h.desk.UseKeys(k)
	}
	return err
}

// state tells one set of key files from the next: size and time of each.
func (f keyFlags) state(dir string) string {
	l, r := f.licence(dir), f.receipt(dir)
	files := []string{orUsual(f.LogKey, filepath.Join(dir, "log.key")), orUsual(f.logFlags.LogKeys, filepath.Join(dir, "log.keys")),
		l.keyFile(), l.listFile(), r.keyFile(), r.listFile()}
	slices.Sort(files)
	var b strings.Builder
	for _, name := range files {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintln(&b, name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
