package pack

import (
	"atonce/internal/declare"
)

// field is what the other files of a pack may rest on of one question.
type field struct {
	id       string
	kind     string
	options  []string
	material string
	source   string
	pos      declare.Pos
}

func (d *draft) field(id string) (field, bool) {
	for _, f := range d.fields {
		if f.id == id {
			return f, true
		}
	}
	return field{}, false
}

func (d *draft) readForm() {
	var t declare.Tree
	if !d.decode("form.schema.json", &t) {
		return
	}
	props, _ := t.Field("properties")
	for _, e := range props.Fields {
		text := func(key string) string { v, _ := e.Value.Field(key); return v.Scalar }
		f := field{id: e.Key.Value, kind: text("x-kind"), material: text("x-material"), source: text("x-source"), pos: e.Key.Pos}
		if f.kind == "" {
			f.kind = map[string]string{"number": "number", "integer": "number", "boolean": "yesno", "array": "choices"}[text("type")]
		}
		enum, _ := e.Value.Field("enum")
		if items, ok := e.Value.Field("items"); ok && len(enum.Items) == 0 {
			enum, _ = items.Field("enum")
		}
		for _, o := range enum.Items {
			f.options = append(f.options, o.Scalar)
			d.need("option."+f.id+"."+o.Scalar, o.Pos)
		}
		d.need("field."+f.id, f.pos)
		d.optional["field."+f.id+".hint"] = true
		d.fields = append(d.fields, f)
	}
	pages, _ := t.Field("x-pages")
	for _, p := range pages.Items {
		id, _ := p.Field("id")
		d.need("page."+id.Scalar, id.Pos)
	}
}
