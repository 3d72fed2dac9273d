// Package account is what somebody may see and change about their own ways in: where
// they are signed in, what proves that it is them, what programs may do in their name.
package account

import (
	"atonce/internal/desk"
	"atonce/internal/provider"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct {
	desk *desk.Desk
	set  provider.Settings
}

// Routes are the pages below /account/.
func Routes(d *desk.Desk, set provider.Settings) []door.Route {
	f := face{d, set}
	var out []door.Route
	add := func(method, path, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Citizen, Who: door.SignedIn, Data: door.OwnData, About: about, Serve: serve})
	}
	add("GET", "/account/sessions", "where I am signed in", f.sessions)
	add("POST", "/account/sessions", "end one of my sign-ins, or all others", f.endSession)
	add("GET", "/account/ways", "the ways in that I have", f.ways)
	add("POST", "/account/password", "another password", f.password)
	add("POST", "/account/codes", "begin with one-time codes", f.codes)
	add("POST", "/account/codes/confirm", "the first one-time code", f.confirmCodes)
	add("POST", "/account/codes/drop", "no more one-time codes", f.dropCodes)
	add("POST", "/account/passkeys/begin", "what a browser is asked for a new passkey", f.beginPasskey)
	add("POST", "/account/passkeys", "keep the new passkey", f.finishPasskey)
	add("POST", "/account/passkeys/remove", "remove a passkey", f.removePasskey)
	add("POST", "/account/unlink", "cut the link to a provider", f.unlink)
	add("GET", "/account/tokens", "what programs may do in my name", f.tokens)
	add("POST", "/account/tokens", "make a token, shown once", f.makeToken)
	add("POST", "/account/tokens/revoke", "a token is good no longer", f.revokeToken)
	add("GET", "/account/acting", "for whom I act and who acts for me", f.acting)
	add("POST", "/account/acting", "offer somebody to act", f.offerActing)
	add("POST", "/account/acting/accept", "accept an offer", f.acceptActing)
	add("POST", "/account/acting/end", "end it at once", f.endActing)
	add("POST", "/account/acting/as", "act for somebody, or for myself again", f.actAs)
	add("GET", "/account/notices", "where I am told of changes beside the inbox", f.notices)
	add("POST", "/account/notices/address", "send a code to an address of mine", f.askAddress)
	add("POST", "/account/notices/confirm", "the code came: use the address", f.confirmAddress)
	add("POST", "/account/notices/stop", "send nothing there any more", f.stopLetters)
	add("POST", "/account/notices/choice", "quiet hours and topics", f.chooseLetters)
	return out
}

// site is the address at which people reach this site.
func (f face) site(r *door.Request) string {
	if f.set.Site != nil {
		return f.set.Site.String()
	}
	return r.Site()
}
