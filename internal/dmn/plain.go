package dmn

import (
	"sort"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"

	"go.yaml.in/yaml/v3"
)

// plainReader reads YAML strictly: every scalar is text, unknown and doubled
// keys, anchors, aliases and tags are errors, and all errors come at once.
type plainReader struct {
	errors []fail.Field
}

func (r *plainReader) fault(n *yaml.Node, path, key string, args ...string) {
	e := at(Position{n.Line, n.Column}, key, args...)
	if len(r.errors) < 200 {
		r.errors = append(r.errors, fail.Field{Path: path, Key: key, Args: e.Args})
	}
}

// mapping is a YAML mapping whose keys are known beforehand.
type mapping struct {
	r    *plainReader
	node *yaml.Node
	path string
	keys map[string]*yaml.Node
}

func (r *plainReader) mapping(n *yaml.Node, path string, known ...string) mapping {
	m := mapping{r: r, node: n, path: path, keys: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.want(n, path, "map")
		return m
	}
	r.plain(n, path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		ok := false
		for _, name := range known {
			ok = ok || name == k.Value
		}
		switch {
		case !ok:
			sorted := append([]string(nil), known...)
			sort.Strings(sorted)
			r.fault(k, path, "dmn.plain.unknown-key", "key", k.Value, "known", strings.Join(sorted, ", "))
		case m.keys[k.Value] != nil:
			r.fault(k, path, "dmn.plain.twice", "key", k.Value)
		default:
			m.keys[k.Value] = n.Content[i+1]
		}
	}
	return m
}

// plain refuses what makes YAML more than plain.
func (r *plainReader) plain(n *yaml.Node, path string) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		r.fault(n, path, "dmn.plain.alias")
	}
}

func (r *plainReader) want(n *yaml.Node, path, what string) {
	key := path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		key = path[i+1:]
	}
	r.fault(n, path, "dmn.plain.not-"+what, "key", key)
}

// scalar is the text under key, "" if it is not there.
func (m mapping) scalar(key string) string {
	n := m.keys[key]
	if n == nil {
		return ""
	}
	return m.r.scalar(n, m.path+"."+key)
}

func (r *plainReader) scalar(n *yaml.Node, path string) string {
	r.plain(n, path)
	if n.Kind != yaml.ScalarNode {
		r.want(n, path, "text")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (m mapping) required(key string) string {
	s := m.scalar(key)
	if s == "" {
		m.r.fault(m.node, m.path, "dmn.plain.missing", "key", key)
	}
	return s
}

// list are the items under key.
func (m mapping) list(key string) []*yaml.Node {
	n := m.keys[key]
	if n == nil {
		return nil
	}
	m.r.plain(n, m.path+"."+key)
	if n.Kind != yaml.SequenceNode {
		m.r.want(n, m.path+"."+key, "list")
		return nil
	}
	return n.Content
}

// oneOrMore are the items under key, where a single item may stand by itself.
func (m mapping) oneOrMore(key string) []*yaml.Node {
	n := m.keys[key]
	if n == nil {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		return m.list(key)
	}
	return []*yaml.Node{n}
}

// words are texts by language under key.
func (m mapping) words(key string) Words {
	n := m.keys[key]
	if n == nil {
		return nil
	}
	path := m.path + "." + key
	if n.Kind != yaml.MappingNode {
		m.r.want(n, path, "map")
		return nil
	}
	m.r.plain(n, path)
	w := Words{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		lang, ok := text.ParseLang(n.Content[i].Value)
		if !ok {
			m.r.fault(n.Content[i], path, "dmn.plain.language", "language", n.Content[i].Value)
			continue
		}
		if w[lang] != "" {
			m.r.fault(n.Content[i], path, "dmn.plain.twice", "key", n.Content[i].Value)
		}
		w[lang] = m.r.scalar(n.Content[i+1], path)
	}
	return w
}
