// Package account keeps how people prove who they are: password and one-time codes,
// passkeys, links to providers of identities, tokens of programs, and the failures of
// those who guess. Who somebody is and what they may do are other rooms' to say.
package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Account 账户 is how one person proves who they are.
type Account struct {
	Person   string
	Login    string // empty without a password
	Password string // as it is kept
	Proofed  int    // how sure the office is: a people.Level
	CodeKey  []byte // encrypted; empty without one-time codes
	CodeStep int64  // the last period whose code was used
	Handle   []byte // by which passkeys know it
	Changed  time.Time
}

// HasCodes says whether one-time codes are set up.
func (a Account) HasCodes() bool { return len(a.CodeKey) > 0 }

// FoldLogin is a name to sign in with as it is kept: without case and outer blanks.
func FoldLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

func digest(secret string) []byte {
	d := sha256.Sum256([]byte(secret))
	return d[:]
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return b
}

func newSecret() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

func at(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}

const accountColumns = `person, login, password, proofed, code_key, code_step, handle, changed`

func find(tx *store.Tx, where string, arg any) (a Account, ok bool, err error) {
	var changed int64
	err = tx.QueryRow(`SELECT `+accountColumns+` FROM account WHERE `+where, arg).
		Scan(&a.Person, &a.Login, &a.Password, &a.Proofed, &a.CodeKey, &a.CodeStep, &a.Handle, &changed)
	if errors.Is(err, store.ErrNoRows) {
		return a, false, nil
	}
	a.Changed = at(changed)
	return a, err == nil, fail.Wrap(err, "account: find")
}

// Of is the account of a person, if there is one.
func Of(tx *store.Tx, person string) (Account, bool, error) { return find(tx, `person = ?`, person) }

// ByLogin is the account with this name to sign in.
func ByLogin(tx *store.Tx, login string) (Account, bool, error) {
	return find(tx, `login = ? AND login <> ''`, FoldLogin(login))
}

// ByHandle is the account that a passkey names.
func ByHandle(tx *store.Tx, handle []byte) (Account, bool, error) {
	return find(tx, `handle = ?`, handle)
}

// Save writes the account over what was there. A name that another account has is
// refused with fail.Conflict.
func (a Account) Save(tx *store.Tx) error {
	a.Login = FoldLogin(a.Login)
	if a.Login != "" {
		if other, ok, err := ByLogin(tx, a.Login); err != nil || ok && other.Person != a.Person {
			if err == nil {
				err = fail.New(fail.Conflict, "account.login-taken").WithFields(fail.Field{Path: "login", Key: "account.login-taken"})
			}
			return err
		}
	}
	if len(a.Handle) == 0 {
		a.Handle = random(32)
	}
	if a.CodeKey == nil {
		a.CodeKey = []byte{}
	}
	_, err := tx.Exec(`INSERT INTO account (`+accountColumns+`) VALUES (?,?,?,?,?,?,?,?)
 ON CONFLICT (person) DO UPDATE SET login = excluded.login, password = excluded.password, proofed = excluded.proofed, code_key = excluded.code_key,
 code_step = excluded.code_step, changed = excluded.changed`,
		a.Person, a.Login, a.Password, a.Proofed, a.CodeKey, a.CodeStep, a.Handle, tx.Now().UnixMicro())
	return fail.Wrap(err, "account: save")
}

// Ensure is the account of a person, made without any way in if there was none.
func Ensure(tx *store.Tx, person string, proofed int) (Account, error) {
	a, ok, err := Of(tx, person)
	if err != nil || ok {
		return a, err
	}
	a = Account{Person: person, Proofed: proofed, Handle: random(32)}
	return a, a.Save(tx)
}

// SetRecovery replaces the recovery codes of a person; codes are as people fold them.
func SetRecovery(tx *store.Tx, person string, codes []string) error {
	if _, err := tx.Exec(`DELETE FROM recovery_code WHERE person = ?`, person); err != nil {
		return fail.Wrap(err, "account: drop recovery codes")
	}
	for _, c := range codes {
		if _, err := tx.Exec(`INSERT INTO recovery_code (person, code) VALUES (?,?)`, person, digest(c)); err != nil {
			return fail.Wrap(err, "account: keep recovery code")
		}
	}
	return nil
}

// UseRecovery takes one recovery code; ok says that there was such a one.
func UseRecovery(tx *store.Tx, person, code string) (ok bool, err error) {
	n, err := tx.Exec(`DELETE FROM recovery_code WHERE person = ? AND code = ?`, person, digest(code))
	return n == 1, fail.Wrap(err, "account: use recovery code")
}

// RecoveryLeft counts the recovery codes that are left.
func RecoveryLeft(tx *store.Tx, person string) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM recovery_code WHERE person = ?`, person).Scan(&n)
	return n, fail.Wrap(err, "account: count recovery codes")
}

// Any says whether anybody has an account or a link to a provider of identities.
func Any(tx *store.Tx) (any bool, err error) {
	err = tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM identity_link)`).Scan(&any)
	return any, fail.Wrap(err, "account: look for any")
}

// Remove takes every way in from a person: they leave. What they did stays.
func Remove(tx *store.Tx, person string) error {
	for _, table := range []string{"recovery_code", "known_device", "passkey", "identity_link", "invitation", "account"} {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE person = ?`, person); err != nil {
			return fail.Wrap(err, "account: remove from "+table)
		}
	}
	_, err := tx.Exec(`UPDATE access_token SET revoked = ? WHERE person = ? AND revoked = 0`, tx.Now().UnixMicro(), person)
	return fail.Wrap(err, "account: revoke tokens")
}
