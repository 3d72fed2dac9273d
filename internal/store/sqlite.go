package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"atonce/internal/fail"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// The words of SQLite. Nothing outside the files sqlite*.go knows any of them.
const (
	sqlBegin      = "BEGIN IMMEDIATE"
	sqlBeginRead  = "BEGIN"
	sqlCommit     = "COMMIT"
	sqlRollback   = "ROLLBACK"
	sqlSavepoint  = "SAVEPOINT closure"
	sqlRelease    = "RELEASE closure"
	sqlRollbackTo = "ROLLBACK TO closure"
	sqlForeign    = "PRAGMA data_version" // changes when another connection commits
	sqlCheckpoint = "PRAGMA wal_checkpoint(PASSIVE)"
)

func defaultReads() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

// sqliteEngine is one SQLite file: a single writer that commits in groups, a
// pool of read-only connections, and a connection that carries the write-ahead
// log home in the background.
type sqliteEngine struct {
	config  Config
	writer  *writer
	readers chan *sqliteConn // the idle ones
	all     []*sqliteConn
	keeper  *keeper
}

// dsn names the file with what every connection needs. FULL makes each commit
// reach the disk before it is answered. The automatic checkpoint is off: it
// would run inside a commit and stall everybody; the keeper does it instead.
func dsn(path string, more ...string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	q := url.Values{"_dqs": {"0"}, "_txlock": {"immediate"}, "_error_rc": {"1"}}
	q["_pragma"] = append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "wal_autocheckpoint(0)", "trusted_schema(0)",
		"recursive_triggers(1)", // else INSERT OR REPLACE deletes behind the triggers' back
	}, more...)
	return (&url.URL{Scheme: "file", Path: abs, RawQuery: q.Encode()}).String(), nil
}

func openSQLite(ctx context.Context, c Config) (_ *sqliteEngine, err error) {
	e := &sqliteEngine{config: c, readers: make(chan *sqliteConn, c.Reads)}
	defer func() {
		if err != nil {
			e.closeConns()
		}
	}()
	if err := prepareSQLite(ctx, c); err != nil {
		return nil, err
	}
	w, err := e.connect(ctx, "cache_size(-32768)")
	if err != nil {
		return nil, err
	}
	k, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	for range c.Reads {
		r, err := e.connect(ctx, "cache_size(-8192)", "query_only(1)")
		if err != nil {
			return nil, err
		}
		e.readers <- r
	}
	e.keeper = newKeeper(k)
	e.writer = newWriter(w, c, e.keeper)
	if err := e.writer.wakeUp(); err != nil {
		return nil, err
	}
	go e.keeper.loop()
	go e.writer.loop()
	return e, nil
}

// prepareSQLite runs the migrations and guards the tables that are only added to.
func prepareSQLite(ctx context.Context, c Config) error {
	name, err := dsn(c.Path)
	if err != nil {
		return internal(err)
	}
	if c.NoMigration {
		name += "&mode=rw" // a database to look at is not made by looking
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return sqliteError(err)
	}
	defer db.Close()
	if err := db.PingContext(ctx); err != nil {
		return sqliteError(err)
	}
	if err := migrate(ctx, goose.DialectSQLite3, db, c.NoMigration); err != nil {
		return err
	}
	if c.NoMigration {
		return nil
	}
	return guard(ctx, db)
}

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// guard puts triggers on the tables named in store_append_only.
func guard(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT table_name, unless_update FROM store_append_only ORDER BY table_name")
	if err != nil {
		return sqliteError(err)
	}
	defer rows.Close()
	var names []string
	unless := map[string]string{}
	for rows.Next() {
		var n, exception string
		if err := rows.Scan(&n, &exception); err != nil {
			return sqliteError(err)
		}
		unless[n] = exception
		if !plainName.MatchString(n) {
			return internal(fmt.Errorf("store_append_only names %q, which is not a plain table name", n))
		}
		names = append(names, n)
	}
	if err := rows.Err(); err != nil {
		return sqliteError(err)
	}
	for _, n := range names {
		for _, verb := range []string{"UPDATE", "DELETE"} {
			when := ""
			if verb == "UPDATE" && unless[n] != "" {
				when = "WHEN NOT (" + unless[n] + ")"
			}
			_, err := db.ExecContext(ctx, fmt.Sprintf(
				"CREATE TRIGGER IF NOT EXISTS %s_no_%s BEFORE %s ON %s %s BEGIN SELECT RAISE(ABORT, '%s is only added to'); END",
				n, verb, verb, n, when, n))
			if err != nil {
				return sqliteError(err)
			}
		}
	}
	return nil
}

func (e *sqliteEngine) connect(ctx context.Context, pragmas ...string) (*sqliteConn, error) {
	name, err := dsn(e.config.Path, pragmas...)
	if err != nil {
		return nil, internal(err)
	}
	connector, err := sqlite.NewConnector(name)
	if err != nil {
		return nil, sqliteError(err)
	}
	c, err := connector.Connect(ctx)
	if err != nil {
		return nil, sqliteError(err)
	}
	conn := newSQLiteConn(c)
	e.all = append(e.all, conn)
	return conn, nil
}

func (e *sqliteEngine) write(ctx context.Context, f func(*Tx) error) error {
	return e.writer.do(ctx, f)
}

func (e *sqliteEngine) read(ctx context.Context, f func(*Tx) error) (err error) {
	var c *sqliteConn
	var open bool
	select {
	case c, open = <-e.readers:
	case <-ctx.Done():
		return errCancelled(ctx)
	}
	if !open {
		return errClosed()
	}
	if err := c.run(sqlBeginRead); err != nil {
		e.readers <- c
		return err
	}
	tx := &Tx{ctx: ctx, session: c, now: e.writer.time()}
	finished := false
	defer func() {
		tx.end()
		// A transaction that only read has nothing to undo; this gives up its snapshot.
		rollback := c.run(sqlRollback)
		if rollback != nil && c.broken == nil && err == nil {
			err = rollback
		}
		c.broken = nil
		e.readers <- c
		if finished && err == nil {
			for _, f := range tx.after {
				f()
			}
		}
	}()
	err = f(tx)
	finished = true
	return err
}

func (e *sqliteEngine) close() error {
	if !e.writer.stop() {
		return nil
	}
	e.keeper.stop()
	// Wait for every reader to come home, then let later ones see a closed pool.
	for range cap(e.readers) {
		<-e.readers
	}
	close(e.readers)
	return e.closeConns()
}

func (e *sqliteEngine) closeConns() error {
	var errs []error
	for _, c := range e.all {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

// sqliteError gives an engine's error its kind. The engine's own words stay in
// the cause, for the operator.
func sqliteError(err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return fail.New(fail.Unavailable, "store.cancelled").Because(err)
		}
		return internal(err)
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return fail.New(fail.Conflict, "store.unique").Because(errors.Join(errUnique, err))
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_CONSTRAINT:
		return internal(errors.Join(errRefused, err))
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fail.New(fail.Unavailable, "store.locked").Because(err)
	case lib.SQLITE_FULL:
		return fail.New(fail.Unavailable, "store.full").Because(err)
	case lib.SQLITE_TOOBIG:
		return fail.New(fail.TooLarge, "store.too-big").Because(err)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fail.New(fail.Unavailable, "store.unusable").Because(err)
	case lib.SQLITE_INTERRUPT:
		return fail.New(fail.Unavailable, "store.cancelled").Because(err)
	}
	return internal(err)
}

// spoils says whether err may have ended the whole transaction, so that what
// follows in it would no longer be inside. SQLite names such errors; all but
// those that concern one statement are taken to be of that kind.
func spoils(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return true
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_ERROR, lib.SQLITE_CONSTRAINT, lib.SQLITE_MISMATCH, lib.SQLITE_TOOBIG, lib.SQLITE_RANGE,
		lib.SQLITE_AUTH, lib.SQLITE_READONLY, lib.SQLITE_MISUSE:
		return false
	}
	return true
}

// micros cuts t to what the database keeps.
func micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
