package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"atonce/internal/fail"
)

// longestGroup bounds how long the first of a group waits for the others: slow
// closures make small groups.
const longestGroup = 20 * time.Millisecond

// writer is the one goroutine that changes the database. It takes closures from
// the queue, runs each in a savepoint, commits many at once and only then
// answers all of them: one wait for the disk is shared by the whole group.
type writer struct {
	config Config
	keeper *keeper
	queue  chan *job
	done   chan struct{} // closed when the last write is answered

	door   sync.RWMutex // guards closed against a send on the closed queue
	closed bool

	last atomic.Int64 // microseconds of the last commit, for readers

	// What follows is owned by the writer's goroutine.
	conn    *sqliteConn
	batch   []*job // run, not yet answered
	inGroup bool
	began   time.Time
	changed bool   // something is there to commit
	latest  int64  // latest time given to a closure
	foreign int64  // data_version when last looked at
	kept    memory // what committed closures remember
	grouped memory // what closures of this group remember
}

// Panic is what Write panics with when a closure did: its value, and the stack
// of the goroutine it happened on.
type Panic struct {
	Value any
	Stack []byte
}

// String says both, for the operator's log.
func (p *Panic) String() string { return fmt.Sprintf("%v\n\nin a write:\n%s", p.Value, p.Stack) }

// The states of a job. A waiting one belongs to whoever moves it first: the
// writer, or the caller who gave up.
const (
	waiting = iota
	taken
	left
)

type job struct {
	ctx      context.Context
	f        func(*Tx) error
	state    atomic.Int32
	answered chan struct{}
	tx       Tx
	err      error
	panicked *Panic
}

func newWriter(c *sqliteConn, config Config, k *keeper) *writer {
	w := &writer{conn: c, config: config, keeper: k, queue: make(chan *job, config.Queue), done: make(chan struct{})}
	w.grouped.under = &w.kept
	return w
}

// wakeUp reads what the last run left.
func (w *writer) wakeUp() error {
	if err := w.conn.ask(sqlForeign, &w.foreign); err != nil {
		return err
	}
	return w.readClock()
}

func (w *writer) readClock() error {
	var last int64
	if err := w.conn.ask("SELECT micro FROM store_clock WHERE one = 1", &last); err != nil {
		return err
	}
	w.latest = max(w.latest, last)
	w.last.Store(w.latest)
	return nil
}

// time is the machine's, or the last commit's if that is later.
func (w *writer) time() time.Time {
	now := micros(w.config.Clock())
	if last := w.last.Load(); now.UnixMicro() < last {
		return time.UnixMicro(last).UTC()
	}
	return now
}

// do queues f and waits for its outcome.
func (w *writer) do(ctx context.Context, f func(*Tx) error) error {
	if ctx.Err() != nil {
		return errCancelled(ctx)
	}
	j := &job{ctx: ctx, f: f, answered: make(chan struct{})}
	if err := w.enqueue(j); err != nil {
		return err
	}
	select {
	case <-j.answered:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, left) {
			return errCancelled(ctx)
		}
		// It has begun. Leaving now would leave the caller in doubt.
		<-j.answered
	}
	if j.panicked != nil {
		panic(j.panicked)
	}
	if j.err == nil {
		for _, f := range j.tx.after {
			f()
		}
	}
	return j.err
}

func (w *writer) enqueue(j *job) error {
	w.door.RLock()
	defer w.door.RUnlock()
	if w.closed {
		return errClosed()
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return errBusy()
	}
}

// stop refuses new writes, waits for the queued ones and says whether it was
// the first to stop.
func (w *writer) stop() bool {
	w.door.Lock()
	first := !w.closed
	if first {
		w.closed = true
		close(w.queue)
	}
	w.door.Unlock()
	<-w.done
	return first
}

func (w *writer) loop() {
	finished := false
	defer func() {
		// A closure that ends its goroutine (as t.FailNow does) takes the writer
		// with it. The group it was in is whole: the next goroutine goes on.
		if !finished {
			go w.loop()
		}
	}()
	for {
		if !w.inGroup {
			j, open := <-w.queue
			if !open {
				break
			}
			w.start(j)
		}
		for w.inGroup && w.conn.broken == nil && len(w.batch) < w.config.Group && time.Since(w.began) < longestGroup {
			select {
			case j, open := <-w.queue:
				if open {
					w.take(j)
					continue
				}
			default:
			}
			break
		}
		w.finish()
	}
	finished = true
	close(w.done)
}

// start opens a group with its first job.
func (w *writer) start(j *job) {
	if !j.state.CompareAndSwap(waiting, taken) {
		return
	}
	if err := w.begin(); err != nil {
		j.err = err
		close(j.answered)
		return
	}
	w.run(j)
}

// take runs j in the open group.
func (w *writer) take(j *job) {
	if j.state.CompareAndSwap(waiting, taken) {
		w.run(j)
	}
}

func (w *writer) begin() error {
	w.conn.broken = nil
	if err := w.conn.run(sqlBegin); err != nil {
		return err
	}
	var v int64
	err := w.conn.ask(sqlForeign, &v)
	if err == nil && v != w.foreign {
		// Another process has written: what is remembered may be stale.
		w.foreign = v
		clear(w.kept.m)
		err = w.readClock()
	}
	if err != nil {
		w.conn.run(sqlRollback)
		return err
	}
	w.inGroup, w.changed, w.began = true, false, time.Now()
	return nil
}

var errExit = errors.New("store: the closure ended its goroutine")

// run runs j's closure in its savepoint.
func (w *writer) run(j *job) {
	w.batch = append(w.batch, j)
	now, err := w.tick()
	if err != nil {
		j.err = err
		return
	}
	s := writeSession{w: w}
	j.tx = Tx{ctx: context.Background(), session: &s, now: now, memory: &memory{under: &w.grouped}}
	j.err = errExit
	defer func() {
		if p := recover(); p != nil {
			j.err = errExit
			j.panicked = &Panic{Value: p, Stack: debug.Stack()}
		}
		j.tx.end()
		w.settle(j, &s)
	}()
	j.err = j.f(&j.tx)
}

// tick is the time of the next closure. A clock that ran a little back stands
// still until it has caught up; one that ran far back is not believed, since
// every time limit in the database would be wrong.
func (w *writer) tick() (time.Time, error) {
	now := micros(w.config.Clock())
	switch behind := time.UnixMicro(w.latest).Sub(now); {
	case behind > w.config.Hold:
		return now, fail.New(fail.Unavailable, "store.clock",
			"clock", now.Format(time.RFC3339), "last", time.UnixMicro(w.latest).UTC().Format(time.RFC3339))
	case behind > 0:
		return time.UnixMicro(w.latest).UTC(), nil
	}
	w.latest = now.UnixMicro()
	return now, nil
}

// settle closes j's savepoint: kept if j succeeded, undone if not.
func (w *writer) settle(j *job, s *writeSession) {
	if w.conn.broken != nil {
		return // finish gives up the whole group
	}
	if j.err != nil {
		if s.saved {
			w.undo()
		}
		return
	}
	if s.saved {
		if err := w.conn.run(sqlRelease); err != nil {
			w.conn.broken = err
			return
		}
		w.changed = true
	}
	j.tx.memory.settle()
}

func (w *writer) undo() {
	err := w.conn.run(sqlRollbackTo)
	if err == nil {
		err = w.conn.run(sqlRelease)
	}
	if err != nil {
		w.conn.broken = err
	}
}

// finish commits the group and answers everybody in it, those that failed too:
// what they saw may be the work of others of the group.
func (w *writer) finish() {
	if !w.inGroup {
		return
	}
	err := w.conn.broken
	if err == nil && w.changed {
		err = w.conn.run("UPDATE store_clock SET micro = ? WHERE one = 1", w.latest)
	}
	if err == nil {
		err = w.conn.run(sqlCommit)
	}
	if err != nil {
		// It fails if the engine has rolled back by itself, which is as good.
		w.conn.run(sqlRollback)
		clear(w.grouped.m)
	} else {
		w.last.Store(w.latest)
		w.grouped.settle()
	}
	w.inGroup = false
	for i, j := range w.batch {
		if err != nil && j.err == nil {
			j.err = err
		}
		close(j.answered)
		w.batch[i] = nil
	}
	w.batch = w.batch[:0]
	if err == nil {
		w.keeper.committed(w.conn)
	}
}

// writeSession is the writer's connection as lent to one closure. The savepoint
// is made at the first statement: a closure that runs none costs nothing.
type writeSession struct {
	w     *writer
	saved bool
}

func (s *writeSession) save() error {
	if s.saved || s.w.conn.broken != nil {
		return s.w.conn.broken
	}
	if err := s.w.conn.run(sqlSavepoint); err != nil {
		s.w.conn.broken = err
		return err
	}
	s.saved = true
	return nil
}

func (s *writeSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	if err := s.save(); err != nil {
		return 0, err
	}
	s.w.keeper.add(args)
	if s.w.config.Trace != nil {
		s.w.config.Trace(query, args)
	}
	return s.w.conn.exec(ctx, query, args)
}

func (s *writeSession) query(ctx context.Context, query string, args []any) (cursor, error) {
	if err := s.save(); err != nil {
		return nil, err
	}
	return s.w.conn.query(ctx, query, args)
}
