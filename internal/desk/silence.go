package desk

import (
	"context"
	"time"

	"atonce/internal/account"
	"atonce/internal/casework"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
)

// RunDue does what the law does by silence, in every case whose moment has come.
// It answers how many cases it changed. One case that fails does not stop the rest.
func (d *Desk) RunDue(ctx context.Context) (changed int, err error) {
	var numbers []string
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		numbers, err = journal.DueSilences(tx, d.Now(), 1000)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, n := range numbers {
		ok, err := d.silence(ctx, n)
		if err != nil {
			d.slog.Error("silence failed", "case", n, "error", err)
			continue
		}
		if ok {
			changed++
		}
	}
	return changed, nil
}

func (d *Desk) silence(ctx context.Context, number string) (bool, error) {
	for try := 1; ; try++ {
		f, err := d.read(ctx, number)
		if err != nil {
			return false, err
		}
		acts, effects, err := casework.Silent(f.was, d.Now())
		if err != nil || len(acts) == 0 {
			return false, err
		}
		if err := f.add(acts, effects); err != nil {
			return false, err
		}
		err = d.store.Write(ctx, func(tx *store.Tx) error { return d.keep(tx, f) })
		if err != nil && fail.As(err).Key == "journal.changed-meanwhile" && try < tries {
			continue
		}
		return err == nil, err
	}
}

// sweep removes what nobody needs any more.
func sweep(tx *store.Tx, now time.Time) error {
	if err := draft.Sweep(tx, now); err != nil {
		return err
	}
	if err := account.Sweep(tx, now); err != nil {
		return err
	}
	if err := notify.Sweep(tx, now); err != nil {
		return err
	}
	return people.SweepSessions(tx, now)
}

// Watch runs what is due by itself until ctx ends: silence every few seconds;
// once an hour what is old goes away, and holders are told of licences that end.
func (d *Desk) Watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var swept time.Time
	for {
		if _, err := d.RunDue(ctx); err != nil && ctx.Err() == nil {
			d.slog.Error("what is due could not be read", "error", err)
		}
		if _, err := d.OweDelays(ctx); err != nil && ctx.Err() == nil {
			d.slog.Error("delays could not be read", "error", err)
		}
		if _, err := d.Warn(ctx); err != nil && ctx.Err() == nil {
			d.slog.Error("nobody could be warned of what is due", "error", err)
		}
		for ctx.Err() == nil {
			n, err := d.IndexCases(ctx)
			if err != nil && ctx.Err() == nil {
				d.slog.Error("cases could not be indexed", "error", err)
			}
			if n == 0 || err != nil {
				break
			}
		}
		if now := d.Now(); now.Sub(swept) > time.Hour {
			swept = now
			if err := d.store.Write(ctx, func(tx *store.Tx) error { return sweep(tx, now) }); err != nil && ctx.Err() == nil {
				d.slog.Error("what is old could not be removed", "error", err)
			}
			if _, err := d.WarnExpiring(ctx); err != nil && ctx.Err() == nil {
				d.slog.Error("holders could not be told that licences end", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
