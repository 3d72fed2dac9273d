package dmn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"atonce/internal/fail"
)

// ReadLimits bound what a model file may cost to read. A zero field takes the default.
type ReadLimits struct {
	Bytes    int // size of the file; default 16 MiB
	Depth    int // nesting of elements; default 200
	Elements int // number of elements; default 500,000
}

func (l ReadLimits) filled() ReadLimits {
	if l.Bytes == 0 {
		l.Bytes = 16 << 20
	}
	if l.Depth == 0 {
		l.Depth = 200
	}
	if l.Elements == 0 {
		l.Elements = 500_000
	}
	return l
}

// element is one XML element with everything the reader may want of it. DI,
// which is most of a file, is skipped before it becomes elements.
type element struct {
	space, name string
	attrs       []xml.Attr
	kids        []*element
	text        string
	chars       []byte // of text, while the element is open
	pos         Position
	parent      *element
	prefixes    map[string]string // namespace by prefix, as far as declared here
}

// namespace is what a prefix stands for at e.
func (e *element) namespace(prefix string) (string, bool) {
	for ; e != nil; e = e.parent {
		if space, ok := e.prefixes[prefix]; ok {
			return space, true
		}
	}
	return "", false
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// kid is the first child of that name in the model's namespace.
func (e *element) kid(name string) *element {
	for _, k := range e.kids {
		if k.name == name && k.space == e.space {
			return k
		}
	}
	return nil
}

// kidText is the text of a child, or of the <text> inside that child.
func (e *element) kidText(name string) string {
	k := e.kid(name)
	if k == nil {
		return ""
	}
	if t := k.kid("text"); t != nil {
		return t.text
	}
	return k.text
}

// skipped are elements whose content says nothing about what a model decides.
func skipped(n xml.Name) bool {
	return n.Local == "DMNDI" || strings.Contains(n.Space, "/DMNDI/") || n.Local == "DMNDiagram"
}

// parseElements reads XML into a tree within limits. Document types and
// entities of their own are refused: they are the way XML explodes.
func parseElements(data []byte, limits ReadLimits) (*element, error) {
	limits = limits.filled()
	if len(data) > limits.Bytes {
		return nil, fail.New(fail.TooLarge, "dmn.read.bytes", "limit", strconv.Itoa(limits.Bytes))
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fail.New(fail.Invalid, "dmn.read.charset", "charset", label)
	}
	var root *element
	var stack []*element
	count := 0
	for {
		line, col := d.InputPos()
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, xmlError(err, line, col)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, at(Position{line, col}, "dmn.read.doctype")
		case xml.StartElement:
			if skipped(t.Name) {
				if err := d.Skip(); err != nil {
					return nil, xmlError(err, line, col)
				}
				continue
			}
			count++
			if len(stack) >= limits.Depth {
				return nil, at(Position{line, col}, "dmn.read.depth", "limit", strconv.Itoa(limits.Depth))
			}
			if count > limits.Elements {
				return nil, at(Position{line, col}, "dmn.read.elements", "limit", strconv.Itoa(limits.Elements))
			}
			e := &element{space: t.Name.Space, name: t.Name.Local, attrs: t.Attr, pos: Position{line, col}}
			if len(stack) > 0 {
				parent := stack[len(stack)-1]
				parent.kids = append(parent.kids, e)
				e.parent = parent
			} else if root == nil {
				root = e
			}
			e.declarePrefixes()
			stack = append(stack, e)
		case xml.EndElement:
			e := stack[len(stack)-1]
			e.text, e.chars = string(e.chars), nil
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				e := stack[len(stack)-1]
				// Text between child elements is layout; only leaves carry text.
				if len(e.kids) == 0 {
					e.chars = append(e.chars, t...)
				} else {
					e.chars = nil
				}
			}
		}
	}
	if root == nil {
		return nil, fail.New(fail.Invalid, "dmn.read.empty")
	}
	return root, nil
}

func (e *element) declarePrefixes() {
	for _, a := range e.attrs {
		prefix := ""
		switch {
		case a.Name.Space == "xmlns":
			prefix = a.Name.Local
		case a.Name.Space == "" && a.Name.Local == "xmlns":
		default:
			continue
		}
		if e.prefixes == nil {
			e.prefixes = map[string]string{}
		}
		e.prefixes[prefix] = a.Value
	}
}

// at is an Invalid error about a place in the file.
func at(p Position, key string, args ...string) *fail.Error {
	return fail.New(fail.Invalid, key, append(args, "line", strconv.Itoa(p.Line), "column", strconv.Itoa(p.Column))...)
}

func xmlError(err error, line, col int) error {
	var own *fail.Error
	if errors.As(err, &own) {
		return own
	}
	detail := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		detail, line = syntax.Msg, syntax.Line
	}
	return at(Position{line, col}, "dmn.read.xml", "detail", detail)
}

func itoa(i int) string { return strconv.Itoa(i) }
