package hsm

import (
	"crypto/sha256"
	"os"
	"sync"

	"atonce/internal/fail"
)

// pin is the PIN from its file or from the environment; nil where there is none, for a module that asks
// for it on a keypad of its own.
func (u URI) pin() ([]byte, error) {
	if u.PINFile == "" {
		return []byte(os.Getenv(PINVariable)), nil
	}
	b, err := os.ReadFile(u.PINFile)
	if err != nil {
		return nil, fail.New(fail.Invalid, "hsm.pin-file", "file", u.PINFile).Because(err)
	}
	if line := firstLine(b); len(line) > 0 {
		return line, nil
	}
	return nil, fail.New(fail.Invalid, "hsm.pin-file", "file", u.PINFile)
}

func firstLine(b []byte) []byte {
	for i, c := range b {
		if c == '\n' || c == '\r' {
			return b[:i]
		}
	}
	return b
}

// try is one PIN at one token. Its turn is held while the PIN is tried: keys of one token that open at the same
// moment would else each spend one of the few tries that the token allows.
type try struct {
	turn    sync.Mutex
	refused error
}

// tries are the PINs that were tried, by token and digest.
var tries = struct {
	sync.Mutex
	of map[string]map[[sha256.Size]byte]*try
}{of: map[string]map[[sha256.Size]byte]*try{}}

// token is the URI without what names the key in it.
func (u URI) token() string {
	u.Object, u.ID, u.PINFile = "", nil, ""
	return u.String()
}

func tried(u URI, pin []byte) *try {
	tries.Lock()
	defer tries.Unlock()
	of := tries.of[u.token()]
	if of == nil {
		of = map[[sha256.Size]byte]*try{}
		tries.of[u.token()] = of
	}
	digest := sha256.Sum256(pin)
	if of[digest] == nil {
		of[digest] = &try{}
	}
	return of[digest]
}

// forget lets the PINs of a key's token be tried once more: whoever reads a key's file again has mended it.
func forget(u URI) {
	tries.Lock()
	defer tries.Unlock()
	delete(tries.of, u.token())
}
