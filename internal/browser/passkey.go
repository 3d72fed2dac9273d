package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator gives the tab a device that holds passkeys and is unlocked by its owner:
// Chromium's virtual authenticator.
func (p *Page) Authenticator() {
	p.t.Helper()
	p.do("add an authenticator", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return err
	}))
}

// ClickAndWait clicks what leads to another page by way of a script.
func (p *Page) ClickAndWait(what string) {
	p.t.Helper()
	s := eval[spot](p, "find "+what, point+"("+quote(what)+")")
	if s.Wrong != "" {
		p.t.Fatalf("%s: %s", p.Location(), s.Wrong)
	}
	p.waitLoad("click "+what, chromedp.MouseClickXY(s.X, s.Y))
}
