package desk

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
	"atonce/internal/witness"

	"golang.org/x/mod/sumdb/note"
)

// LogKeys is how the log is signed and by whom it is watched. Without Sign no head
// is signed, and the log is not published.
type LogKeys struct {
	Sign      *merkle.LogKey
	Trusted   []string // verifier keys of the log, past and present
	Witnesses []witness.Remote
	Quorum    int // so many witnesses must have cosigned a head before it is published
}

// verifiers are the trusted keys, ready to check with.
func (k LogKeys) verifiers() ([]note.Verifier, error) {
	_, vs, err := merkle.ParseKeys(strings.Join(k.Trusted, "\n"))
	return vs, fail.Wrap(err, "desk: trusted keys of the log")
}

// LogHead is what the log commits to at one moment.
type LogHead struct {
	Head       merkle.Head // of everything written so far; its origin is empty until a key signs it
	Checkpoint string      // the newest signed head, a C2SP signed note; empty while nobody has signed
	Published  merkle.Head // what Checkpoint says
	Cosigned   []Cosigned
	Key        string // verifier key; empty while nobody signs
}

// Cosigned is a witness's word on a published head.
type Cosigned struct {
	Witness string
	At      time.Time
}

// LogHead reads the size and root of the log and the newest signed head. Both are
// public: they hold no case, only that none can be changed unseen.
func (d *Desk) LogHead(ctx context.Context) (out LogHead, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if out.Head, err = ledger.Head(tx, ""); err != nil {
			return err
		}
		_, signed, err := ledger.Published(tx, d.logKeys().Quorum)
		if fail.KindOf(err) == fail.NotFound {
			return nil
		}
		out.Checkpoint = string(signed)
		return err
	})
	if err != nil {
		return out, err
	}
	k := d.logKeys()
	if k.Sign != nil {
		out.Key = k.Sign.Verifier
	}
	if out.Checkpoint != "" {
		err = out.read(k)
	}
	return out, err
}

// read takes apart the checkpoint, with the cosignatures whose key is known here.
func (h *LogHead) read(k LogKeys) error {
	text, _, _ := strings.Cut(h.Checkpoint, "\n\n")
	var err error
	if h.Published, err = merkle.ParseHead(text + "\n"); err != nil {
		return fail.Wrap(err, "desk: published head")
	}
	vs := make([]note.Verifier, len(k.Witnesses))
	for i, w := range k.Witnesses {
		vs[i] = w.Key
	}
	n, err := note.Open([]byte(h.Checkpoint), note.VerifierList(vs...))
	var none *note.UnverifiedNoteError
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return fail.Wrap(err, "desk: published head")
	}
	for _, s := range n.Sigs {
		at, err := merkle.CosignedAt(s)
		if err != nil {
			return fail.Wrap(err, "desk: cosignature")
		}
		h.Cosigned = append(h.Cosigned, Cosigned{s.Name, at})
	}
	return nil
}

// Checkpoint is the published head, for whoever reads the log from outside.
func (d *Desk) Checkpoint(ctx context.Context) (out []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		_, out, err = ledger.Published(tx, d.logKeys().Quorum)
		return err
	})
	return out, err
}

// Resource is a tile or an entry bundle of the published log.
func (d *Desk) Resource(ctx context.Context, r merkle.Resource) (out []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		size, _, err := ledger.Published(tx, d.logKeys().Quorum)
		if err != nil {
			return err
		}
		out, err = ledger.Resource(tx, size, r)
		return err
	})
	return out, err
}

// TrustedKeys are the verifier keys of the log, past and present.
func (d *Desk) TrustedKeys() []string { return d.logKeys().Trusted }

// SignHead signs the head of the log if it grew since the last one, or if the key
// changed: a key announces itself by an entry of its own. It answers whether there
// is a new head. Nobody waits for the signature: it is made outside the writer's turn.
func (d *Desk) SignHead(ctx context.Context) (grew bool, err error) {
	k := d.logKeys()
	if k.Sign == nil {
		return false, nil
	}
	var announced bool
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		size, err := ledger.Size(tx)
		if err != nil {
			return err
		}
		signed, _, err := ledger.Published(tx, 0)
		if fail.KindOf(err) == fail.NotFound {
			signed, err = -1, nil
		}
		if err != nil {
			return err
		}
		keys, err := ledger.Keys(tx)
		announced = len(keys) > 0 && keys[len(keys)-1].Verifier == k.Sign.Verifier
		grew = size > signed || !announced
		return err
	})
	if err != nil || !grew {
		return false, err
	}
	if !announced {
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return ledger.Announce(tx, k.Sign.Verifier) }); err != nil {
			return false, err
		}
	}
	var head merkle.Head
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		head, err = ledger.Head(tx, k.Sign.Name())
		return err
	})
	if err != nil {
		return false, err
	}
	signed, err := head.Sign(k.Sign)
	if err != nil {
		return false, fail.Wrap(err, "sign the head of the log")
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error { return ledger.KeepHead(tx, head.Size, signed) })
	return err == nil, err
}

// WatchLog signs the log's head whenever it grew, and asks the witnesses, until ctx
// ends.
func (d *Desk) WatchLog(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := d.SignHead(ctx); err != nil && ctx.Err() == nil {
			d.slog.Error("the head of the log could not be signed", "error", err)
		}
		d.AskWitnesses(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// askFor is how long a witness may take: the next head waits for it.
const askFor = 5 * time.Second

// AskWitnesses asks every witness to cosign the newest head. One that refuses or is
// silent is reported and asked again with the next head.
func (d *Desk) AskWitnesses(ctx context.Context) {
	var wg sync.WaitGroup
	for _, w := range d.logKeys().Witnesses {
		wg.Go(func() {
			ctx, stop := context.WithTimeout(ctx, askFor)
			defer stop()
			if err := d.ask(ctx, w); err != nil && !errors.Is(err, context.Canceled) {
				d.slog.Error("a witness did not cosign", "witness", w.Key.Name(), "error", err)
			}
		})
	}
	wg.Wait()
}

func (d *Desk) ask(ctx context.Context, w witness.Remote) error {
	var head merkle.Head
	var signed []byte
	var old int64
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if head.Size, signed, err = ledger.Published(tx, 0); err != nil {
			return err
		}
		old, err = ledger.CosignedSize(tx, w.Key.Name())
		return err
	})
	if err != nil || old == head.Size {
		return err
	}
	line, err := d.askFrom(ctx, w, old, head.Size, signed)
	var no *witness.Refused
	if errors.As(err, &no) && no.Why == witness.OtherSize && no.Size <= head.Size {
		// It cosigned a head whose line was lost on the way: go on from there.
		line, err = d.askFrom(ctx, w, no.Size, head.Size, signed)
	}
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return ledger.KeepCosignature(tx, head.Size, w.Key.Name(), line)
	})
}

func (d *Desk) askFrom(ctx context.Context, w witness.Remote, old, size int64, signed []byte) (string, error) {
	var proof []merkle.Hash
	if old > 0 && old < size {
		err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			proof, err = ledger.Consistency(tx, size, old)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return w.Add(ctx, old, proof, signed)
}
