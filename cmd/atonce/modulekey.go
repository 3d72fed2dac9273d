package main

import (
	"fmt"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/hsm"
	"atonce/internal/merkle"
	"atonce/internal/sign"
)

// moduleFlags say that a new key lies in a security module, and the file only where.
type moduleFlags struct {
	PKCS11 string `name:"pkcs11" help:"The key is in a security module: its PKCS#11 URI (RFC 7512) with module-path and object or id. The file then says where it is and holds nothing secret. The PIN is in the file of pin-source, or in ATONCE_HSM_PIN." placeholder:"URI"`
	Make   bool   `help:"With --pkcs11: make the key in the module. Without it, one that is there is taken."`
}

// open opens the module's key, or makes it first. What else can fail is checked before: a key in a module is not taken
// back.
func (m moduleFlags) open(suite sign.Suite) (*hsm.Key, error) {
	u, err := hsm.ParseURI(m.PKCS11)
	if err != nil {
		return nil, err
	}
	if m.Make {
		return hsm.Make(u, suite)
	}
	return hsm.Open(u)
}

// inModule writes the file of a key for licences or receipts, and prints its public line.
func (m moduleFlags) inModule(file string, p sign.Purpose, issuer string, suite sign.Suite) error {
	if err := sign.CheckIssuer(issuer); err != nil {
		return err // before a key is made that nothing would speak of
	}
	if suite == sign.SM2 {
		return fail.New(fail.Invalid, "hsm.suite")
	}
	if err := notThere(file); err != nil {
		return err
	}
	k, err := m.open(suite)
	if err != nil {
		return err
	}
	defer k.Close()
	if got := k.Public().Suite(); got != suite {
		return fmt.Errorf("the key in the module is of the suite %s, not %s: name its suite with --suite", got, suite)
	}
	own := sign.Key{Purpose: p, Issuer: issuer, Public: k.Public()}
	b, err := hsm.EncodeFile(own, k.URI())
	if err == nil {
		err = writeNew(file, b)
	}
	if err == nil {
		fmt.Println(own.Line())
	}
	return err
}

// logInModule writes the file of a log's key, and prints what others check the log by.
func (m moduleFlags) logInModule(file, name string) error {
	if err := checkLogName(name); err != nil {
		return err
	}
	if err := notThere(file); err != nil {
		return err
	}
	k, err := m.open(sign.Ed25519)
	if err != nil {
		return err
	}
	defer k.Close()
	log, err := merkle.NewLogKey(name, k)
	if err != nil {
		return err
	}
	if err := writeNew(file, []byte(log.Verifier+" "+k.URI().String()+"\n")); err != nil {
		return err
	}
	fmt.Println(log.Verifier)
	return nil
}

// openKey reads a key file: the private key itself, or where in a module it is.
func openKey(b, passphrase []byte) (sign.Key, sign.Signer, error) {
	if !hsm.IsFile(b) {
		own, k, err := sign.DecodeFile(b, passphrase)
		return own, k, err
	}
	if len(passphrase) > 0 {
		return sign.Key{}, nil, fail.New(fail.Invalid, "sign.file-open")
	}
	own, k, err := hsm.OpenFile(b)
	return own, k, err
}

// openLogKey reads the file of a log's key: the private key in a note's form, or where in a module it is.
func openLogKey(b []byte) (merkle.LogKey, error) {
	verifier, u, elsewhere, err := hsm.ParseLogFile(b)
	if err != nil {
		return merkle.LogKey{}, err
	}
	if !elsewhere {
		return merkle.ParseLogKey(strings.TrimSpace(string(b)))
	}
	k, err := hsm.Open(u)
	if err != nil {
		return merkle.LogKey{}, err
	}
	name, _, _ := strings.Cut(verifier, "+")
	log, err := merkle.NewLogKey(name, k)
	if err == nil && log.Verifier != verifier {
		err = fail.New(fail.Invalid, "hsm.other-key")
	}
	if err != nil {
		k.Close()
	}
	return log, err
}

// verifierOf is the public half of a log's key, from its file alone.
func verifierOf(b []byte) (string, error) {
	verifier, _, elsewhere, err := hsm.ParseLogFile(b)
	if err != nil || elsewhere {
		return verifier, err
	}
	k, err := merkle.ParseLogKey(strings.TrimSpace(string(b)))
	return k.Verifier, err
}
