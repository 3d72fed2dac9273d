package api

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
)

// object is one JSON object of a schema or of the document.
type object = map[string]any

// schemas collects the schemas of Go types by name, for the document.
type schemas object

var (
	timeType    = reflect.TypeFor[time.Time]()
	verbType    = reflect.TypeFor[casework.Verb]()
	answersType = reflect.TypeFor[Answers]()
	rawType     = reflect.TypeFor[json.RawMessage]()
)

// of is the schema of t. A named struct becomes an entry of its own. What it reads
// beside the json tag: about says what the field is, among lists what it may be,
// least and most bound a text's length, a list's length or a number.
func (c schemas) of(t reflect.Type) object {
	switch t {
	case timeType:
		return object{"type": "string", "format": "date-time"}
	case verbType:
		return object{"type": "string", "enum": casework.Verbs}
	case rawType:
		return object{"type": "object"}
	case answersType:
		return object{"type": "object", "maxProperties": mostAnswers, "additionalProperties": object{"type": []string{"string", "integer"}}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return c.of(t.Elem())
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Slice:
		return object{"type": "array", "items": c.of(t.Elem())}
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return object{"type": "object"}
		}
		return object{"type": "object", "additionalProperties": c.of(t.Elem())}
	case reflect.Struct:
		if _, known := c[t.Name()]; !known {
			c[t.Name()] = nil // a type that holds itself ends here
			c[t.Name()] = c.members(t)
		}
		return object{"$ref": "#/components/schemas/" + t.Name()}
	}
	panic("api: no schema for " + t.String()) // the types are ours: the first test finds it
}

func (c schemas) members(t reflect.Type) object {
	properties, required := object{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := c.of(f.Type)
		if about := f.Tag.Get("about"); about != "" {
			p["description"] = about
		}
		if among := f.Tag.Get("among"); among != "" {
			p["enum"] = strings.Fields(among)
		}
		bound(p, "least", f.Tag.Get("least"))
		bound(p, "most", f.Tag.Get("most"))
		properties[name] = p
		if !strings.Contains(options, "omit") {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func bound(p object, which, value string) {
	if value == "" {
		return
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		panic("api: bound " + value) // the tags are ours
	}
	words := map[string][2]string{"string": {"minLength", "maxLength"}, "array": {"minItems", "maxItems"}, "integer": {"minimum", "maximum"}}[p["type"].(string)]
	if which == "least" {
		p[words[0]] = n
	} else {
		p[words[1]] = n
	}
}
