// Package connect asks registers that stay with their owners: a department's own
// database or HTTP service, as the register's declaration says. It asks one question,
// with the key of one subject, and believes no answer before every value has the type
// that was declared. A source that is slow, down or lying never holds anybody up: the
// answer says so, and since when.
package connect

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/record"
)

// State says how good an answer is.
type State int

// The states of an answer.
const (
	Down   State = iota // no answer, or none that can be believed
	None                // the source has nothing of this subject
	Cached              // as it answered not long ago
	Fresh               // as it answered now
)

// Answer is what a source says of one subject.
type Answer struct {
	State  State
	Values map[string]record.Value // every declared field, if Fresh or Cached
	AsOf   time.Time               // when the source said so
	Since  time.Time               // Down: since when it has not answered
	Key    string                  // Down: text key of the reason
	Field  string                  // Down because of a value of the wrong type: whose
	Cause  error                   // Down: for the operator only
}

// Config is what sources are asked with.
type Config struct {
	Getenv func(string) string // os.Getenv if nil
	Clock  func() time.Time    // time.Now if nil
}

// Sources 数据源 are the connections to the owners' systems, kept open between
// questions. They may be asked by many at once.
type Sources struct {
	config Config
	mu     sync.Mutex
	open   map[string]*source // by the register's digest
}

// New makes sources; none is connected before it is asked.
func New(c Config) *Sources {
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return &Sources{config: c, open: map[string]*source{}}
}

// Close closes every connection.
func (s *Sources) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for k, x := range s.open {
		if x.asker != nil {
			errs = append(errs, x.asker.close())
		}
		delete(s.open, k)
	}
	return errors.Join(errs...)
}

// asker puts one question to one kind of system.
type asker interface {
	// ask gives the values of the subject by field, as the system has them. A nil map
	// without an error says that it has none.
	ask(ctx context.Context, subject string) (map[string]any, error)
	close() error
}

// Errors that say more than that the source failed.
var (
	errRows  = errors.New("connect: more than one row for one subject")
	errShape = errors.New("connect: the answer has not the form that was declared")
)

// source is one register's system with what is known of its health.
type source struct {
	register *pack.Register
	link     pack.Connector
	asker    asker
	setup    error // why it cannot even be tried
	breaker  breaker
	cache    cache
}

// Ask asks the register's system for one subject, or answers from what it said not
// longer ago than declared. Only the caller's own end of patience is an error.
func (s *Sources) Ask(ctx context.Context, r *pack.Register, subject string) (Answer, error) {
	x := s.source(r)
	now := s.config.Clock()
	if a, ok := x.cache.get(subject, now.Add(-x.link.Cache)); ok {
		return a, nil
	}
	if x.setup != nil {
		return Answer{Key: "connect.not-set", Cause: x.setup, Since: x.breaker.failed(now, 0)}, nil
	}
	if since, open := x.breaker.open(now); open {
		return Answer{Key: "connect.resting", Since: since}, nil
	}
	limited, stop := context.WithTimeout(ctx, x.link.Timeout)
	defer stop()
	values, err := x.asker.ask(limited, subject)
	now = s.config.Clock()
	if ctx.Err() != nil {
		x.breaker.undecided()
		return Answer{}, fail.New(fail.Unavailable, "connect.left").Because(ctx.Err())
	}
	switch {
	case errors.Is(err, errRows), errors.Is(err, errShape):
		// It answers, but nobody can say what: that does not open the breaker.
		x.breaker.answered()
		return Answer{Key: "connect.lying", Cause: err, Since: now}, nil
	case err != nil:
		key := "connect.unreachable"
		if limited.Err() != nil {
			key = "connect.slow"
		}
		return Answer{Key: key, Cause: err, Since: x.breaker.failed(now, x.link.Rest)}, nil
	}
	x.breaker.answered()
	a := x.typed(values)
	a.AsOf = now
	if a.State == Down {
		a.Since = now
		return a, nil
	}
	x.cache.put(subject, a)
	return a, nil
}

// typed holds every value to the declared type.
func (x *source) typed(values map[string]any) Answer {
	if values == nil {
		return Answer{State: None}
	}
	out := Answer{State: Fresh, Values: map[string]record.Value{}}
	for _, f := range x.register.Fields() {
		s, ok := textOf(f.Type, values[f.ID])
		if ok {
			v, err := f.Type.Parse(s)
			ok = err == nil && !(v.Absent() && f.Required) && among(f.Options, v)
			out.Values[f.ID] = v
		}
		if !ok {
			return Answer{Key: "connect.lying", Field: f.ID, Cause: errors.New("connect: field " + f.ID + " is no " + f.Type.String())}
		}
	}
	return out
}

func among(options []pack.Option, v record.Value) bool {
	if len(options) == 0 || v.Absent() {
		return true
	}
	for _, o := range options {
		if o.ID == v.String() {
			return true
		}
	}
	return false
}

func (s *Sources) source(r *pack.Register) *source {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x, ok := s.open[r.Digest()]; ok {
		return x
	}
	x := &source{register: r, link: r.Connector()}
	x.breaker.most = x.link.Failures
	address, err := s.secret(x.link.Address)
	if err == nil {
		x.asker, err = dial(x.link, address, s.secret)
	}
	x.setup = err
	s.open[r.Digest()] = x
	return x
}

// secret is the value of a variable, or the contents of the file that the variable
// NAME_FILE names.
func (s *Sources) secret(name string) (string, error) {
	if v := s.config.Getenv(name); v != "" {
		return v, nil
	}
	file := s.config.Getenv(name + "_FILE")
	if file == "" {
		return "", errors.New("connect: neither " + name + " nor " + name + "_FILE is set")
	}
	b, err := os.ReadFile(file)
	return strings.TrimSpace(string(b)), err
}

func dial(l pack.Connector, address string, secret func(string) (string, error)) (asker, error) {
	switch l.Kind {
	case pack.PostgreSQL:
		return dialPostgreSQL(l, address)
	case pack.MySQL:
		return dialMySQL(l, address)
	}
	return dialREST(l, address, secret)
}
