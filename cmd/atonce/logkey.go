package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/merkle"
	"atonce/internal/witness"

	"golang.org/x/mod/sumdb/note"
)

// logFlags say how the log is signed and who watches it. A running program and every
// command that checks its data take them.
type logFlags struct {
	LogKey  string   `help:"File with the key that signs the log; without it, log.key in the data folder if it is there." placeholder:"FILE"`
	LogKeys string   `help:"File with all keys the log ever had, one a line; without it, log.keys in the data folder." placeholder:"FILE"`
	Witness []string `help:"A witness to ask for cosignatures: its address and its key, joined by a space. May be given more than once." placeholder:"URL KEY" sep:"none"`
	Quorum  int      `help:"Publish a head only when so many witnesses have cosigned it." placeholder:"N"`
}

// read finds the keys. A key that signs is trusted, and is written into the list of
// the data folder, so that old heads can be checked after the next change.
func (f logFlags) read(dir string) (k desk.LogKeys, err error) {
	if k, err = f.listed(dir); err != nil {
		return k, err
	}
	key, err := readLogKey(f.LogKey, filepath.Join(dir, "log.key"))
	if err != nil {
		return k, err
	}
	if key != nil {
		k.Sign = key
		if !slices.Contains(k.Trusted, key.Verifier) {
			k.Trusted = append(k.Trusted, key.Verifier)
			if f.LogKeys == "" {
				if err := os.WriteFile(filepath.Join(dir, "log.keys"), []byte(strings.Join(k.Trusted, "\n")+"\n"), 0o644); err != nil {
					return k, err
				}
			}
		}
	}
	for _, w := range f.Witness {
		address, vkey, ok := strings.Cut(strings.TrimSpace(w), " ")
		v, err := merkle.ParseCosignKey(strings.TrimSpace(vkey))
		if !ok || err != nil {
			return k, fmt.Errorf("--witness %q: an address and a key, joined by a space (the witness prints both when it starts)", w)
		}
		k.Witnesses = append(k.Witnesses, witness.Remote{URL: address, Key: v, Client: &http.Client{Timeout: 10 * time.Second}})
	}
	if f.Quorum < 0 || f.Quorum > len(k.Witnesses) {
		return k, fmt.Errorf("--quorum %d, but there are %d witnesses: no head would ever be published", f.Quorum, len(k.Witnesses))
	}
	return k, nil
}

// listed are the keys of the list.
func (f logFlags) listed(dir string) (k desk.LogKeys, err error) {
	list := orUsual(f.LogKeys, filepath.Join(dir, "log.keys"))
	b, err := os.ReadFile(list)
	if err != nil && (f.LogKeys != "" || !errors.Is(err, fs.ErrNotExist)) {
		return k, err
	}
	if k.Trusted, _, err = merkle.ParseKeys(string(b)); err != nil {
		return k, fmt.Errorf("%s: %w", list, err)
	}
	return k, nil
}

// trusted are the keys that a data folder's log is checked by: the list that is named and no other, or else the list
// there and the public half of the key there. Who checks a copy needs no passphrase and no security module.
func (f logFlags) trusted(dir string) (desk.LogKeys, error) {
	k, err := f.listed(dir)
	if err != nil || f.LogKeys != "" {
		return k, err
	}
	file := filepath.Join(dir, "log.key")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	verifier, err := verifierOf(b)
	if err != nil {
		return k, inFile(file, err)
	}
	if !slices.Contains(k.Trusted, verifier) {
		k.Trusted = append(k.Trusted, verifier)
	}
	return k, nil
}

// readLogKey reads the file that was named, or the usual one if it is there.
func readLogKey(name, usual string) (*merkle.LogKey, error) {
	file := name
	if file == "" {
		file = usual
	}
	b, err := os.ReadFile(file)
	if name == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k, err := openLogKey(b)
	if err != nil {
		return nil, inFile(file, err)
	}
	return &k, nil
}

// makeKey writes a new private key, readable by its owner only, and never over an
// old one: heads signed with it could not be continued.
func makeKey(file, name string) (skey, vkey string, err error) {
	if err := checkLogName(name); err != nil {
		return "", "", err
	}
	skey, vkey, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", err
	}
	return skey, vkey, writeNew(file, []byte(skey+"\n"))
}

// checkLogName tries a name on a key that is thrown away: what a name may hold is for the notes' own reader to say.
func checkLogName(name string) error {
	_, vkey, err := note.GenerateKey(rand.Reader, name)
	if err == nil {
		_, err = note.NewVerifier(vkey)
	}
	if err != nil {
		return fmt.Errorf("--name %q: a name has no spaces and no plus, such as example.org/log", name)
	}
	return nil
}

// devLogKey makes the key of a development system's log once, in its data folder.
func devLogKey(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	_, _, err := makeKey(filepath.Join(dir, "log.key"), "atonce.invalid/development-log")
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

type keyCommand struct {
	New struct {
		Log     keyNewLogCommand     `cmd:"" help:"Make the key that signs the log."`
		Witness keyNewWitnessCommand `cmd:"" help:"Make the key of a witness."`
		Licence keyNewLicenceCommand `cmd:"" help:"Make the key that signs licences and the lists of their status."`
		Receipt keyNewReceiptCommand `cmd:"" help:"Make the key that signs receipts of decisions."`
	} `cmd:"" help:"Make a key, in a file that only its owner can read."`
}

type keyNewLogCommand struct {
	File string `arg:"" help:"File to write the private key to; it must not be there yet."`
	Name string `required:"" help:"Name of the log: where it is found, without https://, such as example.org/log. All keys of one log have the same name."`
	moduleFlags
}

// Run makes a log's key and prints what others check it by.
func (c keyNewLogCommand) Run() error {
	if c.PKCS11 != "" {
		return c.logInModule(c.File, c.Name)
	}
	_, vkey, err := makeKey(c.File, c.Name)
	if err == nil {
		fmt.Println(vkey)
	}
	return err
}

type keyNewWitnessCommand struct {
	File string `arg:"" help:"File to write the private key to; it must not be there yet."`
	Name string `required:"" help:"Name of the witness, such as witness.example.org."`
}

// Run makes a witness's key and prints what others check its cosignatures by.
func (c keyNewWitnessCommand) Run() error {
	skey, _, err := makeKey(c.File, c.Name)
	if err != nil {
		return err
	}
	w, err := merkle.ParseCosigner(skey)
	if err == nil {
		fmt.Println(w.VerifierKey())
	}
	return err
}
