package desk

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/dataset"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/register"
)

// OpenColumn is one column of an open dataset. Typed values are written as they are;
// texts are the owner's words and may look like anything.
type OpenColumn struct {
	ID   string
	Text bool
	Mask dataset.Mask
}

// OpenData 开放数据 is an open dataset at one moment, ready to be read.
type OpenData struct {
	Record  dataset.Record
	Columns []OpenColumn
	At      time.Time // as the register knew it then

	register *pack.Register
	fields   []string
	desk     *Desk
}

// CountColumn is the column of a table of counts that holds how many there are.
const CountColumn = "count"

// mostCounted bounds the lines of a table of counts, which is made in memory.
const mostCounted = 100_000

// Open finds an open dataset, as its register knew it at a moment; zero is now. It
// gives fail.NotFound where nothing is published, and fail.Forbidden where what is
// published is not open, or not kept here.
func (d *Desk) Open(ctx context.Context, id string, at time.Time) (*OpenData, error) {
	r, err := d.PublicDataset(ctx, id)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	if at.IsZero() {
		at = now
	}
	if at = moment(at); at.After(now) {
		return nil, fail.New(fail.Invalid, "desk.open-future")
	}
	out := &OpenData{Record: r, At: at, desk: d}
	fields := r.Opened()
	if r.Counted != nil {
		fields = r.CountedBy()
	}
	if len(fields) == 0 {
		return nil, fail.New(fail.Forbidden, "desk.not-open", "id", id)
	}
	reg, ok := d.Packs().Register(r.Register)
	if !ok || reg.Source() != pack.Stored {
		return nil, fail.New(fail.Unavailable, "desk.open-elsewhere", "id", id)
	}
	out.register = reg
	for _, f := range fields {
		x, ok := reg.Field(f.ID)
		if !ok || x.Sensitivity > f.Sensitivity {
			// The register has become stricter since the record was published.
			return nil, fail.New(fail.Forbidden, "desk.open-stricter", "id", id, "field", f.ID)
		}
		out.fields = append(out.fields, f.ID)
		kind := x.Type.String()
		out.Columns = append(out.Columns, OpenColumn{f.ID, kind == "text" || strings.HasPrefix(kind, "code:"), f.Mask})
	}
	if r.Counted != nil {
		out.Columns = append(out.Columns, OpenColumn{ID: CountColumn})
	}
	return out, nil
}

// Each gives every line in a fixed order: the same moment gives the same lines. The
// slice is overwritten for the next line. Of a table of counts, lines of fewer than
// dataset.Fewest are left out.
func (o *OpenData) Each(ctx context.Context, f func(line []string) error) error {
	at := register.At{Recorded: o.At, Valid: law.DateOf(o.At, o.register.Book().Calendar.Zone())}
	line := make([]string, len(o.Columns))
	if o.Record.Counted == nil {
		return register.Scan(ctx, o.desk.store, o.register, register.Span{}, at, o.fields, func(l register.Line) error {
			for i, v := range l.Values {
				line[i] = o.Columns[i].Mask.Of(v.String())
			}
			return f(line)
		})
	}
	counts := map[string]int{}
	err := register.Scan(ctx, o.desk.store, o.register, register.Span{}, at, o.fields, func(l register.Line) error {
		parts := make([]string, len(l.Values))
		for i, v := range l.Values {
			parts[i] = v.String()
		}
		counts[strings.Join(parts, "\x00")]++
		if len(counts) > mostCounted {
			return fail.New(fail.TooLarge, "desk.open-many", "most", strconv.Itoa(mostCounted))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		if counts[k] < dataset.Fewest {
			continue
		}
		copy(line, strings.Split(k, "\x00"))
		line[len(line)-1] = strconv.Itoa(counts[k])
		if err := f(line); err != nil {
			return err
		}
	}
	return nil
}
