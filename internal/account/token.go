package account

import (
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// TokenMark begins every token, so that whoever finds one in a file knows what it is.
const TokenMark = "atonce_"

// Token 访问令牌 lets a program act in somebody's name, within scopes.
type Token struct {
	ID      string
	Person  string
	Name    string
	Scopes  string // words with blanks between, as people.Scopes writes them
	Made    time.Time
	Expires time.Time
	Used    time.Time // kept to the hour
	Revoked time.Time
}

// Good says whether the token opens anything at now.
func (t Token) Good(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// NewToken keeps a token and answers its secret, which is kept nowhere.
func NewToken(tx *store.Tx, t Token) (secret string, err error) {
	secret = TokenMark + newSecret()
	_, err = tx.Exec(`INSERT INTO access_token (secret, id, person, name, scopes, made, expires, used, revoked) VALUES (?,?,?,?,?,?,?,0,0)`,
		digest(secret), newSecret()[:16], t.Person, t.Name, t.Scopes, tx.Now().UnixMicro(), t.Expires.UnixMicro())
	return secret, fail.Wrap(err, "account: make token")
}

const tokenColumns = `id, person, name, scopes, made, expires, used, revoked`

func scanToken(scan func(...any) error) (t Token, err error) {
	var made, expires, used, revoked int64
	err = scan(&t.ID, &t.Person, &t.Name, &t.Scopes, &made, &expires, &used, &revoked)
	t.Made, t.Expires, t.Used, t.Revoked = at(made), at(expires), at(used), at(revoked)
	return t, err
}

// FindToken is the token with this secret, good or not.
func FindToken(tx *store.Tx, secret string) (t Token, ok bool, err error) {
	if !strings.HasPrefix(secret, TokenMark) {
		return t, false, nil
	}
	t, err = scanToken(tx.QueryRow(`SELECT `+tokenColumns+` FROM access_token WHERE secret = ?`, digest(secret)).Scan)
	if errors.Is(err, store.ErrNoRows) {
		return t, false, nil
	}
	return t, err == nil, fail.Wrap(err, "account: find token")
}

// Tokens lists a person's tokens, the newest first.
func Tokens(tx *store.Tx, person string) ([]Token, error) {
	rows, err := tx.Query(`SELECT `+tokenColumns+` FROM access_token WHERE person = ? ORDER BY made DESC, id LIMIT 200`, person)
	if err != nil {
		return nil, fail.Wrap(err, "account: list tokens")
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		t, err := scanToken(rows.Scan)
		if err != nil {
			return nil, fail.Wrap(err, "account: list token")
		}
		out = append(out, t)
	}
	return out, fail.Wrap(rows.Err(), "account: list tokens")
}

// UseToken writes that a token was used now.
func UseToken(tx *store.Tx, id string) error {
	_, err := tx.Exec(`UPDATE access_token SET used = ? WHERE id = ?`, tx.Now().UnixMicro(), id)
	return fail.Wrap(err, "account: use token")
}

// RevokeTokens ends every token of a person.
func RevokeTokens(tx *store.Tx, person string) error {
	_, err := tx.Exec(`UPDATE access_token SET revoked = ? WHERE person = ? AND revoked = 0`, tx.Now().UnixMicro(), person)
	return fail.Wrap(err, "account: revoke tokens")
}

// RevokeToken ends one of a person's tokens.
func RevokeToken(tx *store.Tx, person, id string) error {
	n, err := tx.Exec(`UPDATE access_token SET revoked = ? WHERE person = ? AND id = ? AND revoked = 0`, tx.Now().UnixMicro(), person, id)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "account.no-token")
	}
	return fail.Wrap(err, "account: revoke token")
}
