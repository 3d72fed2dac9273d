package desk

import (
	"context"
	"math"
	"strconv"
	"time"

	"atonce/internal/client"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/store"
)

// RoleClientKeeper is the post of who lets systems of other agencies in, and shuts
// them out.
const RoleClientKeeper = "client-keeper"

// MakeClient lets a system in and returns its secret, which is kept nowhere.
func (d *Desk) MakeClient(ctx context.Context, by people.Person, c client.Client) (secret string, err error) {
	if !by.Holds(RoleClientKeeper) {
		return "", fail.New(fail.Forbidden, "desk.client-keepers")
	}
	problems := c.Check()
	if _, ok := d.Office(c.Office); !ok {
		key := "desk.office-unknown"
		if c.Office == "" {
			key = "desk.office-not-chosen"
		}
		problems = append(problems, fail.Field{Path: "office", Key: key})
	}
	if len(problems) > 0 {
		return "", fail.New(fail.Invalid, "client.request").WithFields(problems...)
	}
	c.MadeBy = by.ID
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret, err = client.Make(tx, c)
		return err
	})
	return secret, err
}

// RevokeClient shuts a system out at once, with all its tokens.
func (d *Desk) RevokeClient(ctx context.Context, by people.Person, id string) error {
	if !by.Holds(RoleClientKeeper) {
		return fail.New(fail.Forbidden, "desk.client-keepers")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return client.Revoke(tx, id, by.ID) })
}

// RotateClient gives a system a new secret and ends its tokens at once.
func (d *Desk) RotateClient(ctx context.Context, by people.Person, id string) (secret string, err error) {
	if !by.Holds(RoleClientKeeper) {
		return "", fail.New(fail.Forbidden, "desk.client-keepers")
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret, err = client.Rotate(tx, id)
		return err
	})
	return secret, err
}

// ChangeClientRate lets a system ask so often a minute from its next request on.
func (d *Desk) ChangeClientRate(ctx context.Context, by people.Person, id string, rate int) error {
	if !by.Holds(RoleClientKeeper) {
		return fail.New(fail.Forbidden, "desk.client-keepers")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return client.ChangeRate(tx, id, rate) })
}

// Clients lists the systems, and the latest of what was refused to them.
func (d *Desk) Clients(ctx context.Context, by people.Person) (all []client.Client, refused []client.Refusal, err error) {
	if !by.Holds(RoleClientKeeper) {
		return nil, nil, fail.New(fail.Forbidden, "desk.client-keepers")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if all, err = client.List(tx); err != nil {
			return err
		}
		refused, err = client.Refusals(tx, "", 50)
		return err
	})
	return all, refused, err
}

// ClientToken is a token of a system that knows its secret (RFC 6749 §4.4), for some
// of its scopes or for all.
func (d *Desk) ClientToken(ctx context.Context, id, secret string, scopes []string) (token string, granted []string, life time.Duration, err error) {
	var c client.Client
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err = client.Known(tx, id, secret)
		return err
	})
	if err == nil {
		err = d.within(c)
	}
	if err != nil {
		return "", nil, 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		// Once more: it may have been revoked since.
		if c, err = client.Known(tx, id, secret); err != nil {
			return err
		}
		token, granted, life, err = client.Token(tx, c, scopes)
		return err
	})
	return token, granted, life, err
}

// WhichSystem finds the system that holds a live token, and counts the request against
// its rate.
func (d *Desk) WhichSystem(ctx context.Context, token string) (c client.Client, ok bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, ok, err = client.Bearer(tx, token, d.Now())
		return err
	})
	if err == nil && ok {
		err = d.within(c)
	}
	return c, ok, err
}

// within counts one request of c.
func (d *Desk) within(c client.Client) error {
	wait, ok := d.buckets.Take(c, d.Now())
	if ok {
		return nil
	}
	return fail.New(fail.TooMany, "client.too-many", "after", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}
