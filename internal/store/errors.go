package store

import (
	"context"
	"errors"

	"atonce/internal/fail"
)

// ErrNoRows says that a query drew nothing where one row was asked for.
var ErrNoRows error = errors.New("store: no rows")

// errUnique marks a violated primary key or unique index among causes.
var errUnique = errors.New("unique")

// errRefused marks a violated check, foreign key or trigger among causes.
var errRefused = errors.New("constraint")

// IsUnique says whether err is a violated primary key or unique index. The
// closure may go on after it: only the one statement was undone.
func IsUnique(err error) bool { return errors.Is(err, errUnique) }

// IsRefused says whether err is a violated check, not-null, foreign key or
// trigger, such as an attempt to change a row that may only be added.
func IsRefused(err error) bool { return errors.Is(err, errRefused) }

func errClosed() error { return fail.New(fail.Unavailable, "store.closed") }

func errBusy() error { return fail.New(fail.Unavailable, "store.busy") }

// errCancelled keeps ctx's error as the cause, so that errors.Is still finds it.
func errCancelled(ctx context.Context) error {
	return fail.New(fail.Unavailable, "store.cancelled").Because(context.Cause(ctx))
}

func internal(cause error) error {
	return &fail.Error{Kind: fail.Internal, Key: "fail.internal", Cause: cause}
}
