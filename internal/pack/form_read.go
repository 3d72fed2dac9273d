package pack

import (
	"path"

	"atonce/internal/declare"
	"atonce/internal/form"
)

// readForm reads form.schema.json and says which texts its questions need.
func (d *draft) readForm() {
	name := path.Join(d.dir, "form.schema.json")
	data, ok := d.find("form.schema.json")
	if !ok {
		d.add(declare.Pos{File: name}.Problem("pack.file-missing", "file", "form.schema.json"))
		d.broken = true
		return
	}
	f, ps := form.Parse(name, data)
	for _, p := range ps {
		if p.File == "" { // about a key that was not written: it has no place of its own
			p.File, p.Line = name, 1
		}
		d.add(p)
	}
	if f == nil || len(ps) > 0 {
		d.broken = true
		return
	}
	d.form, d.fieldAt = f, map[string]declare.Pos{}
	// The sealed form keeps no places; problems that this room finds stand at the
	// question's own line all the same.
	var t declare.Tree
	declare.Decode(name, data, &t)
	props, _ := t.Field("properties")
	for _, e := range props.Fields {
		d.fieldAt[e.Key.Value] = e.Key.Pos
	}
	pages, _ := t.Field("x-pages")
	for _, p := range f.Pages() {
		d.need("page."+p.ID, pages.Pos)
	}
	for _, x := range f.Fields() {
		at := d.fieldAt[x.ID]
		d.need("field."+x.ID, at)
		d.optional["field."+x.ID+".hint"] = true
		d.optional["field."+x.ID+".example"] = true
		for _, o := range x.Options {
			d.need("option."+x.ID+"."+o, at)
		}
	}
}

// field finds a question; without a form there is none.
func (d *draft) field(id string) (form.Field, bool) {
	if d.form == nil {
		return form.Field{}, false
	}
	return d.form.Field(id)
}
