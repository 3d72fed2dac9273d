package desk

import (
	"context"
	"slices"

	"atonce/internal/dataset"
	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/people"
	"atonce/internal/store"
)

// The posts of those who keep the catalogue of public data.
const (
	RoleDataKeeper   = "data-keeper"   // in the office that provides it: makes and changes its records
	RoleDataReviewer = "data-reviewer" // reviews records of all offices
)

const kindDataset = "dataset"

// DatasetDeed is what somebody does to a record of the catalogue.
type DatasetDeed struct {
	ID     string
	Deed   dataset.Deed
	Reason string
	Record *dataset.Record // with Make and Edit
	Expect int             // how many acts the person saw; 0 does not ask
}

// DoDataset does one thing to one record, with its entry in the log, in one
// transaction. Whoever made, changed or put forward a record does not review it.
func (d *Desk) DoDataset(ctx context.Context, by people.Person, in DatasetDeed) (out dataset.Entry, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out, err = d.doDataset(tx, by, in)
		return err
	})
	return out, err
}

func (d *Desk) doDataset(tx *store.Tx, by people.Person, in DatasetDeed) (out dataset.Entry, err error) {
	id := in.ID
	if in.Record != nil {
		id = in.Record.ID
	}
	e, err := dataset.Find(tx, id)
	provider := e.Record.Provider
	if in.Deed == dataset.Make {
		if in.Record == nil {
			return e, fail.New(fail.Invalid, "dataset.no-record")
		}
		if err == nil {
			return e, fail.New(fail.Invalid, "dataset.request").WithFields(fail.Field{Path: "id", Key: "dataset.id-taken"})
		}
		if fail.KindOf(err) == fail.NotFound {
			err = nil
		}
		provider = in.Record.Provider
		if _, ok := d.Office(provider); !ok {
			return e, fail.New(fail.Invalid, "dataset.request").WithFields(fail.Field{Path: "provider", Key: "desk.office-unknown"})
		}
	}
	if err != nil {
		return e, err
	}
	if !mayDo(by, provider, in.Deed) {
		return e, fail.New(fail.Forbidden, "dataset.keepers")
	}
	if in.Expect != 0 && in.Expect != e.Seq {
		return e, fail.New(fail.Conflict, "dataset.changed-meanwhile")
	}
	e, a, err := e.Judge(dataset.Act{Deed: in.Deed, Reason: in.Reason, Record: in.Record, By: by.ID, At: moment(tx.Now())})
	if err != nil {
		return e, err
	}
	// Nothing in it is secret: the salt is the same for all, so that anybody who has
	// the act can recompute the entry.
	salt := []byte("atonce/dataset/1 " + a.Dataset)
	payload, err := merkle.Commit(salt, a.Bytes())
	if err != nil {
		return e, fail.Wrap(err, "desk: entry of a dataset")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: kindDataset, Seq: int64(a.Seq), Payload: payload})
	if err != nil {
		return e, err
	}
	return e, dataset.Keep(tx, e, a, leaf, salt)
}

func mayDo(by people.Person, provider string, deed dataset.Deed) bool {
	keeps := slices.Contains(by.Roles(provider), RoleDataKeeper)
	return keeps || deed.Reviews() && by.Holds(RoleDataReviewer)
}

// DatasetDeeds are the deeds that by may do to e now.
func DatasetDeeds(by people.Person, e dataset.Entry) []dataset.Deed {
	var out []dataset.Deed
	for _, deed := range e.May() {
		if !mayDo(by, e.Record.Provider, deed) || deed.Reviews() && (by.ID == e.Hand || by.ID == e.Asked) {
			continue
		}
		out = append(out, deed)
	}
	return out
}

// Datasets lists records of the catalogue by code. after is the code of the last one
// of the page before.
func (d *Desk) Datasets(ctx context.Context, f dataset.Filter, after string, size int) (out []dataset.Entry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = dataset.List(tx, f, after, size)
		return err
	})
	return out, err
}

// Dataset is one record of the catalogue.
func (d *Desk) Dataset(ctx context.Context, id string) (out dataset.Entry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = dataset.Find(tx, id)
		return err
	})
	return out, err
}

// PublicDataset is what is published of one record; fail.NotFound where nothing is.
func (d *Desk) PublicDataset(ctx context.Context, id string) (dataset.Record, error) {
	e, err := d.Dataset(ctx, id)
	if err == nil && e.Public == nil {
		err = fail.New(fail.NotFound, "dataset.none", "id", id)
	}
	if err != nil {
		return dataset.Record{}, err
	}
	return *e.Public, nil
}

// DatasetActs is what was done to one record, the oldest first.
func (d *Desk) DatasetActs(ctx context.Context, id string) (out []dataset.Act, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		return dataset.EachAct(tx, id, func(_ int64, _, body []byte) error {
			a, err := dataset.ParseAct(body)
			out = append(out, a)
			return err
		})
	})
	return out, err
}

// verifyDatasets holds every record of the catalogue to what the log records of it.
func verifyDatasets(tx *store.Tx) error {
	recorded := map[string]dataset.Entry{}
	err := dataset.EachAct(tx, "", func(_ int64, _, body []byte) error {
		a, err := dataset.ParseAct(body)
		recorded[a.Dataset] = recorded[a.Dataset].Fold(a)
		return err
	})
	if err != nil {
		return err
	}
	after := ""
	for {
		some, err := dataset.List(tx, dataset.Filter{}, after, stretch)
		if err != nil {
			return err
		}
		for _, e := range some {
			if was, ok := recorded[e.Record.ID]; !ok || !was.Same(e) {
				return fail.New(fail.Conflict, "desk.verify-dataset", "dataset", e.Record.ID)
			}
			delete(recorded, e.Record.ID)
			after = e.Record.Code
		}
		if len(some) < stretch {
			break
		}
	}
	for id := range recorded {
		return fail.New(fail.Conflict, "desk.verify-dataset", "dataset", id)
	}
	return nil
}
