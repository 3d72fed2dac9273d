package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"atonce/internal/fail"

	"github.com/pressly/goose/v3"
)

// Migrations are numbered, forward only, one transaction each, one set for
// every engine. A migration that was released is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings db to the newest migration, or only checks it.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, checkOnly bool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return internal(err)
	}
	return migrateFrom(ctx, dialect, db, files, checkOnly)
}

func migrateFrom(ctx context.Context, dialect goose.Dialect, db *sql.DB, files fs.FS, checkOnly bool) error {
	p, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return internal(err)
	}
	for try := 0; ; try++ {
		err = migrateOnce(ctx, p, checkOnly)
		if err == nil || fail.KindOf(err) == fail.Conflict || ctx.Err() != nil || try == 9 {
			return err
		}
		// Programs that start together race for the first table. Who loses finds
		// it made, and each migration is a transaction: looking again is enough.
		select {
		case <-ctx.Done():
			return errCancelled(ctx)
		case <-time.After(time.Duration(try+1) * 20 * time.Millisecond):
		}
	}
}

func migrateOnce(ctx context.Context, p *goose.Provider, checkOnly bool) error {
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return internal(err)
	}
	switch {
	case have > want:
		return fail.New(fail.Conflict, "store.newer",
			"database", strconv.FormatInt(have, 10), "program", strconv.FormatInt(want, 10))
	case have == want:
		// Work that went side by side may come together in another order than its numbers:
		// the highest number says nothing of those below it.
		pending, err := p.HasPending(ctx)
		if err != nil {
			return internal(err)
		}
		if !pending {
			return nil
		}
		if checkOnly {
			return missing(ctx, p)
		}
	}
	if checkOnly {
		return fail.New(fail.Conflict, "store.older",
			"database", strconv.FormatInt(have, 10), "program", strconv.FormatInt(want, 10))
	}
	_, err = p.Up(ctx)
	if err != nil {
		return internal(err)
	}
	return nil
}

// missing names the migrations that a database of this program's version lacks.
func missing(ctx context.Context, p *goose.Provider) error {
	all, err := p.Status(ctx)
	if err != nil {
		return internal(err)
	}
	var lacks []string
	for _, m := range all {
		if m.State == goose.StatePending {
			lacks = append(lacks, strconv.FormatInt(m.Source.Version, 10))
		}
	}
	return fail.New(fail.Conflict, "store.lacks", "steps", strings.Join(lacks, ", "))
}
