package pack

import (
	"regexp"
	"strings"
	"time"

	"atonce/internal/declare"
	"atonce/internal/fail"
)

// connectorDecl is the connector of a register as written.
type connectorDecl struct {
	Pos      declare.Pos
	Kind     declare.Text              `yaml:"kind,required"`
	Address  declare.Text              `yaml:"address,required"`
	Query    declare.Text              `yaml:"query"`
	Path     declare.Text              `yaml:"path"`
	Token    declare.Text              `yaml:"token"`
	Record   declare.Text              `yaml:"record"`
	Fields   declare.Map[declare.Text] `yaml:"fields,required"`
	Cache    declare.At[span]          `yaml:"cache"`
	Timeout  declare.At[span]          `yaml:"timeout,required"`
	Failures declare.At[int]           `yaml:"failures,required"`
	Rest     declare.At[span]          `yaml:"rest,required"`
}

// span is a length of time as written: 2s, 10m.
type span time.Duration

// UnmarshalText reads a length of time in a declaration.
func (s *span) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if err != nil || d < 0 {
		return fail.New(fail.Invalid, "pack.connector-span", "value", string(b))
	}
	*s = span(d)
	return nil
}

// The kinds of systems that can be asked.
const (
	PostgreSQL = "postgresql"
	MySQL      = "mysql" // and MariaDB
	REST       = "rest"
)

// Connector 数据源连接 says how a register that stays with its owner is asked: one
// question with one parameter, the key of the subject. Addresses and tokens are names
// of environment variables, never the secrets themselves; the variable NAME_FILE may
// name a file that holds it instead.
type Connector struct {
	Kind     string
	Address  string            // variable with the address of the database or the service
	Query    string            // of a database: $1 (PostgreSQL) or ? (MySQL) stands for the key
	Path     string            // of a service: {subject} stands for the key
	Token    string            // variable with the bearer token of a service; empty without one
	Record   string            // where the record stands in the answer: data.record; empty if it is all of it
	Fields   map[string]string // column or member by field
	Cache    time.Duration     // how long an answer may be given again; 0 is never
	Timeout  time.Duration     // how long a person waits for it
	Failures int               // failures in a row after which it is left alone
	Rest     time.Duration     // how long it is left alone
}

// Bounds of a connector: nobody waits longer than longestWait for a page.
const (
	longestWait  = 10 * time.Second
	longestCache = 24 * time.Hour
)

var (
	variableForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	dollars      = regexp.MustCompile(`\$[0-9]+`)
)

func (d *registerDraft) connector(r *Register) {
	w := d.decl.Connector
	switch {
	case (w != nil) != (r.source == Connected):
		d.l.add(d.decl.Source.Problem("pack.connector-source"))
		return
	case w == nil:
		return
	}
	c := Connector{Kind: w.Kind.Value, Address: w.Address.Value, Query: strings.TrimSpace(w.Query.Value), Path: w.Path.Value, Token: w.Token.Value, Record: w.Record.Value,
		Fields: map[string]string{}, Cache: time.Duration(w.Cache.Value), Timeout: time.Duration(w.Timeout.Value), Failures: w.Failures.Value, Rest: time.Duration(w.Rest.Value)}
	d.l.oneOf(w.Kind, "kind", PostgreSQL, MySQL, REST)
	for _, v := range []declare.Text{w.Address, w.Token} {
		if v.Set() && !variableForm.MatchString(v.Value) {
			d.l.add(v.Problem("pack.connector-variable"))
		}
	}
	if c.Kind == REST {
		if !strings.HasPrefix(c.Path, "/") || strings.Count(c.Path, "{subject}") != 1 || w.Query.Set() {
			d.l.add(w.Pos.Problem("pack.connector-path"))
		}
	} else if !oneQuestion(c) || w.Path.Set() || w.Token.Set() || w.Record.Set() {
		d.l.add(w.Pos.Problem("pack.connector-query"))
	}
	if c.Timeout <= 0 || c.Timeout > longestWait {
		d.l.add(w.Timeout.Problem("pack.connector-timeout", "most", longestWait.String()))
	}
	if c.Cache > longestCache {
		d.l.add(w.Cache.Problem("pack.connector-cache", "most", longestCache.String()))
	}
	if c.Failures < 1 || c.Rest < time.Second {
		d.l.add(w.Failures.Problem("pack.connector-rest"))
	}
	d.connectorFields(r, w, &c)
	r.connector = c
}

// connectorFields holds the mapping to the fields: each has its column, and no other.
func (d *registerDraft) connectorFields(r *Register, w *connectorDecl, c *Connector) {
	taken := map[string]bool{}
	for _, e := range w.Fields {
		if _, ok := r.Field(e.Key.Value); !ok || e.Key.Value == r.key.ID {
			d.l.add(e.Key.Problem("pack.connector-field", "field", e.Key.Value))
		}
		if taken[e.Value.Value] || e.Value.Value == "" {
			d.l.add(e.Value.Problem("pack.connector-column", "column", e.Value.Value))
		}
		taken[e.Value.Value] = true
		c.Fields[e.Key.Value] = e.Value.Value
	}
	for _, f := range r.fields {
		if _, ok := c.Fields[f.ID]; !ok {
			d.l.add(w.Pos.Problem("pack.connector-unmapped", "field", f.ID))
		}
		if f.Lookup {
			d.l.add(w.Pos.Problem("pack.connector-lookup", "field", f.ID))
		}
	}
}

// oneQuestion says whether a query is one SELECT with the key as its only parameter.
func oneQuestion(c Connector) bool {
	if !strings.HasPrefix(strings.ToLower(c.Query), "select ") || strings.ContainsAny(c.Query, ";") {
		return false
	}
	if c.Kind == MySQL {
		return strings.Count(c.Query, "?") == 1
	}
	found := dollars.FindAllString(c.Query, -1)
	for _, p := range found {
		if p != "$1" {
			return false
		}
	}
	return len(found) > 0
}

// Connector is how the register is asked, if its Source is Connected.
func (r *Register) Connector() Connector { return r.connector }
