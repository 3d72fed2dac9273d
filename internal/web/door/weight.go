package door

import (
	"time"
)

// Weight 重大操作 is one kind of act that takes a fresh proof of who does it: a page left
// open on a desk decides nothing.
type Weight struct {
	Act     string        // its word; door.weight.ACT says it to people
	Pattern string        // of the route
	Name    string        // of the path value that tells such an act from others; empty if all are
	Value   string        // what it must be
	Within  time.Duration // how old the proof may be
}

const (
	// recently is how old a proof may be for what is done to cases and packs.
	recently = 15 * time.Minute
	// justNow is how old it may be for what opens the account itself to others.
	justNow = 5 * time.Minute
)

// Weights is the whole table. A test holds it to the routes.
var Weights = []Weight{
	{"decide", "POST /office/cases/{number}/do/{verb}", "verb", "decide", recently},
	{"activate", "POST /office/packs/{service}/propose", "", "", recently},
	{"activate", "POST /office/packs/{service}/approve", "", "", recently},
	{"licence", "POST /office/licences/{number}", "", "", recently},
	{"export", "POST /office/exports/{export}/answer", "", "", recently},
	{"mandate", "POST /office/mandates/{mandate}/answer", "", "", recently},
	{"benefit", "POST /office/benefits/runs/{run}/approve", "", "", recently},
	{"benefit", "POST /office/benefits/runs/{run}/order", "", "", recently},
	{"keep", "POST /office/keepers/system", "", "", recently},
	{"keep", "POST /office/keepers/security", "", "", recently},
	{"account", "POST /account/password", "", "", justNow},
	{"account", "POST /account/codes", "", "", justNow},
	{"account", "POST /account/codes/drop", "", "", justNow},
	{"account", "POST /account/passkeys/begin", "", "", justNow},
	{"account", "POST /account/passkeys/remove", "", "", justNow},
	{"account", "POST /account/unlink", "", "", justNow},
	{"account", "POST /account/tokens", "", "", justNow},
	{"account", "POST /account/acting", "", "", justNow},
}

// weigh refuses an act of weight when the last proof of who does it is too old.
func (r *Request) weigh() error {
	for _, w := range Weights {
		if w.Pattern == r.Route.Pattern() && (w.Name == "" || r.PathValue(w.Name) == w.Value) && r.Signed && r.Now.Sub(r.Session.Proved) > w.Within {
			return AskProof(w.Act)
		}
	}
	return nil
}
