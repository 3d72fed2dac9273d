package store

import "sync/atomic"

// The keeper carries pages home from the write-ahead log when about this many
// bytes were written since the last time; the writer itself does the rest when
// the log has grown to so many pages.
const (
	keepEvery   = 4 << 20
	longestWAL  = 16 << 10 // pages of 4 KiB
	perRowBytes = 256      // what a row costs beside its large values
)

// keeper moves the write-ahead log into the database file beside the writer, so
// that no commit stalls for it. Under steady load it never quite catches up and
// the log could not start over; so when the log is long, the writer moves the
// little that remains between two groups.
type keeper struct {
	conn *sqliteConn
	wake chan struct{}
	quit chan struct{}
	done chan struct{}
	long atomic.Bool // the log is long: the writer is asked to help

	written int // owned by the writer: bytes since the last wake-up
}

func newKeeper(c *sqliteConn) *keeper {
	return &keeper{conn: c, wake: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
}

func (k *keeper) loop() {
	defer close(k.done)
	for {
		select {
		case <-k.quit:
			return
		case <-k.wake:
			// An error here is not lost: the log stays, and the next try, or the
			// next commit, meets the same trouble and reports it.
			if pages, err := checkpoint(k.conn); err == nil && pages > longestWAL {
				k.long.Store(true)
			}
		}
	}
}

func (k *keeper) stop() {
	close(k.quit)
	<-k.done
}

// add counts what a statement writes. Called by the writer only.
func (k *keeper) add(args []any) {
	n := perRowBytes
	for _, a := range args {
		switch a := a.(type) {
		case string:
			n += len(a)
		case []byte:
			n += len(a)
		}
	}
	k.written += n
}

// committed is called by the writer between two groups, with its connection.
func (k *keeper) committed(c *sqliteConn) {
	if k.long.Load() {
		// Errors: as in loop.
		_, _ = checkpoint(c)
		k.long.Store(false)
	}
	if k.written < keepEvery {
		return
	}
	k.written = 0
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// checkpoint moves what it can without making anybody wait, and gives the
// length of the log in pages.
func checkpoint(c *sqliteConn) (pages int64, err error) {
	var busy int64
	err = c.ask(sqlCheckpoint, &busy, &pages)
	return pages, err
}
