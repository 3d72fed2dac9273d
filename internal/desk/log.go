package desk

import (
	"context"

	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// LogHead is what the log commits to at one moment.
type LogHead struct {
	Head       merkle.Head // of everything written so far; its origin is empty until a key signs it
	Checkpoint string      // the newest signed head, a C2SP signed note; empty while nobody has signed
}

// LogHead reads the size and root of the log and the newest signed head. Both are
// public: they hold no case, only that none can be changed unseen.
func (d *Desk) LogHead(ctx context.Context) (out LogHead, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if out.Head, err = ledger.Head(tx, ""); err != nil {
			return err
		}
		signed, err := ledger.Checkpoint(tx)
		if fail.KindOf(err) == fail.NotFound {
			return nil
		}
		out.Checkpoint = string(signed)
		return err
	})
	return out, err
}
