// Package desk is the only door to change anything: one use-case is one method is
// one transaction. A method prepares all that is pure before it opens one
// store.Write, and everything that follows from an act is carried out in it. The
// desk draws no page and judges no case: the doors and the kernel do.
package desk

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"atonce/internal/casework"
	"atonce/internal/client"
	"atonce/internal/connect"
	"atonce/internal/envelope"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/search"
	"atonce/internal/store"
)

// Desk 前台 carries out the use-cases on one database under the packs in force.
type Desk struct {
	store   *store.Store
	clock   func() time.Time
	slog    *slog.Logger
	force   atomic.Pointer[force]
	pinned  sync.Map // digest → *pack.Service, of versions no longer in force
	offices atomic.Pointer[[]people.Office]
	words   atomic.Pointer[search.Vocabulary]
	trying  sync.Mutex // held while changed rules are tried on past decisions
	keys    atomic.Pointer[Keys]
	buckets client.Buckets
	sources *connect.Sources
	scanner Scanner // nil where files are not scanned
	post
	wayIn
}

// force is everything that is in force at one moment, replaced as a whole.
type force struct {
	set      *pack.Set
	services map[string]*pack.Service
	index    *itemIndex
}

// Config is what a desk is made from.
type Config struct {
	Store *store.Store
	Clock func() time.Time // the time of day; time.Now, or a fixed one
	Slog  *slog.Logger
	Keys  Keys
	// Sources are the systems of registers that stay with their owners; by default they
	// are reached by what the environment says.
	Sources *connect.Sources
	// Sessions say when a session ends; zero means people.UsualLimits.
	Sessions people.Limits
	// Key encrypts what the database must hold but not show; a random one if empty, with
	// which nothing can be read again after a restart.
	Key envelope.Key
}

// New makes a desk with nothing in force: Activate or Restore puts packs in force.
func New(c Config) *Desk {
	d := &Desk{store: c.Store, clock: c.Clock, slog: c.Slog, wayIn: newWayIn(c)}
	if d.sources = c.Sources; d.sources == nil {
		d.sources = connect.New(connect.Config{Clock: c.Clock})
	}
	d.UseKeys(c.Keys)
	d.force.Store(&force{services: map[string]*pack.Service{}, index: newItemIndex()})
	return d
}

// Now is the desk's time, to the microsecond that acts keep: a case that is folded
// from its record must come out the same as the one that was judged.
func (d *Desk) Now() time.Time { return moment(d.clock()) }

func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Healthy says whether the database answers.
func (d *Desk) Healthy(ctx context.Context) error {
	return d.store.Read(ctx, func(tx *store.Tx) error {
		var one int
		return tx.QueryRow(`SELECT 1`).Scan(&one)
	})
}

// Service is the version in force of a service.
func (d *Desk) Service(id string) (*pack.Service, error) {
	s, ok := d.force.Load().services[id]
	if !ok {
		return nil, fail.New(fail.NotFound, "desk.no-service", "service", id)
	}
	return s, nil
}

// Services are all services in force, in the order of the packs.
func (d *Desk) Services() []*pack.Service {
	f := d.force.Load()
	if f.set == nil {
		return nil
	}
	var out []*pack.Service
	for _, s := range f.set.Services() {
		if in, ok := f.services[s.ID()]; ok {
			out = append(out, in)
		}
	}
	return out
}

// Packs is the set of packs loaded from disk, from which versions come into force.
func (d *Desk) Packs() *pack.Set { return d.force.Load().set }

// Office finds an office by its id.
func (d *Desk) Office(id string) (people.Office, bool) {
	for _, o := range d.Offices() {
		if o.ID == id {
			return o, true
		}
	}
	return people.Office{}, false
}

// Offices are all offices.
func (d *Desk) Offices() []people.Office {
	if p := d.offices.Load(); p != nil {
		return *p
	}
	return nil
}

func (d *Desk) loadOffices(ctx context.Context) error {
	return d.store.Read(ctx, func(tx *store.Tx) error {
		os, err := people.Offices(tx)
		if err == nil {
			d.offices.Store(&os)
		}
		return err
	})
}

// officeFor chooses the office that answers for a kind of agency at a place: the
// one of the same area, or of the nearest area above it, or the only one there is.
func (d *Desk) officeFor(kind, area string) (people.Office, error) {
	var best people.Office
	length, only, found := -1, 0, false
	for _, o := range d.Offices() {
		if o.Kind != kind {
			continue
		}
		only++
		if n := commonPrefix(o.Area, area); n > length {
			best, length, found = o, n, true
		}
	}
	if !found {
		return best, fail.New(fail.Unavailable, "desk.no-office", "kind", kind)
	}
	return best, nil
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// actor is who p is to a case of applicant in office.
func actor(p people.Person, office, applicant string) casework.Actor {
	a := casework.Actor{ID: p.ID, Name: p.Name["zh"], Office: office}
	if p.Acting != nil {
		// Who acted, and for whom: the record holds both names.
		a.ID, a.Name = p.Acting.Person, p.Acting.Name["zh"]+actingFor+p.Name["zh"]+onPaper(*p.Acting)+"）"
	}
	for _, r := range p.Roles(office) {
		a.Roles = append(a.Roles, casework.Role(r))
	}
	if applicant == "" || applicant == p.ID {
		a.Roles = append(a.Roles, casework.RoleApplicant)
	}
	return a
}

// Zone is where the days of the country begin whose packs are in force; UTC without one.
func (d *Desk) Zone() *time.Location {
	if f := d.force.Load(); f.set != nil {
		for _, s := range f.set.Services() {
			return s.Procedure().Calendar.Zone()
		}
	}
	return time.UTC
}
