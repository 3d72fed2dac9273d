package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/envelope"
	"atonce/internal/people"
	"atonce/internal/provider"
)

// signInFlags say how a site lets people in.
type signInFlags struct {
	SignIn string `help:"File that says how people sign in: the site's address, proxies, providers of identities." placeholder:"FILE"`
}

// settle lets people into a house: it reads the settings, and the key that encrypts what
// the database must not show, which it makes the first time.
func (c signInFlags) settle(ctx context.Context, h *house, dir string) error {
	var set provider.Settings
	if c.SignIn != "" {
		data, err := os.ReadFile(c.SignIn)
		if err != nil {
			return err
		}
		base := filepath.Dir(c.SignIn)
		read, problems := provider.Read(c.SignIn, data, func(name string) ([]byte, error) {
			if !filepath.IsAbs(name) {
				name = filepath.Join(base, name)
			}
			return os.ReadFile(name)
		})
		if len(problems) > 0 {
			return faulty(problems)
		}
		set = read
	}
	key, err := h.siteKey(ctx, dir)
	if err != nil {
		return err
	}
	h.in = set
	limits := people.UsualLimits
	if set.Idle > 0 {
		limits.Idle = set.Idle
	}
	if set.Absolute > 0 {
		limits.Absolute = set.Absolute
	}
	h.desk.LetIn(key, limits)
	return nil
}

// siteKeyFile is in the data folder, beside what it encrypts: who copies the folder has
// both, who reads the database alone has not.
const siteKeyFile = "site.key"

// siteKey reads the key, and makes it where nothing was kept under one: another key would leave codes that nobody can
// use and marks of identity numbers that match nobody.
func (h *house) siteKey(ctx context.Context, dir string) (envelope.Key, error) {
	name := filepath.Join(dir, siteKeyFile)
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		kept, err := h.desk.AnybodySignedUp(ctx)
		if err != nil {
			return nil, err
		}
		if kept {
			return nil, fmt.Errorf("%s is missing, and the database holds what is encrypted under it: put it back from a copy", name)
		}
		b = make([]byte, envelope.KeySize)
		rand.Read(b) // never fails since Go 1.24: it ends the program instead
		return b, writeNew(name, b)
	}
	if err == nil && len(b) != envelope.KeySize {
		err = fmt.Errorf("%s has %d bytes and should have %d: put the right file back from a copy", name, len(b), envelope.KeySize)
	}
	return b, err
}

type inviteCommand struct {
	Person string `arg:"" help:"Id of the person, as in people.yaml."`
	By     string `required:"" help:"Who looked at the identity card, for the record." placeholder:"WORDS"`
	Level  string `default:"substantial" enum:"low,substantial,high" help:"How sure you are who gets it: substantial with an identity card seen, high in person."`
	Data   string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs  string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run prints an invitation. Who looked at the card answers for who gets it.
func (c inviteCommand) Run() error {
	if strings.TrimSpace(c.By) == "" {
		return errors.New("--by is empty: who looked at the identity card, for the record")
	}
	ctx := context.Background()
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer h.close()
	level, _ := people.ParseLevel(c.Level)
	code, err := h.desk.Invite(ctx, c.By, c.Person, level)
	if err != nil {
		return err
	}
	fmt.Println("/sign-in/invitation?code=" + code)
	return nil
}

type tokenCommand struct {
	Person string   `arg:"" help:"Id of the person in whose name a program acts."`
	Scope  []string `help:"What it may do: read, file, act, decide, registers, people. Sample people get all." sep:","`
	Name   string   `help:"Which program it is for." placeholder:"NAME"`
	Days   int      `default:"90" help:"Days it is good."`
	Data   string   `default:"tmp/dev" help:"Folder of the data." placeholder:"DIR"`
	Packs  string   `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
}

// Run prints a token, once. Whoever can run this command on the server's files is
// trusted with it; its owner sees it on their page of tokens and can revoke it.
func (c tokenCommand) Run() error {
	ctx := context.Background()
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer h.close()
	if len(c.Scope) == 0 {
		secret, _, err := h.desk.SignInSample(ctx, c.Person, people.APISession)
		if err != nil {
			return err
		}
		fmt.Println(secret)
		return nil
	}
	p, err := h.desk.Person(ctx, c.Person)
	if err != nil {
		return err
	}
	scopes, unknown := people.ParseScopes(strings.Join(c.Scope, " "))
	if unknown != "" {
		return fmt.Errorf("no scope %q: they are read, file, act, decide, registers, people", unknown)
	}
	secret, err := h.desk.MakeToken(ctx, p, c.Name, scopes, c.Days)
	if err != nil {
		return err
	}
	fmt.Println(secret)
	return nil
}

type firmCommand struct {
	Firm  string `arg:"" help:"Id of the firm."`
	Owner string `arg:"" help:"Id of the person who stands for it in law, as the register has it or the office decided."`
	By    string `required:"" help:"Who decided, for the record." placeholder:"WORDS"`
	Data  string `required:"" help:"Folder of the data." placeholder:"DIR"`
	Packs string `required:"" help:"Folder of the packs." placeholder:"DIR"`
}

// Run ends everybody's right to act for the firm and gives it to one person: whoever was
// first there cannot lock the firm out.
func (c firmCommand) Run() error {
	ctx := context.Background()
	h, err := open(ctx, c.Data, os.DirFS(c.Packs), time.Now, desk.Keys{})
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.desk.ResetFirm(ctx, c.Firm, c.Owner, c.By); err != nil {
		return err
	}
	fmt.Println(c.Owner, "is now the only owner of", c.Firm)
	return nil
}
