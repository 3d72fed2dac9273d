package desk

import (
	"context"
	"time"

	"atonce/internal/licence"
	"atonce/internal/notify"
	"atonce/internal/store"
)

// warnedBefore are the days before its end at which the holder of a licence is told.
var warnedBefore = []int{30, 7}

// WarnExpiring tells the holders of licences that end in thirty days, and again in seven:
// once each, also if the program was down on that day. It answers how many licences
// it looked at.
func (d *Desk) WarnExpiring(ctx context.Context) (looked int, err error) {
	const stretch = 500
	for _, days := range warnedBefore {
		after := licence.Ending{}
		for {
			var ends []licence.Ending
			err := d.store.Write(ctx, func(tx *store.Tx) (err error) {
				now := tx.Now()
				if ends, err = licence.Endings(tx, now, now.Add(time.Duration(days)*24*time.Hour), after, stretch); err != nil {
					return err
				}
				for _, e := range ends {
					if err := notify.Queue(tx, expiryMessage(e, days, moment(now))); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return looked, err
			}
			if looked += len(ends); len(ends) < stretch {
				break
			}
			after = ends[len(ends)-1]
		}
	}
	return looked, nil
}

// expiryMessage is about no deed, so its number is none of a deed's: the days before the
// end, below zero.
func expiryMessage(e licence.Ending, days int, at time.Time) notify.Message {
	verb := "licence-ends-30"
	if days == warnedBefore[1] {
		verb = "licence-ends-7"
	}
	return notify.Message{Person: e.Holder, Number: e.Number, Seq: -days, Verb: verb, At: at}
}
