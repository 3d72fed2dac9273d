package browser

import (
	"context"

	chromium "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Stand puts the device somewhere, in degrees, and lets pages ask where it is; or not,
// where its owner says no.
func (p *Page) Stand(latitude, longitude float64, may bool) {
	p.t.Helper()
	p.do("stand", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		info, err := cdp.Call(ctx, t, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		setting := chromium.PermissionSettingDenied
		if may {
			setting = chromium.PermissionSettingGranted
		}
		if _, err := cdp.Call(ctx, t, chromium.SetPermission, chromium.SetPermissionParams{Permission: &chromium.PermissionDescriptor{Name: "geolocation"}, Setting: setting,
			BrowserContextID: info.TargetInfo.BrowserContextID}); err != nil {
			return err
		}
		accuracy := 20.0
		_, err = cdp.Call(ctx, t, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &latitude, Longitude: &longitude, Accuracy: &accuracy})
		return err
	}))
}
