package declare

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"

	"go.yaml.in/yaml/v3"
)

// Decode reads data, the contents of file, into the struct that into points to
// and returns every problem found, in the order of the file. What could be read
// is in into even when there are problems, so that a room's own checks can
// report theirs in the same run.
func Decode(file string, data []byte, into any) []Problem {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic("declare.Decode: into must be a pointer to a struct, got " + fmt.Sprintf("%T", into))
	}
	r := &reader{file: file}
	root, ok := r.parse(data)
	if ok {
		r.strict(root, 0)
	}
	// Aliases and repeated keys make the values themselves doubtful: typing them
	// would add problems that vanish once the first ones are mended.
	if ok && len(r.problems) == 0 {
		r.value(root, v.Elem(), "")
	}
	return r.done()
}

type reader struct {
	file     string
	problems []Problem
}

func (r *reader) done() []Problem { Sort(r.problems); return r.problems }

func (r *reader) pos(n *yaml.Node) Pos { return Pos{File: r.file, Line: n.Line, Column: n.Column} }

func (r *reader) report(n *yaml.Node, key string, args ...string) {
	r.problems = append(r.problems, r.pos(n).Problem(key, args...))
}

var yamlLine = regexp.MustCompile(`line (\d+):? ?`)

// parse turns bytes into the one document's root node.
func (r *reader) parse(data []byte) (*yaml.Node, bool) {
	if !utf8.Valid(data) {
		line := 1 + bytes.Count(validPrefix(data), []byte("\n"))
		r.problems = append(r.problems, Pos{r.file, line, 1}.Problem("declare.not_utf8"))
		return nil, false
	}
	if strings.HasSuffix(r.file, ".json") && len(bytes.TrimSpace(data)) > 0 {
		var ok bool
		if data, ok = r.fromJSON(data); !ok {
			return nil, false
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			r.problems = append(r.problems, Pos{r.file, 1, 1}.Problem("declare.empty"))
		} else {
			r.syntax(err)
		}
		return nil, false
	}
	if err := d.Decode(&second); err == nil {
		r.report(&second, "declare.second_document")
		return nil, false
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil, false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.problems = append(r.problems, Pos{r.file, 1, 1}.Problem("declare.empty"))
		return nil, false
	}
	return doc.Content[0], true
}

func (r *reader) syntax(err error) {
	line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatchIndex(what); m != nil {
		line, _ = strconv.Atoi(what[m[2]:m[3]])
		what = what[:m[0]] + what[m[1]:]
	}
	r.problems = append(r.problems, Pos{r.file, line, 1}.Problem("declare.syntax", "what", what))
}

func validPrefix(data []byte) []byte {
	i := 0
	for i < len(data) {
		c, n := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return data[:i]
}

// maxDepth bounds recursion: a file of a hundred thousand brackets must not
// exhaust the stack. Declarations are a dozen levels deep.
const maxDepth = 200

// strict refuses the parts of YAML that make one text mean another, anywhere in
// the tree, whatever the schema says.
func (r *reader) strict(n *yaml.Node, depth int) {
	if depth > maxDepth {
		r.report(n, "declare.too_deep", "max", strconv.Itoa(maxDepth))
		return
	}
	if n.Anchor != "" {
		r.report(n, "declare.anchor", "name", n.Anchor)
	}
	if n.Kind == yaml.AliasNode {
		r.report(n, "declare.alias", "name", n.Value)
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.report(n, "declare.tag", "tag", n.Tag)
	}
	if n.Kind == yaml.MappingNode {
		first := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			switch {
			case k.Kind != yaml.ScalarNode:
				if k.Kind != yaml.AliasNode { // the alias is reported below
					r.report(k, "declare.key_not_text")
				}
			case k.Value == "<<" && k.Style == 0:
				r.report(k, "declare.merge")
			default:
				if at, twice := first[k.Value]; twice {
					r.report(k, "declare.twice", "key", k.Value, "line", strconv.Itoa(at))
				} else {
					first[k.Value] = k.Line
				}
			}
		}
	}
	for _, c := range n.Content {
		r.strict(c, depth+1)
	}
}

type placed interface{ place(Pos) any }
type ordered interface{ entry(Text) any }

var treeType = reflect.TypeFor[Tree]()
var posType = reflect.TypeFor[Pos]()

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// value reads n into v; path names the place for the person: steps.intake.limit.
func (r *reader) value(n *yaml.Node, v reflect.Value, path string) {
	if v.Type() == treeType {
		v.Set(reflect.ValueOf(r.tree(n)))
		return
	}
	if p, ok := v.Addr().Interface().(placed); ok {
		r.value(n, reflect.ValueOf(p.place(r.pos(n))).Elem(), path)
		return
	}
	if v.Kind() == reflect.Pointer {
		if isNull(n) {
			v.SetZero()
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		r.value(n, v.Elem(), path)
		return
	}
	if isNull(n) {
		r.report(n, "declare.nothing", "path", path)
		return
	}
	if m, ok := v.Addr().Interface().(ordered); ok {
		if r.shape(n, yaml.MappingNode, path) {
			for i := 0; i+1 < len(n.Content); i += 2 {
				k := n.Content[i]
				r.value(n.Content[i+1], reflect.ValueOf(m.entry(Text{k.Value, r.pos(k)})).Elem(), join(path, k.Value))
			}
		}
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if r.shape(n, yaml.ScalarNode, path) {
			if err := u.UnmarshalText([]byte(n.Value)); err != nil {
				r.typed(n, path, err)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.structure(n, v, path)
	case reflect.Map:
		r.mapping(n, v, path)
	case reflect.Slice:
		if r.shape(n, yaml.SequenceNode, path) {
			s := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
			for i, c := range n.Content {
				r.value(c, s.Index(i), fmt.Sprintf("%s[%d]", path, i+1))
			}
			v.Set(s)
		}
	default:
		if r.shape(n, yaml.ScalarNode, path) {
			r.scalar(n, v, path)
		}
	}
}

// typed reports what a self-typing value says of its text, in its own words if
// it has some.
func (r *reader) typed(n *yaml.Node, path string, err error) {
	var e *fail.Error
	if errors.As(err, &e) {
		p := r.pos(n).Problem(e.Key)
		p.Args = e.Args
		r.problems = append(r.problems, p)
		return
	}
	r.report(n, "declare.not_readable", "path", path, "value", n.Value, "why", err.Error())
}

var kindKey = map[yaml.Kind]string{
	yaml.MappingNode: "declare.want_mapping", yaml.SequenceNode: "declare.want_list", yaml.ScalarNode: "declare.want_value",
}

func (r *reader) shape(n *yaml.Node, want yaml.Kind, path string) bool {
	if n.Kind != want {
		r.report(n, kindKey[want], "path", path)
		return false
	}
	return true
}

func (r *reader) mapping(n *yaml.Node, v reflect.Value, path string) {
	if !r.shape(n, yaml.MappingNode, path) {
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := reflect.New(v.Type().Key()).Elem()
		e := reflect.New(v.Type().Elem()).Elem()
		before := len(r.problems)
		r.value(n.Content[i], k, path)
		r.value(n.Content[i+1], e, join(path, n.Content[i].Value))
		if len(r.problems) == before {
			m.SetMapIndex(k, e)
		}
	}
	v.Set(m)
}

func (r *reader) scalar(n *yaml.Node, v reflect.Value, path string) {
	s := n.Value
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		if n.Style != 0 || (s != "true" && s != "false") {
			r.report(n, "declare.not_bool", "path", path, "value", s)
			return
		}
		v.SetBool(s == "true")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		i, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil || strconv.FormatInt(i, 10) != s {
			r.report(n, "declare.not_whole", "path", path, "value", s)
			return
		}
		v.SetInt(i)
	default:
		panic("declare: no way to read a " + v.Type().String() + " at " + path)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (r *reader) tree(n *yaml.Node) Tree {
	t := Tree{Pos: r.pos(n)}
	switch n.Kind {
	case yaml.MappingNode:
		t.Shape = Mapping
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			t.Fields = append(t.Fields, Entry[Tree]{Text{k.Value, r.pos(k)}, r.tree(n.Content[i+1])})
		}
	case yaml.SequenceNode:
		t.Shape = List
		for _, c := range n.Content {
			t.Items = append(t.Items, r.tree(c))
		}
	default:
		t.Null = isNull(n)
		if !t.Null {
			t.Scalar = n.Value
		}
		t.Quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	}
	return t
}
