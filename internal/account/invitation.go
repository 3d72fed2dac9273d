package account

import (
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// InvitedFor is how long an invitation is good.
const InvitedFor = 14 * 24 * time.Hour

// Invitation 开户邀请 lets one person make their account, once.
type Invitation struct {
	Person  string
	Proofed int // how sure whoever made it is of who gets it
	By      string
	Expires time.Time
	Used    time.Time
}

// Invite makes an invitation and answers its code, which is kept nowhere. Earlier ones
// of the same person are good no longer.
func Invite(tx *store.Tx, i Invitation) (code string, err error) {
	if _, err := tx.Exec(`DELETE FROM invitation WHERE person = ? AND used = 0`, i.Person); err != nil {
		return "", fail.Wrap(err, "account: drop invitation")
	}
	code = newSecret()
	now := tx.Now()
	_, err = tx.Exec(`INSERT INTO invitation (code, person, proofed, made_by, made, expires, used) VALUES (?,?,?,?,?,?,0)`,
		digest(code), i.Person, i.Proofed, i.By, now.UnixMicro(), now.Add(InvitedFor).UnixMicro())
	return code, fail.Wrap(err, "account: invite")
}

// FindInvitation is the invitation of a code that is good at now.
func FindInvitation(tx *store.Tx, code string, now time.Time) (i Invitation, ok bool, err error) {
	var expires, used int64
	err = tx.QueryRow(`SELECT person, proofed, made_by, expires, used FROM invitation WHERE code = ?`, digest(code)).Scan(&i.Person, &i.Proofed, &i.By, &expires, &used)
	if errors.Is(err, store.ErrNoRows) {
		return i, false, nil
	}
	i.Expires, i.Used = at(expires), at(used)
	return i, err == nil && used == 0 && now.Before(i.Expires), fail.Wrap(err, "account: find invitation")
}

// UseInvitation marks it used.
func UseInvitation(tx *store.Tx, code string) error {
	n, err := tx.Exec(`UPDATE invitation SET used = ? WHERE code = ? AND used = 0`, tx.Now().UnixMicro(), digest(code))
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "account.no-invitation")
	}
	return fail.Wrap(err, "account: use invitation")
}
