package api

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"atonce/internal/client"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// Problem is an error as a program reads it (RFC 9457): the key is stable, the title
// is in the language asked for.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title" about:"What happened and what can be done, in words."`
	Status int            `json:"status"`
	Key    string         `json:"key" about:"Which error it is; does not change with the language."`
	Fields []FieldProblem `json:"fields,omitempty" about:"What is wrong with which field."`
}

// FieldProblem is one thing wrong with one field of what was sent.
type FieldProblem struct {
	Field string `json:"field" about:"As in the request: answers.phone."`
	Key   string `json:"key"`
	Text  string `json:"text"`
}

var (
	write   sync.Once
	written []byte
)

// document is the OpenAPI 3.1 description of the door, written once.
func document() []byte {
	write.Do(func() {
		b, err := json.MarshalIndent(describe(operations()), "", " ")
		if err != nil {
			panic("api: the document is no JSON: " + err.Error()) // it is made of texts, numbers and maps
		}
		written = append(b, '\n')
	})
	return written
}

func (f face) describe(r *door.Request) error {
	r.W.Header().Set("Content-Type", "application/json")
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write(document()) // the reader may be gone: nobody is left to tell
	return nil
}

func describe(ops []operation) object {
	c := schemas{}
	paths := map[string]object{}
	for _, o := range ops {
		if paths[o.path] == nil {
			paths[o.path] = object{}
		}
		paths[o.path][strings.ToLower(o.method)] = o.describe(c)
	}
	paths[tokenPath] = describeToken(c)
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "Atonce", "version": "1", "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "The machine door of a government that runs Atonce: the same use-cases, rules and errors as its pages. " +
				"Times are RFC 3339. Money is an integer in the currency's minor unit. Lists are read page by page: send next as after. " +
				"Texts come in the language of ?lang or Accept-Language."},
		"servers": []object{{"url": "/"}},
		"paths":   paths,
		"components": object{"schemas": c,
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer"}, "secret": object{"type": "http", "scheme": "basic"},
				"system": object{"type": "oauth2", "flows": object{"clientCredentials": object{"tokenUrl": tokenPath, "scopes": object{
					client.Catalogue: "Read the catalogue of data.", client.ReadOf + "REGISTER": "Read granted fields of a register.", client.WriteOf + "REGISTER": "Push records of a register."}}}}},
			"responses": object{"problem": object{"description": "Something is wrong: who can mend it, and how.",
				"content": object{"application/problem+json": object{"schema": c.of(typeOf(Problem{}))}}}}},
	}
}

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

func (o operation) describe(c schemas) object {
	parameters := []object{}
	for _, m := range placeholder.FindAllStringSubmatch(o.path, -1) {
		parameters = append(parameters, object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	lang := query{name: "lang", about: "Language of texts; wins over Accept-Language.", among: []string{string(text.ZH), string(text.EN)}}
	for _, q := range append(o.query, lang) {
		s := object{"type": "string"}
		if q.among != nil {
			s["enum"] = q.among
		}
		parameters = append(parameters, object{"name": q.name, "in": "query", "required": q.required, "description": q.about, "schema": s})
	}
	for _, h := range o.headers {
		parameters = append(parameters, object{"name": h.name, "in": "header", "required": h.required, "description": h.about, "schema": object{"type": "string", "minLength": 8, "maxLength": client.MostKey}})
	}
	responses := object{"default": object{"$ref": "#/components/responses/problem"}}
	for _, status := range o.status {
		r := object{"description": http.StatusText(status), "content": object{"application/json": object{"schema": c.of(typeOf(o.out))}}}
		if status == http.StatusOK && len(o.status) > 1 {
			r["description"] = "It was done before: the same answer again."
		}
		responses[strconv.Itoa(status)] = r
	}
	out := object{"operationId": o.id, "summary": o.about, "parameters": parameters, "responses": responses}
	switch {
	case o.in != nil:
		out["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": c.of(typeOf(o.in))}}}
	case o.method == http.MethodPost:
		out["requestBody"] = object{"required": true, "content": object{"application/octet-stream": object{}}}
	}
	bearer := object{"bearer": []string{}}
	if out["security"] = []object{bearer}; o.who == door.AnyBearer {
		out["security"] = []object{{}, bearer}
	}
	if o.who == door.System {
		scope := o.scope
		if strings.HasSuffix(scope, ":") {
			scope += "REGISTER"
		}
		out["security"] = []object{{"system": []string{scope}}}
	}
	return out
}

func invalid(fields ...fail.Field) error {
	return fail.New(fail.Invalid, "api.request").WithFields(fields...)
}
