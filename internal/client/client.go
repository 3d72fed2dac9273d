// Package client keeps the systems of other agencies that use the exchange 数据共享交换:
// which office answers for each, what it may ask for, its tokens, what was answered
// to a request that is sent again, and what was refused.
package client

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Client 接入系统 is one system of one office. Its secret is random and kept as its
// SHA-256 alone: a hash made slow on purpose protects words that people choose.
type Client struct {
	ID        string
	Name      string
	Office    string // that answers for it, and whose grants it uses
	Scopes    []string
	Rate      int // requests a minute
	Made      time.Time
	MadeBy    string
	Revoked   time.Time // zero while it is good
	RevokedBy string
}

// The scopes 授权范围. A scope about registers names one: read:population.
const (
	Catalogue = "catalogue" // read the catalogue of data
	ReadOf    = "read:"     // read granted fields of a register
	WriteOf   = "write:"    // push records of a register that the client's office owns
)

// MostRate bounds what one client may be given, in requests a minute.
const MostRate = 60_000

var (
	idForm    = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	scopeForm = regexp.MustCompile(`^(catalogue|(read|write):[a-z][a-z0-9]*([-_][a-z0-9]+)*)$`)
)

// Check is everything wrong with a client that is to be made.
func (c Client) Check() []fail.Field {
	var out []fail.Field
	must := func(ok bool, path, key string, args ...string) {
		if !ok {
			out = append(out, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
		}
	}
	must(idForm.MatchString(c.ID) && len(c.ID) <= 60, "id", "client.bad-id")
	must(strings.TrimSpace(c.Name) != "" && len([]rune(c.Name)) <= 100, "name", "client.bad-name")
	must(c.Rate >= 1 && c.Rate <= MostRate, "rate", "client.bad-rate")
	must(len(c.Scopes) > 0, "scopes", "client.no-scope")
	for _, s := range c.Scopes {
		must(scopeForm.MatchString(s), "scopes", "client.bad-scope", "scope", s)
	}
	return out
}

// random is a secret of 256 bits, which nobody guesses.
func random() string {
	raw := make([]byte, 32)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func digest(secret string) []byte {
	d := sha256.Sum256([]byte(secret))
	return d[:]
}

// Make keeps a new client and returns its secret, which is shown once and kept nowhere.
func Make(tx *store.Tx, c Client) (secret string, err error) {
	secret = random()
	_, err = tx.Exec(`INSERT INTO client (id, name, office, scopes, rate, secret, made, made_by, revoked, revoked_by) VALUES (?,?,?,?,?,?,?,?,0,'')`,
		c.ID, c.Name, c.Office, strings.Join(c.Scopes, " "), c.Rate, digest(secret), tx.Now().UnixMicro(), c.MadeBy)
	if store.IsUnique(err) {
		return "", fail.New(fail.Invalid, "client.request").WithFields(fail.Field{Path: "id", Key: "client.id-taken"})
	}
	return secret, fail.Wrap(err, "client: make")
}

// Revoke 停用 makes a client and all its tokens worthless from now on, in every process
// on the same database: each request asks.
func Revoke(tx *store.Tx, id, by string) error {
	n, err := tx.Exec(`UPDATE client SET revoked = ?, revoked_by = ? WHERE id = ? AND revoked = 0`, tx.Now().UnixMicro(), by, id)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "client.none", "id", id)
	}
	if err != nil {
		return fail.Wrap(err, "client: revoke")
	}
	_, err = tx.Exec(`DELETE FROM client_token WHERE client = ?`, id)
	return fail.Wrap(err, "client: drop tokens")
}

// Rotate 更换密钥 gives a client a new secret, shown once; the old one and all its tokens are
// worthless from now on.
func Rotate(tx *store.Tx, id string) (secret string, err error) {
	secret = random()
	if err := change(tx, id, `UPDATE client SET secret = ? WHERE id = ? AND revoked = 0`, digest(secret), id); err != nil {
		return "", err
	}
	_, err = tx.Exec(`DELETE FROM client_token WHERE client = ?`, id)
	return secret, fail.Wrap(err, "client: drop tokens")
}

// ChangeRate lets a client ask so often a minute from now on.
func ChangeRate(tx *store.Tx, id string, rate int) error {
	if rate < 1 || rate > MostRate {
		return fail.New(fail.Invalid, "client.form").WithFields(fail.Field{Path: "rate", Key: "client.bad-rate"})
	}
	return change(tx, id, `UPDATE client SET rate = ? WHERE id = ? AND revoked = 0`, rate, id)
}

// change updates the one client in use that id names.
func change(tx *store.Tx, id, update string, args ...any) error {
	n, err := tx.Exec(update, args...)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "client.none", "id", id)
	}
	return fail.Wrap(err, "client: change")
}

const columns = `id, name, office, scopes, rate, made, made_by, revoked, revoked_by`

func scan(row interface{ Scan(...any) error }, more ...any) (c Client, err error) {
	var scopes string
	var made, revoked int64
	err = row.Scan(append([]any{&c.ID, &c.Name, &c.Office, &scopes, &c.Rate, &made, &c.MadeBy, &revoked, &c.RevokedBy}, more...)...)
	c.Scopes, c.Made = strings.Fields(scopes), time.UnixMicro(made).UTC()
	if revoked != 0 {
		c.Revoked = time.UnixMicro(revoked).UTC()
	}
	return c, err
}

// List lists all clients by id, the revoked ones too.
func List(tx *store.Tx) ([]Client, error) {
	rows, err := tx.Query(`SELECT ` + columns + ` FROM client ORDER BY id`)
	if err != nil {
		return nil, fail.Wrap(err, "client: list")
	}
	defer rows.Close()
	var out []Client
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return nil, fail.Wrap(err, "client: list")
		}
		out = append(out, c)
	}
	return out, fail.Wrap(rows.Err(), "client: list")
}

// Known finds a good client by its secret. A wrong one and one that is revoked look
// alike from outside: fail.Unauthenticated.
func Known(tx *store.Tx, id, secret string) (Client, error) {
	var kept []byte
	c, err := scan(tx.QueryRow(`SELECT `+columns+`, secret FROM client WHERE id = ?`, id), &kept)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return c, fail.Wrap(err, "client: find")
	}
	if err != nil || !c.Revoked.IsZero() || subtle.ConstantTimeCompare(kept, digest(secret)) != 1 {
		return Client{}, fail.New(fail.Unauthenticated, "client.unknown")
	}
	return c, nil
}

// tokenFor is how long a token is good. Revoking does not wait for it.
const tokenFor = 10 * time.Minute

// Token 访问令牌 begins a token of c for some of its scopes, all if none are named.
func Token(tx *store.Tx, c Client, scopes []string) (token string, granted []string, life time.Duration, err error) {
	for _, s := range scopes {
		if !slices.Contains(c.Scopes, s) {
			return "", nil, 0, fail.New(fail.Invalid, "client.scope", "scope", s)
		}
	}
	if len(scopes) == 0 {
		scopes = c.Scopes
	}
	now := tx.Now()
	if _, err := tx.Exec(`DELETE FROM client_token WHERE client = ? AND expires <= ?`, c.ID, now.UnixMicro()); err != nil {
		return "", nil, 0, fail.Wrap(err, "client: drop old tokens")
	}
	token = random()
	_, err = tx.Exec(`INSERT INTO client_token (token, client, scopes, expires) VALUES (?,?,?,?)`, digest(token), c.ID, strings.Join(scopes, " "), now.Add(tokenFor).UnixMicro())
	return token, scopes, tokenFor, fail.Wrap(err, "client: begin token")
}

// Bearer is who holds a live token at now, with the scopes of the token. It reads the
// database each time, so that nothing outlives its revoking.
func Bearer(tx *store.Tx, token string, now time.Time) (c Client, ok bool, err error) {
	var scopes string
	c, err = scan(tx.QueryRow(`SELECT c.id, c.name, c.office, c.scopes, c.rate, c.made, c.made_by, c.revoked, c.revoked_by, t.scopes
 FROM client_token t JOIN client c ON c.id = t.client WHERE t.token = ? AND t.expires > ? AND c.revoked = 0`, digest(token), now.UnixMicro()), &scopes)
	if errors.Is(err, store.ErrNoRows) {
		return Client{}, false, nil
	}
	c.Scopes = strings.Fields(scopes)
	return c, err == nil, fail.Wrap(err, "client: find token")
}

// Has says whether the client, or the token it came with, holds a scope.
func (c Client) Has(scope string) bool { return slices.Contains(c.Scopes, scope) }
