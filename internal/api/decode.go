package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"atonce/internal/fail"
	"atonce/internal/web/door"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// The compiled schemas of what may be sent, by the name of the type.
var (
	compile  sync.Once
	compiled map[string]*jsonschema.Schema
)

// requests are the very schemas the document shows, so that the door takes what it
// says it takes.
func requests() map[string]*jsonschema.Schema {
	compile.Do(func() { compiled = compileRequests() })
	return compiled
}

func compileRequests() map[string]*jsonschema.Schema {
	const name = "openapi.json"
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document()))
	if err != nil {
		panic("api: the document: " + err.Error())
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(name, doc); err != nil {
		panic("api: the document: " + err.Error())
	}
	out := map[string]*jsonschema.Schema{}
	for _, o := range operations() {
		if o.in != nil {
			n := typeOf(o.in).Name()
			out[n] = c.MustCompile(name + "#/components/schemas/" + n)
		}
	}
	return out
}

// receive decodes the body of a request into v, which is one of the types of the table.
func receive(r *door.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return fail.New(fail.Invalid, "api.content-type", "type", r.Header.Get("Content-Type"))
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return decode(b, v)
}

// decode refuses what is not JSON, what says the same name twice, and what the schema
// does not know, each by the field's name; then it fills v.
func decode(b []byte, v any) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return fail.New(fail.Invalid, "api.not-json", "cause", err.Error())
	}
	if at, twice := doubled(b); twice {
		return invalid(fail.Field{Path: at, Key: "api.twice"})
	}
	if err := requests()[typeOf(v).Elem().Name()].Validate(doc); err != nil {
		var bad *jsonschema.ValidationError
		if !errors.As(err, &bad) {
			return fail.Wrap(err, "api: validate")
		}
		var fields []fail.Field
		problems(bad, &fields)
		return invalid(fields...)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return fail.New(fail.Invalid, "api.not-json", "cause", err.Error())
	}
	return nil
}

// doubled finds a name that an object holds twice: which of the two was meant nobody
// can tell. b is one valid JSON value.
func doubled(b []byte) (at string, twice bool) {
	type level struct {
		seen  map[string]bool // nil in a list
		name  string
		index int
		key   bool // a name comes next
	}
	d := json.NewDecoder(bytes.NewReader(b))
	var stack []level
	path := func() string {
		var parts []string
		for _, l := range stack {
			if l.seen == nil {
				parts = append(parts, strconv.Itoa(l.index))
			} else {
				parts = append(parts, l.name)
			}
		}
		return strings.Join(parts, ".")
	}
	value := func() { // one value ended in the innermost level
		if n := len(stack) - 1; n >= 0 {
			stack[n].index++
			stack[n].key = stack[n].seen != nil
		}
	}
	for {
		tok, err := d.Token()
		if err != nil {
			return "", false
		}
		n := len(stack) - 1
		switch t := tok.(type) {
		case json.Delim:
			switch t {
			case '{':
				stack = append(stack, level{seen: map[string]bool{}, key: true})
			case '[':
				stack = append(stack, level{})
			default:
				stack = stack[:n]
				value()
			}
			continue
		case string:
			if n >= 0 && stack[n].key {
				stack[n].name, stack[n].key = t, false
				if stack[n].seen[t] {
					return path(), true
				}
				stack[n].seen[t] = true
				continue
			}
		}
		value()
	}
}

// problems turns the validator's findings into fields, each named as in the request.
func problems(e *jsonschema.ValidationError, out *[]fail.Field) {
	if len(e.Causes) > 0 {
		for _, c := range e.Causes {
			problems(c, out)
		}
		return
	}
	add := func(name, key string, args ...string) {
		path := slices.Clone(e.InstanceLocation)
		if name != "" {
			path = append(path, name)
		}
		*out = append(*out, fail.Field{Path: strings.Join(path, "."), Key: key, Args: fail.Pairs(args...)})
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, p := range slices.Sorted(slices.Values(k.Properties)) {
			add(p, "api.unknown")
		}
	case *kind.Required:
		for _, p := range k.Missing {
			add(p, "api.missing")
		}
	case *kind.Type:
		add("", "api.type", "want", strings.Join(k.Want, ", "), "got", k.Got)
	case *kind.Enum:
		add("", "api.among", "want", list(k.Want))
	case *kind.Format:
		add("", "api.format", "want", k.Want)
	case *kind.MinLength:
		add("", "api.short", "n", strconv.Itoa(k.Want))
	case *kind.MaxLength:
		add("", "api.long", "n", strconv.Itoa(k.Want))
	case *kind.MinItems:
		add("", "api.few-items", "n", strconv.Itoa(k.Want))
	case *kind.MaxItems:
		add("", "api.many-items", "n", strconv.Itoa(k.Want))
	case *kind.MaxProperties:
		add("", "api.many-items", "n", strconv.Itoa(k.Want))
	case *kind.Minimum:
		add("", "api.small", "n", k.Want.RatString())
	case *kind.Maximum:
		add("", "api.great", "n", k.Want.RatString())
	default:
		add("", "api.value")
	}
}

func list(vs []any) string {
	var out []string
	for _, v := range vs {
		out = append(out, fmt.Sprint(v))
	}
	return strings.Join(out, ", ")
}
