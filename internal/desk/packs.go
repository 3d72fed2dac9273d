package desk

import (
	"context"
	"encoding/json"

	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// Restore puts in force what two people once activated: from the loaded set where
// the digests agree, else from the edition that was kept. A service nobody has
// activated yet stays out of force.
func (d *Desk) Restore(ctx context.Context, set *pack.Set) error {
	if err := d.loadOffices(ctx); err != nil {
		return err
	}
	services := map[string]*pack.Service{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		active, err := edition.InForce(tx)
		if err != nil {
			return err
		}
		for id, a := range active {
			if s, ok := set.Service(id); ok && s.Digest() == a.Digest {
				services[id] = s
				continue
			}
			s, err := d.readEdition(tx, a.Digest)
			if err != nil {
				return err
			}
			services[id] = s
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.putInForce(ctx, set, services)
}

// putInForce swaps everything at once: a request sees the old or the new, never both.
func (d *Desk) putInForce(ctx context.Context, set *pack.Set, services map[string]*pack.Service) error {
	index, err := d.buildIndex(ctx, services)
	if err != nil {
		return err
	}
	d.force.Store(&force{set: set, services: services, index: index})
	return nil
}

// Reload takes a newly loaded set as what could come into force. What is in force
// stays as it is.
func (d *Desk) Reload(ctx context.Context, set *pack.Set) error { return d.Restore(ctx, set) }

// ProposePack puts the loaded version of a service forward. The proposal is in the log.
func (d *Desk) ProposePack(ctx context.Context, by people.Person, service string) (edition.Activation, error) {
	return d.activate(ctx, by, service, func(tx *store.Tx, s *pack.Service) (edition.Activation, error) {
		if err := edition.Keep(tx, s.ID(), s.Digest(), s.Snapshot()); err != nil {
			return edition.Activation{}, err
		}
		return edition.Propose(tx, s.ID(), s.Digest(), by.ID)
	})
}

// ApprovePack brings the proposed version of a service into force; it takes a
// second person. The item's entry in the four lists is made or changed with it.
// When anything fails the old version stays in force.
func (d *Desk) ApprovePack(ctx context.Context, by people.Person, service string) (edition.Activation, error) {
	a, err := d.activate(ctx, by, service, func(tx *store.Tx, s *pack.Service) (edition.Activation, error) {
		a, err := edition.Approve(tx, s.ID(), s.Digest(), by.ID)
		if err != nil {
			return a, err
		}
		if err := list(tx, s, by.ID); err != nil {
			return a, err
		}
		return a, putGrants(tx, d.Packs(), s, by.ID)
	})
	if err != nil {
		return a, err
	}
	return a, d.Restore(ctx, d.Packs())
}

func (d *Desk) activate(ctx context.Context, by people.Person, service string, f func(*store.Tx, *pack.Service) (edition.Activation, error)) (a edition.Activation, err error) {
	set := d.Packs()
	s, ok := set.Service(service)
	if !ok {
		return a, fail.New(fail.NotFound, "desk.no-service", "service", service)
	}
	if !by.Holds(RolePackKeeper) {
		return a, fail.New(fail.Forbidden, "desk.pack-keepers", "service", service)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if a, err = f(tx, s); err != nil {
			return err
		}
		return recordActivation(tx, a)
	})
	return a, err
}

// RolePackKeeper is the post of those who may bring packs into force, two together.
const RolePackKeeper = "pack-keeper"

// recordActivation puts an activation into the log. Nothing in it is secret: the salt is the
// digest of the pack, so that anybody who has the pack can recompute the entry.
func recordActivation(tx *store.Tx, a edition.Activation) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fail.Wrap(err, "desk: activation as JSON")
	}
	salt := []byte(a.Digest)
	payload, err := merkle.Commit(salt, body)
	if err != nil {
		return fail.Wrap(err, "desk: activation entry")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: kindActivation, Seq: int64(a.Seq), Payload: payload})
	if err != nil {
		return err
	}
	return edition.Record(tx, leaf, salt, body)
}

// History lists a service's activations, the newest first.
func (d *Desk) History(ctx context.Context, service string) (out []edition.Activation, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = edition.History(tx, service)
		return err
	})
	return out, err
}

func (d *Desk) readEdition(tx *store.Tx, digest string) (*pack.Service, error) {
	whole, _ := pack.SplitDigest(digest)
	b, err := edition.Files(tx, whole)
	if err != nil {
		return nil, err
	}
	s, err := pack.LoadSnapshot(b, digest)
	return s, fail.Wrap(err, "desk: edition "+digest)
}
