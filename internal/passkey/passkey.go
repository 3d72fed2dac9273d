// Package passkey speaks W3C Web Authentication with browsers: it makes what they are
// asked and judges what they answer. Every answer is bound to this site, to a challenge
// that is good once, and to a person who unlocked the device.
package passkey

import (
	"encoding/json"
	"net/url"

	"atonce/internal/fail"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Owner is whose passkeys they are.
type Owner struct {
	Handle     []byte // of the account; says nothing about the person
	Login      string
	Name       string
	Credential [][]byte // as Key.Body keeps them
}

// Key is a passkey as it is kept.
type Key struct {
	ID    []byte
	Body  []byte // JSON
	Bound bool   // it cannot leave the device that made it
}

// user is an Owner as the library sees it.
type user struct {
	Owner
	credentials []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return u.Handle }
func (u user) WebAuthnName() string                       { return u.Login }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

func read(o Owner) (user, error) {
	u := user{Owner: o}
	for _, b := range o.Credential {
		var c webauthn.Credential
		if err := json.Unmarshal(b, &c); err != nil {
			return u, fail.Wrap(err, "passkey: read credential")
		}
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

// party is the site at the address at which people reach it.
func party(site string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(site)
	if err != nil {
		return nil, fail.Wrap(err, "passkey: site")
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: u.Hostname(), RPOrigins: []string{site}})
	return w, fail.Wrap(err, "passkey: site")
}

// asked is what a browser is asked, and what is kept until it answers.
func asked(options any, session *webauthn.SessionData, err error) (browser, kept []byte, _ error) {
	if err != nil {
		return nil, nil, fail.Wrap(err, "passkey: ask")
	}
	if browser, err = json.Marshal(options); err != nil {
		return nil, nil, fail.Wrap(err, "passkey: ask")
	}
	kept, err = json.Marshal(session)
	return browser, kept, fail.Wrap(err, "passkey: ask")
}

// Register asks a browser for a new passkey of o. It answers the options for
// navigator.credentials.create as JSON, and what is kept until the answer.
func Register(site string, o Owner) (browser, kept []byte, err error) {
	w, err := party(site)
	if err != nil {
		return nil, nil, err
	}
	u, err := read(o)
	if err != nil {
		return nil, nil, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range u.credentials {
		have = append(have, c.Descriptor())
	}
	options, session, err := w.BeginRegistration(u, webauthn.WithExclusions(have), webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired}))
	return asked(options, session, err)
}

// refused is what a wrong answer of a browser is answered with.
func refused(err error) error { return fail.New(fail.Forbidden, "passkey.refused").Because(err) }

// Registered judges the browser's answer to Register.
func Registered(site string, o Owner, kept, answer []byte) (k Key, err error) {
	w, err := party(site)
	if err != nil {
		return k, err
	}
	u, err := read(o)
	if err != nil {
		return k, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(kept, &session); err != nil {
		return k, fail.Wrap(err, "passkey: what was kept")
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return k, refused(err)
	}
	c, err := w.CreateCredential(u, session, parsed)
	if err != nil {
		return k, refused(err)
	}
	return keep(c)
}

func keep(c *webauthn.Credential) (k Key, err error) {
	b, err := json.Marshal(c)
	return Key{ID: c.ID, Body: b, Bound: !c.Flags.BackupEligible}, fail.Wrap(err, "passkey: keep credential")
}

// Enter asks a browser for any passkey it has for this site.
func Enter(site string) (browser, kept []byte, err error) {
	w, err := party(site)
	if err != nil {
		return nil, nil, err
	}
	options, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	return asked(options, session, err)
}

// Entered judges the browser's answer to Enter. find is who has a handle.
func Entered(site string, kept, answer []byte, find func(handle []byte) (Owner, error)) (k Key, handle []byte, err error) {
	w, err := party(site)
	if err != nil {
		return k, nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(kept, &session); err != nil {
		return k, nil, fail.Wrap(err, "passkey: what was kept")
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return k, nil, refused(err)
	}
	who, c, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		o, err := find(handle)
		if err != nil {
			return nil, err
		}
		return read(o)
	}, session, parsed)
	if err != nil {
		return k, nil, refused(err)
	}
	if c.Authenticator.CloneWarning {
		// The counter went back: somebody copied the key.
		return k, nil, refused(nil)
	}
	k, err = keep(c)
	return k, who.WebAuthnID(), err
}
